//! From a command to facts, or to the rule that refuses it.

use kernel::Instant;

use crate::{Actor, Case, Command, Event, Filing, Policy, Refusal};

/// Characters of a reason, note, message or remark.
pub const MAX_TEXT: usize = 4_000;

/// Remarks in one correction request.
pub const MAX_REMARKS: usize = 100;

/// The first fact of a case: it has arrived.
pub fn file(filing: Filing, policy: &Policy, now: Instant) -> Event {
    let _ = (filing, policy, now);
    unimplemented!()
}

/// The facts that `command` makes of `case`, or the rule that refuses it.
pub fn decide(
    case: &Case,
    command: Command,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Result<Vec<Event>, Refusal> {
    let _ = (case, command, actor, policy, now);
    unimplemented!()
}
