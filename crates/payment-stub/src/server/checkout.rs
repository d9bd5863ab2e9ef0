//! `/pay`: the payer chooses how to pay, and pays.

use actix_web::{
    HttpResponse,
    error::InternalError,
    http::{StatusCode, header::LOCATION},
    web::{Data, Form, FormConfig, Query, QueryConfig},
};
use serde::Deserialize;

use crate::{
    book::Refused,
    card::{self, CardAnswer, TypedCard},
    order::{Order, Token},
    pages::{self, DonePage, PageProblem, PayPage, SlipPage, last_day},
    provider::{EntryError, Provider},
    scenario::Scenario,
    slip::{CashDesk, Slip},
};

/// The address of a payment page.
#[derive(Deserialize)]
pub(super) struct Address {
    order: String,
    sig: String,
    /// Asks for the choice again although a slip was issued.
    change: Option<String>,
}

/// The form of a payment page.
#[derive(Deserialize)]
pub(super) struct Payment {
    order: String,
    sig: String,
    method: Method,
    #[serde(default)]
    card_number: String,
    #[serde(default)]
    card_expiry: String,
    #[serde(default)]
    card_code: String,
    #[serde(default)]
    scenario: Scenario,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Method {
    Card,
    ConvenienceStore,
    PayEasy,
}

pub(super) fn query_config() -> QueryConfig {
    QueryConfig::default().error_handler(|error, _| {
        InternalError::from_response(error, pages::problem(PageProblem::BadOrder, None)).into()
    })
}

pub(super) fn form_config(limit: usize) -> FormConfig {
    FormConfig::default().limit(limit).error_handler(|error, _| {
        InternalError::from_response(error, pages::problem(PageProblem::BadForm, None)).into()
    })
}

/// Shows what there is to do: pay, take the slip along, or nothing any more.
pub(super) async fn show(provider: Data<Provider>, Query(address): Query<Address>) -> HttpResponse {
    let Address { order, sig, change } = address;
    let token = Token { order, sig };
    let order = match Order::open(&token, &provider.secret) {
        Ok(order) => order,
        Err(fault) => return refuse_order(fault),
    };
    let (captured, slip) = provider.read(|book| (book.is_captured(&order), book.slip(&order)));
    match captured {
        Err(refused) => refuse(&refused.into(), &order, &token),
        Ok(true) => show_done(&order),
        Ok(false) if order.has_expired(provider.now()) => {
            pages::problem(PageProblem::Expired, Some(&order))
        }
        Ok(false) => {
            if let Some(slip) = slip.filter(|_| change.is_none()) {
                show_slip(&order, &token, slip, &provider)
            } else {
                let page = PayPage::new(&order, &token, &[], Scenario::default());
                pages::respond(StatusCode::OK, &page, order.return_origin())
            }
        }
    }
}

/// Pays by card, or issues a slip.
pub(super) async fn pay(provider: Data<Provider>, Form(form): Form<Payment>) -> HttpResponse {
    let Payment { order, sig, method, card_number, card_expiry, card_code, scenario } = form;
    let token = Token { order, sig };
    let order = match Order::open(&token, &provider.secret) {
        Ok(order) => order,
        Err(fault) => return refuse_order(fault),
    };
    let desk = match method {
        Method::ConvenienceStore => CashDesk::ConvenienceStore,
        Method::PayEasy => CashDesk::PayEasy,
        Method::Card => {
            let typed = TypedCard { number: &card_number, expiry: &card_expiry, code: &card_code };
            return match card::read(&typed, provider.now()) {
                Ok(answer) => charge(&provider, &order, &token, answer, scenario).await,
                Err(problems) => {
                    let page = PayPage::new(&order, &token, &problems, scenario);
                    pages::respond(StatusCode::UNPROCESSABLE_ENTITY, &page, order.return_origin())
                }
            };
        }
    };
    let slip = Slip { desk, scenario };
    match provider.enter(|book, moment| book.issue_slip(&order, slip, moment.now)) {
        Ok(()) => see_other(&token.address()),
        Err(error) => refuse(&error, &order, &token),
    }
}

/// Plays the payer who has paid the slip.
pub(super) async fn settle(provider: Data<Provider>, Form(token): Form<Token>) -> HttpResponse {
    let order = match Order::open(&token, &provider.secret) {
        Ok(order) => order,
        Err(fault) => return refuse_order(fault),
    };
    match provider.enter(|book, moment| book.settle(&order, moment)) {
        Ok(()) => return_to_merchant(&provider, &order).await,
        Err(error) => refuse(&error, &order, &token),
    }
}

async fn charge(
    provider: &Provider,
    order: &Order,
    token: &Token,
    answer: CardAnswer,
    scenario: Scenario,
) -> HttpResponse {
    let declined = answer == CardAnswer::Declined;
    match provider.enter(|book, moment| book.charge(order, scenario, declined, moment)) {
        Ok(()) => return_to_merchant(provider, order).await,
        Err(error) => refuse(&error, order, token),
    }
}

/// The merchant hears first, so that its page already knows.
async fn return_to_merchant(provider: &Provider, order: &Order) -> HttpResponse {
    provider.tell_merchant().await;
    see_other(&order.return_url)
}

fn show_done(order: &Order) -> HttpResponse {
    let page = DonePage { order, last_day: last_day(order) };
    pages::respond(StatusCode::OK, &page, order.return_origin())
}

fn show_slip(order: &Order, token: &Token, slip: Slip, provider: &Provider) -> HttpResponse {
    let page = SlipPage {
        order,
        token,
        last_day: last_day(order),
        desk: slip.desk.label(),
        numbers: slip.desk.numbers(&order.payment, &provider.secret),
    };
    pages::respond(StatusCode::OK, &page, order.return_origin())
}

fn refuse_order(fault: crate::order::OrderFault) -> HttpResponse {
    tracing::warn!(%fault, "an order was not taken");
    pages::problem(PageProblem::BadOrder, None)
}

/// Paying twice is no mistake of the payer: it leads to where paying once would have led.
fn refuse(error: &EntryError, order: &Order, token: &Token) -> HttpResponse {
    match error {
        EntryError::Refused(Refused::AlreadyCaptured) => see_other(&order.return_url),
        EntryError::Refused(Refused::NoSlip | Refused::Unknown) => see_other(&token.address()),
        EntryError::Refused(Refused::Expired) => pages::problem(PageProblem::Expired, Some(order)),
        EntryError::Refused(
            Refused::AnotherOrder | Refused::AnotherRequest | Refused::MoreThanTaken,
        ) => pages::problem(PageProblem::AnotherOrder, Some(order)),
        EntryError::Journal(error) => {
            tracing::error!(%error, "the journal cannot be written");
            pages::problem(PageProblem::Unavailable, Some(order))
        }
    }
}

fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()
}
