//! `/office/sign-in/oidc`: to the city's provider of identities, and back.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, web};
use askama::Template;
use back_office::{BackOffice, CameBack, City, SignedIn};
use serde::Deserialize;

use super::{
    browsers,
    sign_in::{Destination, SignInPage, end_session, first_page, local, report},
};
use crate::link;
use ::web::{
    guard::{Browser, Guard, Network, WebError, bake, cookie},
    page::{Page, see_other},
};

/// What the provider sends back.
#[derive(Deserialize)]
pub(super) struct Returned {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
}

/// For who is known there and not here.
#[derive(Template)]
#[template(path = "sign_on_unknown.html")]
struct UnknownPage {
    city: City,
}

/// On the way in: a browser that comes from elsewhere brings the session with the next step only.
#[derive(Template)]
#[template(path = "sign_on_in.html")]
struct InPage {
    city: City,
    next: String,
}

/// Sends somebody to the provider.
pub(super) async fn leave(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    browser: Browser,
    request: HttpRequest,
    wanted: web::Query<Destination>,
) -> Result<HttpResponse, WebError> {
    let next = local(wanted.into_inner().next);
    let kept = back_office.sign_on_secret(&next);
    let Some(door) = back_office.sign_on_door(&kept).await? else {
        return Ok(refused(&back_office, &browser, &request, next, AWAY));
    };
    bake(&request, cookie::set(guard.settings(), cookie::Purpose::SignOn, kept));
    Ok(see_other(&door))
}

/// Lets somebody in who comes back.
pub(super) async fn back(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    browser: Browser,
    request: HttpRequest,
    returned: web::Query<Returned>,
) -> Result<HttpResponse, WebError> {
    let Returned { state, code } = returned.into_inner();
    let kept = cookie::read(&request, guard.settings(), cookie::Purpose::SignOn);
    bake(&request, cookie::clear(guard.settings(), cookie::Purpose::SignOn));
    let next = local(kept.as_deref().and_then(BackOffice::wanted_before));
    let Some(kept) = kept.filter(|_| !code.is_empty()) else {
        report(&guard, &request, "sign-on without a round");
        return Ok(refused(&back_office, &browser, &request, next, REFUSED));
    };
    let from = browsers::word_of(&request);
    match back_office.sign_on(&kept, &state, &code, from).await? {
        CameBack::In(signed_in) => {
            let SignedIn { token, staff, waits } = *signed_in;
            end_session(&back_office, &guard, &request).await?;
            let network = Network::of(&request, guard.settings());
            tracing::info!(target: "security", outcome = "signed in by sign-on", staff = %staff.id(), waits, %network);
            bake(&request, cookie::set(guard.settings(), cookie::Purpose::Staff, token));
            let next = if waits { link::second(&next) } else { first_page(next, &staff) };
            let page = InPage { city: back_office.city().clone(), next };
            Ok(Page::ok(page).respond_to(&request))
        }
        CameBack::Unknown => {
            let page = UnknownPage { city: back_office.city().clone() };
            Ok(Page::with_status(StatusCode::FORBIDDEN, page).respond_to(&request))
        }
        CameBack::Refused => Ok(refused(&back_office, &browser, &request, next, REFUSED)),
        CameBack::Away => Ok(refused(&back_office, &browser, &request, next, AWAY)),
    }
}

fn refused(
    back_office: &BackOffice,
    browser: &Browser,
    request: &HttpRequest,
    next: String,
    problem: &'static str,
) -> HttpResponse {
    let page = SignInPage::keeping(back_office, browser, next, String::new(), problem);
    Page::to_mend(page).respond_to(request)
}

const REFUSED: &str =
    "庁内の認証でサインインできませんでした。もう一度、はじめから行ってください。";
const AWAY: &str =
    "庁内の認証に、今つながりません。少し待つか、パスワードでサインインしてください。";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;
    use testkit::audit;

    #[test]
    fn who_is_not_known_here_is_told_whom_to_ask() {
        let city = Frame::sample(None).city;
        let html = UnknownPage { city: city.clone() }.render().unwrap();
        audit(&html);
        assert!(html.contains("まだ登録がありません") && html.contains("022-261-1111"), "{html}");
        let html = InPage { city, next: "/office/".into() }.render().unwrap();
        audit(&html);
    }
}
