//! `/office/invitations/{token}`: the password that somebody chooses who followed a link.
//!
//! Opening it uses nothing: programs that look into mails follow every link. A link that is
//! unknown, used or over answers alike.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{BackOffice, City, Error, PeopleFault};
use serde::Deserialize;

use super::{browsers, frame::home, me::sentence_of, sign_in::end_session};
use crate::link;
use ::web::{
    guard::{Browser, Guard, Guarded, Network, WebError, bake, cookie},
    page::{Page, see_other},
};

/// What was typed. No `Debug`: it holds passwords.
#[derive(Deserialize)]
pub(super) struct ChoiceForm {
    password: String,
    again: String,
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    city: City,
    csrf: String,
    /// Where the form goes.
    action: String,
    name: String,
    email: String,
    problem: Option<Problem>,
}

/// What is wrong, and with which field.
struct Problem {
    field: &'static str,
    sentence: &'static str,
}

/// What is shown for a link that leads nowhere.
#[derive(Template)]
#[template(path = "invitation_over.html")]
struct OverPage {
    city: City,
}

/// Asks for a password.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    browser: Browser,
    request: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    page(&back_office, &browser, &request, &token, None).await
}

/// Takes it, and goes on to the second factor.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    browser: Browser,
    request: HttpRequest,
    token: web::Path<String>,
    form: Guarded<ChoiceForm>,
) -> Result<HttpResponse, WebError> {
    let ChoiceForm { password, again } = form.into_inner();
    if password != again {
        let sentence = "新しいパスワードと同じものを、もう一度入れてください。";
        let problem = Some(Problem { field: "again", sentence });
        return page(&back_office, &browser, &request, &token, problem).await;
    }
    let from = browsers::word_of(&request);
    match back_office.accept_invitation(&token, password, from).await {
        Ok(begun) => {
            end_session(&back_office, &guard, &request).await?;
            bake(&request, cookie::set(guard.settings(), cookie::Purpose::Staff, begun.token));
            let next = home(&begun.staff);
            Ok(see_other(&if begun.waits { link::second(next) } else { next.to_owned() }))
        }
        Err(PeopleFault::Password(weak)) => {
            let problem = Some(Problem { field: "password", sentence: sentence_of(weak) });
            page(&back_office, &browser, &request, &token, problem).await
        }
        Err(PeopleFault::Intent(Error::NotFound)) => {
            let network = Network::of(&request, guard.settings());
            tracing::warn!(target: "security", outcome = "no such invitation", %network, "refused");
            Ok(over(&back_office, &request))
        }
        Err(PeopleFault::Intent(fault)) => Err(fault.into()),
        Err(other) => Err(Error::internal(other).into()),
    }
}

async fn page(
    back_office: &BackOffice,
    browser: &Browser,
    request: &HttpRequest,
    token: &str,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let invited = match back_office.invited(token).await {
        Ok(invited) => invited,
        Err(Error::NotFound) => return Ok(over(back_office, request)),
        Err(fault) => return Err(fault.into()),
    };
    let is_wrong = problem.is_some();
    let page = InvitationPage {
        city: back_office.city().clone(),
        csrf: browser.csrf().to_owned(),
        action: link::invitation(token),
        name: invited.name,
        email: invited.email,
        problem,
    };
    Ok(if is_wrong { Page::to_mend(page) } else { Page::ok(page) }.respond_to(request))
}

fn over(back_office: &BackOffice, request: &HttpRequest) -> HttpResponse {
    let page = OverPage { city: back_office.city().clone() };
    Page::with_status(StatusCode::NOT_FOUND, page).respond_to(request)
}

impl InvitationPage {
    /// What is wrong with a field; empty when nothing is.
    fn wrong(&self, field: &str) -> &'static str {
        let problem = self.problem.as_ref().filter(|problem| problem.field == field);
        problem.map_or("", |problem| problem.sentence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;
    use testkit::audit;

    #[test]
    fn a_password_is_chosen_and_a_link_that_is_over_says_what_to_do() {
        let Frame { csrf, city, .. } = Frame::sample(None);
        let problem = |sentence| Problem { field: "password", sentence };
        for problem in [None, Some(problem("12文字以上にしてください。"))] {
            let is_wrong = problem.is_some();
            let page = InvitationPage {
                city: city.clone(),
                csrf: csrf.clone(),
                action: "/office/invitations/0".into(),
                name: "<b>佐藤</b>".into(),
                email: "sato@city.example".into(),
                problem,
            };
            let html = page.render().unwrap();
            audit(&html);
            assert!(!html.contains("<b>佐藤"), "{html}");
            assert_eq!(html.contains("password-problem"), is_wrong, "{html}");
        }
        let html = OverPage { city }.render().unwrap();
        audit(&html);
        assert!(html.contains("もう一度送る") && html.contains(link::SIGN_IN), "{html}");
    }
}
