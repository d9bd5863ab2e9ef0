//! Few tries: how often somebody may be wrong about one account or one number.
//!
//! Counted in the database, so that all servers count together and a restart forgets nothing.
//! A database that cannot count lets nobody try.

use chrono::Duration;
use kernel::Instant;
use submission_store::{
    Digest, StoreError,
    strikes::{self, Allowance},
};

use crate::{Casework, Error, SignInFault};

/// What is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// The password of one account.
    Password,
    /// The access code of one receipt number.
    Code,
    /// The second factor of one account.
    Factor,
}

impl Tried {
    const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::Factor => "factor",
        }
    }

    /// How often.
    pub const fn allowance(self) -> Allowance {
        match self {
            Self::Password => Allowance { most: 5, window: Duration::minutes(1) },
            Self::Code => Allowance { most: 5, window: Duration::hours(1) },
            Self::Factor => Allowance { most: 10, window: Duration::minutes(15) },
        }
    }
}

/// Windows older than every allowance are of no use.
const KEPT: Duration = Duration::days(1);

impl Casework {
    /// Counts one more try before it is looked at.
    pub async fn count_try(&self, tried: Tried, whom: &str, now: Instant) -> Result<(), Error> {
        let key = self.strike_key(tried, whom);
        let counted = self
            .inner
            .store
            .write(move |tx| strikes::count(tx, &key, tried.allowance(), now))
            .await
            .map_err(uncounted)?;
        counted.map_or(Ok(()), |end| Err(too_often(end, now)))
    }

    /// The try was right.
    pub async fn forgive_tries(&self, tried: Tried, whom: &str) -> Result<(), Error> {
        let key = self.strike_key(tried, whom);
        self.inner.store.write(move |tx| strikes::forgive(tx, &key)).await.map_err(uncounted)
    }

    /// Whose tries they are, for nobody else to read.
    pub fn strike_key(&self, tried: Tried, whom: &str) -> Digest {
        Digest::from_bytes(self.derived_key(&format!("strike {}\n{whom}", tried.word())))
    }

    /// Forgets tries that count for nothing any more.
    pub async fn forget_old_tries(&self, now: Instant) -> Result<usize, Error> {
        let before = now.plus(-KEPT);
        Ok(self.inner.store.write(move |tx| strikes::forget_old(tx, before)).await?)
    }
}

/// What somebody hears until `end`.
pub fn too_often(end: Instant, now: Instant) -> Error {
    let seconds = end.since(now).num_milliseconds().max(0).unsigned_abs().div_ceil(1000);
    let retry_after = u32::try_from(seconds).unwrap_or(u32::MAX).max(1);
    SignInFault::Throttled { retry_after }.into()
}

/// What cannot be counted is not tried: come back when it can.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err` as it is")]
pub fn uncounted(fault: StoreError) -> Error {
    tracing::error!(%fault, "a try could not be counted, so it was refused");
    Error::Busy
}
