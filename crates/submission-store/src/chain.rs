//! The hashes that chain events and days. They cover stored columns only, so that
//! anybody can recompute them without a key.

use chrono::{Datelike as _, NaiveDate};
use kernel::MunicipalityId;
use sha2::{Digest as _, Sha256};

use crate::Digest;

/// What stands before the first one.
pub(crate) const START: Digest = Digest::from_bytes([0; 32]);

/// The columns of an event that its hash covers.
pub(crate) struct Link<'a> {
    pub(crate) municipality: &'a str,
    pub(crate) case: &'a str,
    pub(crate) seq: i64,
    pub(crate) id: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) actor: &'a str,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) day: NaiveDate,
    pub(crate) payload: &'a [u8],
}

impl Link<'_> {
    /// The hash of this event behind the one with `prev`.
    pub(crate) fn hash(&self, prev: &Digest) -> Digest {
        let mut chain = Framed::new("madoguchi event 1");
        chain.put(prev.as_bytes());
        for text in [self.municipality, self.case, self.id, self.kind, self.actor] {
            chain.put(text.as_bytes());
        }
        for number in [self.seq, self.at, i64::from(self.day.num_days_from_ce())] {
            chain.put(&number.to_be_bytes());
        }
        chain.put(self.payload);
        chain.finish()
    }
}

/// The key of the lock on the book that events of this municipality are written into.
pub(crate) fn book(place: &str, municipality: &MunicipalityId) -> i64 {
    let mut named = Framed::new("madoguchi book");
    named.put(place.as_bytes());
    named.put(municipality.as_str().as_bytes());
    let digest = named.finish();
    digest.as_bytes().first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// The columns of a look that the head of its day covers.
pub(crate) struct Seen<'a> {
    pub(crate) id: &'a str,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    pub(crate) staff: &'a str,
    pub(crate) role: Option<&'a str>,
    pub(crate) department: Option<&'a str>,
    pub(crate) kind: &'a str,
    pub(crate) case: Option<&'a str>,
    pub(crate) case_department: Option<&'a str>,
    pub(crate) part: &'a str,
    pub(crate) found: Option<i64>,
}

/// The head of a day: takes the hashes of its events in the order of case and number, and its
/// looks in the order of their ids. A day without looks is what it was before there were any.
pub(crate) struct DayChain {
    framed: Framed,
    seen: Framed,
    pub(crate) events: i64,
    pub(crate) looks: i64,
}

impl DayChain {
    pub(crate) fn new(municipality: &str, day: NaiveDate, prev: &Digest) -> Self {
        let mut framed = Framed::new("madoguchi day 1");
        framed.put(prev.as_bytes());
        framed.put(municipality.as_bytes());
        framed.put(&day.num_days_from_ce().to_be_bytes());
        Self { framed, seen: Framed::new("madoguchi looks 1"), events: 0, looks: 0 }
    }

    pub(crate) fn add(&mut self, event_hash: &[u8]) {
        self.framed.put(event_hash);
        self.events += 1;
    }

    pub(crate) fn add_look(&mut self, look: &Seen<'_>) {
        for text in [look.id, look.staff, look.kind, look.part] {
            self.seen.put(text.as_bytes());
        }
        // What is not there is not what is empty.
        for text in [look.role, look.department, look.case, look.case_department] {
            self.seen.put(&[u8::from(text.is_some())]);
            self.seen.put(text.unwrap_or_default().as_bytes());
        }
        self.seen.put(&look.at.to_be_bytes());
        self.seen.put(&look.found.unwrap_or(-1).to_be_bytes());
        self.looks += 1;
    }

    pub(crate) fn finish(mut self) -> Digest {
        self.framed.put(&self.events.to_be_bytes());
        if self.looks > 0 {
            self.framed.put(self.seen.finish().as_bytes());
            self.framed.put(&self.looks.to_be_bytes());
        }
        self.framed.finish()
    }
}

/// Each part is preceded by its length: moving a byte from one to the next is seen.
struct Framed(Sha256);

impl Framed {
    fn new(what: &str) -> Self {
        let mut framed = Self(Sha256::new());
        framed.put(what.as_bytes());
        framed
    }

    fn put(&mut self, part: &[u8]) {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_be_bytes());
        self.0.update(part);
    }

    fn finish(self) -> Digest {
        Digest::from_bytes(self.0.finalize().into())
    }
}
