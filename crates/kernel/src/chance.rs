//! Chance as a parameter: where ids and secrets come from.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::Instant;

/// Gives out ids and secret bytes.
pub trait IdSource: Send + Sync {
    /// A version 7 UUID of the given moment, so that ids sort by time.
    fn uuid(&self, now: Instant) -> Uuid;

    /// Fills `bytes` with unpredictable values.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's random numbers.
///
/// Ids of one moment sort in the order in which they were asked for: the twelve bits
/// behind the milliseconds count up (RFC 9562, 6.2, method 1).
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

/// The last id's milliseconds, and its counter in the lowest twelve bits. One for the
/// process: two desks in it may not give out the same order twice.
static LAST: AtomicU64 = AtomicU64::new(0);

/// How many bits count the ids of one millisecond.
const COUNTER_BITS: u32 = 12;

impl IdSource for SystemIds {
    fn uuid(&self, now: Instant) -> Uuid {
        let millis = now.millis().max(0).unsigned_abs();
        let mut random = [0_u8; 10];
        self.fill(&mut random);
        let [first, second, ..] = random;
        // The highest bit stays free, so that there is room to count.
        let start = u64::from(u16::from_be_bytes([first, second]) & 0x7FF);
        let after = |last: u64| match (last >> COUNTER_BITS).checked_sub(millis) {
            // A full counter borrows from the next millisecond.
            Some(0 | 1) => last + 1,
            Some(_) | None => (millis << COUNTER_BITS) | start,
        };
        let relaxed = Ordering::Relaxed;
        let before = LAST.fetch_update(relaxed, relaxed, |last| Some(after(last)));
        let stamp = after(before.unwrap_or_else(|last| last));
        let [.., high, low] = stamp.to_be_bytes();
        random[0] = high;
        random[1] = low;
        uuid::Builder::from_unix_timestamp_millis(stamp >> COUNTER_BITS, &random).into_uuid()
    }

    #[expect(
        clippy::expect_used,
        reason = "without random numbers no secret is safe; stopping is the only honest answer"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random numbers");
    }
}
