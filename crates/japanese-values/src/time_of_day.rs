//! Times of day: `HH:MM`, typed as people write them.

use crate::{Fault, Format, text};

/// Reads `9:30`, `９時３０分`, `午後1時`, `13:30:00`, `0930`.
pub(crate) fn parse(raw: &str) -> Result<String, Fault> {
    const SHAPE: Fault = Fault::Shape(Format::Time);
    let typed: String = text::ascii(raw).chars().filter(|c| !c.is_whitespace()).collect();
    if typed.is_empty() {
        return Err(Fault::Empty);
    }
    let (noon, rest) = half_of_day(&typed);
    let (hour, minute) = hour_and_minute(rest).ok_or(SHAPE)?;
    let hour = match noon {
        Some(_) if hour > 12 => return Err(SHAPE),
        Some(noon) => hour % 12 + noon,
        None => hour,
    };
    if hour > 23 || minute > 59 {
        return Err(SHAPE);
    }
    Ok(format!("{hour:02}:{minute:02}"))
}

/// The hours that 午前 or 午後 add.
fn half_of_day(typed: &str) -> (Option<u32>, &str) {
    if let Some(rest) = typed.strip_prefix("午前") {
        return (Some(0), rest);
    }
    match typed.strip_prefix("午後") {
        Some(rest) => (Some(12), rest),
        None => (None, typed),
    }
}

fn hour_and_minute(text: &str) -> Option<(u32, u32)> {
    if let Some((hour, minute)) = text.split_once('時') {
        return Some((number(hour)?, minute_in_words(minute)?));
    }
    if text.len() == 4 && text.chars().all(|c| c.is_ascii_digit()) {
        let (hour, minute) = text.split_at_checked(2)?;
        return Some((number(hour)?, number(minute)?));
    }
    let mut parts = text.split(':');
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    // Browsers add seconds; a form asks for minutes.
    let seconds = parts.next().map_or(Some(0), number)?;
    (parts.next().is_none() && seconds < 60).then_some((hour, minute))
}

fn minute_in_words(text: &str) -> Option<u32> {
    match text {
        "" => Some(0),
        "半" => Some(30),
        _ => number(text.strip_suffix('分').unwrap_or(text)),
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = (1..=2).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (typed, time) in [
            ("9:30", "09:30"),
            ("０９：３０", "09:30"),
            ("9時30分", "09:30"),
            ("9時半", "09:30"),
            ("午後1時", "13:00"),
            ("午前12時", "00:00"),
            ("午後12時5分", "12:05"),
            ("13:30:00", "13:30"),
            ("2359", "23:59"),
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(time), "{typed}");
        }
    }

    #[test]
    fn no_time_is_invented() {
        for typed in ["24:00", "9:60", "9", "午後13時", "9:30:60", "朝", "9:3 0:0:0"] {
            assert_eq!(parse(typed), Err(Fault::Shape(Format::Time)), "{typed}");
        }
    }
}
