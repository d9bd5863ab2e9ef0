//! How often somebody may try: by network, by account, by receipt number.
//!
//! Counters live in this process and forget whoever has been quiet long enough.

use std::{
    collections::HashMap,
    hash::Hash,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{
    Quota, RateLimiter, clock::Clock as _, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::HashMapStateStore,
};
use kernel::{Clock, Instant};
use sha2::{Digest, Sha256};

use super::{client::Network, error::WebError, settings::Limits};

/// Every counter of the portal.
pub(crate) struct Rates {
    sign_ins_by_account: Rate<[u8; 32]>,
    sign_ins_by_network: Rate<Network>,
    wrong_codes_by_network: Strikes<Network>,
    wrong_codes_by_number: Strikes<[u8; 32]>,
    submissions: Option<Rate<Network>>,
    loopback_submits_freely: bool,
    uploads: Rate<Network>,
}

impl Rates {
    pub(crate) fn new(limits: &Limits, clock: Arc<dyn Clock>) -> Self {
        let clock = &HouseClock(clock);
        let minute = |count| Rate::new(per(count, MINUTE), clock);
        Self {
            sign_ins_by_account: Rate::new(per(limits.sign_ins_per_account, MINUTE), clock),
            sign_ins_by_network: minute(limits.sign_ins_per_network),
            wrong_codes_by_network: Strikes::new(limits.wrong_codes_per_network, MINUTE, clock),
            wrong_codes_by_number: Strikes::new(limits.wrong_codes_per_number, HOUR, clock),
            submissions: NonZeroU32::new(limits.submissions_per_network)
                .map(|_| minute(limits.submissions_per_network)),
            loopback_submits_freely: limits.loopback_submits_freely,
            uploads: minute(limits.uploads_per_network),
        }
    }

    /// One more try to sign in to `account` from `network`. Whether the account exists does
    /// not matter: both kinds are counted alike.
    pub(crate) fn sign_in(&self, network: Network, account: &str) -> Result<(), WebError> {
        self.sign_ins_by_network.take(&network)?;
        self.sign_ins_by_account.take(&folded(account))
    }

    /// Whether `network` may still try a code for `number`.
    pub(crate) fn may_try_code(&self, network: Network, number: &str) -> Result<(), WebError> {
        self.wrong_codes_by_network.check(&network)?;
        self.wrong_codes_by_number.check(&folded(number))
    }

    /// Remembers that a code was wrong.
    pub(crate) fn wrong_code(&self, network: Network, number: &str) {
        self.wrong_codes_by_network.strike(network);
        self.wrong_codes_by_number.strike(folded(number));
    }

    /// One more submission.
    pub(crate) fn submission(&self, network: Network) -> Result<(), WebError> {
        match &self.submissions {
            Some(rate) if !(self.loopback_submits_freely && network.is_loopback()) => {
                rate.take(&network)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// One more upload.
    pub(crate) fn upload(&self, network: Network) -> Result<(), WebError> {
        self.uploads.take(&network)
    }
}

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// `count` at once, then one more every `span / count`.
fn per(count: u32, span: Duration) -> Quota {
    let count = at_least_one(count);
    let pause = span.checked_div(count.get()).unwrap_or(span);
    Quota::with_period(pause).unwrap_or_else(|| Quota::per_second(count)).allow_burst(count)
}

fn at_least_one(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)
}

/// Accounts and numbers as they are counted: case does not matter, and nothing readable is kept.
fn folded(key: &str) -> [u8; 32] {
    Sha256::digest(key.trim().to_lowercase().as_bytes()).into()
}

/// The house clock, as the limiter wants it.
#[derive(Clone)]
struct HouseClock(Arc<dyn Clock>);

impl governor::clock::Clock for HouseClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let millis = self.0.now().millis().max(0).unsigned_abs();
        Nanos::new(millis.saturating_mul(1_000_000))
    }
}

/// Sweeping walks over all keys, so it is done once in so many tries.
const TRIES_BETWEEN_SWEEPS: u32 = 4096;

struct Rate<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, HouseClock, NoOpMiddleware<Nanos>>,
    clock: HouseClock,
    tries: AtomicU32,
}

impl<K: Hash + Eq + Clone> Rate<K> {
    fn new(quota: Quota, clock: &HouseClock) -> Self {
        let limiter = RateLimiter::hashmap_with_clock(quota, clock.clone());
        Self { limiter, clock: clock.clone(), tries: AtomicU32::new(0) }
    }

    /// Takes one try, or tells how long to wait.
    fn take(&self, key: &K) -> Result<(), WebError> {
        if self.tries.fetch_add(1, Ordering::Relaxed).is_multiple_of(TRIES_BETWEEN_SWEEPS) {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            WebError::TooMany { retry_after: wait.as_secs().saturating_add(1) }
        })
    }
}

/// Counts failures only: whoever succeeds may come as often as they like.
struct Strikes<K: Hash + Eq + Clone> {
    rate: Rate<K>,
    shut: Mutex<HashMap<K, Instant>>,
}

