//! Every address of the portal as a function, so that no page spells one by hand.

use kernel::{DraftId, ReceiptNumber};

/// The counter's home.
pub(crate) const HOME: &str = "/";
/// Looking up a submission by number and code.
pub(crate) const STATUS: &str = "/status";

/// One procedure: what it is and how to start it.
pub(crate) fn procedure(id: &str) -> String {
    format!("/procedures/{id}")
}

/// Procedures of one category.
pub(crate) fn category(category: &str) -> String {
    format!("/categories/{category}")
}

/// Procedures around one event of life.
pub(crate) fn life_event(event: &str) -> String {
    format!("/life-events/{event}")
}

/// One page of a draft.
pub(crate) fn apply(draft: &DraftId, page: &str) -> String {
    format!("/apply/{draft}/{page}")
}

/// The check page of a draft.
pub(crate) fn check(draft: &DraftId) -> String {
    format!("/apply/{draft}/check")
}

/// What the resident sees after sending.
pub(crate) fn receipt(number: &ReceiptNumber) -> String {
    format!("/receipts/{number}")
}
