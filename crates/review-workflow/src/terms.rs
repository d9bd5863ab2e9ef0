//! 一部・条件付き: how much of what was asked for is granted, and on which conditions.
//!
//! What goes with a decision in part, as the paper prints it. Whose decision that is, and why it is
//! no more, stands elsewhere.

use kernel::Yen;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::{Refusal, decide::fitting};

/// Rows of amounts: more than a paper shows on one page.
pub const MAX_AMOUNTS: usize = 20;

/// Characters of what an amount is for.
pub const MAX_AMOUNT_LABEL: usize = 60;

/// What is granted in part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// 条件: what the applicant has to keep to, a condition a line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conditions: String,
    /// What was asked for and how much of it is granted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts: Vec<Granted>,
}

/// One thing that was asked for in yen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// What it is for.
    pub label: String,
    /// How much was asked.
    pub asked: Yen,
    /// How much is granted.
    pub granted: Yen,
}

/// The rule of a decision in part that refused a command.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error, IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum TermsRefusal {
    /// What is granted in part says on which conditions, or how much.
    #[error("a decision in part needs conditions or amounts")]
    TermsMissing,
    /// A row says what it is for, and grants no more than was asked.
    #[error("row {row} of the amounts cannot be")]
    AmountWrong {
        /// Which, counted from 1.
        row: usize,
    },
    /// More rows than a paper shows.
    #[error("at most {limit} rows of amounts")]
    TooManyAmounts {
        /// Rows allowed.
        limit: usize,
    },
    /// What others have not read in the proposal is not decided in part, nor dismissed.
    #[error("a decision in part and a dismissal are decided only as they were proposed")]
    OnlyAsProposed,
}

impl Terms {
    /// Whether nothing was said at all.
    pub fn is_empty(&self) -> bool {
        self.conditions.trim().is_empty() && self.amounts.is_empty()
    }

    /// The conditions one by one.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.conditions.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// What is granted in all; nothing where no amount was named.
    pub fn granted(&self) -> Option<Yen> {
        self.sum(|row| row.granted)
    }

    /// What was asked for in all; nothing where no amount was named.
    pub fn asked(&self) -> Option<Yen> {
        self.sum(|row| row.asked)
    }

    fn sum(&self, of: impl Fn(&Granted) -> Yen) -> Option<Yen> {
        let (first, rest) = self.amounts.split_first()?;
        rest.iter().try_fold(of(first), |sum, row| sum.checked_add(of(row)))
    }

    /// The same without blank ends, or what is wrong with it.
    pub(crate) fn checked(self) -> Result<Self, Refusal> {
        if self.is_empty() {
            return Err(TermsRefusal::TermsMissing.into());
        }
        if self.amounts.len() > MAX_AMOUNTS {
            return Err(TermsRefusal::TooManyAmounts { limit: MAX_AMOUNTS }.into());
        }
        let conditions = fitting(&self.conditions)?;
        let rows = self.amounts.into_iter().enumerate();
        let amounts = rows.map(|(at, row)| row.checked(at + 1)).collect::<Result<_, _>>()?;
        let terms = Self { conditions, amounts };
        let sums = [terms.asked(), terms.granted()];
        if !terms.amounts.is_empty() && sums.contains(&None) {
            return Err(TermsRefusal::AmountWrong { row: terms.amounts.len() }.into());
        }
        Ok(terms)
    }
}

impl Granted {
    fn checked(self, row: usize) -> Result<Self, Refusal> {
        let label = fitting(&self.label)?;
        let is_named = !label.is_empty() && label.chars().count() <= MAX_AMOUNT_LABEL;
        let is_one_line = !label.contains(['\n', '\r']);
        if is_named && is_one_line && Yen::ZERO <= self.granted && self.granted <= self.asked {
            Ok(Self { label, ..self })
        } else {
            Err(TermsRefusal::AmountWrong { row }.into())
        }
    }
}
