//! The door: every request comes in here, every answer leaves here.
//!
//! Numbers the request, paces its body, sets headers and cookies, writes the body of every
//! refusal, counts, and writes the access log, which names no person and no address.

use actix_web::{
    Error, HttpMessage as _, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{CONTENT_TYPE, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use tokio::time::Instant;

use super::{
    browser::Baked,
    error::WebError,
    pace::pace,
    refusal,
    state::{Guard, RequestNumber},
};
use crate::metrics::Area;

/// Wraps the whole portal.
pub(crate) async fn door(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(guard) = request.app_data::<web::Data<Guard>>().cloned() else {
        return Err(WebError::internal("no guard is set").into());
    };
    let started = Instant::now();
    let area = Area::of(request.path());
    let number = guard.number_request();
    request.extensions_mut().insert(number);
    pace(&mut request);
    // What handlers and extractors refuse comes back as an answer, not as an error.
    let mut answer = if is_for_a_proxy(&request) {
        let what = "the address names a server, as only proxies are asked".to_owned();
        let refused = HttpResponse::from_error(WebError::Malformed { what });
        request.into_response(refused).map_into_boxed_body()
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    if refusal::is_bare(answer.response()) {
        answer = refusal::written(answer, number);
    }
    finish(&mut answer, &guard, number);
    let (status, took) = (answer.status(), started.elapsed());
    guard.metrics().count(area, status, took);
    tracing::debug!(
        target: "access",
        request = %number,
        method = %answer.request().method(),
        area = area.word(),
        status = status.as_u16(),
        micros = took.as_micros(),
    );
    Ok(answer)
}

/// Whether the address is absolute (`GET http://…`): two readers could see two hosts.
fn is_for_a_proxy(request: &ServiceRequest) -> bool {
    request.uri().scheme().is_some() || request.uri().authority().is_some()
}

fn finish(answer: &mut ServiceResponse<BoxBody>, guard: &Guard, number: RequestNumber) {
    let baked = {
        let extensions = answer.request().extensions();
        extensions.get::<Baked>().map(Baked::take).unwrap_or_default()
    };
    for cookie in baked {
        // Names and values are ours: ASCII letters and digits.
        _ = answer.response_mut().add_cookie(&cookie);
    }
    let headers = answer.headers_mut();
    guard.headers().apply(headers);
    if let Ok(value) = HeaderValue::from_str(&number.to_string()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    }
}
