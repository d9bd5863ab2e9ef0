//! A month of arrival, in Japan.

use std::{fmt, str::FromStr};

use chrono::{Datelike as _, NaiveDate};
use kernel::Instant;

/// A calendar month: the terms of each have keys of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub(crate) i32);

impl Month {
    /// The month of a moment.
    pub fn of(at: Instant) -> Self {
        let day = at.day();
        Self(day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default())
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        let month = u32::try_from(self.0.rem_euclid(12)).unwrap_or_default();
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), month + 1, 1).unwrap_or(NaiveDate::MIN)
    }
}

/// `2026-11`
impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first_day().format("%Y-%m"))
    }
}

/// The text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a month: write it as 2026-11")]
pub struct ParseMonthError;

impl FromStr for Month {
    type Err = ParseMonthError;

    fn from_str(text: &str) -> Result<Self, ParseMonthError> {
        let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d");
        day.map(|day| Self::of(Instant::start_of(day))).ok().ok_or(ParseMonthError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_one_of_japan_and_reads_back() {
        let at = |text| Month::of(Instant::parse_rfc3339(text).unwrap());
        assert_eq!(at("2026-11-30T23:59:59+09:00").to_string(), "2026-11");
        assert_eq!(at("2026-11-30T15:00:00Z").to_string(), "2026-12");
        assert_eq!("2026-12".parse(), Ok(at("2026-12-01T00:00:00+09:00")));
        for text in ["", "2026", "2026-13", "2026-11-01"] {
            assert_eq!(text.parse::<Month>(), Err(ParseMonthError), "{text}");
        }
    }
}
