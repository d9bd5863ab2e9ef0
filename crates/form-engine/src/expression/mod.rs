//! Expressions: CEL, read by the `cel` crate's parser and run here.
//!
//! Why our own small interpreter behind the crate's parser: a missing answer must
//! be `null` and never an error, an error must never quote an answer, every run
//! has a budget, and answers are read where they lie instead of being copied.
//!
//! `null` is "not known yet". It goes through comparisons, sums and functions;
//! `&&` and `||` still decide when the other side decides alone. What a rule or a
//! condition makes of `null` is said by whoever asks.

mod arguments;
mod dates;
mod dictionary;
mod evaluate;
mod fault;
mod functions;
mod lower;
mod macros;
mod numbers;
mod op;
mod plain;
mod possible;
mod run;
mod sense;
mod shape;
mod slips;
mod together;
mod unknown;
mod value;
mod written;

use std::cell::Cell;

use serde_json::Value;

pub use dictionary::{MACROS, NAMES, Word, functions};
pub use evaluate::{EvaluationFault, evaluate};
pub(crate) use lower::{Inside, MAX_FOLDS, MAX_NESTING, Vocabulary, lower};
pub(crate) use plain::{Certain, Seen, Surroundings, both};
pub(crate) use run::MAX_MADE;
pub(crate) use value::{Val, json_number};

/// How many steps all expressions of one check may take together.
pub(crate) const FUEL: u32 = 400_000;

/// A compiled expression.
#[derive(Debug)]
pub(crate) struct Program {
    op: op::Op,
    /// The pointer of the expression in the definition.
    pub(crate) pointer: String,
    /// What it reads of the form.
    pub(crate) reads: Vec<Read>,
    /// How many patterns it keeps.
    pub(crate) patterns: usize,
}

/// A field that an expression reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    /// The field's pointer without indices.
    pub(crate) pointer: String,
    /// Whether everything below it is read as well.
    pub(crate) deep: bool,
    /// Whether it is reached through `item` or `row`, that is in the same row only.
    pub(crate) local: bool,
}

/// What an expression can see.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) form: &'a Value,
    pub(crate) today: &'a str,
    pub(crate) applicant: Option<&'a Value>,
    pub(crate) tables: &'a Value,
    pub(crate) item: Option<&'a Value>,
    pub(crate) row: Option<&'a Value>,
    pub(crate) index: Option<usize>,
    /// What the decision grants in yen, where one is looked at that names an amount.
    pub(crate) granted: Option<i64>,
    pub(crate) fuel: &'a Fuel,
}

/// The steps that are left.
#[derive(Debug)]
pub(crate) struct Fuel(Cell<u32>);

impl Default for Fuel {
    fn default() -> Self {
        Self(Cell::new(FUEL))
    }
}

impl Fuel {
    /// Takes some steps away.
    fn burn(&self, steps: u32) -> Result<(), Failure> {
        let left = self.0.get().checked_sub(steps).ok_or(Failure::Budget)?;
        self.0.set(left);
        Ok(())
    }
}

/// Why an expression could not be run. Holds no value of anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// An operator or function got a value of another kind.
    #[error("{0} got a value of the wrong kind")]
    Kind(&'static str),
    /// A number grew too large, or was divided by zero.
    #[error("{0} gave a number that cannot be represented")]
    Number(&'static str),
    /// A position outside a list.
    #[error("a position lies outside the list")]
    Position,
    /// Too many steps.
    #[error("the expressions took more steps than a check may take")]
    Budget,
}

impl Program {
    /// The value of the expression.
    pub(crate) fn run<'a>(&'a self, scope: &Scope<'a>) -> Result<Val<'a>, Failure> {
        run::run(&self.op, scope)
    }

    /// The expression as a yes, a no, or not known yet.
    pub(crate) fn truth(&self, scope: &Scope<'_>) -> Result<Option<bool>, Failure> {
        match self.run(scope)? {
            Val::Bool(truth) => Ok(Some(truth)),
            Val::Null => Ok(None),
            Val::Int(_)
            | Val::Number(_)
            | Val::Text(_)
            | Val::Json(_)
            | Val::List(_)
            | Val::Map(_) => Err(Failure::Kind("a condition")),
        }
    }

    /// The expression as a whole number, or not known yet.
    pub(crate) fn whole(&self, scope: &Scope<'_>) -> Result<Option<i64>, Failure> {
        match self.run(scope)? {
            Val::Int(number) => Ok(Some(number)),
            Val::Null => Ok(None),
            Val::Bool(_)
            | Val::Number(_)
            | Val::Text(_)
            | Val::Json(_)
            | Val::List(_)
            | Val::Map(_) => Err(Failure::Kind("a whole number")),
        }
    }
}
