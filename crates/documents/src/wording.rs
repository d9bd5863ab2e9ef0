//! Days, moments and sizes in the words of our papers.

use chrono::{Datelike, NaiveDate, Timelike};
use japanese_values::wareki;
use kernel::Instant;

/// Both calendars and the day of the week: `2026年（令和8年）11月21日（土）`.
pub fn day(day: NaiveDate) -> String {
    let era = wareki::format(day);
    let era_year = era.split_once('年').map_or(era.as_str(), |(year, _)| year);
    format!(
        "{}年（{era_year}年）{}月{}日（{}）",
        day.year(),
        day.month(),
        day.day(),
        weekday(day.weekday())
    )
}

/// A moment with the hour both ways: `2026年（令和8年）11月21日（土）午後3時05分（15:05）`.
pub(crate) fn moment(moment: Instant) -> String {
    let local = moment.local();
    let (afternoon, _) = local.hour12();
    let half = if afternoon { "午後" } else { "午前" };
    format!(
        "{}{half}{}時{:02}分（{}:{:02}）",
        day(moment.day()),
        local.hour() % 12,
        local.minute(),
        local.hour(),
        local.minute()
    )
}

/// A file's size, rounded up: `345 KB`, `3.4 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * 1024;
    if bytes < MB {
        format!("{} KB", bytes.div_ceil(KB))
    } else {
        let tenths = bytes.saturating_mul(10).div_ceil(MB);
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

/// A digest in groups of eight, so that it can be compared by eye.
pub(crate) fn digest(hex: &str) -> String {
    let mut grouped = String::with_capacity(hex.len() + hex.len() / 8);
    for (place, digit) in hex.chars().enumerate() {
        if place > 0 && place % 8 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

fn weekday(weekday: chrono::Weekday) -> char {
    match weekday {
        chrono::Weekday::Mon => '月',
        chrono::Weekday::Tue => '火',
        chrono::Weekday::Wed => '水',
        chrono::Weekday::Thu => '木',
        chrono::Weekday::Fri => '金',
        chrono::Weekday::Sat => '土',
        chrono::Weekday::Sun => '日',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse_rfc3339(text).unwrap()
    }

    #[test]
    fn a_day_stands_in_both_calendars() {
        let shown = |y, m, d| day(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(shown(2026, 11, 21), "2026年（令和8年）11月21日（土）");
        assert_eq!(shown(2019, 5, 1), "2019年（令和元年）5月1日（水）");
        assert_eq!(shown(2019, 4, 30), "2019年（平成31年）4月30日（火）");
    }

    #[test]
    fn an_hour_is_told_both_ways() {
        assert!(moment(at("2026-11-21T09:04:00+09:00")).ends_with("午前9時04分（9:04）"));
        assert!(moment(at("2026-11-21T15:05:00+09:00")).ends_with("午後3時05分（15:05）"));
        assert!(moment(at("2026-11-21T00:00:00+09:00")).ends_with("午前0時00分（0:00）"));
        assert!(moment(at("2026-11-21T12:30:00+09:00")).ends_with("午後0時30分（12:30）"));
    }

    #[test]
    fn sizes_are_rounded_up() {
        let shown = [0, 1, 1024, 1_048_575, 1_048_576, 3_500_000].map(size);
        assert_eq!(shown, ["0 KB", "1 KB", "1 KB", "1024 KB", "1.0 MB", "3.4 MB"]);
    }

    #[test]
    fn a_digest_is_grouped() {
        assert_eq!(digest("0123456789abcdef01"), "01234567 89abcdef 01");
    }
}
