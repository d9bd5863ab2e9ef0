//! National holidays by rule (国民の祝日に関する法律), from its beginning in July 1948 to 2099.
//!
//! The equinoxes are computed. The official days are announced each February for the year after;
//! [`crate::calendar::Calendar`] takes corrections.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Still in force.
const OPEN: i32 = 2099;
const FIRST_YEAR: i32 = 1948;

/// Month, day, first and last year, name. The Olympic years 2020 and 2021 moved three days.
const FIXED: &[(u32, u32, i32, i32, &str)] = &[
    (1, 1, 1949, OPEN, "元日"),
    (1, 15, 1949, 1999, "成人の日"),
    (2, 11, 1967, OPEN, "建国記念の日"),
    (2, 23, 2020, OPEN, "天皇誕生日"),
    (2, 24, 1989, 1989, "昭和天皇の大喪の礼"),
    (4, 10, 1959, 1959, "皇太子明仁親王の結婚の儀"),
    (4, 29, 1949, 1988, "天皇誕生日"),
    (4, 29, 1989, 2006, "みどりの日"),
    (4, 29, 2007, OPEN, "昭和の日"),
    (5, 1, 2019, 2019, "天皇の即位の日"),
    (5, 3, 1949, OPEN, "憲法記念日"),
    (5, 4, 2007, OPEN, "みどりの日"),
    (5, 5, 1949, OPEN, "こどもの日"),
    (6, 9, 1993, 1993, "皇太子徳仁親王の結婚の儀"),
    (7, 20, 1996, 2002, "海の日"),
    (7, 23, 2020, 2020, "海の日"),
    (7, 24, 2020, 2020, "スポーツの日"),
    (7, 22, 2021, 2021, "海の日"),
    (7, 23, 2021, 2021, "スポーツの日"),
    (8, 11, 2016, 2019, "山の日"),
    (8, 10, 2020, 2020, "山の日"),
    (8, 8, 2021, 2021, "山の日"),
    (8, 11, 2022, OPEN, "山の日"),
    (9, 15, 1966, 2002, "敬老の日"),
    (10, 10, 1966, 1999, "体育の日"),
    (10, 22, 2019, 2019, "即位礼正殿の儀"),
    (11, 3, 1948, OPEN, "文化の日"),
    (11, 12, 1990, 1990, "即位礼正殿の儀"),
    (11, 23, 1948, OPEN, "勤労感謝の日"),
    (12, 23, 1989, 2018, "天皇誕生日"),
];

/// Month, which Monday of it, first and last year, name (ハッピーマンデー).
const MONDAYS: &[(u32, u32, i32, i32, &str)] = &[
    (1, 2, 2000, OPEN, "成人の日"),
    (7, 3, 2003, 2019, "海の日"),
    (7, 3, 2022, OPEN, "海の日"),
    (9, 3, 2003, OPEN, "敬老の日"),
    (10, 2, 2000, 2019, "体育の日"),
    (10, 2, 2022, OPEN, "スポーツの日"),
];

/// The name of the holiday on this day: a 国民の祝日, 振替休日 or 国民の休日; none outside 1948 to
/// 2099.
///
/// ```
/// use japanese_values::holidays;
///
/// assert_eq!(holidays::name("2026-09-22".parse()?), Some("国民の休日"));
/// assert_eq!(holidays::name("2026-11-20".parse()?), None);
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn name(date: NaiveDate) -> Option<&'static str> {
    if !(FIRST_YEAR..=OPEN).contains(&date.year()) {
        return None;
    }
    national(date)
        .or_else(|| is_substitute(date).then_some("振替休日"))
        .or_else(|| is_between(date).then_some("国民の休日"))
}

/// The 国民の祝日 themselves (2条).
fn national(date: NaiveDate) -> Option<&'static str> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let fixed = FIXED.iter().find(|&&(on_month, on_day, first, last, _)| {
        (month, day) == (on_month, on_day) && (first..=last).contains(&year)
    });
    if let Some(&(.., name)) = fixed {
        return Some(name);
    }
    let monday = MONDAYS.iter().find(|&&(on_month, which, first, last, _)| {
        date.weekday() == Weekday::Mon
            && (month, (day - 1) / 7 + 1) == (on_month, which)
            && (first..=last).contains(&year)
    });
    if let Some(&(.., name)) = monday {
        return Some(name);
    }
    match month {
        3 if year > FIRST_YEAR && day == equinox_day(SPRING, year) => Some("春分の日"),
        9 if day == equinox_day(AUTUMN, year) => Some("秋分の日"),
        _ => None,
    }
}

/// The rest for a holiday on a Sunday (3条2項): the Monday after it since 1973-04-12, the next day
/// that is no holiday since 2007.
fn is_substitute(date: NaiveDate) -> bool {
    if date < day(1973, 4, 12) {
        return false;
    }
    let mut before = days_before(date).take_while(|&day| national(day).is_some());
    if date.year() < 2007 {
        date.weekday() == Weekday::Mon && before.next().is_some()
    } else {
        before.any(|day| day.weekday() == Weekday::Sun)
    }
}

/// A day between two holidays (3条3項), since 1985-12-27; until 2006 not on a Sunday.
fn is_between(date: NaiveDate) -> bool {
    let is_national = |day: Option<NaiveDate>| day.and_then(national).is_some();
    date >= day(1985, 12, 27)
        && (date.year() >= 2007 || date.weekday() != Weekday::Sun)
        && is_national(date.pred_opt())
        && is_national(date.succ_opt())
}

fn days_before(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (1..).map_while(move |days| date.checked_sub_days(Days::new(days)))
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX)
}

/// The day of the month in 1980 in ten-thousandths: until 1979 and from 1980 on.
type Equinox = (i32, i32);
const SPRING: Equinox = (208_357, 208_431);
const AUTUMN: Equinox = (232_588, 232_488);

/// The published approximation of the almanac, in millionths of a day.
fn equinox_day((until_1979, from_1980): Equinox, year: i32) -> u32 {
    let (start, leap_days) =
        if year < 1980 { (until_1979, (year - 1983) / 4) } else { (from_1980, (year - 1980) / 4) };
    let millionths = start * 100 + 242_194 * (year - 1980) - 1_000_000 * leap_days;
    u32::try_from(millionths / 1_000_000).unwrap_or(0)
}
