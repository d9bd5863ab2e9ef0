//! Pressing the button that pays.

use casework::Pressed;
use kernel::{PaymentId, ReceiptNumber};

use crate::{Access, Counter, Error};

impl Counter {
    /// The payer presses the button: opens the order, or finds the one that is open.
    pub async fn pay(&self, number: &ReceiptNumber, access: &Access) -> Result<Pressed, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        self.casework.press(rows, now).await
    }

    /// The same at the address of the bill, which anybody may pay who has it.
    pub async fn pay_bill(&self, bill: &PaymentId) -> Result<(ReceiptNumber, Pressed), Error> {
        self.casework.pay_bill(bill, self.now()).await
    }
}
