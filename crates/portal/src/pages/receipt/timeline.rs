//! What happened and what comes next, in plain words.

use chrono::NaiveDate;
use counter::{ChangedField, Happened, Status, TimelineEntry};
use kernel::Language;
use review_workflow::{LaterFee, State};

use crate::wording::Wording;
use ::web::{shown, wording::Phrase};

/// One point of the timeline.
pub(super) struct TimelineItem {
    pub(super) title: Phrase,
    pub(super) when: Option<Phrase>,
    pub(super) detail: Option<Phrase>,
    /// `past`, `now` or `to-come`: the class of its dot.
    pub(super) place: &'static str,
}

/// The whole timeline, from arrival to result.
pub(super) fn timeline(
    status: &Status,
    department: &str,
    today: NaiveDate,
    language: Language,
) -> Vec<TimelineItem> {
    let w = Wording::new(language);
    let mut items: Vec<TimelineItem> = status
        .timeline
        .iter()
        .map(|entry| TimelineItem {
            title: happened(entry.what, w),
            when: Some(Phrase::new(shown::moment(entry.at, today, language))),
            detail: mended(entry, w),
            place: "past",
        })
        .collect();
    let to_come = to_come(Place::of(status), department, w);
    // How it ends is said above, where the definition says it.
    let told_above = !status.result.is_empty();
    let result = to_come.len().saturating_sub(1);
    let due = status.due_on.map(|day| w.due_around(shown::day(day, today, language)));
    items.extend(to_come.into_iter().enumerate().map(|(place, (title, detail))| TimelineItem {
        title,
        when: due.clone().filter(|_| place == result),
        detail: Some(detail).filter(|_| place != result || !told_above),
        place: if place == 0 { "now" } else { "to-come" },
    }));
    items
}

/// What staff mended in the resident's place, or only why they did what they did.
fn mended(entry: &TimelineEntry, w: Wording) -> Option<Phrase> {
    let said = |answer: &str| {
        if answer.is_empty() { w.blank_answer().plain() } else { answer.to_owned() }
    };
    let changed =
        |it: &ChangedField| w.mended_answer(&it.label, said(&it.before), said(&it.after)).plain();
    let told: Vec<String> = entry.changes.iter().map(changed).collect();
    match (told.is_empty(), entry.reason.is_empty()) {
        (true, true) => None,
        (true, false) => Some(w.mended_why(&entry.reason)),
        (false, true) => Some(Phrase::new(told.join("　"))),
        (false, false) => Some(w.mended_because(told.join("　"), &entry.reason)),
    }
}

/// Where a submission stands, as far as it says what lies ahead.
#[derive(Clone, Copy)]
struct Place {
    state: State,
    /// The office has looked at it and asked for the fee.
    fee_was_told: bool,
    is_decided: bool,
}

impl Place {
    fn of(status: &Status) -> Self {
        Self {
            state: status.state,
            fee_was_told: status.later_fee == LaterFee::Asked,
            is_decided: is_decided(&status.timeline),
        }
    }
}

/// Whether it is approved, and nobody has taken that up again.
fn is_decided(timeline: &[TimelineEntry]) -> bool {
    let told = |entry: &&TimelineEntry| approved(entry.what) || entry.what == Happened::Reopened;
    timeline.iter().rfind(told).is_some_and(|entry| approved(entry.what))
}

const fn approved(what: Happened) -> bool {
    matches!(what, Happened::Approved | Happened::ApprovedInPart | Happened::ApprovedByRule)
}

/// The steps that lie ahead; none when it is over.
fn to_come(place: Place, department: &str, w: Wording) -> Vec<(Phrase, Phrase)> {
    let payment = (w.next_payment(), w.next_payment_how());
    let later_payment = (w.next_payment(), w.next_payment_later_how());
    let review = (w.next_review(), w.next_review_how(department));
    let correction = (w.next_correction(), w.next_correction_how());
    let result = (w.next_result(), w.next_result_how());
    match place.state {
        State::Waiting => vec![(w.next_place(), w.next_place_how()), review, result],
        State::AwaitingPayment if place.is_decided => vec![later_payment, result],
        State::AwaitingPayment if place.fee_was_told => vec![later_payment, review, result],
        State::AwaitingPayment => vec![payment, review, result],
        State::Received | State::InReview => vec![review, result],
        State::CorrectionRequested => vec![correction, review, result],
        State::AwaitingApproval | State::Approved => vec![result],
        State::Completed | State::Refused | State::Withdrawn | State::Lapsed => Vec::new(),
    }
}

