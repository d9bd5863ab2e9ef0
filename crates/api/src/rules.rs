//! 自動決定: which rules of definitions decide, and who says so.

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, RuleFault, RuleLine, SwitchView};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    procedure::time,
    strict::{Plain, Strict},
};
use ::web::{
    guard::{Bearer, Decider, WebError},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Decider>(), Object::Nothing, Rate::Read);
    let switch = Changing::body(Admission::program::<Decider>(), Object::Nothing, Rate::Write);
    table
        .get("/api/v1/rules", list, self::list)
        .post("/api/v1/rules/propose", switch, propose)
        .post("/api/v1/rules/confirm", switch, confirm)
        .post("/api/v1/rules/end", switch, end);
}

/// The rules of the departments where the bearer decides.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RulesBody {
    rules: Vec<RuleBody>,
}

/// The rule of a procedure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RuleBody {
    procedure: String,
    title: String,
    /// `approve` or `record`; absent where the definition has no rule any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// Its condition, as the definition writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    /// The version of the definition.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    /// What waits for another person, or is on.
    switch: Option<SwitchBody>,
}

/// What somebody has said of a rule.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SwitchBody {
    number: i64,
    /// The condition that it is for. Another one in the definition is decided by nobody but people.
    when: String,
    /// Whether the definition has this condition.
    is_current: bool,
    /// The first day of whose filings it decides.
    starts_on: String,
    proposed_by: String,
    proposed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed_at: Option<String>,
}

/// A rule that is to decide.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleRequest {
    procedure: Plain,
    /// The condition, as it was seen: another one meanwhile is refused.
    when: Plain,
    /// The first day of whose filings it decides, such as `2027-04-01`.
    starts_on: Plain,
}

/// What was said of a rule.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SwitchRequest {
    procedure: Plain,
    number: i64,
}

/// The rules of the departments where the bearer decides.
#[utoipa::path(get, path = "/api/v1/rules", tag = "cases", security(("staff" = [])),
    responses((status = 200, body = RulesBody)))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Decider>,
) -> Result<web::Json<RulesBody>, WebError> {
    let rules = back_office.rule_book(&staff).await?.into_iter().map(RuleBody::from).collect();
    Ok(web::Json(RulesBody { rules }))
}

/// Wants a rule to decide what is filed from a day on; another approver has to agree.
#[utoipa::path(post, path = "/api/v1/rules/propose", tag = "cases", request_body = RuleRequest,
    security(("staff" = [])),
    responses((status = 204, description = "it waits for another person"),
        (status = 404, description = "no such procedure where the bearer decides"),
        (status = 422, description = "another rule than was seen, a day that has passed, or one waits or is on")))]
pub(crate) async fn propose(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Decider>,
    body: Strict<RuleRequest>,
) -> Result<HttpResponse, WebError> {
    let RuleRequest { procedure, when, starts_on } = body.0;
    let unread = || WebError::Unusable { what: "starts_on is no day".to_owned() };
    let day: NaiveDate = starts_on.0.parse().ok().ok_or_else(unread)?;
    back_office.propose_rule(&staff, &procedure.0, &when.0, day).await.map_err(told)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Agrees that a rule decides, which another person wanted.
#[utoipa::path(post, path = "/api/v1/rules/confirm", tag = "cases", request_body = SwitchRequest,
    security(("staff" = [])),
    responses((status = 204, description = "it decides from its day on"),
        (status = 404, description = "no such procedure where the bearer decides"),
        (status = 409, description = "it waits no more"),
        (status = 422, description = "the bearer wanted it, or the rule has changed")))]
pub(crate) async fn confirm(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Decider>,
    body: Strict<SwitchRequest>,
) -> Result<HttpResponse, WebError> {
    let SwitchRequest { procedure, number } = body.0;
    back_office.confirm_rule(&staff, &procedure.0, number).await.map_err(told)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Stops a rule at the next case, or takes back that it is wanted.
#[utoipa::path(post, path = "/api/v1/rules/end", tag = "cases", request_body = SwitchRequest,
    security(("staff" = [])),
    responses((status = 204, description = "it decides nothing more"),
        (status = 404, description = "no such procedure where the bearer decides"),
        (status = 409, description = "it has ended")))]
pub(crate) async fn end(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Decider>,
    body: Strict<SwitchRequest>,
) -> Result<HttpResponse, WebError> {
    let SwitchRequest { procedure, number } = body.0;
    back_office.end_rule(&staff, &procedure.0, number).await.map_err(told)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Why it is not done.
fn told(fault: RuleFault) -> WebError {
    match fault {
        RuleFault::Intent(fault) => fault.into(),
        RuleFault::Changed | RuleFault::DayPast | RuleFault::Open | RuleFault::SamePerson => {
            WebError::Unusable { what: fault.to_string() }
        }
    }
}

impl From<RuleLine> for RuleBody {
    fn from(line: RuleLine) -> Self {
        let RuleLine { procedure, title, rule, open, .. } = line;
        let rule = rule.as_ref();
        Self {
            procedure,
            title,
            verdict: rule.map(|rule| rule.verdict.word()),
            when: rule.map(|rule| rule.when.clone()),
            version: rule.map(|rule| rule.version),
            switch: open.map(SwitchBody::from),
        }
    }
}

impl From<SwitchView> for SwitchBody {
    fn from(switch: SwitchView) -> Self {
        let SwitchView { number, when, is_current, starts_on, proposed, confirmed, .. } = switch;
        let (confirmed_by, confirmed_at) = confirmed.map(|(by, at)| (by, time(at))).unzip();
        Self {
            number,
            when,
            is_current,
            starts_on: starts_on.to_string(),
            proposed_by: proposed.0,
            proposed_at: time(proposed.1),
            confirmed_by,
            confirmed_at,
        }
    }
}
