//! Whether a function can do anything with what it is given.
//!
//! A function of days gives null for what is no day. A condition on it would never hold, and
//! nobody would see why; so what can never be a day is refused when the definition is loaded.

use chrono::NaiveDate;
use serde_json::Value;

use super::dates::{ROLLS, UNITS};
use super::fault::{Fault, fault};
use super::functions::Function;
use super::op::Op;
use super::sense::{self, Operand};
use super::shape::Shape;
use crate::definition::{Kind, Property, nearest};

/// Refuses an argument that can never be what the function asks for.
pub(super) fn fitting(
    function: Function,
    name: &str,
    args: &[(Op, Shape<'_>)],
    locals: &[&str],
) -> Result<(), Fault> {
    for place in days(function) {
        if let Some((op, shape)) = args.get(*place) {
            some_day(function, name, op, shape)?;
        }
    }
    if matches!(
        function,
        Function::Least
            | Function::Greatest
            | Function::Floor
            | Function::Ceiling
            | Function::Round
    ) {
        let operand = |(op, shape)| Operand { op, shape, locals };
        args.iter().try_for_each(|(op, shape)| sense::number(&operand((op, shape))))?;
    }
    match (function, args) {
        (Function::Deadline, [_, _, _, (roll, _), unit @ ..]) => {
            word(name, roll, &ROLLS.map(|(word, _)| word))?;
            unit.first().map_or(Ok(()), |(unit, _)| word(name, unit, &UNITS))
        }
        (Function::Closing, [(_, Shape::Table(table)), ..]) => table_of_closings(table),
        _ => Ok(()),
    }
}

/// Which arguments are days.
const fn days(function: Function) -> &'static [usize] {
    match function {
        Function::Age
        | Function::YearsBetween
        | Function::MonthsBetween
        | Function::DaysBetween
        | Function::BusinessDaysBetween
        | Function::SchoolGrade => &[0, 1],
        Function::AddDays
        | Function::AddMonths
        | Function::AddBusinessDays
        | Function::IsBusinessDay
        | Function::Weekday
        | Function::Deadline
        | Function::Year
        | Function::Month
        | Function::Day
        | Function::FirstOfMonth
        | Function::FiscalYear => &[0],
        Function::Closing => &[1],
        Function::Present
        | Function::Sum
        | Function::Unique
        | Function::BankHolder
        | Function::HolderMatches
        | Function::BankName
        | Function::BranchName
        | Function::Size
        | Function::StartsWith
        | Function::EndsWith
        | Function::Contains
        | Function::Int
        | Function::Text
        | Function::Least
        | Function::Greatest
        | Function::Floor
        | Function::Ceiling
        | Function::Round => &[],
    }
}

/// Whether it takes a month such as `2026-04` for a day.
const fn takes_months(function: Function) -> bool {
    matches!(
        function,
        Function::Year | Function::Month | Function::FirstOfMonth | Function::FiscalYear
    )
}

fn some_day(function: Function, name: &str, op: &Op, shape: &Shape<'_>) -> Result<(), Fault> {
    let months = takes_months(function);
    let written = "write a day like '2026-04-01'";
    if let Shape::Leaf(property, origin) = shape
        && !can_be_day(property, months)
    {
        let what = format!("{name}() needs a day, and {} is never one", origin.pointer);
        return Err(fault(what, "name a question with \"format\": \"date\""));
    }
    if let Op::Text(text) = op
        && !is_day(text, months)
    {
        return Err(fault(format!("{name}() needs a day, and '{text}' is none"), written));
    }
    if matches!(op, Op::Int(_) | Op::Number(_) | Op::Bool(_) | Op::List(_) | Op::Map(_)) {
        return Err(fault(format!("{name}() needs a day, which is a text"), written));
    }
    Ok(())
}

/// What is computed or chosen can be a day without a format.
pub(super) fn can_be_day(property: &Property, months: bool) -> bool {
    let field = &property.field;
    if !matches!(property.kind, Kind::Text) {
        return false;
    }
    match field.format.as_deref() {
        Some("date" | "jp-date-wareki" | "jp-birth-date") => true,
        Some("jp-year-month") => months,
        Some(_) => false,
        None if field.choices.is_empty() => field.computed,
        None => field.choices.iter().any(|choice| is_day(&choice.value, months)),
    }
}

pub(super) fn is_day(text: &str, months: bool) -> bool {
    let day = |text: &str| text.len() == 10 && text.parse::<NaiveDate>().is_ok();
    day(text) || (months && text.len() == 7 && day(&format!("{text}-01")))
}

/// A word that is one of a few.
fn word(name: &str, op: &Op, known: &[&str]) -> Result<(), Fault> {
    let Op::Text(text) = op else { return Ok(()) };
    if known.contains(&text.as_str()) {
        return Ok(());
    }
    let mend = match nearest(text, known) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("use one of {}", known.join(", ")),
    };
    Err(fault(format!("{name}() does not know the word '{text}'"), mend))
}

