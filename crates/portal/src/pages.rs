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

use actix_web::HttpResponse;
use kernel::DraftId;
use service_desk::{Desk, DeskError};

use crate::{
    guard::WebError,
    layout::{Visit, see_other},
    link,
    route::{Admission, Changing, Object, Rate, Reading},
    table::Table,
};

/// A page that everybody may read.
const PUBLIC: Reading = Reading::new(Admission::Anybody, Object::Nothing, Rate::Page);
/// A form that everybody may send.
const PUBLIC_FORM: Changing = Changing::form(Admission::Anybody, Object::Nothing, Rate::Form);
/// Something to look for.
const SEARCH: Reading = Reading::new(Admission::Anybody, Object::Nothing, Rate::Search);
/// A page of a draft.
const DRAFT: Reading = Reading::new(Admission::Owner, Object::Draft, Rate::Page);
/// A form of a draft.
const DRAFT_FORM: Changing = Changing::form(Admission::Owner, Object::Draft, Rate::Form);

/// The addresses of the residents' pages.
pub(crate) fn routes(table: &mut Table) {
    home::routes(table);
    find::routes(table);
    guide::routes(table);
    procedure::routes(table);
    eligible::routes(table);
    // Before the pages of a form: `check` and `continue` are no pages of any form.
    check::routes(table);
    resume::routes(table);
    together::routes(table);
    apply::routes(table);
    receipt::routes(table);
    about::routes(table);
    language::routes(table);
    bank::routes(table);
    postal::routes(table);
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
