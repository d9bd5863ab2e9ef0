//! Lines of a bill in words.

use kernel::{Language, Yen};

use ::web::shown;

/// One line: what for, and how much.
pub(super) struct MoneyLine {
    pub(super) label: String,
    pub(super) amount: String,
}

impl MoneyLine {
    /// `住民票の写し 300円 × 2` and `600円`.
    pub(super) fn of(
        label: &str,
        unit: Yen,
        quantity: i64,
        amount: Yen,
        language: Language,
    ) -> Self {
        let label = if quantity == 1 {
            label.to_owned()
        } else {
            format!("{label} {} × {quantity}", shown::yen(unit, language))
        };
        Self { label, amount: shown::yen(amount, language) }
    }
}
