//! Proof that the log is whole: chains of cases, chained heads of days.
use crate::{Digest, Reads, StoreError, WriteTx};
use chrono::NaiveDate;
use kernel::{Instant, SubmissionId};

/// The closed log of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHead {
    /// The day in Japan.
    pub day: NaiveDate,
    /// How many events it has.
    pub events: i64,
    /// Hash of the day before it.
    pub prev_hash: Digest,
    /// Hash of this day's events and of `prev_hash`: what to give to an outside witness.
    pub hash: Digest,
    /// When it was closed.
    pub closed_at: Instant,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Cases looked at.
    pub cases: u64,
    /// Events looked at.
    pub events: u64,
    /// Closed days looked at.
    pub days: u64,
    /// The first thing that does not fit.
    pub first_break: Option<Break>,
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Break {
    /// In the log of a case.
    Event {
        /// The case.
        case: SubmissionId,
        /// The place in its log.
        seq: i64,
        /// What does not fit.
        what: &'static str,
    },
    /// In the chain of days.
    Day {
        /// The day.
        day: NaiveDate,
        /// What does not fit.
        what: &'static str,
    },
}

/// Closes every day with events that ended before `now`; closed ones stay as they are.
pub fn close_days(tx: &mut WriteTx<'_>, now: Instant) -> Result<Vec<DayHead>, StoreError> {
    unimplemented!()
}
/// The last closed day.
pub fn last_day_head(tx: &mut impl Reads) -> Result<Option<DayHead>, StoreError> {
    unimplemented!()
}
/// Recomputes every chain; needs no key.
pub fn verify(tx: &mut impl Reads) -> Result<Verified, StoreError> {
    unimplemented!()
}
