//! Few tries: how often somebody may be wrong about one account or one number.
//!
//! In memory and per process: a restart forgets, and two processes count on their own.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use chrono::Duration;
use kernel::Instant;

/// Counts failures for each key within a window.
#[derive(Debug)]
pub(crate) struct Throttle {
    most: usize,
    window: Duration,
    failures: Mutex<HashMap<String, Vec<Instant>>>,
}

/// Keys remembered at most; beyond that the quiet ones are forgotten first.
const KEYS: usize = 50_000;

impl Throttle {
    pub(crate) fn new(most: usize, window: Duration) -> Self {
        Self { most, window, failures: Mutex::default() }
    }

    /// Seconds until the next try, when there were too many already.
    pub(crate) fn wait(&self, key: &str, now: Instant) -> Option<u32> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let recent: Vec<&Instant> =
            failures.get(key)?.iter().filter(|at| now.since(**at) < self.window).collect();
        let oldest = recent.first().filter(|_| recent.len() >= self.most)?;
        let left = self.window - now.since(**oldest);
        Some(u32::try_from(left.num_seconds()).unwrap_or(0).max(1))
    }

    pub(crate) fn failed(&self, key: &str, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= KEYS {
            failures.retain(|_, at| at.last().is_some_and(|last| now.since(*last) < self.window));
        }
        let tries = failures.entry(key.to_owned()).or_default();
        tries.retain(|at| now.since(*at) < self.window);
        tries.push(now);
    }

    pub(crate) fn succeeded(&self, key: &str) {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_too_many_failures_one_waits_and_then_may_try_again() {
        let throttle = Throttle::new(2, Duration::minutes(1));
        let start = Instant::from_millis(0);
        assert_eq!(throttle.wait("a", start), None);
        throttle.failed("a", start);
        throttle.failed("a", start.plus(Duration::seconds(20)));
        assert_eq!(throttle.wait("a", start.plus(Duration::seconds(30))), Some(30));
        assert_eq!(throttle.wait("b", start), None);
        assert_eq!(throttle.wait("a", start.plus(Duration::seconds(61))), None);
    }

    #[test]
    fn success_forgets_the_failures() {
        let throttle = Throttle::new(1, Duration::minutes(1));
        throttle.failed("a", Instant::from_millis(0));
        throttle.succeeded("a");
        assert_eq!(throttle.wait("a", Instant::from_millis(1)), None);
    }
}
