//! What is wrong with an answer, as a sentence that names the field and says what to do.
//!
//! A definition's own words (`x-messages`) come first. Sentences about a format come
//! from `japanese-values`, which knows what is wrong inside a value.

mod english;
mod japanese;
mod place;
mod plain;

use japanese_values::{Fault, Format, Tongue};
use kernel::Language;
use rust_decimal::Decimal;
use serde_json::Value;

use crate::Widget;
use crate::definition::{Bounds, Property};
pub(crate) use place::other_place;

/// Everything that can be wrong with one answer besides its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    Required,
    Type,
    Choice,
    Closed,
    Constant,
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
    Multiple,
    TooShort,
    TooLong,
    Pattern,
    TooFew,
    TooMany,
    Twice,
    Characters,
    Attachment,
    Digits,
}

impl Wrong {
    const ALL: [Self; 19] = [
        Self::Required,
        Self::Type,
        Self::Choice,
        Self::Closed,
        Self::Constant,
        Self::Minimum,
        Self::Maximum,
        Self::ExclusiveMinimum,
        Self::ExclusiveMaximum,
        Self::Multiple,
        Self::TooShort,
        Self::TooLong,
        Self::Pattern,
        Self::TooFew,
        Self::TooMany,
        Self::Twice,
        Self::Characters,
        Self::Attachment,
        Self::Digits,
    ];

    /// The keyword of JSON Schema, or our own word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Type => "type",
            Self::Choice => "enum",
            Self::Closed => "closed",
            Self::Constant => "const",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
            Self::Multiple => "multipleOf",
            Self::TooShort => "minLength",
            Self::TooLong => "maxLength",
            Self::Pattern => "pattern",
            Self::TooFew => "minItems",
            Self::TooMany => "maxItems",
            Self::Twice => "uniqueItems",
            Self::Characters => "characters",
            Self::Attachment => "attachment",
            Self::Digits => "jp-digits",
        }
    }

    /// The fault that a keyword stands for; an unknown one is a wrong kind of value.
    pub(crate) fn of_keyword(keyword: &str) -> Self {
        Self::ALL.into_iter().find(|wrong| wrong.word() == keyword).unwrap_or(Self::Type)
    }
}

/// What the whole submission can suffer from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble<'a> {
    /// The answers are no object.
    Shape,
    /// More than a mebibyte.
    TooLarge,
    /// An answer to a question that the form does not ask. Only its name is told.
    Unknown(&'a str),
    /// A rule could not be run.
    Defect,
    /// The fee could not be reckoned.
    Fee,
}

impl Trouble<'_> {
    /// The word of the problem.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Shape => "type",
            Self::TooLarge => "size",
            Self::Unknown(_) => "unknown",
            Self::Defect => "defect",
            Self::Fee => "fee",
        }
    }
}

/// The words by which filing refuses what the engine found right.
const LIMITS: [&str; 3] = ["once", "quota", "waiting"];

/// What problems that are no rule's are called.
pub(crate) fn words() -> impl Iterator<Item = &'static str> {
    let troubles =
        [Trouble::Shape, Trouble::TooLarge, Trouble::Unknown(""), Trouble::Defect, Trouble::Fee];
    let wrong = Wrong::ALL.iter().map(|wrong| wrong.word());
    wrong.chain(troubles.into_iter().map(Trouble::word)).chain(LIMITS)
}

/// Whether problems that are no rule's are called so.
pub(crate) fn is_word(id: &str) -> bool {
    words().any(|word| word == id)
}

/// What is looked for by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Institution {
    Bank,
    Branch,
    /// A branch of a bank that is known.
    BranchOfBank,
}

impl Institution {
    /// What a format keeps the code of.
    pub(crate) fn of(format: Format) -> Option<Self> {
        if format == Format::BankCode {
            Some(Self::Bank)
        } else {
            (format == Format::BranchCode).then_some(Self::Branch)
        }
    }
}

