//! Every address of the residents' pages as a function, so that no page spells one by hand.

use counter::ConsentAddress;
use counter::DrawKey;
use form_engine::Form;
use kernel::{AttachmentId, BundleId, DraftId, ReceiptNumber};

use ::web::fields::element_id;

/// Whether a paper is true.
pub(crate) const VERIFY: &str = "/verify";

/// The draws of the city.
pub(crate) const DRAWS: &str = "/draws";

pub(crate) use ::web::link::{HOME, RESUME, STATUS, percent_encoded};

/// Several procedures with the answers that they have in common.
pub(crate) const TOGETHER: &str = "/together";
/// A machine that others use too.
pub(crate) const SHARED: &str = "/shared";
/// Somebody is still at such a machine.
pub(crate) const STILL: &str = "/shared/still";
/// Making this browser forget.
pub(crate) const LEAVE: &str = "/leave";

/// Saying that others use this machine too, and coming back.
pub(crate) fn shared(back: &str) -> String {
    format!("{SHARED}?back={}", percent_encoded(back))
}

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

/// Everything that is published of one draw.
pub(crate) fn draw(key: &DrawKey) -> String {
    format!("{DRAWS}/{}/{}", key.procedure, key.closed_on)
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

/// Signing a draft with a card.
pub(crate) fn sign(draft: &DraftId) -> String {
    format!("/apply/{draft}/sign")
}

/// The part of a page that tells what was taken over from an earlier submission.
pub(crate) const EARLIER: &str = "earlier";
/// The part of a page that tells who fills it in.
pub(crate) const IDENTITY: &str = "identity-known";

/// A draft on paper, to be signed by hand and posted.
pub(crate) fn postal_request(draft: &DraftId) -> String {
    format!("/apply/{draft}/post.pdf")
}

/// Coming back from the card app.
pub(crate) fn signed(draft: &DraftId) -> String {
    format!("/apply/{draft}/signed")
}

/// Coming back from the service outside that answers the question at `pointer`.
pub(crate) fn external(draft: &DraftId, pointer: &str, returns: bool) -> String {
    let how = if returns { format!("?{RETURN}") } else { String::new() };
    format!("/apply/{draft}/external{pointer}{how}")
}

/// Where somebody answers who was asked for their consent.
pub(crate) const CONSENT: &str = "/consent/{token}";

/// The same for the question `name` of a draft.
pub(crate) fn consent(draft: &DraftId, name: &str, secret: &str) -> String {
    format!("/consent/{draft}.{name}.{secret}")
}

/// What such a link asks for, where it is one.
pub(crate) fn consent_asked(token: &str) -> Option<ConsentAddress> {
    let (draft, rest) = token.split_once('.')?;
    let (question, secret) = rest.split_once('.')?;
    let draft = draft.parse().ok()?;
    Some(ConsentAddress { draft, question: question.to_owned(), secret: secret.to_owned() })
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

/// `back` when it is an address of ours, else the home page: never somebody else's site.
pub(crate) fn own_address(back: &str) -> &str {
    let ours = back.starts_with('/')
        && !back.starts_with("//")
        && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours { back } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_a_foreign_site() {
        for foreign in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nb", "evil"]
        {
            assert_eq!(own_address(foreign), "/", "{foreign}");
        }
        assert_eq!(own_address("/search?q=%E7%8A%AC"), "/search?q=%E7%8A%AC");
    }
}
