//! `madoguchi fsck` and `madoguchi audit`.

use std::{path::Path, process::ExitCode};

use chores::Depth;

use crate::{fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn fsck(settings: &Settings, deep: bool, json: bool) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        let depth = if deep { Depth::Deep } else { Depth::Sample };
        let found = chores::fsck(&archive, depth).await.map_err(Fault::found)?;
        if json {
            output::json(&found)?;
        } else {
            for finding in &found.findings {
                let (rule, table, id) = (&finding.rule, &finding.table, &finding.id);
                output::data(format_args!("{rule}\t{table}\t{id}\t{}", finding.what));
            }
            for note in &found.notes {
                let (rule, table, id) = (&note.rule, &note.table, &note.id);
                output::say(format_args!("note\t{rule}\t{table}\t{id}\t{}", note.what));
            }
            let (count, notes) = (found.findings.len(), found.notes.len());
            let submissions = found.submissions;
            output::say(format_args!("{submissions} submissions, {count} findings, {notes} notes"));
        }
        Ok(exit_code(found.findings.is_empty()))
    })
}

pub(crate) fn head(settings: &Settings, witness: &Path) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        let told = chores::tell_witness(&archive, witness).await.map_err(Fault::found)?;
        output::data(if told { "told" } else { "nothing new" });
        Ok(ExitCode::SUCCESS)
    })
}

pub(crate) fn verify(
    settings: &Settings,
    witness: Option<&Path>,
    json: bool,
) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        let audit = chores::verify_audit(&archive, witness).await.map_err(Fault::found)?;
        if json {
            output::json(&audit)?;
        } else {
            let (cases, events, days) = (audit.cases, audit.events, audit.days);
            match &audit.first_break {
                Some(at) => output::data(format_args!("broken\t{at}")),
                None => output::data("whole"),
            }
            if let Some(head) = &audit.last_head {
                output::data(format_args!("head\t{head}"));
            }
            output::say(format_args!("{cases} cases, {events} entries, {days} closed days"));
        }
        Ok(exit_code(audit.first_break.is_none()))
    })
}

fn exit_code(all_is_well: bool) -> ExitCode {
    if all_is_well { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
