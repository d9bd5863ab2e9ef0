//! Papers of one submission: receipt, copy of the application, notices.

use actix_web::{HttpResponse, web};
use counter::Counter;

use super::holder::Holder;
use ::web::{download, guard::WebError};

pub(super) async fn receipt(
    counter: web::Data<Counter>,
    holder: Holder,
) -> Result<HttpResponse, WebError> {
    let pdf = counter.receipt_pdf(&holder.number, &holder.access).await?;
    Ok(download::paper(pdf))
}

pub(super) async fn application(
    counter: web::Data<Counter>,
    holder: Holder,
) -> Result<HttpResponse, WebError> {
    let pdf = counter.application_pdf(&holder.number, &holder.access).await?;
    Ok(download::paper(pdf))
}

pub(super) async fn notice(
    counter: web::Data<Counter>,
    holder: Holder,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let notice = path.1.strip_suffix(".pdf").ok_or(WebError::NotFound)?;
    let pdf = counter.notice_pdf(&holder.number, &holder.access, notice).await?;
    Ok(download::paper(pdf))
}
