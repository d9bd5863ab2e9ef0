//! The second factor asked for once more, before what gives power over others.
//!
//! What was pressed is kept on the page that asks: the same form goes to the same address again,
//! with a code in it, and is done in one press. The code begins another session.

use actix_web::{HttpRequest, HttpResponse, Responder as _, http::StatusCode, http::header, web};
use askama::Template;
use back_office::{BackOffice, Error, Prover, SignInFault};

use crate::{frame::Frame, passkey::PasskeyForm, sign_in::report, typed::Typed};
use ::web::{
    guard::{Browser, Guard, Post, Signed, TOKEN_FIELD, WebError, bake, cookie},
    page::Page,
};

/// The field of the code.
const CODE: &str = "fresh-code";
/// The field of what a passkey has signed.
const PASSKEY: &str = "fresh-passkey";

/// Somebody, and what their browser is after a code.
pub(super) enum Asked<P> {
    /// Whoever goes on, with the session that they have now.
    GoesOn(Signed<P>, Browser),
    /// The page that asks again.
    Again(HttpResponse),
}

/// What an answer is made of.
pub(super) struct Desk<'a> {
    back_office: &'a BackOffice,
    guard: web::Data<Guard>,
    request: &'a HttpRequest,
}

#[derive(Template)]
#[template(path = "fresh.html")]
struct FreshPage {
    frame: Frame,
    /// Where the form goes, and what stood in it.
    action: String,
    fields: Vec<(String, String)>,
    /// Whether the person has an authenticator at all.
    has_factor: bool,
    passkey: Option<PasskeyForm>,
    problem: Option<&'static str>,
}

impl<'a> Desk<'a> {
    /// The desk at which `request` is answered.
    pub(super) fn at(
        back_office: &'a BackOffice,
        request: &'a HttpRequest,
    ) -> Result<Self, WebError> {
        let guard = request.app_data::<web::Data<Guard>>().cloned();
        let guard = guard.ok_or_else(|| WebError::internal("no guard is set"))?;
        Ok(Self { back_office, guard, request })
    }

    /// Takes the code of a form that came back from the page that asked for it. A form without
    /// one goes on as it is.
    pub(super) async fn proves<P: Post>(
        &self,
        staff: Signed<P>,
        browser: Browser,
        typed: &Typed,
    ) -> Result<Asked<P>, WebError> {
        let prover = match (typed.value(CODE), typed.value(PASSKEY)) {
            ("", "") => return Ok(Asked::GoesOn(staff, browser)),
            ("", passkey) => Prover::Passkey(passkey),
            (code, _) => Prover::Code(code),
        };
        let problem = match self.back_office.prove_again(&staff, prover).await {
            Ok(begun) => {
                let purpose = cookie::Purpose::Staff;
                bake(
                    self.request,
                    cookie::set(self.guard.settings(), purpose, begun.token.clone()),
                );
                let browser = browser.signed_in(&self.guard, &begun.token);
                return Ok(Asked::GoesOn(Signed::holding(begun.staff)?, browser));
            }
            Err(Error::SignIn(SignInFault::Wrong)) => WRONG,
            Err(fault) => return Err(fault.into()),
        };
        report(&self.guard, self.request, "wrong code");
        Ok(Asked::Again(self.asks(&staff, &browser, typed, Some(problem)).await?))
    }

    /// The page that asks; what was typed stands in it unseen.
    pub(super) async fn asks<P: Post>(
        &self,
        staff: &Signed<P>,
        browser: &Browser,
        typed: &Typed,
        problem: Option<&'static str>,
    ) -> Result<HttpResponse, WebError> {
        let kept = typed.all().filter(|(name, _)| ![TOKEN_FIELD, CODE, PASSKEY].contains(name));
        let page = FreshPage {
            frame: Frame::of(self.back_office, staff, browser).await?,
            action: self.request.path().to_owned(),
            fields: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            has_factor: self.back_office.factor(staff).await?.is_some(),
            passkey: self.back_office.passkey_of(staff.id()).await?.map(PasskeyForm::from),
            problem,
        };
        let status = match problem {
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::FORBIDDEN,
        };
        let mut answer = Page::with_status(status, page).respond_to(self.request);
        // Whoever goes back finds the page that they came from, not this one.
        answer
            .headers_mut()
            .insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
        Ok(answer)
    }
}

const WRONG: &str = "確かめられませんでした。認証アプリに今出ている6桁を入れるか、もう一度パスキーを使ってください。";

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::audit;

    fn page(has_factor: bool, problem: Option<&'static str>) -> String {
        let fields = vec![
            ("type".to_owned(), "give".to_owned()),
            ("department".to_owned(), "\"><script>".to_owned()),
        ];
        let action = "/office/staff/x/changes".to_owned();
        let passkey = has_factor.then(PasskeyForm::sample);
        FreshPage { frame: Frame::sample(None), action, fields, has_factor, passkey, problem }
            .render()
            .unwrap()
    }

    #[test]
    fn what_was_pressed_is_kept_while_the_code_is_asked_for() {
        for problem in [None, Some(WRONG)] {
            let html = page(true, problem);
            audit(&html);
            assert!(html.contains("name=\"type\" value=\"give\""), "{html}");
            assert!(html.contains("one-time-code") && !html.contains("\"><script>"), "{html}");
        }
        let html = page(false, None);
        audit(&html);
        assert!(html.contains("サインインし直す"), "{html}");
    }
}
