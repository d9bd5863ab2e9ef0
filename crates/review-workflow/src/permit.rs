//! Which commands are open to whom, before anybody looks at their content.

use kernel::Instant;

use crate::{Actor, Case, CommandKind, Policy, Refusal};

/// Whether `actor` may give such a command now.
pub fn permit(
    case: &Case,
    command: CommandKind,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    let _ = (case, command, actor, policy, now);
    unimplemented!()
}

/// The commands that `actor` may give now, in the order of a case's life.
pub fn available_commands(
    case: &Case,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Vec<CommandKind> {
    CommandKind::ALL
        .into_iter()
        .filter(|command| permit(case, *command, actor, policy, now).is_ok())
        .collect()
}
