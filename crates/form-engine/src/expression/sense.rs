//! Whether a calculation or a comparison can mean anything: days are no numbers, and texts are
//! not multiplied.
//!
//! The author would see it only when an example fails, or as a condition that never holds.

use japanese_values::Format;

use super::arguments::{can_be_day, is_day};
use super::fault::{Fault, fault, like};
use super::functions::Function;
use super::op::{Name, Op, Sign};
use super::shape::Shape;
use super::written::written;
use crate::definition::Kind;

/// What an operand surely is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    Day,
    Number,
    Text,
    Truth,
    Unknown,
}

/// An operand, with the names of list macros around it.
pub(super) struct Operand<'a> {
    pub(super) op: &'a Op,
    pub(super) shape: &'a Shape<'a>,
    pub(super) locals: &'a [&'a str],
}

/// Refuses a calculation that never gives anything.
pub(super) fn reckoned(sign: Sign, one: &Operand<'_>, two: &Operand<'_>) -> Result<(), Fault> {
    match (sign, one.sense(), two.sense()) {
        (Sign::Minus, Sense::Day, Sense::Day) => {
            let mend = one.text().zip(two.text()).map_or_else(
                || "count with days_between(from, to)".to_owned(),
                |(one, two)| like(&call("days_between", &[two, one])),
            );
            Err(fault("one day minus another is no number of days", mend))
        }
        (Sign::Plus, Sense::Day, Sense::Number) => Err(later(one, two, "")),
        (Sign::Plus, Sense::Number, Sense::Day) => Err(later(two, one, "")),
        (Sign::Minus, Sense::Day, Sense::Number) => Err(later(one, two, "-")),
        (Sign::Plus, Sense::Text, Sense::Number) => Err(joined(one, two)),
        (Sign::Plus, Sense::Number, Sense::Text) => Err(joined(two, one)),
        (Sign::Plus, Sense::Truth, _) => Err(one.no_number()),
        (Sign::Plus, _, Sense::Truth) => Err(two.no_number()),
        // What is not known here may be a text, which is joined.
        (Sign::Plus, ..) => Ok(()),
        (_, Sense::Day, _) | (_, _, Sense::Day) => Err(no_calculating()),
        (_, Sense::Truth, _) => Err(one.no_number()),
        (_, _, Sense::Truth) => Err(two.no_number()),
        (Sign::Minus | Sign::Times | Sign::Divide | Sign::Remainder, Sense::Text, _) => {
            Err(one.no_number())
        }
        (Sign::Minus | Sign::Times | Sign::Divide | Sign::Remainder, _, Sense::Text) => {
            Err(two.no_number())
        }
        _ => Ok(()),
    }
}

fn no_calculating() -> Fault {
    fault(
        "a day cannot be calculated with",
        "count with days_between(from, to), or take year(day), month(day) or day(day)",
    )
}

fn call(function: &str, args: &[String]) -> String {
    format!("{function}({})", args.join(", "))
}

/// A day plus or minus a number.
fn later(day: &Operand<'_>, count: &Operand<'_>, sign: &str) -> Fault {
    let is_sum = matches!(count.op, Op::Calculate(..)) && sign == "-";
    let count = count.text();
    let count =
        count.map(|text| if is_sum { format!("{sign}({text})") } else { format!("{sign}{text}") });
    let mend = day.text().zip(count).map_or_else(
        || "count on with add_days(day, count), add_months or add_business_days".to_owned(),
        |(day, count)| like(&call("add_days", &[day, count])),
    );
    fault("a day and a number are not added", mend)
}

/// A text and a number.
fn joined(text: &Operand<'_>, number: &Operand<'_>) -> Fault {
    let what = "\"+\" joins two texts or adds two numbers";
    if text.is_digits() {
        return text.no_number();
    }
    let mend = number.text().map_or_else(
        || "write string(…) around the number".to_owned(),
        |number| like(&call("string", &[number])),
    );
    fault(what, mend)
}

