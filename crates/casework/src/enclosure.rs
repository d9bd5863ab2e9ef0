//! Files beside the answers of a case: what a clerk adds, what goes with a message, and with the
//! answer of a department that was asked.
//!
//! They are sent ahead like those of an answer, and belong to who sent them; the fact that names them
//! gives them to the case, in the same transaction or not at all.

use kernel::{AttachmentId, EventId, Instant};
use review_workflow::{FileRefusal, Refusal};
use serde_json::Value;
use submission_store::{
    CaseSealer, Digest, StoreError, WriteTx,
    attachments::{self, Attachment, Spot},
    messages::Author,
};

use crate::{
    Casework, Error, Rows, Upload, UploadFault, UploadedFile, attachment,
    intake::{is_here, uploaded_file},
    upload::Terms,
};

/// Files that one side adds to a case beside its answers: more than anybody looks through.
const MOST_BESIDE: usize = 100;
/// Files that somebody sends ahead for one case and does not use.
const MOST_WAITING: i64 = 20;

/// Files on their way into a case.
#[derive(Debug, Clone)]
pub struct Enclosed {
    owner: Digest,
    spot: Spot,
    files: Vec<AttachmentId>,
    at: Instant,
}

/// Who adds a file to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The applicant, with a message.
    Applicant,
    /// Somebody of the office.
    Office,
}

impl Rows {
    /// The files that its answers name, or named before.
    pub fn answer_files(&self) -> impl Iterator<Item = &Attachment> {
        self.attachments.iter().filter(|file| file.answer().is_some())
    }

    /// Those of them that the answers of `content` name: what was replaced is kept, and named no more.
    pub fn answer_files_of<'r>(
        &'r self,
        content: &'r Value,
    ) -> impl Iterator<Item = &'r Attachment> {
        self.answer_files().filter(|file| names(content, file.id.as_str()))
    }

    /// The files that clerks added.
    pub fn added_files(&self) -> impl Iterator<Item = &Attachment> {
        self.attachments.iter().filter(|file| file.spot() == Some(&Spot::Attached))
    }

    /// The files that went with a message of the thread.
    pub(crate) fn files_of(&self, message: &EventId) -> Result<Vec<UploadedFile>, Error> {
        self.lying_at(&Spot::Message(message.clone()))
    }

    /// The files that lie there.
    pub fn lying_at(&self, spot: &Spot) -> Result<Vec<UploadedFile>, Error> {
        let there = self.attachments.iter().filter(|file| file.spot() == Some(spot));
        there.map(uploaded_file).collect()
    }

    /// A file of the thread, which both sides read.
    pub fn file_of_thread(&self, id: &AttachmentId) -> Option<&Attachment> {
        let of_thread = |file: &&Attachment| matches!(file.spot(), Some(Spot::Message(_)));
        self.attachments.iter().filter(of_thread).find(|file| file.id == *id)
    }

    /// Whether it went with a message of the applicant. Of the thread the newest part is at hand,
    /// which holds all that an applicant can write.
    pub fn is_of_applicant(&self, file: &Attachment) -> bool {
        let Some(Spot::Message(id)) = file.spot() else { return false };
        let mut thread = self.messages.iter();
        thread.any(|message| message.id == *id && message.author == Author::Resident)
    }

    /// How many files a side has added.
    fn added_by(&self, side: Side) -> usize {
        let beside = self.attachments.iter().filter(|file| file.answer().is_none());
        beside.filter(|file| self.is_of_applicant(file) == (side == Side::Applicant)).count()
    }
}

/// Whether an answer is this id.
fn names(answers: &Value, id: &str) -> bool {
    match answers {
        Value::String(text) => text == id,
        Value::Array(rows) => rows.iter().any(|row| names(row, id)),
        Value::Object(fields) => fields.values().any(|value| names(value, id)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

impl Casework {
    /// Takes a file that is to lie beside the answers of a case; it belongs to `owner` until a fact
    /// names it.
    pub async fn take_beside(
        &self,
        owner: Digest,
        upload: Upload,
        now: Instant,
    ) -> Result<UploadedFile, Error> {
        let store = &self.inner.store;
        let waiting = store.read(move |tx| attachments::waiting_of(tx, &owner, now));
        let (files, _bytes) = waiting.await.map_err(|fault: StoreError| Error::from(fault))?;
        if upload.sender.is_none() && files >= MOST_WAITING {
            return Err(UploadFault::TooMuch.into());
        }
        let terms = Terms {
            accept: attachment::default_accept(),
            limit: attachment::DEFAULT_LIMIT,
            legible: true,
        };
        let (stored, _sha256) = self.take_in(owner, upload, terms, now).await?;
        uploaded_file(&stored)
    }

    /// What `owner` sent ahead, by these ids; refused when one of them is not there.
    pub async fn sent_ahead(
        &self,
        owner: Digest,
        ids: &[AttachmentId],
        now: Instant,
    ) -> Result<Vec<UploadedFile>, Error> {
        let found = self.still_ahead(owner, ids, now).await?;
        if found.len() < ids.len() {
            return Err(refused(FileRefusal::FileNotChecked));
        }
        Ok(found)
    }

    /// The same without what is not there any more.
    pub async fn still_ahead(
        &self,
        owner: Digest,
        ids: &[AttachmentId],
        now: Instant,
    ) -> Result<Vec<UploadedFile>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let (wanted, files) = (ids.to_vec(), self.inner.store.files().clone());
        let read = self.inner.store.read(move |tx| {
            let mut found = attachments::list_unfiled(tx, &owner, &wanted, now)?;
            found.retain(|file| is_here(&files, file));
            Ok::<_, Error>(found)
        });
        let found: Vec<Attachment> = read.await?;
        found.iter().map(uploaded_file).collect()
    }

    /// The files of a fact on their way to `spot`: they are there, and the case has room for them.
    pub async fn enclosing(
        &self,
        rows: &Rows,
        (owner, side): (Digest, Side),
        spot: Spot,
        ids: &[AttachmentId],
        at: Instant,
    ) -> Result<Enclosed, Error> {
        let mut files = ids.to_vec();
        files.sort();
        files.dedup();
        if rows.added_by(side).saturating_add(files.len()) > MOST_BESIDE {
            return Err(refused(FileRefusal::CaseHoldsTooMany { limit: MOST_BESIDE }));
        }
        self.sent_ahead(owner, &files, at).await?;
        Ok(Enclosed { owner, spot, files, at })
    }
}

impl Enclosed {
    /// Gives them to the case; refused when one was used or has expired meanwhile.
    pub(crate) fn write(&self, tx: &mut WriteTx<'_>, case: &CaseSealer) -> Result<(), Error> {
        for file in &self.files {
            if !attachments::file_with(tx, &self.owner, file, case, &self.spot, self.at)? {
                return Err(refused(FileRefusal::FileNotChecked));
            }
        }
        Ok(())
    }
}

fn refused(rule: FileRefusal) -> Error {
    Refusal::from(rule).into()
}
