//! The office through the API: the queue, one case, its log, and the commands that move it.

mod body;
mod command;
mod query;

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, Error, EventView};
use kernel::SubmissionId;
use review_workflow::Refusal;
use utoipa::ToSchema;

pub(crate) use body::{AnswerGroupBody, CaseBody, ChangedFieldBody, QueueBody};
pub(crate) use command::CommandRequest;
pub(crate) use query::{CaseQuery, NextRequest, USUAL_PAGE, meant, page_length};

use super::{
    procedure::Spoken,
    strict::{Strict, StrictOrNothing, StrictQuery},
};
use ::web::{
    guard::{Bearer, Clerk, Mover, Reader, WebError},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let read = Reading::new(Admission::program::<Reader>(), Object::Case, Rate::Read);
    let list = Reading::new(Admission::program::<Reader>(), Object::Nothing, Rate::Read);
    let take = Changing::body(Admission::program::<Clerk>(), Object::Nothing, Rate::Write);
    let act = Changing::body(Admission::program::<Mover>(), Object::Case, Rate::Write);
    table
        .get("/api/v1/cases", list, self::list)
        .post("/api/v1/cases/next", take, next)
        .get("/api/v1/cases/{id}", read, one)
        .get("/api/v1/cases/{id}/events", read, events)
        .post("/api/v1/cases/{id}/commands", act, command);
}

/// A part of the chained log of a case.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(crate) struct EventList {
    /// The entries, the earliest first; each carries the hash of the one before.
    #[schema(value_type = Vec<Object>)]
    events: Vec<EventView>,
    /// What to give as `after` for the entries that follow; absent at the end of the log.
    next_after: Option<i64>,
}

/// Which part of the log.
#[derive(Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventQuery {
    /// Only entries after this number; without it, from the first.
    after: Option<i64>,
}

/// The queue, as far as the bearer may see it.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", params(CaseQuery),
    security(("staff" = [])),
    responses((status = 200, body = QueueBody),
        (status = 400, description = "a parameter that is not known"),
        (status = 404, description = "no such view, or a cursor that this list has not given out"),
        (status = 422, description = "a parameter that cannot be")))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Reader>,
    query: StrictQuery<CaseQuery>,
) -> Result<web::Json<QueueBody>, WebError> {
    let wanted = query.0.understood()?;
    let view = match &wanted.kept {
        Some(id) => Some(back_office.kept_view(&staff, id).await?),
        None => None,
    };
    let (filter, cursor, limit) = wanted.within(view)?;
    let page = back_office.queue(&staff, filter, cursor, limit).await?;
    Ok(web::Json(QueueBody::from(page)))
}

/// Takes the next unclaimed case. Two callers never get the same one.
#[utoipa::path(post, path = "/api/v1/cases/next", tag = "cases",
    request_body = Option<NextRequest>, security(("staff" = [])),
    responses((status = 200, body = CaseBody), (status = 204, description = "nothing waits")))]
pub(crate) async fn next(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Clerk>,
    spoken: Spoken,
    body: StrictOrNothing<NextRequest>,
) -> Result<HttpResponse, WebError> {
    let filter = body.0.map(NextRequest::filter).transpose()?.unwrap_or_default();
    let Some(id) = back_office.take_next(&staff, filter).await? else {
        return Ok(HttpResponse::NoContent().finish());
    };
    let case = back_office.case(&staff, &id, spoken.0).await?;
    Ok(HttpResponse::Ok().json(CaseBody::from(case)))
}

/// One case with its latest answers, sensitive ones masked.
#[utoipa::path(get, path = "/api/v1/cases/{id}", tag = "cases",
    params(("id" = String, Path, description = "the case")), security(("staff" = [])),
    responses((status = 200, body = CaseBody),
        (status = 403, description = "`own-matter`: it is about the caller or their family")))]
pub(crate) async fn one(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Reader>,
    id: web::Path<String>,
    spoken: Spoken,
) -> Result<web::Json<CaseBody>, WebError> {
    let case = back_office.case(&staff, &case_id(&id)?, spoken.0).await?;
    Ok(web::Json(CaseBody::from(case)))
}

/// The chained log of a case, at most 200 entries at once.
#[utoipa::path(get, path = "/api/v1/cases/{id}/events", tag = "cases",
    params(("id" = String, Path, description = "the case"), EventQuery), security(("staff" = [])),
    responses((status = 200, body = EventList),
        (status = 400, description = "a parameter that is not known"),
        (status = 403, description = "`own-matter`: it is about the caller or their family")))]
pub(crate) async fn events(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Reader>,
    id: web::Path<String>,
    query: StrictQuery<EventQuery>,
) -> Result<web::Json<EventList>, WebError> {
    let after = query.0.after.unwrap_or(0);
    let (events, next_after) = back_office.case_events(&staff, &case_id(&id)?, after).await?;
    Ok(web::Json(EventList { events, next_after }))
}

/// Moves a case.
#[utoipa::path(post, path = "/api/v1/cases/{id}/commands", tag = "cases",
    params(("id" = String, Path, description = "the case")),
    request_body = CommandRequest, security(("staff" = [])),
    responses((status = 200, body = CaseBody),
        (status = 204, description = "done; with it the case left the caller's sight"),
        (status = 403, description = "`own-matter`: it is about the caller or their family"),
        (status = 409, description = "somebody changed it first"),
        (status = 422, description = "the rule that refused")))]
pub(crate) async fn command(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Mover>,
    id: web::Path<String>,
    spoken: Spoken,
    body: Strict<CommandRequest>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&id)?;
    let (version, order) = body.0.understood()?;
    back_office.command(&staff, &id, version, order).await?;
    match back_office.case(&staff, &id, spoken.0).await {
        Ok(case) => Ok(HttpResponse::Ok().json(CaseBody::from(case))),
        // It was handed to others, or put back as the caller's own matter.
        Err(Error::NotFound | Error::Refused(Refusal::OwnMatter)) => {
            Ok(HttpResponse::NoContent().finish())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What is no id names no case.
fn case_id(text: &str) -> Result<SubmissionId, WebError> {
    text.parse().map_err(|_no_id| WebError::NotFound)
}
