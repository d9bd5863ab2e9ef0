//! Commands are read by their words, and nothing is smuggled in beside them.

use super::*;
use crate::strict::read;
use ::web::guard::WebError;
use back_office::{FeeRequest, FeeRequestLine, Order};
use kernel::{Right, Yen};
use review_workflow::{Command, Granted, PaperKind, Question, Stance, Terms, Verdict};

fn understood(body: &str) -> Result<(i64, Order), WebError> {
    read::<CommandRequest>(body.as_bytes()).and_then(CommandRequest::understood)
}

#[test]
fn commands_are_read_by_their_words() {
    let claimed = understood(r#"{"type":"claim","version":1}"#).unwrap();
    assert_eq!(claimed, (1, Command::Claim.into()));
    let asked = r#"{"type":"request_correction","version":2,"due_on":"2026-12-04",
        "remarks":[{"at":"/kana","text":"フリガナを確かめてください"}]}"#;
    let (version, command) = understood(asked).unwrap();
    assert_eq!(version, 2);
    assert!(
        matches!(command, Order::Move(Command::RequestCorrection { remarks, due_on: Some(_) }) if remarks.len() == 1)
    );
    let longer = r#"{"type":"extend_correction","version":3,"due_on":"2026-12-18"}"#;
    let expected = Command::ExtendCorrection { due_on: "2026-12-18".parse().unwrap() };
    assert_eq!(understood(longer).unwrap(), (3, expected.into()));
    let moved = r#"{"type":"move_due","version":3,"due_on":"2026-12-18","reason":"調査"}"#;
    let due_on = "2026-12-18".parse().unwrap();
    let expected = Command::MoveDue { due_on, reason: "調査".into() };
    assert_eq!(understood(moved).unwrap(), (3, expected.into()));
    let back = r#"{"type":"cancel_correction","version":3,"reason":"電話"}"#;
    let expected = Command::CancelCorrection { reason: "電話".into() };
    assert_eq!(understood(back).unwrap(), (3, expected.into()));
    let consulted = r#"{"type":"consult","version":3,"department":"kensetsu",
            "question":"支障は","due_on":"2026-12-18","binding":true}"#;
    let (department, text) = ("kensetsu".parse().unwrap(), "支障は".to_owned());
    let question = Question { department, text, due_on, binding: true };
    assert_eq!(understood(consulted).unwrap(), (3, Command::Consult { question }.into()));
    let answered = r#"{"type":"answer_consultation","version":3,"consultation":1,
            "answer":"agree"}"#;
    let (stance, text) = (Stance::Agree, String::new());
    let files = Vec::new();
    let expected = Command::AnswerConsultation { consultation: 1, stance, text, files };
    assert_eq!(understood(answered).unwrap(), (3, expected.into()));
    let proposed = r#"{"type":"propose","version":3,"verdict":"refuse",
        "grounds":{"basis":"条例","facts":"事実","application":"要件"}}"#;
    let [basis, facts, application] = ["条例", "事実", "要件"].map(str::to_owned);
    let grounds = review_workflow::Grounds { basis, facts, application };
    let (verdict, reason) = (Verdict::Refuse, String::new());
    let expected = Command::Propose { verdict, reason, grounds, terms: Terms::default() };
    assert_eq!(understood(proposed).unwrap(), (3, expected.into()));
    let asked = r#"{"type":"ask_fee","version":4,"due_on":"2026-12-04",
        "lines":[{"label":"除籍謄本","unit_yen":750,"quantity":2}]}"#;
    let line = FeeRequestLine { label: "除籍謄本".into(), unit: Yen::new(750), quantity: 2 };
    let due_on = NaiveDate::from_ymd_opt(2026, 12, 4);
    let expected = Order::AskFee(FeeRequest { lines: vec![line], due_on });
    assert_eq!(understood(asked).unwrap(), (4, expected));
}

