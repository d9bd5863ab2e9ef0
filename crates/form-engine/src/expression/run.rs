//! Runs a compiled expression. It ends: there is no loop but over lists, and a budget.

use std::{cmp::Ordering, rc::Rc};

use super::op::{Comparison, Fold, FoldKind, Name, Op, Sign};
use super::value::Val;
use super::{Failure, Scope};

/// A pattern takes that many times longer to read a text than a comparison does.
const PATTERN_STEPS: u32 = 4;
/// The longest text and list that an expression may make.
pub(crate) const MAX_MADE: usize = 20_000;

/// The value of an expression.
pub(super) fn run<'a>(op: &'a Op, scope: &Scope<'a>) -> Result<Val<'a>, Failure> {
    Machine { scope, locals: Vec::new() }.value(op)
}

struct Machine<'a, 's> {
    scope: &'s Scope<'a>,
    locals: Vec<Val<'a>>,
}

impl<'a> Machine<'a, '_> {
    fn value(&mut self, op: &'a Op) -> Result<Val<'a>, Failure> {
        self.scope.fuel.burn(1)?;
        match op {
            Op::Null => Ok(Val::Null),
            Op::Bool(truth) => Ok(Val::Bool(*truth)),
            Op::Int(number) => Ok(Val::Int(*number)),
            Op::Number(number) => Ok(Val::Number(*number)),
            Op::Text(text) => Ok(Val::Text(text.as_str().into())),
            Op::Name(name) => Ok(self.named(*name)),
            Op::Local(slot) => Ok(self.locals.get(*slot).cloned().unwrap_or(Val::Null)),
            Op::Field(object, name) => field(&self.value(object)?, name),
            Op::Has(value) => Ok(Val::Bool(self.value(value)?.is_present())),
            Op::At(list, key) => at(&self.value(list)?, &self.value(key)?),
            Op::Not(value) => {
                let truth = self.truth(value, "!")?;
                Ok(truth.map_or(Val::Null, |truth| Val::Bool(!truth)))
            }
            Op::Negate(value) => calculate(Sign::Minus, &Val::Int(0), &self.value(value)?),
            Op::And(one, two) => self.connect(one, two, false),
            Op::Or(one, two) => self.connect(one, two, true),
            Op::Choose(branches) => self.choose(branches),
            Op::Equal(one, two) => self.equal(one, two).map(Val::Bool),
            Op::Unequal(one, two) => self.equal(one, two).map(|equal| Val::Bool(!equal)),
            Op::Compare(comparison, one, two) => {
                let (one, two) = self.pair(one, two)?;
                compare(*comparison, &one, &two)
            }
            Op::Calculate(sign, one, two) => {
                let (one, two) = self.pair(one, two)?;
                calculate(*sign, &one, &two)
            }
            Op::In(item, list) => self.is_in(item, list),
            Op::List(items) => Ok(Val::List(Rc::new(self.values(items)?))),
            Op::Map(entries) => self.map(entries),
            Op::Fold(fold) => self.fold(fold),
            Op::Matches(text, pattern) => {
                let text = self.value(text)?;
                self.scope.fuel.burn(text.weight().saturating_mul(PATTERN_STEPS))?;
                matches(&text, pattern)
            }
            Op::Call(function, args) => {
                let values = self.values(args)?;
                self.scope.fuel.burn(function.steps(&values))?;
                function.call(&values)
            }
        }
    }

    fn named(&self, name: Name) -> Val<'a> {
        let Scope { form, today, applicant, tables, item, row, index, granted, .. } = *self.scope;
        match name {
            Name::Form => Val::Json(form),
            Name::Today => Val::Text(today.into()),
            Name::Applicant => applicant.map_or(Val::Null, Val::from_json),
            Name::Tables => Val::Json(tables),
            Name::Item => item.map_or(Val::Null, Val::from_json),
            Name::Row => row.map_or(Val::Null, Val::from_json),
            Name::Granted => granted.map_or(Val::Null, Val::Int),
            Name::Index => {
                index.and_then(|index| i64::try_from(index).ok()).map_or(Val::Null, Val::Int)
            }
        }
    }

    /// Both sides, paid for by their length: whoever asks looks through all of it.
    fn pair(&mut self, one: &'a Op, two: &'a Op) -> Result<(Val<'a>, Val<'a>), Failure> {
        let (one, two) = (self.value(one)?, self.value(two)?);
        let steps = match (&one, &two) {
            (Val::Text(_), Val::Text(_)) => one.weight().saturating_add(two.weight()),
            _ if one.list_len().is_some() && two.list_len().is_some() => {
                steps(one.list_len().unwrap_or(0) + two.list_len().unwrap_or(0))
            }
            _ => 0,
        };
        self.scope.fuel.burn(steps)?;
        Ok((one, two))
    }

    fn equal(&mut self, one: &'a Op, two: &'a Op) -> Result<bool, Failure> {
        let (one, two) = (self.value(one)?, self.value(two)?);
        // Values of different kinds or lengths are told apart at once.
        if !(one.is_null() || two.is_null()) && one.len() == two.len() {
            self.scope.fuel.burn(one.weight())?;
        }
        Ok(one.equals(&two))
    }

    fn values(&mut self, ops: &'a [Op]) -> Result<Vec<Val<'a>>, Failure> {
        let mut values = Vec::with_capacity(ops.len());
        for op in ops {
            values.push(self.value(op)?);
        }
        Ok(values)
    }

    fn map(&mut self, entries: &'a [(Op, Op)]) -> Result<Val<'a>, Failure> {
        let mut map = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            map.push((self.value(key)?, self.value(value)?));
        }
        Ok(Val::Map(Rc::new(map)))
    }

    fn choose(&mut self, [condition, yes, no]: &'a [Op; 3]) -> Result<Val<'a>, Failure> {
        match self.truth(condition, "?:")? {
            Some(true) => self.value(yes),
            Some(false) => self.value(no),
            None => Ok(Val::Null),
        }
    }

    fn truth(&mut self, op: &'a Op, name: &'static str) -> Result<Option<bool>, Failure> {
        match self.value(op)? {
            Val::Bool(truth) => Ok(Some(truth)),
            Val::Null => Ok(None),
            Val::Int(_)
            | Val::Number(_)
            | Val::Text(_)
            | Val::Json(_)
            | Val::List(_)
            | Val::Map(_) => Err(Failure::Kind(name)),
        }
    }

    /// `&&` and `||`: a side that decides alone decides, whatever the other is.
    fn connect(&mut self, one: &'a Op, two: &'a Op, decisive: bool) -> Result<Val<'a>, Failure> {
        let name = if decisive { "||" } else { "&&" };
        let first = self.truth(one, name);
        if first == Ok(Some(decisive)) {
            return Ok(Val::Bool(decisive));
        }
        let second = self.truth(two, name)?;
        Ok(match (first, second) {
            (_, Some(truth)) if truth == decisive => Val::Bool(decisive),
            (Err(failure), _) => return Err(failure),
            (Ok(Some(_)), Some(_)) => Val::Bool(!decisive),
            (Ok(_), _) => Val::Null,
        })
    }

    fn is_in(&mut self, item: &'a Op, list: &'a Op) -> Result<Val<'a>, Failure> {
        let (item, list) = (self.value(item)?, self.value(list)?);
        if let Some(len) = list.list_len() {
            self.scope.fuel.burn(item.weight().saturating_mul(steps(len)))?;
            let found = (0..len).any(|at| list.item(at).is_some_and(|known| known.equals(&item)));
            return Ok(Val::Bool(found));
        }
        if matches!(list, Val::Map(_) | Val::Json(_)) {
            return Ok(Val::Bool(list.member(&item).is_some()));
        }
        Err(Failure::Kind("in"))
    }

    fn fold(&mut self, fold: &'a Fold) -> Result<Val<'a>, Failure> {
        let list = self.value(&fold.list)?;
        let len = list.list_len().ok_or(Failure::Kind("a list macro"))?;
        let mut outcome = Outcome::default();
        for position in 0..len {
            let item = list.item(position).unwrap_or(Val::Null);
            self.locals.truncate(fold.slot);
            self.locals.push(item.clone());
            let truth = match &fold.condition {
                Some(condition) => self.truth(condition, "a list macro")?,
                None => Some(true),
            };
            outcome.count(truth);
            if fold.kind == FoldKind::Collect && truth == Some(true) {
                let made = match &fold.transform {
                    Some(transform) => self.value(transform)?,
                    None => item,
                };
                outcome.made.push(made);
                self.scope.fuel.burn(2)?;
                if outcome.made.len() > MAX_MADE {
                    return Err(Failure::Budget);
                }
            }
        }
        self.locals.truncate(fold.slot);
        Ok(outcome.into_value(fold.kind))
    }
}

