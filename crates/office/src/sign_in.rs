//! `/office/sign-in`: staff come in with e-mail address and password, and go out again.
//!
//! Every failure looks alike, whether the account exists or not.

use actix_web::{
    HttpRequest, HttpResponse, Responder as _,
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue, RETRY_AFTER},
    },
    web,
};
use askama::Template;
use back_office::{BackOffice, Error, SignInFault, SignedIn, Staff};
use serde::Deserialize;

use super::{
    browsers,
    case::{Extra, Notice, case_id, page_of},
    frame::home,
    mend,
    passkey::PasskeyForm,
    second::SecondPage,
    typed::Typed,
};
use crate::link;
use ::web::{
    guard::{
        Browser, Guard, Guarded, Network, Reader, Signed, TOKEN_FIELD, WebError, bake, cookie,
        pairs,
    },
    page::{Page, see_other},
};

/// Longer than any passphrase; more is not even hashed.
const LONGEST_PASSWORD: usize = 1024;
const LONGEST_ADDRESS: usize = 254;

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
pub(super) struct Destination {
    pub(super) next: Option<String>,
}

/// What was typed. No `Debug`: it holds a password.
#[derive(Deserialize)]
pub(super) struct SignInForm {
    email: String,
    password: String,
    next: Option<String>,
    /// What was typed on a case when the session had ended, as a form encodes it.
    #[serde(default)]
    kept: String,
}

/// A form with nothing but its token.
#[derive(Debug, Deserialize)]
pub(super) struct JustAPress {}

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignInPage {
    city: back_office::City,
    csrf: String,
    next: String,
    email: String,
    /// What was typed on a case when the session had ended.
    kept: String,
    problem: Option<&'static str>,
    passkey: PasskeyForm,
    has_sign_on: bool,
}

/// The door for somebody whose session ended while they were typing: what they typed goes
/// through the door with them, and nowhere else.
pub(super) fn keeping(
    back_office: &BackOffice,
    browser: &Browser,
    next: String,
    typed: &Typed,
) -> Page<impl Template + use<>> {
    let mut page =
        SignInPage::new(back_office, browser, local(Some(next)), String::new(), Some(ENDED));
    page.kept = encoded(typed);
    Page::with_status(StatusCode::UNAUTHORIZED, page)
}

/// The door.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    browser: Browser,
    wanted: web::Query<Destination>,
) -> Page<impl Template> {
    let next = local(wanted.into_inner().next);
    Page::ok(SignInPage::new(&back_office, &browser, next, String::new(), None))
}

