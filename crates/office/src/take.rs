//! Taking the next case.

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use back_office::{BackOffice, QueueFilter};

use super::{absences::ended, frame::Frame, queue::TakeFilter};
use crate::link;
use ::web::{
    guard::{Browser, Clerk, Guarded, Signed, WebError},
    page::{Page, see_other},
};

#[derive(Template)]
#[template(path = "nothing_next.html")]
struct NothingNextPage {
    frame: Frame,
    /// The list that it was pressed on, and its query.
    back: String,
    from: String,
    /// Whether only some of the cases were asked for.
    is_narrowed: bool,
    /// Until when the person is away, and is given nothing.
    away_until: Option<String>,
}

/// Takes the next unclaimed case and opens it.
pub(super) async fn next(
    back_office: web::Data<BackOffice>,
    staff: Signed<Clerk>,
    browser: Browser,
    filter: Guarded<TakeFilter>,
) -> Result<Either<HttpResponse, Page<impl Template>>, WebError> {
    let wanted = filter.into_inner();
    let from = wanted.from().to_owned();
    let wanted = wanted.filter();
    let is_narrowed = wanted != QueueFilter::default();
    if let Some(id) = back_office.take_next(&staff, wanted).await? {
        return Ok(Either::Left(see_other(&link::case_from(&id, &from))));
    }
    let frame = Frame::of(&back_office, &staff, &browser).await?;
    let away = back_office.away_until(&staff).await?;
    let away_until = away.map(|until| ended(until, back_office.today()));
    let back = link::queue_again(&from);
    Ok(Either::Right(Page::ok(NothingNextPage { frame, back, from, is_narrowed, away_until })))
}
