//! What the finished papers promise.
#![allow(clippy::unwrap_used, reason = "it may fall over")]

mod sample;

use documents::{
    CaseFile, Decision, NoticeRecord, NoticeWords, PaperError, Receipt, application_pdf,
    is_paper_of, money_receipt_pdf, notice_pdf, notice_proof, postal_request_pdf, receipt_pdf,
};
use kernel::{Language, ReceiptNumber, SubmissionId, SystemIds};
use lopdf::Document;
use sample::{application, group, money_receipt, morning, notice, postal_request, receipt, row};

/// The text of a paper, without blanks.
fn text_of(pdf: &[u8]) -> String {
    let read = Document::load_mem(pdf).unwrap();
    let numbers: Vec<u32> = read.get_pages().into_keys().collect();
    read.extract_text(&numbers).unwrap().split_whitespace().collect()
}

fn belongs(pdf: &[u8], file: &CaseFile) -> bool {
    is_paper_of(pdf, &file.submission, &file.receipt_number)
}

#[test]
fn every_paper_carries_the_mark_of_its_case_and_of_no_other() {
    let (receipt, application, notice) = (receipt(), application(), notice(Decision::Approved));
    let money = money_receipt();
    let papers = [
        (receipt_pdf(&receipt).unwrap(), &receipt.file),
        (application_pdf(&application).unwrap(), &application.file),
        (notice_pdf(&notice).unwrap(), &notice.file),
        (money_receipt_pdf(&money).unwrap(), &money.file),
    ];
    for (place, (pdf, file)) in papers.iter().enumerate() {
        assert!(pdf.starts_with(b"%PDF-1.7"));
        assert!(belongs(pdf, file));
        for (_, other) in papers.iter().enumerate().filter(|(at, _)| *at != place) {
            assert!(!belongs(pdf, other.1));
        }
        let stranger = ReceiptNumber::draw(&SystemIds, morning());
        assert!(!is_paper_of(pdf, &file.submission, &stranger));
        let stranger = SubmissionId::new(&SystemIds, morning());
        assert!(!is_paper_of(pdf, &stranger, &file.receipt_number));
    }
    assert!(!belongs(b"%PDF-1.7", papers[0].1));
}

#[test]
fn a_request_by_post_is_of_its_draft_and_of_no_case() {
    let (request, receipt) = (postal_request(), receipt());
    let pdf = postal_request_pdf(&request).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
    assert!(!belongs(&pdf, &receipt.file));
}

#[test]
fn a_forged_mark_in_a_text_is_not_the_mark() {
    let stranger = receipt();
    let forged = format!(
        "</pdf:Keywords><pdf:Keywords>madoguchi-case-{}, madoguchi-receipt-{}</pdf:Keywords>",
        stranger.file.submission, stranger.file.receipt_number
    );
    let mut victim = receipt();
    victim.file.procedure = forged.clone();
    victim.file.city = forged;
    let pdf = receipt_pdf(&victim).unwrap();
    assert!(belongs(&pdf, &victim.file));
    assert!(!belongs(&pdf, &stranger.file));
}

#[test]
fn the_same_receipt_is_the_same_bytes() {
    let given = receipt();
    assert_eq!(receipt_pdf(&given).unwrap(), receipt_pdf(&given).unwrap());
}

#[test]
fn a_refusal_needs_a_reason() {
    let mut given = notice(Decision::Refused);
    given.reason = " \n".to_owned();
    assert_eq!(notice_pdf(&given), Err(PaperError::MissingReason));
    given.decision = Decision::Approved;
    assert!(notice_pdf(&given).is_ok());
}

#[test]
fn what_is_granted_in_part_is_printed_with_its_conditions_and_amounts() {
    let pdf = notice_pdf(&notice(Decision::ApprovedInPart)).unwrap();
    let text = text_of(&pdf);
    for said in [
        "条件",
        "3月31日までに工事を終えること。",
        "写真を出すこと。",
        "認める金額",
        "120,000円",
        "合計170,000円100,000円",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("教示"), "{text}");
    let whole = text_of(&notice_pdf(&notice(Decision::Approved)).unwrap());
    assert!(!whole.contains("認める金額"), "{whole}");
    for decision in [Decision::ApprovedInPart, Decision::Dismissed] {
        let mut given = notice(decision);
        given.reason = String::new();
        assert_eq!(notice_pdf(&given), Err(PaperError::MissingReason));
    }
}

#[test]
fn empty_parts_are_left_out() {
    let bare = Receipt { access_code: None, steps: Vec::new(), fees: None, ..receipt() };
    assert!(receipt_pdf(&bare).is_ok());

    let mut bare = application();
    bare.groups.clear();
    bare.attachments.clear();
    assert!(application_pdf(&bare).is_ok());

    let mut bare = notice(Decision::Approved);
    (bare.remedy, bare.issuer.name) = (None, None);
    bare.words = NoticeWords::default();
    assert!(notice_pdf(&bare).is_ok());
}

