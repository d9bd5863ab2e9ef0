//! What commands are made of: grounds, remarks, hearings, lines of a fee.

use back_office::FeeRequestLine;
use kernel::Yen;
use review_workflow::{Grounds, Hearing, ParseRemarkCodeError, Remark};
use serde::Deserialize;
use utoipa::ToSchema;

use super::words::{text, unusable};
use crate::strict::Plain;
use ::web::guard::WebError;

/// Why something is refused (理由の提示): all three are needed, and are printed on the notice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroundsRequest {
    /// 根拠となる規定: the rule.
    basis: Plain,
    /// 認めた事実: what was found to be true.
    facts: Plain,
    /// 当てはめ: how the rule applies to that.
    application: Plain,
}

/// A remark on one field.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemarkRequest {
    /// JSON Pointer of the answer.
    at: Plain,
    /// What is wrong and how to mend it; may be left out where `code` says it.
    text: Option<Plain>,
    /// Why: `unreadable`, `expired`, `wrong-document`, `missing`, `differs-from-register`,
    /// `wrong-person`, `calculation`, `overlap`, `unclear` or `other`. Without `text` the resident
    /// reads its sentence in their own language.
    code: Option<Plain>,
}

/// How whoever loses something was heard before.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HearingRequest {
    /// `hearing`, `statement`, or `exempt` where a rule asks for neither.
    way: Plain,
    /// The day on which they were told of it.
    told_on: Option<Plain>,
    /// The day on which it was held; the last one for a statement.
    held_on: Option<Plain>,
    /// The rule.
    rule: Option<Plain>,
}

/// A line of the fee.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeLineRequest {
    /// What it is for, at most 100 characters, in words for the resident.
    label: Plain,
    /// The price of one, in whole yen.
    unit_yen: i64,
    /// How many; at least one.
    quantity: i64,
}

impl RemarkRequest {
    pub(super) fn all(given: Vec<Self>) -> Result<Vec<Remark>, WebError> {
        given.into_iter().map(Self::understood).collect()
    }

    fn understood(self) -> Result<Remark, WebError> {
        let code = self.code.map(|code| code.0.parse()).transpose();
        let code = code.map_err(|fault: ParseRemarkCodeError| unusable(&fault.to_string()))?;
        Ok(Remark { at: self.at.0, text: text(self.text), code, ..Remark::default() })
    }
}

impl HearingRequest {
    pub(super) fn understood(self) -> Result<Hearing, WebError> {
        let day = |given: Option<Plain>| {
            let given = given.ok_or_else(|| unusable("a hearing needs told_on and held_on"))?;
            given.0.parse().map_err(|_no_day| unusable("told_on or held_on is no day"))
        };
        match self.way.0.as_str() {
            "hearing" => {
                Ok(Hearing::Hearing { told_on: day(self.told_on)?, held_on: day(self.held_on)? })
            }
            "statement" => {
                Ok(Hearing::Statement { told_on: day(self.told_on)?, held_on: day(self.held_on)? })
            }
            "exempt" => Ok(Hearing::Exempt { rule: text(self.rule) }),
            _ => Err(unusable("way is none of hearing, statement, exempt")),
        }
    }
}

impl From<FeeLineRequest> for FeeRequestLine {
    fn from(line: FeeLineRequest) -> Self {
        let FeeLineRequest { label, unit_yen, quantity } = line;
        Self { label: label.0, unit: Yen::new(unit_yen), quantity }
    }
}

pub(super) fn stated(given: Option<GroundsRequest>) -> Grounds {
    given.map_or_else(Grounds::default, |GroundsRequest { basis, facts, application }| Grounds {
        basis: basis.0,
        facts: facts.0,
        application: application.0,
    })
}
