//! When a period ends (民法138〜143条, 地方自治法4条の2第4項).
//!
//! The day of the event does not count (民法140条), except in the family register
//! (戸籍法43条) and where a period begins at midnight: hence `include_first`.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::{calendar::Calendar, wareki::last_day_of};

/// What happens to a deadline on a closed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Roll {
    /// It moves to the next open day (民法142条).
    Next,
    /// It moves to the open day before, where a municipality says so.
    Previous,
    /// It stays.
    None,
}

/// The last day of a period of days, moved off closed days.
///
/// A notification of birth is due within 14 days, the day of birth included:
///
/// ```
/// use japanese_values::{Roll, deadline};
///
/// let birth = "2026-11-08".parse().unwrap();
/// assert_eq!(deadline(birth, 14, true, Roll::Next).to_string(), "2026-11-24");
/// ```
pub fn deadline(event: NaiveDate, days: u32, include_first: bool, roll: Roll) -> NaiveDate {
    Calendar::by_rule().deadline(event, days, include_first, roll)
}

/// The last day of a period of months (12 a year), counted by the calendar (民法143条), moved off
/// closed days.
///
/// ```
/// use japanese_values::{Roll, deadline_in_months};
///
/// let told = "2026-11-30".parse()?;
/// assert_eq!(deadline_in_months(told, 3, false, Roll::None).to_string(), "2027-02-28");
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn deadline_in_months(
    event: NaiveDate,
    months: u32,
    include_first: bool,
    roll: Roll,
) -> NaiveDate {
    Calendar::by_rule().deadline_in_months(event, months, include_first, roll)
}

pub(crate) fn last_of_days(event: NaiveDate, days: u32, include_first: bool) -> NaiveDate {
    let after = days.saturating_sub(u32::from(include_first));
    event.checked_add_days(Days::new(after.into())).unwrap_or(NaiveDate::MAX)
}

/// The eve of the corresponding day; the end of the month where there is no such day.
pub(crate) fn last_of_months(event: NaiveDate, months: u32, include_first: bool) -> NaiveDate {
    let first = if include_first { Some(event) } else { event.succ_opt() };
    let Some((first, clamped)) =
        first.and_then(|first| Some((first, first.checked_add_months(Months::new(months))?)))
    else {
        return NaiveDate::MAX;
    };
    if first.day() > last_day_of(clamped.year(), clamped.month()) {
        return clamped;
    }
    clamped.pred_opt().unwrap_or(clamped)
}
