//! 不在 and 代決: who is away, and who acts in their place.

use actix_web::{HttpResponse, web};
use back_office::{AbsenceBook, AbsenceFault, AbsenceView, BackOffice, SeatView};
use kernel::{DepartmentId, Instant, Rank, StaffId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    procedure::time,
    strict::{Plain, Strict},
};
use ::web::{
    guard::{Arranger, Bearer, WebError, known},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Arranger>(), Object::Nothing, Rate::Read);
    let arrange = Changing::body(Admission::program::<Arranger>(), Object::Nothing, Rate::Write);
    table
        .get("/api/v1/absences", list, self::list)
        .post("/api/v1/absences", arrange, enter)
        .post("/api/v1/absences/end", arrange, end)
        .post("/api/v1/deputies", arrange, name)
        .post("/api/v1/deputies/remove", arrange, drop_deputy);
}

/// Who is away and who acts, as far as the bearer arranges it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbsencesBody {
    /// The bearer's own absences that are not over.
    own: Vec<AbsenceBody>,
    /// Those of the people whom the bearer leads.
    others: Vec<AbsenceBody>,
    /// These people.
    people: Vec<PersonBody>,
    /// The seats for which the bearer names deputies.
    seats: Vec<SeatBody>,
}

/// Somebody is away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AbsenceBody {
    staff: String,
    name: String,
    number: i64,
    from: String,
    /// The first moment at which they are there again.
    until: String,
    is_now: bool,
}

/// Somebody of the office.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonBody {
    id: String,
    name: String,
}

/// A seat: a rank in a department.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeatBody {
    department: String,
    department_name: String,
    rank: &'static str,
    /// The names of those who hold it.
    holders: Vec<String>,
    /// Who acts while the holder is away, in order.
    deputies: Vec<PersonBody>,
    /// Who could be named besides.
    offered: Vec<PersonBody>,
}

/// An absence to write down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AbsenceRequest {
    /// Who is away; without it, the bearer.
    staff: Option<Plain>,
    /// RFC 3339.
    from: Plain,
    /// RFC 3339: the first moment at which they are there again.
    until: Plain,
}

/// An absence that is over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AbsenceEnd {
    staff: Plain,
    number: i64,
}

/// Who acts for a seat.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeputyRequest {
    department: Plain,
    /// chief, section, division, bureau or mayor.
    rank: Plain,
    staff: Plain,
}

/// Who is away and who acts in their place.
#[utoipa::path(get, path = "/api/v1/absences", tag = "cases", security(("staff" = [])),
    responses((status = 200, body = AbsencesBody)))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Arranger>,
) -> Result<web::Json<AbsencesBody>, WebError> {
    let AbsenceBook { own, others, people, seats } = back_office.absence_book(&staff).await?;
    Ok(web::Json(AbsencesBody {
        own: own.into_iter().map(AbsenceBody::from).collect(),
        others: others.into_iter().map(AbsenceBody::from).collect(),
        people: people.into_iter().map(PersonBody::from).collect(),
        seats: seats.into_iter().map(SeatBody::from).collect(),
    }))
}

/// Writes down that the bearer is away, or somebody whom they lead.
#[utoipa::path(post, path = "/api/v1/absences", tag = "cases", request_body = AbsenceRequest,
    security(("staff" = [])),
    responses((status = 204, description = "written down"),
        (status = 404, description = "nobody of this id whom the bearer leads"),
        (status = 422, description = "over already, longer than a year, or known for that time")))]
pub(crate) async fn enter(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Arranger>,
    body: Strict<AbsenceRequest>,
) -> Result<HttpResponse, WebError> {
    let AbsenceRequest { staff: who, from, until } = body.0;
    let who = who.map_or_else(|| Ok(staff.id().clone()), |who| known(&who.0))?;
    let (from, until) = (moment("from", &from)?, moment("until", &until)?);
    back_office.be_away(&staff, &who, from, until).await.map_err(told)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Says that somebody is back, or does not go away after all.
#[utoipa::path(post, path = "/api/v1/absences/end", tag = "cases", request_body = AbsenceEnd,
    security(("staff" = [])),
    responses((status = 204, description = "ended"),
        (status = 404, description = "no such absence, or not the bearer's to end")))]