/// A name that means no institution without doubt.
pub(crate) fn unknown_name(institution: Institution, language: Language) -> String {
    let sentence = match (language, institution) {
        (Language::Japanese, Institution::Bank) => {
            "銀行などが1つに決まりません。名前を略さずに入れるか、4桁の金融機関コードを入れてください。"
        }
        (Language::Japanese, Institution::Branch) => {
            "支店が1つに決まりません。先に銀行などを入れてから、支店の名前か3桁の支店コードを入れてください。"
        }
        (Language::Japanese, Institution::BranchOfBank) => {
            "この銀行に、その名前の支店が見つかりません。支店の名前か3桁の支店コードを、通帳で確かめて入れてください。"
        }
        (Language::EasyJapanese, Institution::BranchOfBank) => {
            "この 銀行に、その 支店は ありません。通帳を 見て、支店の 名前か 3つの 数字を 書いて ください。"
        }
        (Language::English, Institution::BranchOfBank) => {
            "This bank has no branch of that name. Please look in the passbook for the name of the branch or its three-digit code."
        }
        (Language::EasyJapanese, Institution::Bank) => {
            "どの 銀行か わかりません。銀行の 名前を ぜんぶ 書くか、4つの 数字を 書いて ください。"
        }
        (Language::EasyJapanese, Institution::Branch) => {
            "どの 支店か わかりません。先に 銀行を 書いてから、支店の 名前か 3つの 数字を 書いて ください。"
        }
        (Language::English, Institution::Bank) => {
            "We cannot tell which bank this is. Please write its whole name or its four-digit code."
        }
        (Language::English, Institution::Branch) => {
            "We cannot tell which branch this is. Please give the bank first, then the name of the branch or its three-digit code."
        }
    };
    sentence.to_owned()
}

/// What a sentence needs to know about a field.
struct Facts<'a> {
    title: &'a str,
    example: &'a str,
    widget: Widget,
    kind: Answered,
    bounds: &'a Bounds,
}

/// How an answer is given, as far as the verb of a sentence depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answered {
    Written,
    Number,
    Chosen,
    Ticked,
    Attached,
    Rows,
}

impl Facts<'_> {
    fn bound(&self, name: &str) -> String {
        match self.bounds.get(name) {
            Some(Value::Number(number)) => number
                .to_string()
                .parse::<Decimal>()
                .map_or_else(|_| number.to_string(), |number| number.normalize().to_string()),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.bounds.get(name).is_some()
    }
}

/// The sentence about one answer.
pub(crate) fn sentence(property: &Property, wrong: Wrong, language: Language) -> String {
    if let Some(own) = own_words(property, wrong.word(), language) {
        return own.to_owned();
    }
    let facts = facts(property, language);
    match language {
        Language::Japanese => japanese::sentence(&facts, wrong),
        Language::EasyJapanese => plain::sentence(&facts, wrong),
        Language::English => english::sentence(&facts, wrong),
    }
}

/// The sentence about a value that does not fit its format.
pub(crate) fn format_sentence(property: &Property, fault: &Fault, language: Language) -> String {
    if let Some(own) = own_words(property, "format", language) {
        return own.to_owned();
    }
    let (tongue, colon) = match language {
        Language::Japanese => (Tongue::Japanese, "："),
        Language::EasyJapanese => (Tongue::Plain, "："),
        Language::English => (Tongue::English, ": "),
    };
    let sentence = fault.sentence(tongue);
    let title = property.field.title.get(language);
    if sentence.contains(title) { sentence } else { format!("{title}{colon}{sentence}") }
}

/// The sentence about the whole submission, or about an unknown answer.
pub(crate) fn trouble(trouble: Trouble<'_>, language: Language) -> String {
    match language {
        Language::Japanese => japanese::trouble(trouble),
        Language::EasyJapanese => plain::trouble(trouble),
        Language::English => english::trouble(trouble),
    }
}

/// The words on the button that puts a suggestion in.
pub(crate) fn repair_label(shown: &str, language: Language) -> String {
    match language {
        Language::Japanese => format!("「{shown}」にする"),
        Language::EasyJapanese => format!("「{shown}」に する"),
        Language::English => format!("Use “{shown}”"),
    }
}

/// The words that a definition has for a failing keyword.
pub(crate) fn own_words<'p>(
    property: &'p Property,
    keyword: &str,
    language: Language,
) -> Option<&'p str> {
    let own = property.messages.iter().find(|(known, _)| known == keyword);
    own.map(|(_, text)| text.get(language))
}

fn facts(property: &Property, language: Language) -> Facts<'_> {
    let field = &property.field;
    Facts {
        title: field.title.get(language),
        example: field.example.get(language),
        widget: field.widget,
        kind: match field.widget {
            Widget::Text | Widget::TextArea | Widget::Date | Widget::Group => Answered::Written,
            Widget::Integer => Answered::Number,
            Widget::Radio | Widget::Select | Widget::Checkboxes => Answered::Chosen,
            Widget::Checkbox => Answered::Ticked,
            Widget::Attachment => Answered::Attached,
            Widget::Repeat => Answered::Rows,
        },
        bounds: &property.bounds,
    }
}
