//! Every address of the office as a function, so that no page spells one by hand.

use back_office::Way;
use kernel::{BulkJobId, StaffId, SubmissionId, ViewId};

pub(crate) use ::web::link::{HOME, OFFICE, SIGN_IN, case, percent_encoded};

/// Where staff sign out.
pub(crate) const SIGN_OUT: &str = "/office/sign-out";
/// Taking the next case.
pub(crate) const TAKE_NEXT: &str = "/office/next";
/// Many cases at once, and what one has done with many.
pub(crate) const BULK: &str = "/office/bulk";
/// Messages to many that wait for a second person.
pub(crate) const RELEASES: &str = "/office/releases";
/// What there is to do that no list tells of.
pub(crate) const TASKS: &str = "/office/tasks";
/// What waits for an approver.
pub(crate) const APPROVALS: &str = "/office/approvals";
/// What was done in one's place.
pub(crate) const AFTER: &str = "/office/approvals/after";
/// What one person decided alone, and another looks at.
pub(crate) const SAMPLE: &str = "/office/approvals/sample";
/// Draws that decide who comes first.
pub(crate) const DRAWS: &str = "/office/draws";
/// Rules of definitions that decide.
pub(crate) const BY_RULE: &str = "/office/by-rule";
/// What other departments ask, and are asked.
pub(crate) const CONSULTATIONS: &str = "/office/consultations";
/// Who is away, and who acts.
pub(crate) const ABSENCES: &str = "/office/absences";
/// Who looked at what.
pub(crate) const LOOKS: &str = "/office/audit";
/// The same as a file.
pub(crate) const LOOKS_FILE: &str = "/office/audit/looks.csv";
/// What was said of what stands out there.
pub(crate) const ANSWERS: &str = "/office/audit/answers";
/// The labels of a department.
pub(crate) const LABELS: &str = "/office/labels";
/// What refusals say about contesting them.
pub(crate) const INSTRUCTIONS: &str = "/office/instructions";
/// The papers that wait to be posted.
pub(crate) const DISPATCH: &str = "/office/dispatch";
/// Putting some of them together.
pub(crate) const BATCHES: &str = "/office/dispatch/batches";
/// Those that came back.
pub(crate) const RETURNED: &str = "/office/dispatch/returned";
/// What was posted in a period, as a file.
pub(crate) const POSTED: &str = "/office/dispatch/register.csv";
/// The numbers of the papers of a department.
pub(crate) const REGISTERS: &str = "/office/registers";
/// The sentences that stand ready for corrections.
pub(crate) const TEMPLATES: &str = "/office/templates";
/// The templates of messages.
pub(crate) const MESSAGE_TEMPLATES: &str = "/office/templates/messages";
/// The templates of notices.
pub(crate) const NOTICE_TEMPLATES: &str = "/office/templates/notices";
/// What one of them makes of an example.
pub(crate) const NOTICE_PREVIEW: &str = "/office/templates/notices/preview.pdf";
/// At which desks new cases lie.
pub(crate) const ROUTING: &str = "/office/routing";
/// The views that one keeps and is given.
pub(crate) const VIEWS: &str = "/office/views";
/// Keeping one more.
pub(crate) const NEW_VIEW: &str = "/office/views/new";
/// Figures about the office's work.
pub(crate) const STATISTICS: &str = "/office/statistics";

/// Who stands at the counter.
pub(crate) const COUNTER: &str = "/office/counter";
/// Who works here.
pub(crate) const STAFF: &str = "/office/staff";
/// Somebody new.
pub(crate) const INVITE: &str = "/office/staff/invite";
/// The move of many people: a file that is tried.
pub(crate) const TRANSFERS: &str = "/office/staff/transfers";
/// Carrying it out.
pub(crate) const TRANSFER: &str = "/office/staff/transfers/run";
/// Who one is here.
pub(crate) const ME: &str = "/office/me";
/// The second factor of who has given the password.
pub(crate) const SECOND: &str = "/office/sign-in/second";
/// Another authenticator for oneself.
pub(crate) const MY_MORNING: &str = "/office/me/morning";
pub(crate) const MY_FACTOR: &str = "/office/me/factor";
/// Another password for oneself.
pub(crate) const MY_PASSWORD: &str = "/office/me/password";

/// Coming in with a passkey alone.
pub(crate) const PASSKEY: &str = "/office/sign-in/passkey";
/// To the provider of identities.
pub(crate) const SIGN_ON: &str = "/office/sign-in/oidc";
/// One's passkeys.
pub(crate) const MY_PASSKEYS: &str = "/office/me/passkeys";
/// One's open sessions.
pub(crate) const MY_SESSIONS: &str = "/office/me/sessions";
/// Takes or drops somebody from whose matters one keeps away.
pub(crate) const MY_OWN_PEOPLE: &str = "/office/me/own-people";

/// Where a password is chosen by a link.
pub(crate) fn invitation(token: &str) -> String {
    format!("/office/invitations/{}", percent_encoded(token))
}

/// One case, come to from the list with the query `from`.
pub(crate) fn case_from(id: &SubmissionId, from: &str) -> String {
    let case = case(id);
    if from.is_empty() { case } else { format!("{case}?from={}", percent_encoded(from)) }
}

/// The outline of a case, for the list with the query `from`.
pub(crate) fn outline(id: &SubmissionId, from: &str) -> String {
    format!("{}?from={}", case_part(id, "outline"), percent_encoded(from))
}

/// The provider of identities, and `next` then.
pub(crate) fn sign_on(next: &str) -> String {
    format!("{SIGN_ON}?next={}", percent_encoded(next))
}

