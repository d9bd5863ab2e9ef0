//! What happens to answers, in this order: shape and normalise, prune and compute,
//! the fee, the schema, the rules. All problems come back at once.

pub(crate) mod address;
mod bank;
mod draft;
pub(crate) mod fee;
pub(crate) mod normalise;
mod number;
pub(crate) mod offered;
pub(crate) mod rules;
pub(crate) mod settle;
pub(crate) mod verify;
mod way;

use kernel::Yen;
use serde_json::Value;

pub(crate) use draft::Draft;
pub(crate) use fee::{Amount, MAX_LINE, Price, reckon_amount};
pub(crate) use rules::{Rule, Spot};
pub(crate) use settle::{Step, Target};
pub(crate) use verify::{find, validator};
pub(crate) use way::Hop;

use crate::expression::{Failure, Fuel, Program, Scope};
use crate::{Context, Defect};
use way::Parent;

/// What stays the same for all expressions of one check.
pub(crate) struct Setting<'c> {
    today: String,
    applicant: Option<&'c Value>,
    tables: &'c Value,
    granted: Option<Yen>,
    fuel: Fuel,
}

impl<'c> Setting<'c> {
    pub(crate) fn new(tables: &'c Value, context: &'c Context) -> Self {
        Self {
            today: context.today.format("%Y-%m-%d").to_string(),
            applicant: context.applicant.as_ref(),
            tables,
            granted: None,
            fuel: Fuel::default(),
        }
    }

    /// The same for a decision that grants so much.
    pub(crate) fn deciding(self, granted: Option<Yen>) -> Self {
        Self { granted, ..self }
    }

    fn scope<'a>(&'a self, data: &'a Value, parent: &Parent<'a>) -> Scope<'a> {
        Scope {
            form: data,
            today: &self.today,
            applicant: self.applicant,
            tables: self.tables,
            item: parent.item,
            row: parent.row,
            index: parent.index,
            granted: self.granted.map(Yen::get),
            fuel: &self.fuel,
        }
    }
}

/// Runs `what` with what an expression of the whole form can see.
pub(crate) fn root_scope<'a, T>(
    data: &'a Value,
    setting: &'a Setting<'_>,
    what: impl FnOnce(&Scope<'a>) -> T,
) -> T {
    let root = Parent { pointer: String::new(), value: data, item: None, row: None, index: None };
    what(&setting.scope(data, &root))
}

/// An expression that failed to run, for the log.
fn defect(program: &Program, failure: Failure) -> Defect {
    Defect { expression: program.pointer.clone(), what: failure.to_string() }
}
