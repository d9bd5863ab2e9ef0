//! A page of a draft, saved while somebody is typing.

use actix_web::web;
use counter::{Counter, Error, Saved, TypedPage};
use kernel::DraftId;

use super::{sheet::Sheet, step::Pressed};
use crate::{pages::live::Told, visit::Visit};
use ::web::{
    guard::{Guarded, WebError, known},
    shown,
};

pub(super) async fn save(
    counter: web::Data<Counter>,
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<web::Json<Told>, WebError> {
    let (draft, page) = path.into_inner();
    let pressed = Pressed::read(posted.into_inner());
    let id: DraftId = known(&draft)?;
    let (visitor, w) = (visit.visitor(), visit.words());
    let fields = &*pressed.answers;
    let typed = TypedPage { page: &page, fields, seen: pressed.seen.as_ref() };
    let saved = match counter.save_page(&visitor, &id, typed, visit.language).await {
        Ok(Saved::Taken(saved)) => saved,
        Ok(Saved::Stale) => return Ok(web::Json(Told::stale(w.changed_elsewhere_live().plain()))),
        Err(fault @ Error::NotFound) => {
            if counter.keep_what_was_left(&visitor, &id, &page, fields).await? {
                return Ok(web::Json(Told::stale(w.taken_elsewhere_live().plain())));
            }
            return Err(fault.into());
        }
        Err(other) => return Err(other.into()),
    };
    let at = shown::clock(saved.draft.updated_at, visit.language);
    let sheet = Sheet::open(*saved, &page, &counter, visit.language)?;
    let (fields, hidden) = (sheet.fields(false)?, sheet.closed());
    let told = Told::of(sheet.form(), sheet.checked.clone(), hidden, &fields, w);
    Ok(web::Json(told.saved(w.saved_at(at).plain())))
}
