//! The page of a batch.

use back_office::{DispatchLine, Shelter};
use kernel::Instant;
use review_workflow::Verdict;
use testkit::audit;

use super::*;

fn line(place: i64, standing: BatchStanding) -> BatchLine {
    let at = Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap();
    let paper = DispatchLine {
        case: "0193a5c8-7e1b-7c3d-9e4f-00000000c001".parse().unwrap(),
        notice: 1,
        number: format!("戸籍住民第{place}号"),
        title: "<b>手続".to_owned(),
        verdict: Verdict::Approve,
        decided_at: at,
        department: "戸籍住民課".to_owned(),
        addressee: format!("青葉 花子{place}"),
        shelter: Shelter::Open,
        address: None,
        confirmed: None,
        unopened: false,
        posting: None,
        returned: None,
        since: at,
        holder: None,
        sees_case: false,
        batch: Some(12),
    };
    let known = standing != BatchStanding::Elsewhere;
    BatchLine { place, standing, paper: Some(paper).filter(|_| known), without_type: Vec::new() }
}

fn batch(lines: Vec<BatchLine>) -> BatchView {
    BatchView {
        number: 12,
        by: "三浦 直子".to_owned(),
        at: Instant::parse_rfc3339("2026-11-24T10:04:00+09:00").unwrap(),
        counted: None,
        prints: Vec::new(),
        lines,
        papers_again: false,
        labels_again: false,
    }
}

fn page(batch: BatchView, around: Around) -> String {
    let html = BatchPage::of(Frame::sample(None), batch, around, "2026-11-24".to_owned());
    let html = html.render().unwrap();
    audit(&html);
    html
}

#[test]
fn what_is_left_out_says_why_and_is_not_posted() {
    let lines = vec![
        line(1, BatchStanding::Waiting),
        line(2, BatchStanding::Void),
        line(3, BatchStanding::Posted),
        line(4, BatchStanding::Moved(13)),
        line(5, BatchStanding::Elsewhere),
    ];
    let html = page(batch(lines), Around::default());
    for told in ["12-1", "欠番", "差し出しました", "束13に入れ直しました", "所管が替わり"]
    {
        assert!(html.contains(told), "{told}: {html}");
    }
    assert_eq!(html.matches("name=\"paper\"").count(), 1, "{html}");
    assert!(!html.contains("<b>手続"), "{html}");
    let html = page(batch(vec![line(1, BatchStanding::Posted)]), Around::default());
    assert!(!html.contains("<h2 id=\"counting\""), "{html}");
}

#[test]
fn characters_without_a_type_are_named_before_they_are_printed() {
    let mut given = line(1, BatchStanding::Waiting);
    given.without_type = vec!["김".to_owned(), "山\u{E01EF}".to_owned()];
    let html = page(batch(vec![given]), Around::default());
    assert!(html.contains("1番　青葉 花子1 様　김（U+AE40）"), "{html}");
    assert!(html.contains("（U+5C71 U+E01EF）"), "{html}");
}

#[test]
fn what_was_printed_asks_why_and_can_be_fetched_for_a_while() {
    let print = |number, is_open, reason| PrintView {
        number,
        labels: None,
        both_sides: false,
        by: "三浦 直子".to_owned(),
        at: Instant::parse_rfc3339("2026-11-24T10:04:00+09:00").unwrap(),
        reason,
        is_open,
    };
    let prints = vec![print(1, false, None), print(2, true, Some(ReprintReason::Lost))];
    let lines = vec![line(1, BatchStanding::Waiting)];
    let given = BatchView { prints, papers_again: true, ..batch(lines) };
    let html = page(given, Around { print: Some(2), ..Around::default() });
    assert!(html.contains("再　見当たらない"), "{html}");
    assert_eq!(html.matches("name=\"reason\"").count(), ReprintReason::ALL.len(), "{html}");
    assert!(html.contains("/office/dispatch/12/prints/2.pdf"), "{html}");
    assert!(!html.contains("/office/dispatch/12/prints/1.pdf"), "{html}");
}

#[test]
fn what_was_typed_stands_there_again() {
    let typed = [("do", "post"), ("paper", "2"), ("tracking:2", "123-45"), ("codes", "12-2")];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let around = Around { typed: Typed::new(typed.into()), ..Around::default() };
    let lines = vec![line(1, BatchStanding::Waiting), line(2, BatchStanding::Waiting)];
    let html = page(batch(lines), around);
    assert!(
        html.contains("value=\"2\" checked") && !html.contains("value=\"1\" checked"),
        "{html}"
    );
    assert!(html.contains("value=\"123-45\"") && html.contains(">12-2</textarea>"), "{html}");
}
