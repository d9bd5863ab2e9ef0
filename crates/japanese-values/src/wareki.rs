//! 和暦 and 西暦.
//!
//! Japan took the solar calendar on 1873-01-01 (明治6年1月1日). Days before it were counted by the
//! moon and are not converted here.

mod month;

use std::fmt;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::{Fault, Format, Suggestion, fault::DateFault, text};

pub(crate) use month::format_month;
pub use month::parse_month;

/// An era since the solar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Era {
    /// 明治, here from its sixth year.
    Meiji,
    /// 大正.
    Taisho,
    /// 昭和.
    Showa,
    /// 平成.
    Heisei,
    /// 令和.
    Reiwa,
}

/// Year, month and day, which compare in the order of time.
type Day = (i32, u32, u32);

impl Era {
    /// Every era, oldest first.
    pub const ALL: [Self; 5] = [Self::Meiji, Self::Taisho, Self::Showa, Self::Heisei, Self::Reiwa];

    /// `昭和`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// `Shōwa`.
    pub fn latin_name(self) -> &'static str {
        match self {
            Self::Meiji => "Meiji",
            Self::Taisho => "Taishō",
            Self::Showa => "Shōwa",
            Self::Heisei => "Heisei",
            Self::Reiwa => "Reiwa",
        }
    }

    /// The letter, the sign and the kanji that stand for the era in short forms.
    fn signs(self) -> [char; 3] {
        match self {
            Self::Meiji => ['M', '㍾', '明'],
            Self::Taisho => ['T', '㍽', '大'],
            Self::Showa => ['S', '㍼', '昭'],
            Self::Heisei => ['H', '㍻', '平'],
            Self::Reiwa => ['R', '㋿', '令'],
        }
    }

    /// The year before its first.
    fn base(self) -> i32 {
        match self {
            Self::Meiji => 1867,
            Self::Taisho => 1911,
            Self::Showa => 1925,
            Self::Heisei => 1988,
            Self::Reiwa => 2018,
        }
    }

    fn first(self) -> Day {
        match self {
            Self::Meiji => (1873, 1, 1),
            Self::Taisho => (1912, 7, 30),
            Self::Showa => (1926, 12, 25),
            Self::Heisei => (1989, 1, 8),
            Self::Reiwa => (2019, 5, 1),
        }
    }

    /// 明治 and 大正 share their last day with the era that follows.
    fn last(self) -> Option<Day> {
        match self {
            Self::Meiji => Some((1912, 7, 30)),
            Self::Taisho => Some((1926, 12, 25)),
            Self::Showa => Some((1989, 1, 7)),
            Self::Heisei => Some((2019, 4, 30)),
            Self::Reiwa => None,
        }
    }

    /// The first day as it is written in the era: `元年5月1日`.
    pub(crate) fn first_day(self) -> String {
        self.written(self.first())
    }

    /// The last day as it is written in the era: `64年1月7日`; none for the era that lasts.
    pub(crate) fn last_day(self) -> Option<String> {
        self.last().map(|day| self.written(day))
    }

    fn written(self, (year, month, day): Day) -> String {
        match year - self.base() {
            1 => format!("元年{month}月{day}日"),
            year => format!("{year}年{month}月{day}日"),
        }
    }
}

impl fmt::Display for Era {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads a day in either calendar: `令和8年11月20日`, `R8.11.20`, `2026-11-20`, `2026年11月20日`.
///
/// The last days of 明治 and 大正 belong to both eras. A day beyond its era is
/// [`DateFault::OutsideEra`] with the same day in the right one; days before 1873-01-01 are
/// [`DateFault::OldCalendar`] in 明治, and taken as they are in the western calendar.
///
/// ```
/// use japanese_values::wareki;
///
/// let day = wareki::parse("Ｓ３９．１０．１０")?;
/// assert_eq!((day.to_string().as_str(), wareki::format(day).as_str()), ("1964-10-10", "昭和39年10月10日"));
/// let fault = wareki::parse("平成31年5月1日").unwrap_err();
/// assert_eq!(fault.suggestion().map(|mend| mend.text.as_str()), Some("令和元年（2019年）5月1日"));
/// # Ok::<(), japanese_values::Fault>(())
/// ```
pub fn parse(raw: &str) -> Result<NaiveDate, Fault> {
    let typed: String =
        text::ascii(raw).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    let (typed, weekday) = split_weekday(&typed);
    let (era, rest) = split_era(typed);
    let day = numbers(rest, era.is_some()).ok_or(Fault::Shape(Format::WarekiDate))?;
    let date = dated(era, day)?;
    if weekday.is_some_and(|weekday| weekday != date.weekday()) {
        return Err(DateFault::OtherWeekday { date }.into());
    }
    Ok(date)
}

fn dated(era: Option<Era>, [year, month, day]: [u32; 3]) -> Result<NaiveDate, Fault> {
    let Some(era) = era else { return western(year, month, day) };
    if year == 0 {
        return Err(DateFault::YearZero.into());
    }
    in_era(era, (i32::try_from(year).unwrap_or(i32::MAX).saturating_add(era.base()), month, day))
}

/// A weekday behind the day: `(月)`, `[月曜日]`.
fn split_weekday(typed: &str) -> (&str, Option<Weekday>) {
    let inside =
        typed.strip_suffix([')', ']', '〉']).and_then(|open| open.rsplit_once(['(', '[', '〈']));
    let found = inside.and_then(|(rest, name)| {
        let name = name.strip_suffix('日').filter(|name| !name.is_empty()).unwrap_or(name);
        let name = name.strip_suffix('曜').unwrap_or(name);
        WEEKDAYS.iter().find(|(known, _)| *known == name).map(|(_, weekday)| (rest, *weekday))
    });
    found.map_or((typed, None), |(rest, weekday)| (rest, Some(weekday)))
}

/// The days of the week as calendars write them.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("月", Weekday::Mon),
    ("火", Weekday::Tue),
    ("水", Weekday::Wed),
    ("木", Weekday::Thu),
    ("金", Weekday::Fri),
    ("土", Weekday::Sat),
    ("日", Weekday::Sun),
];

