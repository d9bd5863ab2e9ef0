//! Days, moments and money as people read them, in the language of the page.
//!
//! Japanese gives the era beside the year and 午前/午後 beside the hour, as the city writes.

use chrono::{Datelike, NaiveDate, Timelike, Weekday};
use japanese_values::wareki;
use kernel::{Instant, Language, Yen};

/// `11月27日（金）`, with the year when it is not `today`'s.
pub fn day(day: NaiveDate, today: NaiveDate, language: Language) -> String {
    let same_year = day.year() == today.year();
    match language {
        Language::Japanese | Language::EasyJapanese => {
            let year = if same_year { String::new() } else { format!("{}年", day.year()) };
            format!("{year}{}月{}日（{}）", day.month(), day.day(), weekday(day.weekday()))
        }
        Language::English if same_year => day.format("%a %-d %B").to_string(),
        Language::English => day.format("%a %-d %B %Y").to_string(),
    }
}

/// `1990年3月9日`.
pub fn plain_day(day: NaiveDate, language: Language) -> String {
    match language {
        Language::Japanese | Language::EasyJapanese => day.format("%Y年%-m月%-d日").to_string(),
        Language::English => day.format("%-d %B %Y").to_string(),
    }
}

/// `11月20日（金）午後9時04分`.
pub fn moment(at: Instant, today: NaiveDate, language: Language) -> String {
    let shown = day(at.day(), today, language);
    match language {
        Language::Japanese | Language::EasyJapanese => format!("{shown}{}", clock(at, language)),
        Language::English => format!("{shown}, {}", clock(at, language)),
    }
}

/// `2026年（令和8年）11月21日 午前9時04分`, for the record.
pub fn full_moment(at: Instant, language: Language) -> String {
    let day = at.day();
    match language {
        Language::Japanese | Language::EasyJapanese => format!(
            "{}年（{}）{}月{}日 {}",
            day.year(),
            era_year(day),
            day.month(),
            day.day(),
            clock(at, language)
        ),
        Language::English => format!("{} at {}", day.format("%-d %B %Y"), clock(at, language)),
    }
}

/// `午前9時04分`.
pub fn clock(at: Instant, language: Language) -> String {
    let time = at.local().time();
    match language {
        Language::Japanese | Language::EasyJapanese => {
            let half = if time.hour() < 12 { "午前" } else { "午後" };
            format!("{half}{}時{:02}分", time.hour() % 12, time.minute())
        }
        Language::English => time.format("%H:%M").to_string(),
    }
}

/// `1,234円`, or `¥1,234` where 円 is not read.
pub fn yen(amount: Yen, language: Language) -> String {
    let japanese = amount.to_string();
    match language {
        Language::Japanese | Language::EasyJapanese => japanese,
        Language::English => format!("¥{}", japanese.trim_end_matches('円')),
    }
}

/// `令和8年`.
fn era_year(day: NaiveDate) -> String {
    let whole = wareki::format(day);
    whole.split_once('年').map(|(era, _)| format!("{era}年")).unwrap_or_default()
}

fn weekday(day: Weekday) -> char {
    match day {
        Weekday::Mon => '月',
        Weekday::Tue => '火',
        Weekday::Wed => '水',
        Weekday::Thu => '木',
        Weekday::Fri => '金',
        Weekday::Sat => '土',
        Weekday::Sun => '日',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();

    fn nine_o_four() -> Instant {
        Instant::parse_rfc3339("2026-11-21T09:04:00+09:00").unwrap()
    }

    #[test]
    fn a_day_of_this_year_needs_no_year() {
        assert_eq!(day(TODAY, TODAY, Language::Japanese), "11月21日（土）");
        let next = NaiveDate::from_ymd_opt(2027, 1, 4).unwrap();
        assert_eq!(day(next, TODAY, Language::Japanese), "2027年1月4日（月）");
        assert_eq!(day(next, TODAY, Language::English), "Mon 4 January 2027");
    }

    #[test]
    fn the_record_names_era_and_half_of_the_day() {
        let shown = full_moment(nine_o_four(), Language::Japanese);
        assert_eq!(shown, "2026年（令和8年）11月21日 午前9時04分");
        assert_eq!(full_moment(nine_o_four(), Language::English), "21 November 2026 at 09:04");
    }

    #[test]
    fn yen_are_read_in_every_language() {
        assert_eq!(yen(Yen::new(1_234), Language::Japanese), "1,234円");
        assert_eq!(yen(Yen::new(1_234), Language::English), "¥1,234");
    }
}
