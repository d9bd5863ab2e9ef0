//! When a period ends (民法138〜143条, 地方自治法4条の2第4項).

use chrono::NaiveDate;

/// What happens to a deadline on a closed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Roll {
    /// It moves to the next open day (the law's rule).
    Next,
    /// It moves to the open day before.
    Previous,
    /// It stays.
    None,
}

/// The last day of a period of days.
pub fn deadline(_event: NaiveDate, _days: u32, _include_first: bool, _roll: Roll) -> NaiveDate {
    unimplemented!()
}

/// The last day of a period of months (12 a year), counted by the calendar (民法143条).
pub fn deadline_in_months(
    _event: NaiveDate,
    _months: u32,
    _include_first: bool,
    _roll: Roll,
) -> NaiveDate {
    unimplemented!()
}
