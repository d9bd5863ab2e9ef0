//! `/together/{bundle}`: several procedures on one page, with their common answers.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use askama::Template;
use counter::{Bundle, BundleItem, BundleState, Counter};
use kernel::{BundleId, Language};
use serde::Deserialize;

use super::{
    apply::{Change, Pressed, Step},
    live::Told,
};
use crate::{link, rule::PUBLIC_FORM, visit::Visit, wording::Wording};
use ::web::{
    fields::{FieldView, FormPage, Mistake, mistakes, posted_name},
    guard::{Guarded, WebError, known},
    limits::Rate,
    page::{Page, see_other},
    postal::{FilledAddress, address_of},
    route::{Admission, Changing, Object, Reading},
    table::Table,
    wording::Phrase,
};

pub(super) fn routes(table: &mut Table) {
    let bundle = Reading::new(Admission::Owner, Object::Bundle, Rate::Page);
    let bundle_form = Changing::form(Admission::Owner, Object::Bundle, Rate::Form);
    let live_form = Changing::form(Admission::Owner, Object::Bundle, Rate::Live);
    table
        .post(link::TOGETHER, PUBLIC_FORM, start)
        .post("/together/{bundle}/live", live_form, live)
        .get("/together/{bundle}", bundle, show)
        .post("/together/{bundle}", bundle_form, answer);
}

#[derive(Template)]
#[template(path = "resident/together.html")]
struct TogetherPage {
    visit: Visit,
    w: Wording,
    title: String,
    lead: String,
    address: String,
    answered: bool,
    fields: Vec<FieldView>,
    mistakes: Vec<Mistake>,
    items: Vec<ItemView>,
    closed: Vec<String>,
}

struct ItemView {
    title: String,
    /// Where to go on; empty while there is nowhere to go.
    address: String,
    state: Phrase,
    filed: bool,
}

async fn start(
    counter: web::Data<Counter>,
    visit: Visit,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let chosen = posted.into_inner().into_iter().filter(|(name, _)| name == "procedure");
    let chosen: Vec<String> = chosen.map(|(_, id)| id).collect();
    let bundle = counter.start_bundle(&visit.visitor(), &chosen).await?;
    Ok(see_other(&link::together(&bundle)))
}

/// Whether somebody has tried to go on, in the address.
#[derive(Deserialize)]
struct Query {
    mend: Option<String>,
}

async fn show(
    counter: web::Data<Counter>,
    visit: Visit,
    bundle: web::Path<String>,
    query: web::Query<Query>,
) -> Result<Page<TogetherPage>, WebError> {
    let id: BundleId = known(&bundle)?;
    let bundle = counter.bundle(&visit.visitor(), &id, visit.language).await?;
    Ok(Page::ok(TogetherPage::new(visit, &bundle, query.mend.is_some())?))
}

async fn answer(
    counter: web::Data<Counter>,
    visit: Visit,
    bundle: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id: BundleId = known(&bundle)?;
    let Pressed { step, mut answers, closed, .. } = Pressed::read(posted.into_inner());
    let changed = matches!(&step, Step::Change(change) if put_in(change, &mut answers));
    let (visitor, address) = (visit.visitor(), link::together(&id));
    if changed {
        // Nobody has tried to go on, so that nothing is complained about yet.
        counter.note_bundle(&visitor, &id, &answers, visit.language).await?;
        return Ok(see_other(&address));
    }
    counter.answer_bundle(&visitor, &id, &answers, visit.language).await?;
    let bundle = counter.bundle(&visitor, &id, visit.language).await?;
    if bundle.checked.ok() {
        return Ok(see_other(&address));
    }
    let opened = closed.iter().any(|at| !bundle.hidden.contains(at));
    Ok(see_other(&if opened { address } else { format!("{address}?mend=1") }))
}

/// The common answers, kept while somebody is typing.
async fn live(
    counter: web::Data<Counter>,
    visit: Visit,
    bundle: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<web::Json<Told>, WebError> {
    let id: BundleId = known(&bundle)?;
    let answers = Pressed::read(posted.into_inner()).answers;
    let bundle = counter.note_bundle(&visit.visitor(), &id, &answers, visit.language).await?;
    let (hidden, w) = (bundle.hidden.clone(), visit.words());
    Ok(web::Json(Told::of(&bundle.common, bundle.checked, hidden, &[], w)))
}

/// Carries out a change of what was typed among the posted answers; common answers have
/// neither rows nor files.
fn put_in(change: &Change, answers: &mut Vec<(String, String)>) -> bool {
    match change {
        Change::Repair { at, value } => put(answers, posted_name(at), value),
        Change::Fill(at) => {
            let under = |part: &str| format!("{}/{part}", posted_name(at));
            let typed = answers.iter().find(|(name, _)| *name == under("postal"));
            let known = typed.and_then(|(_, code)| address_of(code));
            for (part, value) in known.iter().flat_map(FilledAddress::parts) {
                put(answers, under(part), value);
            }
        }
        Change::Add(_) | Change::Remove(_) | Change::Detach { .. } => return false,
    }
    true
}

fn put(answers: &mut Vec<(String, String)>, name: String, value: &str) {
    answers.retain(|(known, _)| *known != name);
    answers.push((name, value.to_owned()));
}

impl TogetherPage {
    fn new(visit: Visit, bundle: &Bundle, mending: bool) -> Result<Self, WebError> {
        let (w, language) = (visit.words(), visit.language);
        let page = bundle.common.pages().first().ok_or(WebError::NotFound)?;
        let shown = FormPage {
            form: &bundle.common,
            raw: &bundle.raw,
            checked: &bundle.checked,
            show_problems: mending,
            hidden: &bundle.hidden,
            files: &[],
            upload: None,
            verified: &[],
            told: &[],
            remarks: &[],
            language,
        };
        let needed = |field: &&Arc<form_engine::Field>| bundle.needed.contains(&field.name);
        let fields: Vec<FieldView> = page
            .fields
            .iter()
            .filter(needed)
            .map(|field| shown.field(field, &field.pointer))
            .collect();
        let problems = if mending { &*bundle.checked.problems } else { &[] };
        Ok(Self {
            title: bundle.common.title(language).to_owned(),
            lead: bundle.common.description(language).to_owned(),
            address: link::together(&bundle.id),
            answered: bundle.answered && !mending,
            closed: bundle.hidden.clone(),
            mistakes: mistakes(problems, &fields, *w),
            items: bundle.items.iter().map(|item| ItemView::of(item, language)).collect(),
            fields,
            visit,
            w,
        })
    }
}

impl ItemView {
    fn of(item: &BundleItem, language: Language) -> Self {
        let w = Wording::new(language);
        let (address, state) = match &item.state {
            BundleState::NotStarted => (String::new(), w.together_waits()),
            BundleState::Open { draft, next_page, pages_left: 0 } => {
                (link::apply(draft, next_page), w.together_to_send())
            }
            BundleState::Open { draft, next_page, pages_left } => {
                (link::apply(draft, next_page), w.together_pages_left(*pages_left))
            }
            BundleState::Filed(number) => (link::receipt(number), w.together_filed(number)),
        };
        Self {
            title: item.published.form.title(language).to_owned(),
            filed: matches!(item.state, BundleState::Filed(_)),
            address,
            state,
        }
    }
}
