//! A clock that ticks and can be turned: whoever asks it twice for one intent gets two
//! answers, as on a real machine.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use chrono::Duration;
use kernel::{Clock, Instant};

/// The time in the town.
#[derive(Debug)]
pub struct TownClock {
    millis: AtomicI64,
    readings: AtomicI64,
    stands: AtomicBool,
}

impl TownClock {
    /// Begins at `start`.
    pub const fn at(start: Instant) -> Self {
        Self {
            millis: AtomicI64::new(start.millis()),
            readings: AtomicI64::new(0),
            stands: AtomicBool::new(false),
        }
    }

    /// Turns the clock.
    pub fn advance(&self, span: Duration) {
        self.millis.fetch_add(span.num_milliseconds(), Ordering::SeqCst);
    }

    /// Stops it: only for a scene whose subject is one single moment.
    pub fn stand_still(&self) {
        self.stands.store(true, Ordering::SeqCst);
    }
}

impl Clock for TownClock {
    /// One to seven milliseconds later than the reading before.
    fn now(&self) -> Instant {
        let reading = self.readings.fetch_add(1, Ordering::SeqCst);
        let tick = if self.stands.load(Ordering::SeqCst) { 0 } else { 1 + reading * 3 % 7 };
        Instant::from_millis(self.millis.fetch_add(tick, Ordering::SeqCst) + tick)
    }
}
