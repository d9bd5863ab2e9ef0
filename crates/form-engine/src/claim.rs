//! What a submission takes away from others: places of a quota, a person's one filing.
//!
//! The engine tells what is claimed; whoever stores submissions keeps count.

use chrono::NaiveDate;
use serde_json::Value;

use crate::expression::Program;
use crate::pipeline::{Amount, Setting, reckon_amount, root_scope};
use crate::{Context, Defect, Form, Period, Text};

/// 定員: so many places, perhaps for each date or course.
#[derive(Debug)]
pub(crate) struct Quota {
    pub(crate) places: Amount,
    pub(crate) slot: Option<Program>,
    pub(crate) units: Amount,
    pub(crate) full: Text,
    pub(crate) waiting: Option<Waiting>,
}

/// キャンセル待ち: how many filings may wait for a place, and until when one is passed on.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) most: u32,
    pub(crate) until: Program,
}

/// One filing per person and period.
#[derive(Debug)]
pub(crate) struct Once {
    pub(crate) key: Program,
    pub(crate) period: Period,
    pub(crate) message: Text,
}

/// What one submission claims.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// Places of a quota, one for each slot.
    pub quota: Vec<QuotaClaim>,
    /// The one filing of a person, or of each person in a list.
    pub once: Vec<OnceClaim>,
}

/// Places that are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaClaim {
    /// Which quota: a date, a course; empty when there is only one.
    pub slot: String,
    /// How many are taken.
    pub units: u32,
    /// How many there are.
    pub places: u32,
    /// What to say when they are gone.
    pub full: Text,
    /// How who comes after the last one may wait; nothing where nobody can.
    pub waiting: Option<WaitingClaim>,
}

/// キャンセル待ち: waiting for a place that comes free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingClaim {
    /// How many filings may wait for the same.
    pub most: u32,
    /// The last day on which a place that comes free is passed on.
    pub until: NaiveDate,
}

/// A filing that counts for its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceClaim {
    /// The person and the period. Holds answers: hash it before it is kept.
    pub key: String,
    /// What to say to the second one.
    pub message: Text,
    /// Whether it counts only until the case is over.
    pub while_open: bool,
}

impl Form {
    /// What canonical `data` claims, or the expression that could not tell.
    pub fn claims(&self, data: &Value, context: &Context) -> Result<Claims, Defect> {
        let quota = self.quota_claim(data, context)?;
        let setting = Setting::new(&self.body().tables, context);
        let once = match &self.body().compiled.once {
            Some(once) => self.once_claims(once, data, context, &setting)?,
            None => Vec::new(),
        };
        Ok(Claims { quota, once })
    }

    fn once_claims(
        &self,
        once: &Once,
        data: &Value,
        context: &Context,
        setting: &Setting<'_>,
    ) -> Result<Vec<OnceClaim>, Defect> {
        let period = once.period.of(context.today);
        let claim = |who: String| OnceClaim {
            key: format!("{}\n{period}\n{}", self.id(), comparable(&who)),
            message: once.message.clone(),
            while_open: once.period == Period::WhileOpen,
        };
        let mut claims: Vec<OnceClaim> = Vec::new();
        for claim in texts(&once.key, data, setting)?.into_iter().map(claim) {
            // The same person twice in a list is a matter for a rule.
            if !claims.contains(&claim) {
                claims.push(claim);
            }
        }
        Ok(claims)
    }

    /// The places alone, which can be known before it is known who files.
    pub fn quota_claim(&self, data: &Value, context: &Context) -> Result<Vec<QuotaClaim>, Defect> {
        match &self.body().compiled.quota {
            Some(quota) => places_of(quota, data, &Setting::new(&self.body().tables, context)),
            None => Ok(Vec::new()),
        }
    }
}

/// A name is the same with and without its space or middle dot.
fn comparable(key: &str) -> String {
    key.chars().filter(|c| !c.is_whitespace() && !matches!(c, '・' | '･')).collect()
}

/// Nothing when no place is wanted: `"units": 0`.
fn places_of(
    quota: &Quota,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Vec<QuotaClaim>, Defect> {
    let slots = match &quota.slot {
        Some(slot) => texts(slot, data, setting)?,
        None => vec![String::new()],
    };
    let units = counts(&quota.units, 1, slots.len(), data, setting)?;
    if units.iter().all(|units| *units == 0) {
        return Ok(Vec::new());
    }
    let places = counts(&quota.places, 0, slots.len(), data, setting)?;
    // Whoever needs several slots would wait for each in another line.
    let waiting = quota.waiting.as_ref().filter(|_| slots.len() == 1);
    let waiting = waiting.map(|waiting| waiting_of(waiting, data, setting)).transpose()?.flatten();
    let mut claims: Vec<QuotaClaim> = Vec::new();
    for ((slot, units), places) in slots.into_iter().zip(units).zip(places) {
        match claims.iter_mut().find(|claim| claim.slot == slot) {
            Some(claim) => claim.units = claim.units.saturating_add(units),
            None if units == 0 => {}
            None => {
                let full = quota.full.clone();
                claims.push(QuotaClaim { slot, units, places, full, waiting });
            }
        }
    }
    Ok(claims)
}

/// Nothing where the last day is not known.
fn waiting_of(
    waiting: &Waiting,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Option<WaitingClaim>, Defect> {
    let Some(day) = optional_text(&waiting.until, data, setting)? else { return Ok(None) };
    let until = day.parse().map_err(|fault| Defect {
        expression: waiting.until.pointer.clone(),
        what: format!("{day} is no day: {fault}"),
    })?;
    Ok(Some(WaitingClaim { most: waiting.most, until }))
}

/// A number for each slot: the same for all, or a list in their order.
fn counts(
    amount: &Amount,
    unknown: u32,
    slots: usize,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Vec<u32>, Defect> {
    let number = |count: i64| u32::try_from(count).unwrap_or(0);
    if let Amount::Computed(program) = amount
        && let Value::Array(each) = json(program, data, setting)?
    {
        if each.len() != slots {
            let what = format!("{} numbers for {slots} slots", each.len());
            return Err(Defect { expression: program.pointer.clone(), what });
        }
        return Ok(each.iter().map(|count| count.as_i64().map_or(unknown, number)).collect());
    }
    let count = reckon_amount(amount, data, setting)?.map_or(unknown, number);
    Ok(vec![count; slots])
}

/// What an expression gives as text, or each text of a list. What is missing is a defect.
fn texts(program: &Program, data: &Value, setting: &Setting<'_>) -> Result<Vec<String>, Defect> {
    let missing =
        || Defect { expression: program.pointer.clone(), what: "the answer is missing".to_owned() };
    let each = match json(program, data, setting)? {
        Value::Array(each) => each,
        one @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_)) => vec![one],
    };
    each.into_iter().map(|value| as_text(value).ok_or_else(missing)).collect()
}

fn as_text(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Some(other.to_string())
        }
    }
}

/// What an expression gives.
fn json(program: &Program, data: &Value, setting: &Setting<'_>) -> Result<Value, Defect> {
    let value = root_scope(data, setting, |scope| program.run(scope).map(|value| value.to_json()));
    value.map_err(|failure| Defect {
        expression: program.pointer.clone(),
        what: failure.to_string(),
    })
}

/// What an expression gives, as text; `None` when that is not known.
pub(crate) fn optional_text(
    program: &Program,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Option<String>, Defect> {
    json(program, data, setting).map(as_text)
}
