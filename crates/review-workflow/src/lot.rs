//! 抽選: the place that a draw gave a case, and what may be decided with it.
//!
//! How the places come about is not known here.

use chrono::NaiveDate;
use kernel::{Instant, StaffId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Case, Command, Event, Refusal, Shape};

/// The place that a draw gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// The last day for taking part, by which the draw is found.
    pub closed_on: NaiveDate,
    /// For what was drawn; empty where there is only one thing.
    pub group: String,
    /// Counted from 1.
    pub place: u32,
    /// How many took part.
    pub of: u32,
    /// How many of the first have won.
    pub places: u32,
    /// 繰上げ: whether somebody before it has gone, and it has come up.
    #[serde(default, skip_serializing_if = "is_false")]
    pub moved_up: bool,
}

/// The rule of the draw that refused a command.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum LotRefusal {
    /// Nobody is decided on while it is not drawn who comes first.
    #[error("nothing is decided before it is drawn")]
    BeforeDraw,
    /// 補欠: those before it are still there.
    #[error("the places before this one are not given up")]
    NotReached,
    /// The case is over, has a place, or is none that is drawn.
    #[error("the case takes no part in the draw")]
    TakesNoPart,
}

impl Lot {
    /// 当選: among the first, or come up.
    pub const fn is_won(&self) -> bool {
        self.place <= self.places || self.moved_up
    }

    /// 補欠: which of the substitutes it is, from 1; nothing for who has won.
    pub const fn substitute(&self) -> Option<u32> {
        if self.is_won() { None } else { Some(self.place.saturating_sub(self.places)) }
    }
}

/// A place that is given to a case.
pub fn draw_lot(case: &Case, lot: Lot, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    let waits = case.shape == Shape::LotteryOrQuota && case.lot.is_none();
    if waits && !case.state.is_decided() {
        Ok(Event::Drawn { at, by, lot })
    } else {
        Err(LotRefusal::TakesNoPart.into())
    }
}

/// A substitute who comes up.
pub fn move_up(case: &Case, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    let waits = case.lot.as_ref().is_some_and(|lot| !lot.is_won());
    if waits && !case.state.is_decided() {
        Ok(Event::MovedUp { at, by })
    } else {
        Err(LotRefusal::TakesNoPart.into())
    }
}

impl Case {
    /// Who was drawn has won before anybody decides in their favour.
    pub(crate) fn permit_winning(&self) -> Result<(), Refusal> {
        if self.lot.as_ref().is_none_or(|lot| lot.is_won()) {
            Ok(())
        } else {
            Err(LotRefusal::NotReached.into())
        }
    }
}

/// The same of a command that says the verdict only in its content.
pub(crate) fn permit_verdict(case: &Case, command: &Command) -> Result<(), Refusal> {
    if let Command::Propose { verdict, .. } | Command::Raise { verdict, .. } = command
        && verdict.is_in_favour()
    {
        return case.permit_winning();
    }
    Ok(())
}

/// What a draw says of a case.
pub(crate) fn drawn(case: &mut Case, event: &Event) {
    if let Event::Drawn { lot, .. } = event {
        case.lot = Some(Box::new(lot.clone()));
    }
    if let (Event::MovedUp { .. }, Some(lot)) = (event, &mut case.lot) {
        lot.moved_up = true;
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}
