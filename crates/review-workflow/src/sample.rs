//! 抜取確認: some of what one person, or a rule, decided alone is looked at by another.
//!
//! Which ones is drawn by the place of the decision in the log, where that is written; here it is
//! only told how many, and what was said.

use chrono::NaiveDate;
use japanese_values::calendar;
use kernel::{Instant, StaffId};
use serde::{Deserialize, Serialize};

use crate::{Case, Event, LineRefusal, Policy, Refusal};

/// Open days in which somebody looks at what was drawn.
const OPEN_DAYS: u32 = 5;

/// What the draw says of a decision that one person took alone, or a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// How many of a hundred such decisions are looked at.
    pub percent: u32,
    /// Whether this is one of them.
    pub drawn: bool,
}

/// A decision that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Whose decision it is; nobody's where a rule decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<StaffId>,
    /// When they decided, and it was drawn.
    pub at: Instant,
    /// What somebody else says of it, once they have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<SampleAnswer>,
}

/// What somebody says of a decision that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleAnswer {
    /// Who.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// What is wrong with it; nothing where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objection: Option<String>,
}

impl Sample {
    /// The last day for looking at it.
    pub fn due_on(&self) -> NaiveDate {
        calendar::add_open_days(self.at.day(), OPEN_DAYS)
    }
}

impl Policy {
    /// What is said of a decision of one person before it has its place in the log.
    pub(crate) fn draw(&self) -> Option<Draw> {
        (self.sample > 0).then_some(Draw { percent: self.sample, drawn: false })
    }
}

impl Case {
    /// The decision that was drawn and nobody has looked at.
    pub fn unsampled(&self) -> Option<&Sample> {
        self.sample.as_deref().filter(|sample| sample.answer.is_none())
    }
}

impl Event {
    /// What the draw says of it, where one person alone decided, or a rule.
    pub const fn draw(&self) -> Option<Draw> {
        if let Self::Approved { sample, .. }
        | Self::Completed { sample, .. }
        | Self::DecidedByRule { sample, .. } = self
        {
            *sample
        } else {
            None
        }
    }

    /// The same, drawn or not. What takes part in no draw stays as it is.
    #[must_use]
    pub fn drawn_if(mut self, drawn: bool) -> Self {
        if let Self::Approved { sample: Some(draw), .. }
        | Self::Completed { sample: Some(draw), .. }
        | Self::DecidedByRule { sample: Some(draw), .. } = &mut self
        {
            draw.drawn = drawn;
        }
        self
    }
}

/// Something waits to be looked at.
pub(crate) fn permit_sampling(case: &Case) -> Result<(), Refusal> {
    case.unsampled().map(|_| ()).ok_or_else(|| LineRefusal::NotDrawn.into())
}

/// What the draw put before somebody else.
pub(crate) fn drawn(case: &mut Case, event: &Event) {
    let Some(Draw { drawn: true, .. }) = event.draw() else { return };
    case.sample = Some(Box::new(Sample { of: event.by().cloned(), at: event.at(), answer: None }));
}

/// What that person says of it.
pub(crate) fn looked_at(case: &mut Case, event: &Event) {
    let Event::Sampled { at, by, objection } = event else { return };
    if let Some(sample) = &mut case.sample {
        let (by, objection) = (by.clone(), objection.clone());
        sample.answer = Some(SampleAnswer { by, at: *at, objection });
    }
}
