//! What the functions of numbers do: the larger and the smaller, and rounding.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Failure;
use super::functions::whole_or_not;
use super::value::Val;

/// The smallest of several numbers; null when one of them is not known.
pub(super) fn least<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    chosen(args, "min", Decimal::min)
}

/// The largest of several numbers; null when one of them is not known.
pub(super) fn greatest<'a>(args: &[Val<'a>]) -> Result<Val<'a>, Failure> {
    chosen(args, "max", Decimal::max)
}

fn chosen<'a>(
    args: &[Val<'a>],
    name: &'static str,
    choose: fn(Decimal, Decimal) -> Decimal,
) -> Result<Val<'a>, Failure> {
    if args.iter().any(Val::is_null) {
        return Ok(Val::Null);
    }
    let numbers: Option<Vec<Decimal>> = args.iter().map(Val::as_decimal).collect();
    let numbers = numbers.ok_or(Failure::Kind(name))?;
    let found = numbers.into_iter().reduce(choose).ok_or(Failure::Kind(name))?;
    whole_or_not(found).ok_or(Failure::Number(name))
}

/// A number cut down, up or to the nearest multiple of a step, which is 1 when it is not given.
pub(super) fn rounded<'a>(
    args: &[Val<'a>],
    name: &'static str,
    way: RoundingStrategy,
) -> Result<Val<'a>, Failure> {
    if args.iter().any(Val::is_null) {
        return Ok(Val::Null);
    }
    let number = args.first().and_then(Val::as_decimal).ok_or(Failure::Kind(name))?;
    let step = args.get(1).map_or(Some(Decimal::ONE), Val::as_decimal);
    let step = step.ok_or(Failure::Kind(name))?;
    if step <= Decimal::ZERO {
        return Err(Failure::Number(name));
    }
    let times = number.checked_div(step).ok_or(Failure::Number(name))?;
    let whole = times.round_dp_with_strategy(0, way);
    let found = whole.checked_mul(step).ok_or(Failure::Number(name))?;
    whole_or_not(found).ok_or(Failure::Number(name))
}
