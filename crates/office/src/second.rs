//! `/office/sign-in/second`: the code of the authenticator, and setting one up.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::header::RETRY_AFTER, web};
use askama::Template;
use back_office::{BackOffice, City, Error, Proven, SecondStep, SignInFault};
use serde::Deserialize;

use super::{
    link,
    passkey::PasskeyForm,
    sign_in::{Destination, Way, local, report},
};
use ::web::{
    guard::{Browser, Guard, Guarded, Network, WebError, bake, cookie},
    page::{Page, see_other},
    square::Square,
};

/// What was typed.
#[derive(Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
    /// What a passkey has signed, in place of a code.
    #[serde(default)]
    passkey: String,
    next: Option<String>,
    /// What was typed on a case when the session had ended.
    #[serde(default)]
    kept: String,
}

#[derive(Template)]
#[template(path = "second.html")]
pub(super) struct SecondPage {
    city: City,
    csrf: String,
    next: String,
    kept: String,
    email: String,
    setting_up: Option<Picture>,
    passkey: Option<PasskeyForm>,
    takes_code: bool,
    problem: Option<&'static str>,
}

/// What an authenticator reads: as a picture, and in letters.
struct Picture {
    /// The side of the picture, in dots.
    side: i32,
    /// The dark dots, as a path.
    dots: String,
    /// The secret in groups of four.
    letters: String,
    address: String,
}

/// The recovery codes, shown once.
#[derive(Template)]
#[template(path = "recovery.html")]
struct RecoveryPage {
    city: City,
    codes: Vec<String>,
    next: String,
}

/// Asks for the code, or for an authenticator to be set up.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    browser: Browser,
    request: HttpRequest,
    wanted: web::Query<Destination>,
) -> Result<HttpResponse, WebError> {
    let next = local(wanted.into_inner().next);
    let Some(page) = waiting(&back_office, &guard, &browser, &request).await? else {
        return Ok(see_other(link::SIGN_IN));
    };
    Ok(Page::ok(SecondPage { next, ..page }).respond_to(&request))
}

