//! Files of the office: what a clerk adds to a case, sends with a message, or says beside the answer
//! of their department. They are sent ahead, each for one case by one person, and a command names them.

use std::collections::HashMap;

use casework::{Enclosed, Move, Rows, Side, Upload, Uploaded, UploadedFile};
use catalogue::Published;
use kernel::{AttachmentId, Instant, Language, Right, StaffId, SubmissionId};
use review_workflow::{Event, PaperKind};
use submission_store::{
    Digest, Scope,
    attachments::{Attachment, Spot},
};

use crate::{
    BackOffice, Error, Staff,
    look::opens_file,
    permission::{Work, scope_of},
};

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its id.
    pub id: AttachmentId,
    /// The question it answers; empty where it answers none.
    pub label: String,
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
    /// Whether it needs a right that the person does not have.
    pub is_withheld: bool,
    /// How it came, where a clerk added it.
    pub added: Option<AddedFile>,
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
    /// Takes a file for a case on which this person works, or about which they are asked. It waits for
    /// a command of theirs that names it.
    pub async fn take_file(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        upload: Upload,
    ) -> Result<UploadedFile, Error> {
        self.may_add_to(staff, id).await?;
        self.casework.take_beside(owner(staff, id), upload, self.now()).await
    }

    /// The same for a program, which is told the digest of what is kept.
    pub async fn take_file_of_program(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        upload: Upload,
    ) -> Result<Uploaded, Error> {
        self.may_add_to(staff, id).await?;
        self.casework.take_file(owner(staff, id), upload, self.now()).await
    }

    /// What this person sent ahead for a case, by these ids; without what is not there any more.
    pub async fn sent_ahead(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        files: &[AttachmentId],
    ) -> Result<Vec<UploadedFile>, Error> {
        self.casework.still_ahead(owner(staff, id), files, self.now()).await
    }

    async fn may_add_to(&self, staff: &Staff, id: &SubmissionId) -> Result<(), Error> {
        match self.casework.rows(scope_of(&staff.authority), id).await {
            Ok(rows) => Ok(staff.authority.allow::<Work>(&rows.record.place).map(|_proof| ())?),
            Err(Error::NotFound) => {
                let rows = self.casework.rows(Scope::Worker, id).await?;
                let (case, place) = (&rows.record.case, &rows.record.place);
                let mut open = case.open_consultations();
                let is_asked = open.any(|it| it.is_asked_of(&staff.authority, place));
                if is_asked { Ok(()) } else { Err(Error::NotFound) }
            }
            Err(fault) => Err(fault),
        }
    }

    /// A move with the files that its facts name.
    pub(crate) async fn enclosing(
        &self,
        staff: &Staff,
        rows: &Rows,
        facts: &[Event],
        step: Move,
    ) -> Result<Move, Error> {
        let Some(fact) = facts.iter().find(|fact| !fact.files().is_empty()) else {
            return Ok(step);
        };
        let spot = match (step.said(), consulted(fact)) {
            (Some(message), _) => Spot::Message(message.id.clone()),
            (None, Some(number)) => Spot::Consultation(number),
            (None, None) => Spot::Attached,
        };
        let sender = (owner(staff, &rows.submission.id), Side::Office);
        let enclosed: Enclosed =
            self.casework.enclosing(rows, sender, spot, fact.files(), fact.at()).await?;
        Ok(step.enclosing(Some(enclosed)))
    }

    /// What would go with a message, by name; refused when something of it is not there.
    pub(crate) async fn files_ahead(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        files: &[AttachmentId],
    ) -> Result<Vec<UploadedFile>, Error> {
        self.casework.sent_ahead(owner(staff, id), files, self.now()).await
    }

    /// The files that the answers name.
    pub(crate) fn answer_files(
        staff: &Staff,
        rows: &Rows,
        published: &Published,
    ) -> Result<Vec<AttachedFile>, Error> {
        let nobody = HashMap::new();
        rows.answer_files().map(|file| view(staff, rows, published, file, &nobody)).collect()
    }

    /// The files that the answers name, and those that clerks added.
    pub(crate) fn attached_files(
        staff: &Staff,
        rows: &Rows,
        published: &Published,
        people: &HashMap<StaffId, String>,
    ) -> Result<Vec<AttachedFile>, Error> {
        let files = rows.answer_files().chain(rows.added_files());
        files.map(|file| view(staff, rows, published, file, people)).collect()
    }
}

fn view(
    staff: &Staff,
    rows: &Rows,
    published: &Published,
    file: &Attachment,
    people: &HashMap<StaffId, String>,
) -> Result<AttachedFile, Error> {
    let field = file.answer().and_then(|at| published.form.field(at));
    let label = field.map(|field| field.title(Language::Japanese).to_owned());
    let added = rows.record.case.attached_with(&file.id).map(|added| AddedFile {
        kind: added.kind,
        secrecy: added.secrecy,
        by: people.get(&added.by).cloned(),
        at: added.at,
    });
    Ok(AttachedFile {
        id: file.id.clone(),
        label: label.unwrap_or_default(),
        name: file.open_name()?,
        media_type: file.media_type.clone(),
        bytes: file.bytes.unsigned_abs(),
        is_withheld: !opens_file(staff, rows, published, file),
        added,
    })
}

/// What people call a file that lies beside the answers, where it lies. Its name may name somebody.
pub(crate) const fn spot_label(spot: &Spot) -> Option<&'static str> {
    match spot {
        Spot::Answer(_) => None,
        Spot::Attached => Some("職員が加えた添付"),
        Spot::Message(_) => Some("メッセージのファイル"),
        Spot::Consultation(_) => Some("合議の答えのファイル"),
    }
}

/// Which question a fact answers.
const fn consulted(fact: &Event) -> Option<u32> {
    if let Event::ConsultationAnswered { consultation, .. } = fact {
        Some(*consultation)
    } else {
        None
    }
}

/// Whose files are that somebody sends ahead for a case: nobody else can name them, nor they for
/// another case.
fn owner(staff: &Staff, case: &SubmissionId) -> Digest {
    Digest::of(format!("files of {} for the case {case}", staff.id()).as_bytes())
}
