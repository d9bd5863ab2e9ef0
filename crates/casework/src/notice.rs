//! What was issued, as those see it who may have it.

use kernel::Instant;
use submission_store::notices::NoticeEntry;

use crate::APPROVAL;

/// A paper to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its id in the address.
    pub id: String,
    /// Whether it grants or refuses.
    pub approved: bool,
    /// When it was issued.
    pub at: Instant,
}

impl NoticeView {
    /// A notice without its paper.
    pub fn of(entry: &NoticeEntry) -> Self {
        let approved = entry.kind == APPROVAL;
        Self { id: entry.number.to_string(), approved, at: entry.at }
    }
}
