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
    shared::{self, Known},
    state::Guard,
};

/// One browser, recognised by its cookie. A browser without one is given one.
#[derive(Clone, PartialEq, Eq)]
pub struct Browser {
    secret: String,
    csrf: String,
    is_shared: bool,
    is_new: bool,
}

impl Browser {
    /// The browser that sent this request.
    pub fn of(request: &HttpRequest) -> Result<Self, WebError> {
        if let Some(known) = request.extensions().get::<Self>() {
            return Ok(known.clone());
        }
        let guard = Guard::of(request)?;
        let (secret, is_shared, is_new) = match Known::of(request, &guard) {
            Known::Own(secret) => (secret, false, false),
            Known::Shared(secret) => (secret, true, false),
            Known::Ended => (guard.secret(), true, false),
            Known::Nobody => (guard.secret(), shared::is_terminal(request, &guard), true),
        };
        if is_shared {
            bake(request, shared::cookie_of(&guard, &secret, guard.now()));
        } else if is_new {
            let value = guard.tokens().sign_visitor(&secret);
            bake(request, cookie::set(guard.settings(), Purpose::Visitor, value));
        }
        let session = form_session(request, &guard).unwrap_or_else(|| secret.clone());
        Ok(Self { secret, csrf: String::new(), is_shared, is_new }
            .known_as(request, &guard, &session))
    }

    /// The same browser from now on as one that others use too.
    pub fn becomes_shared(self, request: &HttpRequest) -> Result<Self, WebError> {
        let guard = Guard::of(request)?;
        bake(request, shared::cookie_of(&guard, &self.secret, guard.now()));
        let session = self.secret.clone();
        Ok(Self { is_shared: true, ..self }.known_as(request, &guard, &session))
    }

    /// A shared machine as the next person finds it: nothing of the one before is there.
    pub fn for_the_next(self, request: &HttpRequest) -> Result<Self, WebError> {
        Self { secret: Guard::of(request)?.secret(), ..self }.becomes_shared(request)
    }

    fn known_as(self, request: &HttpRequest, guard: &Guard, session: &str) -> Self {
        let browser = Self { csrf: guard.tokens().mint(session, guard.random()), ..self };
        request.extensions_mut().insert(browser.clone());
        browser
    }

    /// Whether others use the machine too, so that nothing may stay.
    pub const fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// Whether it came without any cookie of ours.
    pub const fn is_new(&self) -> bool {
        self.is_new
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
pub(crate) fn known_secret(request: &HttpRequest, guard: &Guard) -> Option<String> {
    match Known::of(request, guard) {
        Known::Own(secret) | Known::Shared(secret) => Some(secret),
        Known::Nobody | Known::Ended => None,
    }
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

/// Has the answer to `request` set `cookie`, whatever page the answer is. Of two with one
/// name the later counts.
pub fn bake(request: &HttpRequest, cookie: Cookie<'static>) {
    let mut extensions = request.extensions_mut();
    if !extensions.contains::<Baked>() {
        extensions.insert(Baked::default());
    }
    if let Some(baked) = extensions.get::<Baked>() {
        let mut cookies = baked.0.borrow_mut();
        cookies.retain(|earlier| earlier.name() != cookie.name());
        cookies.push(cookie);
    }
}
