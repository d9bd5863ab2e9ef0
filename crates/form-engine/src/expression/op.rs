//! The steps of a compiled expression.

use regex::Regex;
use rust_decimal::Decimal;

use super::functions::Function;

/// One step, with the steps that give its operands.
#[derive(Debug)]
pub(super) enum Op {
    Null,
    Bool(bool),
    Int(i64),
    Number(Decimal),
    Text(String),
    Name(Name),
    /// A variable of `all`, `exists`, `map` or `filter`.
    Local(usize),
    Field(Box<Op>, String),
    Has(Box<Op>),
    At(Box<Op>, Box<Op>),
    Not(Box<Op>),
    Negate(Box<Op>),
    And(Box<Op>, Box<Op>),
    Or(Box<Op>, Box<Op>),
    Choose(Box<[Op; 3]>),
    Equal(Box<Op>, Box<Op>),
    Unequal(Box<Op>, Box<Op>),
    Compare(Comparison, Box<Op>, Box<Op>),
    Calculate(Sign, Box<Op>, Box<Op>),
    In(Box<Op>, Box<Op>),
    List(Vec<Op>),
    Map(Vec<(Op, Op)>),
    Fold(Box<Fold>),
    Matches(Box<Op>, Regex),
    Call(Function, Vec<Op>),
}

/// A name that every expression can use, or those in groups and rows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Name {
    Form,
    Today,
    Applicant,
    Tables,
    Item,
    Row,
    Index,
    /// What a decision grants in yen: `decision.amount`.
    Granted,
}

/// An order between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// An operation on two numbers; `+` also joins texts and lists.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sign {
    Plus,
    Minus,
    Times,
    Divide,
    Remainder,
}

/// A macro over a list.
#[derive(Debug)]
pub(super) struct Fold {
    pub(super) kind: FoldKind,
    pub(super) list: Op,
    /// The variable's slot.
    pub(super) slot: usize,
    pub(super) condition: Option<Op>,
    pub(super) transform: Option<Op>,
}

/// What a macro makes of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoldKind {
    All,
    Exists,
    ExistsOne,
    /// `map` and `filter`.
    Collect,
}
