//! From a command to facts, or to the rule that refuses it.
//!
//! Whether the command is open to the actor at all is settled in `permit`; here its
//! content is looked at and the facts are written down.

use kernel::{Instant, StaffId, Yen};

use crate::{
    Actor, Case, Command, Deadline, Event, Filing, Policy, Refusal, Remark, Verdict, due, permit,
};

/// Characters of a reason, note, message or remark.
pub const MAX_TEXT: usize = 4_000;

/// Remarks in one correction request.
pub const MAX_REMARKS: usize = 100;

/// The first fact of a case: it has arrived. When a fee is owed, the clock stands
/// still until it is paid.
pub fn file(filing: Filing, policy: &Policy, now: Instant) -> Event {
    Event::Filed {
        at: now,
        case: filing.id,
        shape: policy.shape,
        by: filing.filed_by,
        payment_due_at: filing
            .owes_fee
            .then(|| due::first_payment_due_at(policy, filing.pay_by, now)),
        deadline: (!filing.owes_fee).then(|| Deadline::on_arrival(policy, now)),
    }
}

/// The facts that `command` makes of `case`, or the rule that refuses it.
pub fn decide(
    case: &Case,
    command: Command,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Result<Vec<Event>, Refusal> {
    let kind = command.kind();
    permit(case, kind, actor, policy, now)?;
    let fact = match actor {
        Actor::Staff(authority) => {
            by_staff(case, command, authority.person().clone(), policy, now)?
        }
        Actor::Resident | Actor::System => by_others(case, command, policy, now)?,
    };
    Ok(vec![fact])
}

/// What the resident and the house itself do.
fn by_others(
    case: &Case,
    command: Command,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    let deadline = || Deadline::on_resuming(case, policy, at);
    match command {
        Command::Pay { payment } => Ok(Event::Paid { at, payment, deadline: deadline() }),
        Command::Lapse => Ok(Event::Lapsed { at }),
        Command::Remind => Ok(reminder(case, at)),
        Command::Resubmit { revision } => {
            let expected = case.revision.saturating_add(1);
            if revision == expected {
                Ok(Event::Resubmitted { at, revision, deadline: deadline() })
            } else {
                Err(Refusal::RevisionOutOfOrder { expected })
            }
        }
        Command::Withdraw { reason } => Ok(Event::Withdrawn { at, reason: fitting(&reason)? }),
        Command::Message { text } => {
            Ok(Event::MessageSent { at, by: None, text: said(&text, Refusal::TextMissing)? })
        }
        Command::Claim
        | Command::Assign { .. }
        | Command::Release { .. }
        | Command::RequestCorrection { .. }
        | Command::AskFee { .. }
        | Command::WaiveFee { .. }
        | Command::Propose { .. }
        | Command::SendBack { .. }
        | Command::Approve { .. }
        | Command::Refuse { .. }
        | Command::Complete
        | Command::Note { .. } => Err(Refusal::NotYours { command: command.kind() }),
    }
}

/// Before the last day it is near, afterwards it has passed.
fn reminder(case: &Case, at: Instant) -> Event {
    match case.correction.as_ref().map(|asked| asked.due_on) {
        Some(due_on) if at.day() <= due_on => Event::CorrectionNearing { at, due_on },
        due_on => Event::CorrectionReminded { at, due_on },
    }
}

/// What the office does.
fn by_staff(
    case: &Case,
    command: Command,
    by: StaffId,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    let kind = command.kind();
    // A clock that stands still runs again with what goes on without the resident.
    let resuming = || case.clock_stopped_at.map(|_since| Deadline::on_resuming(case, policy, at));
    match command {
        Command::Claim => Ok(Event::Claimed { at, by }),
        Command::Assign { to } => Ok(Event::Assigned { at, by, to }),
        Command::Release { reason } => Ok(Event::Released { at, by, reason }),
        Command::RequestCorrection { remarks, due_on } => {
            let due_on = due_on.unwrap_or_else(|| due::correction_due_on(policy, at));
            if due_on <= at.day() {
                return Err(Refusal::DayNotAhead);
            }
            Ok(Event::CorrectionRequested { at, by, remarks: checked(remarks)?, due_on })
        }
        Command::AskFee { payment, amount, due_on } => {
            if amount <= Yen::ZERO {
                return Err(Refusal::NothingToPay);
            }
            let payment_due_at = match due_on {
                Some(day) if day <= at.day() => return Err(Refusal::DayNotAhead),
                Some(day) => due::end_of(day),
                None => due::payment_due_at(policy, at),
            };
            Ok(Event::FeeAsked { at, by, payment, amount, payment_due_at })
        }
        Command::WaiveFee { reason } => {
            let reason = said(&reason, Refusal::ReasonMissing)?;
            Ok(Event::FeeWaived { at, by, reason, deadline: resuming() })
        }
        Command::Propose { verdict, reason } => {
            let reason = match verdict {
                Verdict::Approve => fitting(&reason)?,
                Verdict::Refuse => said(&reason, Refusal::ReasonMissing)?,
            };
            Ok(Event::Proposed { at, by, verdict, reason, deadline: resuming() })
        }
        Command::SendBack { reason } => {
            Ok(Event::SentBack { at, by, reason: said(&reason, Refusal::ReasonMissing)? })
        }
        Command::Approve { against_proposal } => {
            as_proposed(case, Verdict::Approve, against_proposal)?;
            Ok(Event::Approved { at, by, reason: proposed_reason(case, Verdict::Approve) })
        }
        Command::Refuse { reason, against_proposal } => {
            as_proposed(case, Verdict::Refuse, against_proposal)?;
            Ok(Event::Refused { at, by, reason: reason_to_refuse(case, &reason)? })
        }
        Command::Complete => Ok(Event::Completed { at, by }),
        Command::Note { text } => {
            Ok(Event::Noted { at, by, text: said(&text, Refusal::TextMissing)? })
        }
        Command::Message { text } => {
            Ok(Event::MessageSent { at, by: Some(by), text: said(&text, Refusal::TextMissing)? })
        }
        Command::Pay { .. }
        | Command::Lapse
        | Command::Resubmit { .. }
        | Command::Remind
        | Command::Withdraw { .. } => Err(Refusal::NotYours { command: kind }),
    }
}

/// Nobody decides the opposite of what was proposed without saying that they mean it.
fn as_proposed(case: &Case, verdict: Verdict, against_proposal: bool) -> Result<(), Refusal> {
    match &case.proposal {
        Some(proposal) if proposal.verdict != verdict && !against_proposal => {
            Err(Refusal::AgainstProposal { proposed: proposal.verdict })
        }
        Some(_) | None => Ok(()),
    }
}

/// The reason of a proposal that goes the same way; empty when there is none.
fn proposed_reason(case: &Case, verdict: Verdict) -> String {
    case.proposal
        .as_ref()
        .filter(|proposal| proposal.verdict == verdict)
        .map(|proposal| proposal.reason.clone())
        .unwrap_or_default()
}

/// What was stated, else the reason of a proposal to refuse; one of them is needed.
fn reason_to_refuse(case: &Case, stated: &str) -> Result<String, Refusal> {
    let stated = fitting(stated)?;
    let reason = if stated.is_empty() { proposed_reason(case, Verdict::Refuse) } else { stated };
    said(&reason, Refusal::ReasonMissing)
}

fn checked(remarks: Vec<Remark>) -> Result<Vec<Remark>, Refusal> {
    if remarks.is_empty() || remarks.iter().any(|remark| !remark.at.starts_with('/')) {
        return Err(Refusal::RemarksMissing);
    }
    if remarks.len() > MAX_REMARKS {
        return Err(Refusal::TooManyRemarks { limit: MAX_REMARKS });
    }
    remarks
        .into_iter()
        .map(|Remark { at, text }| {
            said(&text, Refusal::RemarksMissing).map(|text| Remark { at, text })
        })
        .collect()
}

/// The text without blank ends, or `missing` when nothing is left.
fn said(text: &str, missing: Refusal) -> Result<String, Refusal> {
    let text = fitting(text)?;
    if text.is_empty() { Err(missing) } else { Ok(text) }
}

/// The text without blank ends.
fn fitting(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().any(is_unseen) {
        return Err(Refusal::UnseenCharacter);
    }
    if text.chars().count() > MAX_TEXT {
        Err(Refusal::TextTooLong { limit: MAX_TEXT })
    } else {
        Ok(text.to_owned())
    }
}

/// A character that nobody sees and that makes a text ring, vanish or read backwards:
/// controls other than line ends and tabs, and what turns the direction of writing.
fn is_unseen(c: char) -> bool {
    let of_a_text = matches!(c, '\n' | '\r' | '\t');
    (c.is_control() && !of_a_text) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