/// `月` to `日`.
pub(crate) fn weekday_name(date: NaiveDate) -> &'static str {
    let today = date.weekday();
    WEEKDAYS.iter().find(|(_, weekday)| *weekday == today).map_or("", |(name, _)| name)
}

/// `令和8年11月20日`; before 1873-01-01 `西暦1872年12月31日`.
pub fn format(date: NaiveDate) -> String {
    let day = (date.year(), date.month(), date.day());
    match era_of(day) {
        Some(era) => format!("{era}{}", era.written(day)),
        None => format!("西暦{}年{}月{}日", date.year(), date.month(), date.day()),
    }
}

/// The newest era that had begun on the day.
fn era_of(day: Day) -> Option<Era> {
    Era::ALL.into_iter().rev().find(|era| era.first() <= day)
}

fn split_era(typed: &str) -> (Option<Era>, &str) {
    for era in Era::ALL {
        if let Some(rest) = typed.strip_prefix(era.name()) {
            return (Some(era), rest);
        }
        // S.63, 昭63, 昭・63: the sign stands with a dot or without.
        if let Some(rest) = typed.strip_prefix(era.signs()) {
            return (Some(era), rest.strip_prefix(['.', '・']).unwrap_or(rest));
        }
    }
    (None, typed.strip_prefix("西暦").unwrap_or(typed))
}

fn western(year: u32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    match year {
        0..=99 => Err(DateFault::EraMissing.into()),
        100..=999 => Err(Fault::Shape(Format::WarekiDate)),
        _ => existing((i32::try_from(year).unwrap_or(i32::MAX), month, day)),
    }
}

fn in_era(era: Era, day: Day) -> Result<NaiveDate, Fault> {
    if era == Era::Meiji && day < era.first() {
        return Err(DateFault::OldCalendar.into());
    }
    let date = existing(day)?;
    let after = era.last().is_some_and(|last| day > last);
    if !after && day >= era.first() {
        return Ok(date);
    }
    let right = era_of(day).map_or_else(String::new, |right| {
        let (year, month, day) = day;
        let in_year = match year - right.base() {
            1 => "元".to_owned(),
            number => number.to_string(),
        };
        format!("{right}{in_year}年（{year}年）{month}月{day}日")
    });
    let suggestion = Suggestion { text: right, value: date.to_string() };
    Err(DateFault::OutsideEra { era, after, suggestion }.into())
}

fn existing((year, month, day): Day) -> Result<NaiveDate, Fault> {
    if !(1..=12).contains(&month) {
        return Err(DateFault::NoSuchMonth.into());
    }
    if year > 9999 {
        return Err(Fault::Shape(Format::WarekiDate));
    }
    NaiveDate::from_ymd_opt(year, month, day)
        .ok_or_else(|| DateFault::NoSuchDay { month, last: last_day_of(year, month) }.into())
}

pub(crate) fn last_day_of(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|&day| NaiveDate::from_ymd_opt(year, month, day).is_some()).unwrap_or(31)
}

