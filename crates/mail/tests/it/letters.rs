//! What the letters say, in every language.

use crate::town::{letter, morning};
use chrono::NaiveDate;
use kernel::{Language, Yen};
use mail::{
    Before, Letter, LetterWords, Matter, MorningLetter, MorningLine, PaymentAsked, Reminded,
    Rendered, Sums,
};

fn by() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()
}

fn every_matter() -> Vec<(&'static str, Matter)> {
    let received = |payment| Matter::Received { received_at: morning(), payment };
    vec![
        ("received", received(None)),
        ("received_unpaid", received(Some(PaymentAsked { amount: Yen::new(1_410), by: by() }))),
        ("payment_received", Matter::PaymentReceived { amount: Yen::new(1_410) }),
        ("fee_asked", Matter::FeeAsked(PaymentAsked { amount: Yen::new(1_610), by: by() })),
        ("fee_waived", Matter::FeeWaived),
        ("due_moved", Matter::DueMoved { to: by() }),
        ("correction_requested", Matter::CorrectionRequested { by: by() }),
        ("correction_extended", Matter::CorrectionExtended { by: by() }),
        ("correction_cancelled", Matter::CorrectionCancelled),
        ("corrected_for", Matter::CorrectedFor),
        ("answer_taken", Matter::AnswerTaken),
        ("reminder_correction", Matter::Reminder { of: Reminded::Correction, by: by() }),
        ("reminder_payment", Matter::Reminder { of: Reminded::Payment, by: by() }),
        ("correction_overdue", Matter::CorrectionOverdue { by: Some(by()), may_be_refused: true }),
        (
            "correction_overdue_of_a_notification",
            Matter::CorrectionOverdue { by: None, may_be_refused: false },
        ),
        ("approved", Matter::Approved { called: None }),
        (
            "approved_in_part",
            Matter::ApprovedInPart { called: Some("一部支給".to_owned()), sums: Some(sums()) },
        ),
        ("approved_on_conditions", Matter::ApprovedInPart { called: None, sums: None }),
        ("approved_by_rule", Matter::ByRule { approved: true }),
        ("recorded_by_rule", Matter::ByRule { approved: false }),
        ("refused", Matter::Refused),
        ("dismissed", Matter::Dismissed),
        ("drawn", Matter::Drawn),
        ("moved_up", Matter::MovedUp),
        ("waiting", Matter::Waiting { received_at: morning(), until: by() }),
        ("place_given", Matter::PlaceGiven),
        ("wait_ended", Matter::WaitEnded),
        ("completed", Matter::Completed),
        ("reopened", Matter::Reopened { before: Before::Result }),
        ("withdrawal_taken_back", Matter::Reopened { before: Before::Withdrawal }),
        ("closed", Matter::Closed),
        ("closing_taken_back", Matter::Reopened { before: Before::Closing }),
        ("withdrawn", Matter::Withdrawn),
        ("lapsed", Matter::Lapsed),
        ("refunded", Matter::Refunded { amount: Yen::new(1_410) }),
        ("message", Matter::Message),
    ]
}

fn sums() -> Sums {
    Sums { asked: Yen::new(30_000), granted: Yen::new(20_000) }
}

fn everything(language: Language) -> Vec<(&'static str, Rendered)> {
    every_matter()
        .into_iter()
        .map(|(name, matter)| (name, letter(language, matter).render().unwrap()))
        .collect()
}

fn read_aloud(language: Language) -> String {
    let told = |(name, told): (&str, Rendered)| {
        format!("#### {name}\n{}\n\n{}\n", told.subject, told.text)
    };
    everything(language).into_iter().map(told).collect::<Vec<_>>().concat()
}

#[test]
fn an_office_chooses_the_words_and_no_fact() {
    let sums = Some(sums());
    let matter = Matter::ApprovedInPart { called: Some("一部支給".to_owned()), sums };
    let words = LetterWords {
        title: "手当を決めました".to_owned(),
        lead: vec!["<b>通知書をご覧ください。".to_owned()],
        next: vec!["6月に現況届をお出しください。".to_owned()],
    };
    let letter = Letter { words: Some(words), ..letter(Language::Japanese, matter) };
    let told = letter.render().unwrap();
    assert!(told.subject.contains("手当を決めました"), "{}", told.subject);
    for said in ["<b>通知書をご覧", "認めた金額（合計）：20,000円", "6月に現況届を", "022-000-0000"]
    {
        assert!(told.text.contains(said), "{said}: {}", told.text);
    }
    assert!(
        !told.text.contains("審査が終わり") && !told.html.contains("<b>通知書"),
        "{}",
        told.html
    );
}

#[test]
fn the_letters_in_japanese() {
    insta::assert_snapshot!(read_aloud(Language::Japanese));
}

#[test]
fn the_letters_in_easy_japanese() {
    insta::assert_snapshot!(read_aloud(Language::EasyJapanese));
}

#[test]
fn the_letters_in_english() {
    insta::assert_snapshot!(read_aloud(Language::English));
}

#[test]
fn the_page_of_a_receipt_letter() {
    let (_, told) = everything(Language::Japanese).remove(1);
    insta::assert_snapshot!(told.html);
}

#[test]
fn subjects_are_one_line_with_the_number_and_without_the_procedure() {
    for language in Language::ALL {
        for (name, told) in everything(language) {
            let letter = letter(language, Matter::Approved { called: None });
            assert!(told.subject.contains(letter.receipt_number.as_str()), "{name}");
            assert!(!told.subject.contains(&letter.procedure), "{name}");
            assert!(!told.subject.chars().any(char::is_control), "{name}");
        }
    }
}

#[test]
fn html_escapes_what_it_is_given() {
    let mut given = letter(Language::Japanese, Matter::Approved { called: None });
    given.procedure = "<script>alert(1)</script>".to_owned();
    given.status_url = "https://example.jp/\"onmouseover=\"x".to_owned();
    let html = given.render().unwrap().html;
    assert!(!html.contains("<script"));
    assert!(!html.contains("\"onmouseover"));
}

#[test]
fn a_demonstration_says_so_in_subject_and_body() {
    for language in Language::ALL {
        let mut given = letter(language, Matter::Approved { called: None });
        given.sample = true;
        let told = given.render().unwrap();
        let word = if language == Language::English { "SAMPLE" } else { "見本" };
        assert!(told.subject.contains(word));
        assert!(told.text.to_uppercase().contains(word) && told.html.to_uppercase().contains(word));
    }
}

#[test]
fn the_letter_of_a_morning_counts_and_names_nobody() {
    let lines =
        MorningLine::ALL.into_iter().zip(1..).map(|(line, number)| (line, number, number > 9));
    let letter = MorningLetter {
        city: "仙台市".into(),
        office: "https://madoguchi.example/office".into(),
        day: by(),
        lines: lines.collect(),
        sample: true,
    };
    let told = letter.render().unwrap();
    insta::assert_snapshot!(format!("{}\n\n{}", told.subject, told.text));
    for line in MorningLine::ALL {
        assert_eq!(line.word().parse(), Ok(line));
    }
}