#[test]
fn a_part_is_proposed_with_its_terms() {
    let proposed = r#"{"type":"propose","version":3,"verdict":"approve-in-part",
        "terms":{"conditions":"届け出ること。",
                 "amounts":[{"label":"工事費","asked_yen":3,"granted_yen":2}]}}"#;
    let label = "工事費".to_owned();
    let amounts = vec![Granted { label, asked: Yen::new(3), granted: Yen::new(2) }];
    let terms = Terms { conditions: "届け出ること。".to_owned(), amounts };
    let (verdict, reason) = (Verdict::ApproveInPart, String::new());
    let grounds = review_workflow::Grounds::default();
    let expected = Command::Propose { verdict, reason, grounds, terms };
    assert_eq!(understood(proposed).unwrap(), (3, expected.into()));
}

#[test]
fn what_only_residents_or_the_house_do_is_no_command_here() {
    for kind in ["pay", "lapse", "withdraw", "resubmit", "remind_overdue", ""] {
        let fault = understood(&format!(r#"{{"type":"{kind}","version":1}}"#)).unwrap_err();
        assert!(matches!(fault, WebError::Unusable { .. }), "{kind}: {fault:?}");
    }
}

#[test]
fn smuggled_members_are_refused() {
    for body in [
        r#"{"type":"claim","version":1,"assignee":"x"}"#,
        r#"{"type":"claim"}"#,
        r#"{"type":"claim","version":"1"}"#,
        r#"{"type":"assign","version":1,"to":"sato"}"#,
        r#"{"type":"propose","version":1,"verdict":"maybe"}"#,
        r#"{"type":"request_correction","version":1,"remarks":[],"due_on":"tomorrow"}"#,
        r#"{"type":"extend_correction","version":1}"#,
        r#"{"type":"extend_correction","version":1,"due_on":"tomorrow"}"#,
        r#"{"type":"put_first","version":1}"#,
        r#"{"type":"protect","version":1,"until":"2027-11-19"}"#,
        r#"{"type":"protect","version":1,"until":"a year","reason":"申出"}"#,
        r#"{"type":"unprotect","version":1}"#,
        r#"{"type":"move_due","version":1,"due_on":"2026-12-18"}"#,
        r#"{"type":"move_due","version":1,"due_on":"later","reason":"調査"}"#,
        r#"{"type":"ask_fee","version":1,"lines":[],"due_on":"tomorrow"}"#,
        r#"{"type":"ask_fee","version":1,"lines":[{"label":"a","unit_yen":1.5,"quantity":1}]}"#,
        r#"{"type":"ask_fee","version":1,"lines":[{"label":"a","unit_yen":1}]}"#,
        r#"{"type":"waive_fee","version":1}"#,
        r#"{"type":"consult","version":1,"department":"","question":"a","due_on":"2026-12-18","binding":true}"#,
        r#"{"type":"consult","version":1,"department":"a","question":"a","due_on":"2026-12-18"}"#,
        r#"{"type":"answer_consultation","version":1,"consultation":1,"answer":"maybe"}"#,
        r#"{"type":"answer_consultation","version":1,"consultation":-1,"answer":"agree"}"#,
        r#"{"type":"overrule","version":1,"consultation":1}"#,
        r#"{"type":"take_answer","version":1,"way":"telephone","answers":{}}"#,
        r#"{"type":"take_answer","version":1,"way":"owl","identity":"a","answers":{}}"#,
    ] {
        let fault = understood(body).unwrap_err();
        assert!(matches!(fault, WebError::Unusable { .. }), "{body}: {fault:?}");
    }
}

#[test]
fn files_are_named_by_their_ids_and_how_they_came() {
    let id = "0193a5c8-7e1b-7c3d-9e4f-00000000a701";
    let attach = format!(
        r#"{{"type":"attach","version":3,"kind":"by-post","secrecy":"see:health","files":["{id}"]}}"#
    );
    let (kind, secrecy) = (PaperKind::ByPost, Some(Right::SeeHealth));
    let expected = Command::Attach { kind, secrecy, files: vec![id.parse().unwrap()] };
    assert_eq!(understood(&attach).unwrap(), (3, expected.into()));
    for wrong in [
        r#"{"type":"attach","version":3,"kind":"parcel","files":[]}"#,
        r#"{"type":"attach","version":3,"kind":"internal","secrecy":"see:all","files":[]}"#,
        r#"{"type":"attach","version":3,"kind":"internal","files":["1"]}"#,
        r#"{"type":"message","version":3,"text":"図面","files":["../1"]}"#,
    ] {
        assert!(understood(wrong).is_err(), "{wrong}");
    }
}
