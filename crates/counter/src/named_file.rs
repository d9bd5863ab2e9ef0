//! Files in the answers of a draft: each by its id, at its question.

use casework::UploadFault;
use kernel::AttachmentId;
use serde_json::{Value, json};

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
