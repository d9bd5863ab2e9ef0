//! `/receipts/{receipt_number}` and `/status`: a submission after it was sent.
//!
//! The page opens in the browser that sent it, and for half an hour in one that gave number
//! and code. Everybody else sees the same as for a number that does not exist.

mod correction;
mod holder;
mod lookup;
mod message;
mod papers;
mod show;
mod timeline;
mod withdrawal;

use actix_web::web;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource(crate::link::STATUS).get(lookup::form).post(lookup::look_up))
        .route("/receipts/{number}", web::get().to(show::show))
        .route("/receipts/{number}/messages", web::post().to(message::send))
        .route("/receipts/{number}/receipt.pdf", web::get().to(papers::receipt))
        .route("/receipts/{number}/application.pdf", web::get().to(papers::application))
        .route("/receipts/{number}/notices/{notice}", web::get().to(papers::notice))
        .service(
            web::resource("/receipts/{number}/withdrawal")
                .get(withdrawal::ask)
                .post(withdrawal::withdraw),
        )
        .service(
            web::resource("/receipts/{number}/correction")
                .get(correction::show)
                .post(correction::send),
        );
}
