//! Taking cases: the next one, or those that were chosen in the list.

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use back_office::BackOffice;
use kernel::{Language, SubmissionId};
use review_workflow::Command;

use super::{frame::Frame, queue::TakeFilter};
use crate::link;
use ::web::{
    guard::{Browser, Clerk, Guarded, Signed, WebError, sentence},
    page::{Page, see_other},
};

/// More than a clerk looks through at once.
const MOST_AT_ONCE: usize = 50;

#[derive(Template)]
#[template(path = "nothing_next.html")]
struct NothingNextPage {
    frame: Frame,
    /// The list that it was pressed on.
    back: String,
}

#[derive(Template)]
#[template(path = "taken.html")]
struct TakenPage {
    frame: Frame,
    taken: Vec<(String, String)>,
    left: Vec<(String, String)>,
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
    if let Some(id) = back_office.take_next(&staff, wanted.filter()).await? {
        return Ok(Either::Left(see_other(&link::case_from(&id, &from))));
    }
    let frame = Frame::of(&back_office, &staff, &browser, None).await?;
    Ok(Either::Right(Page::ok(NothingNextPage { frame, back: link::queue_again(&from) })))
}

/// Takes every chosen case that can still be taken, and says what became of the others.
pub(super) async fn chosen(
    back_office: web::Data<BackOffice>,
    staff: Signed<Clerk>,
    browser: Browser,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<Page<impl Template>, WebError> {
    let (mut taken, mut left) = (Vec::new(), Vec::new());
    for (id, version) in posted.iter().filter_map(chosen_case).take(MOST_AT_ONCE) {
        let number = back_office.case(&staff, &id, Language::Japanese).await?.receipt_number;
        match back_office.command(&staff, &id, version, Command::Claim.into()).await {
            Ok(()) => taken.push((link::case(&id), number.to_string())),
            Err(fault) => {
                let why = sentence(&fault.into(), Language::Japanese).advice;
                left.push((number.to_string(), why.into_owned()));
            }
        }
    }
    let frame = Frame::of(&back_office, &staff, &browser, None).await?;
    Ok(Page::ok(TakenPage { frame, taken, left }))
}

/// A ticked box holds the case and the version that was seen: `0193…:4`.
fn chosen_case((name, value): &(String, String)) -> Option<(SubmissionId, i64)> {
    let (id, version) = value.split_once(':').filter(|_| name == "case")?;
    Some((id.parse().ok()?, version.parse().ok()?))
}
