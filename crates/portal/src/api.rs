//! The JSON API: the same desk as the pages, for systems, kiosks and tests.
//!
//! Cookies mean nothing here. Whoever calls proves what they may do in every request: with a
//! receipt's access code, or with a staff token.

mod attachment;
mod case;
mod docs;
mod payment;
mod procedure;
mod status;
mod strict;
mod submission;

pub use procedure::check_answer;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};

use crate::guard::WebError;

/// The addresses of this part.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(
        web::scope("/api")
            .service(
                web::scope("/v1")
                    .configure(submission::routes)
                    .configure(procedure::routes)
                    .configure(attachment::routes)
                    .configure(case::routes)
                    .default_service(web::to(nothing_here)),
            )
            .configure(docs::routes)
            .default_service(web::to(nothing_here)),
    );
    payment::routes(config);
}

async fn nothing_here() -> Result<HttpResponse, WebError> {
    Err(WebError::NotFound)
}

/// What answers a method that the address does not have.
async fn wrong_method() -> Result<HttpResponse, WebError> {
    Err(WebError::Method)
}
