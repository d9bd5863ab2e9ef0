//! Going on elsewhere: `/apply/{draft}/continue` shows a code, `/resume` takes it.
//! Also `/apply/{draft}/discard`, for those who do not want to go on at all.

use actix_web::{Either, HttpRequest, HttpResponse, web};
use askama::Template;
use kernel::{DraftId, ResumeCode};
use serde::Deserialize;
use service_desk::{Desk, DeskError};

use super::{DRAFT, DRAFT_FORM, PUBLIC, known};
use crate::{
    fields::Mistake,
    guard::{Guard, Guarded, WebError},
    layout::{Page, Visit, see_other},
    link,
    route::{Admission, Changing, Object, Rate},
    shown,
    table::Table,
    wording::{Phrase, Wording},
};

pub(super) fn routes(table: &mut Table) {
    let code = Changing::form(Admission::Anybody, Object::Nothing, Rate::Code);
    table
        .get("/apply/{draft}/continue", DRAFT, offer)
        .post("/apply/{draft}/continue", DRAFT_FORM, make)
        .get("/apply/{draft}/discard", DRAFT, ask)
        .post("/apply/{draft}/discard", DRAFT_FORM, discard)
        .get(link::RESUME, PUBLIC, enter)
        .post(link::RESUME, code, resume);
}

#[derive(Template)]
#[template(path = "resident/elsewhere.html")]
struct ElsewherePage {
    visit: Visit,
    w: Wording,
    draft: DraftId,
    procedure: String,
    code: Option<ResumeCode>,
    until: Phrase,
}

async fn offer(
    desk: web::Data<Desk>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<Page<ElsewherePage>, WebError> {
    Ok(Page::ok(elsewhere(&desk, visit, &draft, false).await?))
}

/// A code is in no address, so this page answers the POST itself; reloading makes a new code.
async fn make(
    desk: web::Data<Desk>,
    visit: Visit,
    draft: web::Path<String>,
    _ours: Guarded<Vec<(String, String)>>,
) -> Result<Page<ElsewherePage>, WebError> {
    Ok(Page::ok(elsewhere(&desk, visit, &draft, true).await?))
}

async fn elsewhere(
    desk: &Desk,
    visit: Visit,
    draft: &str,
    with_code: bool,
) -> Result<ElsewherePage, WebError> {
    let id: DraftId = known(draft)?;
    let draft = desk.draft(&visit.visitor(), &id).await?;
    let code = if with_code { Some(desk.resume_code(&visit.visitor(), &id).await?) } else { None };
    let (w, language) = (visit.words(), visit.language);
    Ok(ElsewherePage {
        procedure: draft.published.form.title(language).to_owned(),
        until: w.resume_until(shown::day(draft.expires_at.day(), desk.today(), language)),
        draft: id,
        visit,
        w,
        code,
    })
}

#[derive(Template)]
#[template(path = "resident/resume.html")]
struct ResumePage {
    visit: Visit,
    w: Wording,
    code: String,
    mistakes: Vec<Mistake>,
}

#[derive(Deserialize)]
struct Posted {
    #[serde(default)]
    code: String,
}

async fn enter(visit: Visit) -> Page<ResumePage> {
    let w = visit.words();
    Page::ok(ResumePage { visit, w, code: String::new(), mistakes: Vec::new() })
}

async fn resume(
    desk: web::Data<Desk>,
    guard: web::Data<Guard>,
    request: HttpRequest,
    visit: Visit,
    posted: Guarded<Posted>,
) -> Result<Either<HttpResponse, Page<ResumePage>>, WebError> {
    guard.may_try_code(&request)?;
    if let Ok(code) = posted.code.parse::<ResumeCode>() {
        match desk.resume(&visit.visitor(), &code).await {
            Ok(draft) => return Ok(Either::Left(see_other(&link::draft(&draft)))),
            Err(DeskError::NotFound | DeskError::Gone) => guard.wrong_code(&request),
            Err(other) => return Err(other.into()),
        }
    }
    let w = visit.words();
    let mistakes = vec![Mistake { text: w.resume_wrong().plain(), address: "#code".into() }];
    let code = posted.into_inner().code;
    Ok(Either::Right(Page::to_mend(ResumePage { visit, w, code, mistakes })))
}

#[derive(Template)]
#[template(path = "resident/discard.html")]
struct DiscardPage {
    visit: Visit,
    w: Wording,
    draft: DraftId,
    procedure: String,
}

async fn ask(
    desk: web::Data<Desk>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<Page<DiscardPage>, WebError> {
    let id: DraftId = known(&draft)?;
    let draft = desk.draft(&visit.visitor(), &id).await?;
    let procedure = draft.published.form.title(visit.language).to_owned();
    let w = visit.words();
    Ok(Page::ok(DiscardPage { visit, w, draft: id, procedure }))
}

async fn discard(
    desk: web::Data<Desk>,
    visit: Visit,
    draft: web::Path<String>,
    _ours: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    desk.discard(&visit.visitor(), &id).await?;
    Ok(see_other(link::HOME))
}
