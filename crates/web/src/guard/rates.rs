//! How often one network or person may ask: limits by class, counted in this
//! process.
//!
//! No more than its limit passes in any minute, wherever the minute begins. Wrong passwords
//! and codes of one account or number are counted in the database, by the counter.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Arc, Mutex, PoisonError},
};

use kernel::{Clock, Instant};

use super::{client::Network, error::WebError};

use crate::limits::{Limits, Rate};

/// Every counter of the portal.
pub(crate) struct Rates {
    limits: Limits,
    clock: Arc<dyn Clock>,
    hasher: RandomState,
    callers: Mutex<Callers>,
}

impl Rates {
    pub(crate) fn new(limits: Limits, clock: Arc<dyn Clock>) -> Self {
        Self { limits, clock, hasher: RandomState::new(), callers: Mutex::default() }
    }

    /// Whether callers of this class are not counted who are on this very machine.
    pub(crate) fn spare(&self, rate: Rate, near: bool) -> bool {
        self.limits.spares(rate, near)
    }

    /// One more request of this class.
    pub(crate) fn take(
        &self,
        rate: Rate,
        network: Network,
        person: Option<&str>,
    ) -> Result<(), WebError> {
        let limit = self.limits.of(rate);
        self.count(Counted::new(rate, Who::Network(network)), limit.network)?;
        match person {
            Some(person) => {
                self.count(Counted::new(rate, Who::Person(self.mark(person))), limit.person)
            }
            None => Ok(()),
        }
    }

    /// Whether `network` may still try a code.
    pub(crate) fn may_try_code(&self, network: Network) -> Result<(), WebError> {
        let now = self.clock.now();
        let callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let window = callers.windows.get(&Counted::wrong_code(network));
        let wait = window.and_then(|window| window.wait(now, self.limits.wrong_codes));
        wait.map_or(Ok(()), |retry_after| Err(WebError::TooMany { retry_after }))
    }

    /// Remembers that a code was wrong.
    pub(crate) fn wrong_code(&self, network: Network) {
        // Whether the door shuts now is asked before the next try.
        drop(self.count(Counted::wrong_code(network), self.limits.wrong_codes));
    }

    fn count(&self, counted: Counted, limit: u32) -> Result<(), WebError> {
        if limit == 0 {
            return Ok(());
        }
        let now = self.clock.now();
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = callers.take(counted, limit, now);
        taken.map_err(|retry_after| WebError::TooMany { retry_after })
    }

    /// Tells callers apart and nothing else: it changes with every start.
    fn mark(&self, text: &str) -> u64 {
        self.hasher.hash_one(text)
    }
}

/// What is counted on its own. `None` stands for wrong codes, which are of no class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Counted {
    rate: Option<Rate>,
    who: Who,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    Network(Network),
    Person(u64),
    /// All who came when too many were remembered already.
    Crowd,
}

impl Counted {
    const fn new(rate: Rate, who: Who) -> Self {
        Self { rate: Some(rate), who }
    }

    const fn wrong_code(network: Network) -> Self {
        Self { rate: None, who: Who::Network(network) }
    }
}

/// Some forty megabytes. Beyond that, newcomers share one counter, so that no flood of
/// addresses fills the memory.
const MOST_CALLERS: usize = 500_000;
/// How many callers the crowd counts for.
const CROWD: u32 = 100;

#[derive(Default)]
struct Callers {
    windows: HashMap<Counted, Window>,
    swept: i64,
}

impl Callers {
    fn take(&mut self, counted: Counted, limit: u32, now: Instant) -> Result<(), u64> {
        self.sweep(now);
        let full = self.windows.len() >= MOST_CALLERS && !self.windows.contains_key(&counted);
        let (counted, limit) = if full {
            (Counted { who: Who::Crowd, ..counted }, limit.saturating_mul(CROWD))
        } else {
            (counted, limit)
        };
        self.windows.entry(counted).or_default().take(now, limit)
    }

