//! What hangs on the answers: rows, of which the first that fits counts.

use serde_json::Value;

use crate::expression::Program;
use crate::pipeline::{Setting, root_scope};

/// A row: what it says, and when.
#[derive(Debug)]
pub(crate) struct Row<T> {
    pub(crate) when: Option<Program>,
    pub(crate) says: T,
}

/// What the first row says that fits canonical `data`. One whose condition cannot be told is
/// passed over.
pub(crate) fn first<'r, T>(
    rows: &'r [Row<T>],
    data: &Value,
    setting: &Setting<'_>,
) -> Option<&'r T> {
    let fits = |row: &&Row<T>| row.when.as_ref().is_none_or(|when| holds(when, data, setting));
    rows.iter().find(fits).map(|row| &row.says)
}

/// Whether a condition surely holds.
pub(crate) fn holds(when: &Program, data: &Value, setting: &Setting<'_>) -> bool {
    root_scope(data, setting, |scope| {
        when.run(scope).is_ok_and(|value| value.to_json() == Value::Bool(true))
    })
}
