//! What stands in braces in a template of messages: a closed list of facts of the case, never an
//! expression.

use catalogue::Published;
use kernel::{Instant, Language};
use mail::day_in_words;

use crate::{Casework, Error, Rows};

/// Clerks type both.
const OPENS: [char; 2] = ['{', '｛'];
const CLOSES: [char; 2] = ['}', '｝'];

/// A fact of the case that a template names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// The number on the receipt.
    Number,
    /// What was applied for.
    Procedure,
    /// Who applies.
    Applicant,
    /// The day on which it arrived.
    Received,
    /// The day by which the office means to be done.
    Promised,
    /// The last day for the correction that is awaited.
    CorrectionUntil,
    /// The last day for paying.
    PayUntil,
    /// Whom to ask.
    Desk,
    /// Their telephone number.
    Phone,
    /// When somebody answers there.
    Hours,
    /// The municipality.
    City,
}

/// What stands in braces is no [`Placeholder`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such placeholder")]
pub struct UnknownPlaceholder {
    /// How it begins.
    pub word: String,
}

enum Piece<'a> {
    Words(&'a str),
    Value(Placeholder),
}

impl Placeholder {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 11] = [
        Self::Number,
        Self::Procedure,
        Self::Applicant,
        Self::Received,
        Self::Promised,
        Self::CorrectionUntil,
        Self::PayUntil,
        Self::Desk,
        Self::Phone,
        Self::Hours,
        Self::City,
    ];

    /// What stands in the braces, in every language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Number => "受付番号",
            Self::Procedure => "手続",
            Self::Applicant => "申請者",
            Self::Received => "受付日",
            Self::Promised => "予定日",
            Self::CorrectionUntil => "補正の期限",
            Self::PayUntil => "支払いの期限",
            Self::Desk => "窓口",
            Self::Phone => "電話",
            Self::Hours => "受付時間",
            Self::City => "市",
        }
    }

    fn named(word: &str) -> Option<Self> {
        let word = word.trim();
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// One that stands in `text` and was not filled in.
    pub fn left_in(text: &str) -> Option<Self> {
        let mut behind = text.split(OPENS).skip(1);
        behind.find_map(|rest| Self::named(rest.split_once(CLOSES)?.0))
    }

    /// Whether everything in braces can be filled in.
    pub fn check(text: &str) -> Result<(), UnknownPlaceholder> {
        pieces(text).map(|_known| ())
    }
}

/// The text with what `value` knows; the rest stays in its braces.
fn filled(text: &str, value: impl Fn(Placeholder) -> Option<String>) -> String {
    // What is kept was checked; the list may have been longer then.
    let Ok(pieces) = pieces(text) else { return text.to_owned() };
    let said = pieces.into_iter().map(|piece| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Value(place) => value(place).unwrap_or_else(|| format!("{{{}}}", place.word())),
    });
    said.collect()
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, UnknownPlaceholder> {
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some((before, behind)) = rest.split_once(OPENS) {
        found.push(words(before)?);
        let (word, after) = behind.split_once(CLOSES).ok_or_else(|| unknown(behind))?;
        found.push(Piece::Value(Placeholder::named(word).ok_or_else(|| unknown(word))?));
        rest = after;
    }
    found.push(words(rest)?);
    Ok(found)
}

fn words(text: &str) -> Result<Piece<'_>, UnknownPlaceholder> {
    if text.contains(CLOSES) { Err(unknown("}")) } else { Ok(Piece::Words(text)) }
}

fn unknown(word: &str) -> UnknownPlaceholder {
    UnknownPlaceholder { word: word.trim().chars().take(20).collect() }
}

impl Casework {
    /// A template's text as it is for this case. What the case does not have stays in its braces.
    pub fn filled_in(
        &self,
        rows: &Rows,
        published: &Published,
        text: &str,
        language: Language,
    ) -> Result<String, Error> {
        let applicant = rows.subject()?.name();
        let case = &rows.record.case;
        let contact = published.form.procedure().contact.as_ref();
        let city = &self.inner.city;
        let day = |day| day_in_words(day, language);
        Ok(filled(text, |place| match place {
            Placeholder::Number => Some(rows.submission.receipt_number.to_string()),
            Placeholder::Procedure => Some(published.form.title(language).to_owned()),
            Placeholder::Applicant => applicant.clone(),
            Placeholder::Received => Some(day(case.arrived_at.day())),
            Placeholder::Promised => case.due_on.map(day),
            Placeholder::CorrectionUntil => case.correction.as_ref().map(|it| day(it.due_on)),
            Placeholder::PayUntil => case.payment_due_at.map(Instant::last_day).map(day),
            Placeholder::Desk => {
                Some(contact.map_or(&*city.contact, |it| it.department.get(language)).to_owned())
            }
            Placeholder::Phone => contact.map(|it| it.phone.clone()),
            Placeholder::Hours => contact.map(|it| it.hours.get(language).to_owned()),
            Placeholder::City => Some(city.name.clone()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let known = |place| (place != Placeholder::Promised).then(|| format!("<{place:?}>"));
        let found = Placeholder::check(text).map(|()| filled(text, known));
        let expected = expected.map(str::to_owned);
        assert_eq!(found, expected.map_err(|word| UnknownPlaceholder { word: word.to_owned() }));
    }

    #[test]
    fn only_what_is_listed_stands_in_braces() {
        check("お待ちください。", Ok("お待ちください。"));
        check("{受付番号}の件、｛ 電話 ｝まで。", Ok("<Number>の件、<Phone>まで。"));
        check("{予定日}ごろ", Ok("{予定日}ごろ"));
        check("{受付番号", Err("受付番号"));
        check("受付番号}", Err("}"));
        check("{氏名}", Err("氏名"));
        check("{{受付番号}}", Err("{受付番号"));
        check("{form.name}", Err("form.name"));
        check("{}", Err(""));
    }

    #[test]
    fn what_was_not_filled_in_is_found() {
        assert_eq!(Placeholder::left_in("a {予定日} b"), Some(Placeholder::Promised));
        assert_eq!(Placeholder::left_in("{ \"json\": 1 } と {"), None);
        for place in Placeholder::ALL {
            assert_eq!(Placeholder::named(place.word()), Some(place));
        }
    }
}
