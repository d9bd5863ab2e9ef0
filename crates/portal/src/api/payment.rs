//! Where the payment provider tells us what became of a payment.
//!
//! The body is passed on as it came: the signature covers these very bytes.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, ServiceConfig},
};
use service_desk::Desk;

use super::wrong_method;
use crate::guard::{WebError, whole_body};

/// Callbacks are a few hundred bytes.
const CALLBACK_BYTES: usize = 64 * 1024;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/payments/callback").post(callback).default_service(web::to(wrong_method)),
    );
}

/// A signed callback of the payment provider.
async fn callback(
    desk: web::Data<Desk>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let body = whole_body(&request, payload.into_inner(), CALLBACK_BYTES).await?;
    let headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    desk.payment_callback(&headers, &body).await?;
    Ok(HttpResponse::NoContent().finish())
}
