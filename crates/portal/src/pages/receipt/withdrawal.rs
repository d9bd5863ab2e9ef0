//! Taking a submission back, after asking once more.

use actix_web::{HttpResponse, web};
use askama::Template;
use counter::{Counter, Error};
use kernel::ReceiptNumber;
use serde::Deserialize;

use super::{holder::Holder, show};
use crate::{visit::Visit, wording::Wording};
use ::web::{
    guard::{Guarded, WebError},
    page::Page,
};

#[derive(Template)]
#[template(path = "resident/withdrawal.html")]
pub(super) struct WithdrawalPage {
    visit: Visit,
    w: Wording,
    number: ReceiptNumber,
    title: String,
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
    let (visit, number, title) = (holder.visit, holder.number, status.title);
    Ok(Page::ok(WithdrawalPage { visit, w, number, title }))
}

pub(super) async fn withdraw(
    counter: web::Data<Counter>,
    holder: Holder,
    posted: Guarded<Posted>,
) -> Result<HttpResponse, WebError> {
    match counter.withdraw(&holder.number, &holder.access, posted.reason.trim()).await {
        Ok(()) => Ok(show::after(&holder, "withdrawal")),
        Err(Error::Refused(_) | Error::Conflict { .. }) => Ok(show::after(&holder, "changed")),
        Err(other) => Err(other.into()),
    }
}
