//! Machines that others use too: a library's, a city's own terminals.
//!
//! Such a session ends after five minutes without a request, and its cookie says so itself,
//! signed: any server knows, none has to remember. A browser keeps it until it is closed.

use actix_web::{HttpRequest, cookie::Cookie};
use chrono::Duration;
use kernel::Instant;

use super::{
    client,
    cookie::{self, Purpose},
    state::Guard,
};

/// How long nobody may have been there.
pub const SILENCE: Duration = Duration::minutes(5);

/// What the visitor's cookie of a request says.
pub(super) enum Known {
    /// Nothing that we said.
    Nobody,
    /// A visitor at a machine of their own.
    Own(String),
    /// A visitor at a machine that others use too.
    Shared(String),
    /// The same, and nobody was there for too long.
    Ended,
}

impl Known {
    /// What `request` says. At a city's own terminal no cookie lasts for days.
    pub(super) fn of(request: &HttpRequest, guard: &Guard) -> Self {
        let Some(value) = cookie::read(request, guard.settings(), Purpose::Visitor) else {
            return Self::Nobody;
        };
        if let Some((secret, until)) = guard.tokens().shared(&value) {
            return if guard.now() < until { Self::Shared(secret.to_owned()) } else { Self::Ended };
        }
        let own = guard.tokens().visitor(&value).filter(|_| !is_terminal(request, guard));
        own.map_or(Self::Nobody, |secret| Self::Own(secret.to_owned()))
    }
}

/// Whether `request` comes from one of the city's own terminals.
pub(super) fn is_terminal(request: &HttpRequest, guard: &Guard) -> bool {
    client::is_shared_machine(request, guard.settings())
}

/// Whether the session that `request` brings ended because nobody was there.
pub(super) fn has_ended(request: &HttpRequest) -> bool {
    Guard::of(request).is_ok_and(|guard| matches!(Known::of(request, &guard), Known::Ended))
}

/// The cookie of a session at a shared machine in which somebody did something at `now`.
pub(super) fn cookie_of(guard: &Guard, secret: &str, now: Instant) -> Cookie<'static> {
    let value = guard.tokens().sign_shared(secret, now.plus(SILENCE));
    cookie::set_for_now(guard.settings(), Purpose::Visitor, value)
}
