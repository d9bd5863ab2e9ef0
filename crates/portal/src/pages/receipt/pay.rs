//! Paying: the button, the bill's own address, and the 領収書 afterwards.

use actix_web::{HttpResponse, web};
use counter::{Counter, Error, Pressed};
use kernel::PaymentId;
use serde::Deserialize;

use super::{holder::Holder, show};
use ::web::{
    download,
    guard::{Guarded, WebError, known},
    page::see_other,
};

use crate::link;

/// The form has nothing but its token.
#[derive(Deserialize)]
pub(super) struct Posted {}

/// The button: to the provider's page, or back here with a word why not.
pub(super) async fn press(
    counter: web::Data<Counter>,
    holder: Holder,
    _posted: Guarded<Posted>,
) -> Result<HttpResponse, WebError> {
    match counter.pay(&holder.number, &holder.access).await {
        Ok(Pressed::Page(page)) => Ok(see_other(&page)),
        Ok(Pressed::Nothing) => Ok(see_other(&link::receipt(&holder.number))),
        // Nothing was lost: the page says so and has the button still.
        Err(Error::ProviderAway | Error::Busy) => Ok(show::after(&holder, "pay-later")),
        Err(other) => Err(other.into()),
    }
}

/// The bill's own address, for programs and for whoever pays for somebody: it names nobody
/// and opens nothing but the provider's page.
pub(super) async fn bill(
    counter: web::Data<Counter>,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let payment: PaymentId = known(&path)?;
    Ok(match counter.pay_bill(&payment).await? {
        (_, Pressed::Page(page)) => see_other(&page),
        (number, Pressed::Nothing) => see_other(&link::receipt(&number)),
    })
}

/// 領収書
pub(super) async fn receipt(
    counter: web::Data<Counter>,
    holder: Holder,
) -> Result<HttpResponse, WebError> {
    let pdf = counter.money_receipt_pdf(&holder.number, &holder.access).await?;
    Ok(download::paper(pdf))
}