/// Year, month and day, however they are separated.
fn numbers(text: &str, with_era: bool) -> Option<[u32; 3]> {
    if text.chars().all(|c| c.is_ascii_digit()) {
        return unseparated(text, if with_era { 2 } else { 4 });
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts =
        text.split(|c| matches!(c, '年' | '月' | '.' | '/' | ',' | '・') || text::is_dash(c));
    let day = [number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?];
    parts.next().is_none().then_some(day)
}

/// `20261120`, or `081120` after an era.
fn unseparated(text: &str, year_digits: usize) -> Option<[u32; 3]> {
    if text.len() != year_digits + 4 {
        return None;
    }
    let (year, rest) = text.split_at_checked(year_digits)?;
    let (month, day) = rest.split_at_checked(2)?;
    Some([number(year)?, number(month)?, number(day)?])
}

/// Up to four digits, 元, or a kanji numeral (`三十九`, `二〇二六`).
fn number(text: &str) -> Option<u32> {
    if text == "元" {
        return Some(1);
    }
    if !(1..=4).contains(&text.chars().count()) {
        return None;
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().ok();
    }
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { kanji_digits(tens)? };
            let ones = if ones.is_empty() { 0 } else { kanji_digits(ones)? };
            (tens < 10 && ones < 10).then_some(tens * 10 + ones)
        }
        None => kanji_digits(text),
    }
}

fn kanji_digits(text: &str) -> Option<u32> {
    text.chars().try_fold(0_u32, |number, c| {
        let digit = "〇一二三四五六七八九".chars().position(|kanji| kanji == c)?;
        number.checked_mul(10)?.checked_add(u32::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn both_calendars_are_read_in_the_forms_that_people_use() {
        for typed in [
            "2026-11-20",
            "2026/11/20",
            "2026年11月20日",
            "西暦２０２６年１１月２０日",
            "20261120",
            "二〇二六年十一月二十日",
            "令和8年11月20日",
            "令和八年十一月二十日",
            "令和 8 年 11 月 20 日",
            "R8.11.20",
            "r08/11/20",
            "R081120",
            "㋿8年11月20日",
            "Ｒ８ー１１ー２０",
            "令8.11.20",
            "令・８・１１・２０",
            "R.8.11.20",
            "2026-11-20(金)",
            "２０２６年１１月２０日（金曜日）",
            "令8.11.20[金曜]",
        ] {
            assert_eq!(parse(typed), Ok(day("2026-11-20")), "{typed}");
        }
    }

    #[test]
    fn short_names_of_eras_are_read() {
        for (typed, read) in [
            ("昭63.2.29", "1988-02-29"),
            ("平1.1.8", "1989-01-08"),
            ("S.63.2.29", "1988-02-29"),
            ("大15.12.25", "1926-12-25"),
            ("明45.7.30", "1912-07-30"),
            ("1988-2-29(月)", "1988-02-29"),
        ] {
            assert_eq!(parse(typed), Ok(day(read)), "{typed}");
        }
        // The last days of 昭和 fall into the same January; the resident is asked.
        assert_eq!(parse("平1.1.7").unwrap_err().suggestion().unwrap().value, "1989-01-07");
    }

    #[test]
    fn a_day_beyond_its_era_is_offered_in_the_right_one() {
        let fault = parse("昭和65年3月9日").unwrap_err();
        let suggestion = fault.suggestion().unwrap();
        assert_eq!(suggestion.text, "平成2年（1990年）3月9日");
        assert_eq!(suggestion.value, "1990-03-09");

        let fault = parse("令和元年4月30日").unwrap_err();
        let suggestion = fault.suggestion().unwrap();
        assert_eq!(suggestion.text, "平成31年（2019年）4月30日");
        assert_eq!(suggestion.value, "2019-04-30");
    }

    #[test]
    fn each_mistake_has_its_own_fault() {
        let date = |fault: DateFault| Fault::from(fault);
        for (typed, fault) in [
            ("平成30年2月29日", date(DateFault::NoSuchDay { month: 2, last: 28 })),
            ("2026-04-31", date(DateFault::NoSuchDay { month: 4, last: 30 })),
            ("2026-13-01", date(DateFault::NoSuchMonth)),
            ("1980-00-00", date(DateFault::NoSuchMonth)),
            ("令和0年1月1日", date(DateFault::YearZero)),
            ("39.10.10", date(DateFault::EraMissing)),
            ("明治5年12月2日", date(DateFault::OldCalendar)),
            ("慶応3年1月1日", Fault::Shape(Format::WarekiDate)),
            ("2026-11", Fault::Shape(Format::WarekiDate)),
            ("2026-11-20-1", Fault::Shape(Format::WarekiDate)),
            ("2026-11-20(木)", date(DateFault::OtherWeekday { date: day("2026-11-20") })),
            ("2026-11-20(祝)", Fault::Shape(Format::WarekiDate)),
            ("令和9999年1月1日", Fault::Shape(Format::WarekiDate)),
            ("", Fault::Empty),
        ] {
            assert_eq!(parse(typed), Err(fault), "{typed}");
        }
    }
}
