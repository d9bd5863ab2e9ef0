//! 教示の表: what refusals say about contesting them, written by one and confirmed by another of the
//! legal section, for a year.

use std::collections::{BTreeMap, HashMap};

use casework::{OpenInstruction, instruction_key};
use chrono::{Months, NaiveDate};
use kernel::{DepartmentId, Instant, StaffId};
use review_workflow::is_unseen;
use submission_store::{
    StoreError, departments,
    instructions::{self, Instruction, Settled, TABLE},
    staff,
};

pub use submission_store::instructions::InstructionKey;

use crate::{BackOffice, Error, Staff, sentences::leads};

/// Characters of a text: it stands in a box of the paper.
pub const INSTRUCTION_LIMIT: usize = 2_000;

/// So long a text holds.
const YEAR: Months = Months::new(12);

/// Every row with what this person may do.
#[derive(Debug)]
pub struct InstructionBook {
    /// The rows that the procedures on offer need, and those that were needed before.
    pub rows: Vec<InstructionRow>,
    /// Whether this person is of the legal section.
    pub may_write: bool,
    /// What the legal section is called.
    pub legal: Vec<String>,
    /// Today.
    pub today: NaiveDate,
}

/// The text of one body.
#[derive(Debug, Clone)]
pub struct InstructionRow {
    /// Whose.
    pub key: InstructionKey,
    /// To whom a review is asked for.
    pub reviewer: String,
    /// How many procedures need it.
    pub procedures: usize,
    /// The words that come with the program.
    pub sample: String,
    /// The last version that was confirmed, which may be over.
    pub confirmed: Option<VersionView>,
    /// The version that waits.
    pub waiting: Option<VersionView>,
    /// Whether that is one's own.
    pub own_waits: bool,
}

/// A version with who wrote and confirmed it.
#[derive(Debug, Clone)]
pub struct VersionView {
    /// Counts from 1.
    pub version: i64,
    /// What it says, a paragraph a line.
    pub text: String,
    /// Who wrote it, and when.
    pub written: (String, Instant),
    /// Who confirmed it, when, and until which day it holds.
    pub confirmed: Option<(String, Instant, NaiveDate)>,
}

/// Why a text is not written or confirmed.
#[derive(Debug, thiserror::Error)]
pub enum InstructionFault {
    /// It is empty, too long, or cannot be seen.
    #[error("the text is empty, longer than {limit} characters or not to be seen")]
    Text {
        /// The limit in characters.
        limit: usize,
    },
    /// Another version waits.
    #[error("another version waits")]
    Waiting,
    /// Nobody confirms what they wrote.
    #[error("nobody confirms what they wrote")]
    Own,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for InstructionFault {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Duplicate { table: TABLE }) {
            return Self::Waiting;
        }
        Self::Intent(fault.into())
    }
}

impl InstructionRow {
    /// Whether papers may carry it on this day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        let until = self.confirmed.as_ref().and_then(|it| it.confirmed.as_ref());
        until.is_some_and(|(_, _, until)| day <= *until)
    }
}

impl BackOffice {
    /// Every row, for who leads some department.
    pub async fn instructions(&self, staff: &Staff) -> Result<InstructionBook, Error> {
        let now = self.now();
        self.led(staff).await?;
        let legal = self.legal_section().await?;
        Ok(InstructionBook {
            rows: self.instruction_rows(Some(staff.id())).await?,
            may_write: legal.iter().any(|(id, _)| leads(&staff.authority, id)),
            legal: legal.into_iter().map(|(_, name)| name).collect(),
            today: now.day(),
        })
    }

    /// Whose rows refusals need today and nobody has confirmed, for who looks after the house.
    pub async fn open_instructions(&self) -> Result<Vec<OpenInstruction>, Error> {
        self.casework.unconfirmed_instructions(self.now()).await
    }

    /// Every row, as `reader` sees it.
    pub async fn instruction_rows(
        &self,
        reader: Option<&StaffId>,
    ) -> Result<Vec<InstructionRow>, Error> {
        let read = self.inner.store.read(|tx| {
            let texts = instructions::list(tx)?;
            let told = |it: &Instruction| {
                [Some(it.written_by.clone()), it.settled.as_ref().map(|it| it.by.clone())]
            };
            let people: Vec<StaffId> = texts.values().flatten().flat_map(told).flatten().collect();
            Ok::<_, StoreError>((texts, staff::names(tx, &people)?))
        });
        let (texts, people) = read.await?;
        let mut keys: BTreeMap<InstructionKey, usize> =
            texts.keys().map(|key| (key.clone(), 0)).collect();
        for published in self.catalogue().procedures().iter() {
            if let Some(key) = instruction_key(published.form.procedure()) {
                *keys.entry(key).or_default() += 1;
            }
        }
        let rows = keys.into_iter().map(|(key, procedures)| {
            let versions = texts.get(&key).map(Vec::as_slice).unwrap_or_default();
            self.row(reader, (key, procedures), versions, &people)
        });
        Ok(rows.collect())
    }

