//! `madoguchi draw`: a published draw, drawn once more.

use std::{fs, process::ExitCode};

use lots::{Head, Ordered, Publication, Verified};
use serde_json::json;

use crate::{
    cli::{DrawArgs, DrawCommand},
    fault::Fault,
    output,
};

pub(crate) fn run(command: DrawCommand, json: bool) -> Result<ExitCode, Fault> {
    let DrawCommand::Verify(args) = command;
    verify(&args, json)
}

fn verify(args: &DrawArgs, json: bool) -> Result<ExitCode, Fault> {
    let DrawArgs { file, sha256, seed } = args;
    let unread = |fault: String| Fault::usage(format!("{}: {fault}", file.display()));
    let text = fs::read_to_string(file).map_err(|fault| unread(fault.to_string()))?;
    let published: Publication =
        serde_json::from_str(&text).map_err(|fault| unread(fault.to_string()))?;
    let verified = published.verify(sha256.as_deref(), seed.as_ref()).map_err(Fault::found)?;
    tell(&verified, json)
}

/// What was checked, and what only somebody can check who looks it up.
fn tell(Verified { list, figure, order }: &Verified, json: bool) -> Result<ExitCode, Fault> {
    let Head { procedure, closed_on, source, source_on, .. } = list.head();
    let digest = list.digest();
    if json {
        let groups = order.iter().map(|Ordered { group, places, numbers }| {
            json!({ "group": group, "places": places, "entries": numbers.len() })
        });
        output::json(&json!({
            "procedure": procedure, "closed_on": closed_on, "sha256": digest,
            "source": source, "source_on": source_on, "seed": figure.as_str(),
            "order": groups.collect::<Vec<_>>(),
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    output::data(format_args!("procedure\t{procedure}"));
    output::data(format_args!("closed\t{closed_on}"));
    output::data(format_args!("sha256\t{digest}"));
    output::data(format_args!("seed\t{figure}\t{source}\t{source_on}"));
    for Ordered { group, places, numbers } in order {
        output::data(format_args!("order\t{group}\t{places} of {}", numbers.len()));
    }
    output::say("the order is what the list and the seed give");
    output::say(format_args!(
        "look up for yourself that the figure is that of {source_on}, and that this SHA-256 stood there before"
    ));
    Ok(ExitCode::SUCCESS)
}
