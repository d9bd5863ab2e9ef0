//! Whether two conditions can hold together: `form.plots > 5 && form.plots < 3` never does.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::fault::{Fault, fault, like};
use super::op::{Comparison, Op};
use super::written::written;

/// What a condition says of something.
struct Claim<'o> {
    /// Of what, as it is written.
    of: String,
    relation: Relation,
    constant: &'o Op,
    whole: &'o Op,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Order(Comparison),
    Equal,
    Unequal,
}

/// Refuses `one && two` where no answer fits both.
pub(super) fn both_hold(one: &Op, two: &Op, locals: &[&str]) -> Result<(), Fault> {
    each_pair(one, two, locals, Op::of_and, |first, second| {
        if !first.excludes(second) {
            return None;
        }
        let (one, two) = (written(first.whole, locals)?, written(second.whole, locals)?);
        let either = first.relation == Relation::Equal && second.relation == Relation::Equal;
        let mend = if either {
            like(&format!("{one} || {two}"))
        } else {
            "correct one of them".to_owned()
        };
        Some(fault(format!("{one} and {two} never hold together"), mend))
    })
}

/// Refuses `one || two` where every answer fits one of them.
pub(super) fn one_holds(one: &Op, two: &Op, locals: &[&str]) -> Result<(), Fault> {
    each_pair(one, two, locals, Op::of_or, |first, second| {
        let both = first.relation == Relation::Unequal && second.relation == Relation::Unequal;
        let differ = order(first.constant, second.constant).is_some_and(Ordering::is_ne);
        if !both || !differ {
            return None;
        }
        let (one, two) = (written(first.whole, locals)?, written(second.whole, locals)?);
        let mend = like(&format!("{one} && {two}"));
        Some(fault(format!("{one} or {two} always holds"), mend))
    })
}

/// Looks at each condition on the left with each on the right about the same thing. Those of one
/// side were looked at when that side was joined.
fn each_pair<'o>(
    one: &'o Op,
    two: &'o Op,
    locals: &[&str],
    joined: fn(&'o Op) -> Option<[&'o Op; 2]>,
    told: impl Fn(&Claim<'o>, &Claim<'o>) -> Option<Fault>,
) -> Result<(), Fault> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    collect(one, locals, joined, &mut left);
    collect(two, locals, joined, &mut right);
    let pairs = left.iter().flat_map(|first| right.iter().map(move |second| (first, second)));
    let mut alike = pairs.filter(|(first, second)| first.of == second.of);
    alike.find_map(|(first, second)| told(first, second)).map_or(Ok(()), Err)
}

fn collect<'o>(
    op: &'o Op,
    locals: &[&str],
    joined: fn(&'o Op) -> Option<[&'o Op; 2]>,
    into: &mut Vec<Claim<'o>>,
) {
    match joined(op) {
        Some(sides) => sides.into_iter().for_each(|side| collect(side, locals, joined, into)),
        None => into.extend(claim(op, locals)),
    }
}

fn claim<'o>(op: &'o Op, locals: &[&str]) -> Option<Claim<'o>> {
    let (relation, one, two) = if let Op::Compare(comparison, one, two) = op {
        (Relation::Order(*comparison), one, two)
    } else if let Op::Equal(one, two) = op {
        (Relation::Equal, one, two)
    } else if let Op::Unequal(one, two) = op {
        (Relation::Unequal, one, two)
    } else {
        return None;
    };
    let (of, constant, relation) = if is_constant(two) {
        (one, two, relation)
    } else if is_constant(one) {
        (two, one, relation.turned())
    } else {
        return None;
    };
    if is_constant(of) {
        return None;
    }
    Some(Claim { of: written(of, locals)?, relation, constant: constant.as_ref(), whole: op })
}

const fn is_constant(op: &Op) -> bool {
    matches!(op, Op::Bool(_) | Op::Int(_) | Op::Number(_) | Op::Text(_))
}

impl Op {
    fn of_and(&self) -> Option<[&Self; 2]> {
        if let Self::And(one, two) = self { Some([one, two]) } else { None }
    }

    fn of_or(&self) -> Option<[&Self; 2]> {
        if let Self::Or(one, two) = self { Some([one, two]) } else { None }
    }
}

impl Relation {
    /// The same seen from the other side.
    const fn turned(self) -> Self {
        match self {
            Self::Order(Comparison::Less) => Self::Order(Comparison::Greater),
            Self::Order(Comparison::LessOrEqual) => Self::Order(Comparison::GreaterOrEqual),
            Self::Order(Comparison::Greater) => Self::Order(Comparison::Less),
            Self::Order(Comparison::GreaterOrEqual) => Self::Order(Comparison::LessOrEqual),
            Self::Equal => Self::Equal,
            Self::Unequal => Self::Unequal,
        }
    }

    /// Whether a value that stands so to the constant fits.
    fn fits(self, value: Ordering) -> bool {
        match self {
            Self::Order(Comparison::Less) => value.is_lt(),
            Self::Order(Comparison::LessOrEqual) => value.is_le(),
            Self::Order(Comparison::Greater) => value.is_gt(),
            Self::Order(Comparison::GreaterOrEqual) => value.is_ge(),
            Self::Equal => value.is_eq(),
            Self::Unequal => value.is_ne(),
        }
    }

    const fn is_below(self) -> bool {
        matches!(self, Self::Order(Comparison::Less | Comparison::LessOrEqual))
    }

    const fn is_above(self) -> bool {
        matches!(self, Self::Order(Comparison::Greater | Comparison::GreaterOrEqual))
    }
}

impl Claim<'_> {
    /// Whether nothing fits both.
    fn excludes(&self, other: &Self) -> bool {
        let Some(order) = order(self.constant, other.constant) else { return false };
        match (self.relation, other.relation) {
            (Relation::Equal, relation) => !relation.fits(order),
            (relation, Relation::Equal) => !relation.fits(order.reverse()),
            (one, two) if one.is_above() && two.is_below() => {
                order.is_gt() || (order.is_eq() && !(one.fits(order) && two.fits(order)))
            }
            (one, two) if one.is_below() && two.is_above() => {
                order.is_lt() || (order.is_eq() && !(one.fits(order) && two.fits(order)))
            }
            _ => false,
        }
    }
}

/// The order of two constants of one kind.
fn order(one: &Op, two: &Op) -> Option<Ordering> {
    match (one, two) {
        (Op::Text(one), Op::Text(two)) => Some(one.cmp(two)),
        (Op::Bool(one), Op::Bool(two)) => Some(one.cmp(two)),
        _ => Some(number(one)?.cmp(&number(two)?)),
    }
}

fn number(op: &Op) -> Option<Decimal> {
    if let Op::Int(number) = op {
        return Some(Decimal::from(*number));
    }
    if let Op::Number(number) = op { Some(*number) } else { None }
}
