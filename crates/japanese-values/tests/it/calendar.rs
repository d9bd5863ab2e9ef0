//! Eras, ages, holidays, open days and deadlines are what the tables and the law say.

use crate::table;

use chrono::{Datelike, Days, NaiveDate};
use japanese_values::{
    Roll, age, calendar, deadline, deadline_in_months, holidays, license,
    wareki::{self, parse},
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_else(|_| panic!("not a day: {text}"))
}

fn number(text: &str) -> u32 {
    text.parse().unwrap_or_else(|_| panic!("not a number: {text}"))
}

fn yes(text: &str) -> bool {
    match text {
        "True" => true,
        "False" => false,
        _ => panic!("neither true nor false: {text}"),
    }
}

#[test]
fn days_are_written_in_their_era() {
    for row in table::rows(include_str!("vectors/wareki-format.tsv")) {
        assert_eq!(wareki::format(day(&row[0])), row[1]);
    }
    assert_eq!(wareki::format(day("1872-12-31")), "西暦1872年12月31日");
}

#[test]
fn every_day_since_the_solar_calendar_reads_back_from_both_calendars() {
    let first = day("1873-01-01");
    for date in first.iter_days().take_while(|date| date.year() < 2100) {
        assert_eq!(parse(&wareki::format(date)), Ok(date));
        assert_eq!(parse(&date.to_string()), Ok(date));
    }
}

#[test]
fn an_age_is_reached_on_the_eve_of_the_birthday() {
    for row in table::rows(include_str!("vectors/age-attained.tsv")) {
        assert_eq!(age::attained(day(&row[0]), number(&row[1])), day(&row[2]), "{row:?}");
    }
}

#[test]
fn the_legal_age_differs_from_the_spoken_one_on_one_day_a_year() {
    for row in table::rows(include_str!("vectors/age-on.tsv")) {
        let (birth, on) = (day(&row[0]), day(&row[1]));
        assert_eq!(age::display_age(birth, on), number(&row[2]), "{row:?}");
        assert_eq!(age::legal_age(birth, on), number(&row[3]), "{row:?}");
    }
    assert_eq!(age::legal_age(day("2026-01-01"), day("2026-12-31")), 1);
    assert_eq!(age::legal_age(day("2026-11-20"), day("2020-01-01")), 0);
    assert_eq!(age::display_age(day("2026-11-20"), day("2020-01-01")), 0);
}

#[test]
fn a_day_of_birth_is_neither_to_come_nor_too_long_ago() {
    for row in table::rows(include_str!("vectors/birth.tsv")) {
        let born = age::parse_birth(&row[1], day(&row[2]));
        assert_eq!(born.is_ok(), row[0] == "○", "{row:?}");
        assert_eq!(born.ok(), row[3].parse().ok(), "{row:?}");
    }
}

#[test]
fn a_licence_is_first_issued_from_sixteen_on() {
    for row in table::rows(include_str!("vectors/license-first-issue.tsv")) {
        let fits = license::first_issue_fits(&row[0], day(&row[1]), day(&row[2]));
        assert_eq!(fits, Some(yes(&row[3])), "{row:?}");
    }
    assert_eq!(license::first_issue_fits("1", day("1980-01-01"), day("2026-11-20")), None);
}

#[test]
fn school_follows_the_day_of_birth() {
    for row in table::rows(include_str!("vectors/school.tsv")) {
        let (birth, on) = (day(&row[0]), day(&row[1]));
        let grade = age::school_grade(birth, on).map(|grade| grade.to_string());
        assert_eq!(grade.as_deref().unwrap_or("None"), row[2], "{row:?}");
        assert_eq!(age::nursery_class(birth, on).to_string(), row[3], "{row:?}");
        assert_eq!(age::elementary_entry_year(birth).to_string(), row[4], "{row:?}");
        assert_eq!(age::child_allowance_last_day(birth), day(&row[5]), "{row:?}");
    }
}

/// Each year of the table is complete: no other day of it is a holiday.
#[test]
fn holidays_are_those_of_the_official_lists() {
    let listed: Vec<(NaiveDate, String)> = table::rows(include_str!("vectors/holidays.tsv"))
        .into_iter()
        .map(|row| (day(&row[0]), row[1].clone()))
        .collect();
    let mut years: Vec<i32> = listed.iter().map(|(date, _)| date.year()).collect();
    years.dedup();
    let computed: Vec<(NaiveDate, String)> = years
        .iter()
        .flat_map(|year| {
            day(&format!("{year}-01-01")).iter_days().take_while(|date| date.year() == *year)
        })
        .filter_map(|date| Some((date, holidays::name(date)?.to_owned())))
        .collect();
    assert_eq!(computed, listed);
}

