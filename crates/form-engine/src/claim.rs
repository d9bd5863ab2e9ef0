//! What a submission takes away from others: places of a quota, a person's one filing.
//!
//! The engine tells what is claimed; whoever stores submissions keeps count.

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
    /// Places of a quota.
    pub quota: Option<QuotaClaim>,
    /// The one filing of a person.
    pub once: Option<OnceClaim>,
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
}

/// A filing that counts for its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnceClaim {
    /// The person and the period. Holds answers: hash it before it is kept.
    pub key: String,
    /// What to say to the second one.
    pub message: Text,
}

impl Form {
    /// What canonical `data` claims, or the expression that could not tell.
    pub fn claims(&self, data: &Value, context: &Context) -> Result<Claims, Defect> {
        let quota = self.quota_claim(data, context)?;
        let setting = Setting::new(&self.body().tables, context);
        let once = match &self.body().compiled.once {
            Some(once) => {
                let who = comparable(&text(&once.key, data, &setting)?);
                let period = once.period.of(context.today);
                let key = format!("{}\n{period}\n{who}", self.id());
                Some(OnceClaim { key, message: once.message.clone() })
            }
            None => None,
        };
        Ok(Claims { quota, once })
    }

    /// The places alone, which can be known before it is known who files.
    pub fn quota_claim(
        &self,
        data: &Value,
        context: &Context,
    ) -> Result<Option<QuotaClaim>, Defect> {
        match &self.body().compiled.quota {
            Some(quota) => places_of(quota, data, &Setting::new(&self.body().tables, context)),
            None => Ok(None),
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
) -> Result<Option<QuotaClaim>, Defect> {
    let count = |amount: &Amount, unknown: u32| {
        let count = reckon_amount(amount, data, setting)?;
        Ok(count.map_or(unknown, |count| u32::try_from(count).unwrap_or(0)))
    };
    let units = count(&quota.units, 1)?;
    if units == 0 {
        return Ok(None);
    }
    Ok(Some(QuotaClaim {
        slot: match &quota.slot {
            Some(slot) => text(slot, data, setting)?,
            None => String::new(),
        },
        units,
        places: count(&quota.places, 0)?,
        full: quota.full.clone(),
    }))
}

fn text(program: &Program, data: &Value, setting: &Setting<'_>) -> Result<String, Defect> {
    let missing =
        || Defect { expression: program.pointer.clone(), what: "the answer is missing".to_owned() };
    optional_text(program, data, setting)?.ok_or_else(missing)
}

/// What an expression gives, as text; `None` when that is not known.
pub(crate) fn optional_text(
    program: &Program,
    data: &Value,
    setting: &Setting<'_>,
) -> Result<Option<String>, Defect> {
    let value = root_scope(data, setting, |scope| program.run(scope).map(|value| value.to_json()));
    match value {
        Ok(Value::Null) => Ok(None),
        Ok(Value::String(text)) => Ok(Some(text)),
        Ok(value @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_))) => {
            Ok(Some(value.to_string()))
        }
        Err(failure) => {
            Err(Defect { expression: program.pointer.clone(), what: failure.to_string() })
        }
    }
}
