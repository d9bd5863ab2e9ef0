//! What a letter can be about, in a word: what a department may word for itself.

use std::str::FromStr;

use kernel::{Instant, Yen};
use strum::IntoStaticStr;

use crate::{Before, Matter, PaymentAsked, Reminded, Sums};

/// What a letter is about. Letters of one topic say the same, but for the facts among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Topic {
    /// See [`Matter::Received`], with nothing to pay.
    Received,
    /// The same with a fee that is still to be paid.
    ReceivedUnpaid,
    /// See [`Matter::Waiting`].
    Waiting,
    /// See [`Matter::PlaceGiven`].
    PlaceGiven,
    /// See [`Matter::WaitEnded`].
    WaitEnded,
    /// See [`Matter::PaymentReceived`].
    PaymentReceived,
    /// See [`Matter::FeeAsked`].
    FeeAsked,
    /// See [`Matter::FeeWaived`].
    FeeWaived,
    /// See [`Matter::DueMoved`].
    DueMoved,
    /// See [`Matter::CorrectionRequested`].
    CorrectionRequested,
    /// See [`Matter::CorrectionExtended`].
    CorrectionExtended,
    /// See [`Matter::CorrectionCancelled`].
    CorrectionCancelled,
    /// See [`Matter::CorrectedFor`].
    CorrectedFor,
    /// See [`Matter::AnswerTaken`].
    AnswerTaken,
    /// See [`Matter::Reminder`], of a correction.
    CorrectionNearing,
    /// The same of the fee.
    PaymentNearing,
    /// See [`Matter::CorrectionOverdue`], where the office may refuse.
    CorrectionOverdue,
    /// The same where it ends without the correction.
    CorrectionOverdueRecorded,
    /// See [`Matter::Approved`].
    Approved,
    /// See [`Matter::ApprovedInPart`].
    ApprovedInPart,
    /// See [`Matter::ByRule`], where a rule approved.
    ApprovedByRule,
    /// The same where it recorded.
    RecordedByRule,
    /// See [`Matter::Refused`].
    Refused,
    /// See [`Matter::Dismissed`].
    Dismissed,
    /// See [`Matter::Drawn`].
    Drawn,
    /// See [`Matter::MovedUp`].
    MovedUp,
    /// See [`Matter::Completed`].
    Completed,
    /// See [`Matter::Reopened`].
    Reopened,
    /// The same after it had been withdrawn.
    WithdrawalTakenBack,
    /// The same after it had been closed.
    ClosingTakenBack,
    /// See [`Matter::Withdrawn`].
    Withdrawn,
    /// See [`Matter::Closed`].
    Closed,
    /// See [`Matter::Lapsed`].
    Lapsed,
    /// See [`Matter::Refunded`].
    Refunded,
    /// See [`Matter::Message`].
    Message,
}

/// The text names no topic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no letter is about this")]
pub struct ParseTopicError;

impl Topic {
    /// Every topic, as a case goes on.
    pub const ALL: [Self; 35] = [
        Self::Received,
        Self::ReceivedUnpaid,
        Self::Waiting,
        Self::PlaceGiven,
        Self::WaitEnded,
        Self::PaymentReceived,
        Self::FeeAsked,
        Self::PaymentNearing,
        Self::FeeWaived,
        Self::DueMoved,
        Self::CorrectionRequested,
        Self::CorrectionNearing,
        Self::CorrectionOverdue,
        Self::CorrectionOverdueRecorded,
        Self::CorrectionExtended,
        Self::CorrectionCancelled,
        Self::CorrectedFor,
        Self::AnswerTaken,
        Self::Approved,
        Self::ApprovedInPart,
        Self::Refused,
        Self::Dismissed,
        Self::ApprovedByRule,
        Self::RecordedByRule,
        Self::Drawn,
        Self::MovedUp,
        Self::Completed,
        Self::Reopened,
        Self::Withdrawn,
        Self::WithdrawalTakenBack,
        Self::Closed,
        Self::ClosingTakenBack,
        Self::Lapsed,
        Self::Refunded,
        Self::Message,
    ];

