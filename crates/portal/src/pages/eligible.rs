//! `/procedures/{id}/eligible`: is this the right procedure? Asked before anything is typed.
//!
//! Who answers otherwise is told what to do instead, and where. Nothing is kept of it
//! but for an hour, sealed, so that the page can be fetched again.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use askama::Template;
use counter::{Counter, Published};
use form_engine::EligibilityQuestion;
use kernel::Language;
use serde::Deserialize;

use super::typed;
use crate::{
    link,
    rule::{PUBLIC, PUBLIC_FORM},
    visit::Visit,
    wording::Wording,
};
use ::web::{
    fields::Mistake,
    guard::{Guarded, WebError},
    page::{Page, see_other},
    table::Table,
};

pub(super) fn routes(table: &mut Table) {
    table.get("/procedures/{id}/eligible", PUBLIC, ask).post(
        "/procedures/{id}/eligible",
        PUBLIC_FORM,
        answer,
    );
}

#[derive(Template)]
#[template(path = "resident/eligible.html")]
struct EligiblePage {
    visit: Visit,
    w: Wording,
    published: Arc<Published>,
    questions: Vec<Asked>,
    mistakes: Vec<Mistake>,
}

/// A question with its answer so far.
struct Asked {
    id: String,
    question: String,
    help: String,
    answer: Option<bool>,
    /// Whether an answer is missing.
    missing: bool,
    /// What to do instead, once the answer says so.
    way_out: Option<WayOut>,
}

struct WayOut {
    sentence: String,
    /// Title and address of the procedure to file instead.
    see: Option<(String, String)>,
}

/// Whether the questions have been answered, in the address.
#[derive(Deserialize)]
struct Query {
    answered: Option<String>,
}

/// Where the answers wait for the page to be fetched.
fn kept_as(procedure: &str) -> String {
    format!("eligible {procedure}")
}

async fn ask(
    counter: web::Data<Counter>,
    visit: Visit,
    id: web::Path<String>,
    query: web::Query<Query>,
) -> Result<Page<EligiblePage>, WebError> {
    let posted = match &query.answered {
        Some(_) => typed::read(&counter, &visit.visitor(), &kept_as(&id)).await?,
        None => None,
    };
    Ok(Page::ok(EligiblePage::new(&counter, visit, &id, posted.as_deref())?))
}

async fn answer(
    counter: web::Data<Counter>,
    visit: Visit,
    id: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let visitor = visit.visitor();
    let page = EligiblePage::new(&counter, visit, &id, Some(&posted))?;
    if page.questions.iter().any(|asked| asked.missing || asked.way_out.is_some()) {
        typed::keep(&counter, &visitor, &kept_as(&id), &posted).await?;
        return Ok(see_other(&format!("{}?answered=1", link::eligible(&id))));
    }
    let draft = counter.start_draft(&visitor, &id, page.visit.language).await?;
    Ok(see_other(&link::draft(&draft)))
}

impl EligiblePage {
    fn new(
        counter: &Counter,
        visit: Visit,
        id: &str,
        posted: Option<&[(String, String)]>,
    ) -> Result<Self, WebError> {
        let published = counter.catalogue().procedure(id).ok_or(WebError::NotFound)?;
        let (w, language) = (visit.words(), visit.language);
        let asked = |question| Asked::new(counter, question, posted, language);
        let mut questions: Vec<Asked> = published.form.eligibility().iter().map(asked).collect();
        if questions.iter().any(|asked| asked.way_out.is_some()) {
            // Who is led elsewhere need not answer the rest.
            for asked in &mut questions {
                asked.missing = false;
            }
        }
        let missing = questions.iter().filter(|asked| asked.missing);
        let mistakes = missing
            .map(|asked| Mistake {
                text: w.answer_yes_or_no(&asked.question).plain(),
                address: format!("#{}", asked.id),
            })
            .collect();
        Ok(Self { visit, w, published, questions, mistakes })
    }

    fn language(&self) -> Language {
        self.visit.language
    }
}

impl Asked {
    fn new(
        counter: &Counter,
        question: &EligibilityQuestion,
        posted: Option<&[(String, String)]>,
        language: Language,
    ) -> Self {
        let said = posted.into_iter().flatten().find(|(name, _)| *name == question.id);
        let answer = said.and_then(|(_, word)| match word.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        let otherwise = answer.is_some_and(|answer| answer != question.expect);
        let see = question.see.as_ref().and_then(|id| counter.catalogue().procedure(id));
        Self {
            id: question.id.clone(),
            question: question.question.get(language).to_owned(),
            help: question.help.get(language).to_owned(),
            answer,
            missing: posted.is_some() && answer.is_none(),
            way_out: otherwise.then(|| WayOut {
                sentence: question.otherwise.get(language).to_owned(),
                see: see.map(|other| {
                    (other.form.title(language).to_owned(), link::procedure(other.form.id()))
                }),
            }),
        }
    }
}
