//! Taking a submission back, after asking once more.

use actix_web::{HttpResponse, web};
use askama::Template;
use counter::{Counter, Error, PaymentView};
use fees::PaymentState;
use kernel::{Language, ReceiptNumber};
use serde::Deserialize;

use super::{holder::Holder, show};
use crate::{visit::Visit, wording::Wording};
use ::web::{
    guard::{Guarded, WebError},
    page::Page,
    shown,
    wording::Phrase,
};

#[derive(Template)]
#[template(path = "resident/withdrawal.html")]
pub(super) struct WithdrawalPage {
    visit: Visit,
    w: Wording,
    number: ReceiptNumber,
    title: String,
    /// What becomes of the fee.
    money: Option<Phrase>,
}

#[derive(Deserialize)]
pub(super) struct Posted {
    #[serde(default)]
    reason: String,
}

pub(super) async fn ask(
    counter: web::Data<Counter>,
    holder: Holder,
) -> Result<Page<WithdrawalPage>, WebError> {
    let status = counter.status(&holder.number, &holder.access, holder.visit.language).await?;
    let w = holder.visit.words();
    let money = status.payment.as_ref().and_then(|paid| money(paid, w, holder.visit.language));
    let (visit, number, title) = (holder.visit, holder.number, status.title);
    Ok(Page::ok(WithdrawalPage { visit, w, number, title, money }))
}

/// Nobody gives up what was paid without a word of it.
fn money(payment: &PaymentView, w: Wording, language: Language) -> Option<Phrase> {
    match payment.state {
        PaymentState::Captured => Some(w.withdraw_paid(shown::yen(payment.amount, language))),
        PaymentState::Open | PaymentState::Failed => Some(w.withdraw_unpaid()),
        PaymentState::Expired | PaymentState::Refunded | PaymentState::NeedsAttention => None,
    }
}

pub(super) async fn withdraw(
    counter: web::Data<Counter>,
    holder: Holder,
    posted: Guarded<Posted>,
) -> Result<HttpResponse, WebError> {
    match counter.withdraw(&holder.number, &holder.access, posted.reason.trim()).await {
        Ok(_acted) => Ok(show::after(&holder, "withdrawal")),
        Err(Error::Refused(_) | Error::Conflict { .. }) => Ok(show::after(&holder, "changed")),
        Err(other) => Err(other.into()),
    }
}
