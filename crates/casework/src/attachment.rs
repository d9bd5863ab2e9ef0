//! The files that answers name: found in the data, checked against their fields.

use std::sync::Arc;

use form_engine::{Field, Form, Widget};
use kernel::AttachmentId;
use serde_json::Value;
use submission_store::attachments::Attachment;

/// One file that an answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'f> {
    /// Where the answer stands in the data.
    pub at: String,
    /// The question.
    pub field: NamedField<'f>,
    /// The file.
    pub id: AttachmentId,
}

/// What the question accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedField<'f> {
    /// What it asks for.
    pub title: &'f str,
    accept: &'f [String],
    max_bytes: u64,
}

/// Files for which a field names no limit: 10 MiB, a photo of today's phones.
pub(crate) const DEFAULT_LIMIT: u64 = 10 * 1024 * 1024;

/// Media types of a field that names none.
pub(crate) fn default_accept() -> Vec<String> {
    ["image/jpeg", "image/png", "application/pdf"].map(str::to_owned).to_vec()
}

/// Every file that `data` names, in the order of the form. A text that is no id is left
/// out: the engine has already said so.
pub fn named<'f>(form: &'f Form, data: &Value) -> Vec<Named<'f>> {
    let mut found = Vec::new();
    for page in form.pages() {
        collect(&page.fields, data, "", &mut found);
    }
    found
}

fn collect<'f>(fields: &'f [Arc<Field>], parent: &Value, path: &str, found: &mut Vec<Named<'f>>) {
    for field in fields {
        let Some(value) = parent.get(&field.name) else { continue };
        let at = format!("{path}/{}", field.name);
        match field.widget {
            Widget::Attachment => found.extend(ids(value).map(|id| Named {
                at: at.clone(),
                field: NamedField {
                    title: field.title(kernel::Language::Japanese),
                    accept: &field.accept,
                    max_bytes: field.max_bytes.unwrap_or(DEFAULT_LIMIT),
                },
                id,
            })),
            Widget::Group => collect(&field.children, value, &at, found),
            Widget::Repeat => {
                for (row, item) in value.as_array().into_iter().flatten().enumerate() {
                    collect(&field.children, item, &format!("{at}/{row}"), found);
                }
            }
            Widget::Text
            | Widget::TextArea
            | Widget::Integer
            | Widget::Date
            | Widget::Radio
            | Widget::Select
            | Widget::Checkboxes
            | Widget::Checkbox => {}
        }
    }
}

/// The ids in the value of an attachment field: one text, or a list of them.
pub(crate) fn ids(value: &Value) -> impl Iterator<Item = AttachmentId> {
    let one = value.as_str().and_then(|text| text.parse().ok());
    let many = value.as_array().into_iter().flatten();
    let many: Vec<AttachmentId> =
        many.filter_map(Value::as_str).filter_map(|text| text.parse().ok()).collect();
    one.into_iter().chain(many)
}

impl NamedField<'_> {
    /// Whether the question takes files of this kind.
    pub fn accepts(&self, media_type: &str) -> bool {
        self.accept.is_empty() || self.accept.iter().any(|accepted| accepted == media_type)
    }

    /// Whether the stored file is one that the question accepts.
    pub(crate) fn takes(&self, stored: &Attachment) -> bool {
        self.accepts(&stored.media_type)
            && u64::try_from(stored.bytes).is_ok_and(|bytes| bytes <= self.max_bytes)
    }
}
