//! `/office/cases/{id}/edit`, 職権で直す, and `/office/cases/{id}/answer`, 補正の返事 by another way.
//! What is written is seen beside what stood there, and the letter with it, before anything is
//! kept; nothing typed is lost on the way.

use actix_web::{
    HttpRequest, HttpResponse, Responder as _, ResponseError as _, http::StatusCode, web,
};
use askama::Template;
use back_office::{
    BackOffice, Basis, Error, MendForm, MendPreview, MendedAnswers, Mending, Order, Staff, Writing,
};
use form_engine::Checked;
use kernel::{Language, SubmissionId};
use review_workflow::{Refusal, Way};

use super::{
    case::{Notice, case_id},
    frame::Frame,
    history,
    preview::language_name,
    sign_in,
    typed::Typed,
};
use crate::link;
use ::web::{
    fields::{FieldView, FormPage, Mistake, mistakes},
    guard::{Browser, Guarded, Signed, TOKEN_FIELD, WebError, Worker, sentence},
    page::{Page, see_other},
    wording::HouseWords,
};

/// Beside the answers, whose names begin with a letter.
const REASON: &str = ":reason";
const WAY: &str = ":way";
const IDENTITY: &str = ":identity";
const VERSION: &str = ":version";
const FROM: &str = ":from";
const STEP: &str = ":step";

/// The open questions.
#[derive(Template)]
#[template(path = "edit.html")]
pub(super) struct EditPage {
    frame: Frame,
    here: String,
    back: String,
    /// Whose case it is: number, procedure, applicant.
    about: String,
    notice: Option<Notice>,
    mistakes: Vec<Mistake>,
    fields: Vec<FieldView>,
    version: i64,
    /// Whether an answer of the resident's is written down, and no slip mended.
    is_answer: bool,
    /// What only the resident can answer.
    left: Vec<String>,
    reason: String,
    way: String,
    identity: String,
    from: String,
}

/// What would become of it.
#[derive(Template)]
#[template(path = "edited.html")]
struct EditedPage {
    frame: Frame,
    here: String,
    back: String,
    about: String,
    changes: Vec<(String, String, String)>,
    is_answer: bool,
    left: Vec<String>,
    /// Why, or by which way and from whom.
    ground: Vec<(&'static str, String)>,
    language: &'static str,
    /// The value of HTML's `lang` attribute for it.
    tag: &'static str,
    letter: Option<(String, String)>,
    /// Everything that was typed, to be sent once more.
    typed: Vec<(String, String)>,
}

/// Where the person came from.
#[derive(serde::Deserialize)]
pub(super) struct Arrival {
    #[serde(default)]
    from: String,
}

/// The questions with the answers as they stand, to mend a slip.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
    id: web::Path<String>,
    arrival: web::Query<Arrival>,
) -> Result<Page<EditPage>, WebError> {
    begin(&back_office, &staff, &browser, &id, Writing::Slip, arrival).await
}

/// The same to write down what the resident answered.
pub(super) async fn show_answer(
    back_office: web::Data<BackOffice>,
    staff: Signed<Worker>,
    browser: Browser,
    id: web::Path<String>,
    arrival: web::Query<Arrival>,
) -> Result<Page<EditPage>, WebError> {
    begin(&back_office, &staff, &browser, &id, Writing::Word, arrival).await
}

async fn begin(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    id: &str,
    writing: Writing,
    arrival: web::Query<Arrival>,
) -> Result<Page<EditPage>, WebError> {
    let typed = Typed::new(vec![(FROM.to_owned(), arrival.into_inner().from)]);
    let id = case_id(id)?;
    let asked = Asked { back_office, staff, browser, id: &id, writing };
    asked.page(None, None, &typed).await.map(Page::ok)
}

/// Before and after; or the questions again; or what was seen is kept.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Result<Signed<Worker>, WebError>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let sent = Sent {
        back_office: &back_office,
        browser: &browser,
        request: &request,
        id: &id,
        writing: Writing::Slip,
    };
    Box::pin(sent.go_on(staff, &typed)).await
}

/// The same for what the resident answered.
pub(super) async fn submit_answer(
    back_office: web::Data<BackOffice>,
    staff: Result<Signed<Worker>, WebError>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let sent = Sent {
        back_office: &back_office,
        browser: &browser,
        request: &request,
        id: &id,
        writing: Writing::Word,
    };
    Box::pin(sent.go_on(staff, &typed)).await
}

/// What was posted, from which browser and where.
struct Sent<'a> {
    back_office: &'a BackOffice,
    browser: &'a Browser,
    request: &'a HttpRequest,
    id: &'a str,
    writing: Writing,
}

