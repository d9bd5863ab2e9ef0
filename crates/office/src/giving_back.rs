//! Money on a case's page: what goes back, and where the provider's book and ours differ.

use back_office::{CaseView, Difference, DifferenceKind, RefundCommand, RefundState, RefundView};
use japanese_values::money;
use kernel::{Language, Yen};

use super::{
    history::moment,
    typed::{Misread, Typed, sure},
};
use crate::link;
use ::web::shown;

/// What the page shows of it.
pub(super) struct GivingBack {
    pub(super) refunds: Vec<String>,
    /// The most that this person can propose.
    pub(super) propose: Option<String>,
    /// What waits for this person's yes or no.
    pub(super) decide: Option<String>,
    pub(super) differences: Vec<DifferenceView>,
    /// Where a difference is dealt with.
    pub(super) address: String,
}

/// One difference.
pub(super) struct DifferenceView {
    pub(super) id: String,
    pub(super) what: String,
}

impl GivingBack {
    pub(super) fn of(view: &CaseView) -> Self {
        let yen = |amount| shown::yen(amount, Language::Japanese);
        Self {
            refunds: view.refunds.iter().map(refund).collect(),
            propose: view.refund_rights.propose.map(yen),
            decide: view.refund_rights.decide.map(yen),
            differences: view.differences.iter().map(DifferenceView::of).collect(),
            address: link::case_part(&view.case.id, "differences"),
        }
    }

    pub(super) const fn anything(&self) -> bool {
        !self.refunds.is_empty()
            || !self.differences.is_empty()
            || self.propose.is_some()
            || self.decide.is_some()
    }
}

impl DifferenceView {
    fn of(difference: &Difference) -> Self {
        let what = match difference.kind {
            DifferenceKind::PaidThereOnly => "決済会社にだけ入出金の記録があります",
            DifferenceKind::PaidHereOnly => "決済会社の記録に見当たらない入出金があります",
            DifferenceKind::AmountDiffers => "決済会社の金額が請求と違います",
            DifferenceKind::UnknownOrder => "どの請求のものか分からない入金です",
            DifferenceKind::OtherCurrency => "円以外の通貨の知らせが届きました",
            DifferenceKind::PaidTwice => "二重に支払われています",
            DifferenceKind::PaidTooLate => "期限の後に支払われました。返金が必要です",
            DifferenceKind::TooMuchBack => "入金より多く返金されています",
            DifferenceKind::ChargedBack => "カード会社などが入金を取り消しました",
        };
        let amount = |name: &str, amount: Option<Yen>| {
            amount.map(|yen| format!("{name}{}", shown::yen(yen, Language::Japanese)))
        };
        let sides = [amount("当方 ", difference.ours), amount("決済会社 ", difference.theirs)];
        let sides = sides.into_iter().flatten().collect::<Vec<_>>().join("、");
        let (id, found) = (difference.id.to_string(), moment(difference.found_at));
        Self { id, what: format!("{what}（{sides}。{found}に判明）") }
    }
}

fn refund(refund: &RefundView) -> String {
    let state = match refund.state {
        RefundState::Proposed => "返金の起案（決裁待ち）",
        RefundState::Rejected => "返金しないと決定",
        RefundState::Approved => "返金を決定（決済会社に依頼します）",
        RefundState::Underway => "返金の手続中（決済会社）",
        RefundState::Returned => "返金済み",
        RefundState::Failed => "返金できませんでした。別の方法が必要です",
    };
    let at = moment(refund.ended_at.unwrap_or(refund.proposed_at));
    format!("{} {state} {at}", shown::yen(refund.amount, Language::Japanese))
}

/// The command of one of the three forms; `None` when it is another's.
pub(super) fn read(typed: &Typed) -> Option<Result<RefundCommand, Misread>> {
    let reason = || typed.value("reason").trim().to_owned();
    match typed.value("type") {
        "propose_refund" => Some(sure(typed).and_then(|()| {
            let amount = money::parse(typed.value("amount"));
            let amount =
                amount.map_err(|_unread| Misread::mend("返金額を数字で入れてください。"))?;
            Ok(RefundCommand::Propose { amount: Yen::new(amount), reason: reason() })
        })),
        "confirm_refund" => Some(sure(typed).map(|()| RefundCommand::Approve)),
        "reject_refund" => Some(Ok(RefundCommand::Reject { reason: reason() })),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A page with all that can stand here.
    pub(crate) fn everything() -> GivingBack {
        let what = "二重に支払われています（当方 410円）".to_owned();
        GivingBack {
            refunds: vec!["410円 返金済み".into()],
            propose: Some("300円".into()),
            decide: Some("110円".into()),
            differences: vec![DifferenceView { id: "0193".into(), what }],
            address: "/office/cases/0193/differences".into(),
        }
    }

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        Typed::new(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn money_goes_back_only_when_the_amount_is_read_and_confirmed() {
        let wanted =
            [("type", "propose_refund"), ("amount", "１，２３４円"), ("reason", " 取下げ ")];
        assert!(matches!(read(&typed(&wanted)), Some(Err(Misread::Mend(_)))));
        let sure = [&wanted[..], &[("sure", "yes")]].concat();
        let (amount, reason) = (Yen::new(1_234), "取下げ".to_owned());
        assert_eq!(read(&typed(&sure)), Some(Ok(RefundCommand::Propose { amount, reason })));
        let unread = [("type", "propose_refund"), ("amount", "三百円"), ("sure", "yes")];
        assert!(matches!(read(&typed(&unread)), Some(Err(Misread::Mend(_)))));
        assert!(matches!(read(&typed(&[("type", "confirm_refund")])), Some(Err(Misread::Mend(_)))));
        assert_eq!(read(&typed(&[("type", "claim")])), None);
    }
}
