//! The sentence for each rule of the office's procedure that refuses a command.

use std::borrow::Cow;

use kernel::Language;
use review_workflow::{Refusal, State, Verdict};

/// What the person is told who wanted it.
pub(super) fn refusal_words(refusal: &Refusal, language: Language) -> Cow<'static, str> {
    match language {
        Language::Japanese | Language::EasyJapanese => japanese(refusal),
        Language::English => english(refusal),
    }
}

fn japanese(refusal: &Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::WrongState { state, .. } => {
            format!("案件は今「{}」のため、この操作はできません。", state_name(*state)).into()
        }
        Refusal::NotYours { .. } => "この操作をする役割がありません。".into(),
        Refusal::OtherDepartment => "ほかの部署の案件です。".into(),
        Refusal::HeldByAnother { .. } => {
            "ほかの担当者が持っている案件です。引き継いでから操作してください。".into()
        }
        Refusal::NoSuchColleague => {
            "その人には、この部署の案件を引き継げません。人を選び直してください。".into()
        }
        Refusal::OwnFiling => {
            "自分で入力した申請は、自分では決裁できません。ほかの決裁者に頼んでください。".into()
        }
        Refusal::OwnPreparation => {
            "自分で審査・起案した案件は、自分では決裁できません。ほかの決裁者に頼んでください。"
                .into()
        }
        Refusal::AgainstProposal { proposed } => format!(
            "起案は「{}」です。起案と違う決定をするときは、そのことを確かめてから操作してください。",
            verdict_name(*proposed)
        )
        .into(),
        Refusal::UnseenCharacter => {
            "目に見えない制御文字が入っています。消して、もう一度送ってください。".into()
        }
        Refusal::NotificationIsNotDecided => {
            "届出には承認や却下がありません。記録して完了にしてください。".into()
        }
        Refusal::BeforeClosing => "受付が終わるまで決定できません。".into(),
        Refusal::NothingToPay => "支払うものはありません。".into(),
        Refusal::FeeIsFixed => "この手続の手数料は、申請のときに決まっています。".into(),
        Refusal::FeeIsPaid => "手数料は支払い済みです。".into(),
        Refusal::FeeNotSettled => {
            "手数料がまだ決まっていません。手数料を知らせるか、手数料なしと記録してください。"
                .into()
        }
        Refusal::PaidTooLate { .. } => "期限の後の入金です。返金の手続をしてください。".into(),
        Refusal::NotYetDue { .. } => "まだ期限が来ていません。".into(),
        Refusal::AlreadyReminded => "すでに催促しています。".into(),
        Refusal::RevisionOutOfOrder { .. } => {
            "ほかの補正が先に届きました。今の内容を確かめてください。".into()
        }
        Refusal::ReasonMissing => "理由を書いてください。".into(),
        Refusal::TextMissing => "本文を書いてください。".into(),
        Refusal::TextTooLong { limit } => format!("{limit}文字以内で書いてください。").into(),
        Refusal::RemarksMissing => {
            "補正を求める項目を選び、それぞれに説明を書いてください。".into()
        }
        Refusal::TooManyRemarks { limit } => {
            format!("一度に補正を求められるのは{limit}項目までです。").into()
        }
        Refusal::DayNotAhead => "期限は、明日以降の日にしてください。".into(),
    }
}

fn english(refusal: &Refusal) -> Cow<'static, str> {
    match refusal {
        Refusal::WrongState { state, .. } => {
            format!("The case is {state}; this is not possible now.").into()
        }
        Refusal::NotYours { .. } => "Your role does not allow this.".into(),
        Refusal::OtherDepartment => "The case belongs to another department.".into(),
        Refusal::HeldByAnother { .. } => "Somebody else has the case. Take it over first.".into(),
        Refusal::NoSuchColleague => "That person does not work on such cases.".into(),
        Refusal::OwnFiling => "Nobody decides what they entered themselves.".into(),
        Refusal::OwnPreparation => {
            "Nobody decides what they prepared or proposed themselves.".into()
        }
        Refusal::AgainstProposal { proposed } => format!(
            "It was proposed to {} this. To decide the opposite, say that it is meant.",
            proposed.word()
        )
        .into(),
        Refusal::UnseenCharacter => "Remove the invisible control character and try again.".into(),
        Refusal::NotificationIsNotDecided => {
            "A notification is recorded, neither approved nor refused.".into()
        }
        Refusal::BeforeClosing => "Nothing is decided before the procedure closes.".into(),
        Refusal::NothingToPay => "Nothing is to be paid.".into(),
        Refusal::FeeIsFixed => "The form fixes the fee of this procedure.".into(),
        Refusal::FeeIsPaid => "The fee has been paid.".into(),
        Refusal::FeeNotSettled => {
            "The fee is not settled. Ask for it, or record that there is none.".into()
        }
        Refusal::PaidTooLate { .. } => "The money came too late and has to go back.".into(),
        Refusal::NotYetDue { .. } => "The day has not passed yet.".into(),
        Refusal::AlreadyReminded => "The resident has been reminded already.".into(),
        Refusal::RevisionOutOfOrder { .. } => {
            "Another correction came first. Look at the present content.".into()
        }
        Refusal::ReasonMissing => "Give a reason.".into(),
        Refusal::TextMissing => "Write something.".into(),
        Refusal::TextTooLong { limit } => format!("Write at most {limit} characters.").into(),
        Refusal::RemarksMissing => "Choose the fields to correct and say why for each.".into(),
        Refusal::TooManyRemarks { limit } => {
            format!("At most {limit} fields can be corrected at once.").into()
        }
        Refusal::DayNotAhead => "The last day must lie ahead.".into(),
    }
}

/// A decision as the office calls it.
pub const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "承認",
        Verdict::Refuse => "却下",
    }
}

/// The state as the office calls it.
pub const fn state_name(state: State) -> &'static str {
    match state {
        State::AwaitingPayment => "支払い待ち",
        State::Received => "未着手",
        State::InReview => "審査中",
        State::CorrectionRequested => "補正待ち",
        State::AwaitingApproval => "決裁待ち",
        State::Approved => "承認済み",
        State::Completed => "完了",
        State::Refused => "却下",
        State::Withdrawn => "取下げ",
        State::Lapsed => "失効",
    }
}
