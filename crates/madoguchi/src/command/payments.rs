//! `madoguchi payments`: where the provider's book and ours differ, and dealing with it.

use std::process::ExitCode;

use chores::{Closing, Difference, close_difference, compare_ledger};
use chrono::Duration;
use serde_json::json;

use crate::{
    cli::PaymentsCommand, fault::Fault, output, provider::Provider, settings::Settings, town_hall,
};

pub(crate) fn run(
    settings: &Settings,
    command: PaymentsCommand,
    as_json: bool,
) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        match command {
            PaymentsCommand::Differences { all } => {
                let archive = town_hall::open_archive(settings)?;
                let listed = chores::differences(&archive, all).await.map_err(Fault::found)?;
                list(&listed, as_json)?;
                let open = listed.iter().any(|difference| difference.closed.is_none());
                Ok(if open { ExitCode::FAILURE } else { ExitCode::SUCCESS })
            }
            PaymentsCommand::Reconcile { days, .. } => {
                let provider = Provider::for_command(settings)?;
                let store = town_hall::open_patiently(settings)?;
                let public_url = settings.public_url.as_deref().unwrap_or_default();
                let gateway = provider.gateway(&store, public_url);
                let archive = town_hall::archive_on(store);
                let now = archive.now();
                let since = now.plus(-Duration::days(i64::from(days)));
                let compared = compare_ledger(&archive, gateway, since, now).await;
                let compared = compared.map_err(Fault::found)?;
                let (theirs, ours, found) = (compared.theirs, compared.ours, compared.found);
                output::data(format_args!("{theirs} there, {ours} here, {found} new differences"));
                Ok(if found > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
            }
            PaymentsCommand::Close { id, how } => {
                let archive = town_hall::open_archive(settings)?;
                let how = how.parse::<Closing>().map_err(|_no_word| unknown_word(&how))?;
                let known = id.parse().map_err(|_no_id| unknown(&id))?;
                let closed = close_difference(&archive, &known, how).await.map_err(Fault::found)?;
                if closed { Ok(ExitCode::SUCCESS) } else { Err(unknown(&id)) }
            }
        }
    })
}

fn unknown(id: &str) -> Fault {
    Fault::found(format!("`{id}` is no open difference"))
}

fn unknown_word(word: &str) -> Fault {
    let words: Vec<&str> = Closing::ALL.iter().map(|how| how.word()).collect();
    Fault::usage(format!("`{word}` is none of {}", words.join(", ")))
}

fn list(differences: &[Difference], as_json: bool) -> Result<(), Fault> {
    if as_json {
        let shown: Vec<_> = differences.iter().map(shown).collect();
        return output::json(&shown);
    }
    for difference in differences {
        let Difference { id, kind, subject, ours, theirs, found_at, closed, .. } = difference;
        let yen = |amount: Option<kernel::Yen>| {
            amount.map_or_else(|| "-".to_owned(), |yen| yen.get().to_string())
        };
        let (kind, ours, theirs) = (kind.word(), yen(*ours), yen(*theirs));
        let end = closed.as_ref().map_or("open", |end| end.how.word());
        output::data(format_args!("{id}\t{end}\t{kind}\t{subject}\t{ours}\t{theirs}\t{found_at}"));
    }
    Ok(())
}

fn shown(difference: &Difference) -> serde_json::Value {
    let closed = difference.closed.as_ref();
    json!({
        "id": difference.id,
        "kind": difference.kind.word(),
        "subject": difference.subject,
        "payment": difference.payment,
        "ours_yen": difference.ours.map(kernel::Yen::get),
        "theirs_yen": difference.theirs.map(kernel::Yen::get),
        "found_at": difference.found_at,
        "closed_at": closed.map(|end| end.at),
        "closed_by": closed.map(|end| end.by.clone()),
        "closed_as": closed.map(|end| end.how.word()),
    })
}
