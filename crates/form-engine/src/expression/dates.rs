//! The functions about days. Days are texts such as `2026-04-01`, as in the answers.

use chrono::{Datelike, Days, Months, NaiveDate};
use japanese_values::{Roll, Term, age, calendar};

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
    in_month(args).map_or(Val::Null, |day| int(age::fiscal_year(day)))
}

/// The year of a day or a month.
pub(super) fn year(args: &[Val<'_>]) -> Val<'static> {
    in_month(args).map_or(Val::Null, |day| int(day.year()))
}

/// The month of a day or a month, 1 to 12.
pub(super) fn month(args: &[Val<'_>]) -> Val<'static> {
    in_month(args).map_or(Val::Null, |day| int(day.month()))
}

/// The day of the month, 1 to 31.
pub(super) fn day_of_month(args: &[Val<'_>]) -> Val<'static> {
    one_day(args).map_or(Val::Null, |day| int(day.day()))
}

/// The first day of the month of a day, or of a month.
pub(super) fn first_of_month(args: &[Val<'_>]) -> Val<'static> {
    in_month(args).and_then(|day| day.with_day(1)).map_or(Val::Null, shown)
}

/// A day, or the first one of a month such as `2026-04`.
fn in_month(args: &[Val<'_>]) -> Option<NaiveDate> {
    one_day(args).or_else(|| {
        let month = args.first()?.as_text().filter(|text| text.len() == 7)?;
        format!("{month}-01").parse().ok()
    })
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

/// The last day of a period after an event, or before one where the count is negative.
pub(super) fn last_day(args: &[Val<'_>]) -> Result<Val<'static>, Failure> {
    const NAME: &str = "deadline";
    let (args, unit) = args.split_at(args.len().min(4));
    let [event, count, Val::Bool(include_first), roll] = args else {
        let unknown = args.iter().any(Val::is_null);
        return if unknown { Ok(Val::Null) } else { Err(Failure::Kind(NAME)) };
    };
    let roll = roll.as_text().and_then(roll_named).ok_or(Failure::Kind(NAME))?;
    let Val::Int(count) = count else { return Err(Failure::Kind(NAME)) };
    let most = u32::try_from(count.unsigned_abs()).ok().filter(|count| *count <= 40_000);
    let most = most.ok_or(Failure::Number(NAME))?;
    let term = match unit.first().map(Val::as_text) {
        None | Some(Some("days")) => Term::Days(most),
        Some(Some("months")) => Term::Months(most),
        Some(Some("years")) => Term::Years(most),
        Some(Some("open-days")) if most <= 1_000 => Term::OpenDays(most),
        Some(Some("open-days")) => return Err(Failure::Number(NAME)),
        Some(Some(_) | None) => return Err(Failure::Kind(NAME)),
    };
    let last = |event| {
        if *count < 0 { term.before(event, roll) } else { term.after(event, *include_first, roll) }
    };
    Ok(day(event).map_or(Val::Null, |event| shown(last(event))))
}

/// How a deadline moves from a closed day.
pub(super) const ROLLS: [(&str, Roll); 3] =
    [("next", Roll::Next), ("previous", Roll::Previous), ("none", Roll::None)];

/// What a period is counted in.
pub(super) const UNITS: [&str; 4] = ["days", "months", "years", "open-days"];

fn roll_named(word: &str) -> Option<Roll> {
    ROLLS.iter().find(|(known, _)| *known == word).map(|(_, roll)| *roll)
}

/// The last day to apply for what begins on a day, as a table of closing days says. The row of
/// exactly that day comes before the one of its month, of such a day, and of any.
pub(super) fn closing(args: &[Val<'_>]) -> Result<Val<'static>, Failure> {
    const NAME: &str = "closing";
    let [table, begins] = args else { return Err(Failure::Kind(NAME)) };
    let Some(begins) = day(begins) else { return Ok(Val::Null) };
    let known = |name: &str| {
        table.member(&Val::Text(name.to_owned().into())).filter(|value| !value.is_null())
    };
    let (month, day) = (begins.format("%m"), begins.format("%d"));
    let rows = [format!("{month}-{day}"), format!("{month}-*"), format!("*-{day}"), "*".to_owned()];
    let Some(row) = rows.iter().find_map(|name| known(name)) else { return Ok(Val::Null) };
    let number = |name: &'static str| match row.member(&Val::Text(name.into())) {
        Some(Val::Int(number)) => u32::try_from(number).map_err(|_range| Failure::Number(NAME)),
        Some(_) | None => Err(Failure::Kind(NAME)),
    };
    let (before, last) = (number("monthsBefore")?, number("day")?);
    let roll = known("roll").map_or(Some(Roll::None), |roll| roll_named(roll.as_text()?));
    let roll = roll.ok_or(Failure::Kind(NAME))?;
    let first = begins.with_day(1).and_then(|day| day.checked_sub_months(Months::new(before)));
    let first = first.ok_or(Failure::Number(NAME))?;
    // The 31st of a shorter month is its last day.
    let named = (1..=last.min(31)).rev().find_map(|day| first.with_day(day));
    Ok(shown(calendar::roll(named.ok_or(Failure::Number(NAME))?, roll)))
}