/// The second factor, and `next` then.
pub(crate) fn second(next: &str) -> String {
    format!("{SECOND}?next={}", percent_encoded(next))
}

/// The case that comes up after `finished`, in the same list.
pub(crate) fn case_after(id: &SubmissionId, from: &str, finished: &SubmissionId) -> String {
    format!("{}?finished={finished}&from={}", case(id), percent_encoded(from))
}

/// The way along the list with the query `from`: the cases before and after this one.
pub(crate) fn neighbours(id: &SubmissionId, from: &str) -> (String, String) {
    let to = |way| format!("{}?from={}", case_part(id, way), percent_encoded(from));
    (to("previous"), to("next"))
}

/// The words for the two ends of a list.
pub(crate) const FIRST: &str = "first";
pub(crate) const LAST: &str = "last";

/// The case beyond which the list with the query `from` has no other.
pub(crate) fn case_at_end(id: &SubmissionId, from: &str, way: Way) -> String {
    let end = match way {
        Way::Next => LAST,
        Way::Previous => FIRST,
    };
    format!("{}?end={end}&from={}", case(id), percent_encoded(from))
}

/// The list with the query `from`, as somebody left it.
pub(crate) fn queue_again(from: &str) -> String {
    let kept = from.strip_prefix(KEPT).map(|rest| rest.split_once('&').unwrap_or((rest, "")));
    let kept = kept.and_then(|(id, rest)| Some((id.parse::<ViewId>().ok()?, rest)));
    match kept {
        Some((id, rest)) => {
            let place = rest.split('&').find(|part| part.starts_with("cursor="));
            let place = place.map(|place| format!("?{place}")).unwrap_or_default();
            format!("{}{place}", view(&id))
        }
        None if from.is_empty() => OFFICE.to_owned(),
        None => format!("{OFFICE}?{from}"),
    }
}

/// The same after a case was handed over that is not seen any more.
pub(crate) fn queue_after_handing_over(from: &str) -> String {
    let list = queue_again(from);
    let and = if list.contains('?') { '&' } else { '?' };
    format!("{list}{and}gone=yes")
}

/// How the query of a list begins that is a kept view.
pub(crate) const KEPT: &str = "kept=";

/// A kept view.
pub(crate) fn view(id: &ViewId) -> String {
    format!("{VIEWS}/{id}")
}

/// Something about one view: changing it, putting it away.
pub(crate) fn view_part(id: &ViewId, part: &str) -> String {
    format!("{VIEWS}/{id}/{part}")
}

/// Somebody who works here.
pub(crate) fn person(id: &StaffId) -> String {
    format!("{STAFF}/{id}")
}

/// Changing something about them.
pub(crate) fn person_changes(id: &StaffId) -> String {
    format!("{STAFF}/{id}/changes")
}

/// What becomes of many cases.
pub(crate) fn bulk(id: &BulkJobId) -> String {
    format!("{BULK}/{id}")
}

/// Messages to many that a second person looks at.
pub(crate) fn release(id: &BulkJobId) -> String {
    format!("{RELEASES}/{id}")
}

/// The revisions of one case beside each other.
pub(crate) fn case_revisions(id: &SubmissionId, from: &str) -> String {
    format!("{}?from={}", case_part(id, "changes"), percent_encoded(from))
}

/// Something about one case: a command, its events.
pub(crate) fn case_part(id: &SubmissionId, part: &str) -> String {
    format!("/office/cases/{id}/{part}")
}

/// A case through what a department is asked about it.
pub(crate) fn consultation(id: &SubmissionId, number: u32) -> String {
    format!("{CONSULTATIONS}/cases/{id}/{number}")
}

/// A paper for its envelope.
pub(crate) fn paper_to_post(id: &SubmissionId, notice: u32) -> String {
    format!("{DISPATCH}/cases/{id}/notices/{notice}.pdf")
}

/// Papers that are posted together.
pub(crate) fn batch(number: i64) -> String {
    format!("{DISPATCH}/{number}")
}

/// Something about a batch: printing it, counting it.
pub(crate) fn batch_part(number: i64, part: &str) -> String {
    format!("{DISPATCH}/{number}/{part}")
}

/// A print of a batch.
pub(crate) fn batch_print(number: i64, print: i64) -> String {
    format!("{DISPATCH}/{number}/prints/{print}.pdf")
}

/// A file of one case.
pub(crate) fn case_attachment(id: &SubmissionId, attachment: &str) -> String {
    format!("/office/cases/{id}/attachments/{attachment}")
}

/// A page of it as a picture.
pub(crate) fn drawn_page(id: &SubmissionId, attachment: &str, page: u32) -> String {
    format!("{}/pages/{page}", case_attachment(id, attachment))
}

/// All its pages, one below the other, for who came to the case from the list with the query `from`.
pub(crate) fn pages_of(id: &SubmissionId, attachment: &str, from: &str) -> String {
    let pages = format!("{}/view", case_attachment(id, attachment));
    if from.is_empty() { pages } else { format!("{pages}?from={}", percent_encoded(from)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_to_the_list_that_one_left() {
        let id = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab";
        for (from, list) in [
            (String::new(), "/office/".to_owned()),
            ("view=mine&cursor=x".to_owned(), "/office/?view=mine&cursor=x".to_owned()),
            (format!("kept={id}&view=mine&sort=due"), format!("/office/views/{id}")),
            (format!("kept={id}&view=mine&cursor=x"), format!("/office/views/{id}?cursor=x")),
            ("kept=../x&view=all".to_owned(), "/office/?kept=../x&view=all".to_owned()),
        ] {
            assert_eq!(queue_again(&from), list);
        }
    }
}
