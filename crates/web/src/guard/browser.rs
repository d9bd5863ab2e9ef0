//! The browser that asks: an unguessable secret in a cookie, and the token of its forms.

use std::{
    cell::RefCell,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, cookie::Cookie, dev::Payload};
use counter::Visitor;

use super::{
    cookie::{self, Purpose},
    error::WebError,
    state::Guard,
};

/// One browser, recognised by its cookie. A browser without one is given one.
#[derive(Clone, PartialEq, Eq)]
pub struct Browser {
    secret: String,
    csrf: String,
}

impl Browser {
    /// The browser that sent this request.
    pub fn of(request: &HttpRequest) -> Result<Self, WebError> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let guard = Guard::of(request)?;
        let secret = known_secret(request, &guard).unwrap_or_else(|| {
            let fresh = guard.secret();
            let value = guard.tokens().sign_visitor(&fresh);
            bake(request, cookie::set(guard.settings(), Purpose::Visitor, value));
            fresh
        });
        let session = form_session(request, &guard).unwrap_or_else(|| secret.clone());
        let csrf = guard.tokens().mint(&session, guard.random());
        let browser = Self { secret, csrf };
        request.extensions_mut().insert(browser.clone());
        Ok(browser)
    }

    /// The token that every form of this browser carries in its field `csrf`.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The same browser once the staff session `token` has begun: its forms belong to that.
    #[must_use]
    pub fn signed_in(self, guard: &Guard, token: &str) -> Self {
        Self { csrf: guard.tokens().mint(token, guard.random()), ..self }
    }

    /// The owner of this browser's drafts and uploads.
    pub fn visitor(&self) -> Visitor {
        Visitor::from_secret(&self.secret)
    }
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Browser(****)")
    }
}

impl FromRequest for Browser {
    type Error = WebError;
    type Future = Ready<Result<Self, WebError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// The session that forms of this request are bound to: the clerk's in the office once
/// signed in, the browser's everywhere else.
pub(crate) fn form_session(request: &HttpRequest, guard: &Guard) -> Option<String> {
    let settings = guard.settings();
    let staff = request
        .path()
        .starts_with("/office")
        .then(|| cookie::read(request, settings, Purpose::Staff))
        .flatten();
    staff.or_else(|| known_secret(request, guard))
}

/// The secret that we gave this browser. One that it brings by itself counts for nothing.
fn known_secret(request: &HttpRequest, guard: &Guard) -> Option<String> {
    let value = cookie::read(request, guard.settings(), Purpose::Visitor)?;
    guard.tokens().visitor(&value).map(str::to_owned)
}

/// The cookie that makes a browser forget which visitor it was.
pub fn forget_visitor(guard: &Guard) -> Cookie<'static> {
    cookie::clear(guard.settings(), Purpose::Visitor)
}

/// Cookies that the answer to this request sets.
#[derive(Default)]
pub(crate) struct Baked(RefCell<Vec<Cookie<'static>>>);

impl Baked {
    pub(crate) fn take(&self) -> Vec<Cookie<'static>> {
        self.0.take()
    }
}

/// Has the answer to `request` set `cookie`, whatever page the answer is.
pub fn bake(request: &HttpRequest, cookie: Cookie<'static>) {
    let mut extensions = request.extensions_mut();
    if !extensions.contains::<Baked>() {
        extensions.insert(Baked::default());
    }
    if let Some(baked) = extensions.get::<Baked>() {
        baked.0.borrow_mut().push(cookie);
    }
}
