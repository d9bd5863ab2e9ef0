//! Moments, always UTC and whole milliseconds, and the clock that gives them.
//!
//! PostgreSQL keeps microseconds, chrono nanoseconds, SQLite text of varying
//! length: without the truncation a value read back differs from the one written.

use std::fmt;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Japan's only time zone (明治28年勅令第167号): nine hours ahead of UTC, no summer time.
pub const JST: FixedOffset = match FixedOffset::east_opt(9 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// A moment in whole milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The moment so many milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// A stored column, which is UTC without a zone.
    pub fn from_naive_utc(stored: NaiveDateTime) -> Self {
        Self(stored.and_utc().timestamp_millis())
    }

    /// Midnight in Japan at the start of `day`.
    pub fn start_of(day: NaiveDate) -> Self {
        let midnight = day.and_time(chrono::NaiveTime::MIN);
        Self(midnight.and_utc().timestamp_millis() - i64::from(JST.local_minus_utc()) * 1000)
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text).ok().map(|t| Self(t.timestamp_millis()))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment as a database column: UTC without a zone.
    pub fn naive_utc(self) -> NaiveDateTime {
        self.utc().naive_utc()
    }

    /// The clock on the wall in Japan.
    pub fn local(self) -> DateTime<FixedOffset> {
        self.utc().with_timezone(&JST)
    }

    /// The last day of a term that ends at this moment: a term ends at a midnight, and people
    /// read the day before.
    pub fn last_day(self) -> NaiveDate {
        self.plus(Duration::milliseconds(-1)).day()
    }

    /// The day in Japan.
    pub fn day(self) -> NaiveDate {
        self.local().date_naive()
    }

    /// The moment `span` later.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.num_milliseconds()))
    }

    /// How long after `earlier` this is; negative when it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::milliseconds(self.0.saturating_sub(earlier.0))
    }

    /// RFC 3339 with Japan's offset, as the API shows times.
    pub fn to_rfc3339(self) -> String {
        self.local().to_rfc3339_opts(chrono::SecondsFormat::Millis, false)
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_rfc3339())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        Self::parse_rfc3339(&text).ok_or_else(|| de::Error::custom("not an RFC 3339 time"))
    }
}

/// Tells the time. Tests turn their own.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// The machine's clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Instant {
        let since_1970 =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_day_in_japan() {
        let just_before_midnight = Instant::parse_rfc3339("2026-11-20T23:59:59.999+09:00").unwrap();
        let midnight = just_before_midnight.plus(Duration::milliseconds(1));
        assert_eq!(just_before_midnight.day().to_string(), "2026-11-20");
        assert_eq!(midnight.day().to_string(), "2026-11-21");
        assert_eq!(midnight, Instant::start_of(midnight.day()));
        assert_eq!(midnight.last_day(), just_before_midnight.day());
    }

    #[test]
    fn a_moment_survives_its_column_and_its_text() {
        let moment = Instant::from_millis(1_795_222_800_123);
        assert_eq!(Instant::from_naive_utc(moment.naive_utc()), moment);
        assert_eq!(Instant::parse_rfc3339(&moment.to_rfc3339()), Some(moment));
    }
}