/// Takes the code and lets the person in.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<CodeForm>,
) -> Result<HttpResponse, WebError> {
    let CodeForm { code, passkey, next, kept } = form.into_inner();
    let next = local(next);
    let Some(token) = cookie::read(&request, guard.settings(), cookie::Purpose::Staff) else {
        return Ok(see_other(link::SIGN_IN));
    };
    let given = if passkey.is_empty() {
        back_office.give_code(&token, &code).await
    } else {
        let signed_in = back_office.give_passkey(&token, &passkey).await;
        signed_in.map(|signed_in| Proven { signed_in, recovery: Vec::new() })
    };
    let fault = match given {
        Ok(Proven { signed_in, recovery }) => {
            let network = Network::of(&request, guard.settings());
            tracing::info!(target: "security", outcome = "signed in", staff = %signed_in.staff.id(), %network);
            let token = signed_in.token.clone();
            bake(&request, cookie::set(guard.settings(), cookie::Purpose::Staff, token));
            if recovery.is_empty() {
                let way = Way { next, kept };
                return way.goes(&back_office, &guard, browser, &request, signed_in).await;
            }
            let page = RecoveryPage { city: back_office.city().clone(), codes: recovery, next };
            return Ok(Page::ok(page).respond_to(&request));
        }
        Err(fault) => fault,
    };
    let Error::SignIn(refused) = fault else { return Err(fault.into()) };
    let (problem, wait) = match refused {
        SignInFault::Wrong if !passkey.is_empty() => (WRONG_PASSKEY, None),
        SignInFault::Wrong => (WRONG, None),
        SignInFault::Throttled { retry_after } => (TOO_OFTEN, Some(retry_after)),
    };
    report(&guard, &request, "wrong code");
    let Some(page) = waiting(&back_office, &guard, &browser, &request).await? else {
        return Ok(see_other(link::SIGN_IN));
    };
    let page = SecondPage { next, kept, problem: Some(problem), ..page };
    let mut answer = Page::to_mend(page).respond_to(&request);
    if let Some(seconds) = wait {
        *answer.status_mut() = actix_web::http::StatusCode::TOO_MANY_REQUESTS;
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    Ok(answer)
}

/// The page for who has given the password; nothing for anybody else.
async fn waiting(
    back_office: &BackOffice,
    guard: &Guard,
    browser: &Browser,
    request: &HttpRequest,
) -> Result<Option<SecondPage>, WebError> {
    let Some(token) = cookie::read(request, guard.settings(), cookie::Purpose::Staff) else {
        return Ok(None);
    };
    let step = back_office.second_step(&token).await?;
    Ok(step.map(|step| SecondPage::of(back_office, browser, step)))
}

impl SecondPage {
    /// The page of a session that has just begun to wait, with what goes through the door.
    pub(super) async fn after_password(
        back_office: &BackOffice,
        browser: &Browser,
        token: &str,
        next: String,
        kept: String,
    ) -> Result<Option<Self>, WebError> {
        let step = back_office.second_step(token).await?;
        Ok(step.map(|step| Self { next, kept, ..Self::of(back_office, browser, step) }))
    }

    fn of(back_office: &BackOffice, browser: &Browser, step: SecondStep) -> Self {
        Self {
            city: back_office.city().clone(),
            csrf: browser.csrf().to_owned(),
            next: link::OFFICE.to_owned(),
            kept: String::new(),
            email: step.email,
            setting_up: step.enrolment.map(|told| Picture::of(&told.address, &told.secret)),
            passkey: step.passkey.map(PasskeyForm::from),
            takes_code: step.takes_code,
            problem: None,
        }
    }
}

impl Picture {
    fn of(address: &str, secret: &str) -> Self {
        let letters: Vec<char> = secret.chars().collect();
        let groups: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
        let Square { side, dots } = Square::of(address).unwrap_or_default();
        Self { side, dots, letters: groups.join(" "), address: address.to_owned() }
    }
}

const WRONG: &str =
    "コードが違うか、もう使われています。認証アプリに今出ている6桁を入れてください。";
const WRONG_PASSKEY: &str =
    "パスキーを確かめられませんでした。もう一度試すか、認証アプリのコードを入れてください。";
const TOO_OFTEN: &str = "回数が多すぎます。しばらく待ってから、もう一度お試しください。";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;
    use testkit::audit;

    fn page(setting_up: Option<Picture>, problem: Option<&'static str>) -> String {
        let Frame { csrf, city, .. } = Frame::sample(None);
        let (next, kept) = ("/office/".to_owned(), "type=note&text=%22%3E%3Cscript%3E".to_owned());
        let email = "sato@city.example".to_owned();
        let passkey = setting_up.is_none().then(PasskeyForm::sample);
        let takes_code = true;
        let page =
            SecondPage { city, csrf, next, kept, email, setting_up, passkey, takes_code, problem };
        page.render().unwrap()
    }

    #[test]
    fn the_code_is_asked_for_and_an_authenticator_set_up() {
        let html = page(None, Some(WRONG));
        audit(&html);
        assert!(html.contains("one-time-code") && !html.contains("<svg"), "{html}");
        let secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
        let html =
            page(Some(Picture::of(&format!("otpauth://totp/M:s?secret={secret}"), secret)), None);
        audit(&html);
        assert!(html.contains("JBSW Y3DP") && html.contains("<path d=\"M"), "{html}");
    }

    #[test]
    fn the_codes_for_another_day_are_shown_once() {
        let city = Frame::sample(None).city;
        let codes = vec!["ABCD-EFGH-JKMN".to_owned()];
        let html = RecoveryPage { city, codes, next: "/office/".into() }.render().unwrap();
        audit(&html);
        assert!(html.contains("ABCD-EFGH-JKMN"), "{html}");
    }
}
