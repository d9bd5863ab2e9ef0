//! What every fact tells of itself: its word, when it happened, and who did it.

use kernel::{Instant, StaffId};

use super::Event;
use crate::Verdict;

/// The word of [`Event::Released`]: "take the next one" offers nobody what they have put back.
pub const RELEASED: &str = "released";

impl Event {
    /// The words of the events that leave a case as it stands: there is no end to them.
    pub const ASIDE: [&str; 9] = [
        "noted",
        "message-sent",
        "answered",
        "sensitive-viewed",
        "viewed",
        "code-reissued",
        "labelled",
        "unlabelled",
        "compared",
    ];

    /// The words of the events by which somebody of the office looked at a case, and did nothing.
    pub const LOOKS: [&str; 2] = ["sensitive-viewed", "viewed"];

    /// Which way it decides, if it is a decision.
    pub const fn verdict(&self) -> Option<Verdict> {
        if let Self::Approved { terms, .. } = self {
            return Some(match terms {
                Some(_) => Verdict::ApproveInPart,
                None => Verdict::Approve,
            });
        }
        if let Self::Refused { dismissed, .. } = self {
            return Some(if *dismissed { Verdict::Dismiss } else { Verdict::Refuse });
        }
        None
    }

    /// The word of its `type`.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each fact")]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "filed",
            Self::PlaceGiven { .. } => "place-given",
            Self::WaitEnded { .. } => "wait-ended",
            Self::Paid { .. } => "paid",
            Self::PaidTooLate { .. } => "paid-too-late",
            Self::PaymentQuestioned { .. } => "payment-questioned",
            Self::RefundProposed { .. } => "refund-proposed",
            Self::RefundRejected { .. } => "refund-rejected",
            Self::RefundApproved { .. } => "refund-approved",
            Self::RefundFailed { .. } => "refund-failed",
            Self::Refunded { .. } => "refunded",
            Self::Lapsed { .. } => "lapsed",
            Self::Claimed { .. } => "claimed",
            Self::Assigned { .. } => "assigned",
            Self::Released { .. } => RELEASED,
            Self::HandedOver { .. } => "handed-over",
            Self::PutFirst { .. } => "put-first",
            Self::PutFirstCleared { .. } => "put-first-cleared",
            Self::Labelled { .. } => "labelled",
            Self::Unlabelled { .. } => "unlabelled",
            Self::Linked { .. } => "linked",
            Self::Unlinked { .. } => "unlinked",
            Self::Protected { .. } => "protected",
            Self::Unprotected { .. } => "unprotected",
            Self::DueMoved { .. } => "due-moved",
            Self::CorrectionRequested { .. } => "correction-requested",
            Self::CorrectionExtended { .. } => "correction-extended",
            Self::CorrectionCancelled { .. } => "correction-cancelled",
            Self::CorrectionNearing { .. } => "correction-nearing",
            Self::CorrectionReminded { .. } => "correction-reminded",
            Self::CorrectedFor { .. } => "corrected-for",
            Self::Resubmitted { .. } => "resubmitted",
            Self::FeeAsked { .. } => "fee-asked",
            Self::PaymentNearing { .. } => "payment-nearing",
            Self::FeeWaived { .. } => "fee-waived",
            Self::Proposed { .. } => "proposed",
            Self::FindingChecked { .. } => "finding-checked",
            Self::Compared { .. } => "compared",
            Self::Passed { .. } => "passed",
            Self::Recalled { .. } => "recalled",
            Self::Raised { .. } => "raised",
            Self::SentBack { .. } => "sent-back",
            Self::Approved { .. } => "approved",
            Self::Refused { .. } => "refused",
            Self::Completed { .. } => "completed",
            Self::DecidedByRule { .. } => "decided-by-rule",
            Self::Consulted { .. } => "consulted",
            Self::ConsultationAnswered { .. } => "consultation-answered",
            Self::ConsultationCancelled { .. } => "consultation-cancelled",
            Self::ConsultationOverruled { .. } => "consultation-overruled",
            Self::ReadAfter { .. } => "read-after",
            Self::Sampled { .. } => "sampled",
            Self::Drawn { .. } => "drawn",
            Self::MovedUp { .. } => "moved-up",
            Self::ReopeningProposed { .. } => "reopening-proposed",
            Self::Reopened { .. } => "reopened",
            Self::ReopeningRejected { .. } => "reopening-rejected",
            Self::NoticeVoided { .. } => "notice-voided",
            Self::NoticePosted { .. } => "notice-posted",
            Self::NoticeReturned { .. } => "notice-returned",
            Self::AddressConfirmed { .. } => "address-confirmed",
            Self::NoticeHandedOut { .. } => "notice-handed-out",
            Self::NoticeOpened { .. } => "notice-opened",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Closed { .. } => "closed",
            Self::Noted { .. } => "noted",
            Self::MessageSent { .. } => "message-sent",
            Self::Answered { .. } => "answered",
            Self::Attached { .. } => "attached",
            Self::SensitiveViewed { .. } => "sensitive-viewed",
            Self::Viewed { .. } => "viewed",
            Self::CodeReissued { .. } => "code-reissued",
        }
    }

    /// When it happened.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each fact")]
    pub const fn at(&self) -> Instant {
        match self {
            Self::Filed { at, .. }
            | Self::PlaceGiven { at, .. }
            | Self::WaitEnded { at }
            | Self::Paid { at, .. }
            | Self::PaidTooLate { at, .. }
            | Self::PaymentQuestioned { at, .. }
            | Self::RefundProposed { at, .. }
            | Self::RefundRejected { at, .. }
            | Self::RefundApproved { at, .. }
            | Self::RefundFailed { at, .. }
            | Self::Refunded { at, .. }
            | Self::Lapsed { at }
            | Self::Claimed { at, .. }
            | Self::Assigned { at, .. }
            | Self::Released { at, .. }
            | Self::HandedOver { at, .. }
            | Self::PutFirst { at, .. }
            | Self::PutFirstCleared { at, .. }
            | Self::Labelled { at, .. }
            | Self::Unlabelled { at, .. }
            | Self::Linked { at, .. }
            | Self::Unlinked { at, .. }
            | Self::Protected { at, .. }
            | Self::Unprotected { at, .. }
            | Self::DueMoved { at, .. }
            | Self::CorrectionRequested { at, .. }
            | Self::CorrectionExtended { at, .. }
            | Self::CorrectionCancelled { at, .. }
            | Self::CorrectionNearing { at, .. }
            | Self::CorrectionReminded { at, .. }
            | Self::CorrectedFor { at, .. }
            | Self::Resubmitted { at, .. }
            | Self::FeeAsked { at, .. }
            | Self::PaymentNearing { at, .. }
            | Self::FeeWaived { at, .. }
            | Self::Proposed { at, .. }
            | Self::FindingChecked { at, .. }
            | Self::Compared { at, .. }
            | Self::Passed { at, .. }
            | Self::Recalled { at, .. }
            | Self::Raised { at, .. }
            | Self::SentBack { at, .. }
            | Self::Approved { at, .. }
            | Self::Refused { at, .. }
            | Self::Completed { at, .. }
            | Self::Consulted { at, .. }
            | Self::ConsultationAnswered { at, .. }
            | Self::ConsultationCancelled { at, .. }
            | Self::DecidedByRule { at, .. }
            | Self::ConsultationOverruled { at, .. }
            | Self::ReadAfter { at, .. }
            | Self::Sampled { at, .. }
            | Self::Drawn { at, .. }
            | Self::MovedUp { at, .. }
            | Self::ReopeningProposed { at, .. }
            | Self::Reopened { at, .. }
            | Self::ReopeningRejected { at, .. }
            | Self::NoticeVoided { at, .. }
            | Self::NoticePosted { at, .. }
            | Self::NoticeReturned { at, .. }
            | Self::AddressConfirmed { at, .. }
            | Self::NoticeHandedOut { at, .. }
            | Self::NoticeOpened { at, .. }
            | Self::Withdrawn { at, .. }
            | Self::Closed { at, .. }
            | Self::Noted { at, .. }
            | Self::MessageSent { at, .. }
            | Self::Answered { at, .. }
            | Self::Attached { at, .. }
            | Self::SensitiveViewed { at, .. }
            | Self::Viewed { at, .. }
            | Self::CodeReissued { at, .. } => *at,
        }
    }

    /// The member of staff who did it; nobody when the resident or the house did.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each fact")]
    pub const fn by(&self) -> Option<&StaffId> {
        match self {
            Self::Claimed { by, .. }
            | Self::Assigned { by, .. }
            | Self::Released { by, .. }
            | Self::HandedOver { by, .. }
            | Self::PutFirst { by, .. }
            | Self::PutFirstCleared { by, .. }
            | Self::Labelled { by, .. }
            | Self::Unlabelled { by, .. }
            | Self::Linked { by, .. }
            | Self::Unlinked { by, .. }
            | Self::Protected { by, .. }
            | Self::Unprotected { by, .. }
            | Self::DueMoved { by, .. }
            | Self::CorrectionRequested { by, .. }
            | Self::CorrectionExtended { by, .. }
            | Self::CorrectionCancelled { by, .. }
            | Self::CorrectedFor { by, .. }
            | Self::FeeAsked { by, .. }
            | Self::FeeWaived { by, .. }
            | Self::RefundProposed { by, .. }
            | Self::RefundRejected { by, .. }
            | Self::RefundApproved { by, .. }
            | Self::Proposed { by, .. }
            | Self::FindingChecked { by, .. }
            | Self::Compared { by, .. }
            | Self::Passed { by, .. }
            | Self::Recalled { by, .. }
            | Self::Raised { by, .. }
            | Self::SentBack { by, .. }
            | Self::Approved { by, .. }
            | Self::Refused { by, .. }
            | Self::Completed { by, .. }
            | Self::Consulted { by, .. }
            | Self::ConsultationAnswered { by, .. }
            | Self::ConsultationCancelled { by, .. }
            | Self::ConsultationOverruled { by, .. }
            | Self::ReadAfter { by, .. }
            | Self::Sampled { by, .. }
            | Self::Drawn { by, .. }
            | Self::MovedUp { by, .. }
            | Self::ReopeningProposed { by, .. }
            | Self::Reopened { by, .. }
            | Self::ReopeningRejected { by, .. }
            | Self::NoticeVoided { by, .. }
            | Self::NoticePosted { by, .. }
            | Self::NoticeReturned { by, .. }
            | Self::AddressConfirmed { by, .. }
            | Self::NoticeHandedOut { by, .. }
            | Self::Closed { by, .. }
            | Self::Noted { by, .. }
            | Self::Answered { by, .. }
            | Self::Attached { by, .. }
            | Self::SensitiveViewed { by, .. }
            | Self::Viewed { by, .. }
            | Self::CodeReissued { by, .. } => Some(by),
            Self::Filed { by, .. } | Self::MessageSent { by, .. } => by.as_ref(),
            Self::Withdrawn { taken, .. } | Self::Resubmitted { taken, .. } => match taken {
                Some(taken) => Some(&taken.by),
                None => None,
            },
            Self::PlaceGiven { .. }
            | Self::WaitEnded { .. }
            | Self::Paid { .. }
            | Self::PaidTooLate { .. }
            | Self::PaymentQuestioned { .. }
            | Self::RefundFailed { .. }
            | Self::Refunded { .. }
            | Self::Lapsed { .. }
            | Self::NoticeOpened { .. }
            | Self::DecidedByRule { .. }
            | Self::PaymentNearing { .. }
            | Self::CorrectionNearing { .. }
            | Self::CorrectionReminded { .. } => None,
        }
    }
}
