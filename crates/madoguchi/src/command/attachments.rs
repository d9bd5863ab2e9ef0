//! `madoguchi attachments`: the folder of files, and whether it is the database's.

use std::process::ExitCode;

use kernel::{Clock as _, SystemClock};
use serde_json::json;
use submission_store::{
    Store,
    orphans::{self, Orphan},
};

use crate::{cli::AttachmentsCommand, fault::Fault, output, settings::Settings, span, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: &AttachmentsCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    match command {
        AttachmentsCommand::Adopt { dry_run, accept_missing } => {
            adopt(settings, *accept_missing, *dry_run, json)
        }
        AttachmentsCommand::Prune { older_than, dry_run } => {
            prune(settings, older_than, *dry_run, json)
        }
    }
}

fn adopt(
    settings: &Settings,
    accept_missing: bool,
    dry_run: bool,
    json: bool,
) -> Result<ExitCode, Fault> {
    let wanted = town_hall::store_settings(settings)?;
    let found = Store::adopt(&wanted, accept_missing, dry_run).map_err(Fault::found)?;
    let counts = [
        ("files", found.files),
        ("named", found.named),
        ("missing", found.missing),
        ("orphans", found.orphans),
    ];
    if json {
        output::json(&counts.into_iter().collect::<std::collections::BTreeMap<_, _>>())?;
    } else {
        for (word, count) in counts {
            output::data(format_args!("{word}\t{count}"));
        }
    }
    if !dry_run {
        output::say("adopted: folder and database belong together from now on");
    }
    Ok(ExitCode::SUCCESS)
}

fn prune(
    settings: &Settings,
    older_than: &str,
    dry_run: bool,
    json: bool,
) -> Result<ExitCode, Fault> {
    let before = SystemClock.now().plus(-span::parse("--older-than", older_than)?);
    let store = town_hall::open_store(settings)?;
    let pruned = town_hall::block_on(async {
        orphans::prune(&store, before, dry_run).await.map_err(Fault::found)
    })?;
    if json {
        let shown = |orphan: &Orphan| json!({ "path": orphan.path, "made_at": orphan.made_at });
        output::json(&pruned.iter().map(shown).collect::<Vec<_>>())?;
    } else {
        for orphan in &pruned {
            output::data(&orphan.path);
        }
    }
    let done = if dry_run { "would be removed" } else { "removed" };
    output::say(format_args!("{} files {done}", pruned.len()));
    Ok(ExitCode::SUCCESS)
}