    /// Forgets the quiet, once a slice.
    fn sweep(&mut self, now: Instant) {
        let slice = slice_of(now);
        if slice != self.swept {
            self.swept = slice;
            self.windows.retain(|_, window| window.newest.saturating_add(SLICES) > slice);
            self.windows.shrink_to(MOST_CALLERS / 4);
        }
    }
}

/// A minute, wherever it begins, lies within seven slices of ten seconds.
const SLICES: i64 = 7;
const SLICE_MILLIS: i64 = 10_000;

fn slice_of(now: Instant) -> i64 {
    now.millis().div_euclid(SLICE_MILLIS)
}

/// What one caller did in the last seven slices, the newest first.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    newest: i64,
    counts: [u32; 7],
}

impl Window {
    fn take(&mut self, now: Instant, limit: u32) -> Result<(), u64> {
        self.turn(slice_of(now));
        if let Some(wait) = self.wait(now, limit) {
            return Err(wait);
        }
        if let Some(count) = self.counts.first_mut() {
            *count = count.saturating_add(1);
        }
        Ok(())
    }

    /// Seconds until one more may pass; `None` when it may now.
    fn wait(&self, now: Instant, limit: u32) -> Option<u64> {
        let (mut turned, slice) = (*self, slice_of(now));
        turned.turn(slice);
        let total = turned.counts.iter().fold(0_u32, |sum, count| sum.saturating_add(*count));
        let surplus = total.checked_sub(limit)?;
        // The oldest leave first; as soon as more than the surplus has left, there is room.
        let mut leaving = 0_u32;
        for (age, count) in (0..SLICES).rev().zip(turned.counts.into_iter().rev()) {
            leaving = leaving.saturating_add(count);
            if leaving > surplus {
                let leaves = (slice - age + SLICES).saturating_mul(SLICE_MILLIS);
                let millis = leaves.saturating_sub(now.millis()).max(0).unsigned_abs();
                return Some(millis.div_ceil(1000).max(1));
            }
        }
        Some((SLICES * SLICE_MILLIS / 1000).unsigned_abs())
    }

    /// Moves on to `slice`; time that went back counts as standing still.
    fn turn(&mut self, slice: i64) {
        let passed = usize::try_from(slice.saturating_sub(self.newest)).unwrap_or(0);
        if passed == 0 {
            return;
        }
        if passed >= self.counts.len() {
            self.counts = [0; 7];
        } else {
            self.counts.rotate_right(passed);
            for count in self.counts.iter_mut().take(passed) {
                *count = 0;
            }
        }
        self.newest = slice;
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::IpAddr,
        sync::atomic::{AtomicI64, Ordering},
    };

