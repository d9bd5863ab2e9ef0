//! The way from the root of the answers to the objects that a property lies in.

use serde_json::Value;

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hop {
    /// Into the group or list of that name.
    Key(String),
    /// Into each row.
    Each,
}

/// An object on the way's end, with what an expression there can see.
#[derive(Debug, Clone)]
pub(crate) struct Parent<'v> {
    /// The object's pointer in the answers.
    pub(crate) pointer: String,
    /// The object.
    pub(crate) value: &'v Value,
    /// The nearest group or row; nothing at the root.
    pub(crate) item: Option<&'v Value>,
    /// The nearest row.
    pub(crate) row: Option<&'v Value>,
    /// The position of that row.
    pub(crate) index: Option<usize>,
}

/// The objects at the end of the way: one, or one for each row.
pub(crate) fn parents<'v>(data: &'v Value, way: &[Hop]) -> Vec<Parent<'v>> {
    let root = Parent { pointer: String::new(), value: data, item: None, row: None, index: None };
    let mut found = vec![root];
    for hop in way {
        found = match hop {
            Hop::Key(name) => found.iter().filter_map(|at| into_key(at, name)).collect(),
            Hop::Each => found.iter().flat_map(into_rows).collect(),
        };
    }
    found
}

fn into_key<'v>(at: &Parent<'v>, name: &str) -> Option<Parent<'v>> {
    let value = at.value.get(name)?;
    let item = value.is_object().then_some(value);
    let pointer = format!("{}/{name}", at.pointer);
    Some(Parent { pointer, value, item, row: at.row, index: at.index })
}

fn into_rows<'v>(at: &Parent<'v>) -> Vec<Parent<'v>> {
    let rows = at.value.as_array().map_or(&[][..], Vec::as_slice);
    let into_row = |(index, row): (usize, &'v Value)| {
        let pointer = format!("{}/{index}", at.pointer);
        Parent { pointer, value: row, item: Some(row), row: Some(row), index: Some(index) }
    };
    rows.iter().enumerate().map(into_row).collect()
}
