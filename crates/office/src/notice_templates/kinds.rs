//! The kinds of papers and of letters by mail that a department words, and what they are called.

use back_office::{LetterTopic, letter_kind, letter_topic};

use crate::queue::Choice;

/// The kinds of notices.
const NOTICES: [(&str, &str); 4] = [
    ("approval", "承認の通知書"),
    ("approval-in-part", "一部・条件付きの承認の通知書"),
    ("refusal", "不承認の通知書"),
    ("dismissal", "却下の通知書"),
];

/// The notices, of which one may be chosen.
pub(super) fn notices(chosen: &str) -> Vec<Choice> {
    NOTICES.map(|(word, name)| Choice::new(word, name, Some(chosen))).into()
}

/// The same of the letters.
pub(super) fn letters(chosen: &str) -> Vec<Choice> {
    let choice = |topic| Choice::new(&letter_kind(topic), letter_name(topic), Some(chosen));
    LetterTopic::ALL.map(choice).into()
}

/// What a kind is called.
pub(super) fn name(kind: &str) -> &str {
    let notice = NOTICES.into_iter().find(|(word, _)| *word == kind).map(|(_, name)| name);
    notice.or_else(|| letter_topic(kind).map(letter_name)).unwrap_or(kind)
}

const fn letter_name(topic: LetterTopic) -> &'static str {
    match topic {
        LetterTopic::Received => "受け付けた（手数料の支払いなし）",
        LetterTopic::ReceivedUnpaid => "受け付けた（手数料の支払い待ち）",
        LetterTopic::PaymentReceived => "支払いを確認した",
        LetterTopic::FeeAsked => "手数料の支払いのお願い",
        LetterTopic::FeeWaived => "手数料が要らなくなった",
        LetterTopic::DueMoved => "予定日の変更",
        LetterTopic::CorrectionRequested => "補正のお願い",
        LetterTopic::CorrectionExtended => "補正の期限を延ばした",
        LetterTopic::CorrectionCancelled => "補正が要らなくなった",
        LetterTopic::CorrectedFor => "職権で直した",
        LetterTopic::AnswerTaken => "補正の返事を職員が入力した",
        LetterTopic::CorrectionNearing => "補正の期限が近い",
        LetterTopic::PaymentNearing => "支払いの期限が近い",
        LetterTopic::CorrectionOverdue => "補正の期限が過ぎた（決定のある手続）",
        LetterTopic::CorrectionOverdueRecorded => "補正の期限が過ぎた（届出）",
        LetterTopic::Approved => "承認した",
        LetterTopic::ApprovedInPart => "一部・条件付きで承認した",
        LetterTopic::ApprovedByRule => "自動で承認した",
        LetterTopic::RecordedByRule => "自動で記録した",
        LetterTopic::Refused => "承認しなかった",
        LetterTopic::Dismissed => "却下した",
        LetterTopic::Drawn => "抽選の結果",
        LetterTopic::Waiting => "キャンセル待ちで受け付けた",
        LetterTopic::PlaceGiven => "空きが出て決まった",
        LetterTopic::WaitEnded => "空きが出なかった",
        LetterTopic::MovedUp => "補欠からの繰り上げ",
        LetterTopic::Completed => "完了した",
        LetterTopic::Reopened => "結果の見直し",
        LetterTopic::WithdrawalTakenBack => "取下げの取りやめ",
        LetterTopic::Withdrawn => "取り下げられた",
        LetterTopic::ClosingTakenBack => "終えたことの取りやめ",
        LetterTopic::Closed => "審査をせずに終えた",
        LetterTopic::Lapsed => "支払いがなく失効した",
        LetterTopic::Refunded => "返金した",
        LetterTopic::Message => "担当者からのメッセージ",
    }
}
