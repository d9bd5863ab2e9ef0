//! Showing one sensitive answer in clear, once, after saying why.
//!
//! The desk records the view before it gives the value; the page is never kept.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use serde::Deserialize;
use service_desk::Desk;

use super::{
    answers::Revealed,
    case::{Extra, Notice, case_id, page_of},
};
use ::web::{
    guard::{Browser, Guarded, Signed, WebError, Worker},
    page::Page,
};

/// Which answer, and why.
#[derive(Debug, Deserialize)]
pub(super) struct RevealForm {
    at: String,
    reason: String,
}

/// The case with one answer in clear.
pub(super) async fn submit(
    desk: web::Data<Desk>,
    staff: Signed<Worker>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    form: Guarded<RevealForm>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&id)?;
    let RevealForm { at, reason } = form.into_inner();
    if reason.trim().is_empty() {
        let notice = Notice::problem("表示する理由を書いてください。");
        let page = page_of(&desk, &staff, &browser, &id, Extra::noticing(notice)).await?;
        return Ok(Page::to_mend(page).respond_to(&request));
    }
    let value = desk.reveal(&staff, &id, &at, reason.trim()).await?;
    let extra = Extra { revealed: Some(Revealed { at, value }), ..Extra::default() };
    let page = page_of(&desk, &staff, &browser, &id, extra).await?;
    Ok(Page::ok(page).respond_to(&request))
}