/// Refuses to compare what is never alike.
pub(super) fn compared(one: &Operand<'_>, two: &Operand<'_>) -> Result<(), Fault> {
    match (one.sense(), two.sense()) {
        (Sense::Day, Sense::Number) => Err(day_with_number(one, two)),
        (Sense::Number, Sense::Day) => Err(day_with_number(two, one)),
        (Sense::Day, Sense::Text) => no_day(one, two),
        (Sense::Text, Sense::Day) => no_day(two, one),
        (Sense::Number, Sense::Text) => Err(number_with_text(one, two)),
        (Sense::Text, Sense::Number) => Err(number_with_text(two, one)),
        (Sense::Truth, Sense::Day | Sense::Number | Sense::Text) => Err(truth(one)),
        (Sense::Day | Sense::Number | Sense::Text, Sense::Truth) => Err(truth(two)),
        _ => Ok(()),
    }
}

fn truth(one: &Operand<'_>) -> Fault {
    let called = one.called();
    fault(format!("{called} is true or false, and nothing else"), "compare it with true or false")
}

/// A birthday is counted in years, a small number in days, and 2026 is a year.
fn day_with_number(day: &Operand<'_>, number: &Operand<'_>) -> Fault {
    let what = "a day is compared with a number";
    let (Some(text), Some(count)) = (day.text(), number.text()) else {
        return fault(what, "count with age(), years_between() or days_between() first");
    };
    let is_year = matches!(number.op, Op::Int(1900..=2200));
    let is_birth = matches!(day.shape, Shape::Leaf(property, _)
        if property.field.format.as_deref() == Some("jp-birth-date"));
    let counted = if is_year {
        call("year", &[text])
    } else if is_birth {
        call("age", &[text, "today".to_owned()])
    } else if matches!(day.op, Op::Name(Name::Today)) {
        call("day", &[text])
    } else {
        call("days_between", &[text, "today".to_owned()])
    };
    fault(what, format!("compare {counted} with {count}"))
}

/// A day and a text that is written down and none.
fn no_day(day: &Operand<'_>, text: &Operand<'_>) -> Result<(), Fault> {
    let Op::Text(said) = text.op else { return Ok(()) };
    if is_day(said, false) || day.is_month() {
        return Ok(());
    }
    let mend = if said.is_empty() {
        day.text().map(|day| like(&call("present", &[day])))
    } else {
        let read = Format::named("date").and_then(|format| format.read(said).ok());
        read.map(|day| like(&format!("'{day}'")))
    };
    let mend = mend.unwrap_or_else(|| "write a day like '2026-04-01'".to_owned());
    Err(fault(format!("'{said}' is no day"), mend))
}

fn number_with_text(number: &Operand<'_>, text: &Operand<'_>) -> Fault {
    if let Shape::Leaf(_, origin) = text.shape {
        let what = format!("{} is a text, and never a number", origin.pointer);
        let mend = match text.text().filter(|_| text.is_digits()) {
            Some(text) => like(&call("int", &[text])),
            None => "compare it with a text".to_owned(),
        };
        return fault(what, mend);
    }
    let what = format!("{} is a number, and never a text", number.called());
    let mend = if let Op::Text(said) = text.op { said.parse::<i64>().ok() } else { None };
    fault(
        what,
        mend.map_or_else(
            || "compare it with a number".to_owned(),
            |number| format!("write {number} without quotation marks"),
        ),
    )
}

