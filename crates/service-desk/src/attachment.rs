//! The files that answers name: found in the data, checked against their fields.

use std::sync::Arc;

use form_engine::{Field, Form, Widget};
use kernel::AttachmentId;
use serde_json::{Value, json};
use submission_store::attachments::Attachment;

use crate::UploadFault;

/// One file that an answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named<'f> {
    /// Where the answer stands in the data.
    pub(crate) at: String,
    /// The question.
    pub(crate) field: NamedField<'f>,
    /// The file.
    pub(crate) id: AttachmentId,
}

/// What the question accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NamedField<'f> {
    pub(crate) title: &'f str,
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
pub(crate) fn named<'f>(form: &'f Form, data: &Value) -> Vec<Named<'f>> {
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
    pub(crate) fn accepts(&self, media_type: &str) -> bool {
        self.accept.is_empty() || self.accept.iter().any(|accepted| accepted == media_type)
    }

    /// Whether the stored file is one that the question accepts.
    pub(crate) fn takes(&self, stored: &Attachment) -> bool {
        self.accepts(&stored.media_type)
            && u64::try_from(stored.bytes).is_ok_and(|bytes| bytes <= self.max_bytes)
    }
}

/// Puts a file's id into the answer at an instance pointer, making room on the way.
pub(crate) fn name_file(
    raw: &mut Value,
    pointer: &str,
    id: &AttachmentId,
    most: u64,
) -> Result<(), UploadFault> {
    let slot = slot_at(raw, pointer).ok_or(UploadFault::NoSuchField)?;
    if most <= 1 {
        *slot = json!(id.as_str());
        return Ok(());
    }
    let mut files: Vec<Value> = slot.as_array().cloned().unwrap_or_default();
    if u64::try_from(files.len()).unwrap_or(u64::MAX) >= most {
        return Err(UploadFault::TooMany { limit: u32::try_from(most).unwrap_or(u32::MAX) });
    }
    files.push(json!(id.as_str()));
    *slot = Value::Array(files);
    Ok(())
}

pub(crate) fn forget_file(raw: &mut Value, pointer: &str, id: &AttachmentId) {
    match raw.pointer_mut(pointer) {
        Some(Value::Array(files)) => files.retain(|file| file.as_str() != Some(id.as_str())),
        Some(slot) if slot.as_str() == Some(id.as_str()) => *slot = json!(""),
        Some(_) | None => {}
    }
}

/// The value at an instance pointer; objects on the way are made, rows must exist.
fn slot_at<'v>(raw: &'v mut Value, pointer: &str) -> Option<&'v mut Value> {
    let mut here = raw;
    for key in pointer.split('/').skip(1) {
        if here.is_null() {
            *here = json!({});
        }
        here = match here {
            Value::Object(members) => members.entry(key).or_insert(Value::Null),
            Value::Array(rows) => rows.get_mut(key.parse::<usize>().ok()?)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
        };
    }
    Some(here)
}

#[cfg(test)]
mod tests {
    use kernel::{Instant, SystemIds};

    use super::*;

    fn id() -> AttachmentId {
        AttachmentId::new(&SystemIds, Instant::from_millis(1))
    }

    #[test]
    fn a_file_finds_its_place_in_nested_answers() {
        let mut raw = json!({ "children": [{}] });
        let file = id();
        name_file(&mut raw, "/children/0/card", &file, 1).unwrap();
        assert_eq!(raw, json!({ "children": [{ "card": file.as_str() }] }));
        assert_eq!(
            name_file(&mut raw, "/children/7/card", &file, 1),
            Err(UploadFault::NoSuchField)
        );
    }

    #[test]
    fn a_field_takes_no_more_files_than_it_says() {
        let mut raw = json!({});
        name_file(&mut raw, "/papers", &id(), 2).unwrap();
        name_file(&mut raw, "/papers", &id(), 2).unwrap();
        assert_eq!(
            name_file(&mut raw, "/papers", &id(), 2),
            Err(UploadFault::TooMany { limit: 2 })
        );
    }

    #[test]
    fn a_removed_file_leaves_the_others() {
        let (kept, gone) = (id(), id());
        let mut raw = json!({ "papers": [kept.as_str(), gone.as_str()] });
        forget_file(&mut raw, "/papers", &gone);
        assert_eq!(raw, json!({ "papers": [kept.as_str()] }));
    }
}
