//! `/consent/{link}`: somebody who was asked agrees to a part of what another person files, on their own
//! phone.
//!
//! Opening it says nothing: programs that look into messages follow links. A link that was replaced,
//! or whose draft was sent or given up, is answered like one that never was.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use counter::{ConsentFault, ConsentReply, ConsentSheet, Counter, Error};
use serde::Deserialize;

use super::answers::{AnswerView, AnswersFor};
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
    wording::Phrase,
};

pub(super) fn routes(table: &mut Table) {
    table.get(link::CONSENT, PUBLIC, show).post(link::CONSENT, PUBLIC_FORM, take);
}

#[derive(Template)]
#[template(path = "resident/consent.html")]
struct ConsentPage {
    visit: Visit,
    w: Wording,
    procedure: String,
    department: String,
    title: String,
    says: Vec<String>,
    answers: Vec<AnswerView>,
    /// By what is told that it is still the same when they answer.
    seen: String,
    /// What they said before.
    agrees: Option<bool>,
    is_own: bool,
    name: String,
    /// What is wrong with the name.
    name_problem: Option<Phrase>,
    mistakes: Vec<Mistake>,
}

impl ConsentPage {
    /// What is asked, or that it has been answered.
    fn heading(&self) -> Phrase {
        match self.agrees.filter(|_| !self.is_own) {
            Some(true) => self.w.consent_yes_done(),
            Some(false) => self.w.consent_no_done(),
            None => self.w.consent_title(),
        }
    }
}

/// What is shown for a link that leads nowhere.
#[derive(Template)]
#[template(path = "resident/consent_over.html")]
struct OverPage {
    visit: Visit,
    w: Wording,
}

/// Where the name is typed.
const NAME: &str = "#name";

/// What was typed and pressed.
#[derive(Deserialize)]
struct ReplyForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    seen: String,
    /// `yes` or `no`.
    #[serde(default)]
    agree: String,
}

async fn show(
    counter: web::Data<Counter>,
    visit: Visit,
    link: web::Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, WebError> {
    page(&counter, visit, &link, (String::new(), None), &request).await
}

async fn take(
    counter: web::Data<Counter>,
    visit: Visit,
    link: web::Path<String>,
    request: HttpRequest,
    form: Guarded<ReplyForm>,
) -> Result<HttpResponse, WebError> {
    let ReplyForm { name, seen, agree } = form.into_inner();
    let Some(address) = link::consent_asked(&link) else { return Ok(over(visit, &request)) };
    let reply = ConsentReply { name: (agree == "yes").then(|| name.clone()), seen };
    let w = visit.words();
    let mistake = match counter.answer_consent(&visit.visitor(), &address, &reply).await {
        // Of its own browser the page says so itself.
        Ok(()) | Err(ConsentFault::OwnBrowser) => return Ok(see_other(&visit.address)),
        Err(ConsentFault::Name { .. }) => (w.consent_name_missing(), NAME),
        Err(ConsentFault::Changed) => (w.consent_changed(), "#what"),
        Err(ConsentFault::Intent(Error::NotFound)) => return Ok(over(visit, &request)),
        Err(ConsentFault::Intent(fault)) => return Err(fault.into()),
    };
    page(&counter, visit, &link, (name, Some(mistake)), &request).await
}

async fn page(
    counter: &Counter,
    visit: Visit,
    link: &str,
    (name, mistake): (String, Option<(Phrase, &str)>),
    request: &HttpRequest,
) -> Result<HttpResponse, WebError> {
    let Some(address) = link::consent_asked(link) else { return Ok(over(visit, request)) };
    let sheet = match counter.consent_sheet(&visit.visitor(), &address, visit.language).await {
        Ok(sheet) => sheet,
        Err(Error::NotFound) => return Ok(over(visit, request)),
        Err(fault) => return Err(fault.into()),
    };
    let ConsentSheet { procedure, department, title, says, answers, seen, agrees, is_own } = sheet;
    let w = visit.words();
    let shown = AnswersFor { files: &[], change: None, w };
    let page = ConsentPage {
        says: says.lines().map(str::to_owned).collect(),
        answers: shown.all(answers, true),
        agrees: agrees.filter(|_| mistake.is_none()),
        name_problem: mistake.as_ref().filter(|(_, at)| *at == NAME).map(|(text, _)| text.clone()),
        mistakes: mistake
            .iter()
            .map(|(text, at)| Mistake { text: text.plain(), address: (*at).to_owned() })
            .collect(),
        procedure,
        department,
        title,
        seen,
        is_own,
        name,
        visit,
        w,
    };
    let is_wrong = !page.mistakes.is_empty();
    Ok(if is_wrong { Page::to_mend(page) } else { Page::ok(page) }.respond_to(request))
}

fn over(visit: Visit, request: &HttpRequest) -> HttpResponse {
    let w = visit.words();
    let mut page = Page::ok(OverPage { visit, w }).respond_to(request);
    *page.status_mut() = StatusCode::NOT_FOUND;
    page
}
