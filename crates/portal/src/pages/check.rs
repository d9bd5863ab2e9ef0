//! `/apply/{draft}/check`: every answer once more, the fee, consent, and the one button.

use std::sync::Arc;

use actix_web::{Either, HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use counter::{Counter, Draft, Error, Review, Sending};
use form_engine::{Checked, Fee, FeeDue, Field, Form, Problem, Severity};
use japanese_values::{Format, Tongue};
use kernel::{DraftId, Language};
use serde::Deserialize;

use super::{
    answers::{AnswersFor, AnswersView},
    identity::IdentityView,
    money::MoneyLine,
    signing::SigningView,
};
use crate::{link, pages::gone::draft_gone, rule::DRAFT, visit::Visit, wording::Wording};
use ::web::{
    fields::{FileView, Mistake, named, size},
    guard::{Guarded, WebError, known},
    limits::Rate,
    page::{Page, see_other},
    route::{Admission, Changing, Object},
    shown,
    table::Table,
    wording::Phrase,
};

pub(super) fn routes(table: &mut Table) {
    let send_off = Changing::form(Admission::Owner, Object::Draft, Rate::Filing);
    table.get("/apply/{draft}/check", DRAFT, show).post("/apply/{draft}/check", send_off, send);
}

#[derive(Template)]
#[template(path = "resident/check.html")]
struct CheckPage {
    visit: Visit,
    w: Wording,
    draft: DraftId,
    procedure: String,
    groups: Vec<AnswersView>,
    /// Whether somebody has tried to send.
    tried: bool,
    /// Answers that stop the submission.
    to_mend: Vec<Mistake>,
    warnings: Vec<Warning>,
    /// Mistakes in the fields of this page itself.
    mistakes: Vec<Mistake>,
    fee_lines: Vec<MoneyLine>,
    /// What is said instead of lines.
    no_fee: Phrase,
    fee_note: String,
    fee_heading: Phrase,
    fee_title: Phrase,
    fee_total: String,
    /// When it is to be paid.
    fee_when: Option<Phrase>,
    email: String,
    email_problem: Option<String>,
    consent: bool,
    consent_missing: bool,
    privacy: Phrase,
    /// Who fills it in, where that is known or can be.
    identity: Option<IdentityView>,
    /// The signature, where one is asked for.
    signing: Option<SigningView>,
    back: String,
}

/// Something to confirm before sending.
struct Warning {
    rule: String,
    text: String,
    /// Where the answer is changed, if it is about one.
    address: Option<String>,
    confirmed: bool,
    missing: bool,
}

/// What was posted on this page.
struct Posted {
    sending: Sending,
    language: Option<Language>,
}

impl Posted {
    fn read(fields: Vec<(String, String)>) -> Self {
        let (mut sending, mut language) = (Sending::default(), None);
        for (name, value) in fields {
            match name.as_str() {
                "email" => sending.email = Some(value.trim().to_owned()),
                "confirmed" => sending.confirmed.push(value),
                "consent" => sending.consent = true,
                ":language" => language = Language::from_tag(&value),
                _ => {}
            }
        }
        Self { sending, language }
    }
}

/// The address in its canonical form, nothing when none was given, or what is wrong.
fn email_in(sending: &Sending, language: Language) -> Result<Option<String>, String> {
    let typed = sending.email.as_deref().filter(|typed| !typed.is_empty());
    let read = typed.map(|typed| Format::Email.read(typed)).transpose();
    read.map_err(|fault| fault.sentence(tongue(language)))
}

fn tongue(language: Language) -> Tongue {
    match language {
        Language::Japanese => Tongue::Japanese,
        Language::EasyJapanese => Tongue::Plain,
        Language::English => Tongue::English,
    }
}

/// Whether somebody has tried to send, in the address.
#[derive(Deserialize)]
struct Query {
    mend: Option<String>,
    /// Whether the card app did not answer.
    app: Option<String>,
}

async fn show(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
    query: web::Query<Query>,
) -> Result<Either<HttpResponse, Page<CheckPage>>, WebError> {
    let id = known(&draft)?;
    match counter.review(&visit.visitor(), &id, visit.language).await {
        Ok(review) => {
            let tried = query.mend.is_some();
            let page = CheckPage::new(visit, review, tried, &counter);
            Ok(Either::Right(Page::ok(page.with_app_away(query.app.is_some()))))
        }
        Err(fault) => draft_gone(&counter, &visit, &id, fault).await.map(Either::Left),
    }
}

async fn send(
    counter: web::Data<Counter>,
    visit: Visit,
    draft: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let id: DraftId = known(&draft)?;
    let Posted { sending, language } = Posted::read(posted.into_inner());
    if let Some(language) = language {
        let mut answer = again(&counter, &visit, &id, sending, &link::check(&id)).await?;
        // A cookie of ours always fits a header.
        drop(answer.add_cookie(&visit.remembers(language)));
        return Ok(answer);
    }
    let mend = format!("{}?mend=1", link::check(&id));
    let (Ok(email), true) = (email_in(&sending, visit.language), sending.consent) else {
        return again(&counter, &visit, &id, sending, &mend).await;
    };
    let said = Sending { email, ..sending.clone() };
    match counter.file_draft(&visit.visitor(), &id, said, visit.language).await {
        Ok(filed) => Ok(see_other(&link::receipt(&filed.receipt_number))),
        Err(Error::Problems(_)) => again(&counter, &visit, &id, sending, &mend).await,
        Err(fault) => draft_gone(&counter, &visit, &id, fault).await,
    }
}

/// The page again, fetched, with what was typed.
async fn again(
    counter: &Counter,
    visit: &Visit,
    id: &DraftId,
    sending: Sending,
    address: &str,
) -> Result<HttpResponse, WebError> {
    match counter.note_sending(&visit.visitor(), id, sending).await {
        Ok(()) => Ok(see_other(address)),
        Err(fault) => draft_gone(counter, visit, id, fault).await,
    }
}

impl CheckPage {
    /// Whether it was not sent when somebody tried to.
    fn is_refused(&self) -> bool {
        !self.mistakes.is_empty() || (self.tried && !self.to_mend.is_empty())
    }

    /// The card app did not answer a moment ago.
    fn with_app_away(mut self, is_away: bool) -> Self {
        if let Some(signing) = self.signing.as_mut().filter(|_| is_away) {
            signing.problem = Some(self.w.sign_app_away());
        }
        self
    }

    fn new(visit: Visit, review: Review, tried: bool, counter: &Counter) -> Self {
        let (w, language, today) = (visit.words(), visit.language, counter.today());
        let Review { draft, checked, answers, signing, .. } = review;
        let form = &draft.published.form;
        let signing = SigningView::of(&signing, form.procedure(), today, w);
        let unsigned = tried && signing.as_ref().is_some_and(|signing| signing.by.is_none());
        let sending = draft.sending.clone().unwrap_or_default();
        let change = |at: &str| link::change(&draft.id, form, at);
        let files = files_of(&draft);
        let groups = AnswersFor { files: &files, change: Some(&change), w }.groups(answers);
        let email_problem = email_in(&sending, language).err().filter(|_| tried);
        let warnings = warnings(&checked.problems, &draft, &sending, tried);
        let consent_missing = tried && !sending.consent;
        let fee = &checked.fee;
        let is_estimate = fee.due == FeeDue::AfterReview && !fee.lines.is_empty();
        Self {
            mistakes: unsigned
                .then(|| mistake(&w.sign_first(), "#signing"))
                .into_iter()
                .chain(own_mistakes(email_problem.as_deref(), &warnings, consent_missing, w))
                .collect(),
            to_mend: to_mend(&checked.problems, &draft, language),
            procedure: form.title(language).to_owned(),
            fee_lines: fee
                .lines
                .iter()
                .map(|line| {
                    let label = line.label.get(language);
                    MoneyLine::of(label, line.unit, line.quantity, line.amount, language)
                })
                .collect(),
            no_fee: no_fee(&draft, &checked, w),
            fee_note: form.procedure().fee.note.get(language).to_owned(),
            fee_heading: if is_estimate { w.fee_estimate() } else { w.fee() },
            fee_title: if is_estimate { w.fee_estimated_total() } else { w.fee_total() },
            fee_total: shown::yen(fee.total, language),
            fee_when: when_to_pay(fee, w),
            consent: sending.consent,
            email: sending.email.unwrap_or_else(|| email_of(&draft)),
            privacy: privacy(counter, &draft, language),
            identity: IdentityView::of_whole(counter, &draft, w)
                .map(|view| view.beside_signing(signing.is_some())),
            signing,
            back: last_page(&draft, today),
            draft: draft.id.clone(),
            tried,
            visit,
            w,
            groups,
            warnings,
            email_problem,
            consent_missing,
        }
    }
}

/// When the lines are to be paid; nothing where they come to nothing.
fn when_to_pay(fee: &Fee, w: Wording) -> Option<Phrase> {
    let when = match fee.due {
        FeeDue::AtSubmission => w.pay_after_sending(),
        FeeDue::AfterReview => w.fee_after_review(),
        FeeDue::AtCounter => w.fee_at_counter(),
    };
    (!fee.total.is_zero()).then_some(when)
}

/// Why there are no lines: there is no fee, it is told later, or it is not known yet.
fn no_fee(draft: &Draft, checked: &Checked, w: Wording) -> Phrase {
    let terms = &draft.published.form.procedure().fee;
    if !terms.lines.is_empty() && !checked.ok() {
        w.fee_unknown()
    } else if terms.lines.is_empty() && !terms.note.is_empty() && terms.due == FeeDue::AfterReview {
        w.fee_told_later()
    } else {
        w.fee_none()
    }
}

/// The page before this one.
fn last_page(draft: &Draft, today: NaiveDate) -> String {
    let visible = draft.published.form.visible_pages(&draft.raw, &draft.context(today));
    match visible.last() {
        Some(page) => link::apply(&draft.id, &page.id),
        None => link::procedure(draft.published.form.id()),
    }
}

/// The address that was already given in the form: nobody is asked twice.
fn email_of(draft: &Draft) -> String {
    fn find(fields: &[Arc<Field>]) -> Option<&Field> {
        let mut own = fields.iter().map(Arc::as_ref);
        let own = own.find(|field| field.format.as_deref() == Some("jp-email"));
        own.or_else(|| fields.iter().find_map(|field| find(&field.children)))
    }
    let pages = draft.published.form.pages();
    let field = pages.iter().find_map(|page| find(&page.fields));
    let typed = field.and_then(|field| draft.raw.pointer(&field.pointer)?.as_str());
    typed.unwrap_or_default().to_owned()
}

fn files_of(draft: &Draft) -> Vec<FileView> {
    let view = |file: &counter::UploadedFile| FileView {
        id: file.id.clone(),
        name: file.name.clone(),
        size: size(file.bytes),
        address: link::draft_file(&draft.id, &file.id),
    };
    draft.uploads.iter().map(view).collect()
}

fn privacy(counter: &Counter, draft: &Draft, language: Language) -> Phrase {
    let procedure = draft.published.form.procedure();
    let years = procedure.years_kept();
    let department = counter.catalogue().department_name(&procedure.department, language);
    Wording::new(language).privacy_note(&department, years)
}

/// Answers that stop the submission, each with a link to its field.
fn to_mend(problems: &[Problem], draft: &Draft, language: Language) -> Vec<Mistake> {
    let form = &draft.published.form;
    let mistake = |problem: &Problem| {
        let w = Wording::new(language);
        let label = form.field(&problem.at).map_or("", |field| field.title(language));
        let text = named(label, &problem.message, *w);
        Mistake {
            text: around(form, &problem.at, w)
                .map_or(text.clone(), |around| named(&around, &text, *w)),
            address: link::mend(&draft.id, form, &problem.at),
        }
    };
    problems.iter().filter(|problem| problem.severity == Severity::Error).map(mistake).collect()
}

/// The group or row that an answer lies in: 氏名 alone does not say whose.
fn around(form: &Form, at: &str, w: Wording) -> Option<String> {
    let (above, _) = at.rsplit_once('/')?;
    let title = form.field(above)?.title(w.language());
    let row = above.rsplit('/').next()?.parse::<usize>().ok();
    Some(row.map_or_else(|| title.to_owned(), |row| w.row_of(title, row + 1).plain()))
}

fn warnings(problems: &[Problem], draft: &Draft, sending: &Sending, tried: bool) -> Vec<Warning> {
    let form = &draft.published.form;
    let warning = |problem: &Problem| {
        let confirmed = problem.confirmed || sending.confirmed.contains(&problem.rule);
        Warning {
            rule: problem.rule.clone(),
            text: problem.message.clone(),
            address: form.page_of(&problem.at).map(|_| link::change(&draft.id, form, &problem.at)),
            missing: tried && !confirmed,
            confirmed,
        }
    };
    problems.iter().filter(|problem| problem.severity == Severity::Warning).map(warning).collect()
}

fn own_mistakes(
    email: Option<&str>,
    warnings: &[Warning],
    consent_missing: bool,
    w: Wording,
) -> Vec<Mistake> {
    let unconfirmed = warnings.iter().enumerate().filter(|(_, warning)| warning.missing);
    let mut mistakes: Vec<Mistake> = unconfirmed
        .map(|(place, _)| mistake(&w.confirm_warning_first(), &format!("#warning-{place}")))
        .collect();
    mistakes.extend(email.map(|problem| Mistake {
        text: named(&w.email_label().plain(), problem, *w),
        address: "#email".into(),
    }));
    mistakes.extend(consent_missing.then(|| mistake(&w.consent_first(), "#consent")));
    mistakes
}

fn mistake(text: &Phrase, address: &str) -> Mistake {
    Mistake { text: text.plain(), address: address.to_owned() }
}
