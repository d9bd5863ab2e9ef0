//! `/office/cases/{id}`: one case with everything that it takes to decide it.

mod can;
pub(super) mod changes;
mod deciding;
mod extra;
pub(super) mod files;
pub(super) mod grounds;
mod labelling;
pub(super) mod neighbour;
mod others;
pub(super) mod outline;
pub(super) mod papers;
mod signature;
mod talk;
mod verified;
mod view;

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, Heirs, Staff};
use kernel::{Language, SubmissionId};
use review_workflow::CommandKind;
use serde::Deserialize;

pub(super) use self::{
    deciding::why_not,
    extra::{Extra, Notice},
    view::{CasePage, standing_of},
};
use crate::{enclosing::Chosen, frame::Frame};
use ::web::{
    guard::{Browser, Reader, Signed, WebError, known},
    page::Page,
};

/// What just happened to the case, where the person came from, and which part of the
/// history they want.
#[derive(Debug, Deserialize)]
pub(super) struct Arrival {
    done: Option<String>,
    #[serde(default)]
    from: String,
    before: Option<i64>,
    /// The case that was finished before this one came up.
    finished: Option<String>,
    /// Nothing stands beside it on this side.
    end: Option<String>,
}

/// The list that a case is looked at from, by its query.
#[derive(Debug, Deserialize)]
pub(crate) struct InList {
    #[serde(default)]
    pub(crate) from: String,
}

/// The case as far as this person may see it.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    id: web::Path<String>,
    arrival: web::Query<Arrival>,
) -> Result<Page<impl Template>, WebError> {
    let Arrival { done, from, before, finished, end } = arrival.into_inner();
    let id = case_id(&id)?;
    let kind = done.as_deref().and_then(|word| word.parse().ok());
    let earlier = match before {
        Some(before) => Some(back_office.case_history(&staff, &id, before).await?),
        None => None,
    };
    let finished = match finished.and_then(|id| id.parse().ok()) {
        Some(finished) => back_office.receipt_number(&staff, &finished).await.ok(),
        None => None,
    };
    let notice = kind
        .map(Notice::done)
        .or_else(|| finished.as_ref().map(Notice::finished))
        .or_else(|| end.as_deref().and_then(Notice::end));
    let extra = Extra { notice, from, earlier, ..Extra::default() };
    page_of(&back_office, &staff, &browser, &id, extra).await.map(Page::ok)
}

/// The page of a case.
pub(super) async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    id: &SubmissionId,
    mut extra: Extra,
) -> Result<CasePage, WebError> {
    let view = back_office.case(staff, id, Language::Japanese).await?;
    let frame = Frame::of(back_office, staff, browser).await?;
    let gives = [CommandKind::Assign, CommandKind::HandOver];
    let heirs = if gives.iter().any(|kind| view.available.contains(kind)) {
        back_office.heirs(&view.place).await?
    } else {
        Heirs::default()
    };
    let form = extra.typed.value("type").to_owned();
    extra.chosen = Chosen::with(back_office, staff, id, (&form, &extra.typed)).await?;
    if view.available.contains(&CommandKind::Consult) {
        extra.advisers = back_office.advisers(&view.place).await?;
    }
    Ok(CasePage::of((view, back_office.today()), frame, heirs, extra))
}

/// What is no id names no case.
pub(super) fn case_id(text: &str) -> Result<SubmissionId, WebError> {
    known(text)
}