    fn row(
        &self,
        reader: Option<&StaffId>,
        (key, procedures): (InstructionKey, usize),
        versions: &[Instruction],
        people: &HashMap<StaffId, String>,
    ) -> InstructionRow {
        let waiting = versions.iter().find(|it| it.settled.is_none());
        let confirmed = versions.iter().rfind(|it| it.valid_until().is_some());
        let view = |it: &Instruction| VersionView::of(it, people);
        InstructionRow {
            reviewer: self.casework.reviewer_of(&key),
            procedures,
            sample: self.casework.sample_instruction(&key),
            own_waits: waiting.is_some_and(|it| Some(&it.written_by) == reader),
            confirmed: confirmed.map(view),
            waiting: waiting.map(view),
            key,
        }
    }

    /// The departments that answer for texts: those that are marked, else the municipality itself.
    async fn legal_section(&self) -> Result<Vec<(DepartmentId, String)>, Error> {
        let read = self.inner.store.read(|tx| departments::list(tx));
        let all: Vec<departments::Department> = read.await.map_err(|it: StoreError| it)?;
        let is_marked = all.iter().any(|it| it.legal);
        let city = DepartmentId::city();
        let legal = all.into_iter().filter(|it| if is_marked { it.legal } else { it.id == city });
        Ok(legal.map(|it| (it.id, it.name)).collect())
    }

    /// The row that is named, for who is of the legal section.
    async fn own_row(
        &self,
        staff: &Staff,
        key: &InstructionKey,
    ) -> Result<InstructionRow, InstructionFault> {
        let book = self.instructions(staff).await?;
        let found = book.rows.into_iter().find(|row| row.key == *key);
        Ok(found.filter(|_| book.may_write).ok_or(Error::NotFound)?)
    }

    /// Writes another version of a text, which waits for somebody else to confirm it.
    pub async fn write_instruction(
        &self,
        staff: &Staff,
        key: InstructionKey,
        text: &str,
    ) -> Result<(), InstructionFault> {
        let now = self.now();
        self.own_row(staff, &key).await?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join("\n");
        let long = text.chars().count();
        if !(1..=INSTRUCTION_LIMIT).contains(&long) || text.chars().any(is_unseen) {
            return Err(InstructionFault::Text { limit: INSTRUCTION_LIMIT });
        }
        let by = staff.id().clone();
        let written =
            self.inner.store.write(move |tx| instructions::write(tx, &key, &text, &by, now));
        Ok(written.await?)
    }

    /// Confirms a version that somebody else wrote, which holds for a year from then on; or drops
    /// one.
    pub async fn settle_instruction(
        &self,
        staff: &Staff,
        key: InstructionKey,
        version: i64,
        confirms: bool,
    ) -> Result<Option<NaiveDate>, InstructionFault> {
        let now = self.now();
        let row = self.own_row(staff, &key).await?;
        let is_own = row.own_waits && row.waiting.is_some_and(|it| it.version == version);
        if confirms && is_own {
            return Err(InstructionFault::Own);
        }
        let until = now.day().checked_add_months(YEAR);
        let valid_until = until.filter(|_| confirms);
        let settled = Settled { valid_until, by: staff.id().clone(), at: now };
        let written =
            self.inner.store.write(move |tx| instructions::settle(tx, &key, version, &settled));
        written.await?;
        Ok(valid_until)
    }
}

impl VersionView {
    fn of(it: &Instruction, people: &HashMap<StaffId, String>) -> Self {
        let name = |id: &StaffId| people.get(id).cloned().unwrap_or_default();
        let settled = it.settled.as_ref();
        let confirmed = settled.and_then(|it| Some((name(&it.by), it.at, it.valid_until?)));
        Self {
            version: it.version,
            text: it.text.clone(),
            written: (name(&it.written_by), it.written_at),
            confirmed,
        }
    }
}
