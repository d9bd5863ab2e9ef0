//! The files of a case, beside its answers.

use std::collections::{BTreeSet, HashMap};

use casework::{Rows, Shelter, mask::STARS};
use catalogue::Published;
use kernel::{AttachmentId, Instant, Language, Right, StaffId, SubmissionId};
use review_workflow::PaperKind;
use submission_store::attachments::{self, Attachment, Turn};

use crate::{
    BackOffice, Error, Staff,
    look::{opens_file, works_on},
    permission::{Work, shelter_of},
};

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its id.
    pub id: AttachmentId,
    /// The question it answers, as a JSON pointer; empty where it answers none.
    pub at: String,
    /// The same in words.
    pub label: String,
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// How far it is turned for everybody who looks at it.
    pub turn: Turn,
    /// Whether it needs a right that the person does not have.
    pub is_withheld: bool,
    /// How it came, where a clerk added it.
    pub added: Option<AddedFile>,
    /// Whether the latest answers name it no more: it was replaced, or is asked for no more.
    pub is_former: bool,
}

/// How a file came that a clerk added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedFile {
    /// By which way.
    pub kind: PaperKind,
    /// The right that opens it, where not everybody does who works on the case.
    pub secrecy: Option<Right>,
    /// The name of who added it.
    pub by: Option<String>,
    /// When.
    pub at: Instant,
}

impl BackOffice {
    /// The files that the answers name.
    pub(crate) fn answer_files(
        staff: &Staff,
        rows: &Rows,
        form: (&Published, Instant),
    ) -> Result<Vec<AttachedFile>, Error> {
        let nobody = HashMap::new();
        rows.answer_files().map(|file| AttachedFile::of(staff, rows, form, file, &nobody)).collect()
    }

    /// The files that the answers name, and those that clerks added.
    pub(crate) fn attached_files(
        staff: &Staff,
        rows: &Rows,
        form: (&Published, Instant),
        people: &HashMap<StaffId, String>,
    ) -> Result<Vec<AttachedFile>, Error> {
        let content = rows.latest_content()?;
        let latest: BTreeSet<&AttachmentId> =
            rows.answer_files_of(&content).map(|file| &file.id).collect();
        let files = rows.answer_files().chain(rows.added_files());
        let seen = |file: &Attachment| {
            let is_former = file.answer().is_some() && !latest.contains(&file.id);
            Ok(AttachedFile { is_former, ..AttachedFile::of(staff, rows, form, file, people)? })
        };
        files.map(seen).collect()
    }

    /// Turns a picture or the pages of a PDF for everybody who looks at them, by whoever opens them
    /// as their work.
    pub async fn turn_picture(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        attachment: &AttachmentId,
        turn: Turn,
    ) -> Result<(), Error> {
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        let now = self.now();
        let published = self.casework.form_of(&rows.submission).await?;
        let file = rows.attachments.iter().find(|file| file.id == *attachment);
        let file = file.filter(|file| opens_file(staff, &rows, &published, (file, now)));
        file.ok_or(Error::NotFound)?;
        if !works_on(&rows, staff) {
            return Err(Error::Forbidden);
        }
        let (case, attachment) = (id.clone(), attachment.clone());
        let turned =
            self.inner.store.write(move |tx| attachments::turn(tx, &case, &attachment, turn));
        if turned.await? { Ok(()) } else { Err(Error::NotFound) }
    }
}

impl AttachedFile {
    /// A file of a case as this person has it.
    pub(crate) fn of(
        staff: &Staff,
        rows: &Rows,
        (published, now): (&Published, Instant),
        file: &Attachment,
        people: &HashMap<StaffId, String>,
    ) -> Result<Self, Error> {
        let is_shut = shelter_of(staff, &rows.record, now) == Shelter::Shut;
        let at = file.answer().unwrap_or_default().to_owned();
        let label =
            published.form.field(&at).map(|field| field.title(Language::Japanese).to_owned());
        let added = rows.record.case.attached_with(&file.id).map(|added| AddedFile {
            kind: added.kind,
            secrecy: added.secrecy,
            by: people.get(&added.by).cloned(),
            at: added.at,
        });
        Ok(Self {
            id: file.id.clone(),
            at,
            label: label.unwrap_or_default(),
            // What somebody calls a file may say where they are.
            name: if is_shut { STARS.to_owned() } else { file.open_name()? },
            media_type: file.media_type.clone(),
            bytes: file.bytes.unsigned_abs(),
            turn: file.turn,
            is_withheld: !opens_file(staff, rows, published, (file, now)),
            added,
            is_former: false,
        })
    }
}
