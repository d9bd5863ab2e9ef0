//! Chance that can be made to repeat itself: a receipt number that is drawn a second time is
//! rare, and comes to every city one day.

use std::sync::{Mutex, PoisonError};

use kernel::{IdSource, Instant, SystemIds};
use uuid::Uuid;

/// So many bytes make the random part of a receipt number, and of nothing else.
const OF_A_NUMBER: usize = 7;

/// The chance of the town.
#[derive(Debug, Default)]
pub(crate) struct TownChance(Mutex<Drawn>);

#[derive(Debug, Default)]
struct Drawn {
    last: [u8; OF_A_NUMBER],
    again: u32,
}

impl TownChance {
    /// The last receipt number is drawn so many times again.
    pub(crate) fn repeats_a_number(&self, times: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).again = times;
    }
}

impl IdSource for TownChance {
    fn uuid(&self, now: Instant) -> Uuid {
        SystemIds.uuid(now)
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemIds.fill(bytes);
        let Ok(number) = <&mut [u8; OF_A_NUMBER]>::try_from(bytes) else { return };
        let mut drawn = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.again > 0 {
            drawn.again -= 1;
            *number = drawn.last;
        } else {
            drawn.last = *number;
        }
    }
}
