//! `/apply/{draft}/{page}`: a resident fills in one page of a form.
//!
//! Whatever is pressed, the page is saved first; only then it is looked at. Nothing that
//! was typed is lost, whether it is right or not.

mod edit;
mod file;
mod live;
mod posted;
mod sheet;
mod show;
mod step;
mod submit;
mod upload_fault;

use actix_web::web;

pub(super) use edit::carry_out;
pub(super) use posted::PostedPage;
pub(super) use step::{Change, Pressed, Step};
pub(super) use upload_fault::upload_sentence;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/apply/{draft}", web::get().to(show::go_on))
        .route("/apply/{draft}/files/{file}", web::get().to(file::show))
        .route("/apply/{draft}/{page}/file", web::post().to(file::take))
        .route("/apply/{draft}/{page}/live", web::post().to(live::save))
        .service(web::resource("/apply/{draft}/{page}").get(show::show).post(submit::submit));
}
