//! Showing one page of a draft.

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use kernel::DraftId;
use serde::Deserialize;
use service_desk::Desk;

use super::sheet::Sheet;
use crate::{
    fields::{FieldView, Mistake, mistakes},
    guard::WebError,
    layout::{Page, Visit, see_other},
    link,
    pages::known,
    shown,
    wording::{Phrase, Wording},
};

#[derive(Template)]
#[template(path = "resident/apply.html")]
pub(super) struct ApplyPage {
    visit: Visit,
    w: Wording,
    procedure: String,
    title: String,
    help: String,
    address: String,
    elsewhere: String,
    step: usize,
    total: usize,
    last: bool,
    fields: Vec<FieldView>,
    mistakes: Vec<Mistake>,
    closed: Vec<String>,
    mode: Mode,
    newer_version: bool,
    saved: Phrase,
}

/// Why the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// To be filled in.
    Fresh,
    /// Because answers opened more questions.
    Opened,
    /// Because something is to be put right.
    Mending,
}

impl ApplyPage {
    pub(super) fn new(visit: Visit, sheet: &Sheet, mode: Mode) -> Result<Self, WebError> {
        let w = visit.words();
        let fields = sheet.fields(mode == Mode::Mending)?;
        let page = sheet.page()?;
        let (step, total) = sheet.progress();
        let problems = if mode == Mode::Mending { &*sheet.checked.problems } else { &[] };
        let saved = match &sheet.draft.page {
            Some(_) => w.saved_at(shown::clock(sheet.draft.updated_at, visit.language)),
            None => w.saves_itself(),
        };
        Ok(Self {
            procedure: sheet.form().title(visit.language).to_owned(),
            title: page.title(visit.language).to_owned(),
            help: page.help.get(visit.language).to_owned(),
            address: link::apply(&sheet.draft.id, &page.id),
            elsewhere: link::elsewhere(&sheet.draft.id),
            step,
            total,
            last: sheet.is_last(),
            mistakes: mistakes(problems, &fields, w),
            closed: sheet.closed(),
            newer_version: sheet.draft.newer_version,
            visit,
            fields,
            mode,
            saved,
            w,
        })
    }

    fn has_files(&self) -> bool {
        self.fields.iter().any(FieldView::has_files)
    }
}

#[derive(Deserialize)]
pub(super) struct Query {
    mend: Option<String>,
    opened: Option<String>,
}

pub(super) async fn show(
    desk: web::Data<Desk>,
    visit: Visit,
    path: web::Path<(String, String)>,
    query: web::Query<Query>,
) -> Result<Either<HttpResponse, Page<ApplyPage>>, WebError> {
    let (draft, page) = path.into_inner();
    let draft = desk.draft(&visit.visitor(), &known(&draft)?).await?;
    let sheet = Sheet::open(draft, &page, desk.today(), visit.language)?;
    if sheet.is_skipped() {
        return Ok(Either::Left(see_other(&sheet.next())));
    }
    let mode = match *query {
        Query { mend: Some(_), .. } => Mode::Mending,
        Query { opened: Some(_), .. } => Mode::Opened,
        Query { .. } => Mode::Fresh,
    };
    Ok(Either::Right(Page::ok(ApplyPage::new(visit, &sheet, mode)?)))
}

/// `/apply/{draft}` leads to where the resident left off.
pub(super) async fn go_on(
    desk: web::Data<Desk>,
    visit: Visit,
    draft: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    let drafts = desk.drafts_of(&visit.visitor()).await?;
    let draft = drafts.iter().find(|draft| draft.id == id).ok_or(WebError::NotFound)?;
    Ok(see_other(&link::apply(&id, &draft.next_page)))
}
