//! The residents' pages.

mod about;
mod answers;
mod apply;
mod bank;
mod catalogue;
mod check;
pub(crate) mod download;
mod eligible;
mod find;
mod guide;
mod home;
mod language;
mod money;
mod postal;
mod procedure;
mod receipt;
mod resume;
mod together;

use std::str::FromStr;

use actix_web::{HttpResponse, web::ServiceConfig};
use kernel::DraftId;
use service_desk::{Desk, DeskError};

use crate::{
    guard::WebError,
    layout::{Visit, see_other},
    link,
};

/// The addresses of the residents' pages.
pub(crate) fn routes(config: &mut ServiceConfig) {
    home::routes(config);
    find::routes(config);
    guide::routes(config);
    procedure::routes(config);
    eligible::routes(config);
    // Before the pages of a form: `check` and `continue` are no pages of any form.
    check::routes(config);
    resume::routes(config);
    together::routes(config);
    apply::routes(config);
    receipt::routes(config);
    about::routes(config);
    language::routes(config);
    bank::routes(config);
    postal::routes(config);
}

/// A draft that was sent is a submission now: its old pages lead to the receipt. Pressing
/// back, or sending again after a lost answer, ends there.
async fn sent_already(
    desk: &Desk,
    visit: &Visit,
    draft: &DraftId,
    fault: DeskError,
) -> Result<HttpResponse, WebError> {
    if !matches!(fault, DeskError::NotFound) {
        return Err(fault.into());
    }
    match desk.filed_draft(&visit.visitor(), draft).await? {
        Some(filed) => Ok(see_other(&link::receipt(&filed.receipt_number))),
        None => Err(WebError::NotFound),
    }
}

/// The id or number in an address. An address without one leads nowhere.
fn known<T: FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().ok().ok_or(WebError::NotFound)
}
