//! How much somebody may send ahead: files that wait to be filed, of one person, and those that
//! came over one network in a day.
//!
//! Counted in the database, so that all servers count together. A person's files count until
//! they are filed or gone; a network's count for the day, filed or not.

use chrono::Duration;
use kernel::Instant;
use submission_store::{
    Digest, StoreError, WriteTx, attachments,
    strikes::{self, Allowance},
};

use crate::{Casework, Error, UploadFault};

/// How many files, and how large all together; 0 is without limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Files.
    pub files: u32,
    /// Megabytes of 2^20 bytes.
    pub megabytes: u32,
}

/// Whom a file comes from, as far as anybody can know, and how much may come from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The network that the file came over.
    pub network: String,
    /// What one person may leave waiting.
    pub of_person: Amount,
    /// What may come over one network in a day.
    pub of_network: Amount,
}

const DAY: Duration = Duration::days(1);
const MEGABYTE: i64 = 1024 * 1024;
/// Sizes are counted in these, so that a day's fit.
const KILOBYTE: usize = 1024;

impl Casework {
    /// Counts one more file of `size` bytes before it is looked at.
    pub(crate) async fn admit_file(
        &self,
        owner: Digest,
        sender: Sender,
        size: usize,
        now: Instant,
    ) -> Result<(), Error> {
        let [files, kilobytes] = ["files", "kilobytes"].map(|what| {
            let purpose = format!("sent ahead, {what}\n{}", sender.network);
            Digest::from_bytes(self.derived_key(&purpose))
        });
        let admitted = self.inner.store.write(move |tx| {
            let Sender { of_person, of_network, .. } = &sender;
            let large = u32::try_from(size.div_ceil(KILOBYTE)).unwrap_or(u32::MAX);
            let most = of_network.megabytes.saturating_mul(1024);
            let within = count(tx, &files, 1, of_network.files, now)?
                && count(tx, &kilobytes, large, most, now)?;
            Ok::<_, StoreError>(within && has_room(tx, &owner, *of_person, size, now)?)
        });
        if admitted.await? { Ok(()) } else { Err(UploadFault::TooMuch.into()) }
    }
}

fn count(
    tx: &mut WriteTx<'_>,
    key: &Digest,
    several: u32,
    most: u32,
    now: Instant,
) -> Result<bool, StoreError> {
    if most == 0 {
        return Ok(true);
    }
    let allowance = Allowance { most, window: DAY };
    Ok(strikes::count_several(tx, key, several, allowance, now)?.is_none())
}

fn has_room(
    tx: &mut WriteTx<'_>,
    owner: &Digest,
    most: Amount,
    size: usize,
    now: Instant,
) -> Result<bool, StoreError> {
    let (files, bytes) = attachments::waiting_of(tx, owner, now)?;
    let with_it = bytes.saturating_add(i64::try_from(size).unwrap_or(i64::MAX));
    let fits = |most: u32, one: i64, sum: i64| most == 0 || sum <= i64::from(most) * one;
    Ok(fits(most.files, 1, files + 1) && fits(most.megabytes, MEGABYTE, with_it))
}
