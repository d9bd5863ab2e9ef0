//! `/office/cases/{id}/next` and `/previous`: along the list that the person came from, without
//! going back to it. At its end they stay where they are, and are told.

use actix_web::{HttpResponse, web};
use back_office::{BackOffice, Staff, Way};

use super::{InList, case_id};
use crate::{link, queue::filter_of};
use ::web::{
    guard::{Reader, Signed, WebError},
    page::see_other,
};

pub(crate) async fn next(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    id: web::Path<String>,
    list: web::Query<InList>,
) -> Result<HttpResponse, WebError> {
    go(&back_office, &staff, &id, &list.from, Way::Next).await
}

pub(crate) async fn previous(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    id: web::Path<String>,
    list: web::Query<InList>,
) -> Result<HttpResponse, WebError> {
    go(&back_office, &staff, &id, &list.from, Way::Previous).await
}

async fn go(
    back_office: &BackOffice,
    staff: &Staff,
    id: &str,
    from: &str,
    way: Way,
) -> Result<HttpResponse, WebError> {
    let id = case_id(id)?;
    // Whoever may not see a case learns nothing from what stands beside it.
    back_office.receipt_number(staff, &id).await?;
    // Words that are forgotten stand in no address: the list says what to do.
    let Some(filter) = filter_of(back_office, staff, from).await? else {
        return Ok(see_other(&link::queue_again(from)));
    };
    Ok(see_other(&match back_office.neighbour(staff, filter, &id, way).await? {
        Some(beside) => link::case_from(&beside, from),
        None => link::case_at_end(&id, from, way),
    }))
}
