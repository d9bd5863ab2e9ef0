//! `/office/consultations/cases/{id}/{consultation}`: a case through what one is asked about it, for
//! as long as that waits, and the answer.

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, Responder as _, ResponseError as _, http::StatusCode, web,
};
use askama::Template;
use back_office::{AskedCase, BackOffice, Error, Order, Staff};
use kernel::{Language, SubmissionId};
use review_workflow::{Command, CommandKind, Stance};

use super::{ConsultationsPage, stance_name, told::asked_facts};
use crate::{
    answers::{GroupView, Origins, Revealed, Showing},
    case::Notice,
    enclosing::{self, Chosen},
    frame::Frame,
    link,
    queue::Choice,
    typed::{Misread, Typed},
};
use ::web::{
    guard::{Adviser, Browser, PostedPage, Signed, WebError, known, sentence},
    page::{Page, see_other},
};

/// The word of the form that answers.
const ANSWER: &str = "answer";

/// The case as far as the question goes.
#[derive(Template)]
#[template(path = "consultation.html")]
pub(super) struct AskedPage {
    frame: Frame,
    notice: Option<Notice>,
    typed: Typed,
    /// The files that came along with what was typed.
    chosen: Chosen,
    address: String,
    version: i64,
    receipt_number: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    is_late: bool,
    question: String,
    can_answer: bool,
    stances: Vec<Choice>,
    groups: Vec<GroupView>,
    has_files: bool,
}

/// The page.
pub(crate) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Adviser>,
    browser: Browser,
    path: web::Path<(String, String)>,
) -> Result<Page<impl Template>, WebError> {
    let (id, number) = meant(&path)?;
    let asked = Asked { back_office: &back_office, staff: &staff, browser: &browser, id, number };
    asked.page(None, Typed::default()).await.map(Page::ok)
}

/// Takes the answer. With it the case is out of sight.
pub(crate) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Signed<Adviser>,
    browser: Browser,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (id, number) = meant(&path)?;
    let typed = Typed::new(posted.fields);
    let written = typed.value("text").trim().to_owned();
    let asked = Asked { back_office: &back_office, staff: &staff, browser: &browser, id, number };
    let taken = enclosing::take_in(&back_office, &staff, &asked.id, (typed, posted.files)).await;
    let (typed, problem) = match taken {
        Err(WebError::Intent(Error::NotFound)) => return asked.too_late(&request, written).await,
        taken => taken?,
    };
    if let Some(notice) = problem {
        let page = asked.page(Some(notice), typed).await?;
        return Ok(Page::with_status(StatusCode::UNPROCESSABLE_ENTITY, page).respond_to(&request));
    }
    let (status, notice) = match answered(&typed, number) {
        Ok((version, command)) => {
            let order = Order::Move(command);
            match Box::pin(back_office.command(&staff, &asked.id, version, order)).await {
                Ok(()) => return Ok(see_other(&format!("{}?done=yes", link::CONSULTATIONS))),
                Err(Error::NotFound) => return asked.too_late(&request, written).await,
                Err(fault) => refused(fault)?,
            }
        }
        Err(Misread::Mend(told)) => (StatusCode::UNPROCESSABLE_ENTITY, Notice::problem(told)),
        Err(Misread::Form) => {
            let what = "the form answers nothing".to_owned();
            return Err(WebError::Unusable { what });
        }
    };
    match asked.page(Some(notice), typed).await {
        Ok(page) => Ok(Page::with_status(status, page).respond_to(&request)),
        // It came to its end while somebody wrote.
        Err(WebError::Intent(Error::NotFound)) => asked.too_late(&request, written).await,
        Err(fault) => Err(fault),
    }
}

fn meant(path: &(String, String)) -> Result<(SubmissionId, u32), WebError> {
    Ok((known(&path.0)?, known(&path.1)?))
}

/// The version that the person saw, and their answer.
fn answered(typed: &Typed, consultation: u32) -> Result<(i64, Command), Misread> {
    let version = typed.value("version").parse().map_err(|_unread| Misread::Form)?;
    let stance = typed.value("stance").parse();
    let stance =
        stance.map_err(|_unread| Misread::mend("同意・意見・不同意のどれかを選んでください。"))?;
    let text = typed.value("text").trim().to_owned();
    let files = enclosing::ids(typed);
    Ok((version, Command::AnswerConsultation { consultation, stance, text, files }))
}

