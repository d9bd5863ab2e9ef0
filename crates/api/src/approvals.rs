//! What waits for an approver beside the decisions themselves.

use actix_web::web;
use back_office::{BackOffice, DutyLine};
use serde::Serialize;
use utoipa::ToSchema;

use super::procedure::time;
use ::web::{
    guard::{Bearer, Decider, WebError},
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
