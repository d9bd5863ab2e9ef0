//! Who works here, and what they may do at this moment.

use kernel::{Authority, Instant, Role, StaffId};
use review_workflow::Actor;
use submission_store::Digest;

/// A signed-in member of staff, or the bearer of one of their tokens.
#[derive(Debug, Clone)]
pub struct Staff {
    /// What they may do, and where: read anew with every request.
    pub authority: Authority,
    /// Their address, which is how they sign in.
    pub email: String,
    /// Their name as colleagues know it.
    pub name: String,
    /// What a token is limited to; `None` for a person at the screen.
    pub scopes: Option<Vec<String>>,
    /// The hash of that token: what goes on after the request ends with it.
    pub(crate) token: Option<Digest>,
    /// From whose matters they keep away (除斥).
    pub(crate) own: Vec<Digest>,
    /// The session of a person at the screen.
    pub(crate) session: Option<Seat>,
}

/// The session in which somebody sits at the screen.
#[derive(Debug, Clone)]
pub(crate) struct Seat {
    pub(crate) hash: Digest,
    /// When the person signed in, whatever they proved since.
    pub(crate) began: Instant,
    /// When they last gave the second factor.
    pub(crate) proven_at: Instant,
    /// From what kind of browser.
    pub(crate) browser: String,
}

impl Staff {
    /// The person.
    pub const fn id(&self) -> &StaffId {
        self.authority.person()
    }

    /// Whether the person holds `role` in any department.
    pub fn has(&self, role: Role) -> bool {
        self.authority.holds(role)
    }

    /// Whether a token may do what `scope` names; a person at the screen always may.
    pub fn may(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|held| held.iter().any(|s| s == scope))
    }

    /// Whether there are people from whose matters they keep away.
    pub(crate) const fn keeps_away(&self) -> bool {
        !self.own.is_empty()
    }

    /// The person as the office's procedure sees them.
    pub(crate) fn actor(&self) -> Actor {
        Actor::Staff(self.authority.clone())
    }
}
