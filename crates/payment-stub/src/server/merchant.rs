//! What the merchant asks: what became of a payment, money back, the ledger.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Bytes, Data, Path},
};
use fees::CallbackFault;
use serde_json::json;

use crate::{
    SIGNATURE_HEADER,
    book::Refused,
    provider::{EntryError, Provider},
    signature, signature_value,
    wire::RefundRequest,
};

/// What became of a payment, signed like a callback. The question is signed too.
pub(super) async fn look_up(
    provider: Data<Provider>,
    request: HttpRequest,
    payment: Path<String>,
) -> HttpResponse {
    let question = format!("GET /orders/{payment}");
    if let Err(fault) = verify(&provider, &request, question.as_bytes()) {
        return unauthorised(fault);
    }
    let known = payment.parse().ok().and_then(|id| provider.read(|book| book.answer(&id)));
    match known.map(|body| serde_json::to_vec(&body)) {
        Some(Ok(body)) => HttpResponse::Ok()
            .insert_header((
                SIGNATURE_HEADER,
                signature_value(&provider.secret, &body, provider.now()),
            ))
            .content_type("application/json")
            .body(body),
        Some(Err(_)) => HttpResponse::InternalServerError().finish(),
        None => problem(StatusCode::NOT_FOUND, "no such payment"),
    }
}

/// Gives money back; the merchant hears of it by a callback too.
pub(super) async fn refund(
    provider: Data<Provider>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    if let Err(fault) = verify(&provider, &request, &body) {
        return unauthorised(fault);
    }
    let Ok(wanted) = serde_json::from_slice::<RefundRequest>(&body) else {
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "the request is not readable");
    };
    match provider.enter(|book, moment| book.refund(&wanted, moment)) {
        Ok(()) => {
            provider.tell_merchant().await;
            HttpResponse::Ok().json(&wanted)
        }
        Err(error @ EntryError::Refused(Refused::Unknown)) => {
            problem(StatusCode::NOT_FOUND, &error.to_string())
        }
        Err(error @ EntryError::Refused(_)) => problem(StatusCode::CONFLICT, &error.to_string()),
        Err(error @ EntryError::Journal(_)) => {
            tracing::error!(%error, "a refund could not be noted");
            problem(StatusCode::SERVICE_UNAVAILABLE, &error.to_string())
        }
    }
}

/// Everything that happened, to reconcile with. It names payments by their ids only and
/// nobody, and is open: a pretended provider is looked into by people who try it.
pub(super) async fn ledger(provider: Data<Provider>) -> HttpResponse {
    provider.read(|book| HttpResponse::Ok().json(json!({ "entries": book.ledger() })))
}

fn verify(provider: &Provider, request: &HttpRequest, payload: &[u8]) -> Result<(), CallbackFault> {
    let values: Vec<&str> = request
        .headers()
        .get_all(SIGNATURE_HEADER)
        .map(|value| value.to_str().unwrap_or_default())
        .collect();
    signature::verify(&values, payload, &provider.secret, provider.now())
}

fn unauthorised(fault: CallbackFault) -> HttpResponse {
    problem(StatusCode::UNAUTHORIZED, &fault.to_string())
}

/// RFC 9457.
fn problem(status: StatusCode, title: &str) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("application/problem+json")
        .body(json!({ "status": status.as_u16(), "title": title }).to_string())
}
