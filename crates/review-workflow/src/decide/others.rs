//! What the resident and the house itself do with a case.

use kernel::Instant;

use super::{fitting, next, said_to};
use crate::{Case, Command, Deadline, Event, Policy, Refusal};

/// What the resident and the house itself do.
#[expect(clippy::too_many_lines, reason = "one line for each command")]
pub(super) fn by_others(
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
        Command::Resubmit { revision, findings } => {
            let revision = next(case, revision)?;
            Ok(Event::Resubmitted { at, revision, deadline: deadline(), findings, taken: None })
        }
        Command::Withdraw { reason } => {
            Ok(Event::Withdrawn { at, reason: fitting(&reason)?, taken: None })
        }
        Command::Message { text, files } => said_to(None, &text, files, at),
        Command::Claim
        | Command::Assign { .. }
        | Command::Release { .. }
        | Command::HandOver { .. }
        | Command::PutFirst { .. }
        | Command::Protect { .. }
        | Command::Unprotect { .. }
        | Command::ClearFirst
        | Command::Label { .. }
        | Command::Unlabel { .. }
        | Command::Link { .. }
        | Command::Unlink { .. }
        | Command::MoveDue { .. }
        | Command::RequestCorrection { .. }
        | Command::ExtendCorrection { .. }
        | Command::CancelCorrection { .. }
        | Command::CorrectFor { .. }
        | Command::TakeAnswer { .. }
        | Command::AskFee { .. }
        | Command::WaiveFee { .. }
        | Command::Check { .. }
        | Command::Compare { .. }
        | Command::Settle
        | Command::Propose { .. }
        | Command::Pass { .. }
        | Command::Recall
        | Command::Raise { .. }
        | Command::SendBack { .. }
        | Command::Approve { .. }
        | Command::Refuse { .. }
        | Command::Complete
        | Command::Consult { .. }
        | Command::AnswerConsultation { .. }
        | Command::CancelConsultation { .. }
        | Command::Overrule { .. }
        | Command::ReadAfter
        | Command::Sample { .. }
        | Command::ProposeReopening { .. }
        | Command::Reopen
        | Command::RejectReopening { .. }
        | Command::VoidNotice { .. }
        | Command::PostOut { .. }
        | Command::ComeBack { .. }
        | Command::ConfirmAddress { .. }
        | Command::HandOut { .. }
        | Command::TakeWithdrawal { .. }
        | Command::Close { .. }
        | Command::Note { .. }
        | Command::MarkAnswered
        | Command::Attach { .. } => Err(Refusal::NotYours { command: command.kind() }),
    }
}

/// Before the last day it is near, afterwards it has passed; what is not paid then has lapsed.
fn reminder(case: &Case, at: Instant) -> Event {
    if let Some(due_at) = case.payment_due_at {
        return Event::PaymentNearing { at, due_on: due_at.last_day() };
    }
    match case.correction.as_ref().map(|asked| asked.due_on) {
        Some(due_on) if at.day() <= due_on => Event::CorrectionNearing { at, due_on },
        due_on => Event::CorrectionReminded { at, due_on },
    }
}
