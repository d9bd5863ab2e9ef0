//! What stands in braces in a template of messages or of notices: a closed list of facts of the case
//! for each, never an expression.

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
    /// 文書番号
    PaperNumber,
    /// The day of the decision.
    Decided,
    /// What was decided, in a sentence.
    Outcome,
    /// Why.
    Reason,
    /// The law or ordinance.
    Basis,
    /// The sum of the fee.
    Fee,
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
    /// What messages can name, in the order in which it is offered.
    pub const IN_MESSAGES: [Self; 11] = [
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

    /// What notices can name.
    pub const IN_NOTICES: [Self; 14] = [
        Self::Applicant,
        Self::Procedure,
        Self::Number,
        Self::Received,
        Self::PaperNumber,
        Self::Decided,
        Self::Outcome,
        Self::Reason,
        Self::Basis,
        Self::Fee,
        Self::Desk,
        Self::Phone,
        Self::Hours,
        Self::City,
    ];

    /// What letters by mail can name: nothing of a person, for a letter may reach anybody.
    pub const IN_LETTERS: [Self; 7] = [
        Self::Number,
        Self::Procedure,
        Self::Received,
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
            Self::PaperNumber => "文書番号",
            Self::Decided => "決定日",
            Self::Outcome => "決定の内容",
            Self::Reason => "理由",
            Self::Basis => "根拠",
            Self::Fee => "手数料",
        }
    }

    fn named(word: &str) -> Option<Self> {
        let word = word.trim();
        let mut all = Self::IN_MESSAGES.into_iter().chain(Self::IN_NOTICES);
        all.find(|known| known.word() == word)
    }

    /// One that stands in a message and was not filled in.
    pub fn left_in(text: &str) -> Option<Self> {
        let mut behind = text.split(OPENS).skip(1);
        behind.find_map(|rest| {
            let found = Self::named(rest.split_once(CLOSES)?.0);
            found.filter(|place| Self::IN_MESSAGES.contains(place))
        })
    }

    /// Whether everything in braces is one of `known`.
    pub fn check(text: &str, known: &[Self]) -> Result<(), UnknownPlaceholder> {
        let strange = pieces(text)?.into_iter().find_map(|piece| match piece {
            Piece::Value(place) => Some(place).filter(|place| !known.contains(place)),
            Piece::Words(_) => None,
        });
        strange.map_or(Ok(()), |place| Err(unknown(place.word())))
    }

    /// Whether every notice can say it; a line that names what one cannot say is left out there.
    const fn is_in_every_notice(self) -> bool {
        match self {
            Self::Number
            | Self::Procedure
            | Self::Applicant
            | Self::Received
            | Self::Desk
            | Self::City
            | Self::PaperNumber
            | Self::Decided
            | Self::Outcome => true,
            Self::Promised
            | Self::CorrectionUntil
            | Self::PayUntil
            | Self::Phone
            | Self::Hours
            | Self::Reason
            | Self::Basis
            | Self::Fee => false,
        }
    }

    /// What a text names that not every notice can say.
    pub(crate) fn unsure_in(text: &str) -> Vec<Self> {
        let place = |piece| match piece {
            Piece::Value(place) => Some(place).filter(|it: &Self| !it.is_in_every_notice()),
            Piece::Words(_) => None,
        };
        pieces(text).map(|all| all.into_iter().filter_map(place).collect()).unwrap_or_default()
    }

    /// Whether a text names it.
    pub(crate) fn is_in(self, text: &str) -> bool {
        let named = |piece: &Piece<'_>| matches!(piece, Piece::Value(place) if *place == self);
        pieces(text).is_ok_and(|pieces| pieces.iter().any(named))
    }
}

/// The text with what `value` knows; nothing where it names what that does not know.
pub(crate) fn whole(text: &str, value: impl Fn(Placeholder) -> Option<String>) -> Option<String> {
    let Ok(pieces) = pieces(text) else { return Some(text.to_owned()) };
    let said = pieces.into_iter().map(|piece| match piece {
        Piece::Words(words) => Some(words.to_owned()),
        Piece::Value(place) => value(place).filter(|it| !it.is_empty()),
    });
    said.collect()
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
        let day = |day| day_in_words(day, language);
        Ok(filled(text, |place| match place {
            Placeholder::Number => Some(rows.submission.receipt_number.to_string()),
            Placeholder::Applicant => applicant.clone(),
            Placeholder::Received => Some(day(case.arrived_at.day())),
            Placeholder::Promised => case.due_on.map(day),
            Placeholder::CorrectionUntil => case.correction.as_ref().map(|it| day(it.due_on)),
            Placeholder::PayUntil => case.payment_due_at.map(Instant::last_day).map(day),
            Placeholder::Procedure
            | Placeholder::Desk
            | Placeholder::Phone
            | Placeholder::Hours
            | Placeholder::City => self.said_of(published, place, language),
            Placeholder::PaperNumber
            | Placeholder::Decided
            | Placeholder::Outcome
            | Placeholder::Reason
            | Placeholder::Basis
            | Placeholder::Fee => None,
        }))
    }

    /// What is the same in every case of a procedure.
    pub(crate) fn said_of(
        &self,
        published: &Published,
        place: Placeholder,
        language: Language,
    ) -> Option<String> {
        let contact = published.form.procedure().contact.as_ref();
        let city = &self.inner.city;
        match place {
            Placeholder::Procedure => Some(published.form.title(language).to_owned()),
            Placeholder::Desk => {
                let desk = contact.map_or(&city.contact, |it| &it.department);
                Some(desk.get(language).to_owned())
            }
            Placeholder::Phone => contact.map(|it| it.phone.clone()),
            Placeholder::Hours => contact.map(|it| it.hours.get(language).to_owned()),
            Placeholder::City => Some(city.name.get(language).to_owned()),
            Placeholder::Number
            | Placeholder::Applicant
            | Placeholder::Received
            | Placeholder::Promised
            | Placeholder::CorrectionUntil
            | Placeholder::PayUntil
            | Placeholder::PaperNumber
            | Placeholder::Decided
            | Placeholder::Outcome
            | Placeholder::Reason
            | Placeholder::Basis
            | Placeholder::Fee => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let known = |place| (place != Placeholder::Promised).then(|| format!("<{place:?}>"));
        let found =
            Placeholder::check(text, &Placeholder::IN_MESSAGES).map(|()| filled(text, known));
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
        check("{理由}", Err("理由"));
    }

    #[test]
    fn a_line_of_a_notice_is_whole_or_not_there() {
        let known = |place| (place == Placeholder::Reason).then(|| "本文".to_owned());
        assert_eq!(whole("理由：{理由}", known).as_deref(), Some("理由：本文"));
        assert_eq!(whole("{理由}、{根拠}", known), None);
        assert!(Placeholder::check("{予定日}", &Placeholder::IN_NOTICES).is_err());
    }

    #[test]
    fn what_was_not_filled_in_is_found() {
        assert_eq!(Placeholder::left_in("a {予定日} b"), Some(Placeholder::Promised));
        assert_eq!(Placeholder::left_in("{ \"json\": 1 } と {"), None);
        assert_eq!(Placeholder::left_in("{理由}は別紙"), None);
        assert_eq!(Placeholder::left_in("{理由}と{予定日}"), Some(Placeholder::Promised));
        for place in Placeholder::IN_MESSAGES.into_iter().chain(Placeholder::IN_NOTICES) {
            assert_eq!(Placeholder::named(place.word()), Some(place));
        }
    }
}