#[derive(Default)]
struct Outcome<'a> {
    yes: usize,
    no: usize,
    unknown: usize,
    made: Vec<Val<'a>>,
}

impl<'a> Outcome<'a> {
    fn count(&mut self, truth: Option<bool>) {
        match truth {
            Some(true) => self.yes += 1,
            Some(false) => self.no += 1,
            None => self.unknown += 1,
        }
    }

    fn into_value(self, kind: FoldKind) -> Val<'a> {
        let unless_unknown = |truth| if self.unknown > 0 { Val::Null } else { Val::Bool(truth) };
        match kind {
            FoldKind::All if self.no > 0 => Val::Bool(false),
            FoldKind::All => unless_unknown(true),
            FoldKind::Exists if self.yes > 0 => Val::Bool(true),
            FoldKind::Exists => unless_unknown(false),
            FoldKind::ExistsOne => unless_unknown(self.yes == 1),
            FoldKind::Collect => Val::List(Rc::new(self.made)),
        }
    }
}

fn field<'a>(object: &Val<'a>, name: &str) -> Result<Val<'a>, Failure> {
    match object {
        Val::Json(value) => match value.as_object() {
            Some(members) => Ok(members.get(name).map_or(Val::Null, Val::from_json)),
            None => Err(Failure::Kind("a field of a list")),
        },
        Val::Map(_) => Ok(object.member(&Val::Text(name.to_owned().into())).unwrap_or(Val::Null)),
        Val::Null => Ok(Val::Null),
        Val::Bool(_) | Val::Int(_) | Val::Number(_) | Val::Text(_) | Val::List(_) => {
            Err(Failure::Kind("a field of a plain value"))
        }
    }
}

