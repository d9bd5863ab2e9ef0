//! What the office does with an answer: whether a case is found by it (`x-search`), and whether lists
//! show it (`x-column`).
//!
//! Refused here is what may lie in no index and stand in no list: sensitive answers, accounts, and
//! whatever is not one short value.

use super::desk::{At, Desk};
use super::json::Json;
use super::property::{Kind, Property};
use crate::{Field, Searched};

/// The keywords.
pub(super) const SEARCH: &str = "x-search";
pub(super) const COLUMN: &str = "x-column";

/// No list has room for more.
const MOST_COLUMNS: usize = 3;

/// Accounts, whether they are marked as sensitive or not.
const ACCOUNTS: [&str; 6] = [
    "jp-bank-code",
    "jp-branch-code",
    "jp-account-number",
    "jp-bank-holder",
    "jp-yucho",
    "jp-my-number",
];

/// What the office does with an answer of this kind, which lies in a row or in none.
pub(super) fn show(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    (kind, in_row): (&Kind, bool),
    field: &mut Field,
) {
    field.searched = searched(desk, at, kind, field);
    field.column = column(desk, at, kind, field, in_row);
}

/// As what a case is found by this answer, if it is.
fn searched(desk: &mut Desk<'_>, at: &At<'_>, kind: &Kind, field: &Field) -> Option<Searched> {
    let child = at.child(SEARCH)?;
    let searched = if child.node.text() == Some("person") {
        Searched::Person
    } else if let Json::Bool(marked) = child.node.json {
        // False takes back what a part says.
        marked.then_some(Searched::Answer)?
    } else {
        desk.fault(&child, "this word is not known here", "write true or \"person\"");
        return None;
    };
    let format = field.format.as_deref().unwrap_or_default();
    let is_name = matches!(format, "" | "jp-person-name" | "jp-furigana");
    let what = match kind {
        _ if is_secret(field) => "a sensitive answer is never searched for",
        Kind::Text if searched == Searched::Person && !is_name => "this is nobody's name",
        Kind::Text => return Some(searched),
        Kind::Integer if searched == Searched::Answer => return Some(searched),
        Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Choices
        | Kind::Attachment
        | Kind::Attachments
        | Kind::Group(_)
        | Kind::Rows(_) => "nobody searches for an answer of this kind",
    };
    desk.fault(&child, what, "remove \"x-search\", or write it beside a name or a number");
    None
}

/// Whether lists of this procedure show the answer.
fn column(desk: &mut Desk<'_>, at: &At<'_>, kind: &Kind, field: &Field, in_row: bool) -> bool {
    let Some(child) = at.child(COLUMN) else { return false };
    if desk.flag(at, COLUMN) != Some(true) {
        return false;
    }
    let what = match kind {
        _ if is_secret(field) => "a sensitive answer stands in no list",
        _ if in_row => "an answer that is given several times has no place in a list",
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean => return true,
        Kind::Choices | Kind::Attachment | Kind::Attachments | Kind::Group(_) | Kind::Rows(_) => {
            "an answer of this kind has no place in a list"
        }
    };
    desk.fault(&child, what, "remove \"x-column\", or write it beside one short answer");
    false
}

/// Refuses more columns than a list has room for.
pub(super) fn count_columns(desk: &mut Desk<'_>, properties: &[Property]) {
    let columns = columns(properties);
    if let Some(many) = columns.get(MOST_COLUMNS) {
        let what = format!("more than {MOST_COLUMNS} answers are columns of lists");
        desk.report.fault(
            many.place,
            &many.definition,
            what,
            "keep the three that are looked at most",
        );
    }
}

fn columns(properties: &[Property]) -> Vec<&Property> {
    let of = |property| {
        let own = Some(property).filter(|property: &&Property| property.field.column);
        own.into_iter().chain(columns(property.children()))
    };
    properties.iter().flat_map(of).collect()
}

fn is_secret(field: &Field) -> bool {
    let format = field.format.as_deref().unwrap_or_default();
    field.sensitive.is_some() || ACCOUNTS.contains(&format)
}
