//! From a posted form to a command.

use std::str::FromStr;

use back_office::{CloseOrder, LinkOrder, Order};
use chrono::NaiveDate;
use kernel::{LabelId, StaffId};
use review_workflow::{Call, Command, CommandKind, GroundPart, Grounds, Remark, Terms, Verdict};

use crate::{
    case::files,
    consultations, enclosing, fee, giving_back, granting, reopening, samples,
    typed::{Misread, REMARK, Typed, WHY, sure},
};

/// The word of the form that writes down a call.
const LOG_CALL: &str = "log_call";

/// The version that the person saw, and what they want done.
pub(super) fn understood(typed: &Typed) -> Result<(i64, Order), Misread> {
    let version = typed.value("version").parse().map_err(|_unread| Misread::Form)?;
    if let Some(refund) = giving_back::read(typed) {
        return Ok((version, Order::Refund(refund?)));
    }
    if typed.value("type") == LOG_CALL {
        return Ok((version, called(typed)?.into()));
    }
    let kind: CommandKind = typed.value("type").parse().map_err(|_unread| Misread::Form)?;
    if matches!(kind, CommandKind::Link | CommandKind::Unlink) {
        return Ok((version, Order::Link(linked(kind, typed)?)));
    }
    if kind == CommandKind::Close {
        return Ok((version, Order::Close(closed(typed)?)));
    }
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
            let to = chosen(typed, "to", "引き継ぐ人を選んでください。")?;
            Ok(Command::Assign { to, although_away: typed.value("although_away") == "yes" })
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
        | CommandKind::Close
        | CommandKind::Link
        | CommandKind::Unlink
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

fn linked(kind: CommandKind, typed: &Typed) -> Result<LinkOrder, Misread> {
    let missing = "相手の申請の受付番号を、12文字で入れてください。";
    let number = chosen(typed, "other", missing)?;
    let kind = if kind == CommandKind::Link {
        Some(chosen(typed, "kind", "どんなつながりかを選んでください。")?)
    } else {
        None
    };
    Ok(LinkOrder { number, kind })
}

fn withdrawal(typed: &Typed) -> Result<Command, Misread> {
    let way = chosen(typed, "way", "申し出の方法を選んでください。")?;
    sure(typed)?;
    let text = |name: &str| typed.value(name).trim().to_owned();
    Ok(Command::TakeWithdrawal { way, identity: text("identity"), reason: text("reason") })
}

fn closed(typed: &Typed) -> Result<CloseOrder, Misread> {
    let twin = match typed.value("ground") {
        "duplicate" => {
            let missing = "続ける方の申請の受付番号を、12文字で入れてください。";
            Some(chosen(typed, "other", missing)?)
        }
        "spam" => None,
        _ => return Err(Misread::mend("終える理由の種類を選んでください。")),
    };
    sure(typed)?;
    Ok(CloseOrder { twin, reason: typed.value("reason").trim().to_owned() })
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
