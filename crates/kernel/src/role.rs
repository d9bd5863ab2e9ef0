//! What a member of staff may do here.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

/// A staff role. Roles are held per department.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 担当者: takes cases, asks for corrections, proposes decisions.
    Clerk,
    /// センター担当者: checks for other departments, asks for corrections, hands on; decides
    /// nothing and reads nothing that is sealed.
    CentreClerk,
    /// 主任: a clerk who also spreads the work of a department.
    Lead,
    /// 窓口担当者: serves who stands at the counter; sees their cases one by one, by number and for
    /// a reason, and no list.
    CounterClerk,
    /// 郵送担当: posts the papers of decisions and records what comes back; sees no case.
    PostClerk,
    /// 決裁者: decides what somebody else has proposed.
    Approver,
    /// 様式作成者: writes form definitions.
    FormAuthor,
    /// 管理者: manages staff and settings.
    Administrator,
    /// 監査: reads logs, changes nothing.
    Auditor,
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no such role; roles are clerk, centre-clerk, lead, counter-clerk, post-clerk, approver, form-author, \
     administrator, auditor"
)]
pub struct ParseRoleError;

impl Role {
    /// Every role.
    pub const ALL: [Self; 9] = [
        Self::Clerk,
        Self::CentreClerk,
        Self::Lead,
        Self::CounterClerk,
        Self::PostClerk,
        Self::Approver,
        Self::FormAuthor,
        Self::Administrator,
        Self::Auditor,
    ];

    /// The word in the database, the command line and the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for Role {
    type Err = ParseRoleError;

    fn from_str(word: &str) -> Result<Self, ParseRoleError> {
        Self::ALL.into_iter().find(|role| role.word() == word).ok_or(ParseRoleError)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
