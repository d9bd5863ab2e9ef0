//! A paper for its envelope.

use actix_web::{HttpResponse, web};
use back_office::BackOffice;

use crate::case::case_id;
use ::web::{
    download,
    guard::{Poster, Signed, WebError},
};

/// A paper as it was issued, byte for byte; opening it is recorded.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Poster>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (case, notice) = path.into_inner();
    let number = notice.strip_suffix(".pdf").ok_or(WebError::NotFound)?;
    let pdf = back_office.paper_to_post(&staff, &case_id(&case)?, number).await?;
    Ok(download::paper(pdf))
}
