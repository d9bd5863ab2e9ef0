//! The buttons of a case: from a posted form to a command, and back to the page.
//!
//! What was typed is never lost: a refusal and a conflict show the page again with it.

use std::str::FromStr;

use actix_web::{
    HttpRequest, HttpResponse, Responder as _, ResponseError as _, http::StatusCode, web,
};
use back_office::{BackOffice, Error, Order, Staff, Take};
use chrono::NaiveDate;
use kernel::{LabelId, Language, StaffId, SubmissionId};
use review_workflow::{Call, Command, CommandKind, GroundPart, Grounds, Remark, Terms, Verdict};

use super::{
    case::{Extra, Notice, case_id, files, page_of},
    consultations, enclosing, fee,
    frame::Frame,
    fresh::{Asked, Desk},
    giving_back, granting,
    preview::Leaving,
    queue::TakeFilter,
    reopening, samples, sign_in,
    typed::{Misread, REMARK, Typed, WHY, sure},
};
use crate::link;
use ::web::{
    guard::{Browser, PostedPage, Signed, WebError, Worker, sentence},
    page::{Page, see_other},
};

/// The word of the form that writes down a call.
const LOG_CALL: &str = "log_call";

/// Moves the case and shows it again.
pub(super) async fn submit(
    back_office: web::Data<BackOffice>,
    staff: Result<Signed<Worker>, WebError>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (id, typed) = (case_id(&id)?, Typed::new(posted.fields));
    let staff = match staff {
        Ok(staff) => staff,
        Err(fault) => return kept(&back_office, &browser, &request, fault, &typed),
    };
    let desk = Desk::at(&back_office, &request)?;
    let (staff, browser) = match desk.proves(staff, browser, &typed).await? {
        Asked::GoesOn(staff, browser) => (staff, browser),
        Asked::Again(page) => return Ok(page),
    };
    let pressed = Pressed { back_office: &back_office, staff: &staff, browser: &browser, id: &id };
    let (typed, problem) =
        enclosing::take_in(&back_office, &staff, &id, (typed, posted.files)).await?;
    if let Some(notice) = problem {
        return pressed.again(&request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await;
    }
    let (version, order) = match understood(&typed) {
        Ok(command) => command,
        Err(misread) => return pressed.misread(&request, misread, typed).await,
    };
    let done = order.word();
    match back_office.command(&staff, &id, version, order).await {
        Ok(()) => {
            if typed.value("then") == "next"
                && let Some(next) = next_after(&back_office, &staff, &id, typed.value("from")).await
            {
                return Ok(see_other(&next));
            }
            if let Some(list) = let_go(&back_office, &staff, &id, typed.value("from")).await {
                return Ok(see_other(&list));
            }
            let from = link::percent_encoded(typed.value("from"));
            let place = files::place_after(&typed);
            Ok(see_other(&format!("{}?done={done}&from={from}{place}", link::case(&id))))
        }
        Err(Error::FactorNotFresh) => desk.asks(&staff, &browser, &typed, None).await,
        Err(fault) => pressed.refused(&request, fault, typed).await,
    }
}

/// What the resident would read of a correction or a message, before it leaves; or the case again,
/// to mend what was written.
pub(super) async fn look(
    back_office: web::Data<BackOffice>,
    staff: Result<Signed<Worker>, WebError>,
    browser: Browser,
    request: HttpRequest,
    id: web::Path<String>,
    posted: PostedPage,
) -> Result<HttpResponse, WebError> {
    let (id, typed) = (case_id(&id)?, Typed::new(posted.fields));
    let staff = match staff {
        Ok(staff) => staff,
        Err(fault) => return kept(&back_office, &browser, &request, fault, &typed),
    };
    let pressed = Pressed { back_office: &back_office, staff: &staff, browser: &browser, id: &id };
    let (typed, problem) =
        enclosing::take_in(&back_office, &staff, &id, (typed, posted.files)).await?;
    if let Some(notice) = problem {
        return pressed.again(&request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await;
    }
    if typed.value("type") == CommandKind::Message.word() && typed.found("fill").is_some() {
        return pressed.template(&request, typed).await;
    }
    if let Some(typed) = typed.differing() {
        let typed = typed.filled(&back_office.offered_sentences(&staff, &id).await?);
        return pressed.again(&request, StatusCode::OK, Notice::differing(), typed).await;
    }
    if typed.value("fill") == "yes" {
        let typed = typed.filled(&back_office.offered_sentences(&staff, &id).await?);
        return pressed.again(&request, StatusCode::OK, Notice::filled(), typed).await;
    }
    let (version, wanted) = match understood(&typed) {
        Ok((version, Order::Move(wanted))) => (version, wanted),
        Ok(_) => return Err(unusable()),
        Err(misread) => return pressed.misread(&request, misread, typed).await,
    };
    let leaving = if wanted.kind() == CommandKind::RequestCorrection {
        let seen = back_office.preview_correction(&staff, &id, version, wanted).await;
        seen.map(Leaving::Correction)
    } else if wanted.kind() == CommandKind::Message {
        back_office.preview_message(&staff, &id, version, wanted).await.map(Leaving::Message)
    } else {
        return Err(unusable());
    };
    match leaving {
        Ok(_) if typed.value("mend") == "yes" => {
            pressed.again(&request, StatusCode::OK, Notice::unsent(), typed).await
        }
        Ok(leaving) => {
            let frame = Frame::of(&back_office, &staff, &browser).await?;
            Ok(leaving.page(frame, &id, &typed, &request))
        }
        Err(fault) => pressed.refused(&request, fault, typed).await,
    }
}

/// Nobody is signed in any more: what was typed is kept for who signs in again.
fn kept(
    back_office: &BackOffice,
    browser: &Browser,
    request: &HttpRequest,
    fault: WebError,
    typed: &Typed,
) -> Result<HttpResponse, WebError> {
    let WebError::SignIn { back } = fault else { return Err(fault) };
    Ok(sign_in::keeping(back_office, browser, back, typed).respond_to(request))
}

/// A button of the page of a case that was pressed.
struct Pressed<'a> {
    back_office: &'a BackOffice,
    staff: &'a Staff,
    browser: &'a Browser,
    id: &'a SubmissionId,
}

impl Pressed<'_> {
    /// The page again, with what is to be mended first.
    async fn misread(
        &self,
        request: &HttpRequest,
        misread: Misread,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let Misread::Mend(sentence) = misread else { return Err(unusable()) };
        let notice = Notice::problem(sentence);
        self.again(request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await
    }

    /// The page again, with the rule that refused it or who was first.
    async fn refused(
        &self,
        request: &HttpRequest,
        fault: Error,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let mendable = matches!(
            fault,
            Error::Conflict { .. } | Error::Refused(_) | Error::Fee(_) | Error::Text { .. }
        );
        let fault = WebError::from(fault);
        if !mendable {
            return Err(fault);
        }
        let (status, words) = (fault.status_code(), sentence(&fault, Language::Japanese));
        let notice = Notice { title: words.title, advice: words.advice, is_problem: true };
        self.again(request, status, notice, typed).await
    }

    /// The page again, with a template's text in the message.
    async fn template(
        &self,
        request: &HttpRequest,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let (theirs, offered) = self.back_office.offered_templates(self.staff, self.id).await?;
        let chosen = offered.iter().find(|it| it.id.as_str() == typed.value("template"));
        let easier = typed.value("fill") == "easy";
        let told = match chosen {
            None => Err("ひな形を選んでください。"),
            Some(chosen) if easier && chosen.easy.is_empty() => Err(
                "このひな形には、やさしい日本語の文がありません。ほかのひな形を選ぶか、書き直してください。",
            ),
            Some(chosen) if easier => Ok((&chosen.easy, Language::EasyJapanese)),
            Some(chosen) => Ok((&chosen.text, chosen.language)),
        };
        match told {
            Ok((text, language)) => {
                let notice = Notice::inserted(text, language, theirs);
                let typed = typed.inserted(text, &offered);
                self.again(request, StatusCode::OK, notice, typed).await
            }
            Err(sentence) => {
                let notice = Notice::problem(sentence);
                self.again(request, StatusCode::UNPROCESSABLE_ENTITY, notice, typed).await
            }
        }
    }

    /// The page again, with everything that was typed.
    async fn again(
        &self,
        request: &HttpRequest,
        status: StatusCode,
        notice: Notice,
        typed: Typed,
    ) -> Result<HttpResponse, WebError> {
        let extra = Extra::returned(notice, typed);
        let page = page_of(self.back_office, self.staff, self.browser, self.id, extra).await?;
        Ok(Page::with_status(status, page).respond_to(request))
    }
}

/// The address of the case that comes up once `finished` is done, taken out of the same list. What
/// is done is done: without a next one, for whatever reason, its own page says so.
async fn next_after(
    back_office: &BackOffice,
    staff: &Staff,
    finished: &SubmissionId,
    from: &str,
) -> Option<String> {
    if !staff.authority.allows_somewhere::<Take>() {
        return None;
    }
    match back_office.take_next(staff, TakeFilter::of_list(from).filter()).await {
        Ok(next) => next.map(|next| link::case_after(&next, from, finished)),
        Err(fault) => {
            tracing::warn!(%fault, "no next case was taken after one was settled");
            None
        }
    }
}

/// The address of the list that is left of a case which went out of the person's sight.
async fn let_go(
    back_office: &BackOffice,
    staff: &Staff,
    id: &SubmissionId,
    from: &str,
) -> Option<String> {
    let gone = matches!(back_office.receipt_number(staff, id).await, Err(Error::NotFound));
    gone.then(|| link::queue_after_handing_over(from))
}

fn unusable() -> WebError {
    WebError::Unusable { what: "the form names no command".to_owned() }
}

/// The version that the person saw, and what they want done.
fn understood(typed: &Typed) -> Result<(i64, Order), Misread> {
    let version = typed.value("version").parse().map_err(|_unread| Misread::Form)?;
    if let Some(refund) = giving_back::read(typed) {
        return Ok((version, Order::Refund(refund?)));
    }
    if typed.value("type") == LOG_CALL {
        return Ok((version, called(typed)?.into()));
    }
    let kind: CommandKind = typed.value("type").parse().map_err(|_unread| Misread::Form)?;
    if kind == CommandKind::AskFee {
        let request = fee::read(typed)?;
        sure(typed)?;
        return Ok((version, Order::AskFee(request)));
    }
    Ok((version, command(kind, typed)?.into()))
}

#[expect(clippy::too_many_lines, reason = "a table: one arm for each command")]
fn command(kind: CommandKind, typed: &Typed) -> Result<Command, Misread> {
    let text = |name: &str| typed.value(name).trim().to_owned();
    match kind {
        CommandKind::Claim => Ok(Command::Claim),
        CommandKind::Assign => {
            chosen(typed, "to", "引き継ぐ人を選んでください。").map(|to| Command::Assign { to })
        }
        CommandKind::Release => chosen(typed, "reason", "戻す理由を選んでください。")
            .map(|reason| Command::Release { reason }),
        CommandKind::HandOver => chosen(typed, "to", "回す先を選んでください。")
            .map(|to| Command::HandOver { to, text: text("text") }),
        CommandKind::PutFirst => Ok(Command::PutFirst { reason: text("reason") }),
        CommandKind::ClearFirst => Ok(Command::ClearFirst),
        CommandKind::Label => labelled(typed),
        CommandKind::Unlabel => unlabelled(typed),
        CommandKind::Protect => protected(typed),
        CommandKind::Unprotect => {
            sure(typed).map(|()| Command::Unprotect { reason: text("reason") })
        }
        CommandKind::MoveDue => due_moved(typed),
        CommandKind::RequestCorrection => {
            Ok(Command::RequestCorrection { remarks: remarks(typed), due_on: last_day(typed)? })
        }
        CommandKind::ExtendCorrection => {
            let due_on = last_day(typed)?;
            let due_on = due_on.ok_or_else(|| Misread::mend("新しい期限を入れてください。"))?;
            sure(typed).map(|()| Command::ExtendCorrection { due_on })
        }
        CommandKind::CancelCorrection => {
            sure(typed).map(|()| Command::CancelCorrection { reason: text("reason") })
        }
        CommandKind::Propose => {
            let (verdict, grounds) = (verdict(typed)?, grounds(typed));
            let in_part = verdict == Verdict::ApproveInPart;
            let terms = if in_part { granting::read(typed)? } else { Terms::default() };
            Ok(Command::Propose { verdict, reason: text("reason"), grounds, terms })
        }
        CommandKind::WaiveFee => sure(typed).map(|()| Command::WaiveFee { reason: text("reason") }),
        CommandKind::Check => text("finding")
            .parse()
            .map(|finding| Command::Check { finding })
            .map_err(|_unread| Misread::Form),
        CommandKind::Compare => files::read(typed),
        CommandKind::Settle => Ok(Command::Settle),
        CommandKind::Pass => Ok(Command::Pass { in_place_of: in_place_of(typed)? }),
        CommandKind::Consult
        | CommandKind::AnswerConsultation
        | CommandKind::CancelConsultation
        | CommandKind::Overrule => consultations::read(kind, typed),
        CommandKind::ReadAfter => Ok(Command::ReadAfter),
        CommandKind::Sample => Ok(samples::read(typed)),
        CommandKind::Recall => Ok(Command::Recall),
        CommandKind::Raise => {
            let verdict = verdict(typed)?;
            sure(typed)?;
            let against_proposal = against_proposal(typed);
            Ok(Command::Raise { verdict, grounds: grounds(typed), against_proposal })
        }
        CommandKind::SendBack => Ok(Command::SendBack { reason: text("reason") }),
        CommandKind::Approve => {
            sure(typed)?;
            let in_place_of = in_place_of(typed)?;
            Ok(Command::Approve { against_proposal: against_proposal(typed), in_place_of })
        }
        CommandKind::Refuse => {
            sure(typed)?;
            let in_place_of = in_place_of(typed)?;
            let against_proposal = against_proposal(typed);
            Ok(Command::Refuse { grounds: grounds(typed), against_proposal, in_place_of })
        }
        CommandKind::Complete => sure(typed).map(|()| Command::Complete),
        CommandKind::VoidNotice => voided(typed),
        CommandKind::HandOut => handed_out(typed),
        CommandKind::ConfirmAddress => address_confirmed(typed),
        CommandKind::TakeWithdrawal => withdrawal(typed),
        CommandKind::ProposeReopening => reopening::read(typed),
        CommandKind::Reopen => sure(typed).map(|()| Command::Reopen),
        CommandKind::RejectReopening => Ok(Command::RejectReopening { reason: text("reason") }),
        CommandKind::Note => Ok(Command::Note { text: text("text"), call: None }),
        CommandKind::Message => {
            Ok(Command::Message { text: text("text"), files: enclosing::ids(typed) })
        }
        CommandKind::Attach => enclosing::read(typed),
        CommandKind::MarkAnswered => Ok(Command::MarkAnswered),
        CommandKind::AskFee
        | CommandKind::CorrectFor
        | CommandKind::TakeAnswer
        // The lists of dispatch say this of many at once.
        | CommandKind::PostOut
        | CommandKind::ComeBack
        | CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::Resubmit
        | CommandKind::Remind
        | CommandKind::Withdraw => Err(Misread::Form),
    }
}

/// What was chosen in the field, or what to say to who chose nothing.
fn chosen<T: FromStr>(typed: &Typed, name: &str, missing: &'static str) -> Result<T, Misread> {
    typed.value(name).trim().parse().map_err(|_unread| Misread::mend(missing))
}

/// Until when it is kept back where somebody is.
fn protected(typed: &Typed) -> Result<Command, Misread> {
    let until = typed.value("until").trim().parse();
    let until = until.map_err(|_unread| Misread::mend("支援措置の終わりの日を入れてください。"))?;
    sure(typed)?;
    Ok(Command::Protect { until, reason: typed.value("reason").trim().to_owned() })
}

fn due_moved(typed: &Typed) -> Result<Command, Misread> {
    let due_on = chosen(typed, "due_on", "新しい予定日を入れてください。")?;
    sure(typed)?;
    Ok(Command::MoveDue { due_on, reason: typed.value("reason").trim().to_owned() })
}

/// What was said in a call, which is a note.
fn called(typed: &Typed) -> Result<Command, Misread> {
    let topic = chosen(typed, "topic", "何の電話かを選んでください。")?;
    let with = typed.value("with").trim().to_owned();
    if with.is_empty() {
        return Err(Misread::mend("だれと話したかを書いてください。"));
    }
    let text = typed.value("text").trim().to_owned();
    Ok(Command::Note { text, call: Some(Call { topic, with }) })
}

/// What it says is for the office to know.
fn labelled(typed: &Typed) -> Result<Command, Misread> {
    label(typed).map(|label| Command::Label { label, name: String::new() })
}

fn unlabelled(typed: &Typed) -> Result<Command, Misread> {
    label(typed).map(|label| Command::Unlabel { label, name: String::new() })
}

fn label(typed: &Typed) -> Result<LabelId, Misread> {
    chosen(typed, "label", "ラベルを選んでください。")
}

fn withdrawal(typed: &Typed) -> Result<Command, Misread> {
    let way = chosen(typed, "way", "申し出の方法を選んでください。")?;
    sure(typed)?;
    let text = |name: &str| typed.value(name).trim().to_owned();
    Ok(Command::TakeWithdrawal { way, identity: text("identity"), reason: text("reason") })
}

fn grounds(typed: &Typed) -> Grounds {
    let part = |part: GroundPart| typed.value(part.word()).trim().to_owned();
    Grounds {
        basis: part(GroundPart::Basis),
        facts: part(GroundPart::Facts),
        application: part(GroundPart::Application),
    }
}

fn voided(typed: &Typed) -> Result<Command, Misread> {
    let notice = chosen(typed, "notice", "欠番にする通知書を選んでください。")?;
    let reason = chosen(typed, "reason", "欠番にする理由を選んでください。")?;
    let again = match typed.value("again") {
        "yes" => true,
        "no" => false,
        _ => return Err(Misread::mend("作り直すかどうかを選んでください。")),
    };
    sure(typed)?;
    Ok(Command::VoidNotice { notice, reason, text: typed.value("text").trim().to_owned(), again })
}

fn handed_out(typed: &Typed) -> Result<Command, Misread> {
    let notice = chosen(typed, "notice", "渡した通知書を選んでください。")?;
    sure(typed)?;
    Ok(Command::HandOut { notice, identity: typed.value("identity").trim().to_owned() })
}

fn address_confirmed(typed: &Typed) -> Result<Command, Misread> {
    let notice = chosen(typed, "notice", "送り先を確かめた通知書を選んでください。")?;
    sure(typed)?;
    Ok(Command::ConfirmAddress { notice, text: typed.value("text").trim().to_owned() })
}

fn verdict(typed: &Typed) -> Result<Verdict, Misread> {
    let chosen = typed.value("verdict").parse();
    chosen.map_err(|_none| Misread::mend("どの決定にするかを選んでください。"))
}

/// The last day for a correction, where one is given.
fn last_day(typed: &Typed) -> Result<Option<NaiveDate>, Misread> {
    let day = typed.value("due_on").trim();
    let misread = |_unread| Misread::mend("補正の期限を日付で入れてください。");
    (!day.is_empty()).then(|| day.parse().map_err(misread)).transpose()
}

/// In whose place the person acts, where they do.
fn in_place_of(typed: &Typed) -> Result<Option<StaffId>, Misread> {
    let holder = typed.value("in_place_of");
    let parsed = (!holder.is_empty()).then(|| holder.parse());
    parsed.transpose().map_err(|_unread| Misread::Form)
}

/// Whether the person says that they mean the opposite of what was proposed.
fn against_proposal(typed: &Typed) -> bool {
    typed.value("against_proposal") == "yes"
}

/// Every field that something was written about, or for which a reason was chosen.
fn remarks(typed: &Typed) -> Vec<Remark> {
    let remark = |(name, text): (&str, &str)| {
        let at = name.strip_prefix(REMARK)?;
        let code = typed.value(&format!("{WHY}{at}")).parse().ok();
        let text = text.trim().to_owned();
        let said = code.is_some() || !text.is_empty();
        said.then(|| Remark { at: at.to_owned(), text, code, ..Remark::default() })
    };
    typed.all().filter_map(remark).collect()
}

#[cfg(test)]
mod tests {
    use review_workflow::RemarkCode;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[track_caller]
    fn check(pairs: &[(&str, &str)], expected: Result<(i64, Command), Misread>) {
        let expected = expected.map(|(version, command)| (version, Order::from(command)));
        assert_eq!(understood(&typed(pairs)), expected, "{pairs:?}");
    }

    #[test]
    fn a_button_becomes_a_command() {
        check(&[("type", "claim"), ("version", "3")], Ok((3, Command::Claim)));
        let asked = [
            ("type", "request_correction"),
            ("version", "3"),
            ("due_on", ""),
            ("remark:/name", " "),
            ("remark:/kana", "フリガナを確かめてください"),
            ("remark:/idCopy", ""),
            ("why:/idCopy", "unreadable"),
            ("why:/name", ""),
        ];
        let remark = Remark::saying("/kana", "フリガナを確かめてください");
        let code = Some(RemarkCode::Unreadable);
        let unreadable = Remark { at: "/idCopy".into(), code, ..Remark::default() };
        let remarks = vec![remark, unreadable];
        check(&asked, Ok((3, Command::RequestCorrection { remarks, due_on: None })));
    }

    #[test]
    fn what_leaves_the_house_is_confirmed_first() {
        let kinds = ["approve", "refuse", "complete", "ask_fee", "waive_fee", "cancel_correction"];
        for kind in kinds {
            let pairs = [("type", kind), ("version", "1")];
            assert!(matches!(understood(&typed(&pairs)), Err(Misread::Mend(_))), "{kind}");
        }
        let confirmed = [("type", "approve"), ("version", "1"), ("sure", "yes")];
        check(&confirmed, Ok((1, Command::Approve { against_proposal: false, in_place_of: None })));
        let twice = [confirmed.as_slice(), &[("against_proposal", "yes")]].concat();
        check(&twice, Ok((1, Command::Approve { against_proposal: true, in_place_of: None })));
    }

    #[test]
    fn a_forged_form_is_no_command() {
        for pairs in [
            &[("type", "pay"), ("version", "1")][..],
            &[("type", "claim")],
            &[("type", "claim"), ("version", "x")],
            &[("version", "1")],
        ] {
            check(pairs, Err(Misread::Form));
        }
    }
}
