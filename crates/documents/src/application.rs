//! 申請書の控え: the application as it was filed.

use kernel::Instant;
use serde_json::{Value, json};

use crate::press::{self, Template};
use crate::{CaseFile, Contact, PaperError, wording};

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
}

/// Sets the 控え of an application.
pub fn application_pdf(application: &Application) -> Result<Vec<u8>, PaperError> {
    press::print(Template::Application, &application.file, application.face())
}

impl Application {
    fn face(&self) -> Value {
        json!({
            "file": self.file.face(),
            "received": wording::moment(self.received_at),
            "revision": self.revision,
            "groups": self.groups.iter().map(|group| group.face(self.mask_sensitive)).collect::<Vec<_>>(),
            "attachments": self.attachments.iter().map(AttachedFile::face).collect::<Vec<_>>(),
            "contact": self.contact.face(),
        })
    }
}

impl Group {
    pub(crate) fn face(&self, mask: bool) -> Value {
        let entries: Vec<Value> = self.entries.iter().map(|entry| entry.face(mask)).collect();
        json!({ "title": self.title, "entries": entries })
    }
}

impl Entry {
    fn face(&self, mask: bool) -> Value {
        match self {
            Self::Row(row) => row.face(mask),
            Self::Group(group) => group.face(mask),
        }
    }
}

impl Row {
    /// A masked value never reaches the press. The stars do not tell its length.
    fn face(&self, mask: bool) -> Value {
        let hidden = mask && self.sensitive && !self.value.is_empty();
        let value = if hidden { "＊＊＊＊（表示しません）" } else { &self.value };
        json!({ "label": self.label, "value": value })
    }
}

impl AttachedFile {
    fn face(&self) -> Value {
        json!({
            "label": self.label,
            "file_name": self.file_name,
            "size": wording::size(self.bytes),
        })
    }
}
