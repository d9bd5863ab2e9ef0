//! How many submissions a second, and how long each takes.
//!
//! A closed loop: every connection sends its next request when the last is answered.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::Fault;
use crate::wire::{Connection, post};
use crate::{body, dice, say};

/// Files `count` submissions over `connections` connections and prints the figures.
pub(crate) fn run(server: SocketAddr, connections: u32, count: u64) -> Result<(), Fault> {
    let next = AtomicU64::new(0);
    let began = Instant::now();
    let mut times = thread::scope(|scope| {
        let file = || file(server, &next, count);
        let workers: Vec<_> = (0..connections).map(|_| scope.spawn(file)).collect();
        let mut times = Vec::new();
        for worker in workers {
            times.extend(worker.join().map_err(|_panic| Fault::Panicked)??);
        }
        Ok::<_, Fault>(times)
    })?;
    let took = began.elapsed();
    times.sort_unstable();
    let size = body::water(1, body::today()).to_string().len();
    say(&format!(
        "{count} submissions of {size} bytes on {connections} connections in {:.2} s: {} a second; \
         p50 {}, p99 {}, longest {}",
        took.as_secs_f64(),
        rate(count, took),
        shown(quantile(&times, 50)),
        shown(quantile(&times, 99)),
        shown(quantile(&times, 100)),
    ));
    Ok(())
}

/// One connection's work, until all are filed.
fn file(server: SocketAddr, next: &AtomicU64, count: u64) -> Result<Vec<Duration>, Fault> {
    let mut connection = Connection::open(server)?;
    let mut times = Vec::new();
    let today = body::today();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return Ok(times);
        }
        let key = dice::key()?;
        let body = body::water(number, today).to_string();
        let headers = [("idempotency-key", key.as_str())];
        let request = post("/api/v1/submissions", &headers, "application/json", body.as_bytes());
        let sent = Instant::now();
        let answer = connection.send(&request)?;
        times.push(sent.elapsed());
        answer.expect(201, "POST /api/v1/submissions")?;
    }
}

/// Whole things a second.
pub(crate) fn rate(count: u64, took: Duration) -> u64 {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    count.saturating_mul(1000) / millis
}

/// The time that `percent` of the sorted times do not exceed.
pub(crate) fn quantile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).copied().unwrap_or_default()
}

pub(crate) fn shown(time: Duration) -> String {
    format!("{}.{} ms", time.as_millis(), time.subsec_micros() / 100 % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_values_that_so_many_do_not_exceed() {
        let times: Vec<_> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(quantile(&times, 50), Duration::from_millis(100));
        assert_eq!(quantile(&times, 99), Duration::from_millis(198));
        assert_eq!(quantile(&times, 100), Duration::from_millis(200));
        assert_eq!(quantile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn rates_are_whole_things_a_second() {
        assert_eq!(rate(3000, Duration::from_millis(1500)), 2000);
    }
}
