//! What stands out in the register of looks, for systems that audit: what nobody has answered for,
//! what was said, and saying it.

use actix_web::{HttpResponse, web};
use back_office::{AnomalyLine, AnomalyPage, BackOffice};
use kernel::AnomalyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    procedure::time,
    strict::{Plain, Strict, StrictQuery},
};
use ::web::{
    guard::{Bearer, Overseer, WebError, known},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Overseer>(), Object::Nothing, Rate::Read);
    let answer = Changing::body(Admission::program::<Overseer>(), Object::Nothing, Rate::Write);
    table
        .get("/api/v1/anomalies", list, self::list)
        .get("/api/v1/anomalies/answers", list, answered)
        .post("/api/v1/anomalies/answers", answer, self::answer);
}

/// Where a page begins.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnomalyQuery {
    /// Where to go on, from the page before.
    cursor: Option<String>,
}

/// A part of what stands out.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnomaliesBody {
    anomalies: Vec<AnomalyBody>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// What stands out of one person on one day: how many, and nothing of what was seen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnomalyBody {
    id: String,
    day: String,
    /// The id of who looked.
    staff: String,
    name: String,
    /// The names of the departments in which they were granted something on that day.
    departments: Vec<String>,
    /// `many-cases`, `looked-only`, `one-name`, `after-hours`, `many-rows` or `protected`.
    kind: &'static str,
    /// How many cases, searches, looks or rows.
    number: u64,
    /// Whether the bearer can answer for it.
    can_answer: bool,
    /// What was said of it; absent while nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<AnomalyAnswerBody>,
}

/// What was said.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnomalyAnswerBody {
    words: String,
    /// The name of who said it.
    by: String,
    at: String,
}

/// What somebody says: kept for good, with name and time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnomalyAnswer {
    /// The id of what stands out.
    anomaly: Plain,
    /// 1 to 500 characters.
    words: Plain,
}

/// What nobody has answered for, as far as the bearer oversees who looked; the oldest first.
#[utoipa::path(get, path = "/api/v1/anomalies", tag = "looks", params(AnomalyQuery),
    security(("staff" = [])),
    responses((status = 200, body = AnomaliesBody),
        (status = 400, description = "a parameter that is not known"),
        (status = 404, description = "the cursor is none that was given out")))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Overseer>,
    query: StrictQuery<AnomalyQuery>,
) -> Result<web::Json<AnomaliesBody>, WebError> {
    let page = back_office.anomalies(&staff, query.0.cursor.as_deref()).await?;
    Ok(web::Json(page.into()))
}

/// What was answered for, as far as the bearer oversees who looked; the newest first.
#[utoipa::path(get, path = "/api/v1/anomalies/answers", tag = "looks", params(AnomalyQuery),
    security(("staff" = [])),
    responses((status = 200, body = AnomaliesBody),
        (status = 400, description = "a parameter that is not known"),
        (status = 404, description = "the cursor is none that was given out")))]
pub(crate) async fn answered(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Overseer>,
    query: StrictQuery<AnomalyQuery>,
) -> Result<web::Json<AnomaliesBody>, WebError> {
    let page = back_office.answered_anomalies(&staff, query.0.cursor.as_deref()).await?;
    Ok(web::Json(page.into()))
}

/// Answers for what stands out: whoever heads the person, or whoever audits where nobody else
/// heads them. Nobody answers for themselves.
#[utoipa::path(post, path = "/api/v1/anomalies/answers", tag = "looks",
    request_body = AnomalyAnswer, security(("staff" = [])),
    responses((status = 204, description = "it is kept"),
        (status = 403, description = "somebody else answers for it"),
        (status = 404, description = "the bearer is told of no such line"),
        (status = 409, description = "somebody has answered for it"),
        (status = 422, description = "no words, or more than 500 characters")))]
pub(crate) async fn answer(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Overseer>,
    body: Strict<AnomalyAnswer>,
) -> Result<HttpResponse, WebError> {
    let AnomalyAnswer { anomaly, words } = body.0;
    let anomaly: AnomalyId = known(&anomaly.0)?;
    back_office.answer_anomaly(&staff, &anomaly, &words.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<AnomalyPage> for AnomaliesBody {
    fn from(page: AnomalyPage) -> Self {
        let anomalies = page.lines.into_iter().map(AnomalyBody::from).collect();
        Self { anomalies, next_cursor: page.next }
    }
}

impl From<AnomalyLine> for AnomalyBody {
    fn from(line: AnomalyLine) -> Self {
        let (staff, name) = line.staff;
        let answer = |(words, by, at)| AnomalyAnswerBody { words, by, at: time(at) };
        Self {
            id: line.id.into(),
            day: line.day.to_string(),
            staff: staff.into(),
            name,
            departments: line.departments,
            kind: line.kind.word(),
            number: line.number,
            can_answer: line.can_answer,
            answer: line.answer.map(answer),
        }
    }
}
