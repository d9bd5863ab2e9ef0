//! Days on which a municipality is open (地方自治法4条の2).

use chrono::NaiveDate;

use crate::Roll;

/// The open days of a municipality: the law's rule with local corrections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {}

/// Not a weekend, holiday, or 29 December to 3 January.
pub fn is_open_day(_date: NaiveDate) -> bool {
    unimplemented!()
}

/// The first open day after this day.
pub fn next_open_day(_date: NaiveDate) -> NaiveDate {
    unimplemented!()
}

/// The n-th open day after this day; 0 is the day itself.
pub fn add_open_days(_date: NaiveDate, _days: u32) -> NaiveDate {
    unimplemented!()
}

/// How many open days lie after `from`, up to and including `to`; negative when `to` is earlier.
pub fn open_days_between(_from: NaiveDate, _to: NaiveDate) -> i64 {
    unimplemented!()
}

/// The day itself when open, else the nearest open day in the direction.
pub fn roll(_date: NaiveDate, _roll: Roll) -> NaiveDate {
    unimplemented!()
}
