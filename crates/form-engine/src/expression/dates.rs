//! The functions about days. Days are texts such as `2026-04-01`, as in the answers.

use chrono::{Datelike, Days, Months, NaiveDate};
use japanese_values::{Roll, age, calendar, deadline};

use super::{Failure, Val};

/// A day, or nothing for a value that is none.
fn day(value: &Val<'_>) -> Option<NaiveDate> {
    let text = value.as_text()?;
    if text.len() == 10 { text.parse().ok() } else { None }
}

fn two_days(args: &[Val<'_>]) -> Option<(NaiveDate, NaiveDate)> {
    match args {
        [one, two] => day(one).zip(day(two)),
        _ => None,
    }
}

fn shown(day: NaiveDate) -> Val<'static> {
    Val::Text(day.format("%Y-%m-%d").to_string().into())
}

fn int(number: impl Into<i64>) -> Val<'static> {
    Val::Int(number.into())
}

/// The age at the end of a day, as the law counts it; nothing before birth.
pub(super) fn legal_age(args: &[Val<'_>]) -> Val<'static> {
    let known = two_days(args).filter(|(birth, on)| birth <= on);
    known.map_or(Val::Null, |(birth, on)| int(age::legal_age(birth, on)))
}

/// Full years from one day to another, negative backwards.
pub(super) fn years_between(args: &[Val<'_>]) -> Val<'static> {
    two_days(args).map_or(Val::Null, |(from, to)| Val::Int(months(from, to) / 12))
}

/// Full months from one day to another, negative backwards.
pub(super) fn months_between(args: &[Val<'_>]) -> Val<'static> {
    two_days(args).map_or(Val::Null, |(from, to)| Val::Int(months(from, to)))
}

fn months(from: NaiveDate, to: NaiveDate) -> i64 {
    if to < from {
        return -months(to, from);
    }
    let years = i64::from(to.year()) - i64::from(from.year());
    let months = years * 12 + i64::from(to.month()) - i64::from(from.month());
    if to.day() < from.day() { months - 1 } else { months }
}

/// Days from one day to another, negative backwards.
pub(super) fn days_between(args: &[Val<'_>]) -> Val<'static> {
    two_days(args).map_or(Val::Null, |(from, to)| Val::Int((to - from).num_days()))
}

/// Open days after one day up to another, negative backwards.
pub(super) fn business_days_between(args: &[Val<'_>]) -> Val<'static> {
    two_days(args).map_or(Val::Null, |(from, to)| {
        // The calendar knows about a century; beyond it the count would only cost time.
        if (to - from).num_days().abs() > 36_525 {
            return Val::Null;
        }
        Val::Int(calendar::open_days_between(from, to))
    })
}

/// A day and a number, where the number is bounded so that no calendar is run through.
fn shifted(args: &[Val<'_>], name: &'static str) -> Result<Option<(NaiveDate, i64)>, Failure> {
    match args {
        [from, Val::Int(count)] if count.unsigned_abs() <= 40_000 => {
            Ok(day(from).map(|from| (from, *count)))
        }
        [_, Val::Int(_)] => Err(Failure::Number(name)),
        [_, Val::Null] => Ok(None),
        _ => Err(Failure::Kind(name)),
    }
}

/// So many days later, or earlier.
pub(super) fn add_days(args: &[Val<'_>]) -> Result<Val<'static>, Failure> {
    let Some((from, count)) = shifted(args, "add_days")? else { return Ok(Val::Null) };
    let days = Days::new(count.unsigned_abs());
    let moved = if count < 0 { from.checked_sub_days(days) } else { from.checked_add_days(days) };
    moved.map(shown).ok_or(Failure::Number("add_days"))
}

/// So many months later, or earlier; the last day of a month that is too short.
pub(super) fn add_months(args: &[Val<'_>]) -> Result<Val<'static>, Failure> {
    let Some((from, count)) = shifted(args, "add_months")? else { return Ok(Val::Null) };
    let months = u32::try_from(count.unsigned_abs()).map(Months::new);
    let moved = months.ok().and_then(|months| {
        if count < 0 { from.checked_sub_months(months) } else { from.checked_add_months(months) }
    });
    moved.map(shown).ok_or(Failure::Number("add_months"))
}

/// So many open days later, or earlier.
pub(super) fn add_business_days(args: &[Val<'_>]) -> Result<Val<'static>, Failure> {
    let name = "add_business_days";
    let Some((from, count)) = shifted(args, name)? else { return Ok(Val::Null) };
    let days = u32::try_from(count.unsigned_abs()).ok().filter(|days| *days <= 1_000);
    let days = days.ok_or(Failure::Number(name))?;
    let moved = if count < 0 { calendar::subtract_open_days } else { calendar::add_open_days };
    Ok(shown(moved(from, days)))
}

/// Whether the city hall is open on a day.
pub(super) fn is_business_day(args: &[Val<'_>]) -> Val<'static> {
    one_day(args).map_or(Val::Null, |day| Val::Bool(calendar::is_open_day(day)))
}

/// 1 for Monday to 7 for Sunday.
pub(super) fn weekday(args: &[Val<'_>]) -> Val<'static> {
    one_day(args).map_or(Val::Null, |day| int(day.weekday().number_from_monday()))
}

/// The fiscal year, April to March.
pub(super) fn fiscal_year(args: &[Val<'_>]) -> Val<'static> {
    one_day(args).map_or(Val::Null, |day| int(age::fiscal_year(day)))
}

fn one_day(args: &[Val<'_>]) -> Option<NaiveDate> {
    args.first().and_then(day)
}

/// The school year in words, such as `小1`; nothing outside school age.
pub(super) fn school_grade(args: &[Val<'_>]) -> Val<'static> {
    two_days(args)
        .and_then(|(birth, on)| age::school_grade(birth, on))
        .map_or(Val::Null, |grade| Val::Text(grade.to_string().into()))
}

/// The last day of a period after an event.
pub(super) fn last_day(args: &[Val<'_>]) -> Result<Val<'static>, Failure> {
    const NAME: &str = "deadline";
    let [event, days, Val::Bool(include_first), roll] = args else {
        let unknown = args.iter().any(Val::is_null);
        return if unknown { Ok(Val::Null) } else { Err(Failure::Kind(NAME)) };
    };
    let roll = match roll.as_text() {
        Some("next") => Roll::Next,
        Some("previous") => Roll::Previous,
        Some("none") => Roll::None,
        Some(_) | None => return Err(Failure::Kind(NAME)),
    };
    let Val::Int(days) = days else { return Err(Failure::Kind(NAME)) };
    let days = u32::try_from(*days).ok().filter(|days| *days <= 40_000);
    let days = days.ok_or(Failure::Number(NAME))?;
    Ok(day(event).map_or(Val::Null, |event| shown(deadline(event, days, *include_first, roll))))
}
