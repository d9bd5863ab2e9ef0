//! What this very person may do: whose case it is, and who prepared it.

use kernel::StaffId;

use crate::{Case, CommandKind, LineRefusal, Refusal, ReopeningRefusal, State};

/// What this very person may do.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each command")]
pub(super) fn permit_person(
    case: &Case,
    command: CommandKind,
    staff: &StaffId,
) -> Result<(), Refusal> {
    match command {
        // What left somebody's hands is dealt with by whoever is there.
        CommandKind::Complete | CommandKind::AskFee | CommandKind::WaiveFee
            if matches!(case.state, State::Approved | State::AwaitingPayment) =>
        {
            Ok(())
        }
        // Who decides may ask as well, while it lies before them.
        CommandKind::Consult if case.state == State::AwaitingApproval => Ok(()),
        CommandKind::Claim
        | CommandKind::Assign
        | CommandKind::Release
        | CommandKind::HandOver
        | CommandKind::RequestCorrection
        | CommandKind::CorrectFor
        | CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Consult
        | CommandKind::Propose => permit_holder(case, staff),
        // What nobody approves is over with this: a second person looks at what was mended.
        CommandKind::Complete => {
            permit_holder(case, staff)?;
            permit_other_than_mender(case, staff)
        }
        CommandKind::Settle => {
            permit_holder(case, staff)?;
            permit_stranger(case, staff)?;
            permit_other_than_mender(case, staff)
        }
        CommandKind::Approve | CommandKind::Refuse | CommandKind::Pass | CommandKind::Raise => {
            permit_decider(case, staff)
        }
        CommandKind::Close => permit_stranger(case, staff),
        CommandKind::Overrule => permit_unprepared(case, staff),
        CommandKind::Recall => permit_proposer(case, staff),
        CommandKind::Reopen => permit_second(case, staff),
        CommandKind::Sample => permit_other_than_decider(case, staff),
        CommandKind::ReadAfter if case.is_unread_by(staff) => Ok(()),
        CommandKind::ReadAfter => Err(LineRefusal::NotInPlaceOf.into()),
        CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::PutFirst
        | CommandKind::ClearFirst
        | CommandKind::Label
        | CommandKind::Unlabel
        | CommandKind::Link
        | CommandKind::Unlink
        | CommandKind::Protect
        | CommandKind::Unprotect
        | CommandKind::MoveDue
        | CommandKind::Check
        | CommandKind::Compare
        // Who asked may be away when the resident calls.
        | CommandKind::ExtendCorrection
        | CommandKind::CancelCorrection
        | CommandKind::TakeAnswer
        | CommandKind::Resubmit
        | CommandKind::Remind
        | CommandKind::SendBack
        | CommandKind::ProposeReopening
        | CommandKind::RejectReopening
        | CommandKind::AnswerConsultation
        // Who asked may be away when no answer is needed any more.
        | CommandKind::CancelConsultation
        | CommandKind::Withdraw
        // Whoever is there when the applicant comes or calls.
        | CommandKind::TakeWithdrawal
        | CommandKind::VoidNotice
        | CommandKind::PostOut
        | CommandKind::ComeBack
        | CommandKind::ConfirmAddress
        | CommandKind::HandOut
        | CommandKind::Note
        | CommandKind::Message
        | CommandKind::MarkAnswered
        | CommandKind::Attach => Ok(()),
    }
}

/// Nobody agrees with themselves, nor for what they filed.
fn permit_second(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    permit_stranger(case, staff)?;
    match &case.reopening {
        Some(wanted) if wanted.by == *staff => Err(ReopeningRefusal::SamePerson.into()),
        Some(_) | None => Ok(()),
    }
}

/// Nobody speaks for what they filed or prepared.
fn permit_unprepared(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    permit_stranger(case, staff)?;
    if case.was_prepared_by(staff) { Err(Refusal::OwnPreparation) } else { Ok(()) }
}

/// Nobody looks at their own decision, nor at one that they filed or prepared.
fn permit_other_than_decider(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    if case.sample.as_ref().is_some_and(|sample| sample.of.as_ref() == Some(staff)) {
        return Err(LineRefusal::OwnDecision.into());
    }
    permit_unprepared(case, staff)
}

fn permit_other_than_mender(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    if case.mended_by.contains(staff) { Err(Refusal::OwnPreparation) } else { Ok(()) }
}

fn permit_holder(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    match &case.assignee {
        Some(holder) if holder != staff => Err(Refusal::HeldByAnother { holder: holder.clone() }),
        Some(_) | None => Ok(()),
    }
}

/// Nobody decides what they filed.
fn permit_stranger(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    if case.filed_by.as_ref() == Some(staff) { Err(Refusal::OwnFiling) } else { Ok(()) }
}

/// Nobody decides or passes on what they prepared or proposed, and everybody acts on one step.
fn permit_decider(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    permit_stranger(case, staff)?;
    let acted = case.proposal.as_ref().is_some_and(|proposal| proposal.passed.contains(staff));
    if acted || case.was_prepared_by(staff) { Err(Refusal::OwnPreparation) } else { Ok(()) }
}

fn permit_proposer(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    match &case.proposal {
        Some(proposal) if proposal.by != *staff => Err(LineRefusal::NotProposer.into()),
        Some(proposal) if !proposal.passed.is_empty() => Err(LineRefusal::StepHasActed.into()),
        Some(_) | None => Ok(()),
    }
}
