//! The words of commands, each read or refused by name.

use std::collections::BTreeMap;

use back_office::{
    Basis, CloseOrder, FeeRequest, FeeRequestLine, LinkOrder, MendedAnswers, Mending, Order,
    RefundCommand,
};
use chrono::NaiveDate;
use kernel::{DepartmentId, LabelId, ParseRightError, ReceiptNumber, StaffId, Yen};
use review_workflow::{
    Call, Command, ParseGroundError, ParseLinkKindError, ParsePaperKindError, ParsePostKindError,
    ParseReturnReasonError, ParseStanceError, ParseTopicError, ParseVerdictError,
    ParseVoidReasonError, PostKind, Question, ReleaseReason, ReturnReason, Stance, Verdict,
    VoidReason, Way,
};
use serde_json::Value;

use super::parts::{FeeLineRequest, GroundsRequest, HearingRequest, RemarkRequest, stated};
use crate::{strict::Plain, submission::file_ids, terms::TermsRequest};
use ::web::guard::WebError;

pub(super) fn day(given: Option<Plain>) -> Result<Option<NaiveDate>, WebError> {
    given.map(|day| needed_day(&day)).transpose()
}

pub(super) fn needed_day(given: &Plain) -> Result<NaiveDate, WebError> {
    given.0.parse().map_err(|_no_day| unusable("due_on is no day"))
}

pub(super) fn text(given: Option<Plain>) -> String {
    given.map(|given| given.0).unwrap_or_default()
}

pub(super) fn staff(id: &Plain) -> Result<StaffId, WebError> {
    id.0.parse().map_err(|_no_id| unusable("to is no id of staff"))
}

pub(super) fn holder(id: Option<Plain>) -> Result<Option<StaffId>, WebError> {
    let id = id.map(|id| id.0.parse()).transpose();
    id.map_err(|_no_id| unusable("in_place_of is no id of staff"))
}

pub(super) fn department(id: &Plain) -> Result<DepartmentId, WebError> {
    id.0.parse().map_err(|_no_id| unusable("to is no id of a department"))
}

pub(super) fn correction(
    remarks: Vec<RemarkRequest>,
    due_on: Option<NaiveDate>,
) -> Result<Command, WebError> {
    Ok(Command::RequestCorrection { remarks: RemarkRequest::all(remarks)?, due_on })
}

pub(super) fn proposed(
    verdict: &Plain,
    reason: Option<Plain>,
    grounds: Option<GroundsRequest>,
    terms: Option<TermsRequest>,
) -> Result<Command, WebError> {
    let (verdict, reason) = (verdict_of(verdict)?, text(reason));
    let (grounds, terms) = (stated(grounds), terms.unwrap_or_default().into());
    Ok(Command::Propose { verdict, reason, grounds, terms })
}

pub(super) fn attached(
    kind: &Plain,
    secrecy: Option<Plain>,
    files: &[Plain],
) -> Result<Command, WebError> {
    let kind = kind.0.parse();
    let kind = kind.map_err(|fault: ParsePaperKindError| unusable(&fault.to_string()))?;
    let secrecy = secrecy.map(|right| right.0.parse()).transpose();
    let secrecy = secrecy.map_err(|fault: ParseRightError| unusable(&fault.to_string()))?;
    Ok(Command::Attach { kind, secrecy, files: file_ids(files)? })
}

pub(super) fn compared(file: Plain, fields: Vec<Plain>) -> Command {
    Command::Compare { file: file.0, fields: fields.into_iter().map(|field| field.0).collect() }
}

#[expect(clippy::unnecessary_wraps, reason = "it is returned as it is")]
pub(super) const fn refund(version: i64, wanted: RefundCommand) -> Result<(i64, Order), WebError> {
    Ok((version, Order::Refund(wanted)))
}

pub(super) fn called(topic: &Plain, with: Plain, text: Plain) -> Result<Command, WebError> {
    let topic = topic.0.parse();
    let topic = topic.map_err(|fault: ParseTopicError| unusable(&fault.to_string()))?;
    Ok(Command::Note { text: text.0, call: Some(Call { topic, with: with.0 }) })
}

pub(super) fn rejected(reason: Plain) -> RefundCommand {
    RefundCommand::Reject { reason: reason.0 }
}

/// What it says is for the office to know.
pub(super) fn labelled(id: &Plain) -> Result<Command, WebError> {
    label_of(id).map(|label| Command::Label { label, name: String::new() })
}

pub(super) fn unlabelled(id: &Plain) -> Result<Command, WebError> {
    label_of(id).map(|label| Command::Unlabel { label, name: String::new() })
}

