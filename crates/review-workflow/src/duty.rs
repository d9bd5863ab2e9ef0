//! What waits for an approver beside the decisions themselves.

use kernel::{Instant, StaffId};
use strum::{EnumString, IntoStaticStr};

use crate::Case;

/// What kind it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum DutyKind {
    /// Somebody wants a case taken up again.
    Reopening,
    /// 後閲: what was done in somebody's place, until they have read it.
    After,
}

/// Something that waits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duty {
    /// What.
    pub kind: DutyKind,
    /// For whom; for anybody of the rank where nobody is named.
    pub holder: Option<StaffId>,
    /// Since when.
    pub since: Instant,
}

impl DutyKind {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl Case {
    /// What waits of it.
    pub fn duties(&self) -> Vec<Duty> {
        let wanted = self.reopening.as_ref();
        let reopening =
            wanted.map(|it| Duty { kind: DutyKind::Reopening, holder: None, since: it.at });
        let after = self.unread.iter().map(|it| Duty {
            kind: DutyKind::After,
            holder: Some(it.holder.clone()),
            since: it.since,
        });
        reopening.into_iter().chain(after).collect()
    }
}
