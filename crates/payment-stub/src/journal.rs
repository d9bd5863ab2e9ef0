//! What happened here, one JSON line a fact, so that a restart forgets nothing.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
};

use fees::PaymentEvent;
use kernel::{Instant, PaymentId};
use serde::{Deserialize, Serialize};

use crate::{order::Order, slip::Slip};

/// A fact. The book is made of nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum Record {
    /// An order was taken up. From now on its payment means this order.
    Ordered { order: Order },
    /// The payer took a slip, perhaps in place of another.
    SlipIssued { payment: PaymentId, slip: Slip },
    /// Something happened to a payment.
    Happened {
        payment: PaymentId,
        event: PaymentEvent,
        /// The merchant's own id, when it asked for this.
        request: Option<String>,
        /// When the merchant hears of it; `None` is never.
        tell_at: Option<Instant>,
        /// How often it hears of it.
        times: u32,
    },
    /// The merchant has answered a callback with success.
    Delivered { event_id: String },
}

/// Where facts are written; nowhere, when none is configured.
#[derive(Debug, Default)]
pub(crate) struct Journal(Option<File>);

impl Journal {
    /// Opens the file and reads what it holds. A last line that was cut off by a power
    /// failure was never acted upon and is dropped.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Vec<Record>)> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let records = text
            .get(..whole)
            .unwrap_or_default()
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?;
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
        Ok((Self(Some(file)), records))
    }

    /// Writes facts down; they are on disk when this returns.
    pub(crate) fn append(&mut self, records: &[Record]) -> io::Result<()> {
        let Some(file) = &mut self.0 else { return Ok(()) };
        let mut lines = Vec::new();
        for record in records {
            serde_json::to_writer(&mut lines, record)?;
            lines.push(b'\n');
        }
        file.write_all(&lines)?;
        file.sync_data()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivered(id: &str) -> Record {
        Record::Delivered { event_id: id.to_owned() }
    }

    #[test]
    fn facts_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("provider.jsonl");
        let (mut journal, before) = Journal::open(&path).unwrap();
        assert_eq!(before, []);
        journal.append(&[delivered("a"), delivered("b")]).unwrap();
        drop(journal);
        assert_eq!(Journal::open(&path).unwrap().1, [delivered("a"), delivered("b")]);
    }

    #[test]
    fn a_line_cut_off_by_a_power_failure_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("provider.jsonl");
        Journal::open(&path).unwrap().0.append(&[delivered("a")]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, [whole.as_slice(), br#"{"type":"deliv"#].concat()).unwrap();
        let (mut journal, records) = Journal::open(&path).unwrap();
        assert_eq!(records, [delivered("a")]);
        journal.append(&[delivered("b")]).unwrap();
        assert_eq!(Journal::open(&path).unwrap().1, [delivered("a"), delivered("b")]);
    }

    #[test]
    fn a_damaged_file_is_not_read_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("provider.jsonl");
        std::fs::write(&path, "nonsense\n").unwrap();
        assert!(Journal::open(&path).is_err());
    }
}
