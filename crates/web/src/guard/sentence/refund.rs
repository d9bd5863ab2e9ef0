//! Why money cannot be given back like this.

use std::borrow::Cow;

use back_office::RefundFault;
use kernel::Language;

/// What the person is told who wanted it, or was to decide.
pub(super) fn refund_words(fault: RefundFault, language: Language) -> Cow<'static, str> {
    match language {
        Language::Japanese | Language::EasyJapanese => match fault {
            RefundFault::NothingPaid => "返金できる入金がありません。".into(),
            RefundFault::Amount { left } => {
                format!("返金額は、1円から{left}までにしてください。").into()
            }
            RefundFault::Open => {
                "前の返金が終わっていません。終わってから起案してください。".into()
            }
            RefundFault::NotProposed => "決裁を待っている返金はありません。".into(),
            RefundFault::OwnProposal => "自分が起案した返金は、別の人が決裁します。".into(),
        },
        Language::English => match fault {
            RefundFault::NothingPaid => "There is no payment to give back.".into(),
            RefundFault::Amount { left } => {
                format!("Give back between 1 yen and {} yen.", left.get()).into()
            }
            RefundFault::Open => "Another refund is not over yet.".into(),
            RefundFault::NotProposed => "No refund waits for a decision.".into(),
            RefundFault::OwnProposal => "Somebody else decides on what you proposed.".into(),
        },
    }
}
