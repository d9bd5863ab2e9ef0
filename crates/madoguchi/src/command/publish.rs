//! `madoguchi forms publish`: what residents are offered from now on.

use std::process::ExitCode;

use publishing::{
    Author, Publication, PublicationLine, Publisher, Rehearsal, Wanted, compile_among,
};
use serde_json::json;

use super::forms::{Named, named_files, tell_unfit};
use crate::{cli::PublishArgs, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(settings: &Settings, args: PublishArgs, json: bool) -> Result<ExitCode, Fault> {
    let whole = args.paths.is_empty() && args.retire.is_empty();
    let Named { files, around } = if whole || !args.paths.is_empty() {
        named_files(settings, &args.paths)?
    } else {
        Named::default()
    };
    let rehearsal = Rehearsal::of(compile_among(&files, &around), args.told.language());
    if !rehearsal.is_sound() {
        tell_unfit(&rehearsal, args.told.language());
        return Err(Fault::found("nothing was published: mend the definitions above first"));
    }
    let wanted =
        Wanted { whole, retire: args.retire, by: args.by.map_or(Author::Operator, Author::Staff) };
    let publication = town_hall::block_on(act(settings, rehearsal, &wanted, args.dry_run))?;
    tell(&publication, args.dry_run, json)?;
    Ok(ExitCode::SUCCESS)
}

async fn act(
    settings: &Settings,
    mut rehearsal: Rehearsal,
    wanted: &Wanted,
    dry_run: bool,
) -> Result<Publication, Fault> {
    let publisher = Publisher::new(&town_hall::open_archive(settings)?);
    let done = if dry_run {
        publisher.plan(&mut rehearsal, wanted).await
    } else {
        publisher.publish(rehearsal, wanted).await
    };
    done.map_err(Fault::found)
}

fn tell(publication: &Publication, dry_run: bool, as_json: bool) -> Result<(), Fault> {
    let Publication { lines, generation } = publication;
    if as_json {
        let line = |line: &PublicationLine| json!({ "id": line.id, "change": line.change.word(), "version": line.number });
        let lines: Vec<_> = lines.iter().map(line).collect();
        return output::json(&json!({ "generation": generation, "definitions": lines }));
    }
    for PublicationLine { change, id, number } in lines {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        output::data(format_args!("{change}\t{id}\t{number}"));
    }
    match generation {
        Some(number) => output::say(format_args!("published as generation {number}")),
        None if dry_run => output::say("nothing was written"),
        None => output::say("nothing has changed"),
    }
    Ok(())
}
