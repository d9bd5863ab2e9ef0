//! A rendered page as an HTTP answer. Statuses are chosen by the handler,
//! security headers by the guard around the whole portal.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, ContentType, LOCATION},
    },
};
use askama::Template;

/// A page to show. Never stored by anybody on the way.
pub struct Page<T> {
    status: StatusCode,
    template: T,
}

impl<T: Template> Page<T> {
    /// The page that was asked for.
    pub fn ok(template: T) -> Self {
        Self::with_status(StatusCode::OK, template)
    }

    /// The same page again, with what has to be put right.
    pub fn to_mend(template: T) -> Self {
        Self::with_status(StatusCode::UNPROCESSABLE_ENTITY, template)
    }

    /// The page with any other status.
    pub fn with_status(status: StatusCode, template: T) -> Self {
        Self { status, template }
    }
}

impl<T: Template> Responder for Page<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        match self.template.render() {
            Ok(html) => HttpResponse::build(self.status)
                .insert_header(ContentType::html())
                .insert_header((CACHE_CONTROL, "no-store"))
                .body(html),
            Err(fault) => {
                HttpResponse::from_error(actix_web::error::ErrorInternalServerError(fault))
            }
        }
    }
}

/// The answer to every POST that went well: look there now.
pub fn see_other(address: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .insert_header((CACHE_CONTROL, "no-store"))
        .finish()
}
