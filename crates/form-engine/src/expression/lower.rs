//! From the parser's tree to steps, refusing every unknown name on the way.

use cel::common::ast::{
    CallExpr, ComprehensionExpr, EntryExpr, Expr, LiteralValue, SelectExpr, operators,
};
use cel::parser::{Expression, PrattParser};
use regex::RegexBuilder;
use rust_decimal::Decimal;
use serde_json::Value;

use super::fault::{Fault, fault};
use super::functions::Function;
use super::macros::macro_of;
use super::op::{Comparison, Fold, Name, Op, Sign};
use super::possible::{common, possible};
use super::sense::{self, Operand};
use super::shape::{Origin, Shape, shape_of};
use super::{Program, Read, arguments, slips, together, unknown};
use crate::definition::{MAX_EXPRESSION_BYTES, Property};

/// How deep expressions may be nested.
pub(crate) const MAX_NESTING: u16 = 32;
/// How deep list macros may be nested: each level multiplies the steps.
pub(crate) const MAX_FOLDS: usize = 3;

/// The names that an expression can use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary<'s> {
    /// The fields of the form; nothing when any name is taken as it comes.
    pub(crate) form: Option<&'s [Property]>,
    pub(crate) tables: &'s Value,
    pub(crate) item: Option<Inside<'s>>,
    pub(crate) row: Option<Inside<'s>>,
    /// The pointers of fields that could not be read, which is told already.
    pub(crate) unread: &'s [String],
    /// Whether a document is opened that its store keeps.
    pub(crate) is_opening: bool,
    /// Whether it chooses who decides, and sees what is decided.
    pub(crate) decides: bool,
}

/// The group or row that an expression stands in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Inside<'s> {
    pub(crate) properties: &'s [Property],
    pub(crate) pointer: &'s str,
}

/// Compiles an expression.
pub(crate) fn lower(
    text: &str,
    pointer: &str,
    vocabulary: &Vocabulary<'_>,
) -> Result<Program, Fault> {
    if text.len() > MAX_EXPRESSION_BYTES {
        let what = format!("the expression has more than {MAX_EXPRESSION_BYTES} bytes");
        return Err(fault(what, "shorten it"));
    }
    if nesting(text) > usize::from(MAX_NESTING) {
        let what = format!("the expression is nested more than {MAX_NESTING} deep");
        return Err(fault(what, "simplify it"));
    }
    let reads = |text: &str| parser().parse(text).is_ok();
    let tree = parser().parse(text).map_err(|_refused| slips::slip(text, vocabulary, reads))?;
    let mut lowering =
        Lowering { vocabulary, locals: Vec::new(), reads: Vec::new(), depth: 0, patterns: 0 };
    let op = lowering.whole(&tree)?;
    let Lowering { mut reads, patterns, .. } = lowering;
    reads.sort_by(|one, two| one.pointer.cmp(&two.pointer));
    reads.dedup();
    Ok(Program { op, pointer: pointer.to_owned(), reads, patterns })
}

fn parser() -> PrattParser {
    PrattParser::new().max_recursion_depth(MAX_NESTING).error_recovery_limit(1)
}

struct Lowering<'v, 's> {
    vocabulary: &'v Vocabulary<'s>,
    locals: Vec<(String, Shape<'s>)>,
    reads: Vec<Read>,
    depth: usize,
    patterns: usize,
}

type Lowered<'s> = Result<(Op, Shape<'s>), Fault>;

