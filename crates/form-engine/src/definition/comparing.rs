//! 見比べる: the answers that a clerk compares with a file (`x-compare`).
//!
//! Read here is what is named, and where. Whether it is an answer that can stand beside the file is
//! looked at once all questions have been read.

use super::Snippet;
use super::desk::{At, Desk};
use super::property::Kind;
use crate::Field;

/// The keyword.
pub(super) const KEYWORD: &str = "x-compare";

/// More is not compared at a glance.
const MOST: usize = 10;

/// The pointers of the answers that are named beside a file, `field`: `/name` of the whole form,
/// `account` of the question beside this one.
pub(super) fn named(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    kind: &Kind,
    field: &mut Field,
) -> Vec<Snippet> {
    let Some(child) = at.child(KEYWORD) else { return Vec::new() };
    if !matches!(kind, Kind::Attachment | Kind::Attachments) {
        let mend = "write \"x-compare\" beside a question whose answer is a file";
        desk.fault(&child, "only a file is compared with answers", mend);
        return Vec::new();
    }
    let items = desk.list(at, KEYWORD);
    if items.is_empty() && child.node.list().is_some() {
        desk.fault(&child, "no question is named", "name at least one, or remove it");
    }
    if items.len() > MOST {
        let what = format!("more than {MOST} answers are compared with one file");
        desk.fault(&child, what, "keep those that a clerk looks for on it");
    }
    let above = field.pointer.rsplit_once('/').map_or("", |(above, _)| above).to_owned();
    let pointer =
        |text: String| if text.starts_with('/') { text } else { format!("{above}/{text}") };
    let snippet = |item: &At<'_>| {
        let snippet = desk.snippet_at(item)?;
        Some(Snippet { text: pointer(snippet.text), ..snippet })
    };
    let named: Vec<Snippet> = items.iter().filter_map(snippet).collect();
    field.compared = named.iter().map(|it| it.text.clone()).collect();
    named
}
