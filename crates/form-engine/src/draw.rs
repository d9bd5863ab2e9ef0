//! 抽選: with what canonical answers take part in a draw.
//!
//! The engine tells what is drawn for and what comes first; who draws, and from which list, is
//! known elsewhere.

use serde_json::Value;

use crate::claim::optional_text;
use crate::expression::Program;
use crate::pipeline::{Amount, Setting, reckon_amount, root_scope};
use crate::{Context, Defect, Form};

/// What a definition says of the seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawTerms {
    /// Which public figure it will be.
    pub source: String,
    /// How many open days after the list is frozen.
    pub open_days: u32,
}

/// The compiled lot.
#[derive(Debug)]
pub(crate) struct Draw {
    pub(crate) when: Option<Program>,
    pub(crate) group: Option<Program>,
    pub(crate) places: Amount,
    pub(crate) ranking: Vec<Program>,
}

/// With what somebody takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawTicket {
    /// For what they are drawn; empty where there is only one thing.
    pub group: String,
    /// How many there are of it.
    pub places: u32,
    /// What comes before the lot, the greater first.
    pub ranks: Vec<i64>,
}

impl Form {
    /// Whether canonical `data` is decided by a draw. What cannot be told is: nobody decides past a
    /// draw because an answer is missing.
    pub fn is_drawn(&self, data: &Value, context: &Context) -> bool {
        let setting = Setting::new(&self.body().tables, context);
        let draw = self.body().compiled.draw.as_ref();
        draw.is_some_and(|draw| takes_part(draw, data, &setting).unwrap_or(true))
    }

    /// With what canonical `data` takes part in the draw; nothing where it takes none.
    pub fn draw_ticket(
        &self,
        data: &Value,
        context: &Context,
    ) -> Result<Option<DrawTicket>, Defect> {
        let setting = Setting::new(&self.body().tables, context);
        let Some(draw) = &self.body().compiled.draw else { return Ok(None) };
        if !takes_part(draw, data, &setting)? {
            return Ok(None);
        }
        let group = match &draw.group {
            Some(group) => optional_text(group, data, &setting)?
                .ok_or_else(|| defect(group, "the answer is missing"))?,
            None => String::new(),
        };
        let places = reckon_amount(&draw.places, data, &setting)?.unwrap_or(0);
        let ranks = draw.ranking.iter().map(|rank| whole(rank, data, &setting));
        Ok(Some(DrawTicket {
            group,
            places: u32::try_from(places).unwrap_or(0),
            ranks: ranks.collect::<Result<_, _>>()?,
        }))
    }
}

fn takes_part(draw: &Draw, data: &Value, setting: &Setting<'_>) -> Result<bool, Defect> {
    let Some(when) = &draw.when else { return Ok(true) };
    match value(when, data, setting)? {
        Value::Bool(holds) => Ok(holds),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            Err(defect(when, "neither true nor false"))
        }
    }
}

/// What comes first is told in whole numbers; nothing is told by nothing, not by the last place.
fn whole(rank: &Program, data: &Value, setting: &Setting<'_>) -> Result<i64, Defect> {
    let number = value(rank, data, setting)?.as_i64();
    number.ok_or_else(|| defect(rank, "no whole number"))
}

fn value(program: &Program, data: &Value, setting: &Setting<'_>) -> Result<Value, Defect> {
    root_scope(data, setting, |scope| program.run(scope).map(|value| value.to_json()))
        .map_err(|failure| defect(program, &failure.to_string()))
}

fn defect(program: &Program, what: &str) -> Defect {
    Defect { expression: program.pointer.clone(), what: what.to_owned() }
}
