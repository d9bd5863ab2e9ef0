//! Passkeys: `/office/sign-in/passkey` lets somebody in with one alone, `/office/me/passkeys`
//! registers and removes those of one's own.

use actix_web::{HttpRequest, HttpResponse, Responder as _, web};
use back_office::{
    BackOffice, Error, PasskeyAsked, PasskeyView, PeopleFault, SignInFault, SignedIn,
};
use chrono::NaiveDate;
use kernel::Language;
use serde::Deserialize;

use crate::{
    browsers,
    fresh::{Asked, Desk},
    link, me,
    sign_in::{SignInPage, Way, end_session, local, report},
    typed::Typed,
};
use ::web::{
    guard::{Browser, Guard, Guarded, Member, Network, Signed, WebError, bake, cookie},
    page::{Page, see_other},
    shown,
};

/// What a browser is asked for, as a form carries it.
pub(super) struct PasskeyForm {
    pub(super) challenge: String,
    pub(super) site: String,
    /// Names of passkeys, with spaces between.
    pub(super) known: String,
}

/// A passkey, as a line of a table.
pub(super) struct PasskeyLine {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) created: String,
    /// Empty for one that was never used.
    pub(super) used: String,
}

/// What comes from the door.
#[derive(Deserialize)]
pub(super) struct AloneForm {
    passkey: String,
    next: Option<String>,
    /// What was typed on a case when the session had ended.
    #[serde(default)]
    kept: String,
}

/// In the address after a passkey was registered or removed.
pub(super) const ADDED: &str = "passkey";
pub(super) const REMOVED: &str = "passkey-removed";

/// Lets somebody in.
pub(super) async fn alone(
    back_office: web::Data<BackOffice>,
    guard: web::Data<Guard>,
    browser: Browser,
    request: HttpRequest,
    form: Guarded<AloneForm>,
) -> Result<HttpResponse, WebError> {
    let AloneForm { passkey, next, kept } = form.into_inner();
    let next = local(next);
    let from = browsers::word_of(&request);
    match back_office.sign_in_with_passkey(&passkey, from).await {
        Ok(signed_in) => {
            end_session(&back_office, &guard, &request).await?;
            let SignedIn { token, staff, .. } = &signed_in;
            let network = Network::of(&request, guard.settings());
            tracing::info!(target: "security", outcome = "signed in", staff = %staff.id(), %network);
            bake(&request, cookie::set(guard.settings(), cookie::Purpose::Staff, token.clone()));
            Way { next, kept }.goes(&back_office, &guard, browser, &request, signed_in).await
        }
        Err(Error::SignIn(SignInFault::Wrong)) => {
            report(&guard, &request, "wrong passkey");
            let page = SignInPage::keeping(&back_office, &browser, next, kept, WRONG);
            Ok(Page::to_mend(page).respond_to(&request))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Registers a passkey of one's own, or removes one.
pub(super) async fn change(
    back_office: web::Data<BackOffice>,
    staff: Signed<Member>,
    browser: Browser,
    request: HttpRequest,
    posted: Guarded<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let typed = Typed::new(posted.into_inner());
    if let Some(id) = typed.found("remove") {
        back_office.remove_passkey(&staff, id).await?;
        return Ok(see_other(&format!("{}?done={REMOVED}", link::ME)));
    }
    let desk = Desk::at(&back_office, &request)?;
    let (staff, browser) = match desk.proves(staff, browser, &typed).await? {
        Asked::GoesOn(staff, browser) => (staff, browser),
        Asked::Again(page) => return Ok(page),
    };
    let (name, made) = (typed.value("name"), typed.value("passkey"));
    let sentence = match back_office.add_passkey(&staff, name, made).await {
        Ok(()) => return Ok(see_other(&format!("{}?done={ADDED}", link::ME))),
        Err(PeopleFault::Intent(Error::FactorNotFresh)) => {
            return desk.asks(&staff, &browser, &typed, None).await;
        }
        Err(PeopleFault::NameMissing) => "名前を、50文字までで入れてください。",
        Err(PeopleFault::TooManyPasskeys) => {
            "パスキーは10個までです。使わないものを外してください。"
        }
        Err(PeopleFault::KnownPasskey) => "このパスキーは、もう登録されています。",
        Err(PeopleFault::Intent(Error::SignIn(SignInFault::Wrong))) => {
            "パスキーを確かめられませんでした。画面を開き直して、もう一度登録してください。"
        }
        Err(PeopleFault::Intent(fault)) => return Err(fault.into()),
        Err(other) => return Err(Error::internal(other).into()),
    };
    me::refused(&back_office, &staff, &browser, &request, ("passkey-name", sentence)).await
}

impl From<PasskeyAsked> for PasskeyForm {
    fn from(asked: PasskeyAsked) -> Self {
        let PasskeyAsked { challenge, site, allowed } = asked;
        Self { challenge, site, known: allowed.join(" ") }
    }
}

impl PasskeyLine {
    pub(super) fn of(passkey: PasskeyView, today: NaiveDate) -> Self {
        let moment = |at| shown::moment(at, today, Language::Japanese);
        Self {
            id: passkey.id,
            name: passkey.name,
            created: moment(passkey.created_at),
            used: passkey.used_at.map(moment).unwrap_or_default(),
        }
    }
}

const WRONG: &str = "このパスキーではサインインできません。パスワードと認証アプリでサインインしてください。端末がPINや指紋で本人を確かめないときも、こちらを使います。";

#[cfg(test)]
impl PasskeyForm {
    pub(super) fn sample() -> Self {
        Self { challenge: "AAAA".into(), site: "city.example".into(), known: "AQID BAUG".into() }
    }
}
