//! 払込番号: what a payer takes to a convenience store or a Pay-easy machine.

use kernel::PaymentId;
use serde::{Deserialize, Serialize};

use crate::{Secret, scenario::Scenario};

/// Where cash is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CashDesk {
    /// コンビニエンスストア
    ConvenienceStore,
    /// ペイジー
    PayEasy,
}

/// A slip that waits to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slip {
    pub(crate) desk: CashDesk,
    pub(crate) scenario: Scenario,
}

impl CashDesk {
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::ConvenienceStore => "コンビニエンスストア",
            Self::PayEasy => "Pay-easy（ペイジー）",
        }
    }

    /// The numbers to key in, each with its name. They follow from the payment, so that
    /// a page opened again shows the same ones.
    pub(crate) fn numbers(
        self,
        payment: &PaymentId,
        secret: &Secret,
    ) -> Vec<(&'static str, String)> {
        let digits = digits(payment, secret);
        let some = |from: usize, count: usize| digits.chars().skip(from).take(count).collect();
        match self {
            Self::ConvenienceStore => {
                vec![("払込票番号（13桁）", some(0, 13)), ("確認番号（6桁）", some(13, 6))]
            }
            Self::PayEasy => vec![
                ("収納機関番号（5桁）", "04100".to_owned()),
                ("納付番号（16桁）", some(0, 16)),
                ("確認番号（6桁）", some(16, 6)),
                ("納付区分（3桁）", some(22, 3)),
            ],
        }
    }
}

fn digits(payment: &PaymentId, secret: &Secret) -> String {
    let drawn = secret.sign(&[b"slip.", payment.as_str().as_bytes()]);
    drawn.iter().map(|byte| char::from(b'0' + byte % 10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_shows_the_same_numbers_again_and_other_numbers_for_others() {
        let secret = Secret::new("shared");
        let one: PaymentId = "0193a5c8-7e1b-7c3d-9e4f-00000000f001".parse().unwrap();
        let other: PaymentId = "0193a5c8-7e1b-7c3d-9e4f-00000000f002".parse().unwrap();
        for desk in [CashDesk::ConvenienceStore, CashDesk::PayEasy] {
            assert_eq!(desk.numbers(&one, &secret), desk.numbers(&one, &secret));
            assert_ne!(desk.numbers(&one, &secret), desk.numbers(&other, &secret));
            for (name, number) in desk.numbers(&one, &secret) {
                assert!(name.contains(&format!("{}桁", number.len())), "{name}: {number}");
            }
        }
    }
}
