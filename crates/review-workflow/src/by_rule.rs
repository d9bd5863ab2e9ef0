//! 自動決定: what a rule of the definition decides without anybody having looked.
//!
//! Whether the rule holds, and whether the city has switched it on, is known elsewhere. Here it is
//! only told what no rule decides, whatever it says. It never refuses.

use std::str::FromStr;

use kernel::Instant;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Case, CommandKind, Event, Policy, Refusal, State, permit::permit_rule};

/// Which way a rule decides. None decides against anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum RuleVerdict {
    /// 承認
    Approve,
    /// 届出 is recorded.
    Record,
}

/// The text names no way to decide.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such way for a rule to decide; they are approve, record")]
pub struct ParseRuleVerdictError;

impl RuleVerdict {
    /// The word in the database, in the API and in definitions.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl FromStr for RuleVerdict {
    type Err = ParseRuleVerdictError;

    fn from_str(word: &str) -> Result<Self, ParseRuleVerdictError> {
        let all = [Self::Approve, Self::Record];
        all.into_iter().find(|it| it.word() == word).ok_or(ParseRuleVerdictError)
    }
}

/// The rule that decided, as it read then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Which way it decided.
    pub verdict: RuleVerdict,
    /// Its condition, as the definition writes it.
    pub when: String,
    /// The version of the definition.
    pub version: u32,
}

/// A decision of a rule, as the case says it for ever (自動で決定).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByRule {
    /// When.
    pub at: Instant,
    /// By which rule.
    pub rule: Rule,
}

/// What `rule` decides of a case of which nobody has made anything yet.
pub fn decide_by_rule(
    case: &Case,
    rule: Rule,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    if !is_untouched(case) {
        let command = CommandKind::Settle;
        return Err(Refusal::WrongState { command, state: case.state });
    }
    // Who enters a filing for somebody would decide on it by what they enter.
    if case.filed_by.is_some() {
        return Err(Refusal::OwnFiling);
    }
    permit_rule(case, rule.verdict, policy, at)?;
    Ok(Event::DecidedByRule { at, rule, sample: policy.draw() })
}

/// Nobody has taken it, put it anywhere or said anything of it, the resident neither.
fn is_untouched(case: &Case) -> bool {
    case.state == State::Received
        && case.assignee.is_none()
        && case.returned.is_none()
        && case.prepared_by.is_empty()
        && case.question_at.is_none()
        && case.revision == 1
        && case.reopened.is_empty()
}