pub(crate) async fn end(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Arranger>,
    body: Strict<AbsenceEnd>,
) -> Result<HttpResponse, WebError> {
    let AbsenceEnd { staff: who, number } = body.0;
    back_office.be_back(&staff, &known(&who.0)?, number).await.map_err(told)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Names who acts for a seat while its holder is away; those named first act first.
#[utoipa::path(post, path = "/api/v1/deputies", tag = "cases", request_body = DeputyRequest,
    security(("staff" = [])),
    responses((status = 204, description = "named"),
        (status = 404, description = "no such seat that the bearer holds or stands above"),
        (status = 422, description = "this person cannot act for it, or does already")))]
pub(crate) async fn name(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Arranger>,
    body: Strict<DeputyRequest>,
) -> Result<HttpResponse, WebError> {
    arrange(&back_office, &staff, &body.0, true).await
}

/// Says that somebody acts for a seat no more.
#[utoipa::path(post, path = "/api/v1/deputies/remove", tag = "cases",
    request_body = DeputyRequest, security(("staff" = [])),
    responses((status = 204, description = "they act no more"),
        (status = 404, description = "no such seat that the bearer holds or stands above"),
        (status = 422, description = "this person does not act for it")))]
pub(crate) async fn drop_deputy(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Arranger>,
    body: Strict<DeputyRequest>,
) -> Result<HttpResponse, WebError> {
    arrange(&back_office, &staff, &body.0, false).await
}

async fn arrange(
    back_office: &BackOffice,
    staff: &Bearer<Arranger>,
    wanted: &DeputyRequest,
    is_named: bool,
) -> Result<HttpResponse, WebError> {
    let department: DepartmentId = known(&wanted.department.0)?;
    let rank: Rank = known(&wanted.rank.0)?;
    let deputy: StaffId = known(&wanted.staff.0)?;
    let arranged = back_office.name_deputy(staff, (&department, rank), &deputy, is_named);
    arranged.await.map_err(told)?;
    Ok(HttpResponse::NoContent().finish())
}

fn moment(member: &str, text: &Plain) -> Result<Instant, WebError> {
    let unread = || WebError::Unusable { what: format!("{member} is no moment of RFC 3339") };
    Instant::parse_rfc3339(&text.0).ok_or_else(unread)
}

/// Why it is not written down.
fn told(fault: AbsenceFault) -> WebError {
    match fault {
        AbsenceFault::Intent(fault) => fault.into(),
        AbsenceFault::Backwards
        | AbsenceFault::TooLong
        | AbsenceFault::Overlaps
        | AbsenceFault::NoDeputy
        | AbsenceFault::Named => WebError::Unusable { what: fault.to_string() },
    }
}

impl From<AbsenceView> for AbsenceBody {
    fn from(absence: AbsenceView) -> Self {
        let AbsenceView { staff, name, number, from, until, is_now } = absence;
        let (from, until) = (time(from), time(until));
        Self { staff: staff.to_string(), name, number, from, until, is_now }
    }
}

impl From<(StaffId, String)> for PersonBody {
    fn from((id, name): (StaffId, String)) -> Self {
        Self { id: id.to_string(), name }
    }
}

impl From<SeatView> for SeatBody {
    fn from(seat: SeatView) -> Self {
        let SeatView { department, name, rank, holders, deputies, offered } = seat;
        let people = |people: Vec<_>| people.into_iter().map(PersonBody::from).collect();
        Self {
            department: department.to_string(),
            department_name: name,
            rank: rank.word(),
            holders,
            deputies: people(deputies),
            offered: people(offered),
        }
    }
}
