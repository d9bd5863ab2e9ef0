//! Messages to many that wait for a second person: what waits, what would leave, and the answer.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, ReleaseLine, ReleaseOutcome, ReleaseStanding, ReleaseView};
use kernel::BulkJobId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::unusable;
use crate::{
    procedure::time,
    strict::{Plain, Strict},
};
use ::web::{
    guard::{Bearer, Keeper, WebError, known},
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let list = Reading::new(Admission::program::<Keeper>(), Object::Nothing, Rate::Read);
    let look = Reading::new(Admission::program::<Keeper>(), Object::Release, Rate::Read);
    let answer = Changing::body(Admission::program::<Keeper>(), Object::Release, Rate::Write);
    table
        .get("/api/v1/bulk-releases", list, self::list)
        .get("/api/v1/bulk-releases/{release}", look, one)
        .post("/api/v1/bulk-releases/{release}", answer, self::answer);
}

/// What waits for the bearer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleasesBody {
    /// The one that ends first before the others.
    releases: Vec<ReleaseLineBody>,
}

/// Messages that wait.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseLineBody {
    /// The id of the job.
    job: String,
    /// The name of who asked.
    asked_by: String,
    /// What nobody has answered by then is not sent.
    until: String,
}

/// What would leave now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseBody {
    /// The id of the job.
    job: String,
    /// The name of who asked.
    asked_by: String,
    /// What nobody has answered by then is not sent.
    until: String,
    /// How many would be written to.
    letters: usize,
    /// How many of the chosen cases would not.
    left_out: usize,
    /// The first text in each language that residents chose.
    texts: Vec<ReleaseTextBody>,
}

/// A text as a resident reads it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseTextBody {
    /// `ja`, `en` or `ja-easy`.
    language: &'static str,
    text: String,
}

/// How a job stands for which a second person is asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseStandingBody {
    /// What nobody has answered by then is not sent.
    until: String,
    /// `released`, `declined` or `lapsed`; absent while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    /// The name of who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<String>,
    /// Why somebody did not agree.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// What a second person says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleaseAnswer {
    /// `released` or `declined`.
    outcome: Plain,
    /// Why not, up to 500 characters; with `declined` only.
    reason: Option<Plain>,
}

/// Messages of others that wait for the bearer, who leads where all of their cases lie.
#[utoipa::path(get, path = "/api/v1/bulk-releases", tag = "cases", security(("staff" = [])),
    responses((status = 200, body = ReleasesBody)))]
pub(crate) async fn list(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
) -> Result<web::Json<ReleasesBody>, WebError> {
    let waiting = back_office.releases(&staff).await?;
    let releases = waiting.into_iter().map(ReleaseLineBody::from).collect();
    Ok(web::Json(ReleasesBody { releases }))
}

/// What would leave, to be read before it is released.
#[utoipa::path(get, path = "/api/v1/bulk-releases/{release}", tag = "cases",
    params(("release" = String, Path, description = "the id of the job")),
    security(("staff" = [])),
    responses((status = 200, body = ReleaseBody),
        (status = 409, description = "it waits no more")))]
pub(crate) async fn one(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
    release: web::Path<String>,
) -> Result<web::Json<ReleaseBody>, WebError> {
    let view = back_office.release(&staff, &known(&release)?).await?;
    Ok(web::Json(ReleaseBody::from(view)))
}

/// Lets the messages leave, or says why they do not. Nobody answers for what they asked for.
#[utoipa::path(post, path = "/api/v1/bulk-releases/{release}", tag = "cases",
    params(("release" = String, Path, description = "the id of the job")),
    request_body = ReleaseAnswer, security(("staff" = [])),
    responses((status = 204, description = "it is kept, and the job goes on"),
        (status = 409, description = "it has an answer, or its time is over"),
        (status = 422, description = "no such outcome, a reason that is none, or the bearer's own")))]
pub(crate) async fn answer(
    back_office: web::Data<BackOffice>,
    staff: Bearer<Keeper>,
    release: web::Path<String>,
    body: Strict<ReleaseAnswer>,
) -> Result<HttpResponse, WebError> {
    let id: BulkJobId = known(&release)?;
    let ReleaseAnswer { outcome, reason } = body.0;
    let declined = match (outcome.0.as_str(), reason) {
        ("released", None) => None,
        ("released", Some(_)) => return Err(unusable("what is released has no reason")),
        ("declined", reason) => Some(reason.map(|reason| reason.0).unwrap_or_default()),
        _ => return Err(unusable("outcome is neither released nor declined")),
    };
    back_office.answer_release(&staff, &id, declined.as_deref()).await?;
    back_office.hurry_bulk(&id, Duration::ZERO).await;
    Ok(HttpResponse::NoContent().finish())
}

impl From<ReleaseLine> for ReleaseLineBody {
    fn from(line: ReleaseLine) -> Self {
        Self { job: line.job.into(), asked_by: line.by, until: time(line.until) }
    }
}

impl From<ReleaseView> for ReleaseBody {
    fn from(view: ReleaseView) -> Self {
        let text = |(language, text): (kernel::Language, String)| ReleaseTextBody {
            language: language.tag(),
            text,
        };
        Self {
            job: view.line.job.into(),
            asked_by: view.line.by,
            until: time(view.line.until),
            letters: view.check.can.len(),
            left_out: view.check.cannot.len(),
            texts: view.check.texts.into_iter().map(text).collect(),
        }
    }
}

impl From<ReleaseStanding> for ReleaseStandingBody {
    fn from(standing: ReleaseStanding) -> Self {
        let (answered_by, at) = standing.answered.unzip();
        Self {
            until: time(standing.until),
            outcome: standing.outcome.map(ReleaseOutcome::word),
            answered_by,
            answered_at: at.map(time),
            reason: standing.reason,
        }
    }
}
