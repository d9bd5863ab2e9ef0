//! Paying: the provider's page, its callbacks, and what it says when asked.

use fees::{FeeLine, PaymentState};
use kernel::{Instant, ReceiptNumber, Yen};

use crate::{Access, Desk, DeskError};

/// A bill as its payer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// How much.
    pub amount: Yen,
    /// What for.
    pub lines: Vec<FeeLine>,
    /// Where it stands.
    pub state: PaymentState,
    /// Until when it can be paid.
    pub due_at: Instant,
    /// Where to pay, while it can be paid.
    pub url: Option<String>,
}

impl Desk {
    /// The provider's page for what is still to be paid.
    pub async fn payment_page(
        &self,
        _number: &ReceiptNumber,
        _access: &Access,
    ) -> Result<String, DeskError> {
        unimplemented!()
    }

    /// Takes a callback of the provider. Told twice, late or out of order, it happened once.
    pub async fn payment_callback(
        &self,
        _headers: &[(&str, &str)],
        _body: &[u8],
    ) -> Result<(), DeskError> {
        unimplemented!()
    }
}