impl Sent<'_> {
    async fn go_on(
        self,
        staff: Result<Signed<Worker>, WebError>,
        typed: &Typed,
    ) -> Result<HttpResponse, WebError> {
        let Self { back_office, browser, request, id, writing } = self;
        let id = case_id(id)?;
        let staff = match staff {
            Ok(staff) => staff,
            Err(WebError::SignIn { .. }) => {
                let back = link::case_part(&id, page_of(writing));
                return Ok(sign_in::keeping(back_office, browser, back, typed).respond_to(request));
            }
            Err(fault) => return Err(fault),
        };
        let asked = Asked { back_office, staff: &staff, browser, id: &id, writing };
        let unread = |_unread| WebError::Unusable { what: "the form names no version".to_owned() };
        let version: i64 = typed.value(VERSION).parse().map_err(unread)?;
        if typed.value(STEP) == "mend" {
            let page = asked.page(Some(Notice::unsent()), None, typed).await?;
            return Ok(Page::ok(page).respond_to(request));
        }
        let Some(ground) = ground_of(writing, typed) else {
            let page = asked
                .page(
                    Some(Notice::problem("どの方法で返事があったかを選んでください。")),
                    None,
                    typed,
                )
                .await?;
            return Ok(Page::to_mend(page).respond_to(request));
        };
        let mending = Mending { answers: answers_of(typed), ground };
        let done = if typed.value(STEP) == "send" {
            back_office.command(&staff, &id, version, Order::Write(mending)).await.map(|()| None)
        } else {
            back_office.preview_mending(&staff, &id, version, &mending).await.map(Some)
        };
        match done {
            Ok(None) => Ok(see_other(&done_at(&id, writing, typed.value(FROM)))),
            Ok(Some(preview)) => {
                let frame = Frame::of(back_office, &staff, browser).await?;
                let page = EditedPage::new(frame, &id, writing, preview, typed);
                Ok(Page::ok(page).respond_to(request))
            }
            Err(fault) => asked.refused(request, fault, typed).await,
        }
    }
}

/// The page once more for who signed in again.
pub(super) async fn again(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    id: &SubmissionId,
    writing: Writing,
    typed: &Typed,
) -> Result<Page<EditPage>, WebError> {
    let asked = Asked { back_office, staff, browser, id, writing };
    asked.page(Some(Notice::kept()), None, typed).await.map(Page::ok)
}

/// The case of an address below those of cases, and what is written there.
pub(super) fn writing_at(place: &str) -> (&str, Option<Writing>) {
    let at = |writing| {
        let case = place.strip_suffix(page_of(writing))?.strip_suffix('/')?;
        Some((case, Some(writing)))
    };
    at(Writing::Slip).or_else(|| at(Writing::Word)).unwrap_or((place, None))
}

/// The last part of its address.
const fn page_of(writing: Writing) -> &'static str {
    match writing {
        Writing::Slip => "edit",
        Writing::Word => "answer",
    }
}

fn done_at(id: &SubmissionId, writing: Writing, from: &str) -> String {
    let done = writing.command().word();
    format!("{}?done={done}&from={}", link::case(id), link::percent_encoded(from))
}

/// Everything that was posted except what the page adds to the answers.
fn answers_of(typed: &Typed) -> MendedAnswers {
    let answers = typed.all().filter(|(name, _)| !name.starts_with(':') && *name != TOKEN_FIELD);
    MendedAnswers::Posted(
        answers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    )
}

fn reason_of(typed: &Typed) -> String {
    typed.value(REASON).trim().to_owned()
}

/// Why staff may write; nothing while nobody says by which way the resident answered.
fn ground_of(writing: Writing, typed: &Typed) -> Option<Basis> {
    match writing {
        Writing::Slip => Some(Basis::Slip { reason: reason_of(typed) }),
        Writing::Word => {
            let way: Way = typed.value(WAY).parse().ok()?;
            Some(Basis::Word { way, identity: typed.value(IDENTITY).trim().to_owned() })
        }
    }
}

/// The same in words.
fn told_of(ground: Option<Basis>) -> Vec<(&'static str, String)> {
    match ground {
        None => Vec::new(),
        Some(Basis::Slip { reason }) => vec![("理由", reason)],
        Some(Basis::Word { way, identity }) => vec![
            ("返事の方法", history::way_name(way).to_owned()),
            ("本人を確かめた方法", identity),
        ],
    }
}

/// Somebody who asks for the page of a case.
struct Asked<'a> {
    back_office: &'a BackOffice,
    staff: &'a Staff,
    browser: &'a Browser,
    id: &'a SubmissionId,
    writing: Writing,
}