    use super::*;

    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> Instant {
            Instant::from_millis(self.0.load(Ordering::Relaxed))
        }
    }

    fn town(limits: Limits) -> (Rates, Arc<Hands>) {
        let hands = Arc::new(Hands(AtomicI64::new(1_795_222_803_000)));
        let clock: Arc<dyn Clock> = hands.clone();
        (Rates::new(limits, clock), hands)
    }

    fn network(last: u8) -> Network {
        Network::from(IpAddr::from([203, 0, 113, last]))
    }

    fn limits(rules: &[&str]) -> Limits {
        let mut limits = Limits::default();
        for rule in rules {
            limits.set(rule).unwrap();
        }
        limits
    }

    #[test]
    fn in_no_minute_pass_more_than_the_limit() {
        let (rates, hands) = town(limits(&["page=10"]));
        let mut passed = Vec::new();
        // Somebody asks four times a second for five minutes.
        for _ in 0..1200 {
            let now = hands.0.fetch_add(250, Ordering::Relaxed) + 250;
            if rates.take(Rate::Page, network(1), None).is_ok() {
                passed.push(now);
            }
        }
        for from in &passed {
            let within = passed.iter().filter(|at| (0..60_000).contains(&(**at - from))).count();
            assert!(within <= 10, "{within} within a minute");
        }
        assert!(passed.len() >= 40, "the limit is used: {}", passed.len());
    }

    #[test]
    fn who_waits_as_long_as_told_may_ask_again() {
        let (rates, hands) = town(limits(&["page=3"]));
        let ask = || rates.take(Rate::Page, network(1), None);
        (0..3).for_each(|_| ask().unwrap());
        let Err(WebError::TooMany { retry_after }) = ask() else { panic!("a fourth passed") };
        hands.0.fetch_add(i64::try_from(retry_after).unwrap() * 1000 - 1000, Ordering::Relaxed);
        assert!(ask().is_err(), "not a second earlier");
        hands.0.fetch_add(1000, Ordering::Relaxed);
        assert!(ask().is_ok());
    }

    #[test]
    fn a_person_has_a_limit_in_every_network_and_a_network_with_every_person() {
        let (rates, _) = town(limits(&["form=4/2"]));
        let ask = |last, person| rates.take(Rate::Form, network(last), Some(person)).is_ok();
        assert!(ask(1, "hanako") && ask(2, "hanako") && !ask(3, "hanako"));
        assert!(ask(9, "a") && ask(9, "b") && ask(9, "c") && ask(9, "d") && !ask(9, "e"));
    }

    #[test]
    fn one_network_guesses_few_codes_and_right_ones_are_never_counted() {
        let (rates, hands) = town(Limits::default());
        let tried = (0..1000).filter(|_| {
            let allowed = rates.may_try_code(network(1)).is_ok();
            if allowed {
                rates.wrong_code(network(1));
            }
            allowed
        });
        assert_eq!(tried.count(), 20);
        assert!((0..1000).all(|_| rates.may_try_code(network(2)).is_ok()));
        hands.0.fetch_add(70_000, Ordering::Relaxed);
        assert!(rates.may_try_code(network(1)).is_ok());
    }

    #[test]
    fn a_machine_is_spared_only_where_the_limits_say_so() {
        let (strict, _) = town(Limits::default());
        let (demo, _) = town(Limits { spare_this_machine: true, ..Limits::default() });
        assert!(!strict.spare(Rate::Page, true));
        assert!(demo.spare(Rate::Page, true) && !demo.spare(Rate::Page, false));
        for guarded in [Rate::SignIn, Rate::Code, Rate::Upload] {
            assert!(!demo.spare(guarded, true), "{guarded:?}");
        }
    }

    #[test]
    fn nought_is_no_limit() {
        let (rates, _) = town(limits(&["filing=0"]));
        assert!((0..1000).all(|_| rates.take(Rate::Filing, network(1), None).is_ok()));
    }

    #[test]
    fn servers_share_the_limits_of_networks() {
        let (rates, _) = town(Limits { servers: 4, ..limits(&["page=8"]) });
        let passed = (0..100).filter(|_| rates.take(Rate::Page, network(1), None).is_ok());
        assert_eq!(passed.count(), 2);
    }

    #[test]
    fn a_million_quiet_networks_are_forgotten() {
        let (rates, hands) = town(Limits::default());
        for n in 0..20_000_u32 {
            let [_, a, b, c] = n.to_be_bytes();
            let far = Network::from(IpAddr::from([10, a, b, c]));
            assert!(rates.take(Rate::Page, far, None).is_ok());
            hands.0.fetch_add(100, Ordering::Relaxed);
        }
        let kept = rates.callers.lock().unwrap().windows.len();
        assert!(kept < 1_000, "{kept}");
    }

    #[test]
    fn a_flood_of_networks_shares_one_counter() {
        let mut callers = Callers::default();
        let now = Instant::from_millis(1_795_222_803_000);
        for n in 0..u64::try_from(MOST_CALLERS).unwrap() + 1000 {
            let far = Counted::new(Rate::Page, Who::Network(Network::V6(n)));
            _ = callers.take(far, 1, now);
        }
        assert_eq!(callers.windows.len(), MOST_CALLERS + 1);
        let one_more = Counted::new(Rate::Page, Who::Network(Network::V6(u64::MAX)));
        assert!(callers.take(one_more, 1, now).is_err(), "the crowd has used its own");
    }
}
