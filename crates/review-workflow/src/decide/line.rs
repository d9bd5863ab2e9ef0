//! The decision itself: what was proposed, by whom it is made, and in whose place.

use kernel::{Authority, Instant, Rank, StaffId};

use super::said_for;
use crate::{
    Case, Command, CommandKind, Event, Grounds, Policy, Proposal, Refusal, TermsRefusal, Verdict,
    permit::permit_seat,
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
    let (way, by) = (verdict.way(), authority.person().clone());
    let comes_to = as_proposed(case, way, against_proposal)?;
    if verdict != way && verdict != comes_to {
        return Err(TermsRefusal::OnlyAsProposed.into());
    }
    permit_seat(case, kind_of(way), None, authority, policy)?;
    case.permit_consulted(policy.level(comes_to), policy)?;
    let made = Made { verdict: comes_to, grounds, by: by.clone(), in_place_of: None };
    let decided = made.event(case, policy, at)?;
    let skipped = steps_left(case, policy);
    Ok(vec![Event::Raised { at, by, skipped }, decided])
}

const fn kind_of(way: Verdict) -> CommandKind {
    if way.is_in_favour() { CommandKind::Approve } else { CommandKind::Refuse }
}

/// The ranks that have not passed the proposal on.
fn steps_left(case: &Case, policy: &Policy) -> Vec<Rank> {
    let left = case.proposal.as_ref().map(|proposal| {
        let route = policy.level(proposal.verdict).route.iter();
        route.skip(proposal.passed.len()).copied().collect()
    });
    left.unwrap_or_default()
}

/// A decision that is made.
struct Made {
    verdict: Verdict,
    /// Why not, or not more, where whoever decides says it otherwise than the proposal.
    grounds: Grounds,
    by: StaffId,
    in_place_of: Option<StaffId>,
}

impl Made {
    /// The fact that it is.
    fn event(self, case: &Case, policy: &Policy, at: Instant) -> Result<Event, Refusal> {
        let Self { verdict, grounds, by, in_place_of } = self;
        let level = Some(policy.level(verdict).clone());
        let proposal = case.proposal.as_ref().filter(|proposal| proposal.verdict == verdict);
        if verdict.is_in_favour() {
            let proposed = proposal.cloned();
            let (reason, grounds, terms) = proposed
                .map(|proposal| (proposal.reason, proposal.grounds, proposal.terms))
                .unwrap_or_default();
            let sample = None;
            return Ok(Event::Approved {
                at,
                by,
                reason,
                grounds,
                terms,
                level,
                in_place_of,
                sample,
            });
        }
        let (reason, grounds) = reason_against(proposal, verdict, &grounds)?;
        let dismissed = verdict == Verdict::Dismiss;
        Ok(Event::Refused { at, by, reason, grounds, dismissed, level, in_place_of })
    }
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
    let (way, grounds, against_proposal, in_place_of) =
        if let Command::Approve { against_proposal, in_place_of } = command {
            (Verdict::Approve, Grounds::default(), against_proposal, in_place_of)
        } else if let Command::Refuse { grounds, against_proposal, in_place_of } = command {
            (Verdict::Refuse, grounds, against_proposal, in_place_of)
        } else {
            return Err(Refusal::NotYours { command: kind });
        };
    let verdict = as_proposed(case, way, against_proposal)?;
    Made { verdict, grounds, by, in_place_of }.event(case, policy, at)
}

/// What a decision this way comes to. Nobody decides the opposite of what was proposed without
/// saying that they mean it.
fn as_proposed(case: &Case, way: Verdict, against_proposal: bool) -> Result<Verdict, Refusal> {
    match &case.proposal {
        Some(proposal) if proposal.verdict.way() != way && !against_proposal => {
            Err(Refusal::AgainstProposal { proposed: proposal.verdict })
        }
        Some(_) | None => Ok(case.comes_to(way)),
    }
}

/// What was stated, else the grounds of a proposal that goes the same way; one of them is needed.
fn reason_against(
    proposal: Option<&Proposal>,
    verdict: Verdict,
    stated: &Grounds,
) -> Result<(String, Option<Grounds>), Refusal> {
    match proposal {
        Some(proposal) if stated.is_empty() => {
            Ok((proposal.reason.clone(), proposal.grounds.clone()))
        }
        Some(_) | None => said_for(verdict, "", stated),
    }
}
