//! The sentence for each reason why a fee cannot be asked for as it was written.

use std::borrow::Cow;

use back_office::FeeFault;
use kernel::Language;

/// What the person is told who fixed the fee.
pub(super) fn fee_words(fault: FeeFault, language: Language) -> Cow<'static, str> {
    match language {
        Language::Japanese | Language::EasyJapanese => match fault {
            FeeFault::Nothing => {
                "合計が0円です。手数料がかからないときは「手数料なし」と記録してください。".into()
            }
            FeeFault::TooManyLines { limit } => format!("{limit}行までにまとめてください。").into(),
            FeeFault::Label { line, limit } => {
                format!("{line}行目に、何の料金かを{limit}文字以内で書いてください。").into()
            }
            FeeFault::Amount { line } => {
                format!("{line}行目の単価と数量を確かめてください。数量は1以上です。").into()
            }
            FeeFault::TooMuch { limit } => {
                format!("合計が{limit}を超えています。単価と数量を確かめてください。").into()
            }
        },
        Language::English => match fault {
            FeeFault::Nothing => "The total is 0 yen. If there is no fee, waive it.".into(),
            FeeFault::TooManyLines { limit } => format!("Use at most {limit} lines.").into(),
            FeeFault::Label { line, limit } => {
                format!("Say what line {line} is for, in at most {limit} characters.").into()
            }
            FeeFault::Amount { line } => {
                format!("Check the price and quantity of line {line}.").into()
            }
            FeeFault::TooMuch { limit } => {
                format!("The total is more than {limit}. Check prices and quantities.").into()
            }
        },
    }
}
