//! Going on elsewhere: `/apply/{draft}/continue` shows a code, `/resume` takes it.
//! Also `/apply/{draft}/discard`, for those who do not want to go on at all.

use actix_web::{Either, HttpRequest, HttpResponse, web};
use askama::Template;
use counter::{Counter, Draft, Error};
use kernel::{DraftId, ResumeCode};
use serde::Deserialize;

use crate::{
    link,
    rule::{DRAFT, DRAFT_FORM, PUBLIC},
    visit::Visit,
    wording::Wording,
};
use ::web::{
    fields::Mistake,
    guard::{Guard, Guarded, WebError, known},
    limits::Rate,
    page::{Page, see_other},
    route::{Admission, Changing, Object},
    shown,
    table::Table,
    wording::Phrase,
};

pub(super) fn routes(table: &mut Table) {
    let code = Changing::form(Admission::Anybody, Object::Nothing, Rate::Code);
    table
        .get("/apply/{draft}/taken", DRAFT, show_taken)
        .post("/apply/{draft}/taken", DRAFT_FORM, take_back)
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
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<Page<ElsewherePage>, WebError> {
    Ok(Page::ok(elsewhere(&counter, visit, &draft, false).await?))
}

/// A code is in no address, so this page answers the POST itself; reloading makes a new code.
async fn make(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
    _ours: Guarded<Vec<(String, String)>>,
) -> Result<Page<ElsewherePage>, WebError> {
    Ok(Page::ok(elsewhere(&counter, visit, &draft, true).await?))
}

async fn elsewhere(
    counter: &Counter,
    visit: Visit,
    draft: &str,
    with_code: bool,
) -> Result<ElsewherePage, WebError> {
    let id: DraftId = known(draft)?;
    let draft = own_draft(counter, &visit, &id).await?;
    let code =
        if with_code { Some(counter.resume_code(&visit.visitor(), &id).await?) } else { None };
    let (w, language) = (visit.words(), visit.language);
    Ok(ElsewherePage {
        procedure: draft.published.form.title(language).to_owned(),
        until: w.resume_until(shown::day(draft.expires_at.day(), counter.today(), language)),
        draft: id,
        visit,
        w,
        code,
    })
}

async fn own_draft(counter: &Counter, visit: &Visit, id: &DraftId) -> Result<Draft, WebError> {
    let found = counter.draft(&visit.visitor(), id).await;
    found.map_err(
        |fault| {
            if matches!(fault, Error::NotFound) { WebError::NoDraft } else { fault.into() }
        },
    )
}

/// A draft goes on in another browser, and can be taken back.
#[derive(Template)]
#[template(path = "resident/taken.html")]
struct TakenPage {
    visit: Visit,
    w: Wording,
    address: String,
}

/// The page where something was typed that nobody has taken.
#[derive(Deserialize)]
struct Left {
    page: Option<String>,
}

async fn show_taken(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
    left: web::Query<Left>,
) -> Result<Either<HttpResponse, Page<TakenPage>>, WebError> {
    let id: DraftId = known(&draft)?;
    if !counter.went_elsewhere(&visit.visitor(), &id).await? {
        // It is here again, or not to be had any more.
        return Ok(Either::Left(see_other(&link::draft(&id))));
    }
    let address = link::taken(&id, left.page.as_deref());
    let w = visit.words();
    Ok(Either::Right(Page::ok(TakenPage { visit, w, address })))
}

async fn take_back(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
    left: web::Query<Left>,
    _ours: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    match counter.take_back(&visit.visitor(), &id).await {
        Ok(()) | Err(Error::NotFound) => {}
        Err(other) => return Err(other.into()),
    }
    Ok(see_other(&match &left.page {
        Some(page) => link::apply_again(&id, page, &["elsewhere=1"]),
        None => link::draft(&id),
    }))
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
    counter: web::Data<Counter>,
    guard: web::Data<Guard>,
    request: HttpRequest,
    visit: Visit,
    posted: Guarded<Posted>,
) -> Result<Either<HttpResponse, Page<ResumePage>>, WebError> {
    guard.may_try_code(&request)?;
    if let Ok(code) = posted.code.parse::<ResumeCode>() {
        match counter.resume(&visit.visitor(), &code).await {
            Ok(draft) => return Ok(Either::Left(see_other(&link::draft(&draft)))),
            Err(Error::NotFound | Error::Gone) => guard.wrong_code(&request),
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
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<Page<DiscardPage>, WebError> {
    let id: DraftId = known(&draft)?;
    let draft = own_draft(&counter, &visit, &id).await?;
    let procedure = draft.published.form.title(visit.language).to_owned();
    let w = visit.words();
    Ok(Page::ok(DiscardPage { visit, w, draft: id, procedure }))
}

async fn discard(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
    _ours: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    counter.discard(&visit.visitor(), &id).await?;
    Ok(see_other(link::HOME))
}
