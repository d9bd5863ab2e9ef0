//! A clock that stands still until it is turned.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Duration;
use kernel::{Clock, Instant};

/// The time in the town.
#[derive(Debug)]
pub struct TownClock(AtomicI64);

impl TownClock {
    /// Stands at `start`.
    pub const fn at(start: Instant) -> Self {
        Self(AtomicI64::new(start.millis()))
    }

    /// Turns the clock.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(span.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for TownClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.load(Ordering::SeqCst))
    }
}
