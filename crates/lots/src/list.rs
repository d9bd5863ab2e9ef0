//! The list as it is frozen: one text, whose SHA-256 is published before anybody knows the seed.
//!
//! Everything that the order depends on stands in it, one line each, in one order only.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::NaiveDate;
use kernel::ReceiptNumber;
use sha2::{Digest as _, Sha256};

/// The first line of every list.
const FORMAT: &str = "madoguchi-draw 1";

/// What a list is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The procedure.
    pub procedure: String,
    /// The version of its form, which says what comes before the lot.
    pub version: u32,
    /// The last day for taking part.
    pub closed_on: NaiveDate,
    /// Which public figure will be the seed.
    pub source: String,
    /// Of which day; it lies after the one on which the list is frozen.
    pub source_on: NaiveDate,
}

/// With what somebody takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// For what it is drawn; empty where there is only one thing.
    pub group: String,
    /// How many there are of it.
    pub places: u32,
    /// What comes before the lot: the greater first, from left to right.
    pub ranks: Vec<i64>,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// 受付番号
    pub number: ReceiptNumber,
    /// For what it is drawn.
    pub group: String,
    /// What comes before the lot.
    pub ranks: Vec<i64>,
}

/// A list that is frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    head: Head,
    /// How many places there are for each thing.
    places: BTreeMap<String, u32>,
    /// By their numbers.
    entries: Vec<Entry>,
}

/// Why there is no such list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// Nobody takes part.
    #[error("nobody stands on the list")]
    Empty,
    /// Two say that there are other numbers of places.
    #[error("the places of {group} are not the same for everybody")]
    PlacesDiffer {
        /// For what they are.
        group: String,
    },
    /// A number takes part once.
    #[error("{number} stands on the list twice")]
    Twice {
        /// Which.
        number: ReceiptNumber,
    },
    /// What parts lines and their pieces stands in a piece.
    #[error("a name on the list holds a tab or the end of a line")]
    Unwritable,
    /// No list looks like this.
    #[error("line {line} is not as a list has it")]
    Unreadable {
        /// Counted from 1.
        line: usize,
    },
}

impl List {
    /// The list of those who take part.
    pub fn freeze(
        head: Head,
        tickets: impl IntoIterator<Item = (ReceiptNumber, Ticket)>,
    ) -> Result<Self, ListFault> {
        let mut places = BTreeMap::new();
        let mut entries = Vec::new();
        for (number, Ticket { group, places: count, ranks }) in tickets {
            if *places.entry(group.clone()).or_insert(count) != count {
                return Err(ListFault::PlacesDiffer { group });
            }
            entries.push(Entry { number, group, ranks });
        }
        Self::sorted(head, places, entries)
    }

    fn sorted(
        head: Head,
        places: BTreeMap<String, u32>,
        mut entries: Vec<Entry>,
    ) -> Result<Self, ListFault> {
        let names = [&head.procedure, &head.source].into_iter().chain(places.keys());
        if names.into_iter().any(|name| name.contains(['\t', '\n', '\r'])) {
            return Err(ListFault::Unwritable);
        }
        entries.sort();
        let mut pairs = entries.iter().zip(entries.iter().skip(1));
        if let Some((_, second)) = pairs.find(|(first, second)| first.number == second.number) {
            return Err(ListFault::Twice { number: second.number.clone() });
        }
        if entries.is_empty() { Err(ListFault::Empty) } else { Ok(Self { head, places, entries }) }
    }

    /// What it is about.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// How many places there are for each thing.
    pub const fn places(&self) -> &BTreeMap<String, u32> {
        &self.places
    }

    /// Who takes part, by number.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// SHA-256 of its text, in hexadecimal.
    pub fn digest(&self) -> String {
        digest(&self.to_string())
    }
}

