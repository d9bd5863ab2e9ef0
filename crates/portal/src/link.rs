//! Every address of the portal as a function, so that no page spells one by hand.

use form_engine::Form;
use kernel::{AttachmentId, BundleId, DraftId, ReceiptNumber, SubmissionId};

use crate::fields::element_id;

/// The counter's home.
pub(crate) const HOME: &str = "/";
/// Several procedures with the answers that they have in common.
pub(crate) const TOGETHER: &str = "/together";
/// Looking up a submission by number and code.
pub(crate) const STATUS: &str = "/status";
/// Going on with a draft from another browser.
pub(crate) const RESUME: &str = "/resume";

/// Making this browser forget.
pub(crate) const LEAVE: &str = "/leave";

/// One procedure: what it is and how to start it.
pub(crate) fn procedure(id: &str) -> String {
    format!("/procedures/{id}")
}

/// The questions before a procedure's form.
pub(crate) fn eligible(id: &str) -> String {
    format!("/procedures/{id}/eligible")
}

/// One bundle of procedures that are filed together.
pub(crate) fn together(bundle: &BundleId) -> String {
    format!("{TOGETHER}/{bundle}")
}

/// Procedures of one category.
pub(crate) fn category(category: &str) -> String {
    format!("/categories/{category}")
}

/// Procedures around one event of life.
pub(crate) fn life_event(event: &str) -> String {
    format!("/life-events/{event}")
}

/// Wherever the draft is to be continued.
pub(crate) fn draft(draft: &DraftId) -> String {
    format!("/apply/{draft}")
}

/// One page of a draft.
pub(crate) fn apply(draft: &DraftId, page: &str) -> String {
    format!("/apply/{draft}/{page}")
}

/// One page of a draft again, shown as `how` says: `mend=1`.
pub(crate) fn apply_again(draft: &DraftId, page: &str, how: &[&str]) -> String {
    match how {
        [] => apply(draft, page),
        how => format!("{}?{}", apply(draft, page), how.join("&")),
    }
}

/// What leads back to the check page afterwards.
pub(crate) const RETURN: &str = "return=check";

/// One field of a draft, from the check page and back to it.
pub(crate) fn change(draft: &DraftId, form: &Form, pointer: &str) -> String {
    field_of(draft, form, pointer, &[RETURN])
}

/// The same, with what is wrong on its page.
pub(crate) fn mend(draft: &DraftId, form: &Form, pointer: &str) -> String {
    field_of(draft, form, pointer, &["mend=1", RETURN])
}

fn field_of(draft: &DraftId, form: &Form, pointer: &str, how: &[&str]) -> String {
    match form.page_of(pointer) {
        Some(page) => {
            format!("{}#{}", apply_again(draft, &page.id, how), element_id(pointer))
        }
        None => "#answers".to_owned(),
    }
}

/// Where a draft that went on elsewhere can be taken back.
pub(crate) fn taken(draft: &DraftId, page: Option<&str>) -> String {
    match page {
        Some(page) => format!("/apply/{draft}/taken?page={}", percent_encoded(page)),
        None => format!("/apply/{draft}/taken"),
    }
}

/// The check page of a draft.
pub(crate) fn check(draft: &DraftId) -> String {
    format!("/apply/{draft}/check")
}

/// The code that opens the draft elsewhere.
pub(crate) fn elsewhere(draft: &DraftId) -> String {
    format!("/apply/{draft}/continue")
}

/// Throwing the draft away.
pub(crate) fn discard(draft: &DraftId) -> String {
    format!("/apply/{draft}/discard")
}

/// A file of a draft.
pub(crate) fn draft_file(draft: &DraftId, file: &AttachmentId) -> String {
    format!("/apply/{draft}/files/{file}")
}

/// One submission: what the resident sees after sending, and ever after.
pub(crate) fn receipt(number: &ReceiptNumber) -> String {
    format!("/receipts/{number}")
}

/// Something below one submission: `correction`, `withdrawal`, `messages`, a paper.
pub(crate) fn below_receipt(number: &ReceiptNumber, what: &str) -> String {
    format!("/receipts/{number}/{what}")
}

/// The queue of the office.
pub(crate) const OFFICE: &str = "/office/";
/// Where staff sign in.
pub(crate) const SIGN_IN: &str = "/office/sign-in";
/// Where staff sign out.
pub(crate) const SIGN_OUT: &str = "/office/sign-out";
/// Taking the next case.
pub(crate) const TAKE_NEXT: &str = "/office/next";
/// Taking the cases that were chosen in the list.
pub(crate) const TAKE_CHOSEN: &str = "/office/chosen";
/// Figures about the office's work.
pub(crate) const STATISTICS: &str = "/office/statistics";

/// Signing in, and coming back to `back` then.
pub(crate) fn sign_in(back: &str) -> String {
    format!("{SIGN_IN}?next={}", percent_encoded(back))
}

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

/// `text` as a value in a query.
pub(crate) fn percent_encoded(text: &str) -> String {
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
