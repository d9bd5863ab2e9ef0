//! A bill: the price as it was frozen when the submission was recorded.

use kernel::{Instant, PaymentId, SubmissionId, Yen};
use serde::{Deserialize, Serialize};

use crate::PaymentState;

/// One line of a bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeLine {
    /// What it is for.
    pub label: String,
    /// The price of one.
    pub unit: Yen,
    /// How many.
    pub quantity: i64,
    /// `unit` times `quantity`.
    pub amount: Yen,
}

/// What one submission costs. Nothing changes it once it is issued; callbacks are
/// measured against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    /// The payment that settles it. One bill, one payment.
    pub payment: PaymentId,
    /// What is paid for.
    pub submission: SubmissionId,
    /// The sum of the lines; always above zero.
    pub amount: Yen,
    /// What it is made of; at least one line.
    pub lines: Vec<FeeLine>,
    /// When the price was frozen.
    pub issued_at: Instant,
    /// Until when it can be paid (exclusive).
    pub expires_at: Instant,
}

/// Why there can be no such bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BillFault {
    /// Nothing is owed: such a submission needs no bill.
    #[error("nothing is owed")]
    NothingOwed,
    /// A line has a negative price or quantity, or does not multiply out.
    #[error("line {line} does not add up")]
    LineDoesNotAddUp {
        /// The line, counted from zero.
        line: usize,
    },
    /// The sum cannot be represented.
    #[error("the sum is too large")]
    TooLarge,
    /// It would have expired before it is issued.
    #[error("the bill expires before it is issued")]
    ExpiredAtIssue,
}

impl Bill {
    /// Freezes the price.
    pub fn issue(
        payment: PaymentId,
        submission: SubmissionId,
        lines: Vec<FeeLine>,
        issued_at: Instant,
        expires_at: Instant,
    ) -> Result<Self, BillFault> {
        if expires_at <= issued_at {
            return Err(BillFault::ExpiredAtIssue);
        }
        let amount = sum(&lines)?;
        Ok(Self { payment, submission, amount, lines, issued_at, expires_at })
    }

    /// Whether the resident is to be sent to the provider's page.
    pub fn is_payable(&self, state: PaymentState, now: Instant) -> bool {
        match state {
            PaymentState::Open | PaymentState::Failed => now < self.expires_at,
            PaymentState::Captured
            | PaymentState::Expired
            | PaymentState::Refunded
            | PaymentState::NeedsAttention => false,
        }
    }
}

fn sum(lines: &[FeeLine]) -> Result<Yen, BillFault> {
    let mut sum = Yen::ZERO;
    for (line, fee) in lines.iter().enumerate() {
        let adds_up = fee.unit >= Yen::ZERO
            && fee.quantity >= 0
            && fee.unit.checked_times(fee.quantity) == Some(fee.amount);
        if !adds_up {
            return Err(BillFault::LineDoesNotAddUp { line });
        }
        sum = sum.checked_add(fee.amount).ok_or(BillFault::TooLarge)?;
    }
    if sum.is_zero() { Err(BillFault::NothingOwed) } else { Ok(sum) }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use kernel::SystemIds;

    use super::*;

    const NOW: Instant = Instant::from_millis(1_795_222_800_000);

    fn line(unit: i64, quantity: i64, amount: i64) -> FeeLine {
        let label = "住民票の写し".to_owned();
        FeeLine { label, unit: Yen::new(unit), quantity, amount: Yen::new(amount) }
    }

    fn issue(lines: Vec<FeeLine>, issued_at: Instant, days: i64) -> Result<Bill, BillFault> {
        let payment = PaymentId::new(&SystemIds, issued_at);
        let submission = SubmissionId::new(&SystemIds, issued_at);
        let expires_at = issued_at.plus(Duration::days(days));
        Bill::issue(payment, submission, lines, issued_at, expires_at)
    }

    #[track_caller]
    fn check(lines: Vec<FeeLine>, expected: Result<i64, BillFault>) {
        let bill = issue(lines, NOW, 14);
        assert_eq!(bill.map(|bill| bill.amount.get()), expected);
    }

    #[test]
    fn a_bill_is_the_sum_of_its_lines() {
        check(vec![line(300, 2, 600), line(110, 1, 110)], Ok(710));
    }

    #[test]
    fn nothing_owed_needs_no_bill() {
        check(vec![], Err(BillFault::NothingOwed));
        check(vec![line(300, 0, 0)], Err(BillFault::NothingOwed));
    }

    #[test]
    fn a_line_that_does_not_add_up_is_refused() {
        check(
            vec![line(300, 2, 600), line(300, 2, 1)],
            Err(BillFault::LineDoesNotAddUp { line: 1 }),
        );
        check(vec![line(-300, 1, -300)], Err(BillFault::LineDoesNotAddUp { line: 0 }));
        check(vec![line(300, -1, -300)], Err(BillFault::LineDoesNotAddUp { line: 0 }));
        check(vec![line(i64::MAX, 2, 0)], Err(BillFault::LineDoesNotAddUp { line: 0 }));
    }

    #[test]
    fn a_sum_beyond_all_money_is_refused() {
        let all = line(i64::MAX, 1, i64::MAX);
        check(vec![all.clone(), all], Err(BillFault::TooLarge));
    }

    #[test]
    fn a_bill_that_expires_at_issue_is_refused() {
        assert_eq!(issue(vec![line(300, 1, 300)], NOW, 0), Err(BillFault::ExpiredAtIssue));
    }

    #[test]
    fn a_bill_is_payable_until_it_is_paid_or_expired() {
        let bill = issue(vec![line(300, 1, 300)], NOW, 14).unwrap();
        let payable = |state, at| bill.is_payable(state, at);
        assert!(payable(PaymentState::Open, NOW));
        assert!(payable(PaymentState::Failed, NOW));
        assert!(!payable(PaymentState::Open, bill.expires_at));
        for state in PaymentState::ALL {
            let waits = matches!(state, PaymentState::Open | PaymentState::Failed);
            assert_eq!(payable(state, NOW), waits, "{state}");
        }
    }
}
