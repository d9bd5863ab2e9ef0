//! 代決: who acts in the place of somebody who is away, and what that person reads afterwards.

use kernel::{Instant, Level, Rank, StaffId};
use serde::{Deserialize, Serialize};

use crate::{Case, CommandKind, LineRefusal, Policy, Refusal, Verdict};

/// Somebody whose deputy the person is who acts. That they are, and whether somebody is away, is
/// for the caller to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandIn {
    /// Whose seat it is.
    pub holder: StaffId,
    /// How high that is.
    pub rank: Rank,
    /// Whether they are away at this moment.
    pub is_away: bool,
}

/// What was decided in somebody's place, until they have read it (後閲).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// Who has to read it.
    pub holder: StaffId,
    /// Since when.
    pub since: Instant,
}

impl Policy {
    /// The row of the table by which such a command is given, where one is.
    pub(crate) fn row_of(&self, case: &Case, command: CommandKind) -> Option<&Level> {
        let proposed = || case.proposal.as_ref().map(|it| self.level(it.verdict));
        if command == CommandKind::Approve {
            return Some(self.level(case.comes_to(Verdict::Approve)));
        }
        if command == CommandKind::Refuse {
            return Some(self.level(case.comes_to(Verdict::Refuse)));
        }
        proposed().filter(|_| command == CommandKind::Pass)
    }

    /// Whether the person acts for one of those whose deputy they are, where `needed` is more than
    /// they have themselves; else the rule that refuses it.
    pub(crate) fn someone_is_away(
        &self,
        case: &Case,
        command: CommandKind,
        needed: Rank,
    ) -> Result<(), Refusal> {
        let too_low = || Refusal::from(LineRefusal::RankTooLow { needed });
        let row = self.row_of(case, command).ok_or_else(too_low)?;
        let high = || self.stand_ins.iter().filter(|it| it.rank >= needed);
        if high().next().is_none() {
            return Err(too_low());
        }
        if !high().any(|it| it.is_away) {
            return Err(LineRefusal::NotAbsent.into());
        }
        if row.deputy { Ok(()) } else { Err(LineRefusal::DeputyNotAllowed.into()) }
    }

    /// Whether the person may act in the place of `holder`.
    pub(crate) fn permit_in_place_of(
        &self,
        case: &Case,
        command: CommandKind,
        needed: Rank,
        holder: &StaffId,
    ) -> Result<(), Refusal> {
        let seat = self.stand_ins.iter().find(|it| it.holder == *holder);
        let seat = seat.ok_or(LineRefusal::NotDeputy)?;
        if seat.rank < needed {
            return Err(LineRefusal::RankTooLow { needed }.into());
        }
        if !seat.is_away {
            return Err(LineRefusal::NotAbsent.into());
        }
        match self.row_of(case, command) {
            Some(row) if !row.deputy => Err(LineRefusal::DeputyNotAllowed.into()),
            Some(_) | None => Ok(()),
        }
    }
}

impl Case {
    /// What was decided in the place of `staff` and they have not read.
    pub fn is_unread_by(&self, staff: &StaffId) -> bool {
        self.unread.iter().any(|it| it.holder == *staff)
    }

    /// One entry for each person, since the first time.
    pub(crate) fn note_for(&mut self, holder: Option<&StaffId>, since: Instant) {
        if let Some(holder) = holder.filter(|holder| !self.is_unread_by(holder)) {
            self.unread.push(Unread { holder: holder.clone(), since });
        }
    }
}
