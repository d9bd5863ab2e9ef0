//! Integrity: whether what must fit together does, row by row.
//!
//! Everything that the store alone can know. Whether answers are valid against their
//! form is for those who know forms.

mod attachment;
mod books;
mod engine;
mod erased;
mod filing;
mod kinship;
mod lots;
mod money;
mod numbers;
mod paper;
mod places;
mod search;

use kernel::{Instant, SubmissionId};

use crate::{
    Page, ReadTx, Scope, StoreError, audit,
    audit::Break,
    files::AttachmentFiles,
    submissions::{self, Submission},
};

/// How many attachment files are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// One of fifty, every day others; of all of them name and size are compared.
    Sample,
    /// All of them.
    Deep,
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule, in a word.
    pub rule: &'static str,
    /// The table.
    pub table: &'static str,
    /// The row or file.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

/// What a round found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// What does not fit: an empty list is good news.
    pub faults: Vec<Finding>,
    /// What is as true and safe, and somebody should know.
    pub notes: Vec<Finding>,
}

/// Checks everything and tells all that does not fit.
pub fn check(
    tx: &mut ReadTx<'_>,
    files: &AttachmentFiles,
    depth: Depth,
    now: Instant,
) -> Result<Found, StoreError> {
    let mut round = Round { files, depth, now, found: Found::default() };
    engine::check(tx, &mut round)?;
    kinship::check(tx, &mut round)?;
    let mut page = Page::first(Page::MOST);
    loop {
        let listed = submissions::list_all(tx, &page)?;
        for id in &listed.items {
            if let Some(submission) =
                round.read(submissions::find(tx, &Scope::Worker, id))?.flatten()
            {
                check_one(tx, &mut round, &submission)?;
            }
        }
        match listed.next {
            Some(next) => page = Page::after(Page::MOST, next),
            None => break,
        }
    }
    attachment::check(tx, &mut round)?;
    places::check(tx, &mut round)?;
    search::check(tx, &mut round)?;
    books::check(tx, &mut round)?;
    numbers::check(tx, &mut round)?;
    lots::check(tx, &mut round)?;
    erased::check(tx, &mut round)?;
    check_chains(tx, &mut round)?;
    Ok(round.found)
}

/// Everything about one submission.
fn check_one(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    submission: &Submission,
) -> Result<(), StoreError> {
    filing::check(tx, round, submission)?;
    search::check_one(tx, round, submission)?;
    money::check(tx, round, &submission.id)?;
    paper::check(tx, round, submission)
}

fn check_chains(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    match round.read(audit::verify(tx))?.and_then(|verified| verified.first_break) {
        Some(Break::Event { case, seq, what }) => {
            round.add("chain", "events", &format!("{case}/{seq}"), what);
        }
        Some(Break::Day { day, what }) => round.add("chain", "day_heads", &day.to_string(), what),
        None => {}
    }
    Ok(())
}

/// One round through the house, and what was found so far.
struct Round<'a> {
    files: &'a AttachmentFiles,
    depth: Depth,
    now: Instant,
    found: Found,
}

impl Round<'_> {
    fn add(&mut self, rule: &'static str, table: &'static str, id: &str, what: &str) {
        let (id, what) = (id.to_owned(), what.to_owned());
        self.found.faults.push(Finding { rule, table, id, what });
    }

    /// Notes what is not broken, and somebody should know.
    fn note(&mut self, rule: &'static str, of: (&'static str, &str), what: &str) {
        let (id, what) = (of.1.to_owned(), what.to_owned());
        self.found.notes.push(Finding { rule, table: of.0, id, what });
    }

    /// Adds a finding unless `fits`.
    fn expect(&mut self, fits: bool, rule: &'static str, of: (&'static str, &str), what: &str) {
        if !fits {
            self.add(rule, of.0, of.1, what);
        }
    }

    /// Damage is a finding; any other fault ends the round.
    fn read<T>(&mut self, result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Corrupt { table, id, what }) => {
                self.add("damage", table, &id, what);
                Ok(None)
            }
            Err(StoreError::File(what)) => {
                self.add("file", "attachments", "", &what);
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }
}

/// The id of a submission as it stands in findings.
fn of<'a>(table: &'static str, id: &'a SubmissionId) -> (&'static str, &'a str) {
    (table, id.as_str())
}
