//! What may be said of a paper, as it stands now.

use casework::{Rows, Standing};
use chrono::NaiveDate;
use kernel::{Authority, Reach};
use review_workflow::{Command, DispatchRefusal, PaperRefusal, Refusal};
use submission_store::{
    Scope,
    dispatches::DispatchState::{self, HandedOut, Opened, Posted, Returned, Waiting},
};

use crate::permission::{SendOut, reach_of};

/// The cases with which somebody may do this. Whoever posts papers does so for cases that they
/// do not see.
pub(crate) fn scope_for(command: &Command, authority: &Authority) -> Scope {
    let mut areas = reach_of(authority).areas().to_vec();
    if matches!(command, Command::PostOut { .. } | Command::ComeBack { .. }) {
        areas.extend_from_slice(authority.reach::<SendOut>().areas());
    }
    Scope::Office { reach: Reach::new(areas) }
}

/// Only a paper that is set and holds leaves the house, once; only what was posted comes back; and
/// what somebody holds in their hands is mended by deciding anew.
pub(crate) fn can_leave(rows: &Rows, command: &Command) -> Result<(), Refusal> {
    if let Command::PostOut { notice, posting } = command {
        let decided = leaves(rows, *notice)?;
        if posting.on < decided {
            return Err(DispatchRefusal::DayNotPast.into());
        }
        return match state_of(rows, *notice) {
            Returned => Err(DispatchRefusal::AddressUnconfirmed.into()),
            Waiting | Opened | Posted | HandedOut => is_here(rows, *notice),
        };
    }
    if let Command::HandOut { notice, .. } = command {
        leaves(rows, *notice)?;
        return is_here(rows, *notice);
    }
    if let Command::VoidNotice { notice, .. } = command {
        return is_here(rows, *notice);
    }
    let rule = |holds: bool, rule: DispatchRefusal| if holds { Ok(()) } else { Err(rule.into()) };
    if let Command::ComeBack { notice, .. } = command {
        return rule(state_of(rows, *notice) == Posted, DispatchRefusal::NotPosted);
    }
    if let Command::ConfirmAddress { notice, .. } = command {
        return rule(state_of(rows, *notice) == Returned, DispatchRefusal::NotReturned);
    }
    Ok(())
}

/// The day on which a paper was decided that is set and holds.
fn leaves(rows: &Rows, notice: u32) -> Result<NaiveDate, Refusal> {
    let number = rows.numbered(notice.into()).ok_or(PaperRefusal::NoSuchPaper)?;
    if rows.standing(notice.into(), number.paper.at) != Standing::InForce {
        return Err(PaperRefusal::AlreadyVoid.into());
    }
    if number.is_waiting() {
        return Err(DispatchRefusal::NotSet.into());
    }
    Ok(number.paper.at.day())
}

/// A paper that has not left the house, or has come back.
fn is_here(rows: &Rows, notice: u32) -> Result<(), Refusal> {
    match state_of(rows, notice) {
        Posted | HandedOut => Err(DispatchRefusal::AlreadyPosted.into()),
        Waiting | Opened | Returned => Ok(()),
    }
}

fn state_of(rows: &Rows, notice: u32) -> DispatchState {
    rows.dispatch(notice.into()).map_or(Waiting, |it| it.state)
}
