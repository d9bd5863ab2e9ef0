//! A posted form that has passed the guards: made on a page of ours, of bearable size, UTF-8.

use std::{future::Future, ops::Deref, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header::CONTENT_LENGTH,
    web::{Bytes, BytesMut, Query},
};
use futures_util::StreamExt as _;
use serde::de::DeserializeOwned;

use super::{
    browser::form_session,
    error::WebError,
    origin::is_ours,
    state::Guard,
    urlencoded::{FormFault, pairs},
};

/// The name of the field that carries the token.
pub const TOKEN_FIELD: &str = "csrf";

/// No form of ours without files is larger.
pub(crate) const FORM_BYTES: usize = 256 * 1024;

/// A posted form. `Guarded<Vec<(String, String)>>` takes any form, a struct takes its fields.
#[derive(Debug, Clone)]
pub struct Guarded<T>(T);

impl<T> Guarded<T> {
    /// What was posted.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Guarded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Guarded<T> {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move { read(&request, payload).await.map(Self) })
    }
}

/// What was typed into the form of this request: the page of a refusal that may be sent
/// again carries it, so that nobody types it twice.
pub(super) struct Typed(Vec<(String, String)>);

impl Typed {
    /// Keeps `fields` as long as the request lives. A form with a password is not shown again:
    /// every field for one has `password` in its name.
    pub(super) fn keep(request: &HttpRequest, fields: Vec<(String, String)>) {
        if fields.iter().all(|(name, _)| !name.contains("password")) {
            request.extensions_mut().insert(Self(fields));
        }
    }

    /// The fields, once.
    pub(super) fn take(request: &HttpRequest) -> Option<Vec<(String, String)>> {
        request.extensions_mut().remove::<Self>().map(|typed| typed.0)
    }
}

async fn read<T: DeserializeOwned>(request: &HttpRequest, payload: Payload) -> Result<T, WebError> {
    let guard = Guard::of(request)?;
    if !is_ours(request.headers(), &guard.settings().public_url) {
        return Err(WebError::ForeignForm);
    }
    let media_type = request.content_type().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(WebError::MediaType { expected: "application/x-www-form-urlencoded" });
    }
    let body = whole_body(request, payload, FORM_BYTES).await?;
    let fields = pairs(&body).map_err(form_fault)?;
    let mut tokens = fields.iter().filter(|(name, _)| name == TOKEN_FIELD);
    let token = tokens.next().map_or("", |(_, token)| token);
    check_token(request, &guard, token)?;
    Typed::keep(request, fields);
    let text = std::str::from_utf8(&body).map_err(|_bytes| form_fault(FormFault::NotUtf8))?;
    // The reader's own text may quote a value, so it is not passed on.
    Query::<T>::from_query(text).map(Query::into_inner).map_err(|_quoting| WebError::Unusable {
        what: "a field of the form is missing or wrong".into(),
    })
}

/// Whether `token` was given to the session that `request` belongs to.
pub(crate) fn check_token(
    request: &HttpRequest,
    guard: &Guard,
    token: &str,
) -> Result<(), WebError> {
    let session = form_session(request, guard).ok_or(WebError::ForeignForm)?;
    if guard.tokens().fits(&session, token) { Ok(()) } else { Err(WebError::ForeignForm) }
}

pub(crate) fn form_fault(fault: FormFault) -> WebError {
    let what = fault.to_string();
    match fault {
        FormFault::Nul => WebError::Unusable { what },
        FormFault::TooMany | FormFault::Percent | FormFault::NotUtf8 => {
            WebError::Malformed { what }
        }
    }
}

/// The whole body, or the reason why not; one that says it is too large is not read at all.
pub async fn whole_body(
    request: &HttpRequest,
    mut payload: Payload,
    limit: usize,
) -> Result<Bytes, WebError> {
    let announced = announced_length(request)?;
    if announced.is_some_and(|length| length > limit) {
        return Err(WebError::TooLarge { limit });
    }
    let failed = |fault: &PayloadError| WebError::reading(fault, limit);
    let Some(first) = payload.next().await else {
        return Ok(Bytes::new());
    };
    let first = first.map_err(|fault| failed(&fault))?;
    if announced == Some(first.len()) {
        return Ok(first);
    }
    let mut body = BytesMut::with_capacity(announced.unwrap_or(first.len()));
    body.extend_from_slice(&first);
    while let Some(chunk) = payload.next().await {
        body.extend_from_slice(&chunk.map_err(|fault| failed(&fault))?);
        if body.len() > limit {
            return Err(WebError::TooLarge { limit });
        }
    }
    if body.len() > limit { Err(WebError::TooLarge { limit }) } else { Ok(body.freeze()) }
}

fn announced_length(request: &HttpRequest) -> Result<Option<usize>, WebError> {
    let Some(length) = request.headers().get(CONTENT_LENGTH) else {
        return Ok(None);
    };
    let length = length.to_str().ok().and_then(|text| text.parse().ok());
    let malformed = || WebError::Malformed { what: "the content length is no number".into() };
    length.map(Some).ok_or_else(malformed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn no_form_with_a_password_is_shown_again() {
        let forms: [(&[&str], bool); 4] = [
            (&["csrf", "text"], true),
            (&["csrf", "email", "password"], false),
            (&["current-password", "new-password", "new-password-again"], false),
            (&["factor-password"], false),
        ];
        for (names, is_kept) in forms {
            let request = TestRequest::default().to_http_request();
            let typed = names.iter().map(|name| ((*name).to_owned(), "typed".to_owned()));
            Typed::keep(&request, typed.collect());
            assert_eq!(Typed::take(&request).is_some(), is_kept, "{names:?}");
        }
    }
}
