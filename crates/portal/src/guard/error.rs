//! Why a page cannot be shown, and its status. The sentences are the pages' own.

use actix_web::{ResponseError, http::StatusCode};

/// Every way in which a request can fail, other than mistakes in a form.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WebError {
    /// There is nothing here, or not for this visitor.
    #[error("not found")]
    NotFound,
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
        }
    }
}
