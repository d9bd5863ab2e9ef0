//! An expression, or a piece of it, as an author writes it: for mends, and to see that two pieces
//! are the same.

use super::dictionary::entries;
use super::functions::Function;
use super::op::{Comparison, Name, Op, Sign};

/// The piece as it is written; nothing for what has many ways to be written. `locals` are the
/// names of list macros.
pub(super) fn written(op: &Op, locals: &[&str]) -> Option<String> {
    Some(match op {
        Op::Null => "null".to_owned(),
        Op::Bool(truth) => truth.to_string(),
        Op::Int(number) => number.to_string(),
        Op::Number(number) => number.to_string(),
        Op::Text(text) => format!("'{text}'"),
        Op::Name(name) => word(*name).to_owned(),
        Op::Local(slot) => (*locals.get(*slot)?).to_owned(),
        Op::Field(above, name) => format!("{}.{name}", written(above, locals)?),
        Op::At(list, key) => format!("{}[{}]", written(list, locals)?, written(key, locals)?),
        Op::Negate(one) => format!("-{}", operand(one, locals)?),
        Op::Calculate(sign, one, two) => pair(sign.word(), one, two, locals)?,
        Op::Compare(comparison, one, two) => pair(comparison.word(), one, two, locals)?,
        Op::Equal(one, two) => pair("==", one, two, locals)?,
        Op::Unequal(one, two) => pair("!=", one, two, locals)?,
        Op::Call(function, args) => {
            let args: Option<Vec<String>> = args.iter().map(|arg| written(arg, locals)).collect();
            format!("{}({})", called(*function), args?.join(", "))
        }
        Op::Has(_)
        | Op::Not(_)
        | Op::And(..)
        | Op::Or(..)
        | Op::Choose(_)
        | Op::In(..)
        | Op::List(_)
        | Op::Map(_)
        | Op::Fold(_)
        | Op::Matches(..) => return None,
    })
}

fn pair(sign: &str, one: &Op, two: &Op, locals: &[&str]) -> Option<String> {
    Some(format!("{} {sign} {}", operand(one, locals)?, operand(two, locals)?))
}

fn operand(op: &Op, locals: &[&str]) -> Option<String> {
    let plain = written(op, locals)?;
    let is_pair = matches!(op, Op::Calculate(..));
    Some(if is_pair { format!("({plain})") } else { plain })
}

const fn word(name: Name) -> &'static str {
    match name {
        Name::Form => "form",
        Name::Today => "today",
        Name::Applicant => "applicant",
        Name::Tables => "tables",
        Name::Item => "item",
        Name::Row => "row",
        Name::Index => "index",
        Name::Granted => "decision.amount",
    }
}

fn called(function: Function) -> &'static str {
    let found = entries().find(|(known, _, _)| *known == function);
    found.map_or("", |(_, _, word)| word.name)
}

impl Comparison {
    /// The sign as it is written.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Sign {
    /// The sign as it is written.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}
