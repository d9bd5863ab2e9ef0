//! Reads `x-procedure.processing`: one period, or a period for each branch of the answers.

use japanese_values::Term;

use super::branches::{self, Branch};
use super::desk::{At, Desk};
use super::procedure::{is_nothing, term};
use crate::{Procedure, ProcessingBranch, Text};

/// What a row says.
#[derive(Debug)]
struct Row {
    label: Text,
    term: Option<Term>,
}

/// The procedure with its periods, and those that hang on the answers.
pub(crate) fn told(
    desk: &mut Desk<'_>,
    root: &At<'_>,
    procedure: Option<Procedure>,
) -> (Option<Procedure>, Vec<Branch<Option<Term>>>) {
    let Some(mut procedure) = procedure else { return (None, Vec::new()) };
    let above = root.child("x-procedure");
    let Some((above, at)) = above.and_then(|above| above.child("processing").map(|at| (above, at)))
    else {
        return (Some(procedure), Vec::new());
    };
    if at.node.list().is_none() {
        procedure.processing = term(desk, &at, &[]).filter(|term| !is_nothing(*term));
        return (Some(procedure), Vec::new());
    }
    let mut rows = branches::whole(desk, &above, "processing", row);
    procedure.processing = rows.last().and_then(|row| row.says.term);
    let told = rows.iter_mut().filter(|row| row.when.is_some());
    procedure.processing_branches = told
        .map(|row| ProcessingBranch {
            label: std::mem::take(&mut row.says.label),
            term: row.says.term,
        })
        .collect();
    let terms = rows.into_iter().map(|Branch { when, says }| Branch { when, says: says.term });
    (Some(procedure), terms.collect())
}

/// A period of no time is done at once. Who reads about the procedure is told for whom a row is;
/// the last one is for everybody else.
fn row(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Row> {
    let term = term(desk, at, &["when", "label", "$comment"]);
    let label = if at.node.get("when").is_some() {
        desk.needed_text(at, "label")
    } else {
        if let Some(label) = at.child("label") {
            let what = "the last row is for everybody else, and needs no \"label\"";
            desk.fault(&label, what, "remove it");
        }
        Text::default()
    };
    Some(Row { label, term: Some(term?).filter(|term| !is_nothing(*term)) })
}
