//! Months in either calendar: `2026年11月`, `R8.11`.

use chrono::{Datelike, NaiveDate};

use super::{dated, format, numbers, split_era};
use crate::{Fault, Format, fault::DateFault, text};

/// Reads a month in either calendar as its first day: `2026年11月`, `R8.11`, `平成元年1月`.
///
/// ```
/// use japanese_values::wareki;
///
/// assert_eq!(wareki::parse_month("R8.11")?.to_string(), "2026-11-01");
/// assert_eq!(wareki::parse_month("平成元年1月")?.to_string(), "1989-01-01");
/// # Ok::<(), japanese_values::Fault>(())
/// ```
pub fn parse_month(raw: &str) -> Result<NaiveDate, Fault> {
    const SHAPE: Fault = Fault::Shape(Format::YearMonth);
    let typed: String =
        text::ascii(raw).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    let (era, rest) = split_era(&typed);
    let rest = rest.strip_suffix('月').unwrap_or(rest);
    let digits = rest.chars().all(|c| c.is_ascii_digit());
    let whole = if digits { format!("{rest}01") } else { format!("{rest}.1") };
    let [year, month, _] = numbers(&whole, era.is_some()).ok_or(SHAPE)?;
    // An era may begin or end within the month.
    let [first, late, last] = [1, 28, 31].map(|day| dated(era, [year, month, day]));
    let found = first.or_else(|fault| late.or(last).map_err(|_later| fault)).map_err(of_month)?;
    found.with_day(1).ok_or(SHAPE)
}

/// The fault of a day as one of its month.
fn of_month(fault: Fault) -> Fault {
    if let Fault::Date(DateFault::OutsideEra { era, after, suggestion }) = fault {
        return DateFault::OutsideEra { era, after, suggestion: suggestion.of_month() }.into();
    }
    if matches!(fault, Fault::Shape(_)) { Fault::Shape(Format::YearMonth) } else { fault }
}

/// `令和8年11月`.
pub(crate) fn format_month(first: NaiveDate) -> String {
    let day = format(first);
    day.split_once('月').map_or(day.clone(), |(month, _)| format!("{month}月"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_read_in_both_calendars() {
        for typed in [
            "2026-11",
            "2026/11",
            "2026年11月",
            "202611",
            "令和8年11月",
            "R8.11",
            "令8.11",
            "R0811",
        ] {
            assert_eq!(parse_month(typed), Ok(day("2026-11-01")), "{typed}");
        }
        for (typed, read) in [
            ("昭和64年1月", "1989-01-01"),
            ("平成元年1月", "1989-01-01"),
            ("大正元年7月", "1912-07-01"),
            ("平成31年4月", "2019-04-01"),
        ] {
            assert_eq!(parse_month(typed), Ok(day(read)), "{typed}");
        }
        let suggestion = parse_month("平成31年6月").unwrap_err();
        let suggestion = suggestion.suggestion().unwrap();
        assert_eq!(
            (suggestion.text.as_str(), suggestion.value.as_str()),
            ("令和元年（2019年）6月", "2019-06")
        );
        for typed in ["2026", "2026-13", "11月", "2026-11-20"] {
            assert!(parse_month(typed).is_err(), "{typed}");
        }
    }
}
