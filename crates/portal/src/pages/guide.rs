//! `/life-events/{event}`: a few questions, and then a person's own list of what to do.
//!
//! The answers tell of a birth, an illness or a death: they are posted, so that they stand
//! in no address, and kept sealed for an hour at most, for the browser that gave them.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use counter::{Counter, Published};
use form_engine::{Advice, Checked, Context, Form, StepKind, Visit as Coming};
use kernel::Language;
use serde::Deserialize;
use serde_json::Value;

use super::{
    catalogue::{ProcedureItem, life_event_name},
    live::Told,
    typed,
};
use crate::{
    link,
    rule::{LIVE, PUBLIC, PUBLIC_FORM},
    visit::Visit,
    wording::Wording,
};
use ::web::{
    fields::{FieldView, FormPage, Mistake, mistakes},
    guard::{Guarded, WebError},
    page::{Page, see_other},
    shown,
    table::Table,
    wording::Phrase,
};

pub(super) fn routes(table: &mut Table) {
    table
        .post("/life-events/{event}/live", LIVE, live)
        .get("/life-events/{event}", PUBLIC, ask)
        .post("/life-events/{event}", PUBLIC_FORM, answer);
}

/// Some guides cover two events.
fn guide_of(event: &str) -> &str {
    match event {
        "divorce" => "marriage",
        "retirement" => "job",
        other => other,
    }
}

/// The only page of a guide.
const QUESTIONS: &str = "questions";

#[derive(Template)]
#[template(path = "resident/guide.html")]
struct GuidePage {
    visit: Visit,
    w: Wording,
    title: Phrase,
    /// Nothing where nobody has written a guide for the event.
    questions: Option<Questions>,
    steps: Option<Vec<StepView>>,
    found: Vec<ProcedureItem>,
}

struct Questions {
    lead: String,
    address: String,
    fields: Vec<FieldView>,
    mistakes: Vec<Mistake>,
    closed: Vec<String>,
    /// Whether answers opened more questions.
    opened: bool,
}

/// One thing to do.
struct StepView {
    title: String,
    /// The procedure's own page, empty for things outside of the catalogue.
    address: String,
    /// The procedure's id, for filing several together; empty where that is not possible.
    id: String,
    by: Option<Phrase>,
    late: bool,
    note: String,
    visit: String,
    bring: Vec<String>,
}

/// Whether the questions have been answered, in the address.
#[derive(Deserialize)]
struct Query {
    answered: Option<String>,
}

/// Where the answers wait for the page to be fetched.
fn kept_as(event: &str) -> String {
    format!("guide {event}")
}

async fn ask(
    counter: web::Data<Counter>,
    visit: Visit,
    event: web::Path<String>,
    query: web::Query<Query>,
) -> Result<Page<GuidePage>, WebError> {
    let posted = match &query.answered {
        Some(_) => typed::read(&counter, &visit.visitor(), &kept_as(&event)).await?,
        None => None,
    };
    GuidePage::new(&counter, visit, &event, posted.as_deref()).map(Page::ok)
}

async fn answer(
    counter: web::Data<Counter>,
    visit: Visit,
    event: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    if counter.catalogue().guide(guide_of(&event)).is_none() {
        return Err(WebError::NotFound);
    }
    typed::keep(&counter, &visit.visitor(), &kept_as(&event), &posted).await?;
    Ok(see_other(&format!("{}?answered=1", link::life_event(&event))))
}