impl<K: Hash + Eq + Clone> Strikes<K> {
    /// The `count`-th failure within `span` shuts the door.
    fn new(count: u32, span: Duration, clock: &HouseClock) -> Self {
        let quota = per(count, span).allow_burst(at_least_one(count.saturating_sub(1)));
        Self { rate: Rate::new(quota, clock), shut: Mutex::default() }
    }

    fn check(&self, key: &K) -> Result<(), WebError> {
        let now = self.rate.clock.0.now();
        let shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        match shut.get(key) {
            Some(until) if *until > now => {
                let wait = until.since(now).num_seconds();
                Err(WebError::TooMany { retry_after: wait.max(0).unsigned_abs() + 1 })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The last failure that is allowed shuts the door until the next would be.
    fn strike(&self, key: K) {
        if let Err(WebError::TooMany { retry_after }) = self.rate.take(&key) {
            let now = self.rate.clock.0.now();
            let seconds = i64::try_from(retry_after).unwrap_or(i64::MAX / 1000);
            let mut shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
            shut.retain(|_, until| *until > now);
            shut.insert(key, now.plus(chrono::Duration::seconds(seconds)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, sync::atomic::AtomicI64};

    use super::*;

    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> Instant {
            Instant::from_millis(self.0.load(Ordering::Relaxed))
        }
    }

    fn town(limits: &Limits) -> (Rates, Arc<Hands>) {
        let hands = Arc::new(Hands(AtomicI64::new(1_795_222_800_000)));
        let clock: Arc<dyn Clock> = hands.clone();
        (Rates::new(limits, clock), hands)
    }

    fn network(last: u8) -> Network {
        Network::from(IpAddr::from([203, 0, 113, last]))
    }

    #[test]
    fn the_sixth_sign_in_of_a_minute_has_to_wait() {
        let (rates, hands) = town(&Limits::default());
        for _ in 0..5 {
            assert!(rates.sign_in(network(1), "sato@city.example").is_ok());
        }
        let refused = rates.sign_in(network(2), " SATO@city.example");
        let Err(WebError::TooMany { retry_after }) = refused else {
            panic!("{refused:?}");
        };
        assert!((1..=13).contains(&retry_after), "{retry_after}");
        assert!(rates.sign_in(network(1), "suzuki@city.example").is_ok());
        hands.0.fetch_add(60_000, Ordering::Relaxed);
        assert!(rates.sign_in(network(1), "sato@city.example").is_ok());
    }

    #[test]
    fn one_network_cannot_try_a_thousand_accounts() {
        let (rates, _) = town(&Limits::default());
        let taken =
            (0..1000).filter(|n| rates.sign_in(network(1), &format!("{n}@x")).is_ok()).count();
        assert_eq!(taken, 50);
    }

    #[test]
    fn right_codes_are_never_counted_and_wrong_ones_shut_the_door() {
        let (rates, hands) = town(&Limits::default());
        let number = "2611-7K3M-92QC";
        for _ in 0..5 {
            assert!(rates.may_try_code(network(1), number).is_ok());
            rates.wrong_code(network(1), number);
        }
        assert!(rates.may_try_code(network(2), number).is_err(), "from anywhere");
        assert!(rates.may_try_code(network(1), "another").is_ok());
        hands.0.fetch_add(3_600_000, Ordering::Relaxed);
        assert!(rates.may_try_code(network(2), number).is_ok());
    }

    #[test]
    fn one_network_guesses_few_numbers() {
        let (rates, _) = town(&Limits::default());
        let tried = (0..1000)
            .filter(|n| {
                let allowed = rates.may_try_code(network(1), &n.to_string()).is_ok();
                if allowed {
                    rates.wrong_code(network(1), &n.to_string());
                }
                allowed
            })
            .count();
        assert_eq!(tried, 20);
    }

    #[test]
    fn submissions_are_limited_for_strangers_only() {
        let limits = Limits { submissions_per_network: 3, ..Limits::default() };
        let (rates, _) = town(&limits);
        let loopback = Network::from(IpAddr::from([127, 0, 0, 1]));
        assert!((0..100).all(|_| rates.submission(loopback).is_ok()));
        assert_eq!((0..100).filter(|_| rates.submission(network(1)).is_ok()).count(), 3);
        let (open, _) = town(&Limits { submissions_per_network: 0, ..limits });
        assert!((0..100).all(|_| open.submission(network(1)).is_ok()));
    }

    #[test]
    fn a_million_quiet_networks_are_forgotten() {
        let (rates, hands) = town(&Limits { submissions_per_network: 1, ..Limits::default() });
        for n in 0..20_000_u32 {
            let [_, a, b, c] = n.to_be_bytes();
            assert!(rates.submission(Network::from(IpAddr::from([10, a, b, c]))).is_ok());
            hands.0.fetch_add(100, Ordering::Relaxed);
        }
        let kept = rates.submissions.as_ref().unwrap().limiter.len();
        assert!(kept < 6_000, "{kept}");
    }
}
