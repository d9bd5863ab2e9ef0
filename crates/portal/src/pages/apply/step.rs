//! Which button was pressed, apart from what was answered.
//!
//! Buttons and notes of the page have names that begin with a colon, which no property of
//! a form can.

use counter::{Revision, Shape};
use kernel::{AttachmentId, Language, ReceiptNumber};

/// What the resident wants after the page is saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) enum Step {
    /// On to the next page.
    Next,
    /// Back to the page before.
    Back,
    /// The same page in another language.
    Language(Language),
    /// To a provider of identities, and back to the same page.
    Verify(Shape),
    /// To a service outside for this question, and back to the same page.
    External(String),
    /// The same page with a link by which another person is asked to agree.
    Consent(String),
    /// The same page, to see what has come in meanwhile for this question.
    Look(String),
    /// The same page without who was verified.
    LetGo,
    /// The same page with what was sent before put in.
    Copy(ReceiptNumber),
    /// The same page after a change of what was typed.
    Change(Change),
}

/// A change of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) enum Change {
    /// One more row of the group at this place.
    Add(String),
    /// Without this row.
    Remove(String),
    /// The address at this place filled in from its postal code.
    Fill(String),
    /// The offered value put in at this place.
    Repair {
        /// The place.
        at: String,
        /// The value as it would be typed.
        value: String,
    },
    /// Without this file.
    Detach {
        /// The place of the attachment field.
        at: String,
        /// The file.
        file: AttachmentId,
    },
}

/// A posted page, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) struct Pressed {
    /// The button.
    pub(in crate::pages) step: Step,
    /// The answers alone.
    pub(in crate::pages) answers: Vec<(String, String)>,
    /// The places that were hidden when the page was shown.
    pub(in crate::pages) closed: Vec<String>,
    /// Whether mistakes were being shown.
    pub(in crate::pages) mending: bool,
    /// Whether they have read that there is no place, and how they can wait for one.
    pub(in crate::pages) would_wait: bool,
    /// Whether the check page is where it goes on.
    pub(in crate::pages) returns: bool,
    /// How far the draft was when the page was shown.
    pub(in crate::pages) seen: Option<Revision>,
    /// Why a correction changes nothing.
    pub(in crate::pages) because: String,
}

impl Pressed {
    /// Takes `posted` apart.
    pub(in crate::pages) fn read(posted: Vec<(String, String)>) -> Self {
        let (ours, answers): (Vec<_>, Vec<_>) =
            posted.into_iter().partition(|(name, _)| name.starts_with(':') || name == "csrf");
        let closed = ours.iter().filter(|(name, _)| name == ":closed").map(|(_, at)| at.clone());
        let ours_named = |wanted: &str| {
            ours.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
        };
        Self {
            returns: ours_named(":return").is_some(),
            seen: ours_named(":revision").and_then(|seen| seen.parse().ok()),
            because: ours_named(":because").unwrap_or_default().to_owned(),
            step: ours.iter().find_map(|(name, value)| step(name, value)).unwrap_or(Step::Next),
            closed: closed.collect(),
            would_wait: ours_named(":wait").is_some(),
            mending: ours.iter().any(|(name, _)| name == ":mending"),
            answers,
        }
    }
}

fn step(name: &str, value: &str) -> Option<Step> {
    match name {
        ":go" if value == "back" => Some(Step::Back),
        ":go" => Some(Step::Next),
        ":language" => Language::from_tag(value).map(Step::Language),
        ":verify" if value == "nobody" => Some(Step::LetGo),
        ":verify" => Shape::of_word(value).map(Step::Verify),
        ":external" => Some(Step::External(value.to_owned())),
        ":consent" => Some(Step::Consent(value.to_owned())),
        ":look" => Some(Step::Look(value.to_owned())),
        ":copy" => value.parse().ok().map(Step::Copy),
        _ => change(name, value).map(Step::Change),
    }
}

fn change(name: &str, value: &str) -> Option<Change> {
    match name {
        ":add" => Some(Change::Add(value.to_owned())),
        ":remove" => Some(Change::Remove(value.to_owned())),
        ":fill" => Some(Change::Fill(value.to_owned())),
        ":repair" => value
            .split_once('=')
            .map(|(at, value)| Change::Repair { at: at.to_owned(), value: value.to_owned() }),
        ":detach" => {
            let (at, file) = value.split_once('=')?;
            Some(Change::Detach { at: at.to_owned(), file: file.parse().ok()? })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(posted: &[(&str, &str)]) -> Pressed {
        Pressed::read(posted.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect())
    }

    #[test]
    fn buttons_and_token_are_no_answers() {
        let pressed = read(&[("csrf", "x"), ("name", "花子"), (":go", "back"), (":closed", "/a")]);
        assert_eq!(pressed.step, Step::Back);
        assert_eq!(pressed.answers, [("name".to_owned(), "花子".to_owned())]);
        assert_eq!(pressed.closed, ["/a"]);
    }

    #[test]
    fn a_field_may_be_called_like_a_button() {
        let pressed = read(&[("go", "back"), ("language", "en")]);
        assert_eq!(pressed.step, Step::Next);
        assert_eq!(pressed.answers.len(), 2);
    }

    #[test]
    fn a_repair_may_hold_an_equals_sign() {
        let expected = Step::Change(Change::Repair { at: "/a".into(), value: "x=1".into() });
        assert_eq!(read(&[(":repair", "/a=x=1")]).step, expected);
    }
}
