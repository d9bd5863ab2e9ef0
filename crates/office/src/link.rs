//! Every address of the office as a function, so that no page spells one by hand.

use kernel::SubmissionId;

pub(crate) use ::web::link::{HOME, SIGN_IN, percent_encoded};

/// The queue of the office.
pub(crate) const OFFICE: &str = "/office/";
/// Where staff sign out.
pub(crate) const SIGN_OUT: &str = "/office/sign-out";
/// Taking the next case.
pub(crate) const TAKE_NEXT: &str = "/office/next";
/// Taking the cases that were chosen in the list.
pub(crate) const TAKE_CHOSEN: &str = "/office/chosen";
/// Figures about the office's work.
pub(crate) const STATISTICS: &str = "/office/statistics";

/// One case.
pub(crate) fn case(id: &SubmissionId) -> String {
    format!("/office/cases/{id}")
}

/// Something about one case: a command, its events.
pub(crate) fn case_part(id: &SubmissionId, part: &str) -> String {
    format!("/office/cases/{id}/{part}")
}

/// A file of one case.
pub(crate) fn case_attachment(id: &SubmissionId, attachment: &str) -> String {
    format!("/office/cases/{id}/attachments/{attachment}")
}
