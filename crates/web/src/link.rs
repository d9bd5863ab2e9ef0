//! Addresses that refusals of every room lead to, and how addresses are written and read.

use kernel::SubmissionId;

/// The counter's home.
pub const HOME: &str = "/";
/// Looking up a submission by number and code.
pub const STATUS: &str = "/status";
/// Going on with a draft from another browser.
pub const RESUME: &str = "/resume";
/// The queue of the office.
pub const OFFICE: &str = "/office/";
/// Before the id of a case in its address.
pub(crate) const CASES: &str = "/office/cases/";
/// Where staff sign in.
pub const SIGN_IN: &str = "/office/sign-in";

/// Signing in, and coming back to `back` then.
pub(crate) fn sign_in(back: &str) -> String {
    format!("{SIGN_IN}?next={}", percent_encoded(back))
}

/// One case.
pub fn case(id: &SubmissionId) -> String {
    format!("{CASES}{id}")
}

/// `text` as a value in a query.
pub fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
