//! 申請書の控え: the application as it was filed.

use kernel::Instant;

use crate::{CaseFile, Contact, PaperError};

/// What was filed.
#[derive(Debug, Clone)]
pub struct Application {
    /// The case.
    pub file: CaseFile,
    /// The moment the first revision was recorded.
    pub received_at: Instant,
    /// Which revision this is; 1 is the first, later ones are corrections.
    pub revision: u32,
    /// The pages of the form with their answers.
    pub groups: Vec<Group>,
    /// The files that came with it.
    pub attachments: Vec<AttachedFile>,
    /// Whether sensitive values are printed as stars.
    pub mask_sensitive: bool,
    /// Whom to ask.
    pub contact: Contact,
    /// SHA-256 of the recorded content, in hex.
    pub digest: String,
}

/// A page of the form, a group of fields, or one row of a repeated group.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Its heading.
    pub title: String,
    /// Answers and nested groups in the order of the form.
    pub entries: Vec<Entry>,
}

/// An answer or a group of answers.
#[derive(Debug, Clone)]
pub enum Entry {
    /// One answer.
    Row(Row),
    /// Several answers under a heading of their own.
    Group(Group),
}

/// One question and what was answered.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// The question.
    pub label: String,
    /// The answer as people read it; empty when nothing was answered.
    pub value: String,
    /// Whether it is a My Number, a bank account or the like.
    pub sensitive: bool,
}

/// A file that came with the application.
#[derive(Debug, Clone)]
pub struct AttachedFile {
    /// What the form asked for.
    pub label: String,
    /// The file's name as it was sent.
    pub file_name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of the file in hex; its first twelve characters are printed.
    pub sha256: String,
}

/// Sets the 控え of an application.
pub fn application_pdf(_application: &Application) -> Result<Vec<u8>, PaperError> {
    unimplemented!()
}
