//! The residents' pages.

mod about;
mod answers;
mod apply;
mod bank;
mod catalogue;
mod check;
mod eligible;
mod find;
mod guide;
mod home;
mod language;
mod leave;
mod live;
mod money;
mod postal;
mod procedure;
mod receipt;
mod resume;
mod together;
mod typed;

use std::str::FromStr;

use actix_web::HttpResponse;
use kernel::DraftId;
use service_desk::{Desk, DeskError};

use crate::{link, visit::Visit};
use ::web::{
    guard::WebError,
    limits::Rate,
    page::see_other,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

/// A page that everybody may read.
const PUBLIC: Reading = Reading::new(Admission::Anybody, Object::Nothing, Rate::Page);
/// A form that everybody may send.
const PUBLIC_FORM: Changing = Changing::form(Admission::Anybody, Object::Nothing, Rate::Form);
/// What is said about a form that everybody may send, while it is filled in.
const LIVE: Changing = Changing::form(Admission::Anybody, Object::Nothing, Rate::Live);
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
    leave::routes(table);
    bank::routes(table);
    postal::routes(table);
}

/// Where somebody is led who asks for a draft that is not here: one that was sent is a
/// submission now, so that pressing back, or sending again after a lost answer, ends at its
/// receipt; one that went on in another browser can be taken back.
async fn draft_gone(
    desk: &Desk,
    visit: &Visit,
    draft: &DraftId,
    fault: DeskError,
) -> Result<HttpResponse, WebError> {
    if !matches!(fault, DeskError::NotFound) {
        return Err(fault.into());
    }
    let visitor = visit.visitor();
    if let Some(filed) = desk.filed_draft(&visitor, draft).await? {
        return Ok(see_other(&link::receipt(&filed.receipt_number)));
    }
    if desk.went_elsewhere(&visitor, draft).await? {
        return Ok(see_other(&link::taken(draft, None)));
    }
    Err(WebError::NoDraft)
}

/// The same for a page that was posted: what was typed on it is kept for the way back.
async fn posted_draft_gone(
    desk: &Desk,
    visit: &Visit,
    (draft, page): (&DraftId, &str),
    typed: &[(String, String)],
    fault: DeskError,
) -> Result<HttpResponse, WebError> {
    let kept = matches!(fault, DeskError::NotFound)
        && desk.keep_what_was_left(&visit.visitor(), draft, page, typed).await?;
    if kept {
        return Ok(see_other(&link::taken(draft, Some(page))));
    }
    draft_gone(desk, visit, draft, fault).await
}

/// The id or number in an address. An address without one leads nowhere.
fn known<T: FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().ok().ok_or(WebError::NotFound)
}
