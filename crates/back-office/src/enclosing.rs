//! Files of the office: what a clerk adds to a case, sends with a message, or says beside the answer
//! of their department. They are sent ahead, each for one case by one person, and a command names them.

use casework::{Enclosed, Move, Rows, Side, Upload, Uploaded, UploadedFile};
use kernel::{AttachmentId, Instant, SubmissionId};
use review_workflow::Event;
use submission_store::{Digest, Scope, attachments::Spot};

use crate::{BackOffice, Error, Staff, permission::Work};

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
        match self.rows_of(staff, id).await {
            Ok(rows) => Ok(staff.authority.allow::<Work>(&rows.record.place).map(|_proof| ())?),
            Err(Error::NotFound) => {
                let rows = self.rows_in(staff, Scope::Worker, id).await?;
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
        now: Instant,
    ) -> Result<Vec<UploadedFile>, Error> {
        self.casework.sent_ahead(owner(staff, id), files, now).await
    }
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
