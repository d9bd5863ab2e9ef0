//! Chance: keys that never repeat, and moments that nobody planned.

use std::time::Duration;

use crate::fault::Fault;

/// A number below `sides`.
pub(crate) fn below(sides: u64) -> Result<u64, Fault> {
    Ok(getrandom::u64()? % sides.max(1))
}

/// A length of time between two others.
pub(crate) fn pause(least: Duration, most: Duration) -> Result<Duration, Fault> {
    let span = u64::try_from(most.saturating_sub(least).as_millis()).unwrap_or(u64::MAX);
    Ok(least + Duration::from_millis(below(span.saturating_add(1))?))
}

/// An idempotency key.
pub(crate) fn key() -> Result<String, Fault> {
    let (high, low) = (getrandom::u64()?, getrandom::u64()?);
    Ok(format!("{high:016x}{low:016x}"))
}
