//! The file of a move of people: its rows, and what is wrong with one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use encoding_rs::SHIFT_JIS;
use kernel::{Among, Grant, Rank, Role};
use serde::Deserialize;

use super::PeopleFault;
use crate::invitation::LONGEST_NAME;

/// One row of the file: a person, and what they are granted. Nothing granted is who leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub(super) line: u64,
    pub(super) email: String,
    pub(super) name: Option<String>,
    pub(super) grant: Option<Grant>,
    pub(super) from: NaiveDate,
}

/// What is wrong with one row.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Misposting {
    /// The line of the file, from 1.
    pub line: u64,
    /// What is wrong, and what would be right.
    pub what: PostingFault,
}

/// What can be wrong with a row.
#[derive(Debug, thiserror::Error)]
pub enum PostingFault {
    /// It has other columns than the file.
    #[error("{0}")]
    Unread(String),
    /// A column says no day.
    #[error("{column}: write the day as 2027-04-01")]
    NoDay {
        /// The column.
        column: &'static str,
    },
    /// Nobody can be written to there.
    #[error("email: `{0}` is no address")]
    NoAddress(String),
    /// The name is longer than any.
    #[error("name: longer than {LONGEST_NAME} letters")]
    LongName,
    /// A column says a word that nothing has.
    #[error("{column}: there is no `{word}`")]
    Unknown {
        /// The column.
        column: &'static str,
        /// As it was written.
        word: String,
    },
    /// Who approves has a rank, and nobody else.
    #[error("rank: a grant as {role} has no rank {rank}")]
    NoRankOf {
        /// The role.
        role: Role,
        /// The rank.
        rank: Rank,
    },
    /// Somebody leaves by one row and stays by another.
    #[error("who leaves holds nothing, and other rows grant them something")]
    LeavesAndStays,
    /// It cannot be done about this person.
    #[error(transparent)]
    Person(PeopleFault),
}

/// A row as it is written. Several wards, procedures or rights stand in one cell, with blanks between.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    email: String,
    #[serde(default)]
    name: String,
    department: String,
    role: String,
    #[serde(default)]
    rank: String,
    #[serde(default)]
    wards: String,
    #[serde(default)]
    procedures: String,
    #[serde(default)]
    rights: String,
    #[serde(default)]
    until: String,
    from: String,
}

impl Posting {
    /// What a file says, whichever way it is written. Lines end as lines are counted: the reader
    /// takes one that ends in two characters for the line before.
    pub fn text(file: &[u8]) -> String {
        let text = match std::str::from_utf8(file) {
            Ok(text) => text.into(),
            Err(_other) => SHIFT_JIS.decode_without_bom_handling(file).0,
        };
        text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
    }

    /// Reads a file of comma-separated values, in UTF-8 or as spreadsheet programs write them in
    /// Japan (CP932).
    pub fn read(file: &[u8]) -> Result<Vec<Self>, Vec<Misposting>> {
        let text = Self::text(file);
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let unread = |fault: csv::Error| {
            let line = fault.position().map_or(1, csv::Position::line);
            Misposting { line, what: PostingFault::Unread(fault.to_string()) }
        };
        let columns = reader.headers().map_err(|fault| vec![unread(fault)])?.clone();
        let (mut postings, mut wrong) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let row = record.map_err(unread).and_then(|record| {
                let line = record.position().map_or(1, csv::Position::line);
                let row = record.deserialize::<Row>(Some(&columns)).map_err(unread)?;
                row.understood(line).map_err(|what| Misposting { line, what })
            });
            row.map_or_else(|fault| wrong.push(fault), |posting| postings.push(posting));
        }
        if wrong.is_empty() { Ok(postings) } else { Err(wrong) }
    }
}

impl Row {
    fn understood(self, line: u64) -> Result<Posting, PostingFault> {
        let from = day("from", &self.from)?;
        if !self.email.contains('@') {
            return Err(PostingFault::NoAddress(self.email));
        }
        if self.name.chars().count() > LONGEST_NAME {
            return Err(PostingFault::LongName);
        }
        let posting = Posting {
            line,
            email: self.email,
            name: Some(self.name).filter(|name| !name.is_empty()),
            grant: None,
            from,
        };
        if self.department.is_empty() && self.role.is_empty() {
            return Ok(posting);
        }
        let named = |column, word: &str| PostingFault::Unknown { column, word: word.to_owned() };
        let department = self.department.parse();
        let department = department.map_err(|_no_id| named("department", &self.department))?;
        let role: Role = self.role.parse().map_err(|_no_role| named("role", &self.role))?;
        let rank = match self.rank.as_str() {
            "" => Rank::lowest_of(role),
            rank => rank.parse().map_err(|_no_rank| named("rank", rank))?,
        };
        if (rank == Rank::Staff) == (role == Role::Approver) {
            return Err(PostingFault::NoRankOf { role, rank });
        }
        let until = match self.until.as_str() {
            "" => None,
            text => Some(day("until", text)?),
        };
        let wards = self.wards.split_whitespace().map(str::parse).collect::<Result<_, _>>();
        let rights = self.rights.split_whitespace().map(str::parse).collect::<Result<_, _>>();
        let grant = Grant {
            rank,
            until,
            rights: rights.map_err(|_no_right| named("rights", &self.rights))?,
            wards: among(wards.map_err(|_no_id| named("wards", &self.wards))?),
            procedures: among(self.procedures.split_whitespace().map(str::to_owned).collect()),
            ..Grant::new(role, department)
        };
        Ok(Posting { grant: Some(grant), ..posting })
    }
}

fn day(column: &'static str, text: &str) -> Result<NaiveDate, PostingFault> {
    text.replace('/', "-").parse().map_err(|_no_day| PostingFault::NoDay { column })
}

/// Nothing named is everything.
fn among<T: Ord>(named: BTreeSet<T>) -> Among<T> {
    if named.is_empty() { Among::All } else { Among::These(named) }
}