/// What is said about the answers while somebody is giving them; nothing is kept of it.
async fn live(
    counter: web::Data<Counter>,
    visit: Visit,
    event: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<web::Json<Told>, WebError> {
    let guide = counter.catalogue().guide(guide_of(&event)).ok_or(WebError::NotFound)?;
    let context = Context::on(counter.today()).speaking(visit.language);
    let raw = guide.shape_page(QUESTIONS, &posted, &guide.beginning());
    let (checked, hidden) = (guide.check(&raw, &context), guide.hidden(&raw, &context));
    Ok(web::Json(Told::of(&guide, checked, hidden, &[], visit.words())))
}

impl GuidePage {
    fn new(
        counter: &Counter,
        visit: Visit,
        event: &str,
        posted: Option<&[(String, String)]>,
    ) -> Result<Self, WebError> {
        let guide = counter.catalogue().guide(guide_of(event));
        let among = |p: &&Arc<Published>| p.form.procedure().life_events.iter().any(|e| e == event);
        let found: Vec<_> =
            counter.catalogue().procedures().iter().filter(among).cloned().collect();
        if found.is_empty() && guide.is_none() {
            return Err(WebError::NotFound);
        }
        let (w, language) = (visit.words(), visit.language);
        let title = match &guide {
            Some(guide) => Phrase::new(guide.title(language).to_owned()),
            None => life_event_name(&found, event, language),
        };
        let asked = guide.map(|guide| Asked::new(&guide, counter, event, posted, language));
        let (questions, steps) = match asked.transpose()? {
            Some(asked) => (Some(asked.questions), asked.steps),
            None => (None, None),
        };
        Ok(Self { found: ProcedureItem::list(&found, language), title, questions, steps, visit, w })
    }

    /// How many of the steps can be filed here.
    fn fileable(&self) -> usize {
        let steps = self.steps.as_deref().unwrap_or_default();
        steps.iter().filter(|step| !step.id.is_empty()).count()
    }
}

struct Asked {
    questions: Questions,
    steps: Option<Vec<StepView>>,
}

impl Asked {
    fn new(
        guide: &Form,
        counter: &Counter,
        event: &str,
        posted: Option<&[(String, String)]>,
        language: Language,
    ) -> Result<Self, WebError> {
        let context = Context::on(counter.today()).speaking(language);
        let begun = guide.beginning();
        let raw = guide.shape_page(QUESTIONS, posted.unwrap_or_default(), &begun);
        let checked = guide.check(&raw, &context);
        let hidden = guide.hidden(&raw, &context);
        let opened = posted.is_some_and(|posted| {
            let closed = posted.iter().filter(|(name, _)| name == ":closed");
            closed.into_iter().any(|(_, at)| !hidden.contains(at))
        });
        let answered = posted.is_some() && checked.ok();
        let fields = fields(guide, &raw, &checked, &hidden, posted.is_some() && !opened, language)?;
        let told = if posted.is_some() && !opened { &*checked.problems } else { &[] };
        let w = Wording::new(language);
        Ok(Self {
            questions: Questions {
                lead: guide.description(language).to_owned(),
                address: link::life_event(event),
                mistakes: mistakes(told, &fields, *w),
                fields,
                closed: hidden,
                opened: opened && !answered,
            },
            steps: answered.then(|| {
                let (mut advice, defects) = guide.advice(&checked.data, &context);
                advice.sort_by_key(|step| (step.by.is_none(), step.by));
                for defect in defects {
                    tracing::warn!(guide = %guide.id(), expression = %defect.expression, what = %defect.what, "an expression of a guide failed");
                }
                advice.into_iter().filter_map(|a| step(a, counter, counter.today(), language)).collect()
            }),
        })
    }
}

fn fields(
    guide: &Form,
    raw: &Value,
    checked: &Checked,
    hidden: &[String],
    show_problems: bool,
    language: Language,
) -> Result<Vec<FieldView>, WebError> {
    let page = guide.pages().first().ok_or(WebError::NotFound)?;
    let shown = FormPage {
        form: guide,
        raw,
        checked,
        show_problems,
        hidden,
        files: &[],
        upload: None,
        verified: &[],
        told: &[],
        remarks: &[],
        language,
    };
    Ok(shown.fields(page))
}

/// A procedure that the city does not offer at the moment is left out.
fn step(
    advice: Advice,
    counter: &Counter,
    today: NaiveDate,
    language: Language,
) -> Option<StepView> {
    let w = Wording::new(language);
    let late = advice.by.is_some_and(|by| by < today);
    let by = advice.by.map(|by| {
        let day = shown::day(by, today, language);
        if late { w.step_late(day) } else { w.step_by(day) }
    });
    let note = advice.note.get(language).to_owned();
    let texts = |texts: &[form_engine::Text]| -> Vec<String> {
        texts.iter().map(|text| text.get(language).to_owned()).collect()
    };
    Some(match advice.what {
        StepKind::Outside { title, visit, bring } => StepView {
            title: title.get(language).to_owned(),
            address: String::new(),
            id: String::new(),
            visit: visit.get(language).to_owned(),
            bring: texts(&bring),
            by,
            late,
            note,
        },
        StepKind::Procedure(id) => {
            let published = counter.catalogue().procedure(&id)?;
            let procedure = published.form.procedure();
            let open = procedure.opening.is_none_or(|opening| opening.contains(today));
            StepView {
                title: published.form.title(language).to_owned(),
                address: link::procedure(&id),
                id: if open { id } else { String::new() },
                visit: match &procedure.visit {
                    Coming::None => String::new(),
                    Coming::Remains(what) => what.get(language).to_owned(),
                },
                bring: texts(&procedure.prepare),
                by,
                late,
                note,
            }
        }
    })
}
