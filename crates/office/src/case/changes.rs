//! `/office/cases/{id}/changes`: what was filed first, and any two revisions beside each other.

use std::collections::BTreeSet;

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, Revised, RevisionView};
use kernel::SubmissionId;
use serde::Deserialize;

use super::case_id;
use crate::{
    answers::{GroupView, Origins, Revealed, Showing},
    frame::Frame,
    link,
    queue::Choice,
};
use ::web::{
    guard::{Browser, Reader, Signed, WebError},
    page::Page,
};

/// What the last revision changed.
pub(super) struct ChangesView {
    /// Whether staff wrote it in the resident's place.
    pub(super) mended: bool,
    pub(super) rows: Vec<ChangeView>,
}

/// A field that the last revision changed.
pub(super) struct ChangeView {
    pub(super) label: String,
    pub(super) before: String,
    pub(super) after: String,
}

/// Which revisions are beside each other, and the list that the person came from.
#[derive(Debug, Deserialize)]
pub(crate) struct Between {
    before: Option<u32>,
    after: Option<u32>,
    #[serde(default)]
    from: String,
}

/// The page.
#[derive(Template)]
#[template(path = "changes.html")]
pub(crate) struct RevisionsPage {
    frame: Frame,
    receipt_number: String,
    title: String,
    back: String,
    here: String,
    from: String,
    befores: Vec<Choice>,
    afters: Vec<Choice>,
    /// Whether two are compared, and not one looked at.
    compares: bool,
    changes: Vec<ChangeView>,
    /// Whose answers stand below.
    shown: String,
    groups: Vec<GroupView>,
}

/// Two revisions of a case.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
    id: web::Path<String>,
    between: web::Query<Between>,
) -> Result<Page<impl Template>, WebError> {
    let (id, Between { before, after, from }) = (case_id(&id)?, between.into_inner());
    let seen = back_office.revised(&staff, &id, before, after).await?;
    let frame = Frame::of(&back_office, &staff, &browser).await?;
    Ok(Page::ok(RevisionsPage::of(frame, &id, seen, from)))
}

impl RevisionsPage {
    fn of(frame: Frame, id: &SubmissionId, seen: Revised, from: String) -> Self {
        let choices = |chosen: u32| {
            let chosen = chosen.to_string();
            let choice = |revision: &RevisionView| {
                Choice::new(&revision.number.to_string(), &name(revision), Some(&chosen))
            };
            seen.revisions.iter().map(choice).collect()
        };
        let answers = Showing {
            case: id,
            files: &seen.attachments,
            revealed: &Revealed::new(),
            may_reveal: BTreeSet::new(),
            opens_files: false,
            remarks: None,
            origins: Origins::default(),
        };
        let shown = seen.revisions.iter().find(|revision| revision.number == seen.after);
        Self {
            frame,
            receipt_number: seen.receipt_number.to_string(),
            title: seen.title.clone(),
            back: link::case_from(id, &from),
            here: link::case_part(id, "changes"),
            from,
            befores: choices(seen.before),
            afters: choices(seen.after),
            compares: seen.before != seen.after,
            shown: shown.map(name).unwrap_or_default(),
            groups: answers.groups(&seen.answers),
            changes: seen.changes.into_iter().map(ChangeView::from).collect(),
        }
    }
}

/// 第2版（補正、11月27日）
fn name(revision: &RevisionView) -> String {
    let by = match (revision.number, revision.by_staff) {
        (1, _) => "最初の申請",
        (_, true) => "職員が直したもの",
        (_, false) => "補正",
    };
    format!("第{}版（{by}、{}）", revision.number, revision.at.day().format("%-m月%-d日"))
}

impl ChangesView {
    pub(super) fn of(changes: Vec<back_office::ChangedField>, revisions: &[RevisionView]) -> Self {
        Self {
            mended: revisions.last().is_some_and(|revision| revision.by_staff),
            rows: changes.into_iter().map(ChangeView::from).collect(),
        }
    }
}

impl From<back_office::ChangedField> for ChangeView {
    fn from(field: back_office::ChangedField) -> Self {
        Self { label: field.label, before: field.before, after: field.after }
    }
}
