//! A draft that is asked for and is not here: where its owner goes on instead.

use actix_web::HttpResponse;
use counter::{Counter, Error};
use kernel::DraftId;

use crate::{link, visit::Visit};
use ::web::{guard::WebError, page::see_other};

/// Where somebody is led who asks for a draft that is not here: one that was sent is a
/// submission now, so that pressing back, or sending again after a lost answer, ends at its
/// receipt; one that went on in another browser can be taken back.
pub(super) async fn draft_gone(
    counter: &Counter,
    visit: &Visit,
    draft: &DraftId,
    fault: Error,
) -> Result<HttpResponse, WebError> {
    if !matches!(fault, Error::NotFound) {
        return Err(fault.into());
    }
    let visitor = visit.visitor();
    if let Some(filed) = counter.filed_draft(&visitor, draft).await? {
        return Ok(see_other(&link::receipt(&filed.receipt_number)));
    }
    if counter.went_elsewhere(&visitor, draft).await? {
        return Ok(see_other(&link::taken(draft, None)));
    }
    Err(WebError::NoDraft)
}

/// The same for a page that was posted: what was typed on it is kept for the way back.
pub(super) async fn posted_draft_gone(
    counter: &Counter,
    visit: &Visit,
    (draft, page): (&DraftId, &str),
    typed: &[(String, String)],
    fault: Error,
) -> Result<HttpResponse, WebError> {
    let kept = matches!(fault, Error::NotFound)
        && counter.keep_what_was_left(&visit.visitor(), draft, page, typed).await?;
    if kept {
        return Ok(see_other(&link::taken(draft, Some(page))));
    }
    draft_gone(counter, visit, draft, fault).await
}
