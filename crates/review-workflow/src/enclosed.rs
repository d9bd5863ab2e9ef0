//! Files that lie with a case beside its answers: what a clerk adds (添付の追加), and what goes with
//! a message or with the answer of a department that was asked.
//!
//! Here they are ids. Whether a file is there, and whose it is until then, is for the caller to see to.

use std::str::FromStr;

use kernel::{AttachmentId, Instant, Right, StaffId};
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Case, Event};

/// Files that go with one message, one answer or one addition.
pub const MAX_FILES: usize = 5;

/// How a file came to the office that a clerk adds to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum PaperKind {
    /// 郵送で届いた書類
    ByPost,
    /// 窓口で受け取った書類
    AtCounter,
    /// 庁内資料: the office's own; the resident is told nothing of it.
    Internal,
}

/// The text names no such kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such kind of paper; they are by-post, at-counter, internal")]
pub struct ParsePaperKindError;

/// Files that a clerk added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// How they came.
    pub kind: PaperKind,
    /// The right that opens them, where not everybody does who works on the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secrecy: Option<Right>,
    /// Which.
    pub files: Vec<AttachmentId>,
}

/// The rule about files that refused a command.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FileRefusal {
    /// Whoever adds files names one at least.
    #[error("no file was named")]
    FilesMissing,
    /// More files than go with one thing.
    #[error("at most {limit} files go with one thing")]
    TooManyFiles {
        /// Files allowed.
        limit: usize,
    },
    /// More files than a case takes beside its answers.
    #[error("at most {limit} files are kept beside the answers of a case")]
    CaseHoldsTooMany {
        /// Files allowed.
        limit: usize,
    },
    /// A file that is named was not sent ahead by this person for this case, or has expired.
    #[error("a file that is named is not there")]
    FileNotChecked,
}

impl PaperKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ByPost, Self::AtCounter, Self::Internal];

    /// The word in the API and in the log.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for PaperKind {
    type Err = ParsePaperKindError;

    fn from_str(word: &str) -> Result<Self, ParsePaperKindError> {
        Self::ALL.into_iter().find(|kind| kind.word() == word).ok_or(ParsePaperKindError)
    }
}

impl Case {
    /// What a clerk said of a file that they added.
    pub fn attached_with(&self, file: &AttachmentId) -> Option<&Attached> {
        self.attached.iter().find(|it| it.files.contains(file))
    }
}

impl Event {
    /// The files that came with it.
    pub fn files(&self) -> &[AttachmentId] {
        if let Self::Attached { files, .. }
        | Self::MessageSent { files, .. }
        | Self::ConsultationAnswered { files, .. } = self
        {
            files
        } else {
            &[]
        }
    }
}

/// Each file once, and no more than go with one thing.
pub(crate) fn enclosed(mut files: Vec<AttachmentId>) -> Result<Vec<AttachmentId>, FileRefusal> {
    files.sort();
    files.dedup();
    if files.len() > MAX_FILES {
        return Err(FileRefusal::TooManyFiles { limit: MAX_FILES });
    }
    Ok(files)
}

/// The same, and not nothing.
pub(crate) fn added(files: Vec<AttachmentId>) -> Result<Vec<AttachmentId>, FileRefusal> {
    let files = enclosed(files)?;
    if files.is_empty() { Err(FileRefusal::FilesMissing) } else { Ok(files) }
}

/// What the fact that files were added makes of a case.
pub(crate) fn attach(case: &mut Case, event: &Event) {
    let Event::Attached { at, by, kind, secrecy, files } = event else { return };
    let (by, files) = (by.clone(), files.clone());
    case.attached.push(Attached { by, at: *at, kind: *kind, secrecy: *secrecy, files });
}
