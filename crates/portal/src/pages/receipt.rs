//! `/receipts/{receipt_number}` and `/status`: a submission after it was sent.
//!
//! The page opens in the browser that sent it, and for half an hour in one that gave number
//! and code. Everybody else sees the same as for a number that does not exist.

mod correction;
mod holder;
mod lookup;
mod message;
mod outcome;
mod papers;
mod pay;
mod show;
mod timeline;
mod withdrawal;

use crate::{link, rule::PUBLIC};
use ::web::{
    limits::Rate,
    route::{Admission, Changing, Object, Reading},
    table::Table,
};

pub(super) use timeline::state_name;

pub(super) fn routes(table: &mut Table) {
    let code = Changing::form(Admission::Anybody, Object::Nothing, Rate::Code);
    let read = Reading::new(Admission::Holder, Object::Submission, Rate::Page);
    let paper = Reading::new(Admission::Holder, Object::Submission, Rate::Paper);
    let notice = Reading::new(Admission::Holder, Object::Notice, Rate::Page);
    let sent = Reading::new(Admission::Holder, Object::ThreadFile, Rate::Page);
    let act = Changing::form(Admission::Holder, Object::Submission, Rate::Form);
    let live = Changing::form(Admission::Holder, Object::Submission, Rate::Live);
    let upload = Changing::form(Admission::Holder, Object::Submission, Rate::Upload);
    // Whoever has a bill's address may pay it: it opens nothing else.
    let bill = Reading::new(Admission::Anybody, Object::Nothing, Rate::Page);
    table
        .get("/pay/{payment}", bill, pay::bill)
        .get(link::STATUS, PUBLIC, lookup::form)
        .post(link::STATUS, code, lookup::look_up)
        .get("/receipts/{number}", read, show::show)
        .post("/receipts/{number}/messages", act, message::send)
        .get("/receipts/{number}/files/{sent}", sent, message::file)
        .get("/receipts/{number}/receipt.pdf", paper, papers::receipt)
        .post("/receipts/{number}/payment", act, pay::press)
        .get("/receipts/{number}/payment.pdf", paper, pay::receipt)
        .get("/receipts/{number}/application.pdf", paper, papers::application)
        .get("/receipts/{number}/notices/{notice}", notice, papers::notice)
        .get("/receipts/{number}/withdrawal", read, withdrawal::ask)
        .post("/receipts/{number}/withdrawal", act, withdrawal::withdraw)
        .post("/receipts/{number}/correction/live", live, correction::live)
        .post("/receipts/{number}/correction/file", upload, correction::take_file)
        .get("/receipts/{number}/correction", read, correction::show)
        .post("/receipts/{number}/correction", act, correction::send);
}
