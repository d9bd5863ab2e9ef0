//! Reads `x-procedure.sameAs`: by which answers a submission is of the same thing as another.

use super::Snippet;
use super::desk::{At, Desk};
use crate::SameKind;

/// Days for which a submission is compared with later ones.
const MOST_DAYS: u64 = 3_660;

/// A comparison as it is written.
#[derive(Debug)]
pub(crate) struct WrittenSame {
    pub(crate) id: String,
    pub(crate) kind: SameKind,
    pub(crate) key: Vec<Snippet>,
    pub(crate) days: u32,
    pub(crate) message: String,
}

/// All of them.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<WrittenSame> {
    let Some(procedure) = root.child("x-procedure") else { return Vec::new() };
    let mut all: Vec<WrittenSame> = Vec::new();
    for at in desk.list(&procedure, "sameAs") {
        let Some(written) = one(desk, &at) else { continue };
        if all.iter().any(|known| known.id == written.id) {
            desk.fault(
                &at,
                format!("the rule id \"{}\" is taken", written.id),
                "give each rule its own id",
            );
        }
        all.push(written);
    }
    all
}

fn one(desk: &mut Desk<'_>, at: &At<'_>) -> Option<WrittenSame> {
    if !desk.only(at, &["id", "kind", "key", "days", "message", "$comment"]) {
        return None;
    }
    let id = desk.slug(at, "id").unwrap_or_else(|| {
        desk.missing(at, "id", "name the rule by a slug");
        String::new()
    });
    let key = key(desk, at);
    if key.is_empty() {
        desk.missing(at, "key", "write an expression that tells persons apart");
        return None;
    }
    for (name, mend) in [
        ("days", "say for how long one filing counts"),
        ("message", "write the words that people read"),
    ] {
        if at.node.get(name).is_none() {
            desk.missing(at, name, mend);
        }
    }
    let days = desk.count(at, "days", MOST_DAYS).and_then(|days| u32::try_from(days).ok())?;
    let message = desk.string(at, "message")?;
    let kind = desk.one_of(at, "kind", &SameKind::WORDS).unwrap_or(SameKind::Duplicate);
    Some(WrittenSame { id, kind, key, days, message })
}

/// One expression, or several that are compared together.
fn key(desk: &mut Desk<'_>, at: &At<'_>) -> Vec<Snippet> {
    let Some(child) = at.child("key") else { return Vec::new() };
    if child.node.list().is_some() {
        let parts = desk.list(at, "key");
        return parts.iter().filter_map(|part| desk.snippet_at(part)).collect();
    }
    desk.snippet_at(&child).into_iter().collect()
}