/// Where it stands, in the words of the resident.
pub(in crate::pages) fn state_name(state: State, w: Wording) -> Phrase {
    match state {
        State::Waiting => w.state_waiting(),
        State::AwaitingPayment => w.state_awaiting_payment(),
        State::Received => w.state_received(),
        State::InReview => w.state_in_review(),
        State::CorrectionRequested => w.state_correction_requested(),
        State::AwaitingApproval => w.state_awaiting_approval(),
        State::Approved => w.state_approved(),
        State::Completed => w.state_completed(),
        State::Refused => w.state_refused(),
        State::Withdrawn => w.state_withdrawn(),
        State::Lapsed => w.state_lapsed(),
    }
}

fn happened(what: Happened, w: Wording) -> Phrase {
    match what {
        Happened::Filed => w.happened_filed(),
        Happened::WaitingBegan => w.happened_waiting_began(),
        Happened::PlaceGiven => w.happened_place_given(),
        Happened::WaitEnded => w.happened_wait_ended(),
        Happened::Paid => w.happened_paid(),
        Happened::PaidTooLate => w.happened_paid_too_late(),
        Happened::Lapsed => w.happened_lapsed(),
        Happened::ReviewStarted => w.happened_review_started(),
        Happened::DueMoved => w.happened_due_moved(),
        Happened::CorrectionRequested => w.happened_correction_requested(),
        Happened::CorrectionExtended => w.happened_correction_extended(),
        Happened::CorrectionCancelled => w.happened_correction_cancelled(),
        Happened::CorrectedFor => w.happened_corrected_for(),
        Happened::AnswerTaken => w.happened_answer_taken(),
        Happened::CorrectionNearing => w.happened_correction_nearing(),
        Happened::CorrectionReminded => w.happened_correction_reminded(),
        Happened::Corrected => w.happened_corrected(),
        Happened::FeeAsked => w.happened_fee_asked(),
        Happened::PaymentNearing => w.happened_payment_nearing(),
        Happened::FeeWaived => w.happened_fee_waived(),
        Happened::DecisionPrepared => w.happened_decision_prepared(),
        Happened::Approved => w.happened_approved(),
        Happened::ApprovedInPart => w.happened_approved_in_part(),
        Happened::ApprovedByRule => w.happened_approved_by_rule(),
        Happened::RecordedByRule => w.happened_recorded_by_rule(),
        Happened::Refused => w.happened_refused(),
        Happened::Dismissed => w.happened_dismissed(),
        Happened::Drawn => w.happened_drawn(),
        Happened::MovedUp => w.happened_moved_up(),
        Happened::Completed => w.happened_completed(),
        Happened::Reopened => w.happened_reopened(),
        Happened::WithdrawalTakenBack => w.happened_withdrawal_taken_back(),
        Happened::Withdrawn => w.happened_withdrawn(),
        Happened::ClosingTakenBack => w.happened_closing_taken_back(),
        Happened::Closed => w.happened_closed(),
        Happened::NoticeVoided => w.happened_notice_voided(),
        Happened::NoticeReplaced => w.happened_notice_replaced(),
        Happened::NoticePosted => w.happened_notice_posted(),
        Happened::PaperCame => w.happened_paper_came(),
        Happened::PaperTaken => w.happened_paper_taken(),
        Happened::WithdrawalTaken => w.happened_withdrawal_taken(),
        Happened::RefundProposed => w.happened_refund_proposed(),
        Happened::RefundRejected => w.happened_refund_rejected(),
        Happened::RefundApproved => w.happened_refund_approved(),
        Happened::RefundFailed => w.happened_refund_failed(),
        Happened::Refunded => w.happened_refunded(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_promises_nothing_more() {
        let w = Wording::new(Language::Japanese);
        for state in State::ALL {
            let over = matches!(
                state,
                State::Completed | State::Refused | State::Withdrawn | State::Lapsed
            );
            for (fee_was_told, is_decided) in [(false, false), (true, false), (true, true)] {
                let place = Place { state, fee_was_told, is_decided };
                assert_eq!(to_come(place, "戸籍住民課", w).is_empty(), over, "{state:?}");
            }
        }
    }
}
