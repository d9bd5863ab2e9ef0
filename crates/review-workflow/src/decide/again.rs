//! A case that is over, and is to be decided anew.

use kernel::{Instant, StaffId};

use super::{fitting, said};
use crate::{Case, Command, Deadline, Event, Ground, Hearing, Policy, Refusal, ReopeningRefusal};

/// What somebody wants, and what a second person answers.
pub(super) fn anew(
    case: &Case,
    command: Command,
    by: StaffId,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    if let Command::ProposeReopening { ground, reason, hearing } = command {
        return wanted_anew(case, ground, &reason, hearing, by, at);
    }
    if let Command::RejectReopening { reason } = command {
        let reason = said(&reason, Refusal::ReasonMissing)?;
        return Ok(Event::ReopeningRejected { at, by, reason });
    }
    reopened(case, policy, by, at)
}

fn wanted_anew(
    case: &Case,
    ground: Ground,
    reason: &str,
    hearing: Option<Hearing>,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    if !ground.fits(case) {
        return Err(ReopeningRefusal::GroundUnfit.into());
    }
    let reason = said(reason, Refusal::ReasonMissing)?;
    let hearing = hearing.filter(|_| ground.asks_for_hearing());
    if let Some(Hearing::Exempt { rule }) = &hearing {
        fitting(rule)?;
    }
    let is_heard = hearing.as_ref().is_some_and(|hearing| hearing.is_sound(at.day()));
    if ground.asks_for_hearing() && !is_heard {
        return Err(ReopeningRefusal::HearingMissing.into());
    }
    Ok(Event::ReopeningProposed { at, by, ground, reason, hearing })
}

fn reopened(case: &Case, policy: &Policy, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    let wanted = case.reopening.as_ref().ok_or(ReopeningRefusal::NotWanted)?;
    let (ground, reason) = (wanted.ground, wanted.reason.clone());
    let deadline = Deadline::on_reopening(case, policy, at);
    Ok(Event::Reopened { at, by, ground, reason, deadline })
}