impl<'s> Lowering<'_, 's> {
    /// An operand whose whole value is used.
    fn whole(&mut self, tree: &Expression) -> Result<Op, Fault> {
        let (op, shape) = self.part(tree)?;
        self.note(&shape, true);
        Ok(op)
    }

    /// An operand of which only presence or size is used.
    fn shallow(&mut self, tree: &Expression) -> Lowered<'s> {
        let (op, shape) = self.part(tree)?;
        self.note(&shape, false);
        Ok((op, shape))
    }

    fn note(&mut self, shape: &Shape<'_>, deep: bool) {
        let (Shape::Fields(_, origin) | Shape::Rows(_, origin) | Shape::Leaf(_, origin)) = shape
        else {
            return;
        };
        let Origin { pointer, local } = origin.clone();
        self.reads.push(Read { pointer, deep, local });
    }

    fn part(&mut self, tree: &Expression) -> Lowered<'s> {
        self.depth += 1;
        if self.depth > 4 * usize::from(MAX_NESTING) {
            return Err(fault("the expression is nested too deep", "simplify it"));
        }
        let lowered = match &tree.expr {
            Expr::Literal(literal) => Ok((constant(literal)?, Shape::Any)),
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => self.select(select),
            Expr::Call(call) => self.call(call),
            Expr::List(list) if list.optional_indices.is_empty() => {
                let items = list.elements.iter().map(|item| self.whole(item));
                Ok((Op::List(items.collect::<Result<_, _>>()?), Shape::Any))
            }
            Expr::Map(map) => self.map(map.entries.iter().map(|entry| &entry.expr)),
            Expr::Comprehension(comprehension) => self.fold(comprehension),
            Expr::List(_) | Expr::Struct(_) | Expr::Unspecified => Err(fault(
                "this kind of expression is not available",
                "write it with lists and maps",
            )),
        };
        self.depth -= 1;
        lowered
    }

    fn name(&self, name: &str) -> Lowered<'s> {
        if let Some((slot, (_, shape))) =
            self.locals.iter().enumerate().rev().find(|(_, (local, _))| local == name)
        {
            return Ok((Op::Local(slot), shape.clone()));
        }
        let inside = |inside: Option<Inside<'s>>, op: Op| {
            let Some(Inside { properties, pointer }) = inside else {
                let what = format!("\"{name}\" is known only inside a group or a row");
                return Err(fault(what, "begin with \"form\", or write the rule with \"each\""));
            };
            let origin = Origin { pointer: pointer.to_owned(), local: true };
            Ok((op, Shape::Fields(properties, origin)))
        };
        match name {
            "form" => {
                let origin = Origin { pointer: String::new(), local: false };
                let fields = self.vocabulary.form;
                let shape = fields.map_or(Shape::Any, |fields| Shape::Fields(fields, origin));
                Ok((Op::Name(Name::Form), shape))
            }
            "today" => Ok((Op::Name(Name::Today), Shape::Any)),
            "applicant" => Ok((Op::Name(Name::Applicant), Shape::Any)),
            "tables" => Ok((Op::Name(Name::Tables), Shape::Table(self.vocabulary.tables))),
            "item" => inside(self.vocabulary.item, Op::Name(Name::Item)),
            "row" => inside(self.vocabulary.row, Op::Name(Name::Row)),
            "index" if self.vocabulary.row.is_some() => Ok((Op::Name(Name::Index), Shape::Any)),
            _ => Err(unknown::name(name, self.vocabulary)),
        }
    }

    fn select(&mut self, select: &SelectExpr) -> Lowered<'s> {
        if self.vocabulary.decides && is_decision(select) {
            return decided(&select.field);
        }
        let (op, shape) = self.part(&select.operand)?;
        let name = &select.field;
        let below = match shape {
            Shape::Fields(properties, origin) => {
                shape_of(properties, &origin, name, self.vocabulary.unread)?
            }
            Shape::Table(table) => {
                let unknown = || {
                    let what = format!("there is no table \"{name}\"");
                    fault(what, "correct the name or add it to x-tables")
                };
                Shape::Table(table.get(name).ok_or_else(unknown)?)
            }
            Shape::Rows(..) => {
                let mend = "use all, exists, filter, map or sum over the rows";
                return Err(fault(format!("\"{name}\" is asked of a list of rows"), mend));
            }
            Shape::Leaf(_, origin) => {
                let what = format!("{} has no field \"{name}\"", origin.pointer);
                return Err(fault(what, "correct the name"));
            }
            Shape::Any => Shape::Any,
        };
        let op = Op::Field(Box::new(op), name.clone());
        if select.test {
            self.note(&below, false);
            return Ok((Op::Has(Box::new(op)), Shape::Any));
        }
        Ok((op, below))
    }

    fn call(&mut self, call: &CallExpr) -> Lowered<'s> {
        let args: Vec<&Expression> =
            call.target.iter().map(AsRef::as_ref).chain(&call.args).collect();
        let operator = call.target.is_none().then(|| self.operator(&call.func_name, &args));
        if let Some(lowered) = operator.flatten() {
            return lowered;
        }
        self.function(call, &args)
    }

    fn operator(&mut self, name: &str, args: &[&Expression]) -> Option<Lowered<'s>> {
        Some(match (name, args) {
            (operators::INDEX, [list, key]) => self.at(list, key),
            (operators::LOGICAL_NOT, [one]) => self.one(one, Op::Not),
            (operators::NEGATE, [one]) => self.one(one, Op::Negate),
            (operators::CONDITIONAL, [condition, yes, no]) => self.choose(condition, yes, no),
            (_, [one, two]) => {
                let build = binary(name)?;
                self.both(name, one, two)
                    .map(|(one, two)| (build(Box::new(one), Box::new(two)), Shape::Any))
            }
            _ => return None,
        })
    }

    /// Two operands, of which none is compared with what it can never be.
    fn both(&mut self, name: &str, one: &Expression, two: &Expression) -> Result<(Op, Op), Fault> {
        let (one, first) = self.part(one)?;
        self.note(&first, true);
        let (two, second) = self.part(two)?;
        self.note(&second, true);
        if !self.vocabulary.is_opening {
            self.sensible(name, (&one, &first), (&two, &second))?;
        }
        Ok((one, two))
    }

    /// Refuses what no answer could make true, or reckon.
    fn sensible(
        &self,
        name: &str,
        (one, first): (&Op, &Shape<'_>),
        (two, second): (&Op, &Shape<'_>),
    ) -> Result<(), Fault> {
        let (locals, form) = (self.names(), self.vocabulary.form.unwrap_or_default());
        let left = Operand { op: one, shape: first, locals: &locals };
        let right = Operand { op: two, shape: second, locals: &locals };
        if let Some(sign) = sign(name) {
            return sense::reckoned(sign, &left, &right);
        }
        match (name, two) {
            (operators::LOGICAL_AND, _) => together::both_hold(one, two, &locals),
            (operators::LOGICAL_OR, _) => together::one_holds(one, two, &locals),
            (operators::EQUALS | operators::NOT_EQUALS, _) => {
                possible(first, two, form)?;
                possible(second, one, form)?;
                common(first, second)?;
                sense::compared(&left, &right)
            }
            (operators::IN, Op::List(items)) => {
                items.iter().try_for_each(|item| possible(first, item, form))
            }
            (operators::IN, _) => possible(second, one, form),
            _ => sense::compared(&left, &right),
        }
    }

    /// The names of the list macros around.
    fn names(&self) -> Vec<&str> {
        self.locals.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn one(&mut self, one: &Expression, build: impl Fn(Box<Op>) -> Op) -> Lowered<'s> {
        Ok((build(Box::new(self.whole(one)?)), Shape::Any))
    }

    fn choose(&mut self, condition: &Expression, yes: &Expression, no: &Expression) -> Lowered<'s> {
        let branches = [self.whole(condition)?, self.whole(yes)?, self.whole(no)?];
        Ok((Op::Choose(Box::new(branches)), Shape::Any))
    }

    fn at(&mut self, list: &Expression, key: &Expression) -> Lowered<'s> {
        let key = self.whole(key)?;
        let (list, shape) = self.part(list)?;
        let below = match shape {
            Shape::Rows(properties, origin) => {
                Shape::Fields(properties, Origin { local: false, ..origin })
            }
            other @ (Shape::Any | Shape::Fields(..) | Shape::Leaf(..) | Shape::Table(_)) => {
                self.note(&other, true);
                Shape::Any
            }
        };
        Ok((Op::At(Box::new(list), Box::new(key)), below))
    }

    fn map<'t>(&mut self, entries: impl Iterator<Item = &'t EntryExpr>) -> Lowered<'s> {
        let mut map = Vec::new();
        for entry in entries {
            let EntryExpr::MapEntry(entry) = entry else {
                return Err(fault("this map cannot be used", "write { 'key': value }"));
            };
            map.push((self.whole(&entry.key)?, self.whole(&entry.value)?));
        }
        Ok((Op::Map(map), Shape::Any))
    }

    fn function(&mut self, call: &CallExpr, args: &[&Expression]) -> Lowered<'s> {
        let name = call.func_name.as_str();
        if name == "matches" {
            return self.matches(args);
        }
        let known = Function::named(name).filter(|(f, _)| call.target.is_none() || f.is_method());
        let Some((function, counts)) = known else {
            return Err(unknown::function(name));
        };
        if !counts.contains(&args.len()) {
            let what = format!("{name}() got {} arguments", args.len());
            return Err(fault(what, format!("give it {}", counts.end())));
        }
        let mut given = Vec::with_capacity(args.len());
        for arg in args {
            let (op, shape) = self.part(arg)?;
            self.note(&shape, !function.is_shallow());
            given.push((op, shape));
        }
        if let (Function::Sum, Some((_, Shape::Rows(properties, origin)))) =
            (function, given.first())
        {
            let Some((Op::Text(field), _)) = given.get(1) else {
                return Err(fault("the sum of rows needs a field", "write sum(rows, 'field')"));
            };
            let shape = shape_of(properties, origin, field, self.vocabulary.unread)?;
            self.note(&shape, true);
        }
        if !self.vocabulary.is_opening {
            arguments::fitting(function, name, &given, &self.names())?;
        }
        let ops = given.into_iter().map(|(op, _)| op).collect();
        Ok((Op::Call(function, ops), Shape::Any))
    }

    fn matches(&mut self, args: &[&Expression]) -> Lowered<'s> {
        let [text, pattern] = args else {
            return Err(fault("matches() needs a text and a pattern", "write text.matches('…')"));
        };
        let Op::Text(pattern) = self.whole(pattern)? else {
            return Err(fault("the pattern of matches() is not fixed", "write it as a literal"));
        };
        let compiled = RegexBuilder::new(&pattern).size_limit(256 * 1024).build();
        let compiled = compiled.map_err(|_refused| {
            fault("this pattern cannot be used", "look-around is not available")
        })?;
        self.patterns += 1;
        Ok((Op::Matches(Box::new(self.whole(text)?), compiled), Shape::Any))
    }

    /// `all`, `exists`, `exists_one`, `map` and `filter`, which the parser has unfolded.
    fn fold(&mut self, tree: &ComprehensionExpr) -> Lowered<'s> {
        if self.locals.len() == MAX_FOLDS {
            let what = format!("list macros are nested more than {MAX_FOLDS} deep");
            return Err(fault(what, "simplify the expression"));
        }
        let unknown =
            || fault("this list macro is not available", "use all, exists, map or filter");
        let (kind, condition, transform) = macro_of(tree).ok_or_else(unknown)?;
        let (list, shape) = self.shallow(&tree.iter_range)?;
        let (item, same) = match shape {
            Shape::Rows(properties, origin) => (
                Shape::Fields(properties, Origin { local: false, ..origin.clone() }),
                Shape::Rows(properties, origin),
            ),
            other @ (Shape::Any | Shape::Fields(..) | Shape::Leaf(..) | Shape::Table(_)) => {
                self.note(&other, true);
                (Shape::Any, Shape::Any)
            }
        };
        let slot = self.locals.len();
        self.locals.push((tree.iter_var.clone(), item));
        let condition = condition.map(|tree| self.whole(tree)).transpose()?;
        let filters =
            matches!(transform.map(|t| &t.expr), Some(Expr::Ident(n)) if *n == tree.iter_var);
        let transform = match transform {
            Some(tree) if !filters => Some(self.whole(tree)?),
            Some(_) | None => None,
        };
        self.locals.pop();
        let fold = Fold { kind, list, slot, condition, transform };
        Ok((Op::Fold(Box::new(fold)), if filters { same } else { Shape::Any }))
    }
}