#[test]
fn holidays_of_earlier_laws_and_single_years() {
    for (date, name) in [
        ("1948-01-01", None),
        ("1948-09-23", Some("秋分の日")),
        ("1949-01-15", Some("成人の日")),
        ("1956-03-21", Some("春分の日")),
        ("1959-04-10", Some("皇太子明仁親王の結婚の儀")),
        ("1960-03-20", Some("春分の日")),
        ("1973-02-12", None),
        ("1973-04-30", Some("振替休日")),
        ("1979-09-24", Some("秋分の日")),
        ("1986-05-04", None),
        ("1987-05-04", Some("振替休日")),
        ("1988-05-04", Some("国民の休日")),
        ("1989-02-24", Some("昭和天皇の大喪の礼")),
        ("1990-11-12", Some("即位礼正殿の儀")),
        ("1993-06-09", Some("皇太子徳仁親王の結婚の儀")),
        ("1996-07-20", Some("海の日")),
        ("1999-10-11", Some("振替休日")),
        ("2000-10-09", Some("体育の日")),
        ("2006-05-04", Some("国民の休日")),
        ("2009-09-22", Some("国民の休日")),
        ("2019-02-23", None),
        ("2019-12-23", None),
        ("2099-11-23", Some("勤労感謝の日")),
        ("2100-01-01", None),
    ] {
        assert_eq!(holidays::name(day(date)), name, "{date}");
    }
}

#[test]
fn deadlines_in_days() {
    for row in table::rows(include_str!("vectors/deadlines.tsv")) {
        let [rule, event, days, include_first, last, closed, due] = row.as_slice() else {
            panic!("not a row: {row:?}")
        };
        let (event, days, include_first) = (day(event), number(days), yes(include_first));
        assert_eq!(deadline(event, days, include_first, Roll::None), day(last), "{rule}");
        assert_eq!(!calendar::is_open_day(day(last)), yes(closed), "{rule}");
        assert_eq!(deadline(event, days, include_first, Roll::Next), day(due), "{rule}");
    }
}

#[test]
fn deadlines_in_months() {
    for row in table::rows(include_str!("vectors/deadlines-in-months.tsv")) {
        let last = deadline_in_months(day(&row[0]), number(&row[1]), yes(&row[2]), Roll::None);
        assert_eq!(last, day(&row[3]), "{}", row[4]);
    }
}

#[test]
fn processing_counts_open_days_from_the_day_after_receipt() {
    for row in table::rows(include_str!("vectors/processing.tsv")) {
        let (received, days, due) = (day(&row[0]), number(&row[1]), day(&row[2]));
        assert_eq!(calendar::add_open_days(received, days), due, "{row:?}");
        assert_eq!(calendar::open_days_between(received, due), i64::from(days), "{row:?}");
    }
}

#[test]
fn closed_days_roll_to_the_next_open_day_or_the_one_before() {
    let tables = [
        (include_str!("vectors/roll-next.tsv"), Roll::Next),
        (include_str!("vectors/roll-previous.tsv"), Roll::Previous),
    ];
    for (table, roll) in tables {
        for row in table::rows(table) {
            let date = day(&row[0]);
            assert_eq!(!calendar::is_open_day(date), yes(&row[1]), "{date}");
            assert_eq!(calendar::roll(date, roll), day(&row[2]), "{date}");
            assert_eq!(calendar::roll(date, Roll::None), date);
        }
    }
}

#[test]
fn a_rolled_day_is_open_and_the_nearest() {
    let first = day("2026-01-01");
    for date in first.iter_days().take(3 * 366) {
        let next = calendar::roll(date, Roll::Next);
        assert!(calendar::is_open_day(next) && next >= date);
        assert_eq!(calendar::open_days_between(date - Days::new(1), next), 1);
        let previous = calendar::roll(date, Roll::Previous);
        assert!(calendar::is_open_day(previous) && previous <= date);
        assert!(calendar::open_days_between(previous, date) == 0);
    }
}
