//! The decision itself: what was proposed, by whom it is made, and in whose place.

use kernel::{Authority, Instant, Rank, StaffId};

use super::said_for;
use crate::{
    Case, Command, CommandKind, Event, Grounds, Policy, Refusal, Verdict, permit::permit_seat,
};

/// A decision that somebody higher takes now.
pub(super) struct Raising {
    pub(super) verdict: Verdict,
    pub(super) grounds: Grounds,
    pub(super) against_proposal: bool,
}

/// What was passed over, and the decision. Against what was proposed, the rank of that verdict
/// counts.
pub(super) fn raised(
    case: &Case,
    wanted: Raising,
    authority: &Authority,
    policy: &Policy,
    at: Instant,
) -> Result<Vec<Event>, Refusal> {
    let Raising { verdict, grounds, against_proposal } = wanted;
    as_proposed(case, verdict, against_proposal)?;
    let (command, by) = (verdict_kind(verdict), authority.person().clone());
    permit_seat(case, command, None, authority, policy)?;
    let decided = match verdict {
        Verdict::Approve => approved(proposed_reason(case, verdict), by.clone(), None, policy, at),
        Verdict::Refuse => refused(case, &grounds, by.clone(), None, policy, at)?,
    };
    let skipped = steps_left(case, policy);
    Ok(vec![Event::Raised { at, by, skipped }, decided])
}

const fn verdict_kind(verdict: Verdict) -> CommandKind {
    match verdict {
        Verdict::Approve => CommandKind::Approve,
        Verdict::Refuse => CommandKind::Refuse,
    }
}

/// The ranks that have not passed the proposal on.
fn steps_left(case: &Case, policy: &Policy) -> Vec<Rank> {
    let left = case.proposal.as_ref().map(|proposal| {
        let route = policy.level(proposal.verdict).route.iter();
        route.skip(proposal.passed.len()).copied().collect()
    });
    left.unwrap_or_default()
}

fn approved(
    reason: String,
    by: StaffId,
    in_place_of: Option<StaffId>,
    policy: &Policy,
    at: Instant,
) -> Event {
    let level = Some(policy.approval.clone());
    Event::Approved { at, by, reason, level, in_place_of, sample: None }
}

fn refused(
    case: &Case,
    grounds: &Grounds,
    by: StaffId,
    in_place_of: Option<StaffId>,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    let (reason, grounds) = reason_to_refuse(case, grounds)?;
    let level = Some(policy.refusal.clone());
    Ok(Event::Refused { at, by, reason, grounds, level, in_place_of })
}

/// Whether the seat that a command of the line names is theirs to act for; other commands name none.
pub(super) fn permit_named_seat(
    case: &Case,
    command: &Command,
    authority: &Authority,
    policy: &Policy,
) -> Result<(), Refusal> {
    if let Command::Pass { in_place_of }
    | Command::Approve { in_place_of, .. }
    | Command::Refuse { in_place_of, .. } = command
    {
        return permit_seat(case, command.kind(), in_place_of.as_ref(), authority, policy);
    }
    Ok(())
}

/// The decision of somebody whose turn it is.
pub(super) fn decided(
    case: &Case,
    command: Command,
    by: StaffId,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    let kind = command.kind();
    if let Command::Approve { against_proposal, in_place_of } = command {
        as_proposed(case, Verdict::Approve, against_proposal)?;
        let reason = proposed_reason(case, Verdict::Approve);
        return Ok(approved(reason, by, in_place_of, policy, at));
    }
    if let Command::Refuse { grounds, against_proposal, in_place_of } = command {
        as_proposed(case, Verdict::Refuse, against_proposal)?;
        return refused(case, &grounds, by, in_place_of, policy, at);
    }
    Err(Refusal::NotYours { command: kind })
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

/// What was stated, else the grounds of a proposal to refuse; one of them is needed.
fn reason_to_refuse(case: &Case, stated: &Grounds) -> Result<(String, Option<Grounds>), Refusal> {
    let proposal = case.proposal.as_ref().filter(|it| it.verdict == Verdict::Refuse);
    match proposal {
        Some(proposal) if stated.is_empty() => {
            Ok((proposal.reason.clone(), proposal.grounds.clone()))
        }
        Some(_) | None => said_for(Verdict::Refuse, "", stated),
    }
}
