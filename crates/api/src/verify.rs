//! Whether a paper is true, for whoever has it in their hands.

use actix_web::{HttpRequest, HttpResponse, web};
use counter::{Counter, Error, Verified};
use kernel::AccessCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{procedure::Spoken, strict::StrictQuery};
use ::web::{
    guard::{Guard, WebError},
    limits::Rate,
    route::{Admission, Object, Reading},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    let code = Reading::new(Admission::Anybody, Object::Nothing, Rate::Code);
    table.get("/api/v1/notices/verify", code, verify);
}

/// What stands on the paper.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct PrintedQuery {
    /// 文書番号, such as `市戸第123号`.
    number: String,
    /// 検証番号, such as `QW8F-3RTN-K2MD`.
    code: String,
}

/// What is told of a paper: never whom it is about, nor what it says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VerifiedBody {
    number: String,
    /// Whether it grants, be it a part.
    approved: bool,
    /// `approve`, `approve-in-part`, `refuse` or `dismiss`.
    verdict: &'static str,
    /// The day that stands on it.
    day: String,
    /// The department that issued it.
    department: String,
    /// `in-force`, `under-review` where its case was taken up again, `replaced` by a later one, or
    /// `void`.
    standing: &'static str,
}

/// Whether a notice of decision is genuine and still holds. A wrong code and a number that nobody
/// took are told alike, and few tries are allowed.
#[utoipa::path(
    get,
    path = "/api/v1/notices/verify",
    tag = "notices",
    params(PrintedQuery),
    responses(
        (status = 200, body = VerifiedBody),
        (status = 404, description = "no paper has this number and this code"),
    )
)]
pub(crate) async fn verify(
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    request: HttpRequest,
    spoken: Spoken,
    printed: StrictQuery<PrintedQuery>,
) -> Result<HttpResponse, WebError> {
    guard.may_try_code(&request)?;
    let printed = printed.0;
    let told = match printed.code.parse::<AccessCode>() {
        Ok(code) => counter.verify(&printed.number, &code, None, spoken.0).await,
        Err(_) => Err(Error::NotFound),
    };
    if matches!(told, Err(Error::NotFound)) {
        guard.wrong_code(&request);
    }
    let Verified { number, verdict, day, department, standing, .. } = told?;
    let (day, standing) = (day.to_string(), standing.word());
    let (approved, verdict) = (verdict.is_in_favour(), verdict.word());
    let body = VerifiedBody { number, approved, verdict, day, department, standing };
    Ok(HttpResponse::Ok().json(body))
}
