//! What the script asks while somebody is typing: saved, and what is said about it.
//!
//! The answer comes from the same engine as the page's own; there is one truth.

use actix_web::web;
use form_engine::{Problem, Widget};
use kernel::DraftId;
use serde::Serialize;
use service_desk::Desk;

use super::{sheet::Sheet, step::Pressed};
use crate::{
    fields::{Control, FieldView, change_line},
    guard::{Guarded, WebError},
    layout::Visit,
    pages::known,
    shown,
    wording::Wording,
};

#[derive(Serialize)]
pub(super) struct Told {
    saved: String,
    hidden: Vec<String>,
    problems: Vec<Problem>,
    changes: Vec<ToldChange>,
    computed: Vec<ToldValue>,
}

#[derive(Serialize)]
struct ToldChange {
    at: String,
    from: String,
    to: String,
    text: String,
}

#[derive(Serialize)]
struct ToldValue {
    at: String,
    text: String,
}

pub(super) async fn save(
    desk: web::Data<Desk>,
    visit: Visit,
    path: web::Path<(String, String)>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<web::Json<Told>, WebError> {
    let (draft, page) = path.into_inner();
    let answers = Pressed::read(posted.into_inner()).answers;
    let id: DraftId = known(&draft)?;
    let saved = desk.save_page(&visit.visitor(), &id, &page, answers, visit.language).await?;
    let at = shown::clock(saved.draft.updated_at, visit.language);
    let sheet = Sheet::open(saved.draft, &page, desk.today(), visit.language)?;
    let mut computed = Vec::new();
    collect_computed(&sheet.fields(false)?, visit.words(), &mut computed);
    Ok(web::Json(Told {
        saved: visit.words().saved_at(at).plain(),
        hidden: sheet.closed(),
        changes: changes(&sheet, &visit),
        problems: sheet.checked.problems,
        computed,
    }))
}

/// What was put right, except dates, whose boxes keep what was typed.
fn changes(sheet: &Sheet, visit: &Visit) -> Vec<ToldChange> {
    let told = |change: &form_engine::Change| {
        let field = sheet.form().field(&change.at)?;
        let text = change_line(field, change, visit.words())?;
        let to = if field.widget == Widget::Date { &change.from } else { &change.to };
        Some(ToldChange { at: change.at.clone(), from: change.from.clone(), to: to.clone(), text })
    };
    sheet.checked.changes.iter().filter_map(told).collect()
}

fn collect_computed(fields: &[FieldView], w: Wording, into: &mut Vec<ToldValue>) {
    for field in fields {
        if let Control::Computed { text } = &field.control {
            let text = if text.is_empty() { w.computed_yet().plain() } else { text.clone() };
            into.push(ToldValue { at: field.at.clone(), text });
        }
        collect_computed(field.inside(), w, into);
    }
}
