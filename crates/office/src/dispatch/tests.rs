//! The pages of the papers that leave the house.

use back_office::{DispatchBook, DispatchLine, Shelter};
use kernel::Instant;
use testkit::audit;

use super::*;

fn line() -> DispatchLine {
    DispatchLine {
        case: "0193a5c8-7e1b-7c3d-9e4f-00000000c001".parse().unwrap(),
        notice: 1,
        number: "戸籍住民第12号".to_owned(),
        title: "<b>手続".to_owned(),
        verdict: Verdict::Approve,
        decided_at: Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap(),
        department: "戸籍住民課".to_owned(),
        addressee: "青葉 花子".to_owned(),
        shelter: Shelter::Open,
        address: None,
        confirmed: None,
        unopened: true,
        posting: None,
        returned: None,
        since: Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap(),
        holder: None,
        sees_case: false,
        batch: None,
    }
}

fn page(lines: Vec<DispatchLine>, wanted: &Wanted, typed: &[(&str, &str)]) -> String {
    let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let typed = Typed::new(typed.collect());
    let count = i64::try_from(lines.len()).unwrap();
    let departments = vec![("koseki-jumin".parse().unwrap(), "戸籍住民課".to_owned())];
    let book = DispatchBook { departments, count, lines };
    let list = Listing { wanted, typed, notice: None, faults: Vec::new() };
    let today = "2026-11-24".parse().unwrap();
    DispatchPage::of(Frame::sample(None), (book, Vec::new()), list, today).render().unwrap()
}

#[test]
fn a_list_names_each_paper_and_who_it_is_for() {
    let html = page(vec![line()], &Wanted::default(), &[]);
    audit(&html);
    for told in ["戸籍住民第12号", "青葉 花子 様", "7日たって紙で送る", "申請に住所がありません"]
    {
        assert!(html.contains(told), "{told}: {html}");
    }
    assert!(!html.contains("<b>手続"), "{html}");
}

#[test]
fn papers_to_protected_people_lie_apart_and_are_chosen_by_who_prints_them() {
    let protected = |shelter| DispatchLine { shelter, ..line() };
    for (shelter, prints) in [(Shelter::Asked, true), (Shelter::Shut, false)] {
        let html = page(vec![line(), protected(shelter)], &Wanted::default(), &[]);
        audit(&html);
        assert!(html.contains("支援措置の方あて"), "{html}");
        assert_eq!(html.matches("name=\"paper\"").count(), 1 + usize::from(prints), "{html}");
        assert_eq!(html.contains("権限のある人が印刷します"), !prints, "{html}");
    }
    let alone = page(vec![protected(Shelter::Shut)], &Wanted::default(), &[]);
    audit(&alone);
    assert!(!alone.contains("発送を待つ文書はありません"), "{alone}");
}

#[test]
fn no_more_is_recorded_at_once_than_stands_on_a_page() {
    let said = |count: usize| {
        let key =
            |n: usize| ("paper".to_owned(), format!("0193a5c8-7e1b-7c3d-9e4f-00000000c001.{n}"));
        let mut typed: Vec<(String, String)> = (1..=count).map(key).collect();
        typed.push(("post".to_owned(), "ordinary".to_owned()));
        typed.push(("on".to_owned(), "2026-11-24".to_owned()));
        chosen(&Typed::new(typed), "2026-11-24".parse().unwrap()).map(|papers| papers.len())
    };
    assert_eq!(said(50), Ok(50));
    assert!(said(51).unwrap_err().contains("50通まで"));
    assert!(said(0).unwrap_err().contains("選んでください"));
}

#[test]
fn what_was_typed_stands_there_again() {
    let key = "0193a5c8-7e1b-7c3d-9e4f-00000000c001.1";
    let tracking = format!("tracking:{key}");
    let typed = [("paper", key), (tracking.as_str(), "123-45"), ("post", "recorded")];
    let html = page(vec![line()], &Wanted::default(), &typed);
    audit(&html);
    assert!(html.contains("value=\"123-45\""), "{html}");
    assert!(html.contains("value=\"recorded\" required checked"), "{html}");
}

#[test]
fn an_empty_list_says_what_comes_next() {
    let html = page(Vec::new(), &Wanted::default(), &[]);
    audit(&html);
    assert!(html.contains("次に決裁されるとここに並びます"), "{html}");
    let narrowed = Wanted { kind: "refuse".to_owned(), ..Wanted::default() };
    let html = page(Vec::new(), &narrowed, &[]);
    assert!(html.contains("条件を外す"), "{html}");
}

#[test]
fn who_leaves_something_out_is_told() {
    let today = "2026-11-24".parse().unwrap();
    let told = |typed: &[(&str, &str)]| {
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        chosen(&Typed::new(typed.collect()), today).err()
    };
    let paper = ("paper", "0193a5c8-7e1b-7c3d-9e4f-00000000c001.1");
    let day = ("on", "2026-11-24");
    assert_eq!(told(&[paper, day]), Some("郵便の種類を選んでください。"));
    assert_eq!(
        told(&[paper, ("post", "ordinary")]),
        Some("差し出した日を、日付で入れてください。")
    );
    let tomorrow = ("on", "2026-11-25");
    assert!(told(&[paper, tomorrow, ("post", "ordinary")]).is_some());
    assert_eq!(told(&[day, ("post", "ordinary")]), Some("通知書を選んでください。"));
    assert_eq!(told(&[paper, day, ("post", "ordinary")]), None);
}
