//! Showing sensitive answers in clear, after saying why: one reason for as many of a case as
//! are needed.
//!
//! The desk records each look before it gives a value; the page is never kept.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use back_office::{BackOffice, Error};

use super::{
    case::{Extra, Notice, case_id, page_of},
    fresh::{Asked, Desk},
    typed::Typed,
};
use ::web::{
    guard::{Browser, Guarded, Signed, WebError, Worker},
    page::Page,
};

/// The case with the chosen answers in clear. What was in clear before is asked for again
/// with them, so that the second does not hide the first.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id = case_id(&id)?;
    let typed = Typed::new(posted.into_inner());
    let wanted = wanted(&typed);
    let problem = if wanted.is_empty() {
        Some("見る項目を選んでください。")
    } else if typed.value("reason").trim().is_empty() {
        Some("表示する理由を書いてください。")
    } else {
        None
    };
    if let Some(problem) = problem {
        let extra = Extra::returned(Notice::problem(problem), typed);
        let page = page_of(&back_office, &staff, &browser, &id, extra).await?;
        return Ok(Page::to_mend(page).respond_to(&request));
    }
    let desk = Desk::at(&back_office, &request)?;
    let (staff, browser) = match desk.proves(staff, browser, &typed).await? {
        Asked::GoesOn(staff, browser) => (staff, browser),
        Asked::Again(page) => return Ok(page),
    };
    let reason = typed.value("reason").trim().to_owned();
    let revealed = match back_office.reveal(&staff, &id, &wanted, &reason).await {
        Err(Error::FactorNotFresh) => return desk.asks(&staff, &browser, &typed, None).await,
        revealed => revealed?,
    };
    let from = typed.value("from").to_owned();
    let extra = Extra { revealed, reason, from, ..Extra::default() };
    let page = page_of(&back_office, &staff, &browser, &id, extra).await?;
    Ok(Page::ok(page).respond_to(&request))
}

/// The places of the chosen answers, or of all that are masked.
fn wanted(typed: &Typed) -> Vec<String> {
    let everything = typed.found("all").is_some();
    let chosen = |name: &str| name == "at" || (everything && name == "masked");
    typed.all().filter(|(name, _)| chosen(name)).map(|(_, at)| at.to_owned()).collect()
}
