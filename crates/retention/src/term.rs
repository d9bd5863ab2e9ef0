//! 保存期間: from when it counts, and on which day it is over.
//!
//! Documents are kept by fiscal years: the term begins on 1 April after the fiscal year in which
//! the case was moved last, and what is kept for three years can go on the third 1 April after.

use chrono::{Datelike as _, NaiveDate};

/// The month in which a fiscal year begins.
const APRIL: u32 = 4;

/// 1 April of the fiscal year that `day` lies in.
pub(crate) fn fiscal_year(day: NaiveDate) -> NaiveDate {
    let year = if day.month() < APRIL { day.year() - 1 } else { day.year() };
    first_of_april(year).unwrap_or(day)
}

/// The first day on which a case that was moved last on `day` can be erased; never for a term
/// that no calendar holds.
pub(crate) fn due_on(day: NaiveDate, years: u32) -> Option<NaiveDate> {
    let years = i32::try_from(years).ok()?;
    first_of_april(fiscal_year(day).year().checked_add(years)?.checked_add(1)?)
}

fn first_of_april(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, APRIL, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_term_counts_whole_fiscal_years_after_the_one_it_ended_in() {
        for (moved, years, due) in [
            ("2026-04-01", 1, "2028-04-01"),
            ("2027-03-31", 1, "2028-04-01"),
            ("2027-04-01", 1, "2029-04-01"),
            ("2026-11-22", 3, "2030-04-01"),
            ("2026-11-22", 0, "2027-04-01"),
        ] {
            assert_eq!(due_on(day(moved), years), Some(day(due)), "{moved} + {years}");
        }
        assert_eq!(fiscal_year(day("2027-03-31")), day("2026-04-01"));
        assert_eq!(due_on(day("2026-11-22"), u32::MAX), None);
    }
}
