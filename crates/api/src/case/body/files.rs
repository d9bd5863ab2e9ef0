//! The files of a case as JSON, and what is compared with them.

use back_office::{AddedFile, AttachedFile, ComparedField, Comparison};
use serde::Serialize;
use utoipa::ToSchema;

use crate::procedure::time;

/// A file of the case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileBody {
    id: String,
    /// JSON Pointer of the question it answers; empty where it answers none.
    at: String,
    label: String,
    name: String,
    media_type: String,
    bytes: u64,
    /// How far its picture is turned for whoever looks at it, in degrees to the right.
    turn: u16,
    /// How it came, where a clerk added it.
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<AddedBody>,
}

/// What is compared with the files of one question.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ComparisonBody {
    /// JSON Pointer of the question.
    file: String,
    fields: Vec<ComparedBody>,
}

/// An answer beside a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ComparedBody {
    /// JSON Pointer of the answer.
    at: String,
    label: String,
    /// The answer; masked where it is sensitive.
    text: String,
    /// When somebody found it to be the same, in these answers.
    same_at: Option<String>,
    same_by: Option<String>,
}

/// How a file came that a clerk added.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AddedBody {
    /// `by-post`, `at-counter`, or `internal`: of which the resident is told nothing.
    kind: &'static str,
    /// The right that opens it, where not everybody does who works on the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    secrecy: Option<&'static str>,
    /// The name of who added it.
    by: Option<String>,
    at: String,
}

impl From<AttachedFile> for FileBody {
    fn from(file: AttachedFile) -> Self {
        let AttachedFile { id, at, label, name, media_type, bytes, turn, added, .. } = file;
        let (turn, added) = (turn.degrees(), added.map(AddedBody::from));
        Self { id: id.into(), at, label, name, media_type, bytes, turn, added }
    }
}

impl From<AddedFile> for AddedBody {
    fn from(added: AddedFile) -> Self {
        let secrecy = added.secrecy.map(kernel::Right::word);
        Self { kind: added.kind.word(), secrecy, by: added.by, at: time(added.at) }
    }
}

impl From<Comparison> for ComparisonBody {
    fn from(Comparison { file, fields }: Comparison) -> Self {
        Self { file, fields: fields.into_iter().map(ComparedBody::from).collect() }
    }
}

impl From<ComparedField> for ComparedBody {
    fn from(field: ComparedField) -> Self {
        let ComparedField { at, label, shown: text, same } = field;
        let (same_by, same_at) = same.unzip();
        Self { at, label, text, same_at: same_at.map(time), same_by }
    }
}
