//! Every address of the office as a function, so that no page spells one by hand.

use kernel::SubmissionId;

pub(crate) use ::web::link::{HOME, OFFICE, SIGN_IN, case, percent_encoded};

/// Where staff sign out.
pub(crate) const SIGN_OUT: &str = "/office/sign-out";
/// Taking the next case.
pub(crate) const TAKE_NEXT: &str = "/office/next";
/// Taking the cases that were chosen in the list.
pub(crate) const TAKE_CHOSEN: &str = "/office/chosen";
/// Who looked at what.
pub(crate) const LOOKS: &str = "/office/audit";
/// Figures about the office's work.
pub(crate) const STATISTICS: &str = "/office/statistics";

/// Who one is here.
pub(crate) const ME: &str = "/office/me";
/// The second factor of who has given the password.
pub(crate) const SECOND: &str = "/office/sign-in/second";
/// Another authenticator for oneself.
pub(crate) const MY_FACTOR: &str = "/office/me/factor";
/// Another password for oneself.
pub(crate) const MY_PASSWORD: &str = "/office/me/password";

/// One case, come to from the list with the query `from`.
pub(crate) fn case_from(id: &SubmissionId, from: &str) -> String {
    let case = case(id);
    if from.is_empty() { case } else { format!("{case}?from={}", percent_encoded(from)) }
}

/// The second factor, and `next` then.
pub(crate) fn second(next: &str) -> String {
    format!("{SECOND}?next={}", percent_encoded(next))
}

/// The case that comes up after `finished`, in the same list.
pub(crate) fn case_after(id: &SubmissionId, from: &str, finished: &SubmissionId) -> String {
    format!("{}?finished={finished}&from={}", case(id), percent_encoded(from))
}

/// The list with the query `from`, as somebody left it.
pub(crate) fn queue_again(from: &str) -> String {
    if from.is_empty() { OFFICE.to_owned() } else { format!("{OFFICE}?{from}") }
}

/// Something about one case: a command, its events.
pub(crate) fn case_part(id: &SubmissionId, part: &str) -> String {
    format!("/office/cases/{id}/{part}")
}

/// A file of one case.
pub(crate) fn case_attachment(id: &SubmissionId, attachment: &str) -> String {
    format!("/office/cases/{id}/attachments/{attachment}")
}
