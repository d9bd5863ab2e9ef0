//! What the number of a driver's licence says about its holder.
//!
//! The number itself is read by [`Format::DriversLicense`].

use chrono::{Datelike, NaiveDate};

use crate::{Format, age};

/// The youngest age for any licence (道路交通法88条1項1号: mopeds).
const YOUNGEST: u32 = 16;

/// Whether the year of first issue (third and fourth digit) fits a day of birth; none when the
/// number is no licence number.
///
/// The number keeps two digits of the year, so that any year from the sixteenth birthday to
/// `today` that ends with them will do. Reason to ask again, never to refuse.
///
/// ```
/// use japanese_values::license;
///
/// let today = "2026-11-20".parse()?;
/// let fits = |birth: &str| Ok::<_, chrono::ParseError>(
///     license::first_issue_fits("229812345650", birth.parse()?, today));
/// assert_eq!(fits("1979-05-05")?, Some(true), "issued in 1998, at 18 or 19");
/// assert_eq!(fits("1985-05-05")?, Some(false), "13 years old in 1998");
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub fn first_issue_fits(number: &str, birth: NaiveDate, today: NaiveDate) -> Option<bool> {
    let number = Format::DriversLicense.read(number).ok()?;
    let issued: i32 = number.chars().skip(2).take(2).collect::<String>().parse().ok()?;
    // The age is reached on the eve of the birthday, perhaps in the year before.
    let first = age::attained(birth, YOUNGEST).year();
    let last = today.year().min(first.saturating_add(99));
    Some((first..=last).any(|year| year.rem_euclid(100) == issued))
}
