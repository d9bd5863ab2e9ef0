//! One case on a clerk's screen, and the commands that move it.

use std::sync::Arc;

use form_engine::{AnswerGroup, Sensitivity};
use kernel::{AttachmentId, Instant, Language, ReceiptNumber, SubmissionId};
use review_workflow::{Case, Command, CommandKind, Remark, State};

use crate::{Desk, DeskError, FileContent, MessageView, PaymentView, Published, Staff};

/// A case as a member of staff sees it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// Where it stands, with everything that the office's procedure knows.
    pub case: Case,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The version of the form that it was made with.
    pub published: Arc<Published>,
    /// The responsible department.
    pub department: String,
    /// Who applies.
    pub applicant: Applicant,
    /// The latest answers as the resident saw them; sensitive ones masked.
    pub answers: Vec<AnswerGroup>,
    /// The files that came with it.
    pub attachments: Vec<AttachedFile>,
    /// What the resident was warned of and confirmed.
    pub warnings: Vec<String>,
    /// What happened, the earliest first.
    pub history: Vec<HistoryEntry>,
    /// Messages with the resident, the earliest first.
    pub messages: Vec<MessageView>,
    /// Notes that only the office reads.
    pub notes: Vec<Note>,
    /// Every revision.
    pub revisions: Vec<RevisionView>,
    /// What the last correction changed.
    pub changes: Vec<ChangedField>,
    /// What was asked to be corrected last.
    pub remarks: Vec<Remark>,
    /// The bill, if there is one.
    pub payment: Option<PaymentView>,
    /// The name of who has it.
    pub assignee: Option<String>,
    /// Open days left, negative when overdue; `None` while the clock stands still or it is over.
    pub remaining_days: Option<i64>,
    /// What this person may do now.
    pub available: Vec<CommandKind>,
    /// Other submissions of the same person.
    pub previous: Vec<PastSubmission>,
}

/// Who applies, as the form names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applicant {
    /// Name.
    pub name: Option<String>,
    /// Kana.
    pub kana: Option<String>,
    /// E-mail address for letters.
    pub email: Option<String>,
}

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its id.
    pub id: AttachmentId,
    /// The question it answers.
    pub label: String,
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

/// Something that happened, as the office reads it.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// When.
    pub at: Instant,
    /// Who of the staff; `None` for the resident or the system.
    pub by: Option<String>,
    /// What.
    pub event: review_workflow::Event,
}

/// A note that only the office reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// One revision of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionView {
    /// Counts from 1.
    pub number: u32,
    /// When it was recorded.
    pub at: Instant,
    /// SHA-256 of its content, in hex.
    pub digest: String,
}

/// A field that the last correction changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedField {
    /// Its place in the data.
    pub at: String,
    /// The question.
    pub label: String,
    /// The answer before.
    pub before: String,
    /// The answer now.
    pub after: String,
    /// Whether it needs its own permission; then both answers are masked.
    pub sensitive: Option<Sensitivity>,
}

/// Another submission of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSubmission {
    /// Its case.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// When it arrived.
    pub received_at: Instant,
    /// Where it stands.
    pub state: State,
}

/// An entry of the chained log, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EventView {
    /// Counts from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// `resident`, `system` or the staff member's id.
    pub actor: String,
    /// The event's word.
    pub kind: String,
    /// The fact itself.
    pub event: serde_json::Value,
    /// Hash of the entry before, in hex.
    pub previous_hash: String,
    /// Hash of this entry, in hex.
    pub hash: String,
}

impl Desk {
    /// A case, if this person may see it.
    pub async fn case(
        &self,
        _staff: &Staff,
        _id: &SubmissionId,
        _language: Language,
    ) -> Result<CaseView, DeskError> {
        unimplemented!()
    }

    /// Moves a case. `version` is what the person saw; a newer one is a conflict.
    pub async fn command(
        &self,
        _staff: &Staff,
        _id: &SubmissionId,
        _version: i64,
        _command: Command,
    ) -> Result<(), DeskError> {
        unimplemented!()
    }

    /// One sensitive value in clear. The view is recorded before it is shown.
    pub async fn reveal(
        &self,
        _staff: &Staff,
        _id: &SubmissionId,
        _pointer: &str,
        _reason: &str,
    ) -> Result<String, DeskError> {
        unimplemented!()
    }

    /// A file of a case.
    pub async fn case_attachment(
        &self,
        _staff: &Staff,
        _id: &SubmissionId,
        _attachment: &AttachmentId,
    ) -> Result<FileContent, DeskError> {
        unimplemented!()
    }

    /// The chained log of a case.
    pub async fn case_events(
        &self,
        _staff: &Staff,
        _id: &SubmissionId,
    ) -> Result<Vec<EventView>, DeskError> {
        unimplemented!()
    }
}
