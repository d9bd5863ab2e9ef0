//! The sentence for each rule of a decision that is not all that was asked for.

use std::borrow::Cow;

use review_workflow::{GroundPart, TermsRefusal};

pub(super) fn japanese(rule: TermsRefusal) -> Cow<'static, str> {
    match rule {
        TermsRefusal::TermsMissing => {
            "一部・条件付きの承認には、条件か金額を書いてください。通知書に載ります。".into()
        }
        TermsRefusal::AmountWrong { row } => format!(
            "金額の{row}行目を直してください。内容（60文字まで）と金額が要ります。認める金額は、0円以上、申請の金額以下です。"
        )
        .into(),
        TermsRefusal::TooManyAmounts { limit } => {
            format!("金額の行は{limit}行までです。まとめて書いてください。").into()
        }
        TermsRefusal::OnlyAsProposed => {
            "一部・条件付きの承認と却下は、そのとおりに起案されたときだけ決められます。差し戻して、起案し直してもらってください。"
                .into()
        }
    }
}

pub(super) fn english(rule: TermsRefusal) -> Cow<'static, str> {
    match rule {
        TermsRefusal::TermsMissing => {
            "Approval in part needs conditions or amounts; the notice carries them.".into()
        }
        TermsRefusal::AmountWrong { row } => format!(
            "Correct row {row} of the amounts: it needs a label of up to 60 characters, and grants from 0 yen up to what was asked."
        )
        .into(),
        TermsRefusal::TooManyAmounts { limit } => {
            format!("There are at most {limit} rows of amounts. Put some together.").into()
        }
        TermsRefusal::OnlyAsProposed => {
            "Approval in part and dismissal are decided only as they were proposed. Send the proposal back.".into()
        }
    }
}

pub(super) fn ground_missing(part: GroundPart) -> Cow<'static, str> {
    format!("決定の理由のうち「{}」を書いてください。通知書には3つとも載ります。", part.heading())
        .into()
}
