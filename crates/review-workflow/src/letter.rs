//! Which letter a fact sends to the resident. What it says is written elsewhere.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Event, RuleVerdict};

/// The kinds of letters that a case sends.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum LetterKind {
    /// 受け付けました
    Received,
    /// キャンセル待ちで受け付けました
    Waiting,
    /// 空きが出て、席が取れました
    PlaceGiven,
    /// 空きが出ませんでした
    WaitEnded,
    /// お支払いを確認しました
    PaymentReceived,
    /// 手数料のお支払いのお願い
    FeeAsked,
    /// お支払い期限が近づいています
    PaymentNearing,
    /// 手数料のお支払いは要りません
    FeeWaived,
    /// お返事の予定日が変わりました
    DueMoved,
    /// 補正のお願い
    CorrectionRequested,
    /// 補正の期限を延ばしました
    CorrectionExtended,
    /// 補正は必要がなくなりました
    CorrectionCancelled,
    /// 職員が申請の内容を直しました
    CorrectedFor,
    /// うかがった補正を職員が入力しました
    AnswerTaken,
    /// 補正の期限が近づいています
    CorrectionNearing,
    /// 補正の期限が過ぎています
    CorrectionReminder,
    /// 承認されました
    Approved,
    /// 承認されませんでした
    Refused,
    /// 却下されました
    Dismissed,
    /// 抽選の結果が出ました
    Drawn,
    /// 繰り上がりました
    MovedUp,
    /// 完了しました
    Completed,
    /// 結果を見直しています
    Reopened,
    /// 取り下げました
    Withdrawn,
    /// 審査をせずに終えました
    Closed,
    /// お支払いがなかったため失効しました
    Lapsed,
    /// 返金しました
    Refunded,
    /// 窓口からの連絡
    Message,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: [Self; 28] = [
        Self::Received,
        Self::Waiting,
        Self::PlaceGiven,
        Self::WaitEnded,
        Self::PaymentReceived,
        Self::FeeAsked,
        Self::PaymentNearing,
        Self::FeeWaived,
        Self::DueMoved,
        Self::CorrectionRequested,
        Self::CorrectionExtended,
        Self::CorrectionCancelled,
        Self::CorrectedFor,
        Self::AnswerTaken,
        Self::CorrectionNearing,
        Self::CorrectionReminder,
        Self::Approved,
        Self::Refused,
        Self::Dismissed,
        Self::Drawn,
        Self::MovedUp,
        Self::Completed,
        Self::Reopened,
        Self::Withdrawn,
        Self::Closed,
        Self::Lapsed,
        Self::Refunded,
        Self::Message,
    ];

    /// The word in the outbox.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// The letter that a fact sends to the resident, if it sends one.
///
/// Every change of state that somebody else made sends one; steps inside the office
/// (claiming, proposing, sending back) do not.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each fact")]
pub const fn letters_of(event: &Event) -> Option<LetterKind> {
    match event {
        Event::Filed { waits_until: None, .. } => Some(LetterKind::Received),
        Event::Filed { waits_until: Some(_), .. } => Some(LetterKind::Waiting),
        Event::PlaceGiven { .. } => Some(LetterKind::PlaceGiven),
        Event::WaitEnded { .. } => Some(LetterKind::WaitEnded),
        Event::Paid { .. } => Some(LetterKind::PaymentReceived),
        Event::Lapsed { .. } => Some(LetterKind::Lapsed),
        Event::Refunded { .. } => Some(LetterKind::Refunded),
        Event::FeeAsked { .. } => Some(LetterKind::FeeAsked),
        Event::PaymentNearing { .. } => Some(LetterKind::PaymentNearing),
        Event::FeeWaived { .. } => Some(LetterKind::FeeWaived),
        Event::DueMoved { .. } => Some(LetterKind::DueMoved),
        Event::CorrectionRequested { .. } => Some(LetterKind::CorrectionRequested),
        Event::CorrectionExtended { .. } => Some(LetterKind::CorrectionExtended),
        Event::CorrectionCancelled { .. } => Some(LetterKind::CorrectionCancelled),
        Event::CorrectedFor { .. } => Some(LetterKind::CorrectedFor),
        Event::Resubmitted { taken: Some(_), .. } => Some(LetterKind::AnswerTaken),
        Event::CorrectionNearing { .. } => Some(LetterKind::CorrectionNearing),
        Event::CorrectionReminded { .. } => Some(LetterKind::CorrectionReminder),
        Event::Drawn { .. } => Some(LetterKind::Drawn),
        Event::MovedUp { .. } => Some(LetterKind::MovedUp),
        Event::Approved { .. } => Some(LetterKind::Approved),
        Event::Refused { dismissed: false, .. } => Some(LetterKind::Refused),
        Event::Refused { dismissed: true, .. } => Some(LetterKind::Dismissed),
        Event::Completed { .. } => Some(LetterKind::Completed),
        Event::DecidedByRule { rule, .. } => Some(match rule.verdict {
            RuleVerdict::Approve => LetterKind::Approved,
            RuleVerdict::Record => LetterKind::Completed,
        }),
        Event::Reopened { .. } => Some(LetterKind::Reopened),
        Event::Withdrawn { .. } => Some(LetterKind::Withdrawn),
        Event::Closed { .. } => Some(LetterKind::Closed),
        Event::MessageSent { by: Some(_), .. } => Some(LetterKind::Message),
        Event::MessageSent { by: None, .. }
        | Event::Answered { .. }
        | Event::Attached { .. }
        | Event::PaidTooLate { .. }
        | Event::PaymentQuestioned { .. }
        | Event::RefundProposed { .. }
        | Event::RefundRejected { .. }
        | Event::RefundApproved { .. }
        | Event::RefundFailed { .. }
        | Event::Labelled { .. }
        | Event::Unlabelled { .. }
        | Event::Linked { .. }
        | Event::Unlinked { .. }
        | Event::Claimed { .. }
        | Event::Assigned { .. }
        | Event::Resubmitted { taken: None, .. }
        | Event::Proposed { .. }
        | Event::Released { .. }
        | Event::HandedOver { .. }
        | Event::PutFirst { .. }
        | Event::PutFirstCleared { .. }
        | Event::Protected { .. }
        | Event::Unprotected { .. }
        | Event::FindingChecked { .. }
        | Event::Compared { .. }
        | Event::Passed { .. }
        | Event::Recalled { .. }
        | Event::Raised { .. }
        | Event::SentBack { .. }
        | Event::Consulted { .. }
        | Event::ConsultationAnswered { .. }
        | Event::ConsultationCancelled { .. }
        | Event::ConsultationOverruled { .. }
        | Event::ReadAfter { .. }
        | Event::Sampled { .. }
        | Event::ReopeningProposed { .. }
        | Event::ReopeningRejected { .. }
        | Event::NoticeVoided { .. }
        | Event::NoticePosted { .. }
        | Event::NoticeReturned { .. }
        | Event::AddressConfirmed { .. }
        | Event::NoticeHandedOut { .. }
        | Event::NoticeOpened { .. }
        | Event::Noted { .. }
        | Event::SensitiveViewed { .. }
        | Event::Viewed { .. }
        | Event::CodeReissued { .. } => None,
    }
}