impl Operand<'_> {
    fn text(&self) -> Option<String> {
        written(self.op, self.locals)
    }

    /// The pointer of an answer, or how it is written.
    fn called(&self) -> String {
        if let Shape::Leaf(_, origin) = self.shape {
            return origin.pointer.clone();
        }
        self.text().unwrap_or_else(|| "this".to_owned())
    }

    fn no_number(&self) -> Fault {
        let called = self.called();
        if self.sense() == Sense::Truth {
            let mend = self.text().map_or_else(
                || "write a condition like this: condition ? 1 : 0".to_owned(),
                |text| like(&format!("({text} ? 1 : 0)")),
            );
            return fault(format!("{called} is true or false, and nothing else"), mend);
        }
        let mend = match self.text().filter(|_| self.is_digits()) {
            Some(text) => like(&call("int", &[text])),
            None => "ask for it with \"type\": \"integer\"".to_owned(),
        };
        fault(format!("{called} is a text, and never a number"), mend)
    }

    /// Whether it is kept as digits.
    fn is_digits(&self) -> bool {
        let format =
            |format: &Option<String>| matches!(format.as_deref(), Some("jp-money" | "jp-digits"));
        matches!(self.shape, Shape::Leaf(property, _) if format(&property.field.format))
    }

    fn is_month(&self) -> bool {
        matches!(self.shape, Shape::Leaf(property, _)
            if property.field.format.as_deref() == Some("jp-year-month"))
    }

    fn sense(&self) -> Sense {
        if let Shape::Leaf(property, _) = self.shape {
            return match property.kind {
                Kind::Text if can_be_day(property, false) => {
                    if property.field.computed {
                        Sense::Unknown
                    } else {
                        Sense::Day
                    }
                }
                Kind::Text => Sense::Text,
                Kind::Integer | Kind::Number => Sense::Number,
                Kind::Boolean => Sense::Truth,
                Kind::Attachment
                | Kind::Attachments
                | Kind::Choices
                | Kind::Group(_)
                | Kind::Rows(_) => Sense::Unknown,
            };
        }
        match self.op {
            Op::Int(_)
            | Op::Number(_)
            | Op::Negate(_)
            | Op::Calculate(Sign::Minus | Sign::Times | Sign::Divide | Sign::Remainder, ..)
            | Op::Name(Name::Index | Name::Granted) => Sense::Number,
            Op::Text(_) => Sense::Text,
            Op::Name(Name::Today) => Sense::Day,
            Op::Call(function, _) => given(*function),
            Op::Bool(_)
            | Op::Has(_)
            | Op::Not(_)
            | Op::And(..)
            | Op::Or(..)
            | Op::Equal(..)
            | Op::Unequal(..)
            | Op::Compare(..)
            | Op::In(..)
            | Op::Matches(..) => Sense::Truth,
            Op::Null
            | Op::Calculate(Sign::Plus, ..)
            | Op::Name(_)
            | Op::Local(_)
            | Op::Field(..)
            | Op::At(..)
            | Op::Choose(_)
            | Op::List(_)
            | Op::Map(_)
            | Op::Fold(_) => Sense::Unknown,
        }
    }
}

/// What a function gives.
const fn given(function: Function) -> Sense {
    match function {
        Function::Age
        | Function::YearsBetween
        | Function::MonthsBetween
        | Function::DaysBetween
        | Function::BusinessDaysBetween
        | Function::Weekday
        | Function::Year
        | Function::Month
        | Function::Day
        | Function::FiscalYear
        | Function::Sum
        | Function::Size
        | Function::Int
        | Function::Least
        | Function::Greatest
        | Function::Floor
        | Function::Ceiling
        | Function::Round => Sense::Number,
        Function::AddDays
        | Function::AddMonths
        | Function::AddBusinessDays
        | Function::Deadline
        | Function::Closing
        | Function::FirstOfMonth => Sense::Day,
        Function::IsBusinessDay
        | Function::Present
        | Function::Unique
        | Function::HolderMatches
        | Function::StartsWith
        | Function::EndsWith
        | Function::Contains => Sense::Truth,
        Function::SchoolGrade
        | Function::BankHolder
        | Function::BankName
        | Function::BranchName
        | Function::Text => Sense::Text,
    }
}

/// Refuses what only numbers can be given.
pub(super) fn number(operand: &Operand<'_>) -> Result<(), Fault> {
    match operand.sense() {
        Sense::Text | Sense::Truth => Err(operand.no_number()),
        Sense::Day => Err(no_calculating()),
        Sense::Number | Sense::Unknown => Ok(()),
    }
}
