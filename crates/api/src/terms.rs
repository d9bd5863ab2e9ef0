//! 一部・条件付き: how much is granted and on which conditions, said and told.

use counter::Outcome;
use kernel::Yen;
use review_workflow::{Granted, Terms};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::strict::Plain;

/// What was decided, as the applicant is told.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeBody {
    /// `approve`, `approve-in-part`, `refuse` or `dismiss`.
    verdict: &'static str,
    /// What the procedure calls that, where it has words of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    called: Option<String>,
    /// Why, where it is not all that was asked for.
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<TermsBody>,
}

/// How much is granted and on which conditions, where it is in part.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TermsBody {
    /// A condition a line; empty where there is none.
    conditions: String,
    /// What was asked for and granted, one by one.
    amounts: Vec<GrantedBody>,
    /// The sum that is granted; absent where no amount was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_yen: Option<i64>,
}

/// One thing that was asked for in yen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GrantedBody {
    label: String,
    asked_yen: i64,
    granted_yen: i64,
}

/// How much is to be granted and on which conditions: one of both is needed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermsRequest {
    /// A condition a line.
    #[serde(default)]
    conditions: Option<Plain>,
    /// At most twenty.
    #[serde(default)]
    amounts: Vec<GrantedRequest>,
}

/// One thing that was asked for in yen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GrantedRequest {
    /// What it is for, in at most sixty characters.
    label: Plain,
    asked_yen: i64,
    /// From nothing to what was asked.
    granted_yen: i64,
}

impl From<TermsRequest> for Terms {
    fn from(TermsRequest { conditions, amounts }: TermsRequest) -> Self {
        let row = |it: GrantedRequest| Granted {
            label: it.label.0,
            asked: Yen::new(it.asked_yen),
            granted: Yen::new(it.granted_yen),
        };
        let conditions = conditions.map(|it| it.0).unwrap_or_default();
        Self { conditions, amounts: amounts.into_iter().map(row).collect() }
    }
}

impl From<Terms> for TermsBody {
    fn from(terms: Terms) -> Self {
        let granted_yen = terms.granted().map(Yen::get);
        let row = |Granted { label, asked, granted }: Granted| GrantedBody {
            label,
            asked_yen: asked.get(),
            granted_yen: granted.get(),
        };
        let amounts = terms.amounts.into_iter().map(row).collect();
        Self { conditions: terms.conditions, amounts, granted_yen }
    }
}

impl From<Outcome> for OutcomeBody {
    fn from(Outcome { verdict, called, reason, terms }: Outcome) -> Self {
        Self { verdict: verdict.word(), called, reason, terms: terms.map(TermsBody::from) }
    }
}
