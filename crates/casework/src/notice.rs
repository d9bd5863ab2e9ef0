//! What was issued, as those see it who may have it.

use kernel::Instant;
use review_workflow::{Case, Ground};
use submission_store::notices::NoticeEntry;

use crate::{APPROVAL, Rows};

/// A paper to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its id in the address.
    pub id: String,
    /// Whether it grants or refuses.
    pub approved: bool,
    /// When it was issued.
    pub at: Instant,
    /// Whether what it says still holds.
    pub standing: Standing,
}

/// Whether what a paper says still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    InForce,
    /// Its case was taken up again, and nothing else is decided yet.
    UnderReview(Ground),
    /// A later one has taken its place.
    Replaced(Ground),
}

impl NoticeView {
    /// The notices of a case without their papers, the earliest first.
    pub fn list(rows: &Rows) -> Vec<Self> {
        let last = rows.notices.iter().map(|entry| entry.at).max();
        let view = |entry: &NoticeEntry| Self {
            id: entry.number.to_string(),
            approved: entry.kind == APPROVAL,
            at: entry.at,
            standing: Standing::of(&rows.record.case, entry.at, last),
        };
        rows.notices.iter().map(view).collect()
    }
}

impl Standing {
    /// The word in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::UnderReview(_) => "under-review",
            Self::Replaced(_) => "replaced",
        }
    }

    /// Of a paper that was issued `at` in a case whose last one was issued at `last`.
    fn of(case: &Case, at: Instant, last: Option<Instant>) -> Self {
        match case.reopened.iter().find(|again| again.at > at) {
            None => Self::InForce,
            Some(again) if last.is_some_and(|last| last > again.at) => Self::Replaced(again.ground),
            Some(again) => Self::UnderReview(again.ground),
        }
    }
}
