//! The steps of a life-event guide, as `x-steps` writes them.

use super::WrittenStep;
use super::desk::{At, Desk};
use crate::StepKind;

const KEYWORDS: [&str; 8] =
    ["procedure", "title", "when", "by", "note", "visit", "bring", "$comment"];

/// Reads them in order.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<WrittenStep> {
    let mut steps = Vec::new();
    for at in desk.list(root, "x-steps") {
        if !desk.only(&at, &KEYWORDS) {
            continue;
        }
        let Some(what) = kind(desk, &at) else {
            let mend = "write \"procedure\" with an id, or \"title\" for something outside of the catalogue";
            desk.fault(&at, "a step is a procedure or has a title", mend);
            continue;
        };
        steps.push(WrittenStep {
            what,
            when: desk.snippet(&at, "when"),
            by: desk.snippet(&at, "by"),
            note: desk.text(&at, "note"),
        });
    }
    steps
}

fn kind(desk: &mut Desk<'_>, at: &At<'_>) -> Option<StepKind> {
    let procedure = desk.slug(at, "procedure");
    let (outside, bring) = (at.node.get("title").is_some(), desk.texts(at, "bring"));
    match procedure {
        Some(id) if !outside && at.node.get("visit").is_none() && bring.is_empty() => {
            Some(StepKind::Procedure(id))
        }
        None if outside => Some(StepKind::Outside {
            title: desk.needed_text(at, "title"),
            visit: desk.text(at, "visit"),
            bring,
        }),
        Some(_) | None => None,
    }
}
