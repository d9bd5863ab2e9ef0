//! What the applicant does with a case that was filed.

use casework::{APPLICANT, Move, Rows};
use kernel::Instant;
use review_workflow::{Actor, Command, Policy};

use crate::{Counter, Error};

impl Counter {
    /// What a command of the resident makes of the case, ready to be written.
    pub(crate) async fn resident_move(
        &self,
        rows: &Rows,
        command: Command,
        now: Instant,
    ) -> Result<Move, Error> {
        let published = self.casework.form_of(&rows.submission).await?;
        let policy = rows.policy(&published.form)?;
        self.resident_moves(rows, &policy, vec![command], now)
    }

    /// The same for several commands at once, none of which changes what the next may do.
    pub(crate) fn resident_moves(
        &self,
        rows: &Rows,
        policy: &Policy,
        commands: Vec<Command>,
        now: Instant,
    ) -> Result<Move, Error> {
        let case = rows.record.case.clone();
        let mut facts = Vec::new();
        for command in commands {
            facts.extend(review_workflow::decide(&case, command, &Actor::Resident, policy, now)?);
        }
        self.casework.prepare_move(case, &facts, APPLICANT, &rows.submission)
    }
}
