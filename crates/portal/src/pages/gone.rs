//! A draft that is asked for and is not here: where its owner goes on instead.

use actix_web::HttpResponse;
use kernel::DraftId;
use service_desk::{Desk, DeskError};

use crate::{link, visit::Visit};
use ::web::{guard::WebError, page::see_other};

/// Where somebody is led who asks for a draft that is not here: one that was sent is a
/// submission now, so that pressing back, or sending again after a lost answer, ends at its
/// receipt; one that went on in another browser can be taken back.
pub(super) async fn draft_gone(
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
pub(super) async fn posted_draft_gone(
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