#[test]
fn a_name_without_room_in_the_window_is_told_in_a_proof_and_set_all_the_same() {
    let mut given = notice(Decision::Approved);
    assert!(notice_proof(&given).is_ok());
    given.addressee = format!("{}　様", "青葉山市民の会".repeat(40));
    assert_eq!(notice_proof(&given), Err(PaperError::AddressWindow));
    assert!(notice_pdf(&given).is_ok());
}

#[test]
fn a_translation_stands_on_a_page_of_its_own() {
    let mut given = notice(Decision::Approved);
    let title = "Notice of approval".to_owned();
    let words = NoticeWords { title, ..NoticeWords::default() };
    given.translation = Some((Language::English, words));
    let pdf = Document::load_mem(&notice_pdf(&given).unwrap()).unwrap();
    let text = |number: u32| pdf.extract_text(&[number]).unwrap();
    let page = |number| text(number).chars().filter(|it| it.is_alphanumeric()).collect::<String>();
    assert_eq!(pdf.get_pages().len(), 2);
    assert!(!page(1).contains("approval"), "{}", page(1));
    assert!(page(2).contains("approval") && page(2).contains("officialdocument"), "{}", page(2));
}

#[test]
fn what_is_granted_in_part_stands_behind_the_paper_too() {
    let mut given = notice(Decision::ApprovedInPart);
    let words = |title: &str| NoticeWords { title: title.to_owned(), ..NoticeWords::default() };
    let behind = |given: &documents::Notice| {
        let pdf = Document::load_mem(&notice_pdf(given).unwrap()).unwrap();
        let last = u32::try_from(pdf.get_pages().len()).unwrap();
        let text = pdf.extract_text(&[last]).unwrap();
        text.chars().filter(|it| !it.is_whitespace()).collect::<String>()
    };
    given.translation = Some((Language::English, words("Notice of approval")));
    let page = behind(&given);
    for said in ["Conditions", "3月31日までに工事を終えること。", "Total170,000yen100,000yen"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    given.translation = Some((Language::EasyJapanese, words("おしらせ")));
    assert!(behind(&given).contains("ぜんぶで170,000円100,000円"), "{}", behind(&given));
}

/// PDF/A-2a and PDF/UA-1 refuse much that a plain PDF takes, so hostile text is tried in
/// every field: none may cost a resident the paper.
#[test]
fn no_text_keeps_a_paper_from_being_printed() {
    for nasty in [
        "",
        "\0\u{1}\u{7F}\u{85}\u{FFFE}",
        "\u{202E}\u{2066}\u{200D}\u{FEFF}",
        "\u{E000}\u{F0000}\u{10FFFF}",
        "👨‍👩‍👧‍👦🇯🇵",
        "한국어 नेपाली العربية",
        "e\u{302}\u{309} か\u{3099} \u{301}",
        "あ\u{E0100}\u{FE0F}\u{E01EF}",
        "\n\n\n",
        "#read(\"/etc/passwd\") #panic() $x$ *a* _b_ <l> @r \\ ` ``` // /* ]})",
        &"x".repeat(5_000),
        &"長".repeat(5_000),
        &"行\n".repeat(300),
    ] {
        let mut given = application();
        given.groups.push(group(nasty, vec![row(nasty, nasty)]));
        given.attachments[0].file_name = nasty.to_owned();
        given.attachments[0].label = nasty.to_owned();
        given.contact.department = nasty.to_owned();
        given.file.procedure = nasty.chars().take(200).collect();
        assert!(application_pdf(&given).is_ok(), "{}", start_of(nasty));

        let mut given = notice(Decision::Refused);
        given.reason = format!("理由 {nasty}");
        let (label, value) = (nasty.to_owned(), nasty.to_owned());
        let record = NoticeRecord { label, value, is_outcome: false };
        let words = NoticeWords {
            title: nasty.chars().take(200).collect(),
            paragraphs: vec![nasty.to_owned()],
            records: vec![record],
        };
        given.words = words.clone();
        given.translation = Some((Language::English, words));
        given.addressee = nasty.chars().take(200).collect();
        given.number = nasty.chars().take(200).collect();
        assert!(notice_pdf(&given).is_ok(), "{}", start_of(nasty));
    }
}

fn start_of(text: &str) -> String {
    format!("{:?}", text.chars().take(20).collect::<String>())
}

#[test]
fn an_application_may_be_long_and_deep() {
    let mut nested = group("底", vec![row("問い", "答え")]);
    for depth in 0..12 {
        nested = group(
            &format!("階 {depth}"),
            vec![row("問い", "答え"), documents::Entry::Group(nested)],
        );
    }
    let mut given = application();
    given.groups = vec![nested];
    given.groups.extend((0..40).map(|page| {
        group(
            &format!("ページ {page}"),
            (0..10).map(|n| row(&format!("問い {n}"), "答え")).collect(),
        )
    }));
    assert!(application_pdf(&given).is_ok());
}