    /// The word for it where templates are kept.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// What a letter is about.
    pub const fn of(matter: &Matter) -> Self {
        match matter {
            Matter::Received { payment: None, .. } => Self::Received,
            Matter::Received { payment: Some(_), .. } => Self::ReceivedUnpaid,
            Matter::Waiting { .. } => Self::Waiting,
            Matter::PlaceGiven => Self::PlaceGiven,
            Matter::WaitEnded => Self::WaitEnded,
            Matter::PaymentReceived { .. } => Self::PaymentReceived,
            Matter::FeeAsked(_) => Self::FeeAsked,
            Matter::FeeWaived => Self::FeeWaived,
            Matter::DueMoved { .. } => Self::DueMoved,
            Matter::CorrectionRequested { .. } => Self::CorrectionRequested,
            Matter::CorrectionExtended { .. } => Self::CorrectionExtended,
            Matter::CorrectionCancelled => Self::CorrectionCancelled,
            Matter::CorrectedFor => Self::CorrectedFor,
            Matter::AnswerTaken => Self::AnswerTaken,
            Matter::Reminder { of: Reminded::Correction, .. } => Self::CorrectionNearing,
            Matter::Reminder { of: Reminded::Payment, .. } => Self::PaymentNearing,
            Matter::CorrectionOverdue { may_be_refused: true, .. } => Self::CorrectionOverdue,
            Matter::CorrectionOverdue { .. } => Self::CorrectionOverdueRecorded,
            Matter::Approved { .. } => Self::Approved,
            Matter::ApprovedInPart { .. } => Self::ApprovedInPart,
            Matter::ByRule { approved: true } => Self::ApprovedByRule,
            Matter::ByRule { approved: false } => Self::RecordedByRule,
            Matter::Refused => Self::Refused,
            Matter::Dismissed => Self::Dismissed,
            Matter::Drawn => Self::Drawn,
            Matter::MovedUp => Self::MovedUp,
            Matter::Completed => Self::Completed,
            Matter::Reopened { before: Before::Result } => Self::Reopened,
            Matter::Reopened { before: Before::Withdrawal } => Self::WithdrawalTakenBack,
            Matter::Reopened { before: Before::Closing } => Self::ClosingTakenBack,
            Matter::Withdrawn => Self::Withdrawn,
            Matter::Closed => Self::Closed,
            Matter::Lapsed => Self::Lapsed,
            Matter::Refunded { .. } => Self::Refunded,
            Matter::Message => Self::Message,
        }
    }

    /// A matter of this topic at a moment, with facts that stand for any other.
    pub fn example(self, at: Instant) -> Matter {
        let (amount, by) = (Yen::new(10_000), at.day());
        let sums = Some(Sums { asked: amount, granted: Yen::new(8_000) });
        match self {
            Self::Received => Matter::Received { received_at: at, payment: None },
            Self::ReceivedUnpaid => {
                let payment = Some(PaymentAsked { amount, by });
                Matter::Received { received_at: at, payment }
            }
            Self::Waiting => Matter::Waiting { received_at: at, until: by },
            Self::PlaceGiven => Matter::PlaceGiven,
            Self::WaitEnded => Matter::WaitEnded,
            Self::PaymentReceived => Matter::PaymentReceived { amount },
            Self::FeeAsked => Matter::FeeAsked(PaymentAsked { amount, by }),
            Self::FeeWaived => Matter::FeeWaived,
            Self::DueMoved => Matter::DueMoved { to: by },
            Self::CorrectionRequested => Matter::CorrectionRequested { by },
            Self::CorrectionExtended => Matter::CorrectionExtended { by },
            Self::CorrectionCancelled => Matter::CorrectionCancelled,
            Self::CorrectedFor => Matter::CorrectedFor,
            Self::AnswerTaken => Matter::AnswerTaken,
            Self::CorrectionNearing => Matter::Reminder { of: Reminded::Correction, by },
            Self::PaymentNearing => Matter::Reminder { of: Reminded::Payment, by },
            Self::CorrectionOverdue => {
                Matter::CorrectionOverdue { by: Some(by), may_be_refused: true }
            }
            Self::CorrectionOverdueRecorded => {
                Matter::CorrectionOverdue { by: Some(by), may_be_refused: false }
            }
            Self::Approved => Matter::Approved { called: None },
            Self::ApprovedInPart => Matter::ApprovedInPart { called: None, sums },
            Self::ApprovedByRule => Matter::ByRule { approved: true },
            Self::RecordedByRule => Matter::ByRule { approved: false },
            Self::Refused => Matter::Refused,
            Self::Dismissed => Matter::Dismissed,
            Self::Drawn => Matter::Drawn,
            Self::MovedUp => Matter::MovedUp,
            Self::Completed => Matter::Completed,
            Self::Reopened => Matter::Reopened { before: Before::Result },
            Self::WithdrawalTakenBack => Matter::Reopened { before: Before::Withdrawal },
            Self::ClosingTakenBack => Matter::Reopened { before: Before::Closing },
            Self::Withdrawn => Matter::Withdrawn,
            Self::Closed => Matter::Closed,
            Self::Lapsed => Matter::Lapsed,
            Self::Refunded => Matter::Refunded { amount },
            Self::Message => Matter::Message,
        }
    }
}

impl FromStr for Topic {
    type Err = ParseTopicError;

    fn from_str(word: &str) -> Result<Self, ParseTopicError> {
        Self::ALL.into_iter().find(|topic| topic.word() == word).ok_or(ParseTopicError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_an_example_of_itself() {
        let now = Instant::parse_rfc3339("2026-11-23T10:04:00+09:00").unwrap();
        for topic in Topic::ALL {
            assert_eq!(Topic::of(&topic.example(now)), topic);
            assert_eq!(topic.word().parse(), Ok(topic));
        }
        assert!("received-twice".parse::<Topic>().is_err());
    }
}