/// SHA-256 of a text, in hexadecimal.
pub(crate) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(u32::from(half), 16)).collect()
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { procedure, version, closed_on, source, source_on } = &self.head;
        writeln!(f, "{FORMAT}")?;
        writeln!(f, "procedure\t{procedure}\t{version}")?;
        writeln!(f, "closed\t{closed_on}")?;
        writeln!(f, "seed\t{source}\t{source_on}")?;
        for (group, places) in &self.places {
            writeln!(f, "places\t{group}\t{places}")?;
        }
        for Entry { number, group, ranks } in &self.entries {
            write!(f, "entry\t{number}\t{group}")?;
            for rank in ranks {
                write!(f, "\t{rank}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl FromStr for List {
    type Err = ListFault;

    /// Reads what a list writes; anything that could be written otherwise is none.
    fn from_str(text: &str) -> Result<Self, ListFault> {
        let mut lines = text.lines().zip(1..);
        let mut next = |word: &str| {
            let (line, number) = lines.next().unwrap_or(("", 0));
            let fault = ListFault::Unreadable { line: number };
            line.strip_prefix(word).map(|rest| (rest.to_owned(), fault.clone())).ok_or(fault)
        };
        next(FORMAT)?;
        let (about, fault) = next("procedure\t")?;
        let (procedure, version) = about.split_once('\t').ok_or(fault.clone())?;
        let version = version.parse().map_err(|_fault| fault)?;
        let (closed_on, fault) = next("closed\t")?;
        let closed_on = closed_on.parse().map_err(|_fault| fault)?;
        let (seed, fault) = next("seed\t")?;
        let (source, source_on) = seed.split_once('\t').ok_or(fault.clone())?;
        let source_on = source_on.parse().map_err(|_fault| fault)?;
        let (procedure, source) = (procedure.to_owned(), source.to_owned());
        let head = Head { procedure, version, closed_on, source, source_on };
        let (mut places, mut entries) = (BTreeMap::new(), Vec::new());
        for (line, number) in lines {
            read(line, &mut places, &mut entries).ok_or(ListFault::Unreadable { line: number })?;
        }
        let list = Self::sorted(head, places, entries)?;
        let other = list.to_string();
        let differs = other.lines().zip(text.lines()).position(|(own, read)| own != read);
        match differs {
            Some(at) => Err(ListFault::Unreadable { line: at + 1 }),
            None if other == text => Ok(list),
            None => Err(ListFault::Unreadable { line: text.lines().count() }),
        }
    }
}

/// Reads a line of places or of somebody who takes part, where those places are known.
fn read(line: &str, places: &mut BTreeMap<String, u32>, entries: &mut Vec<Entry>) -> Option<()> {
    let mut pieces = line.split('\t');
    match pieces.next()? {
        "places" => {
            let (group, count) = (pieces.next()?, pieces.next()?);
            places.insert(group.to_owned(), count.parse().ok()?);
        }
        "entry" => {
            let (number, group) = (pieces.next()?.parse().ok()?, pieces.next()?.to_owned());
            let known = places.contains_key(&group);
            let ranks: Vec<i64> = pieces.map(|rank| rank.parse().ok()).collect::<Option<_>>()?;
            entries.push(Entry { number, group, ranks });
            return known.then_some(());
        }
        _ => return None,
    }
    pieces.next().is_none().then_some(())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn head() -> Head {
        Head {
            procedure: "shiei-jutaku-nyukyo".into(),
            version: 3,
            closed_on: "2026-11-30".parse().unwrap(),
            source: "日経平均株価の終値".into(),
            source_on: "2026-12-04".parse().unwrap(),
        }
    }

    /// Numbers with a check character that fits, of which the `n`th is another one.
    pub(crate) fn number(n: u32) -> ReceiptNumber {
        let body = format!("2611{n:07}");
        let last = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars();
        last.map(|check| format!("{body}{check}")).find_map(|typed| typed.parse().ok()).unwrap()
    }

    pub(crate) fn ticket(group: &str, places: u32, ranks: &[i64]) -> Ticket {
        Ticket { group: group.into(), places, ranks: ranks.into() }
    }

    pub(crate) fn sample() -> List {
        let tickets = (0..20).map(|n| {
            let group = if n % 4 == 0 { "荒井 2LDK" } else { "鶴ケ谷 2DK" };
            let places = if n % 4 == 0 { 1 } else { 3 };
            (number(n), ticket(group, places, &[i64::from(n % 3), 0]))
        });
        List::freeze(head(), tickets).unwrap()
    }

    #[test]
    fn a_list_is_read_as_it_was_written_and_in_no_other_way() {
        let list = sample();
        let text = list.to_string();
        assert_eq!(text.parse::<List>().unwrap(), list);
        assert!(
            text.starts_with("madoguchi-draw 1\nprocedure\tshiei-jutaku-nyukyo\t3\n"),
            "{text}"
        );
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate().skip(1) {
            let others = [
                format!("{line} "),
                format!("{line}\t1"),
                String::new(),
                line.replacen('\t', " ", 1),
            ];
            for other in others {
                let mut changed = lines.clone();
                changed[at] = &other;
                let changed = changed.join("\n") + "\n";
                let read = changed.parse::<List>();
                // A rank more is another list, with another digest.
                let is_other = read.is_ok_and(|read| read.digest() == list.digest());
                assert!(!is_other, "{other:?} in the place of {line:?}");
            }
        }
        let turned = text.replacen("entry\t2611-0000-000", "entry\t2611-0000-00O", 1);
        assert!(turned.parse::<List>().is_err());
        assert!(text.trim_end().parse::<List>().is_err());
    }

    #[test]
    fn a_list_that_nobody_could_follow_is_none() {
        let one = || (number(1), ticket("a", 1, &[]));
        let frozen = |tickets: Vec<(ReceiptNumber, Ticket)>| List::freeze(head(), tickets);
        assert_eq!(frozen(vec![]), Err(ListFault::Empty));
        assert_eq!(frozen(vec![one(), one()]), Err(ListFault::Twice { number: number(1) }));
        let differs = frozen(vec![one(), (number(2), ticket("a", 2, &[]))]);
        assert_eq!(differs, Err(ListFault::PlacesDiffer { group: "a".into() }));
        let broken = frozen(vec![(number(1), ticket("a\tb", 1, &[]))]);
        assert_eq!(broken, Err(ListFault::Unwritable));
    }
}
