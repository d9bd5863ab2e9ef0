//! Reads `x-procedure.identity`: one word, or a word for each branch of the answers.

use super::branches::{self, Branch};
use super::desk::{At, Desk};
use super::json::Node;
use crate::Identity;

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
pub(crate) fn branches(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<Branch<Identity>> {
    let Some(procedure) = root.child("x-procedure") else { return Vec::new() };
    let is_list = |node: &Node| node.list().is_some();
    if procedure.node.get("identity").is_some_and(is_list) {
        branches::whole(desk, &procedure, "identity", level)
    } else {
        Vec::new()
    }
}

fn level(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Identity> {
    if !desk.only(at, &["when", "level", "$comment"]) {
        return None;
    }
    if at.node.get("level").is_none() {
        desk.missing(at, "level", "say how well the applicant must be known");
    }
    desk.one_of(at, "level", &Identity::WORDS)
}
