//! Chance as a parameter: where ids and secrets come from.

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
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl IdSource for SystemIds {
    fn uuid(&self, now: Instant) -> Uuid {
        let millis = now.millis().max(0).unsigned_abs();
        let mut random = [0_u8; 10];
        self.fill(&mut random);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    #[expect(
        clippy::expect_used,
        reason = "without random numbers no secret is safe; stopping is the only honest answer"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random numbers");
    }
}
