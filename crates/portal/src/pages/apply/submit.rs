//! Saving one posted page, and what the pressed button asks for afterwards.

use actix_web::{HttpResponse, web};
use counter::{Counter, Error, Revision, Saved, Shape, TypedPage, Upload};
use kernel::DraftId;

use super::{
    earlier::copied_at,
    edit,
    sheet::Sheet,
    step::{Change, Pressed, Step},
    upload_fault::{Refused, refusals_in_address},
};
use crate::{
    link,
    pages::{gone::posted_draft_gone, identity::identity_at},
    visit::Visit,
};
use ::web::{
    fields::{element_id, lies_in},
    guard::{PostedFile, PostedPage, WebError, known},
    page::see_other,
};

/// Whatever comes of it, the page that is seen next is fetched: going back never asks anybody
/// to send a form again.
pub(super) async fn submit(
    counter: web::Data<Counter>,
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (draft, page) = path.into_inner();
    let id: DraftId = known(&draft)?;
    let pressed = Pressed::read(posted.fields);
    let owner = visit.visitor();
    let (fields, seen) = (&*pressed.answers, pressed.seen.as_ref());
    let typed = TypedPage { page: &page, fields, seen };
    let mut shown = match counter.save_page(&owner, &id, typed, visit.language).await {
        Ok(Saved::Taken(shown)) => *shown,
        Ok(Saved::Stale) => return Ok(again(&id, &page, &pressed, &["elsewhere=1"], None)),
        Err(fault) => {
            return posted_draft_gone(&counter, &visit, (&id, &page), fields, fault).await;
        }
    };
    if !posted.files.is_empty() {
        let refused = attach(&counter, &visit, &id, posted.files, seen).await?;
        if !refused.is_empty() {
            return Ok(again(&id, &page, &pressed, &[&refusals_in_address(&refused)], None));
        }
        shown = counter.draft_page(&owner, &id, &page, false, visit.language).await?;
    }
    let sheet = Sheet::open(shown, &page, &counter, visit.language)?;
    match &pressed.step {
        Step::Next => Ok(next(&id, &page, &sheet, &pressed)),
        Step::Back if pressed.returns => Ok(see_other(&link::check(&id))),
        Step::Back => Ok(see_other(&sheet.previous())),
        Step::Language(language) => {
            let mut answer = again(&id, &page, &pressed, &[], None);
            // A cookie of ours always fits a header.
            drop(answer.add_cookie(&visit.remembers(*language)));
            Ok(answer)
        }
        Step::Verify(shape) => goes(&counter, &visit, &id, *shape, (&page, &pressed)).await,
        Step::External(at) => leaves(&counter, &visit, &id, at, (&page, &pressed)).await,
        Step::Consent(at) => asks(&counter, &visit, &id, at, (&page, &pressed)).await,
        Step::Look(at) => Ok(again(&id, &page, &pressed, &["changed=1"], Some(at))),
        Step::LetGo => {
            counter.let_identity_go(&owner, &id).await?;
            Ok(see_other(&identity_at(&id, &page, pressed.returns)))
        }
        Step::Copy(number) => {
            match counter.copy_earlier(&owner, &id, number, visit.language).await {
                // What is there no more, or has nothing more to tell, changes nothing.
                Ok(()) | Err(Error::NotFound) => {}
                Err(fault) => return Err(fault.into()),
            }
            Ok(see_other(&copied_at(&id, &page, pressed.returns)))
        }
        Step::Change(Change::Fill(at)) if edit::known_address(&sheet.draft.raw, at).is_none() => {
            let postal = format!("{at}/postal");
            sheet.form().field(&postal).ok_or(WebError::NotFound)?;
            let unfilled = format!("unfilled={}", link::percent_encoded(at));
            Ok(again(&id, &page, &pressed, &[&unfilled], Some(&postal)))
        }
        Step::Change(change) => {
            let at = carry_out(&counter, &visit, sheet, &page, change, seen).await?;
            Ok(again(&id, &page, &pressed, &["changed=1"], Some(&at)))
        }
    }
}

/// To the provider; while it is away, the same page says so.
async fn goes(
    counter: &Counter,
    visit: &Visit,
    id: &DraftId,
    shape: Shape,
    (page, pressed): (&str, &Pressed),
) -> Result<HttpResponse, WebError> {
    let door = counter.begin_identity(&visit.visitor(), id, shape, page).await?;
    Ok(door.map_or_else(
        || see_other(&identity_at(id, page, pressed.returns)),
        |door| see_other(&door),
    ))
}

