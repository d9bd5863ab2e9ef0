//! The resident's browser: an unguessable key in a cookie, and the token of its forms.

use actix_web::HttpRequest;

/// One browser, recognised by its cookie.
#[derive(Clone)]
pub(crate) struct Browser {
    csrf: String,
}

impl Browser {
    /// The browser that sent this request.
    pub(crate) fn of(_request: &HttpRequest) -> Self {
        Self { csrf: String::new() }
    }

    /// The token that every form of this browser carries in its field `csrf`.
    pub(crate) fn csrf(&self) -> &str {
        &self.csrf
    }
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Browser(****)")
    }
}
