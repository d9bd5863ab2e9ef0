//! The page of a case as HTML: whole, safe, and offering no more than is allowed.

use form_engine::{Answer, AnswerGroup, Sensitivity, Shown};
use review_workflow::Shape;

use super::*;
use crate::{answers::Revealed, case::changes::ChangeView, enclosing, queue::Choice};
use testkit::audit;

fn answers() -> Vec<AnswerGroup> {
    let answer = |at: &str, label: &str, shown: Shown| Answer {
        at: at.into(),
        label: label.into(),
        shown,
        sensitive: None,
        locates: false,
        computed: false,
    };
    let text = |text: &str| Shown::Text(text.into());
    let number = Answer {
        sensitive: Some(Sensitivity::MyNumber),
        ..answer("/myNumber", "個人番号", text("********9018"))
    };
    let child = vec![answer("/children/0/name", "氏名", text("青葉 ひかり"))];
    vec![AnswerGroup {
        page: "who".into(),
        title: "請求者".into(),
        answers: vec![
            answer("/name", "氏名", text("<i>青葉</i> 花子")),
            answer(
                "/address",
                "住所",
                Shown::Group(vec![answer("/address/postal", "郵便番号", Shown::Nothing)]),
            ),
            answer("/children", "児童", Shown::Rows(vec![child])),
            number,
        ],
    }]
}

fn both_ways() -> Vec<DecideView> {
    let view = |kind, name: &str, refuses, against: Option<&str>| DecideView {
        kind,
        name: name.to_owned(),
        refuses,
        against: against.map(str::to_owned),
        in_place_of: Some(("0193a5c8".into(), "課長の<b>田中さん".into())),
        open: false,
    };
    vec![view("approve", "承認", false, None), view("refuse", "却下", true, Some("承認"))]
}

fn partly() -> Terms {
    let (asked, granted) = (kernel::Yen::new(30_000), kernel::Yen::new(20_000));
    let label = "<b>工事費".to_owned();
    let amounts = vec![review_workflow::Granted { label, asked, granted }];
    Terms { conditions: "<b>3月までに終えること。".to_owned(), amounts }
}

