//! Papers of one submission: receipt, copy of the application, notices.

use actix_web::{HttpResponse, web};
use service_desk::Desk;

use super::holder::Holder;
use ::web::{download, guard::WebError};

pub(super) async fn receipt(
    desk: web::Data<Desk>,
    holder: Holder,
) -> Result<HttpResponse, WebError> {
    let pdf = desk.receipt_pdf(&holder.number, &holder.access).await?;
    Ok(download::paper(pdf))
}

pub(super) async fn application(
    desk: web::Data<Desk>,
    holder: Holder,
) -> Result<HttpResponse, WebError> {
    let pdf = desk.application_pdf(&holder.number, &holder.access).await?;
    Ok(download::paper(pdf))
}

pub(super) async fn notice(
    desk: web::Data<Desk>,
    holder: Holder,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let notice = path.1.strip_suffix(".pdf").ok_or(WebError::NotFound)?;
    let pdf = desk.notice_pdf(&holder.number, &holder.access, notice).await?;
    Ok(download::paper(pdf))
}
