//! Days on which a municipality is open (地方自治法4条の2): not on weekends, holidays and from
//! 29 December to 3 January.
//!
//! The free functions follow the rule; a [`Calendar`] also knows what was announced otherwise.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::{Roll, deadline, holidays};

/// No period of an office is longer: 200 years. Beyond it a count stops, so that a typing slip in a
/// year costs no time.
const LONGEST: u32 = 73_050;

/// The open days of a municipality: the law's rule with corrections.
///
/// ```
/// use japanese_values::{Roll, calendar::Calendar};
///
/// let calendar = Calendar::by_rule().with_holiday("2026-11-20".parse()?, "市民の日");
/// assert_eq!(calendar.roll("2026-11-20".parse()?, Roll::Next).to_string(), "2026-11-24");
/// assert_eq!(calendar.add_open_days("2026-12-28".parse()?, 1).to_string(), "2027-01-04");
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// A name makes a day a holiday, none makes it an ordinary day.
    corrections: BTreeMap<NaiveDate, Option<String>>,
}

impl Calendar {
    /// The rule alone.
    pub const fn by_rule() -> Self {
        Self { corrections: BTreeMap::new() }
    }

    /// With a holiday that the rule does not know.
    #[must_use]
    pub fn with_holiday(mut self, date: NaiveDate, name: impl Into<String>) -> Self {
        self.corrections.insert(date, Some(name.into()));
        self
    }

    /// Without a holiday that the rule expects.
    #[must_use]
    pub fn without_holiday(mut self, date: NaiveDate) -> Self {
        self.corrections.insert(date, None);
        self
    }

    /// The name of the holiday on this day.
    pub fn holiday(&self, date: NaiveDate) -> Option<&str> {
        match self.corrections.get(&date) {
            Some(correction) => correction.as_deref(),
            None => holidays::name(date),
        }
    }

    /// Whether the municipality is open.
    pub fn is_open_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
            && !is_year_end(date)
            && self.holiday(date).is_none()
    }

    /// The first open day after this day.
    pub fn next_open_day(&self, date: NaiveDate) -> NaiveDate {
        self.open_days_after(date).next().unwrap_or(NaiveDate::MAX)
    }

    /// The n-th open day after this day; 0 is the day itself.
    pub fn add_open_days(&self, date: NaiveDate, days: u32) -> NaiveDate {
        let Some(skipped) = days.checked_sub(1) else { return date };
        if days > LONGEST {
            return NaiveDate::MAX;
        }
        let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
        self.open_days_after(date).nth(skipped).unwrap_or(NaiveDate::MAX)
    }

    /// The n-th open day before this day; 0 is the day itself.
    pub fn subtract_open_days(&self, date: NaiveDate, days: u32) -> NaiveDate {
        (0..days.min(LONGEST)).fold(date, |day, _| {
            day.pred_opt().map_or(NaiveDate::MIN, |day| self.roll(day, Roll::Previous))
        })
    }

    /// How many open days lie after `from`, up to and including `to`; negative when `to` is earlier.
    /// Counts at most 200 years.
    pub fn open_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.open_days_between(to, from);
        }
        let furthest = from.checked_add_days(Days::new(LONGEST.into())).unwrap_or(NaiveDate::MAX);
        let to = to.min(furthest);
        let count = self.open_days_after(from).take_while(|&day| day <= to).count();
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// The day itself when open, else the nearest open day in the direction.
    pub fn roll(&self, date: NaiveDate, roll: Roll) -> NaiveDate {
        match roll {
            Roll::None => date,
            _ if self.is_open_day(date) => date,
            Roll::Next => self.next_open_day(date),
            Roll::Previous => (1..)
                .map_while(|days| date.checked_sub_days(Days::new(days)))
                .find(|&day| self.is_open_day(day))
                .unwrap_or(NaiveDate::MIN),
        }
    }

    /// As [`crate::deadline()`], by this calendar.
    pub fn deadline(
        &self,
        event: NaiveDate,
        days: u32,
        include_first: bool,
        roll: Roll,
    ) -> NaiveDate {
        self.roll(deadline::last_of_days(event, days, include_first), roll)
    }

    /// As [`crate::deadline_in_months`], by this calendar.
    pub fn deadline_in_months(
        &self,
        event: NaiveDate,
        months: u32,
        include_first: bool,
        roll: Roll,
    ) -> NaiveDate {
        self.roll(deadline::last_of_months(event, months, include_first), roll)
    }

    fn open_days_after(&self, date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        date.iter_days().skip(1).filter(|&day| self.is_open_day(day))
    }
}

/// Not a weekend, holiday, or 29 December to 3 January.
pub fn is_open_day(date: NaiveDate) -> bool {
    RULE.is_open_day(date)
}

/// The first open day after this day.
pub fn next_open_day(date: NaiveDate) -> NaiveDate {
    RULE.next_open_day(date)
}

/// The n-th open day after this day; 0 is the day itself.
pub fn add_open_days(date: NaiveDate, days: u32) -> NaiveDate {
    RULE.add_open_days(date, days)
}

/// The n-th open day before this day; 0 is the day itself.
pub fn subtract_open_days(date: NaiveDate, days: u32) -> NaiveDate {
    RULE.subtract_open_days(date, days)
}

/// How many open days lie after `from`, up to and including `to`; negative when `to` is earlier.
pub fn open_days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    RULE.open_days_between(from, to)
}

/// The day itself when open, else the nearest open day in the direction.
pub fn roll(date: NaiveDate, roll: Roll) -> NaiveDate {
    RULE.roll(date, roll)
}

static RULE: Calendar = Calendar::by_rule();

/// 年末年始 (仙台市の休日を定める条例, as nearly everywhere).
fn is_year_end(date: NaiveDate) -> bool {
    matches!((date.month(), date.day()), (12, 29..=31) | (1, 1..=3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_announced_holiday_corrects_the_rule() {
        let calendar = Calendar::by_rule()
            .with_holiday(day("2026-11-20"), "特別な日")
            .without_holiday(day("2026-11-23"));
        assert_eq!(calendar.holiday(day("2026-11-20")), Some("特別な日"));
        assert!(!calendar.is_open_day(day("2026-11-20")));
        assert!(calendar.is_open_day(day("2026-11-23")));
        assert_eq!(calendar.deadline(day("2026-11-06"), 14, false, Roll::Next), day("2026-11-23"));
    }

    #[test]
    fn counting_and_adding_agree() {
        let from = day("2026-12-25");
        for days in 0..400 {
            let to = add_open_days(from, days);
            assert_eq!(open_days_between(from, to), i64::from(days));
            assert_eq!(open_days_between(to, from), -i64::from(days));
            assert_eq!(subtract_open_days(to, days), from);
        }
        // A closed day is none of them.
        assert_eq!(subtract_open_days(day("2026-11-23"), 1), day("2026-11-20"));
    }

    #[test]
    fn far_years_end_a_count_and_no_more() {
        assert_eq!(add_open_days(day("2026-11-20"), u32::MAX), NaiveDate::MAX);
        let two_centuries = open_days_between(day("2026-11-20"), day("9999-12-31"));
        assert_eq!(two_centuries, open_days_between(day("2026-11-20"), NaiveDate::MAX));
        assert_eq!(next_open_day(NaiveDate::MAX), NaiveDate::MAX);
    }
}
