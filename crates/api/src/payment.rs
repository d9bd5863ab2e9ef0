//! Where the payment provider tells us what became of a payment.
//!
//! The body is passed on as it came: the signature covers these very bytes.

use actix_web::{HttpRequest, HttpResponse, web};
use counter::Counter;

use ::web::{
    guard::{WebError, whole_body},
    limits::Rate,
    route::Changing,
    table::Table,
};

/// Callbacks are a few hundred bytes.
const CALLBACK_BYTES: usize = 64 * 1024;

pub(super) fn routes(table: &mut Table) {
    table.post("/payments/callback", Changing::signed(Rate::Callback), callback);
}

/// A signed callback of the payment provider.
async fn callback(
    counter: web::Data<Counter>,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let body = whole_body(&request, payload.into_inner(), CALLBACK_BYTES).await?;
    let headers: Vec<(&str, &str)> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    counter.payment_callback(&headers, &body).await?;
    Ok(HttpResponse::NoContent().finish())
}
