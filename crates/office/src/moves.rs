//! The buttons of a case: from a posted form to a command, and back to the page.
//!
//! What was typed is never lost: a refusal and a conflict show the page again with it.

mod read;

use actix_web::{
    HttpRequest, HttpResponse, Responder as _, ResponseError as _, http::StatusCode, web,
};
use back_office::{BackOffice, Error, Order, Staff, Take};
use kernel::{Language, SubmissionId};
use review_workflow::CommandKind;

use self::read::understood;
use super::{
    case::{Extra, Notice, case_id, files, page_of},
    enclosing,
    frame::Frame,
    fresh::{Asked, Desk},
    preview::Leaving,
    queue::TakeFilter,
    sign_in,
    typed::{Misread, Typed},
};
use crate::link;
use ::web::{
    download,
    guard::{Browser, PostedPage, Signed, WebError, Worker, sentence},
    page::{Page, see_other},
};

/// Moves the case and shows it again.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Result<Signed<Worker>, WebError>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (id, typed) = (case_id(&id)?, Typed::new(posted.fields));
    let staff = match staff {
        Ok(staff) => staff,
        Err(fault) => return kept(&back_office, &browser, &request, fault, &typed),
    };
    let desk = Desk::at(&back_office, &request)?;
    let (staff, browser) = match desk.proves(staff, browser, &typed).await? {
        Asked::GoesOn(staff, browser) => (staff, browser),
        Asked::Again(page) => return Ok(page),
    };
    let pressed = Pressed { back_office: &back_office, staff: &staff, browser: &browser, id: &id };
    let (typed, problem) =
        enclosing::take_in(&back_office, &staff, &id, (typed, posted.files)).await?;
    if let Some(notice) = problem {
        return pressed.again(&request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await;
    }
    let (version, order) = match understood(&typed) {
        Ok(command) => command,
        Err(misread) => return pressed.misread(&request, misread, typed).await,
    };
    let done = order.word();
    match back_office.command(&staff, &id, version, order).await {
        Ok(()) => {
            if typed.value("then") == "next"
                && let Some(next) = next_after(&back_office, &staff, &id, typed.value("from")).await
            {
                return Ok(see_other(&next));
            }
            if let Some(list) = let_go(&back_office, &staff, &id, typed.value("from")).await {
                return Ok(see_other(&list));
            }
            let from = link::percent_encoded(typed.value("from"));
            let place = files::place_after(&typed);
            Ok(see_other(&format!("{}?done={done}&from={from}{place}", link::case(&id))))
        }
        Err(Error::FactorNotFresh) => desk.asks(&staff, &browser, &typed, None).await,
        Err(fault) => pressed.refused(&request, fault, typed).await,
    }
}

/// What the resident would read of a correction or a message, before it leaves; or the case again,
/// to mend what was written.
pub(super) async fn look(
    back_office: web::Data<BackOffice>,
    staff: Result<Signed<Worker>, WebError>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (id, typed) = (case_id(&id)?, Typed::new(posted.fields));
    let staff = match staff {
        Ok(staff) => staff,
        Err(fault) => return kept(&back_office, &browser, &request, fault, &typed),
    };
    let pressed = Pressed { back_office: &back_office, staff: &staff, browser: &browser, id: &id };
    let (typed, problem) =
        enclosing::take_in(&back_office, &staff, &id, (typed, posted.files)).await?;
    if let Some(notice) = problem {
        return pressed.again(&request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await;
    }
    if typed.value("type") == CommandKind::Message.word() && typed.found("fill").is_some() {
        return pressed.template(&request, typed).await;
    }
    if let Some(typed) = typed.differing() {
        let typed = typed.filled(&back_office.offered_sentences(&staff, &id).await?);
        return pressed.again(&request, StatusCode::OK, Notice::differing(), typed).await;
    }
    if typed.value("fill") == "yes" {
        let typed = typed.filled(&back_office.offered_sentences(&staff, &id).await?);
        return pressed.again(&request, StatusCode::OK, Notice::filled(), typed).await;
    }
    let (version, wanted) = match understood(&typed) {
        Ok((version, Order::Move(wanted))) => (version, wanted),
        Ok(_) => return Err(unusable()),
        Err(misread) => return pressed.misread(&request, misread, typed).await,
    };
    let leaving = if wanted.kind() == CommandKind::RequestCorrection {
        let seen = back_office.preview_correction(&staff, &id, version, wanted).await;
        seen.map(Leaving::Correction)
    } else if wanted.kind() == CommandKind::Message {
        back_office.preview_message(&staff, &id, version, wanted).await.map(Leaving::Message)
    } else {
        return Err(unusable());
    };
    match leaving {
        Ok(_) if typed.value("mend") == "yes" => {
            pressed.again(&request, StatusCode::OK, Notice::unsent(), typed).await
        }
        Ok(leaving) => {
            let frame = Frame::of(&back_office, &staff, &browser).await?;
            Ok(leaving.page(frame, &id, &typed, &request))
        }
        Err(fault) => pressed.refused(&request, fault, typed).await,
    }
}

/// The notice of a decision that is not made yet, as it would leave; or the case again, to mend what
/// was written.
pub(super) async fn draft(
    back_office: web::Data<BackOffice>,
    staff: Result<Signed<Worker>, WebError>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (id, typed) = (case_id(&id)?, Typed::new(posted.fields));
    let staff = match staff {
        Ok(staff) => staff,
        Err(fault) => return kept(&back_office, &browser, &request, fault, &typed),
    };
    let pressed = Pressed { back_office: &back_office, staff: &staff, browser: &browser, id: &id };
    // Whoever only looks at it has nothing to confirm.
    let typed = typed.and(vec![("sure".to_owned(), "yes".to_owned())]);
    let (version, wanted) = match understood(&typed) {
        Ok((version, Order::Move(wanted))) => (version, wanted),
        Ok(_) => return Err(unusable()),
        Err(misread) => return pressed.misread(&request, misread, typed).await,
    };
    match back_office.draft_notice(&staff, &id, version, wanted).await {
        Ok(pdf) => Ok(download::paper(pdf)),
        Err(fault) => pressed.refused(&request, fault, typed).await,
    }
}

/// Nobody is signed in any more: what was typed is kept for who signs in again.
fn kept(
    back_office: &BackOffice,
    browser: &Browser,
    request: &HttpRequest,
    fault: WebError,
    typed: &Typed,
) -> Result<HttpResponse, WebError> {
    let WebError::SignIn { back } = fault else { return Err(fault) };
    Ok(sign_in::keeping(back_office, browser, back, typed).respond_to(request))
}

/// A button of the page of a case that was pressed.
struct Pressed<'a> {
    back_office: &'a BackOffice,
    staff: &'a Staff,
    browser: &'a Browser,
    id: &'a SubmissionId,
}

