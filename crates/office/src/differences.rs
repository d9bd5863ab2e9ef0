//! Dealing with what differs between the payment provider's book and ours.

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, Closing};

use super::{case::case_id, typed::Typed};
use crate::link;
use ::web::{
    guard::{Guarded, Signed, WebError, Worker},
    page::see_other,
};

/// Deals with a difference.
pub(super) async fn close(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    id: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&id)?;
    let typed = Typed::new(posted.into_inner());
    let difference = typed.value("difference").parse();
    let difference = difference.map_err(|_no_id| WebError::NotFound)?;
    let how: Closing = typed.value("how").parse().map_err(|_no_word| WebError::NotFound)?;
    back_office.close_difference(&staff, &id, &difference, how).await?;
    Ok(see_other(&link::case(&id)))
}
