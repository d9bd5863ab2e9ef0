//! `/office/templates/notices`: what the notices and the letters by mail of a department say, written by
//! one and published by another of those who lead it.

mod kinds;
mod view;
mod words;

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{
    BackOffice, Error, NoticeTemplateFault, NoticeTemplateKey, NoticeText, NoticeWording, Staff,
    TemplateProof, letter_topic,
};
use kernel::Language;
use serde::Deserialize;

use super::{case::Notice, frame::Frame, typed::Typed};
use crate::link;
use ::web::{
    download,
    guard::{Browser, Guarded, Keeper, Signed, WebError},
    page::{Page, see_other},
};
use view::TemplatesPage;

/// Which notices.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    department: String,
    #[serde(default)]
    procedure: String,
    #[serde(default)]
    kind: String,
    done: Option<String>,
    /// Before which number the texts were written that are shown.
    before: Option<i64>,
}

/// Which template, and how it looks to whom.
#[derive(Debug, Deserialize)]
pub(super) struct Shown {
    number: i64,
    #[serde(default)]
    language: String,
}

/// What stands on the page beside what is kept.
#[derive(Default)]
struct Around {
    notice: Option<Notice>,
    /// What is wrong, by the id of the field.
    wrong: Vec<(String, String)>,
    typed: Option<Typed>,
    /// Subject and text of a letter that is shown.
    letter: Option<(String, String)>,
}

/// What these notices say now, and the form for another text.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    wanted: web::Query<Wanted>,
) -> Result<Page<impl Template>, WebError> {
    let notice = wanted.done.as_deref().and_then(words::done);
    let around = Around { notice, ..Around::default() };
    page_of(&back_office, &staff, &browser, &wanted, around).await.map(Page::ok)
}

/// A template that is kept, as a paper.
pub(super) async fn preview(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    shown: web::Query<Shown>,
) -> Result<HttpResponse, WebError> {
    let language = Language::from_tag(&shown.language).unwrap_or_default();
    match back_office.preview_kept_notice(&staff, shown.number, language).await {
        Ok(TemplateProof::Paper(pdf)) => Ok(download::paper(pdf)),
        // What a letter says stands on the page itself.
        Ok(TemplateProof::Letter { .. }) => Err(WebError::NotFound),
        Err(NoticeTemplateFault::Intent(fault)) => Err(fault.into()),
        Err(fault) => Err(Error::internal(fault).into()),
    }
}

/// Shows a text as a paper or a letter, writes it, or publishes or drops one that waits; what was typed stands
/// there again when that cannot be.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Keeper>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    let text = |name: &str| typed.value(name).to_owned();
    let wanted = Wanted {
        department: text("department"),
        procedure: text("procedure"),
        kind: text("kind"),
        done: None,
        before: None,
    };
    let what = text("do");
    let fault = match done(&back_office, &staff, &wanted, &typed, &what).await {
        Ok(Some(TemplateProof::Paper(paper))) => return Ok(download::paper(paper)),
        Ok(Some(TemplateProof::Letter { subject, text })) => {
            let letter = Some((subject, text));
            let around = Around { letter, typed: Some(typed), ..Around::default() };
            let page = page_of(&back_office, &staff, &browser, &wanted, around).await?;
            return Ok(Page::ok(page).respond_to(&request));
        }
        Ok(None) => return Ok(see_other(&format!("{}&done={what}", wanted.address()))),
        Err(fault) => fault,
    };
    let (status, notice, wrong) = words::told(fault, letter_topic(&wanted.kind).is_some())?;
    let typed = Some(typed).filter(|_| ["write", "preview"].contains(&what.as_str()));
    let around = Around { notice: Some(notice), wrong, typed, letter: None };
    let page = page_of(&back_office, &staff, &browser, &wanted, around).await?;
    Ok(Page::with_status(status, page).respond_to(&request))
}

async fn done(
    back_office: &BackOffice,
    staff: &Staff,
    wanted: &Wanted,
    typed: &Typed,
    what: &str,
) -> Result<Option<TemplateProof>, NoticeTemplateFault> {
    let key = || {
        let department = wanted.department.parse().map_err(|_no_id| Error::NotFound)?;
        let (procedure, kind) = (wanted.procedure.clone(), wanted.kind.clone());
        Ok::<_, Error>(NoticeTemplateKey { department, procedure, kind })
    };
    match (what, typed.value("number").parse()) {
        ("preview", _) => {
            let language = Language::from_tag(typed.value("language")).unwrap_or_default();
            let text = text_of(typed);
            back_office.preview_notice(staff, &key()?, &text, language).await.map(Some)
        }
        ("write", _) => {
            let (text, base) = (text_of(typed), typed.value("base").parse().ok());
            back_office.write_notice_template(staff, key()?, text, base).await.map(|()| None)
        }
        ("publish" | "drop", Ok(number)) => {
            let publishes = what == "publish";
            back_office.settle_notice_template(staff, number, publishes).await.map(|()| None)
        }
        (_, _) => Err(Error::NotFound.into()),
    }
}

/// What was typed into the form.
fn text_of(typed: &Typed) -> NoticeText {
    let wording = |language: Language| {
        let part = |name: &str| typed.value(&format!("{name}-{}", language.tag())).to_owned();
        NoticeWording { title: part("title"), body: part("body"), records: part("records") }
    };
    NoticeText {
        addressee: typed.value("addressee").to_owned(),
        sender: typed.value("sender").to_owned(),
        amounts: typed.value("amounts") == "yes",
        japanese: wording(Language::Japanese),
        easy: wording(Language::EasyJapanese),
        english: wording(Language::English),
    }
}

async fn page_of(
    back_office: &BackOffice,
    staff: &Staff,
    browser: &Browser,
    wanted: &Wanted,
    around: Around,
) -> Result<TemplatesPage, WebError> {
    let Wanted { department, procedure, kind, before, .. } = wanted;
    let book = back_office.notice_templates(staff, department, procedure, kind, *before).await?;
    let mut frame = Frame::of(back_office, staff, browser).await?;
    frame.here = link::NOTICE_TEMPLATES;
    Ok(TemplatesPage::of(frame, book, around))
}

impl Wanted {
    /// Where these notices are.
    fn address(&self) -> String {
        let Self { department, procedure, kind, .. } = self;
        view::address(department, procedure, kind)
    }
}

/// The status of what can be put right on the page.
const TO_MEND: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

#[cfg(test)]
mod tests;
