//! Saving one posted page, and what the pressed button asks for afterwards.

use actix_web::{HttpRequest, HttpResponse, Responder, web};
use kernel::DraftId;
use service_desk::{Desk, DeskError, Draft, Upload, UploadFault};

use super::{
    edit,
    posted::PostedPage,
    sheet::Sheet,
    show::{ApplyPage, Mode},
    step::{Change, Pressed, Step},
    upload_fault::upload_sentence,
};
use crate::{
    fields::{element_id, lies_in, posted_name},
    guard::{PostedFile, WebError},
    layout::{Page, Visit, language_cookie, see_other},
    link,
    pages::{known, sent_already},
};

/// A file that was not taken: its field and why.
type Refused = (String, UploadFault);

pub(super) async fn submit(
    desk: web::Data<Desk>,
    request: HttpRequest,
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (draft, page) = path.into_inner();
    let id: DraftId = known(&draft)?;
    let pressed = Pressed::read(posted.fields);
    let owner = visit.visitor();
    let answers = pressed.answers.clone();
    let saved = match desk.save_page(&owner, &id, &page, answers, visit.language).await {
        Ok(saved) => saved,
        Err(fault) => return sent_already(&desk, &visit, &id, fault).await,
    };
    let (draft, refused) = attach(&desk, &visit, saved.draft, posted.files).await?;
    let mut sheet = Sheet::open(draft, &page, desk.today(), visit.language)?;
    for (field, fault) in &refused {
        sheet.add_problem(field, upload_sentence(fault, visit.words()).plain());
    }
    if !refused.is_empty() {
        return again(&request, visit, &sheet, Mode::Mending);
    }
    match pressed.step {
        Step::Next if sheet.errors().next().is_none() => Ok(see_other(&sheet.next())),
        Step::Next => Ok(match newly_asked(&sheet, &pressed.closed) {
            Some(at) => see_other(&at_field(&id, &page, "opened", &at)),
            None => return again(&request, visit, &sheet, Mode::Mending),
        }),
        Step::Back => Ok(see_other(&sheet.previous())),
        Step::Language(language) => {
            let mut answer = see_other(&link::apply(&id, &page));
            // A cookie of ours always fits a header.
            drop(answer.add_cookie(&language_cookie(language, &visit.city)));
            Ok(answer)
        }
        Step::Change(Change::Fill(at)) if edit::known_address(&sheet.draft.raw, &at).is_none() => {
            unfilled(&request, visit, sheet, &at, pressed.mending)
        }
        Step::Change(change) => {
            let at = carry_out(&desk, &visit, sheet, &page, change).await?;
            let mode = if pressed.mending { "mend" } else { "changed" };
            Ok(see_other(&at_field(&id, &page, mode, &at)))
        }
    }
}

/// The same page with its mistakes.
fn again(
    request: &HttpRequest,
    visit: Visit,
    sheet: &Sheet,
    mode: Mode,
) -> Result<HttpResponse, WebError> {
    let page = ApplyPage::new(visit, sheet, mode)?;
    Ok(Page::to_mend(page).respond_to(request))
}

/// The same page with a sentence at the postal code of the address at `at`.
fn unfilled(
    request: &HttpRequest,
    visit: Visit,
    mut sheet: Sheet,
    at: &str,
    mending: bool,
) -> Result<HttpResponse, WebError> {
    let postal = format!("{at}/postal");
    sheet.form().field(&postal).ok_or(WebError::NotFound)?;
    if !mending {
        // Nobody has tried to go on, so that nothing else is complained about yet.
        sheet.checked.problems.clear();
    }
    sheet.add_problem(&posted_name(&postal), visit.words().postal_unknown().plain());
    let mode = if mending { Mode::Mending } else { Mode::Unfilled };
    again(request, visit, &sheet, mode)
}

fn at_field(draft: &DraftId, page: &str, mode: &str, at: &str) -> String {
    format!("{}?{mode}=1#{}", link::apply(draft, page), element_id(at))
}

/// The first question that the answers have just opened, when nothing else is wrong.
fn newly_asked(sheet: &Sheet, closed: &[String]) -> Option<String> {
    let opened = sheet.opened(closed);
    let only_new = sheet.errors().all(|problem| opened.iter().any(|at| lies_in(&problem.at, at)));
    opened.into_iter().next().filter(|_| only_new)
}

/// Takes the posted files; one that is not fit is refused and the others are kept.
async fn attach(
    desk: &Desk,
    visit: &Visit,
    mut draft: Draft,
    files: Vec<PostedFile>,
) -> Result<(Draft, Vec<Refused>), WebError> {
    let (owner, id) = (visit.visitor(), draft.id.clone());
    let mut refused = Vec::new();
    for file in files {
        let upload = Upload { file_name: file.file_name, bytes: file.bytes };
        match desk.attach(&owner, &id, &format!("/{}", file.field), upload).await {
            Ok(with_file) => draft = with_file,
            Err(DeskError::Upload(fault)) => refused.push((file.field, fault)),
            Err(other) => return Err(other.into()),
        }
    }
    Ok((draft, refused))
}

/// Carries out a change of what was typed, and says where to look afterwards.
async fn carry_out(
    desk: &Desk,
    visit: &Visit,
    sheet: Sheet,
    page: &str,
    change: Change,
) -> Result<String, WebError> {
    let owner = visit.visitor();
    let mut draft = sheet.draft;
    if let Change::Detach { at, file } = change {
        desk.detach(&owner, &draft.id, &at, &file).await?;
        return Ok(at);
    }
    let changed = edit::carry_out(&draft.published.form, &mut draft.raw, &change);
    let at = changed.ok_or(WebError::NotFound)?;
    desk.save_raw(&owner, &draft.id, page, draft.raw).await?;
    Ok(at)
}
