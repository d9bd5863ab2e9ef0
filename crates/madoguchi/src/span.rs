//! Spans of time as they are typed: `30d`, `12h`, `90m`.

use chrono::Duration;

use crate::fault::Fault;

/// Reads the value of `flag`.
pub(crate) fn parse(flag: &str, text: &str) -> Result<Duration, Fault> {
    let wrong = || Fault::usage(format!("{flag}: `{text}` is not like 30d, 12h or 90m"));
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let number: i64 = number.parse().ok().filter(|n| (1..=36_500).contains(n)).ok_or_else(wrong)?;
    match unit {
        "d" => Ok(Duration::days(number)),
        "h" => Ok(Duration::hours(number)),
        "m" => Ok(Duration::minutes(number)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_and_a_unit() {
        assert_eq!(parse("--expires", "30d").unwrap(), Duration::days(30));
        assert_eq!(parse("--expires", "12h").unwrap(), Duration::hours(12));
        for wrong in ["", "d", "-1d", "30", "30y", "日"] {
            let fault = parse("--expires", wrong).unwrap_err();
            assert!(fault.to_string().starts_with("--expires"), "{wrong}: {fault}");
        }
    }
}