fn at<'a>(list: &Val<'a>, key: &Val<'a>) -> Result<Val<'a>, Failure> {
    if list.is_null() || key.is_null() {
        return Ok(Val::Null);
    }
    match (list.list_len(), key) {
        (Some(_), Val::Int(position)) => usize::try_from(*position)
            .ok()
            .and_then(|position| list.item(position))
            .ok_or(Failure::Position),
        (None, Val::Text(_) | Val::Int(_) | Val::Bool(_)) if list.len().is_some() => {
            Ok(list.member(key).unwrap_or(Val::Null))
        }
        _ => Err(Failure::Kind("[ ]")),
    }
}

fn matches<'a>(text: &Val<'a>, pattern: &regex::Regex) -> Result<Val<'a>, Failure> {
    if text.is_null() {
        return Ok(Val::Null);
    }
    let text = text.as_text().ok_or(Failure::Kind("matches"))?;
    Ok(Val::Bool(pattern.is_match(text)))
}

fn compare<'a>(comparison: Comparison, one: &Val<'_>, two: &Val<'_>) -> Result<Val<'a>, Failure> {
    if one.is_null() || two.is_null() {
        return Ok(Val::Null);
    }
    let order = one.compare(two).ok_or(Failure::Kind("a comparison"))?;
    Ok(Val::Bool(match comparison {
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }))
}

fn calculate<'a>(sign: Sign, one: &Val<'a>, two: &Val<'a>) -> Result<Val<'a>, Failure> {
    let name = sign.word();
    match (sign, one, two) {
        (_, Val::Null, _) | (_, _, Val::Null) => Ok(Val::Null),
        (_, Val::Int(one), Val::Int(two)) => {
            let number = match sign {
                Sign::Plus => one.checked_add(*two),
                Sign::Minus => one.checked_sub(*two),
                Sign::Times => one.checked_mul(*two),
                Sign::Divide => one.checked_div(*two),
                Sign::Remainder => one.checked_rem(*two),
            };
            number.map(Val::Int).ok_or(Failure::Number(name))
        }
        (Sign::Plus, Val::Text(one), Val::Text(two)) => {
            if one.len() + two.len() > MAX_MADE {
                return Err(Failure::Budget);
            }
            Ok(Val::Text(format!("{one}{two}").into()))
        }
        (Sign::Plus, _, _) if one.list_len().is_some() => join(one, two),
        _ => {
            let one = one.as_decimal().ok_or(Failure::Kind(name))?;
            let two = two.as_decimal().ok_or(Failure::Kind(name))?;
            let number = match sign {
                Sign::Plus => one.checked_add(two),
                Sign::Minus => one.checked_sub(two),
                Sign::Times => one.checked_mul(two),
                Sign::Divide => one.checked_div(two),
                Sign::Remainder => one.checked_rem(two),
            };
            number.map(Val::Number).ok_or(Failure::Number(name))
        }
    }
}

fn join<'a>(one: &Val<'a>, two: &Val<'a>) -> Result<Val<'a>, Failure> {
    let (first, second) = (one.list_len(), two.list_len());
    let (first, second) = first.zip(second).ok_or(Failure::Kind("+"))?;
    if first + second > MAX_MADE {
        return Err(Failure::Budget);
    }
    let items = (0..first).filter_map(|at| one.item(at));
    Ok(Val::List(Rc::new(items.chain((0..second).filter_map(|at| two.item(at))).collect())))
}

pub(super) fn steps(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
