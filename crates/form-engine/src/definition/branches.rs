//! Reads a member that hangs on the answers: a list of rows, of which the first that fits counts.

use super::Snippet;
use super::desk::{At, Desk};

/// A row as it is written: what it says, and when.
#[derive(Debug)]
pub(crate) struct Branch<T> {
    pub(crate) when: Option<Snippet>,
    pub(crate) says: T,
}

/// The rows of `name`, of which each answer comes to one.
pub(super) fn whole<T>(
    desk: &mut Desk<'_>,
    above: &At<'_>,
    name: &str,
    says: impl Fn(&mut Desk<'_>, &At<'_>) -> Option<T>,
) -> Vec<Branch<T>> {
    let (rows, all_read) = in_order(desk, above, name, says);
    if all_read
        && rows.iter().all(|row| row.when.is_some())
        && let Some(at) = above.child(name)
    {
        let what = "some answers come to no row";
        desk.fault(&at, what, "end with a row that has no \"when\"");
    }
    rows
}

/// The same where some answers may come to none; and whether all of them could be read.
pub(super) fn in_order<T>(
    desk: &mut Desk<'_>,
    above: &At<'_>,
    name: &str,
    says: impl Fn(&mut Desk<'_>, &At<'_>) -> Option<T>,
) -> (Vec<Branch<T>>, bool) {
    let written = desk.list(above, name);
    let mut rows: Vec<Branch<T>> = Vec::new();
    for row in &written {
        if rows.last().is_some_and(|above| above.when.is_none()) {
            let what = "no answers come to this row: the one above takes all of them";
            desk.fault(row, what, "put the row without \"when\" last");
        }
        let says = says(desk, row);
        let when = desk.snippet(row, "when");
        rows.extend(says.map(|says| Branch { when, says }));
    }
    let all_read = rows.len() == written.len();
    (rows, all_read)
}
