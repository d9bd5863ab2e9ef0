//! What waits for an approver beside the decisions themselves.

use actix_web::web;
use back_office::{BackOffice, DutyLine, SampleLine};
use serde::Serialize;
use utoipa::ToSchema;

use super::procedure::time;
use ::web::{
    guard::{Bearer, Decider, Sampler, WebError},
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Decider>(), Object::Nothing, Rate::Read);
    table.get("/api/v1/approvals/reopening", list, reopening).get(
        "/api/v1/approvals/after",
        list,
        after,
    );
    let drawn = Reading::new(Admission::program::<Sampler>(), Object::Nothing, Rate::Read);
    table.get("/api/v1/approvals/sample", drawn, sample);
}

/// Cases of which something waits, the longest first; at most 200.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutiesBody {
    cases: Vec<DutyBody>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DutyBody {
    id: String,
    receipt_number: String,
    title: String,
    department_name: String,
    state: &'static str,
    /// Since when it waits.
    since: String,
}

/// The cases that somebody wants taken up again, as far as the bearer decides such cases.
#[utoipa::path(get, path = "/api/v1/approvals/reopening", tag = "cases",
    security(("staff" = [])),
    responses((status = 200, body = DutiesBody)))]
pub(crate) async fn reopening(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Decider>,
) -> Result<web::Json<DutiesBody>, WebError> {
    let waiting = back_office.wanted_anew(&staff).await?;
    Ok(web::Json(DutiesBody { cases: waiting.into_iter().map(DutyBody::from).collect() }))
}

/// What was done in the bearer's place and they have not read.
#[utoipa::path(get, path = "/api/v1/approvals/after", tag = "cases",
    security(("staff" = [])),
    responses((status = 200, body = DutiesBody)))]
pub(crate) async fn after(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Decider>,
) -> Result<web::Json<DutiesBody>, WebError> {
    let waiting = back_office.unread_after(&staff).await?;
    Ok(web::Json(DutiesBody { cases: waiting.into_iter().map(DutyBody::from).collect() }))
}

/// Decisions of one person that were drawn and nobody has looked at, what was drawn first at the
/// top; at most 200.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SamplesBody {
    cases: Vec<SampledBody>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SampledBody {
    #[serde(flatten)]
    waits: DutyBody,
    /// The last day for looking at it.
    due_on: String,
    /// Whether that has passed.
    is_late: bool,
}

/// The decisions of others that were drawn and nobody has looked at, in the departments where the
/// bearer decides or leads.
#[utoipa::path(get, path = "/api/v1/approvals/sample", tag = "cases",
    security(("staff" = [])),
    responses((status = 200, body = SamplesBody)))]
pub(crate) async fn sample(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Sampler>,
) -> Result<web::Json<SamplesBody>, WebError> {
    let drawn = back_office.samples(&staff).await?.into_iter();
    let body = |SampleLine { waits, due_on, is_late }: SampleLine| SampledBody {
        waits: DutyBody::from(waits),
        due_on: due_on.to_string(),
        is_late,
    };
    Ok(web::Json(SamplesBody { cases: drawn.map(body).collect() }))
}

impl From<DutyLine> for DutyBody {
    fn from(line: DutyLine) -> Self {
        Self {
            id: line.case.into(),
            receipt_number: line.receipt_number.to_string(),
            title: line.title,
            department_name: line.department,
            state: line.state.word(),
            since: time(line.since),
        }
    }
}