/// Lets a member of staff in; the session begins anew with every sign-in.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<SignInForm>,
) -> Result<HttpResponse, WebError> {
    let SignInForm { email, password, next, kept } = form.into_inner();
    let next = local(next);
    match try_to_sign_in(&back_office, &guard, &request, &email, &password).await {
        Ok(signed_in) => {
            end_session(&back_office, &guard, &request).await?;
            let token = signed_in.token.clone();
            bake(&request, cookie::set(guard.settings(), cookie::Purpose::Staff, token.clone()));
            if !signed_in.waits {
                let way = Way { next, kept };
                return way.goes(&back_office, &guard, browser, &request, signed_in).await;
            }
            if kept.is_empty() {
                return Ok(see_other(&link::second(&next)));
            }
            let browser = browser.signed_in(&guard, &token);
            let page =
                SecondPage::after_password(&back_office, &browser, &token, next, kept).await?;
            let page = page.ok_or_else(|| WebError::internal("a new session does not wait"))?;
            Ok(Page::ok(page).respond_to(&request))
        }
        Err(WebError::Intent(Error::SignIn(SignInFault::Wrong))) => {
            report(&guard, &request, "wrong");
            let mut page = SignInPage::new(&back_office, &browser, next, email, Some(WRONG));
            page.kept = kept;
            Ok(Page::to_mend(page).respond_to(&request))
        }
        Err(throttled) if throttled.retry_after().is_some() => {
            report(&guard, &request, "throttled");
            let mut page = SignInPage::new(&back_office, &browser, next, email, Some(TOO_OFTEN));
            page.kept = kept;
            let page = Page::with_status(StatusCode::TOO_MANY_REQUESTS, page);
            let mut answer = page.respond_to(&request);
            if let Some(seconds) = throttled.retry_after() {
                answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            Ok(answer)
        }
        Err(other) => Err(other),
    }
}

/// Where somebody goes who comes in: with what they had typed before their session ended, to the
/// case that it was about.
pub(super) struct Way {
    pub(super) next: String,
    /// What was typed, as a form encodes it.
    pub(super) kept: String,
}

impl Way {
    pub(super) async fn goes(
        self,
        back_office: &BackOffice,
        guard: &Guard,
        browser: Browser,
        request: &HttpRequest,
        signed_in: SignedIn,
    ) -> Result<HttpResponse, WebError> {
        let SignedIn { token, staff, .. } = signed_in;
        let next = first_page(self.next, &staff);
        let place = next.strip_prefix(CASES).unwrap_or_default();
        let (id, writing) = mend::writing_at(place);
        let case = case_id(id).ok();
        let Some(case) = case.filter(|_| !self.kept.is_empty()) else {
            return Ok(see_other(&next));
        };
        let staff = Signed::<Reader>::holding(staff)?;
        let browser = browser.signed_in(guard, &token);
        if let Some(writing) = writing {
            let typed = decoded(&self.kept);
            let page = mend::again(back_office, &staff, &browser, &case, writing, &typed).await?;
            return Ok(page.respond_to(request));
        }
        let extra = Extra::returned(Notice::kept(), decoded(&self.kept));
        let page = page_of(back_office, &staff, &browser, &case, extra).await?;
        Ok(Page::ok(page).respond_to(request))
    }
}

/// Ends the session and has the browser forget what it kept of it.
pub(super) async fn sign_out(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    request: HttpRequest,
    _pressed: Guarded<JustAPress>,
) -> Result<HttpResponse, WebError> {
    end_session(&back_office, &guard, &request).await?;
    let network = Network::of(&request, guard.settings());
    tracing::info!(target: "security", outcome = "signed out", %network);
    bake(&request, cookie::clear(guard.settings(), cookie::Purpose::Staff));
    let mut answer = see_other(link::SIGN_IN);
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    Ok(answer)
}

/// Who goes nowhere else begins at their own first page.
pub(super) fn first_page(next: String, staff: &Staff) -> String {
    if next == link::OFFICE { home(staff).to_owned() } else { next }
}

async fn try_to_sign_in(
    back_office: &BackOffice,
    guard: &Guard,
    request: &HttpRequest,
    email: &str,
    password: &str,
) -> Result<SignedIn, WebError> {
    let unbearable = password.len() > LONGEST_PASSWORD || email.len() > LONGEST_ADDRESS;
    if unbearable || password.is_empty() || email.is_empty() {
        return Err(Error::SignIn(SignInFault::Wrong).into());
    }
    let from = browsers::word_of(request);
    let signed_in = back_office.sign_in(email.trim(), password, from).await?;
    let outcome = if signed_in.waits { "password accepted" } else { "signed in" };
    tracing::info!(
        target: "security",
        outcome,
        staff = %signed_in.staff.id(),
        network = %Network::of(request, guard.settings()),
    );
    Ok(signed_in)
}

pub(super) async fn end_session(
    back_office: &BackOffice,
    guard: &Guard,
    request: &HttpRequest,
) -> Result<(), WebError> {
    if let Some(old) = cookie::read(request, guard.settings(), cookie::Purpose::Staff) {
        back_office.sign_out(&old).await?;
    }
    Ok(())
}

/// A refused sign-in, without the address that was typed.
pub(super) fn report(guard: &Guard, request: &HttpRequest, outcome: &str) {
    let network = Network::of(request, guard.settings());
    tracing::warn!(target: "security", outcome, %network, "sign-in refused");
}

/// What was typed, as a form encodes it, without what belongs to the session that ended.
fn encoded(typed: &Typed) -> String {
    let kept = typed.all().filter(|(name, _)| *name != TOKEN_FIELD && *name != "version");
    let pairs = kept.map(|(name, value)| {
        format!("{}={}", link::percent_encoded(name), link::percent_encoded(value))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Reads [`encoded`] again; what is not of it is nothing.
fn decoded(kept: &str) -> Typed {
    Typed::new(pairs(kept.as_bytes()).unwrap_or_default())
}

/// Where cases are, before their id.
const CASES: &str = "/office/cases/";

const ENDED: &str = "時間がたったため、サインアウトしました。サインインすると、入力していた画面に戻ります。入力した内容は残っています。";
const WRONG: &str = "メールアドレスかパスワードが違います。もう一度入力してください。";
const TOO_OFTEN: &str = "回数が多すぎます。1分ほど待ってから、もう一度お試しください。";

impl SignInPage {
    fn new(
        back_office: &BackOffice,
        browser: &Browser,
        next: String,
        email: String,
        problem: Option<&'static str>,
    ) -> Self {
        let (city, csrf) = (back_office.city().clone(), browser.csrf().to_owned());
        let passkey = back_office.passkey_alone().into();
        let has_sign_on = back_office.has_sign_on();
        Self { city, csrf, next, email, kept: String::new(), problem, passkey, has_sign_on }
    }

    /// The door that did not open, with what goes through it.
    pub(super) fn keeping(
        back_office: &BackOffice,
        browser: &Browser,
        next: String,
        kept: String,
        problem: &'static str,
    ) -> Self {
        let page = Self::new(back_office, browser, next, String::new(), Some(problem));
        Self { kept, ..page }
    }
}

/// `wanted` if it is a page of the office, else the queue: nobody is sent elsewhere.
pub(super) fn local(wanted: Option<String>) -> String {
    let of_the_office = |path: &String| {
        let path = path.as_str();
        (path == "/office" || path.starts_with("/office/") || path.starts_with("/office?"))
            && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
            && !path.contains("//")
            && !path.contains("..")
            && !path.starts_with(link::SIGN_IN)
    };
    wanted.filter(of_the_office).unwrap_or_else(|| link::OFFICE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Frame;
    use testkit::audit;

    #[test]
    fn a_failed_sign_in_keeps_the_address_and_never_the_password() {
        let Frame { csrf, city, .. } = Frame::sample(None);
        let page = SignInPage {
            csrf,
            city,
            next: "/office/".into(),
            email: "sato@city.example".into(),
            kept: "type=note&text=%22%3E%3Cscript%3E".into(),
            problem: Some(WRONG),
            passkey: PasskeyForm::sample(),
            has_sign_on: true,
        };
        let html = page.render().unwrap();
        audit(&html);
        assert!(html.contains("value=\"sato@city.example\""), "{html}");
    }

    #[test]
    fn what_was_typed_goes_through_the_door_and_back() {
        let fields = [
            ("csrf", "token"),
            ("type", "request_correction"),
            ("version", "3"),
            ("remark:/name", "「髙」の字＆＝％を\r\n確かめて"),
            ("from", "view=all&cursor=x"),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let back = decoded(&encoded(&Typed::new(fields.clone())));
        let back: Vec<(&str, &str)> = back.all().collect();
        let expected: Vec<(&str, &str)> = fields
            .iter()
            .filter(|(name, _)| name != "csrf" && name != "version")
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(back, expected);
    }

    #[track_caller]
    fn check(wanted: &str, expected: &str) {
        assert_eq!(local(Some(wanted.to_owned())), expected, "{wanted}");
    }

    #[test]
    fn after_signing_in_one_stays_in_the_office() {
        check("/office/?view=mine&q=%E8%8A%B1", "/office/?view=mine&q=%E8%8A%B1");
        check("/office/cases/0193a5c8", "/office/cases/0193a5c8");
        for elsewhere in [
            "//evil.example",
            "/\\evil.example",
            "https:evil.example",
            "https://evil.example/office/",
            "/office//evil.example",
            "/office/../receipts",
            "/officer",
            "/office/\r\nSet-Cookie: a=b",
            "/office/sign-in",
            "",
        ] {
            check(elsewhere, "/office/");
        }
        assert_eq!(local(None), "/office/");
    }
}
