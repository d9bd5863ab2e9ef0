//! Reads `x-procedure.identity`: one word, or a word for each branch of the answers.

use super::Snippet;
use super::desk::{At, Desk};
use crate::Identity;

/// A branch as it is written.
#[derive(Debug)]
pub(crate) struct WrittenIdentity {
    pub(crate) when: Option<Snippet>,
    pub(crate) level: Identity,
}

/// What is asked of those of whom most is asked.
pub(crate) fn highest(desk: &mut Desk<'_>, procedure: &At<'_>) -> Identity {
    let Some(at) = procedure.child("identity") else { return Identity::None };
    if at.node.list().is_none() {
        return desk.one_of_at(&at, &Identity::WORDS).unwrap_or(Identity::None);
    }
    let words = at.items().filter_map(|row| row.child("level")?.node.text().map(str::to_owned));
    let known = |word: String| Identity::WORDS.iter().find(|known| known.0 == word);
    words.filter_map(known).map(|known| known.1).max().unwrap_or(Identity::None)
}

/// The branches; none where one word is for all.
pub(crate) fn branches(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<WrittenIdentity> {
    let procedure = root.child("x-procedure");
    let identity = procedure.as_ref().and_then(|procedure| procedure.child("identity"));
    let (Some(procedure), Some(at)) = (&procedure, identity.filter(|at| at.node.list().is_some()))
    else {
        return Vec::new();
    };
    let written = desk.list(procedure, "identity");
    let mut rows: Vec<WrittenIdentity> = Vec::new();
    for row in &written {
        if rows.last().is_some_and(|above| above.when.is_none()) {
            let what = "no answers come to this row: the one above takes all of them";
            desk.fault(row, what, "put the row without \"when\" last");
        }
        rows.extend(branch(desk, row));
    }
    if rows.len() == written.len() && rows.iter().all(|row| row.when.is_some()) {
        let what = "some answers come to no row";
        desk.fault(&at, what, "end with a row that has no \"when\"");
    }
    rows
}

fn branch(desk: &mut Desk<'_>, at: &At<'_>) -> Option<WrittenIdentity> {
    if !desk.only(at, &["when", "level", "$comment"]) {
        return None;
    }
    if at.node.get("level").is_none() {
        desk.missing(at, "level", "say how well the applicant must be known");
    }
    let level = desk.one_of(at, "level", &Identity::WORDS)?;
    Some(WrittenIdentity { when: desk.snippet(at, "when"), level })
}
