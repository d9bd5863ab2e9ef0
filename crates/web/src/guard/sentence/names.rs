//! What the office calls decisions, ranks and states.

use kernel::Rank;
use review_workflow::{State, Verdict};

/// A decision as the office calls it.
pub const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "承認",
        Verdict::ApproveInPart => "一部・条件付きの承認",
        Verdict::Refuse => "不承認",
        Verdict::Dismiss => "却下",
    }
}

/// A rank as the office calls it.
pub const fn rank_name(rank: Rank) -> &'static str {
    match rank {
        Rank::Staff => "担当者",
        Rank::Chief => "係長",
        Rank::Section => "課長",
        Rank::Division => "部長",
        Rank::Bureau => "局長・区長",
        Rank::Mayor => "市長",
    }
}

/// The state as the office calls it.
pub const fn state_name(state: State) -> &'static str {
    match state {
        State::Waiting => "キャンセル待ち",
        State::AwaitingPayment => "支払い待ち",
        State::Received => "未着手",
        State::InReview => "審査中",
        State::CorrectionRequested => "補正待ち",
        State::AwaitingApproval => "決裁待ち",
        State::Approved => "承認済み",
        State::Completed => "完了",
        State::Refused => "不承認・却下",
        State::Withdrawn => "取下げ",
        State::Lapsed => "失効・終了",
    }
}
