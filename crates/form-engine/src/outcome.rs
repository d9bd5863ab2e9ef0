//! What a check is told and what it answers.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kernel::{Language, Yen};
use serde::Serialize;
use serde_json::Value;

use crate::{FeeDue, Text};

/// What a check must know besides the answers.
#[derive(Debug, Clone)]
pub struct Context {
    /// The day of receipt in Japan.
    pub today: NaiveDate,
    /// Verified facts about the applicant, if there are any.
    pub applicant: Option<Value>,
    /// The ids of the warnings that the resident has confirmed.
    pub confirmed: BTreeSet<String>,
    /// The language of the messages.
    pub language: Language,
}

impl Context {
    /// A check on `today` for somebody unknown, in Japanese.
    pub fn on(today: NaiveDate) -> Self {
        Self { today, applicant: None, confirmed: BTreeSet::new(), language: Language::Japanese }
    }

    /// The same with messages in `language`.
    #[must_use]
    pub fn speaking(mut self, language: Language) -> Self {
        self.language = language;
        self
    }
}

/// The normalised answers and everything that is wrong with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The canonical data: normalised, pruned, computed, in the order of the definition.
    pub data: Value,
    /// Every problem, in the order of the pages.
    pub problems: Vec<Problem>,
    /// What normalisation changed, for the resident to see.
    pub changes: Vec<Change>,
    /// The fee.
    pub fee: Fee,
    /// Expressions that failed to run. For the log: they hold no value of anybody.
    pub defects: Vec<Defect>,
    /// The day on which they were checked, which decides what can be chosen.
    pub today: NaiveDate,
}

impl Checked {
    /// Whether the answers can be filed: no error and no unconfirmed warning.
    pub fn ok(&self) -> bool {
        self.problems.iter().all(|problem| problem.confirmed)
    }
}

/// One thing that is wrong, said to the resident.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Problem {
    /// The JSON Pointer of the answer: `/children/0/name`.
    pub at: String,
    /// Further answers that the same rule speaks about.
    pub also: Vec<String>,
    /// The id of the rule, or the failing keyword or format.
    pub rule: String,
    /// The sentence.
    pub message: String,
    /// Whether it stops the submission.
    pub severity: Severity,
    /// A warning that the resident has confirmed stops nothing.
    pub confirmed: bool,
    /// A mend of one tap.
    pub repair: Option<Repair>,
}

impl Problem {
    /// An error whose sentence is still to be written.
    pub(crate) fn error(at: impl Into<String>, rule: impl Into<String>) -> Self {
        Self {
            at: at.into(),
            also: Vec::new(),
            rule: rule.into(),
            message: String::new(),
            severity: Severity::Error,
            confirmed: false,
            repair: None,
        }
    }
}

/// Whether a problem stops the submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It does.
    Error,
    /// It does until the resident confirms it.
    Warning,
}

/// A mend of one tap: the value to put in, and the words on the button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repair {
    /// The words on the button.
    pub label: String,
    /// The value as it would be typed.
    pub value: String,
}

/// What normalisation changed in one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The JSON Pointer of the answer.
    pub at: String,
    /// What was typed.
    pub from: String,
    /// What is kept.
    pub to: String,
}

/// What this submission costs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fee {
    /// The sum of the lines.
    pub total: Yen,
    /// The lines, without those of quantity zero.
    pub lines: Vec<FeeLine>,
    /// When it is due.
    pub due: FeeDue,
    /// The last day for paying it, where the definition names one.
    pub pay_by: Option<NaiveDate>,
}

/// One line of the fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeLine {
    /// What is paid for.
    pub label: Text,
    /// The price of one.
    pub unit: Yen,
    /// How many.
    pub quantity: i64,
    /// `unit` times `quantity`.
    pub amount: Yen,
}

/// An expression of the definition that failed to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The JSON Pointer of the expression in the definition.
    pub expression: String,
    /// Why, without any value.
    pub what: String,
}
