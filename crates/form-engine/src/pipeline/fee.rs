//! The fee: lines with whole yen, computed here and nowhere else.

use chrono::NaiveDate;
use kernel::Yen;
use serde_json::Value;

use super::draft::Draft;
use super::{Setting, defect, root_scope};
use crate::expression::{Failure, Program};
use crate::message::{self, Trouble};
use crate::{Context, Defect, Fee, FeeDue, FeeLine, Problem, Text};

/// The most that one line may come to. More is a mistake of the definition.
pub(crate) const MAX_LINE: i64 = 100_000_000;

/// A possible line of the fee.
#[derive(Debug)]
pub(crate) struct Price {
    pub(crate) label: Text,
    pub(crate) unit: Amount,
    pub(crate) quantity: Amount,
    pub(crate) when: Option<Program>,
}

/// A number, or the expression that gives it.
#[derive(Debug)]
pub(crate) enum Amount {
    Fixed(i64),
    Computed(Program),
}

/// Reckons the fee. A line whose answers are missing is left out; one that cannot
/// be reckoned is a problem, so that nobody files with a wrong fee.
pub(crate) fn reckon(
    prices: &[Price],
    due: FeeDue,
    draft: &mut Draft,
    setting: &Setting<'_>,
    context: &Context,
) -> Fee {
    let mut fee = Fee { due, ..Fee::default() };
    for price in prices {
        let line = line(price, &draft.data, setting);
        let added = line.and_then(|line| {
            let Some(line) = line else { return Ok(()) };
            let total = fee.total.checked_add(line.amount).ok_or((None, Failure::Number("fee")))?;
            fee.total = total;
            fee.lines.push(line);
            Ok(())
        });
        if let Err((program, failure)) = added {
            draft.defects.extend(program.map(|program| defect(program, failure)));
            let message = message::trouble(Trouble::Fee, context.language);
            let problem = Problem::error("", Trouble::Fee.word());
            draft.note(Problem { message, ..problem });
        }
    }
    fee
}

/// The day that an expression gives. One that fails leaves the usual term.
pub(crate) fn last_day(
    program: &Program,
    draft: &mut Draft,
    setting: &Setting<'_>,
) -> Option<NaiveDate> {
    let day = root_scope(&draft.data, setting, |scope| program.run(scope).map(|v| v.to_json()));
    match day {
        Ok(day) => day.as_str()?.parse().ok(),
        Err(failure) => {
            draft.defects.push(defect(program, failure));
            None
        }
    }
}

type Failed<'p> = (Option<&'p Program>, Failure);

fn line<'p>(
    price: &'p Price,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Option<FeeLine>, Failed<'p>> {
    let applies = price.when.as_ref().map(|when| truth(when, data, setting)).transpose()?;
    if applies.is_some_and(|truth| truth != Some(true)) {
        return Ok(None);
    }
    let unit = amount(&price.unit, data, setting)?;
    let quantity = amount(&price.quantity, data, setting)?;
    let Some((unit, quantity)) = unit.zip(quantity).filter(|(_, quantity)| *quantity != 0) else {
        return Ok(None);
    };
    let amount = Yen::new(unit).checked_times(quantity);
    let sane = amount.filter(|sum| unit >= 0 && quantity > 0 && sum.get() <= MAX_LINE);
    let amount = sane.ok_or((price.quantity.program(), Failure::Number("fee")))?;
    Ok(Some(FeeLine { label: price.label.clone(), unit: Yen::new(unit), quantity, amount }))
}

fn truth<'p>(
    program: &'p Program,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Option<bool>, Failed<'p>> {
    root_scope(data, setting, |scope| program.truth(scope))
        .map_err(|failure| (Some(program), failure))
}

fn amount<'p>(
    amount: &'p Amount,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Option<i64>, Failed<'p>> {
    let program = match amount {
        Amount::Fixed(number) => return Ok(Some(*number)),
        Amount::Computed(program) => program,
    };
    root_scope(data, setting, |scope| program.whole(scope))
        .map_err(|failure| (Some(program), failure))
}

/// A number that an expression may give; nothing while an answer is missing.
pub(crate) fn reckon_amount(
    written: &Amount,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Option<i64>, Defect> {
    amount(written, data, setting).map_err(|(program, failure)| match program {
        Some(program) => defect(program, failure),
        None => Defect { expression: String::new(), what: failure.to_string() },
    })
}

impl Amount {
    fn program(&self) -> Option<&Program> {
        match self {
            Self::Fixed(_) => None,
            Self::Computed(program) => Some(program),
        }
    }
}
