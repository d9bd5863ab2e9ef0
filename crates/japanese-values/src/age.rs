//! Age and school year, as the law counts them.
//!
//! The day of birth counts (年齢計算ニ関スル法律), so that an age is reached at the end of the eve of
//! the birthday. Whoever is born on 1 April therefore starts school a year before those born on
//! 2 April.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use crate::{Fault, fault::DateFault, wareki};

/// Nobody is known to have lived longer.
const OLDEST: u32 = 130;

/// A school year from 小1 to 高3相当.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(i32);

impl Grade {
    /// 1 for the first year of elementary school to 12.
    pub fn year(self) -> i32 {
        self.0
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            ..=6 => write!(f, "小{}", self.0),
            7..=9 => write!(f, "中{}", self.0 - 6),
            _ => write!(f, "高{}相当", self.0 - 9),
        }
    }
}

/// Reads a day of birth in either calendar: not after `today`, and not more than 130 years ago.
///
/// A birth of which only the year is known (`1980-00-00` on papers from abroad) is no day: a form
/// asks for it in a field of its own.
///
/// ```
/// use japanese_values::{age, fault::{DateFault, Fault}};
///
/// let today = "2026-11-20".parse()?;
/// assert_eq!(age::parse_birth("昭和39年10月10日", today)?, "1964-10-10".parse()?);
/// assert_eq!(age::parse_birth("令和8年11月21日", today), Err(Fault::Date(DateFault::Future)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn parse_birth(raw: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    let birth = wareki::parse(raw)?;
    if birth > today {
        return Err(DateFault::Future.into());
    }
    if display_age(birth, today) > OLDEST {
        return Err(DateFault::TooLongAgo { years: OLDEST }.into());
    }
    Ok(birth)
}

/// The day at whose end an age is reached: the eve of the birthday (年齢計算ニ関スル法律).
///
/// ```
/// use japanese_values::age;
///
/// let birth = "2008-04-01".parse()?;
/// assert_eq!(age::attained(birth, 18).to_string(), "2026-03-31");
/// let eve = "2026-03-31".parse()?;
/// assert_eq!((age::legal_age(birth, eve), age::display_age(birth, eve)), (18, 17));
/// # Ok::<(), chrono::ParseError>(())
/// ```
///
/// Who is born on 29 February reaches it on 28 February in every year (民法143条2項).
pub fn attained(birth: NaiveDate, age: u32) -> NaiveDate {
    let year = i32::try_from(age).ok().and_then(|age| birth.year().checked_add(age));
    let Some(year) = year else { return NaiveDate::MAX };
    match NaiveDate::from_ymd_opt(year, birth.month(), birth.day()) {
        Some(birthday) => birthday.pred_opt().unwrap_or(birthday),
        None => NaiveDate::from_ymd_opt(year, 2, 28).unwrap_or(NaiveDate::MAX),
    }
}

/// The age at the end of the day, as the law counts; 0 before birth.
pub fn legal_age(birth: NaiveDate, on: NaiveDate) -> u32 {
    let Ok(years) = u32::try_from(on.year().saturating_sub(birth.year())) else { return 0 };
    // A birthday on 1 January is reached in the year before.
    let most = years.saturating_add(1);
    (0..=most).rev().find(|&age| attained(birth, age) <= on).unwrap_or(0)
}

/// The age as people say it, a year more on the birthday; 0 before birth.
pub fn display_age(birth: NaiveDate, on: NaiveDate) -> u32 {
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    let years = on.year().saturating_sub(birth.year());
    u32::try_from(if had_birthday { years } else { years.saturating_sub(1) }).unwrap_or(0)
}

/// The school year on a day; none outside school age.
pub fn school_grade(birth: NaiveDate, on: NaiveDate) -> Option<Grade> {
    let year = fiscal_year(on).saturating_sub(elementary_entry_year(birth)).saturating_add(1);
    (1..=12).contains(&year).then_some(Grade(year))
}

/// The class of a nursery (0 to 5) on a day; larger numbers for older children, negative before birth.
pub fn nursery_class(birth: NaiveDate, on: NaiveDate) -> i32 {
    fiscal_year(on).saturating_sub(birth.year()).saturating_sub(i32::from(born_late(birth)))
}

/// The fiscal year (April to March) of a day.
pub fn fiscal_year(on: NaiveDate) -> i32 {
    if on.month() >= 4 { on.year() } else { on.year().saturating_sub(1) }
}

/// The fiscal year in which a child enters elementary school.
pub fn elementary_entry_year(birth: NaiveDate) -> i32 {
    birth.year().saturating_add(6).saturating_add(i32::from(born_late(birth)))
}

/// The last day of 児童手当 (児童手当法3条, 4条): the first 31 March from the day on which 18 is reached.
pub fn child_allowance_last_day(birth: NaiveDate) -> NaiveDate {
    let reached = attained(birth, 18);
    let year = fiscal_year(reached).saturating_add(1);
    NaiveDate::from_ymd_opt(year, 3, 31).unwrap_or(NaiveDate::MAX)
}

/// Born from 2 April on, and so in the class after those of January to 1 April.
fn born_late(birth: NaiveDate) -> bool {
    (birth.month(), birth.day()) >= (4, 2)
}
