//! Reads `x-prefill`: where a known value comes from, or from where for each branch of the answers.

use super::branches::{self, Branch};
use super::desk::{At, Desk};
use super::json::Node;
use crate::Field;

pub(super) const KEYWORD: &str = "x-prefill";

/// Whose or who somebody is: this hangs on no answer.
const ALWAYS: [&str; 3] = ["resident.name", "resident.kana", "resident.birthDate"];

/// The source that holds whatever is answered.
pub(super) fn source(desk: &mut Desk<'_>, at: &At<'_>) -> Option<String> {
    let child = at.child(KEYWORD).filter(|child| child.node.list().is_none())?;
    known(desk, &child)
}

/// The sources that hang on the answers; some answers may come to none.
pub(super) fn sources(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    field: &mut Field,
    in_row: bool,
) -> Vec<Branch<String>> {
    let Some(child) = at.child(KEYWORD).filter(|child| child.node.list().is_some()) else {
        return Vec::new();
    };
    if in_row {
        let what = "in a row a known value hangs on no answer";
        desk.fault(&child, what, "write one source, or none");
        return Vec::new();
    }
    let (rows, _) = branches::in_order(desk, at, KEYWORD, |desk, row| {
        if !desk.only(row, &["when", "from", "$comment"]) {
            return None;
        }
        let Some(from) = row.child("from") else {
            desk.missing(row, "from", "write where the known value comes from");
            return None;
        };
        let source = known(desk, &from)?;
        if ALWAYS.contains(&source.as_str()) || source.starts_with("applicant.") {
            let what = "who somebody is hangs on no answer";
            desk.fault(&from, what, "write one source in place of the rows");
        }
        Some(source)
    });
    field.prefills = rows.iter().map(|row| row.says.clone()).collect();
    rows
}

/// Every source that is named here.
pub(super) fn named<'a>(at: &At<'a>) -> impl Iterator<Item = &'a str> {
    let whole = at.node.get(KEYWORD);
    let rows = whole.and_then(Node::list).unwrap_or_default().iter();
    let branches = rows.filter_map(|row| row.get("from")?.text());
    whole.and_then(Node::text).into_iter().chain(branches)
}

/// Whether every answer here is the applicant's own, as far as this says it.
pub(super) fn is_own(at: &At<'_>) -> bool {
    at.node.get(KEYWORD).and_then(Node::text).is_some()
}

fn known(desk: &mut Desk<'_>, at: &At<'_>) -> Option<String> {
    let source = desk.string_at(at)?;
    let path = source.strip_prefix("resident.").or_else(|| source.strip_prefix("applicant."));
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
    if path.is_none_or(|path| path.is_empty() || path.len() > 60 || !path.chars().all(plain)) {
        let mend = "write \"resident.name\" or \"applicant.name\" and the like";
        desk.fault(at, "known values come only from the applicant", mend);
    }
    Some(source)
}
