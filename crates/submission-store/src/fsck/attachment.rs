//! Attachments: a file for each row, nothing kept too long, and no file of nobody.

use chrono::{Datelike as _, Duration};

use super::{Depth, Round};
use crate::{
    ReadTx, StoreError,
    attachments::{self, Attachment},
    orphans,
};

/// The sweeper runs every minute; what expired a day ago should be long gone.
const OVERDUE: Duration = Duration::days(1);

/// Of so many files one is opened, and every day another: so many nights see all of them.
const SAMPLE: u32 = 50;

const PAGE: i64 = 1_000;

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    check_rows(tx, round)?;
    for orphan in orphans::list(tx, round.files.folder())? {
        let file = ("attachments", orphan.path.as_str());
        round.note("orphan", file, "a file that no row names; kept until it is pruned");
    }
    for id in attachments::list_overdue(tx, round.now.plus(-OVERDUE))? {
        round.add("expired", "attachments", &id, "never filed, and expired a day ago");
    }
    Ok(())
}

fn check_rows(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let mut after = String::new();
    loop {
        let page = round.read(attachments::list_stored(tx, &after, PAGE))?.unwrap_or_default();
        let Some((last, _)) = page.last() else { return Ok(()) };
        last.clone_into(&mut after);
        for (_, attachment) in page {
            if let Some(attachment) = round.read(attachment)? {
                check_one(round, &attachment)?;
            }
        }
    }
}

/// The file is there and as long as it should be; opened, it is what its row says.
fn check_one(round: &mut Round<'_>, attachment: &Attachment) -> Result<(), StoreError> {
    if is_opened(round, attachment) {
        round.read(round.files.read(attachment))?;
        round.read(attachment.open_name())?;
    } else {
        round.read(round.files.check_size(attachment))?;
    }
    Ok(())
}

fn is_opened(round: &Round<'_>, attachment: &Attachment) -> bool {
    match round.depth {
        Depth::Deep => true,
        Depth::Sample => {
            let digits = attachment.id.as_str().rsplit('-').next().unwrap_or_default();
            let chance = u64::from_str_radix(digits, 16).unwrap_or_default();
            let turn = round.now.day().num_days_from_ce().unsigned_abs() % SAMPLE;
            chance % u64::from(SAMPLE) == u64::from(turn)
        }
    }
}
