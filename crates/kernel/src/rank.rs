//! 職位 and 専決: how high somebody stands, and who decides what.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{DepartmentId, Role};

/// How high somebody stands in the line of those who decide, the lowest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// 担当者
    Staff,
    /// 係長
    Chief,
    /// 課長
    Section,
    /// 部長
    Division,
    /// 局長・区長
    Bureau,
    /// 市長
    Mayor,
}

/// Who decides one case, and how: a row of the table that its definition carries (専決規程).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The lowest rank that decides.
    pub decider: Rank,
    /// Whether that may be the person who prepared the case.
    #[serde(default, skip_serializing_if = "is_false")]
    pub alone: bool,
    /// The ranks that pass it on before, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub route: Vec<Rank>,
    /// 合議: the departments that are asked before it is proposed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consult: Vec<DepartmentId>,
    /// 代決: whether somebody may act in the place of who is away.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub deputy: bool,
}

/// The text names no rank.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such rank; ranks are staff, chief, section, division, bureau, mayor")]
pub struct ParseRankError;

impl Rank {
    /// Every rank, the lowest first.
    pub const ALL: [Self; 6] =
        [Self::Staff, Self::Chief, Self::Section, Self::Division, Self::Bureau, Self::Mayor];

    /// The lowest one that somebody with `role` has: who approves is 係長 at least.
    pub const fn lowest_of(role: Role) -> Self {
        match role {
            Role::Approver => Self::Chief,
            Role::Clerk
            | Role::CentreClerk
            | Role::Lead
            | Role::CounterClerk
            | Role::PostClerk
            | Role::FormAuthor
            | Role::Administrator
            | Role::Auditor => Self::Staff,
        }
    }

    /// The word in definitions, the database, the command line and the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl Level {
    /// Decided by somebody of this rank on another person's proposal.
    pub const fn of(decider: Rank) -> Self {
        Self { decider, alone: false, route: Vec::new(), consult: Vec::new(), deputy: true }
    }
}

impl FromStr for Rank {
    type Err = ParseRankError;

    fn from_str(word: &str) -> Result<Self, ParseRankError> {
        Self::ALL.into_iter().find(|rank| rank.word() == word).ok_or(ParseRankError)
    }
}

impl fmt::Display for Rank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks it")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks it")]
const fn is_true(flag: &bool) -> bool {
    *flag
}

const fn yes() -> bool {
    true
}