impl Pressed<'_> {
    /// The page again, with what is to be mended first.
    async fn misread(
        &self,
        request: &HttpRequest,
        misread: Misread,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let Misread::Mend(sentence) = misread else { return Err(unusable()) };
        let notice = Notice::problem(sentence);
        self.again(request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await
    }

    /// The page again, with the rule that refused it or who was first.
    async fn refused(
        &self,
        request: &HttpRequest,
        fault: Error,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let mendable = matches!(
            fault,
            Error::Conflict { .. } | Error::Refused(_) | Error::Fee(_) | Error::Text { .. }
        );
        let fault = WebError::from(fault);
        if !mendable {
            return Err(fault);
        }
        let (status, words) = (fault.status_code(), sentence(&fault, Language::Japanese));
        let notice = Notice { title: words.title, advice: words.advice, is_problem: true };
        self.again(request, status, notice, typed).await
    }

    /// The page again, with a template's text in the message.
    async fn template(
        &self,
        request: &HttpRequest,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let (theirs, offered) = self.back_office.offered_templates(self.staff, self.id).await?;
        let chosen = offered.iter().find(|it| it.id.as_str() == typed.value("template"));
        let easier = typed.value("fill") == "easy";
        let told = match chosen {
            None => Err("ひな形を選んでください。"),
            Some(chosen) if easier && chosen.easy.is_empty() => Err(
                "このひな形には、やさしい日本語の文がありません。ほかのひな形を選ぶか、書き直してください。",
            ),
            Some(chosen) if easier => Ok((&chosen.easy, Language::EasyJapanese)),
            Some(chosen) => Ok((&chosen.text, chosen.language)),
        };
        match told {
            Ok((text, language)) => {
                let notice = Notice::inserted(text, language, theirs);
                let typed = typed.inserted(text, &offered);
                self.again(request, StatusCode::OK, notice, typed).await
            }
            Err(sentence) => {
                let notice = Notice::problem(sentence);
                self.again(request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await
            }
        }
    }

    /// The page again, with everything that was typed.
    async fn again(
        &self,
        request: &HttpRequest,
        status: StatusCode,
        notice: Notice,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let extra = Extra::returned(notice, typed);
        let page = page_of(self.back_office, self.staff, self.browser, self.id, extra).await?;
        Ok(Page::with_status(status, page).respond_to(request))
    }
}

/// The address of the case that comes up once `finished` is done, taken out of the same list. What
/// is done is done: without a next one, for whatever reason, its own page says so.
async fn next_after(
    back_office: &BackOffice,
    staff: &Staff,
    finished: &SubmissionId,
    from: &str,
) -> Option<String> {
    if !staff.authority.allows_somewhere::<Take>() {
        return None;
    }
    match back_office.take_next(staff, TakeFilter::of_list(from).filter()).await {
        Ok(next) => next.map(|next| link::case_after(&next, from, finished)),
        Err(fault) => {
            tracing::warn!(%fault, "no next case was taken after one was settled");
            None
        }
    }
}

/// The address of the list that is left of a case which went out of the person's sight.
async fn let_go(
    back_office: &BackOffice,
    staff: &Staff,
    id: &SubmissionId,
    from: &str,
) -> Option<String> {
    let gone = matches!(back_office.receipt_number(staff, id).await, Err(Error::NotFound));
    gone.then(|| link::queue_after_handing_over(from))
}

fn unusable() -> WebError {
    WebError::Unusable { what: "the form names no command".to_owned() }
}
