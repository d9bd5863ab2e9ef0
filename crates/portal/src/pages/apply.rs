//! `/apply/{draft}/{page}`: a resident fills in one page of a form.
//!
//! Whatever is pressed, the page is saved first; only then it is looked at. Nothing that
//! was typed is lost, whether it is right or not.

mod consent;
mod earlier;
mod edit;
mod external;
mod file;
mod live;
mod sheet;
mod show;
mod step;
mod submit;
mod upload_fault;

use crate::rule::{DRAFT, DRAFT_FORM};
use ::web::{
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) use edit::carry_out;
pub(super) use file::{NotTaken, Place, Taken};
pub(super) use step::{Change, Pressed, Step};
pub(super) use upload_fault::{Refused, refusals_in_address, refusals_of, upload_sentence};

pub(super) fn routes(table: &mut Table) {
    let file = Reading::new(Admission::Owner, Object::DraftFile, Rate::Page);
    let upload = Changing::form(Admission::Owner, Object::Draft, Rate::Upload);
    let live = Changing::form(Admission::Owner, Object::Draft, Rate::Live);
    table
        .get("/apply/{draft}", DRAFT, show::go_on)
        .get("/apply/{draft}/files/{file}", file, file::show)
        .get("/apply/{draft}/external/{question}", DRAFT, external::back)
        .post("/apply/{draft}/{page}/file", upload, file::take)
        .post("/apply/{draft}/{page}/live", live, live::save)
        .get("/apply/{draft}/{page}", DRAFT, show::show)
        .post("/apply/{draft}/{page}", DRAFT_FORM, submit::submit);
}