fn heirs() -> Heirs {
    let colleague = "0193a5c8-7e1b-7c3d-9e4f-0123456789ab".parse().unwrap();
    Heirs {
        away: vec!["0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap()],
        colleagues: vec![(colleague, "鈴木 二郎".into())],
        desks: vec![("jimu-centre".parse().unwrap(), "事務処理センター".into())],
    }
}

fn picture() -> FileView {
    let compared = |at: &str, same: Option<&str>| files::ComparedView {
        at: at.into(),
        label: "<b>氏名".into(),
        shown: "<i>青葉</i> 花子".into(),
        same: same.map(str::to_owned),
        remark: crate::answers::remark_id(at),
    };
    let rows = vec![
        compared("/name", None),
        compared("/kana", None),
        compared("/address/postal", Some("佐藤 窓子　11月21日")),
    ];
    FileView {
        address: "/office/cases/x/attachments/y".into(),
        label: "本人確認書類".into(),
        name: "photo\"onload=x.jpg".into(),
        size: "120KB".into(),
        is_withheld: false,
        picture: files::PictureView {
            anchor: "file-y".into(),
            large: "large-y".into(),
            source: "/office/cases/x/attachments/y".into(),
            pages: None,
            turning: "/office/cases/x/attachments/y/turn".into(),
            degrees: 90,
            left: 0,
            right: 180,
        },
        comparing: Some(files::ComparingView {
            file: "/idCopy".into(),
            anchor: "compare-idCopy".into(),
            remark: "remark-idCopy".into(),
            rows,
        }),
        origin: Some("職員が追加　<b>鈴木".into()),
        is_internal: true,
    }
}

/// The same as a PDF.
fn paged() -> FileView {
    let (plain, address) = (picture(), "/office/cases/x/attachments/z");
    FileView {
        address: address.into(),
        label: "賃貸借契約書".into(),
        name: "<b>契約.pdf".into(),
        comparing: None,
        picture: files::PictureView {
            anchor: "file-z".into(),
            large: "large-z".into(),
            source: format!("{address}/pages/1"),
            pages: Some(format!("{address}/view")),
            turning: format!("{address}/turn"),
            ..plain.picture
        },
        ..plain
    }
}

fn enclosed() -> enclosing::EnclosedView {
    enclosing::EnclosedView {
        id: "0193".into(),
        name: "<b>図面.pdf".into(),
        size: "120KB".into(),
        address: "/office/cases/x/attachments/z".into(),
    }
}

fn line() -> LineView {
    LineView {
        at: "2026年（令和8年）11月21日 午前9時04分".into(),
        who: "申請者".into(),
        text: "<u>よろしく</u>".into(),
        files: vec![enclosed()],
        is_ours: false,
        fate: "メールが届きませんでした。".into(),
        is_lost: true,
    }
}

fn talk() -> Talk {
    Talk {
        address: "/office/cases/x/message".into(),
        messages: vec![line()],
        question_at: Some("2026年（令和8年）11月21日 午前9時04分".into()),
        language: "英語",
        templates: vec![Choice::new("0193", "<b>受取り", Some("0193"))],
        eases: true,
    }
}

fn corrected() -> ChangeView {
    ChangeView {
        label: "フリガナ".into(), before: "アオパ".into(), after: "アオバ".into()
    }
}

fn offered() -> OfferedSentence {
    let code = review_workflow::RemarkCode::Missing;
    OfferedSentence { code, field: "/name".into(), text: "<b>書き足して</b>".into() }
}

/// One that does not count, and one in its place.
fn papers(case: &kernel::SubmissionId) -> Vec<PaperView> {
    let paper = |id: &str, void| PaperView {
        id: id.into(),
        name: "承認の通知書".into(),
        number: Some(format!("仙区<第{id}号")),
        address: Some(link::case_part(case, &format!("notices/{id}.pdf"))),
        void,
        left: None,
        is_here: void.is_none(),
        came_back: false,
    };
    vec![paper("1", Some("宛先の誤り")), paper("2", None)]
}

fn as_typed(typed: &[(&str, &str)]) -> Typed {
    Typed::new(typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

#[expect(clippy::too_many_lines, reason = "one for each part of the page")]
fn page(available: &[CommandKind], typed: &[(&str, &str)], revealed: &Revealed) -> String {
    let (typed, id) = (as_typed(typed), "0193a5c8-7e1b-7c3d-9e4f-0123456789ab".parse().unwrap());
    let can = Can::of(available, Shape::Approval, writing_pages(&id, ""));
    let showing = Showing {
        case: &id,
        files: &[],
        revealed,
        may_reveal: if can.work { Sensitivity::ALL.into() } else { [].into() },
        opens_files: true,
        remarks: can.request_correction.then_some(&typed),
        origins: Origins::default(),
    };
    CasePage {
        notice: Some(Notice::problem("理由を書いてください。")),
        back: link::queue_again("view=all&q=\"><script>"),
        take_fields: take_fields("view=all&procedure=inu-toroku"),
        from: "view=all&q=\"><script>".into(),
        correction_until: Some("2026年12月4日".into()),
        correction: link::case_part(&id, "correction"),
        commands: link::case_part(&id, "commands"),
        reveal: link::case_part(&id, "reveal"),
        masked: showing.masked(&answers()),
        reason: "名義の確認".into(),
        reissue: link::case_part(&id, "code"),
        code: Some("QW8F-3RTN-K2MD".into()),
        mind: Some("手数料が支払われています。"),
        notices: papers(&id),
        grounds: Prepared::sample(),
        decisions: if can.decide { both_ways() } else { Vec::new() },
        reopening: ReopeningView::sample(),
        consulted: ToldView::sample(),
        sample: Some(SampleView::objected("<b>通数")),
        readers: Some("/office/cases/x/readers".into()),
        earlier: Some(earlier(&id, 7, "view=all")),
        paper: link::case_part(&id, "application.pdf"),
        version: 4,
        title: "児童手当 認定請求".into(),
        receipt_number: "2611-7K3M-92QC".into(),
        state: "審査中".into(),
        state_colour: "b",
        pressing: pressing(Some(-3)),
        protection: Some(Protection {
            until: "2027年11月19日".into(), opens: true, is_near: true
        }),
        facts: vec![("申請者", "青葉 花子（アオバ ハナコ）".into())],
        warnings: vec!["振込口座の名義が請求者と違います。".into()],
        deciding: Deciding::sample(available),
        groups: showing.groups(&answers()),
        opens_files: true,
        files: vec![picture(), paged()],
        sentences: vec![offered()],
        revisions: Some("/office/cases/x/changes?from=".into()),
        changes: ChangesView { mended: false, rows: vec![corrected()] },
        remarks: vec![("フリガナ".into(), "確かめてください".into())],
        neighbours: Some(link::neighbours(&id, "view=mine")),
        proposal: Some(DecisionView::of(
            "起案した人：佐藤 一郎".into(),
            "一部・条件付きの承認".into(),
            "要件を満たす".into(),
            Some(&partly()),
        )),
        decision: None,
        verdicts: Verdict::ALL.map(|it| (it.word(), verdict_name(it).to_owned())).into(),
        raises: vec![("approve", "承認".into()), ("refuse", "不承認".into())],
        amount_rows: granting::rows(&typed),
        can,
        labels: Labelling::default(),
        giving_back: crate::giving_back::tests::everything(),
        signature: None,
        known: None,
        fee_rows: fee::rows(&typed, &[]),
        waits_for_fee: false,
        heirs: heirs(),
        talk: talk(),
        notes: vec![line()],
        history: Vec::new(),
        others: Others::default(),
        chosen: enclosing::tests::chosen("message"),
        typed,
        frame: Frame::sample(None),
    }
    .render()
    .unwrap()
}

#[test]
fn every_button_is_labelled_and_nothing_typed_becomes_markup() {
    let html = page(&CommandKind::ALL, &[], &Revealed::new());
    audit(&html);
    assert!(html.contains("電話か郵便で知らせてください"), "{html}");
    assert!(html.contains("<span class=\"chip r\">3開庁日超過</span>"), "{html}");
    for markup in
        ["<b>受取り", "<i>青葉", "<u>よろしく", "<b>図面", "<b>鈴木", "\"onload", "\"><script>"]
    {
        assert!(!html.contains(markup), "{markup}");
    }
}

#[test]
fn only_what_the_person_may_do_is_offered() {
    let html = page(&[CommandKind::Note], &[], &Revealed::new());
    audit(&html);
    assert!(html.contains("value=\"note\"") && html.contains("今できる操作はありません"));
    for kind in ["claim", "approve", "request_correction", "message"] {
        assert!(!html.contains(&format!("name=\"type\" value=\"{kind}\"")), "{kind}");
    }
}

#[test]
fn a_decision_says_what_comes_out_and_its_opposite_asks_twice() {
    let html = page(&CommandKind::ALL, &[], &Revealed::new());
    audit(&html);
    assert!(html.contains("承認を決定する</button>") && html.contains("却下を決定する</button>"));
    // Of the opposite, and of whoever takes the decision now.
    assert_eq!(html.matches("name=\"against_proposal\"").count(), 2, "{html}");
    assert!(html.contains("起案は「承認」です"), "{html}");
}

#[test]
fn what_was_typed_comes_back_open() {
    let typed = [("type", "request_correction"), ("remark:/name", "漢字を確かめてください")];
    let html = page(&CommandKind::ALL, &typed, &Revealed::new());
    audit(&html);
    assert!(html.contains("name=\"remark:/name\" value=\"漢字を確かめてください\""), "{html}");
    assert!(html.contains("<details open><summary>補正"), "{html}");
}

#[test]
fn a_masked_answer_is_shown_in_clear_only_where_it_was_asked_for() {
    let masked = page(&[CommandKind::Note], &[], &Revealed::new());
    audit(&masked);
    assert!(masked.contains("********9018") && masked.contains("選んだ項目を表示"));
    let revealed = Revealed::from([("/myNumber".into(), "123456789018".into())]);
    let clear = page(&[CommandKind::Note], &[], &revealed);
    audit(&clear);
    assert!(clear.contains("123456789018") && !clear.contains("********9018"));
}
