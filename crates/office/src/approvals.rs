//! `/office/approvals`: what waits for an approver.

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, Counted, DutyLine, QueueView};

use super::{
    frame::{Frame, count_in_words},
    history::moment,
};
use crate::link;
use ::web::{
    guard::{Browser, Decider, Signed, WebError, state_name},
    page::Page,
};

/// What waits.
#[derive(Template)]
#[template(path = "approvals.html")]
struct ApprovalsPage {
    frame: Frame,
    /// How many proposals wait for a decision, and the list of them.
    proposals: String,
    list: String,
    wanted: Vec<LineView>,
    /// How much was done in one's place and is not read.
    after: usize,
}

/// What was done in one's place.
#[derive(Template)]
#[template(path = "after.html")]
struct AfterPage {
    frame: Frame,
    lines: Vec<LineView>,
}

/// A case of which something waits.
struct LineView {
    address: String,
    receipt_number: String,
    title: String,
    department: String,
    state: &'static str,
    since: String,
}

/// The page.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Decider>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    let wanted = back_office.wanted_anew(&staff).await?;
    let after = back_office.unread_after(&staff).await?.len();
    let counts = back_office.queue_counts(&staff).await?;
    let waits = counts.into_iter().find(|(view, _)| *view == QueueView::AwaitingApproval);
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::APPROVALS;
    let nothing = Counted { number: 0, more: false };
    Ok(Page::ok(ApprovalsPage {
        frame,
        proposals: count_in_words(waits.map_or(nothing, |(_, count)| count)),
        list: link::queue_again(&format!("view={}", QueueView::AwaitingApproval.word())),
        wanted: wanted.into_iter().map(|line| LineView::of(line, "reopening")).collect(),
        after,
    }))
}

/// What was done in one's place while one was away.
pub(super) async fn after(
    back_office: web::Data<BackOffice>,
    staff: Signed<Decider>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    let unread = back_office.unread_after(&staff).await?;
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::APPROVALS;
    let lines = unread.into_iter().map(|line| LineView::of(line, "actions")).collect();
    Ok(Page::ok(AfterPage { frame, lines }))
}

impl LineView {
    fn of(line: DutyLine, part: &str) -> Self {
        Self {
            address: format!("{}#{part}", link::case(&line.case)),
            receipt_number: line.receipt_number.to_string(),
            title: line.title,
            department: line.department,
            state: state_name(line.state),
            since: moment(line.since),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page(wanted: Vec<LineView>) -> String {
        let (frame, list) = (Frame::sample(None), link::queue_again("view=awaiting-approval"));
        ApprovalsPage { frame, proposals: "3".into(), list, wanted, after: 2 }.render().unwrap()
    }

    #[test]
    fn what_waits_is_listed_whole_and_safe() {
        let line = LineView {
            address: "/office/cases/x#reopening".into(),
            receipt_number: "2611-7K3M-92QC".into(),
            title: "<b>児童手当".into(),
            department: "こども家庭課".into(),
            state: "完了",
            since: "11月24日 10:04".into(),
        };
        let html = page(vec![line]);
        audit(&html);
        assert!(!html.contains("<b>児童手当") && html.contains("2611-7K3M-92QC"), "{html}");
    }

    #[test]
    fn nothing_waits_is_said() {
        let html = page(Vec::new());
        audit(&html);
        assert!(html.contains("見直しの申出はありません"), "{html}");
    }
}
