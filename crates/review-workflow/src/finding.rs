//! What the machine found that a person has to look at (確かめること).
//!
//! A finding says where to look and never what to decide. The sentence that people read is made
//! from the form; what is kept here is the rule and the place.

use kernel::{Instant, StaffId, SubmissionId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What kind it is.
    pub kind: FindingKind,
    /// The rule of the form that found it; empty when none did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rule: String,
    /// The answer it is about, as a JSON pointer; empty for the whole of them.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The other submission that it is about, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<SubmissionId>,
    /// Who looked at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Checked>,
}

/// What kind of finding it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// The form warned, and the resident confirmed it and filed.
    Confirmed,
    /// Answers changed after a correction.
    Changed,
    /// Another submission asks for the same.
    Duplicate,
    /// One of the same household does.
    Household,
    /// Who signed differs from who is named.
    Signature,
    /// 支援措置: another case of the same person is protected.
    Protected,
}

/// Somebody looked at a finding (確かめた).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

impl Finding {
    /// Something that the resident was warned of and confirmed.
    pub fn confirmed(rule: &str, at: &str) -> Self {
        Self::of(FindingKind::Confirmed, rule, at)
    }

    /// A correction changed the answers.
    pub fn changed() -> Self {
        Self::of(FindingKind::Changed, "", "")
    }

    /// Another submission is of the same thing, by that rule of the form.
    pub fn alike(kind: FindingKind, rule: &str, other: SubmissionId) -> Self {
        Self { other: Some(other), ..Self::of(kind, rule, "") }
    }

    /// Another case of the same person is protected.
    pub fn protected(other: SubmissionId) -> Self {
        Self::alike(FindingKind::Protected, "", other)
    }

    /// Who signed differs from who is named in `part`: `name`, `birth-date`, `address`.
    pub fn signed_otherwise(part: &str) -> Self {
        Self::of(FindingKind::Signature, part, "")
    }

    fn of(kind: FindingKind, rule: &str, at: &str) -> Self {
        Self { kind, rule: rule.to_owned(), at: at.to_owned(), other: None, checked: None }
    }

    /// Whether it is the same thing to look at.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        (self.kind, &self.rule, &self.at, &self.other)
            == (other.kind, &other.rule, &other.at, &other.other)
    }
}

impl FindingKind {
    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}
