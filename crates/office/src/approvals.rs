//! `/office/approvals`: what waits for an approver.

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, Counted, DutyLine, ProposalRow, QueueView, Whose};
use chrono::NaiveDate;

use super::{
    case::why_not,
    frame::{Frame, count_in_words},
    history::moment,
    queue::RowView,
};
use crate::link;
use ::web::{
    guard::{Browser, Decider, Signed, WebError, rank_name, state_name, verdict_name},
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
    /// Those that wait for the person, also in the place of somebody who is away.
    theirs: Vec<ProposalLine>,
    /// Those that wait for somebody else.
    others: Vec<ProposalLine>,
    /// Whether these are only the first ones.
    more: bool,
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
    /// What colleagues in the departments that the person heads left unread for long.
    long: Vec<LineView>,
}

/// A proposal, and what there is to say of whose turn it is.
struct ProposalLine {
    row: RowView,
    verdict: String,
    refuses: bool,
    proposed_by: String,
    /// In whose place the person decides, or why they do not.
    note: Option<String>,
}

/// A case of which something waits.
pub(super) struct LineView {
    pub(super) address: String,
    pub(super) receipt_number: String,
    pub(super) title: String,
    pub(super) department: String,
    pub(super) state: &'static str,
    pub(super) since: String,
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
    let (proposals, more) = back_office.proposals(&staff).await?;
    let today = back_office.today();
    let from = format!("view={}", QueueView::AwaitingApproval.word());
    let (others, theirs): (Vec<_>, Vec<_>) =
        proposals.into_iter().partition(|it| matches!(it.whose, Whose::Others(_)));
    let lines = |proposals: Vec<ProposalRow>| {
        proposals.into_iter().map(|it| ProposalLine::of(it, today, &from)).collect()
    };
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::APPROVALS;
    let nothing = Counted { number: 0, more: false };
    Ok(Page::ok(ApprovalsPage {
        frame,
        proposals: count_in_words(waits.map_or(nothing, |(_, count)| count)),
        list: link::queue_again(&from),
        theirs: lines(theirs),
        others: lines(others),
        more,
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
    let lines = |unread: Vec<DutyLine>| {
        unread.into_iter().map(|line| LineView::of(line, "actions")).collect()
    };
    let mut long = back_office.unread_for_long(&staff).await?;
    long.retain(|line| unread.iter().all(|own| own.case != line.case));
    Ok(Page::ok(AfterPage { frame, lines: lines(unread), long: lines(long) }))
}

impl ProposalLine {
    fn of(proposal: ProposalRow, today: NaiveDate, from: &str) -> Self {
        let ProposalRow { row, verdict, called, proposed_by, whose } = proposal;
        Self {
            row: RowView::of(row, today, from),
            verdict: called.unwrap_or_else(|| verdict_name(verdict).to_owned()),
            refuses: !verdict.is_in_favour(),
            proposed_by: proposed_by.unwrap_or_default(),
            note: match whose {
                Whose::Own => None,
                Whose::InPlaceOf(rank, name) => {
                    Some(format!("{}の{name}さんの代わり（代決）", rank_name(rank)))
                }
                Whose::Others(refusal) => Some(why_not(refusal)),
            },
        }
    }
}

impl LineView {
    pub(super) fn of(line: DutyLine, part: &str) -> Self {
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
impl LineView {
    /// A line that has to be escaped.
    pub(super) fn sample() -> Self {
        Self {
            address: "/office/cases/x#reopening".into(),
            receipt_number: "2611-7K3M-92QC".into(),
            title: "<b>児童手当".into(),
            department: "こども家庭課".into(),
            state: "完了",
            since: "11月24日 10:04".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Rank;
    use review_workflow::{Refusal, State, Verdict};

    use super::*;
    use crate::queue;
    use testkit::audit;

    fn page(proposals: [Vec<ProposalLine>; 2], wanted: Vec<LineView>) -> String {
        let (frame, list) = (Frame::sample(None), link::queue_again("view=awaiting-approval"));
        let [theirs, others] = proposals;
        let proposals = "3".into();
        let more = !others.is_empty();
        let page = ApprovalsPage { frame, proposals, list, theirs, others, more, wanted, after: 2 };
        page.render().unwrap()
    }

    fn proposal(verdict: Verdict, whose: Whose) -> ProposalLine {
        let row = queue::tests::row(State::AwaitingApproval, Some(2));
        let today = row.received_at.day();
        let proposed_by = Some("佐藤 <一郎".to_owned());
        let row = ProposalRow { row, verdict, called: None, proposed_by, whose };
        ProposalLine::of(row, today, "view=awaiting-approval")
    }

    #[test]
    fn whose_turn_a_proposal_is_stands_beside_it() {
        let in_place = Whose::InPlaceOf(Rank::Section, "<加藤".into());
        let theirs =
            vec![proposal(Verdict::Refuse, Whose::Own), proposal(Verdict::Approve, in_place)];
        let others = vec![proposal(Verdict::Approve, Whose::Others(Refusal::OwnPreparation))];
        let html = page([theirs, others], Vec::new());
        audit(&html);
        for told in [
            "不承認",
            "佐藤 &#60;一郎",
            "課長の&#60;加藤さんの代わり（代決）",
            "ほかの人の決裁を待つもの（1件）",
        ] {
            assert!(html.contains(told), "{told}: {html}");
        }
        // Nobody is told that nothing waits who has seen the first ones only.
        let others = vec![proposal(Verdict::Approve, Whose::Others(Refusal::OwnPreparation))];
        let first = page([Vec::new(), others], Vec::new());
        assert!(first.contains("期限の近い1件には、あなたの決裁を待つものはありません"), "{first}");
        assert!(
            page([Vec::new(), Vec::new()], Vec::new())
                .contains("あなたの決裁を待つものはありません")
        );
    }

    #[test]
    fn what_waits_is_listed_whole_and_safe() {
        let line = LineView::sample();
        let html = page([Vec::new(), Vec::new()], vec![line]);
        audit(&html);
        assert!(!html.contains("<b>児童手当") && html.contains("2611-7K3M-92QC"), "{html}");
    }

    #[test]
    fn nothing_waits_is_said() {
        let html = page([Vec::new(), Vec::new()], Vec::new());
        audit(&html);
        assert!(html.contains("見直しの申出はありません"), "{html}");
    }
}