pub(super) fn label_of(id: &Plain) -> Result<LabelId, WebError> {
    id.0.parse().map_err(|_no_id| unusable("label is no id of a label"))
}

pub(super) fn linked(other: &Plain, kind: &Plain) -> Result<Order, WebError> {
    let kind = kind.0.parse();
    let kind = kind.map_err(|fault: ParseLinkKindError| unusable(&fault.to_string()))?;
    Ok(Order::Link(LinkOrder { number: number_of(other)?, kind: Some(kind) }))
}

pub(super) fn closed(twin: Option<&Plain>, reason: Plain) -> Result<Order, WebError> {
    let number = |typed: &Plain| {
        let number = typed.0.parse();
        number.map_err(|_no_number| unusable("duplicate_of is no number of a receipt"))
    };
    Ok(Order::Close(CloseOrder { twin: twin.map(number).transpose()?, reason: reason.0 }))
}

pub(super) fn unlinked(other: &Plain) -> Result<Order, WebError> {
    number_of(other).map(|number| Order::Link(LinkOrder { number, kind: None }))
}

fn number_of(typed: &Plain) -> Result<ReceiptNumber, WebError> {
    typed.0.parse().map_err(|_no_number| unusable("other is no number of a receipt"))
}

pub(super) fn fee_asked(lines: Vec<FeeLineRequest>, due_on: Option<NaiveDate>) -> Order {
    let lines = lines.into_iter().map(FeeRequestLine::from).collect();
    Order::AskFee(FeeRequest { lines, due_on })
}

pub(super) fn refund_proposed(amount_yen: i64, reason: Plain) -> RefundCommand {
    RefundCommand::Propose { amount: Yen::new(amount_yen), reason: reason.0 }
}

pub(super) const fn written(answers: BTreeMap<String, Value>, ground: Basis) -> Order {
    Order::Write(Mending { answers: MendedAnswers::Given(answers), ground })
}

pub(super) fn withdrawal(
    way: &Plain,
    identity: Plain,
    reason: String,
) -> Result<Command, WebError> {
    Ok(Command::TakeWithdrawal { way: way_of(way)?, identity: identity.0, reason })
}

pub(super) fn way_of(word: &Plain) -> Result<Way, WebError> {
    word.0.parse().map_err(|_no_way| unusable("way is none of telephone, counter, paper"))
}

pub(super) fn post_kind(word: &Plain) -> Result<PostKind, WebError> {
    word.0.parse().map_err(|fault: ParsePostKindError| unusable(&fault.to_string()))
}

pub(super) fn return_reason(word: &Plain) -> Result<ReturnReason, WebError> {
    word.0.parse().map_err(|fault: ParseReturnReasonError| unusable(&fault.to_string()))
}

pub(super) fn asked(
    department: &Plain,
    question: Plain,
    due_on: &Plain,
    binding: bool,
) -> Result<Command, WebError> {
    let rule = "department is no id of a department";
    let department = department.0.parse().map_err(|_no_id| unusable(rule))?;
    let due_on = needed_day(due_on)?;
    Ok(Command::Consult { question: Question { department, text: question.0, due_on, binding } })
}

pub(super) fn stance_of(word: &Plain) -> Result<Stance, WebError> {
    word.0.parse().map_err(|fault: ParseStanceError| unusable(&fault.to_string()))
}

pub(super) fn wanted_anew(
    ground: &Plain,
    reason: Plain,
    hearing: Option<HearingRequest>,
) -> Result<Command, WebError> {
    let ground = ground.0.parse();
    let ground = ground.map_err(|fault: ParseGroundError| unusable(&fault.to_string()))?;
    let hearing = hearing.map(HearingRequest::understood).transpose()?;
    Ok(Command::ProposeReopening { ground, reason: reason.0, hearing })
}

pub(super) fn release_reason(word: &Plain) -> Result<ReleaseReason, WebError> {
    let rule = "reason is none of other-work, no-experience, own-interest, absence";
    word.0.parse().map_err(|_no_reason| unusable(rule))
}

pub(super) fn void_reason(word: &Plain) -> Result<VoidReason, WebError> {
    word.0.parse().map_err(|fault: ParseVoidReasonError| unusable(&fault.to_string()))
}

pub(super) fn verdict_of(word: &Plain) -> Result<Verdict, WebError> {
    word.0.parse().map_err(|fault: ParseVerdictError| unusable(&fault.to_string()))
}

pub(super) fn unusable(what: &str) -> WebError {
    WebError::Unusable { what: what.to_owned() }
}
