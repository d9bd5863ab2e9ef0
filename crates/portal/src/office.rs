//! The clerks' pages: signing in, the queue, one case, figures.
//!
//! Written in Japanese only, as the office works. Who may see and do what is the desk's to
//! say; these pages offer just that.

mod answers;
mod case;
mod fee;
mod file;
mod frame;
mod history;
mod moves;
mod queue;
mod reveal;
mod sign_in;
mod statistics;
mod take;

use actix_web::{
    HttpResponse,
    web::{self, ServiceConfig},
};

use crate::{guard::WebError, link};

/// The addresses of this part.
pub(crate) fn routes(config: &mut ServiceConfig) {
    let queue = || web::resource(["/office", link::OFFICE]).get(queue::show);
    config
        .service(queue().default_service(web::to(wrong_method)))
        .service(
            web::resource(link::SIGN_IN)
                .get(sign_in::show)
                .post(sign_in::submit)
                .default_service(web::to(wrong_method)),
        )
        .service(post_only(link::SIGN_OUT).post(sign_in::sign_out))
        .service(post_only(link::TAKE_NEXT).post(take::next))
        .service(post_only(link::TAKE_CHOSEN).post(take::chosen))
        .service(web::resource(link::STATISTICS).get(statistics::show))
        .service(web::resource("/office/cases/{id}").get(case::show))
        .service(post_only("/office/cases/{id}/commands").post(moves::submit))
        .service(post_only("/office/cases/{id}/reveal").post(reveal::submit))
        .service(web::resource("/office/cases/{id}/application.pdf").get(file::paper))
        .service(web::resource("/office/cases/{id}/attachments/{attachment}").get(file::show));
}

fn post_only(address: &str) -> actix_web::Resource {
    web::resource(address).default_service(web::to(wrong_method))
}

async fn wrong_method() -> Result<HttpResponse, WebError> {
    Err(WebError::Method)
}
