//! The page of the templates of notices.

use back_office::{KeptDepartment, NoticeTemplateBook, TemplateVersion};
use kernel::Instant;
use testkit::audit;

use super::*;

fn text() -> NoticeText {
    let wording = NoticeWording {
        title: "<b>決定通知書".to_owned(),
        body: "{受付日}の申請です。".to_owned(),
        records: "決定：{決定の内容}".to_owned(),
    };
    NoticeText {
        addressee: "{申請者}　様".to_owned(),
        sender: "{市}長".to_owned(),
        amounts: true,
        japanese: wording,
        easy: NoticeWording::default(),
        english: NoticeWording::default(),
    }
}

fn page(is_own: bool, around: Around) -> String {
    page_of_kind("approval", is_own, around)
}

fn page_of_kind(kind: &str, is_own: bool, around: Around) -> String {
    let key = NoticeTemplateKey {
        department: "koseki-jumin".parse().unwrap(),
        procedure: String::new(),
        kind: kind.to_owned(),
    };
    let at = Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap();
    let version = |number, settled| TemplateVersion {
        number,
        text: text(),
        written: ("森".to_owned(), at),
        settled,
        is_own,
    };
    let book = NoticeTemplateBook {
        departments: vec![KeptDepartment {
            id: key.department.clone(),
            name: "戸籍住民課".to_owned(),
            procedures: Vec::new(),
        }],
        text: text(),
        holds: Some((3, key.clone())),
        versions: vec![version(4, None), version(3, Some((true, "林".to_owned(), at)))],
        older: Some(3),
        elsewhere: vec![NoticeTemplateKey { kind: "refusal".to_owned(), ..key.clone() }],
        key,
    };
    TemplatesPage::of(Frame::sample(None), book, around).render().unwrap()
}

#[test]
fn a_text_is_offered_to_be_published_by_somebody_else_only() {
    let other = page(false, Around::default());
    audit(&other);
    assert!(other.contains("value=\"publish\"") && !other.contains("<b>決定"), "{other}");
    assert!(other.contains("様式3を使っています") && other.contains("kind=refusal"), "{other}");
    let own = page(true, Around::default());
    audit(&own);
    assert!(!own.contains("value=\"publish\"") && own.contains("value=\"drop\""), "{own}");
}

#[test]
fn what_is_wrong_is_told_at_its_field_and_what_was_typed_stays() {
    use back_office::{NoticeFault, NoticePart, NoticeProblem};
    let problem = |part, fault| NoticeProblem { part, fault };
    let fault = NoticeTemplateFault::Problems(vec![
        problem(NoticePart::Addressee, NoticeFault::Window),
        problem(NoticePart::Body(Language::English), NoticeFault::Missing),
        problem(
            NoticePart::Records(Language::Japanese),
            NoticeFault::Unknown { word: "氏名".to_owned() },
        ),
    ]);
    let (status, notice, wrong) = words::told(fault, false).unwrap();
    assert_eq!(status, TO_MEND);
    let typed = [("addressee", "</textarea>長い宛名"), ("title-en", "Notice")];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let typed = Some(Typed::new(typed.into()));
    let html = page(true, Around { notice: Some(notice), wrong, typed, letter: None });
    audit(&html);
    for told in
        ["href=\"#addressee\"", "幅60mm", "英語の本文がありません", "「{氏名}」は使えません"]
    {
        assert!(html.contains(told), "{told}: {html}");
    }
    assert!(html.contains("長い宛名") && !html.contains("</textarea>長い"), "{html}");
}

#[test]
fn a_letter_has_no_addressee_and_is_shown_as_it_is_sent() {
    let letter = Some(("【市】手当".to_owned(), "<b>お知らせ</b>".to_owned()));
    let html = page_of_kind("mail-approved", false, Around { letter, ..Around::default() });
    audit(&html);
    assert!(html.contains("届く手紙の例") && !html.contains("<b>お知らせ"), "{html}");
    for absent in ["name=\"addressee\"", "name=\"sender\"", "name=\"amounts\"", "number=3"] {
        assert!(!html.contains(absent), "{absent}: {html}");
    }
    assert!(html.contains("終わりの文") && html.contains("承認した</option>"), "{html}");
    assert!(html.contains("{受付番号}") && !html.contains("{申請者}</dt>"), "{html}");
}