/// To the service outside; while it is away, the same page says so.
async fn leaves(
    counter: &Counter,
    visit: &Visit,
    id: &DraftId,
    at: &str,
    (page, pressed): (&str, &Pressed),
) -> Result<HttpResponse, WebError> {
    let back = link::external(id, at, pressed.returns);
    match counter.begin_external(&visit.visitor(), id, at, &back).await {
        Ok(door) => Ok(see_other(&door)),
        Err(Error::ProviderAway | Error::Busy) => {
            let away = format!("away={}", link::percent_encoded(at));
            Ok(again(id, page, pressed, &[&away], Some(at)))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The same page with a link by which another person is asked to agree.
async fn asks(
    counter: &Counter,
    visit: &Visit,
    id: &DraftId,
    at: &str,
    (page, pressed): (&str, &Pressed),
) -> Result<HttpResponse, WebError> {
    counter.ask_consent(&visit.visitor(), id, at).await?;
    Ok(again(id, page, pressed, &["changed=1"], Some(at)))
}

/// Where 次へ leads.
fn next(id: &DraftId, page: &str, sheet: &Sheet, pressed: &Pressed) -> HttpResponse {
    if sheet.errors().next().is_none() {
        if sheet.line().is_some() && !pressed.would_wait {
            return again(id, page, pressed, &["full=1"], None);
        }
        return see_other(&if pressed.returns { sheet.back_to_check() } else { sheet.next() });
    }
    match newly_asked(sheet, &pressed.closed) {
        Some(at) => again(id, page, pressed, &["opened=1"], Some(&at)),
        None => again(id, page, pressed, &["mend=1"], None),
    }
}

/// The same page, fetched: shown as `how` says, at one of its fields.
fn again(
    id: &DraftId,
    page: &str,
    pressed: &Pressed,
    how: &[&str],
    at: Option<&str>,
) -> HttpResponse {
    let mut how = how.to_vec();
    let keeps_mending = pressed.mending && keeps_mending(&pressed.step);
    how.extend(keeps_mending.then_some("mend=1"));
    how.extend(pressed.returns.then_some(link::RETURN));
    let place = at.map(|at| format!("#{}", element_id(at))).unwrap_or_default();
    see_other(&format!("{}{place}", link::apply_again(id, page, &how)))
}

/// Whether mistakes are shown on after `step`. A row that was just asked for is no mistake yet.
fn keeps_mending(step: &Step) -> bool {
    matches!(step, Step::Change(change) if !matches!(change, Change::Add(_)))
}

/// The first question of the page that the answers have just opened, when nothing else is wrong.
fn newly_asked(sheet: &Sheet, closed: &[String]) -> Option<String> {
    let opened = sheet.opened(closed);
    let is_new = |at: &str| opened.iter().any(|open| lies_in(at, open));
    let first = sheet.errors().next()?.at.clone();
    sheet.errors().all(|problem| is_new(&problem.at)).then_some(first)
}

/// Takes the posted files; one that is not fit is refused and the others are kept.
async fn attach(
    counter: &Counter,
    visit: &Visit,
    id: &DraftId,
    files: Vec<PostedFile>,
    seen: Option<&Revision>,
) -> Result<Vec<Refused>, WebError> {
    let owner = visit.visitor();
    let mut refused = Vec::new();
    for file in files {
        let sender = Some(file.sender);
        let upload = Upload { file_name: file.file_name, bytes: file.bytes, sender };
        match counter.attach(&owner, id, &format!("/{}", file.field), upload, seen).await {
            Ok(_) => {}
            Err(Error::Upload(fault)) => refused.push((file.field, fault)),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(refused)
}

/// Carries out a change of what was typed, and says where to look afterwards.
async fn carry_out(
    counter: &Counter,
    visit: &Visit,
    sheet: Sheet,
    page: &str,
    change: &Change,
    seen: Option<&Revision>,
) -> Result<String, WebError> {
    let owner = visit.visitor();
    let mut draft = sheet.draft;
    if let Change::Detach { at, file } = change {
        counter.detach(&owner, &draft.id, at, file, seen).await?;
        return Ok(at.clone());
    }
    let changed = edit::carry_out(&draft.published.form, &mut draft.raw, change);
    let at = changed.ok_or(WebError::NotFound)?;
    counter.save_raw(&owner, &draft.id, page, &draft.raw).await?;
    Ok(at)
}
