//! What the merchant asks: an order, what became of it, money back, the ledger.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Bytes, Data, Path},
};
use fees::CallbackFault;
use kernel::PaymentId;
use serde::Serialize;
use serde_json::json;

use crate::{
    SIGNATURE_HEADER,
    book::Refused,
    order::Order,
    provider::{EntryError, Provider},
    signature, signature_value,
    wire::{RefundRequest, StandingBody},
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
    match payment.parse().ok().and_then(|id| standing(&provider, &id)) {
        Some(body) => signed(&provider, &body),
        None => problem(StatusCode::NOT_FOUND, "no such payment"),
    }
}

/// Takes an order up; the same order again is answered as before.
pub(super) async fn open(
    provider: Data<Provider>,
    request: HttpRequest,
    body: Bytes,
) -> HttpResponse {
    if let Err(fault) = verify(&provider, &request, &body) {
        return unauthorised(fault);
    }
    let order = serde_json::from_slice::<Order>(&body).map_err(|error| error.to_string());
    let order = match order.and_then(|order| order.checked().map_err(|fault| fault.to_string())) {
        Ok(order) => order,
        Err(what) => return problem(StatusCode::UNPROCESSABLE_ENTITY, &what),
    };
    match provider.enter(|book, moment| book.open(&order, moment.now)) {
        Ok(()) => match standing(&provider, &order.payment) {
            Some(body) => signed(&provider, &body),
            None => problem(StatusCode::INTERNAL_SERVER_ERROR, "the order is not to be found"),
        },
        Err(error @ EntryError::Refused(_)) => problem(StatusCode::CONFLICT, &error.to_string()),
        Err(error @ EntryError::Journal(_)) => {
            tracing::error!(%error, "an order could not be noted");
            problem(StatusCode::SERVICE_UNAVAILABLE, &error.to_string())
        }
    }
}

fn standing(provider: &Provider, payment: &PaymentId) -> Option<StandingBody> {
    let now = provider.now();
    provider.read(|book| {
        let (order, stage) = book.standing(payment, now)?;
        let page = order.seal(&provider.secret).ok()?.address();
        let (payment, events) = (payment.clone(), book.history(payment));
        Some(StandingBody { payment, stage: stage.into(), page, events })
    })
}

/// An answer, signed as callbacks are.
fn signed(provider: &Provider, body: &impl Serialize) -> HttpResponse {
    let Ok(body) = serde_json::to_vec(body) else {
        return HttpResponse::InternalServerError().finish();
    };
    let signature = signature_value(&provider.secret, &body, provider.now());
    HttpResponse::Ok()
        .insert_header((SIGNATURE_HEADER, signature))
        .content_type("application/json")
        .body(body)
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
            match provider.read(|book| book.refund_of(&wanted)) {
                Some(body) => signed(&provider, &body),
                None => problem(StatusCode::INTERNAL_SERVER_ERROR, "nothing was given back"),
            }
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
