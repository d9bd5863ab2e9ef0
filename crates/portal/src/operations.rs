//! What operators look at: liveness, readiness and counters. No label names a person.

mod metrics;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CONTENT_TYPE,
    web::{self, ServiceConfig},
};
use service_desk::Desk;

pub(crate) use metrics::{Area, Metrics};

use crate::guard::{Guard, WebError};

/// The addresses of this part.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/healthz").get(alive))
        .service(web::resource("/readyz").get(ready))
        .service(web::resource("/metrics").get(metrics));
}

/// The process answers.
async fn alive() -> &'static str {
    "ok\n"
}

/// The database answers too.
async fn ready(desk: web::Data<Desk>) -> Result<&'static str, WebError> {
    desk.ready().await?;
    Ok("ready\n")
}

/// Counters, for this machine and configured operators only: they tell how much is filed.
async fn metrics(request: HttpRequest) -> Result<HttpResponse, WebError> {
    let guard = Guard::of(&request)?;
    if !guard.admits_operator(&request) {
        return Err(WebError::NotFound);
    }
    let Some(desk) = request.app_data::<web::Data<Desk>>() else {
        return Err(WebError::internal("the portal has no desk"));
    };
    let letters = desk.count_letters().await?.map(|(state, count)| (state.word(), count));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(guard.metrics().exposition(&letters)))
}