fn constant(literal: &LiteralValue) -> Result<Op, Fault> {
    Ok(match literal {
        LiteralValue::Boolean(truth) => Op::Bool(*truth.inner()),
        LiteralValue::Int(number) => Op::Int(*number.inner()),
        LiteralValue::Double(number) => {
            let exact = number.inner().to_string().parse::<Decimal>();
            Op::Number(
                exact
                    .map_err(|_refused| fault("this number is too large", "write a smaller one"))?,
            )
        }
        LiteralValue::String(text) => Op::Text(text.inner().to_owned()),
        LiteralValue::Null => Op::Null,
        LiteralValue::Bytes(_) | LiteralValue::UInt(_) => {
            return Err(fault("bytes and unsigned numbers are not available", "write a text or 1"));
        }
    })
}

type Build = fn(Box<Op>, Box<Op>) -> Op;

fn binary(name: &str) -> Option<Build> {
    Some(match name {
        operators::LOGICAL_AND => Op::And,
        operators::LOGICAL_OR => Op::Or,
        operators::EQUALS => Op::Equal,
        operators::NOT_EQUALS => Op::Unequal,
        operators::IN => Op::In,
        operators::LESS => |one, two| Op::Compare(Comparison::Less, one, two),
        operators::LESS_EQUALS => |one, two| Op::Compare(Comparison::LessOrEqual, one, two),
        operators::GREATER => |one, two| Op::Compare(Comparison::Greater, one, two),
        operators::GREATER_EQUALS => |one, two| Op::Compare(Comparison::GreaterOrEqual, one, two),
        operators::ADD => |one, two| Op::Calculate(Sign::Plus, one, two),
        operators::SUBSTRACT => |one, two| Op::Calculate(Sign::Minus, one, two),
        operators::MULTIPLY => |one, two| Op::Calculate(Sign::Times, one, two),
        operators::DIVIDE => |one, two| Op::Calculate(Sign::Divide, one, two),
        operators::MODULO => |one, two| Op::Calculate(Sign::Remainder, one, two),
        _ => return None,
    })
}

fn sign(name: &str) -> Option<Sign> {
    Some(match name {
        operators::ADD => Sign::Plus,
        operators::SUBSTRACT => Sign::Minus,
        operators::MULTIPLY => Sign::Times,
        operators::DIVIDE => Sign::Divide,
        operators::MODULO => Sign::Remainder,
        _ => return None,
    })
}

/// How deep brackets and chains of signs go, before the parser sees them.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest, mut signs) = (0_usize, 0, 0_usize);
    for c in text.chars() {
        signs = if matches!(c, '!' | '-') { signs + 1 } else { 0 };
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth).max(signs);
    }
    deepest
}

fn is_decision(select: &SelectExpr) -> bool {
    matches!(&select.operand.expr, Expr::Ident(name) if name == "decision")
}

/// What a condition sees of the decision that it chooses somebody for.
fn decided<'s>(field: &str) -> Lowered<'s> {
    if field == "amount" {
        return Ok((Op::Name(Name::Granted), Shape::Any));
    }
    let mend = "write decision.amount, which is what is granted in yen";
    Err(fault(format!("a decision has no \"{field}\""), mend))
}
