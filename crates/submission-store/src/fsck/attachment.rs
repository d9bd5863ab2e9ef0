//! Attachments: a file for each row, a row for each file, nothing kept too long.

use chrono::Duration;
use kernel::SubmissionId;

use super::Round;
use crate::{
    ReadTx, Scope, StoreError, attachments,
    sweep::{older_than_grace, without_row},
};

/// The sweeper runs every minute; what expired a day ago should be long gone.
const OVERDUE: Duration = Duration::days(1);

/// The files of one submission are there and are what was filed.
pub(super) fn check_filed(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &SubmissionId,
) -> Result<(), StoreError> {
    let list = attachments::list(tx, &Scope::Worker, submission);
    for attachment in round.read(list)?.into_iter().flatten() {
        round.read(round.files.read(&attachment))?;
        round.read(round.sealer.open(&attachment.name))?;
    }
    Ok(())
}

/// Files that no row names, and rows that should be gone.
pub(super) fn check_all(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let unfinished = older_than_grace(round.files.unfinished()?, round.now);
    for file in unfinished {
        round.add("leftover", "attachments", &file.path, "an upload that was never finished");
    }
    let finished = older_than_grace(round.files.finished(None)?, round.now);
    for file in without_row(tx, &finished)? {
        round.add("leftover", "attachments", &file.path, "a file that no row names");
    }
    for id in attachments::list_expired(tx, round.now.plus(-OVERDUE))? {
        round.add("expired", "attachments", &id, "never filed, and expired a day ago");
    }
    Ok(())
}