/// What can be put right on the page is told there.
fn refused(fault: Error) -> Result<(StatusCode, Notice), WebError> {
    let mendable = matches!(fault, Error::Conflict { .. } | Error::Refused(_) | Error::Text { .. });
    let fault = WebError::from(fault);
    if !mendable {
        return Err(fault);
    }
    let (status, words) = (fault.status_code(), sentence(&fault, Language::Japanese));
    Ok((status, Notice { title: words.title, advice: words.advice, is_problem: true }))
}

/// What is asked of whom.
struct Asked<'a> {
    back_office: &'a BackOffice,
    staff: &'a Staff,
    browser: &'a Browser,
    id: SubmissionId,
    number: u32,
}

impl Asked<'_> {
    async fn page(&self, notice: Option<Notice>, typed: Typed) -> Result<AskedPage, WebError> {
        let Self { back_office, staff, browser, id, number } = self;
        let case = back_office.asked_case(staff, id, *number, Language::Japanese).await?;
        let mut frame = Frame::of(back_office, staff, browser).await?;
        frame.here = link::CONSULTATIONS;
        let chosen = Chosen::with(back_office, staff, id, (ANSWER, &typed)).await?;
        Ok(AskedPage { chosen, ..AskedPage::of(case, frame, notice, typed) })
    }

    /// What was written is not lost with what it was written for.
    async fn too_late(
        &self,
        request: &HttpRequest,
        written: String,
    ) -> Result<HttpResponse, WebError> {
        let Self { back_office, staff, browser, .. } = self;
        let page = ConsultationsPage::too_late(back_office, staff, browser, written).await?;
        Ok(Page::with_status(StatusCode::NOT_FOUND, page).respond_to(request))
    }
}

impl AskedPage {
    fn of(asked: AskedCase, frame: Frame, notice: Option<Notice>, typed: Typed) -> Self {
        let nothing = Revealed::new();
        // The names of files, and no way into them.
        let showing = Showing {
            case: &asked.case,
            files: &asked.attachments,
            revealed: &nothing,
            may_reveal: BTreeSet::new(),
            opens_files: false,
            remarks: None,
            origins: Origins::default(),
        };
        let chosen = Some(typed.value("stance"));
        let choice = |stance: Stance| Choice::new(stance.word(), stance_name(stance), chosen);
        let told = &asked.consultation;
        Self {
            address: link::consultation(&asked.case, told.told.number),
            version: asked.version,
            facts: asked_facts(told, &asked.asking),
            is_late: told.is_late,
            question: told.told.question.text.clone(),
            can_answer: told.can.contains(&CommandKind::AnswerConsultation),
            stances: Stance::ALL.map(choice).into(),
            groups: showing.groups(&asked.answers),
            has_files: !asked.attachments.is_empty(),
            receipt_number: asked.receipt_number.to_string(),
            title: asked.title,
            frame,
            notice,
            typed,
            chosen: Chosen::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page(can_answer: bool, notice: Option<Notice>) -> String {
        let typed = vec![
            ("stance".to_owned(), "disagree".to_owned()),
            ("text".to_owned(), "<b>歩道".to_owned()),
        ];
        let chosen = Some("disagree");
        let choice = |stance: Stance| Choice::new(stance.word(), stance_name(stance), chosen);
        let page = AskedPage {
            frame: Frame::sample(None),
            notice,
            chosen: enclosing::tests::chosen(ANSWER),
            typed: Typed::new(typed),
            address: "/office/consultations/cases/x/1".into(),
            version: 3,
            receipt_number: "2611-7K3M-92QC".into(),
            title: "<b>道路占用許可".into(),
            facts: vec![("回した課", "戸籍住民課".into())],
            is_late: true,
            question: "<i>支障はありませんか。".into(),
            can_answer,
            stances: Stance::ALL.map(choice).into(),
            groups: Vec::new(),
            has_files: true,
        };
        page.render().unwrap()
    }

    #[test]
    fn the_question_and_its_answer_are_on_one_page() {
        let html = page(true, Some(Notice::problem("理由を書いてください。")));
        audit(&html);
        for smuggled in ["<b>道路", "<i>支障", "<b>歩道", "<b>図面"] {
            assert!(!html.contains(smuggled), "{html}");
        }
        assert!(html.contains(r#"value="disagree" required checked"#), "{html}");
        let own = page(false, None);
        audit(&own);
        assert!(!own.contains("<textarea"), "{own}");
    }
}
