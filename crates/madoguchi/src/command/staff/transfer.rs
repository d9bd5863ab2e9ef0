//! `madoguchi staff transfer`: the move of 1 April, from a file.

use std::{fs, path::Path};

use back_office::{Misposting, People, Posting, Transfer, TransferFault, Transferred};
use kernel::Grant;
use serde_json::{Value, json};

use super::told;
use crate::{fault::Fault, output};

pub(super) async fn run(
    people: &People,
    file: &Path,
    dry_run: bool,
    as_json: bool,
) -> Result<(), Fault> {
    let unreadable = |fault: std::io::Error| Fault::usage(format!("{}: {fault}", file.display()));
    let wrong = |rows: &[Misposting]| {
        let lines = rows.iter().map(|row| format!("{}: {row}", file.display()));
        Fault::usage(lines.collect::<Vec<_>>().join("\n"))
    };
    let postings = Posting::read(&fs::read(file).map_err(unreadable)?).map_err(|it| wrong(&it))?;
    let transfer = match people.transfer(postings, dry_run).await {
        Ok(transfer) => transfer,
        Err(TransferFault::OnlyTried(transfer)) => *transfer,
        Err(TransferFault::Rows(rows)) => return Err(wrong(&rows)),
        Err(TransferFault::Intent(fault)) => return Err(told(fault)),
        Err(fault @ TransferFault::NotYet(_)) => return Err(Fault::usage(fault)),
    };
    if as_json {
        return output::json(&as_value(&transfer));
    }
    transfer.people.iter().for_each(say);
    for seat in &transfer.vacant {
        output::data(format_args!("vacant\t{seat}"));
    }
    for name in &transfer.left_behind {
        output::data(format_args!("left behind\t{name}"));
    }
    for name in &transfer.without_grants {
        output::data(format_args!("without grants\t{name}"));
    }
    if dry_run {
        output::say("nothing was changed: it was only tried");
    }
    Ok(())
}

fn say(person: &Transferred) {
    let Transferred { email, name, is_new, leaves, ended, given, asked: _ } = person;
    if *is_new {
        output::data(format_args!("{email}\tis new\t{name}"));
    }
    for grant in ended {
        output::data(format_args!("{email}\tno longer\t{grant}"));
    }
    for grant in given {
        output::data(format_args!("{email}\tfrom now\t{grant}"));
    }
    if *leaves {
        output::data(format_args!("{email}\tleaves\t{name}"));
    }
}

fn as_value(transfer: &Transfer) -> Value {
    let written = |grants: &[Grant]| grants.iter().map(Grant::to_string).collect::<Vec<_>>();
    let people = transfer.people.iter().map(|person| {
        json!({
            "email": person.email,
            "name": person.name,
            "is_new": person.is_new,
            "leaves": person.leaves,
            "ended": written(&person.ended),
            "given": written(&person.given),
        })
    });
    json!({
        "people": people.collect::<Vec<_>>(),
        "vacant": written(&transfer.vacant),
        "left_behind": transfer.left_behind,
        "without_grants": transfer.without_grants,
    })
}
