//! What stands below a control: mistakes, things to look at again, and what was mended.

use chrono::NaiveDate;
use form_engine::{Change, Field, Problem, Repair, Severity, Widget};

use crate::{shown, wording::HouseWords};

/// One line below a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Stops the form.
    Error {
        /// The sentence.
        text: String,
        /// A mend of one tap.
        repair: Option<Repair>,
    },
    /// Is to be looked at again.
    Warning {
        /// The sentence.
        text: String,
        /// A mend of one tap.
        repair: Option<Repair>,
    },
    /// Was put right by us.
    Mended(String),
}

impl Line {
    /// The line for a problem.
    pub fn of(problem: &Problem) -> Self {
        let (text, repair) = (problem.message.clone(), problem.repair.clone());
        match problem.severity {
            Severity::Error => Self::Error { text, repair },
            Severity::Warning => Self::Warning { text, repair },
        }
    }

    /// Whether it stops the form.
    pub fn is_error(&self) -> bool {
        matches!(self, Self::Error { .. })
    }
}

/// What is said about a change, or nothing where it is no news to the person who typed it.
pub fn change_line(field: &Field, change: &Change, w: HouseWords) -> Option<String> {
    if field.widget == Widget::Date {
        let western =
            change.from.starts_with(|c: char| c.is_ascii_digit()) || change.from.starts_with('西');
        let day: NaiveDate = change.to.parse().ok()?;
        return (!western).then(|| w.mended_date(shown::plain_day(day, w.language())).plain());
    }
    if is_tidied(change) {
        return None;
    }
    match field.format.as_deref() {
        Some("jp-furigana") => Some(w.mended_katakana().plain()),
        // The box shows the name, and what was typed was no mistake.
        Some("jp-bank-code" | "jp-branch-code") => None,
        _ => {
            let value = serde_json::Value::from(change.to.as_str());
            Some(w.mended_to(field.in_words(&value, w.language())).plain())
        }
    }
}

/// Whether only spaces and hyphens went, which is nobody's mistake.
pub(crate) fn is_tidied(change: &Change) -> bool {
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    letters(&change.from) == letters(&change.to)
}
