//! When a period ends (民法138〜143条, 地方自治法4条の2第4項).
//!
//! The day of the event does not count (民法140条), except in the family register
//! (戸籍法43条) and where a period begins at midnight: hence `include_first`.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::{
    calendar::{self, Calendar},
    wareki::last_day_of,
};

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

/// How long a period is, as laws and notices write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Term {
    /// 開庁日: days on which the municipality is open.
    OpenDays(u32),
    /// 日: days of the calendar.
    Days(u32),
    /// 月, counted by the calendar.
    Months(u32),
    /// 年, counted by the calendar.
    Years(u32),
}

impl Term {
    /// The last day of the period after an event, moved off closed days.
    ///
    /// ```
    /// use japanese_values::{Roll, Term};
    ///
    /// let received = "2026-11-20".parse()?;
    /// assert_eq!(Term::Days(30).after(received, false, Roll::Next).to_string(), "2026-12-21");
    /// assert_eq!(Term::Years(2).after(received, false, Roll::None).to_string(), "2028-11-20");
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn after(self, event: NaiveDate, include_first: bool, roll: Roll) -> NaiveDate {
        match self {
            Self::OpenDays(days) => {
                let counted = include_first && calendar::is_open_day(event);
                let last = calendar::add_open_days(event, days.saturating_sub(counted.into()));
                calendar::roll(last, roll)
            }
            Self::Days(days) => deadline(event, days, include_first, roll),
            Self::Months(months) => deadline_in_months(event, months, include_first, roll),
            Self::Years(years) => {
                deadline_in_months(event, years.saturating_mul(12), include_first, roll)
            }
        }
    }

    /// The last day that leaves the whole period before an event: 7日前まで.
    ///
    /// ```
    /// use japanese_values::{Roll, Term};
    ///
    /// let course = "2026-12-20".parse()?;
    /// assert_eq!(Term::Days(7).before(course, Roll::Previous).to_string(), "2026-12-11");
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn before(self, event: NaiveDate, roll: Roll) -> NaiveDate {
        let months = |count: u32| event.checked_sub_months(Months::new(count));
        let day = match self {
            Self::OpenDays(days) => Some(calendar::subtract_open_days(event, days)),
            Self::Days(days) => event.checked_sub_days(Days::new(days.into())),
            Self::Months(count) => months(count),
            Self::Years(count) => months(count.saturating_mul(12)),
        };
        calendar::roll(day.unwrap_or(NaiveDate::MIN), roll)
    }
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