/// A table of closing days has a day in each row, and says how it moves.
fn table_of_closings(table: &Value) -> Result<(), Fault> {
    let mend =
        "write it like \"04-01\": { \"monthsBefore\": 2, \"day\": 5 }, and \"roll\": \"previous\"";
    for (name, row) in table.as_object().into_iter().flatten() {
        let fits = match name.as_str() {
            "roll" => row.as_str().is_some_and(|roll| ROLLS.iter().any(|(word, _)| *word == roll)),
            "*" => is_row(row),
            _ => name
                .split_once('-')
                .is_some_and(|(month, day)| is_part(month, 12) && is_part(day, 31) && is_row(row)),
        };
        if !fits {
            return Err(fault(format!("\"{name}\" says no closing day"), mend));
        }
    }
    Ok(())
}

/// `04` or `*`.
fn is_part(text: &str, most: u32) -> bool {
    let number = || text.parse().is_ok_and(|number: u32| (1..=most).contains(&number));
    text == "*" || (text.len() == 2 && number())
}

fn is_row(row: &Value) -> bool {
    let number = |name: &str| row.get(name).and_then(Value::as_u64);
    number("monthsBefore").is_some_and(|months| months <= 24)
        && number("day").is_some_and(|day| (1..=31).contains(&day))
        && row.as_object().is_some_and(|row| row.len() == 2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::table_of_closings;
    use crate::{Form, Parts, Source};

    fn faults(expression: &str) -> Vec<String> {
        let text = json!({
            "$id": "copy", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["name", "born", "slot", "told"] }],
            "properties": {
                "name": { "title": "氏名", "type": "string", "format": "jp-person-name" },
                "born": { "title": "生まれた日", "type": "string", "format": "jp-birth-date" },
                "slot": { "title": "日", "type": "string", "enum": ["2026-12-01", "2026-12-08"] },
                "told": { "title": "結果", "type": "string", "x-compute": expression },
            },
        })
        .to_string();
        let source = Source { file: "copy.json", text: &text, overlays: &[] };
        match Form::compile(&source, &Parts::default()) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.into_iter().map(|fault| fault.what).collect(),
        }
    }

    #[test]
    fn what_is_never_a_day_is_refused() {
        assert_eq!(faults("string(year(form.born)) + first_of_month(form.slot)"), [""; 0]);
        assert_eq!(faults("string(month('2026-04'))"), [""; 0]);
        let told = faults("string(year(form.name))");
        assert_eq!(told, ["year() needs a day, and /name is never one"]);
        assert_eq!(faults("string(day('2026-04'))"), ["day() needs a day, and '2026-04' is none"]);
        assert_eq!(faults("string(month(4))"), ["month() needs a day, which is a text"]);
    }

    #[test]
    fn a_deadline_knows_its_words() {
        assert_eq!(faults("deadline(form.born, 3, false, 'next', 'months')"), [""; 0]);
        let told = faults("deadline(form.born, 3, false, 'nxt')");
        assert_eq!(told, ["deadline() does not know the word 'nxt'"]);
        let told = faults("deadline(form.born, 3, false, 'next', 'weeks')");
        assert_eq!(told, ["deadline() does not know the word 'weeks'"]);
    }

    #[test]
    fn a_table_of_closing_days_is_read_before_anybody_files() {
        let good = json!({ "roll": "previous", "04-01": { "monthsBefore": 2, "day": 5 },
            "*-16": { "monthsBefore": 1, "day": 20 }, "*": { "monthsBefore": 0, "day": 31 } });
        assert!(table_of_closings(&good).is_ok());
        for bad in [
            json!({ "4-1": { "monthsBefore": 2, "day": 5 } }),
            json!({ "13-01": { "monthsBefore": 2, "day": 5 } }),
            json!({ "04-01": { "months": 2, "day": 5 } }),
            json!({ "04-01": { "monthsBefore": 2, "day": 32 } }),
            json!({ "roll": "back" }),
        ] {
            assert!(table_of_closings(&bad).is_err(), "{bad}");
        }
    }
}
