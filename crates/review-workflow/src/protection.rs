//! 支援措置: until a day it is kept from everybody where the applicant is, in whatever state the case
//! stands. It ends with its day, by the calendar alone.

use chrono::{Days, NaiveDate};
use kernel::{Authority, CasePlace, Instant, Permission, Right, Role, StaffId};

use crate::{Case, CommandKind, Event, Refusal, decide::ahead, decide::said, permit::PROTECTING};

/// So many days before its end somebody has to think of it.
const NEAR: Days = Days::new(30);

/// Saying who is protected, and asking where they are: by a grant that carries
/// [`Right::Protected`] too.
#[derive(Debug)]
pub enum Protecting {}

impl Permission for Protecting {
    const ROLES: &'static [Role] = PROTECTING;
}

impl Case {
    /// Whether it is kept from everybody where the applicant is.
    pub fn is_protected(&self, now: Instant) -> bool {
        self.protected_until.is_some_and(|until| now.day() <= until)
    }

    /// Whether that ends soon.
    pub fn protection_ends_soon(&self, now: Instant) -> bool {
        let near =
            |until: NaiveDate| until.checked_sub_days(NEAR).is_some_and(|it| it <= now.day());
        self.is_protected(now) && self.protected_until.is_some_and(near)
    }
}

/// The role alone is not enough.
pub(crate) fn permit_right(
    command: CommandKind,
    authority: &Authority,
    place: &CasePlace,
) -> Result<(), Refusal> {
    let asks = matches!(command, CommandKind::Protect | CommandKind::Unprotect);
    if asks && !authority.carries::<Protecting>(Right::Protected, place) {
        return Err(Refusal::ProtectionUnentrusted);
    }
    Ok(())
}

pub(crate) fn protected(
    until: NaiveDate,
    reason: &str,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    let until = ahead(until, at)?;
    Ok(Event::Protected { at, by, until, reason: said(reason, Refusal::ReasonMissing)? })
}

pub(crate) fn unprotected(reason: &str, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    Ok(Event::Unprotected { at, by, reason: said(reason, Refusal::ReasonMissing)? })
}
