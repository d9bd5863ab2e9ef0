//! Files of a case, to look at beside the answers, and the application on paper.

use actix_web::{HttpResponse, web};
use back_office::BackOffice;
use kernel::AttachmentId;
use serde::Deserialize;

use super::case::case_id;
use ::web::{
    download,
    guard::{Guarded, Reader, Signed, WebError, Worker, known},
};

/// Why somebody opens a file.
#[derive(Debug, Deserialize)]
pub(super) struct ReasonForm {
    reason: String,
}

/// A file of the case, and of no other.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (case, attachment) = path.into_inner();
    let attachment: AttachmentId = known(&attachment)?;
    let file = back_office.case_attachment(&staff, &case_id(&case)?, &attachment, None).await?;
    Ok(download::uploaded(&file))
}

/// The same for somebody who does not work on the case and has said why.
pub(super) async fn show_for_a_reason(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    path: web::Path<(String, String)>,
    form: Guarded<ReasonForm>,
) -> Result<HttpResponse, WebError> {
    let (case, attachment) = path.into_inner();
    let attachment: AttachmentId = known(&attachment)?;
    let (case, reason) = (case_id(&case)?, form.into_inner().reason);
    let file = back_office.case_attachment(&staff, &case, &attachment, Some(&reason)).await?;
    Ok(download::uploaded(&file))
}

/// A document as it was issued, byte for byte; opening it is recorded.
pub(super) async fn notice(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (case, notice) = path.into_inner();
    let number = notice.strip_suffix(".pdf").ok_or(WebError::NotFound)?;
    let pdf = back_office.case_notice(&staff, &case_id(&case)?, number).await?;
    Ok(download::paper(pdf))
}

/// The application as it was filed, on paper.
pub(super) async fn paper(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    id: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let pdf = back_office.case_pdf(&staff, &case_id(&id)?).await?;
    Ok(download::paper(pdf))
}
