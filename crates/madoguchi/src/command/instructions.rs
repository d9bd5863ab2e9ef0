//! `madoguchi instructions`: what refusals say about contesting them, and that it was confirmed.

use std::process::ExitCode;

use back_office::{Error, InstructionFault, InstructionKey, InstructionRow, VersionView};
use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::{cli::InstructionsCommand, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: InstructionsCommand,
    as_json: bool,
) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let office = town_hall::rooms_for_command(settings).await?.back_office;
        match command {
            InstructionsCommand::List => {
                let (rows, today) = (office.instruction_rows(None).await, office.today());
                let rows = rows.map_err(Fault::found)?;
                list(&rows, today, as_json)?;
                let is_open = |row: &InstructionRow| row.procedures > 0 && !row.holds(today);
                Ok(if rows.iter().any(is_open) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
            }
            InstructionsCommand::Confirm { body, reviewer, version, by } => {
                let staff = office.staff_named(&by).await.map_err(Fault::found)?;
                let staff = staff.ok_or_else(|| {
                    Fault::found(format!("nobody at work has the address `{by}`"))
                })?;
                let rows = office.instruction_rows(None).await.map_err(Fault::found)?;
                // The mayor's row has no name of its own, and is named like the others.
                let is_named = |row: &InstructionRow| {
                    row.key.body == body && [&row.key.reviewer, &row.reviewer].contains(&&reviewer)
                };
                let row = rows.into_iter().find(is_named).ok_or_else(unknown)?;
                let InstructionKey { body, reviewer } = row.key.clone();
                let settled = office.settle_instruction(&staff, row.key, version, true).await;
                let until = settled.map_err(told)?.ok_or_else(unknown)?;
                let reviewer = if reviewer.is_empty() { row.reviewer } else { reviewer };
                confirmed(&body, &reviewer, version, until, as_json)?;
                Ok(ExitCode::SUCCESS)
            }
        }
    })
}

/// Says what was confirmed, and until when refusals leave with it.
fn confirmed(
    body: &str,
    reviewer: &str,
    version: i64,
    until: NaiveDate,
    as_json: bool,
) -> Result<(), Fault> {
    if as_json {
        return output::json(&json!({ "body": body, "reviewer": reviewer, "version": version,
                "valid_until": until }));
    }
    output::data(format_args!("{}", line(body, reviewer, version, until)));
    Ok(())
}

/// The same order as in the list: whose row, how it stands, until when.
fn line(body: &str, reviewer: &str, version: i64, until: NaiveDate) -> String {
    format!("{body}\t{reviewer}\tconfirmed\t{until}\t{version}")
}

fn unknown() -> Fault {
    Fault::found("there is no such row; `madoguchi instructions list` names them")
}

fn told(fault: InstructionFault) -> Fault {
    match fault {
        InstructionFault::Intent(Error::NotFound | Error::Forbidden) => {
            Fault::found("the person is not of the legal section")
        }
        InstructionFault::Intent(Error::Conflict { .. }) => Fault::found(
            "this version does not wait; `madoguchi instructions list` names what does",
        ),
        fault @ (InstructionFault::Text { .. }
        | InstructionFault::Waiting
        | InstructionFault::Own
        | InstructionFault::Intent(_)) => Fault::found(fault),
    }
}

/// Where a row stands: `confirmed`, `over` or `unconfirmed`.
fn standing(row: &InstructionRow, today: NaiveDate) -> &'static str {
    match (&row.confirmed, row.holds(today)) {
        (Some(_), true) => "confirmed",
        (Some(_), false) => "over",
        (None, _) => "unconfirmed",
    }
}

fn until(row: &InstructionRow) -> Option<NaiveDate> {
    row.confirmed.as_ref()?.confirmed.as_ref().map(|(_, _, until)| *until)
}

fn list(rows: &[InstructionRow], today: NaiveDate, as_json: bool) -> Result<(), Fault> {
    if as_json {
        let shown: Vec<Value> = rows.iter().map(|row| row_as_json(row, today)).collect();
        return output::json(&shown);
    }
    for row in rows {
        let InstructionKey { body, reviewer } = &row.key;
        let or_dash = |said: Option<String>| said.unwrap_or_else(|| "-".to_owned());
        let standing = standing(row, today);
        let until = or_dash(until(row).map(|day| day.to_string()));
        let waiting = or_dash(row.waiting.as_ref().map(|it| it.version.to_string()));
        let reviewer = if reviewer.is_empty() { &row.reviewer } else { reviewer };
        let used = row.procedures;
        output::data(format_args!("{body}\t{reviewer}\t{standing}\t{until}\t{waiting}\t{used}"));
    }
    Ok(())
}

fn row_as_json(row: &InstructionRow, today: NaiveDate) -> Value {
    let version = |it: &VersionView| {
        json!({ "version": it.version, "text": it.text, "written_by": it.written.0,
                "written_at": it.written.1 })
    };
    json!({
        "body": row.key.body,
        "reviewer": row.key.reviewer,
        "named": row.reviewer,
        "standing": standing(row, today),
        "valid_until": until(row),
        "procedures": row.procedures,
        "confirmed": row.confirmed.as_ref().map(version),
        "waiting": row.waiting.as_ref().map(version),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confirmed_is_said_with_its_last_day() {
        let until = NaiveDate::from_ymd_opt(2027, 11, 24).unwrap();
        let said = line("governor", "宮城県知事", 3, until);
        assert_eq!(said, "governor\t宮城県知事\tconfirmed\t2027-11-24\t3");
    }
}
