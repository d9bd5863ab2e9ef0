//! Reading a test card. Only the published test numbers are taken, and none is kept.

use kernel::Instant;

/// What the payer typed. Held for one request; it has no `Debug`, so that it can reach
/// no log.
pub(crate) struct TypedCard<'a> {
    pub(crate) number: &'a str,
    pub(crate) expiry: &'a str,
    pub(crate) code: &'a str,
}

/// What a card says when it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CardAnswer {
    Accepted,
    Declined,
}

/// A field of the card that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CardProblem {
    NumberMissing,
    NotATestNumber,
    ExpiryUnreadable,
    ExpiryPassed,
    CodeUnreadable,
}

const ACCEPTED: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";

/// The answer of the card, or everything that is wrong with what was typed.
pub(crate) fn read(typed: &TypedCard<'_>, now: Instant) -> Result<CardAnswer, Vec<CardProblem>> {
    let number = number(typed.number);
    let expiry = expiry(typed.expiry, now);
    let code = digits(typed.code).filter(|code| (3..=4).contains(&code.len()));
    let problems: Vec<CardProblem> =
        [number.err(), expiry.err(), code.is_none().then_some(CardProblem::CodeUnreadable)]
            .into_iter()
            .flatten()
            .collect();
    match number {
        Ok(answer) if problems.is_empty() => Ok(answer),
        Ok(_) | Err(_) => Err(problems),
    }
}

fn number(typed: &str) -> Result<CardAnswer, CardProblem> {
    match digits(typed).as_deref() {
        Some("") => Err(CardProblem::NumberMissing),
        Some(ACCEPTED) => Ok(CardAnswer::Accepted),
        Some(DECLINED) => Ok(CardAnswer::Declined),
        Some(_) | None => Err(CardProblem::NotATestNumber),
    }
}

/// `MM/YY`, good until the end of the month. The number keys of a phone have no slash,
/// so four digits will do.
fn expiry(typed: &str, now: Instant) -> Result<(), CardProblem> {
    let read = || {
        let (month, year) = match typed.split_once(['/', '／']) {
            Some((month, year)) => (digits(month)?, digits(year)?),
            None => digits(typed)?.split_at_checked(2).map(|(m, y)| (m.into(), y.into()))?,
        };
        let month: u32 = month.parse().ok()?;
        let year: i32 = Some(year).filter(|year| year.len() == 2)?.parse().ok()?;
        chrono::NaiveDate::from_ymd_opt(2000 + year, month, 1)
    };
    let first = read().ok_or(CardProblem::ExpiryUnreadable)?;
    let after = first.checked_add_months(chrono::Months::new(1));
    match after {
        Some(after) if now.day() < after => Ok(()),
        Some(_) | None => Err(CardProblem::ExpiryPassed),
    }
}

/// The digits of what people type: full width, with spaces or dashes; `None` when there
/// is anything else in it.
fn digits(typed: &str) -> Option<String> {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | 'ー' | '－' | '‐' | '−'))
        .map(|c| match c {
            '0'..='9' => Some(c),
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use CardProblem::{
        CodeUnreadable, ExpiryPassed, ExpiryUnreadable, NotATestNumber, NumberMissing,
    };

    #[track_caller]
    fn check(number: &str, expiry: &str, code: &str, expected: Result<CardAnswer, &[CardProblem]>) {
        let now = Instant::parse_rfc3339("2026-11-30T23:59:59+09:00").unwrap();
        let answer = read(&TypedCard { number, expiry, code }, now);
        assert_eq!(answer.as_ref().map_err(Vec::as_slice).copied(), expected);
    }

    #[test]
    fn the_test_cards_answer_as_published() {
        check("4242 4242 4242 4242", "12/30", "123", Ok(CardAnswer::Accepted));
        check(
            "４２４２－４２４２－４２４２－４２４２",
            "１２／３０",
            "１２３",
            Ok(CardAnswer::Accepted),
        );
        check("4000000000000002", "12/30", "123", Ok(CardAnswer::Declined));
    }

    #[test]
    fn no_other_card_is_taken() {
        for number in ["4111111111111111", "424242424242424", "42424242424242421", "abc", "x4242"] {
            check(number, "12/30", "123", Err(&[NotATestNumber]));
        }
    }

    #[test]
    fn a_card_is_good_until_its_month_ends() {
        check(ACCEPTED, "11/26", "123", Ok(CardAnswer::Accepted));
        check(ACCEPTED, "1/27", "123", Ok(CardAnswer::Accepted));
        check(ACCEPTED, "1126", "123", Ok(CardAnswer::Accepted));
        check(ACCEPTED, "10/26", "123", Err(&[ExpiryPassed]));
        check(ACCEPTED, "1026", "123", Err(&[ExpiryPassed]));
        for expiry in ["", "1", "123", "12305", "13/30", "0/30", "12/2030", "12/30/1"] {
            check(ACCEPTED, expiry, "123", Err(&[ExpiryUnreadable]));
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        check("", "", "", Err(&[NumberMissing, ExpiryUnreadable, CodeUnreadable]));
    }
}