impl Asked<'_> {
    async fn page(
        &self,
        notice: Option<Notice>,
        wrong: Option<&Checked>,
        typed: &Typed,
    ) -> Result<EditPage, WebError> {
        let answers = answers_of(typed);
        let filled = matches!(&answers, MendedAnswers::Posted(fields) if !fields.is_empty());
        let filled = filled.then_some(&answers);
        let form = self.back_office.mend_form(self.staff, self.id, self.writing, filled).await?;
        let frame = Frame::of(self.back_office, self.staff, self.browser).await?;
        let mut page = EditPage::new(frame, self.id, self.writing, &form, wrong, typed);
        page.notice = notice;
        Ok(page)
    }

    /// The page again, with the rule that refused it, the answers to mend, or who was first.
    async fn refused(
        &self,
        request: &HttpRequest,
        fault: Error,
        typed: &Typed,
    ) -> Result<HttpResponse, WebError> {
        if let Error::Problems(checked) = fault {
            let page = self.page(None, Some(&checked), typed).await?;
            return Ok(Page::to_mend(page).respond_to(request));
        }
        // What can be put right on this very page; the rest is told by a page of its own.
        let mendable = matches!(
            fault,
            Error::Conflict { .. }
                | Error::Refused(
                    Refusal::ReasonMissing
                        | Refusal::IdentityMissing
                        | Refusal::NothingChanged
                        | Refusal::TextTooLong { .. }
                        | Refusal::UnseenCharacter
                )
        );
        let fault = WebError::from(fault);
        if !mendable {
            return Err(fault);
        }
        let (status, words) = (fault.status_code(), sentence(&fault, Language::Japanese));
        let notice = Notice { title: words.title, advice: words.advice, is_problem: true };
        let page = match self.page(Some(notice), None, typed).await {
            // Whoever was faster has taken the case out of the states in which it is mended.
            Err(_) if status == StatusCode::CONFLICT => return Err(fault),
            page => page?,
        };
        Ok(Page::with_status(status, page).respond_to(request))
    }
}

impl EditPage {
    fn new(
        frame: Frame,
        id: &SubmissionId,
        writing: Writing,
        form: &MendForm,
        wrong: Option<&Checked>,
        typed: &Typed,
    ) -> Self {
        let language = Language::Japanese;
        let remarks: Vec<(String, String)> =
            form.remarks.iter().map(|remark| (remark.at.clone(), remark.text.clone())).collect();
        let page = FormPage {
            form: &form.published.form,
            raw: &form.raw,
            checked: wrong.unwrap_or(&form.checked),
            show_problems: wrong.is_some(),
            hidden: &[],
            files: &[],
            upload: None,
            verified: &[],
            told: &[],
            remarks: &remarks,
            language,
        };
        let fields: Vec<FieldView> = form.open.iter().filter_map(|at| page.field_at(at)).collect();
        let problems = wrong.map(|checked| checked.problems.as_slice()).unwrap_or_default();
        let title = form.published.form.title(language);
        Self {
            frame,
            here: link::case_part(id, page_of(writing)),
            back: link::case_from(id, typed.value(FROM)),
            about: about(&form.receipt_number.to_string(), title, form.applicant.as_deref()),
            notice: None,
            mistakes: mistakes(problems, &fields, HouseWords::new(language)),
            fields,
            version: form.version,
            is_answer: writing == Writing::Word,
            left: form.left.clone(),
            reason: typed.value(REASON).to_owned(),
            way: typed.value(WAY).to_owned(),
            identity: typed.value(IDENTITY).to_owned(),
            from: typed.value(FROM).to_owned(),
        }
    }
}

impl EditedPage {
    fn new(
        frame: Frame,
        id: &SubmissionId,
        writing: Writing,
        preview: MendPreview,
        typed: &Typed,
    ) -> Self {
        let kept = typed.all().filter(|(name, _)| ![TOKEN_FIELD, STEP].contains(name));
        let changes = preview.changes.into_iter();
        Self {
            frame,
            here: link::case_part(id, page_of(writing)),
            back: link::case_from(id, typed.value(FROM)),
            about: about(
                &preview.receipt_number.to_string(),
                &preview.title,
                preview.applicant.as_deref(),
            ),
            changes: changes.map(|it| (it.label, it.before, it.after)).collect(),
            is_answer: writing == Writing::Word,
            left: preview.left,
            ground: told_of(ground_of(writing, typed)),
            language: language_name(preview.language),
            tag: preview.language.html_lang(),
            letter: preview.letter,
            typed: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        }
    }
}

fn about(number: &str, title: &str, applicant: Option<&str>) -> String {
    [number, title, applicant.unwrap_or_default()].join("　").trim_end().to_owned()
}
