//! From prices to a frozen bill: those of the form when it is filed, those of the office
//! when it has looked at the case.

use chrono::NaiveDate;
use fees::{Bill, FeeLine};
use form_engine::Fee;
use kernel::{Instant, Language, PaymentId, ReceiptNumber, SubmissionId, Yen};
use review_workflow::{Command, CommandKind, Event, LinkKind};
use submission_store::{CaseSealer, StoreError, WriteTx, payments};

use catalogue::Published;

use crate::{Casework, Error, Mending, RefundCommand, file::Rows};

/// What a member of staff wants done with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// A command of the office's procedure. [`Command::AskFee`] comes from a [`FeeRequest`].
    Move(Command),
    /// Write in the resident's place.
    Write(Mending),
    /// Tell the resident what the fee is, and ask for it.
    AskFee(FeeRequest),
    /// Something about giving money back.
    Refund(RefundCommand),
    /// Say what the case has to do with another one.
    Link(LinkOrder),
    /// End it without a decision.
    Close(CloseOrder),
}

/// Why a case ends without a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseOrder {
    /// 受付番号 of the case that asks for the same and goes on; nothing where this one asks for
    /// nothing.
    pub twin: Option<ReceiptNumber>,
    /// In words for the resident.
    pub reason: String,
}

/// Another case, as people name it, and what the two have to do with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkOrder {
    /// 受付番号
    pub number: ReceiptNumber,
    /// What; nothing where the two are to be taken apart.
    pub kind: Option<LinkKind>,
}

/// The fee as the office fixed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRequest {
    /// What it is made of.
    pub lines: Vec<FeeRequestLine>,
    /// The last day for paying, or the usual one.
    pub due_on: Option<NaiveDate>,
}

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeRequestLine {
    /// What it is for, in words for the resident.
    pub label: String,
    /// The price of one.
    pub unit: Yen,
    /// How many.
    pub quantity: i64,
}

/// Why a fee cannot be asked for like this. Lines count from 1, as people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeeFault {
    /// There is nothing to pay: that is a waiver.
    #[error("nothing is to be paid")]
    Nothing,
    /// More lines than a resident reads.
    #[error("more than {limit} lines")]
    TooManyLines {
        /// How many it may be.
        limit: usize,
    },
    /// A line does not say what it is for, or says too much.
    #[error("line {line} has no words, or more than {limit} characters")]
    Label {
        /// Which.
        line: usize,
        /// Characters that it may have.
        limit: usize,
    },
    /// A price or a number of things that cannot be.
    #[error("line {line} has a price or quantity that cannot be")]
    Amount {
        /// Which.
        line: usize,
    },
    /// More than any fee of a city: a slip of the finger.
    #[error("more than {limit}")]
    TooMuch {
        /// What it may be.
        limit: Yen,
    },
}

/// Lines of one fee.
const MAX_LINES: usize = 20;
/// Characters of a line's words.
const MAX_LABEL: usize = 100;
/// The most that the office asks for at once.
const MAX_FEE: Yen = Yen::new(100_000_000);

impl From<Command> for Order {
    fn from(command: Command) -> Self {
        Self::Move(command)
    }
}

impl Order {
    /// Its word in the API.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Move(command) => command.kind().word(),
            Self::Write(mending) => mending.ground.writing().command().word(),
            Self::AskFee(_) => CommandKind::AskFee.word(),
            Self::Refund(command) => command.word(),
            Self::Link(link) => link.command().word(),
            Self::Close(_) => CommandKind::Close.word(),
        }
    }
}

impl LinkOrder {
    const fn command(&self) -> CommandKind {
        match self.kind {
            Some(_) => CommandKind::Link,
            None => CommandKind::Unlink,
        }
    }
}

impl FeeRequest {
    /// What it is made of and comes to, if it can be asked for like this.
    pub fn checked(&self) -> Result<(Vec<FeeLine>, Yen), FeeFault> {
        if self.lines.len() > MAX_LINES {
            return Err(FeeFault::TooManyLines { limit: MAX_LINES });
        }
        let numbered = self.lines.iter().zip(1..);
        let lines: Vec<FeeLine> =
            numbered.map(|(line, number)| line.checked(number)).collect::<Result<_, _>>()?;
        let total = lines.iter().try_fold(Yen::ZERO, |sum, line| sum.checked_add(line.amount));
        match total {
            Some(Yen::ZERO) => Err(FeeFault::Nothing),
            Some(total) if total <= MAX_FEE => Ok((lines, total)),
            Some(_) | None => Err(FeeFault::TooMuch { limit: MAX_FEE }),
        }
    }
}

impl FeeRequestLine {
    fn checked(&self, line: usize) -> Result<FeeLine, FeeFault> {
        let label = self.label.trim();
        if label.is_empty() || label.chars().count() > MAX_LABEL {
            return Err(FeeFault::Label { line, limit: MAX_LABEL });
        }
        let (unit, quantity) = (self.unit, self.quantity);
        let amount = unit.checked_times(quantity).filter(|_| unit >= Yen::ZERO && quantity > 0);
        let amount = amount.ok_or(FeeFault::Amount { line })?;
        Ok(FeeLine { label: label.to_owned(), unit, quantity, amount })
    }
}

/// The lines of a form's fee, in the language of bills.
fn lines_of(fee: &Fee) -> Vec<FeeLine> {
    let line = |line: &form_engine::FeeLine| FeeLine {
        label: line.label.get(Language::Japanese).to_owned(),
        unit: line.unit,
        quantity: line.quantity,
        amount: line.amount,
    };
    fee.lines.iter().map(line).collect()
}

impl Casework {
    /// The bill of a filing that owes its fee before work starts.
    pub(crate) fn bill_on_filing(&self, filed: &Event, fee: &Fee) -> Result<Option<Bill>, Error> {
        let Event::Filed { at, case, payment_due_at: Some(due_at), .. } = filed else {
            return Ok(None);
        };
        let payment = PaymentId::new(&*self.inner.ids, *at);
        let bill = Bill::issue(payment, case.clone(), lines_of(fee), *at, *due_at);
        bill.map(Some).map_err(Error::internal)
    }

    /// What the office would ask for: what it asked for before, or what the form reckons.
    pub fn proposed_fee(rows: &Rows, published: &Published) -> Result<Vec<FeeLine>, Error> {
        if let Some(payment) = &rows.payment {
            return Ok(payment.bill.lines.clone());
        }
        let arrival = rows.arrival()?;
        Ok(lines_of(&published.form.check(&rows.latest_content()?, &arrival).fee))
    }
}

/// What a fact does to the bills of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Billing {
    submission: SubmissionId,
    at: Instant,
    bill: Option<Bill>,
}

impl Billing {
    /// `lines` are those of a fee that the fact asks for.
    pub fn of(
        fact: &Event,
        submission: &SubmissionId,
        lines: &[FeeLine],
    ) -> Result<Option<Self>, Error> {
        let (submission, at) = (submission.clone(), fact.at());
        if let Event::FeeAsked { payment, payment_due_at, .. } = fact {
            let (payment, lines) = (payment.clone(), lines.to_vec());
            let bill = Bill::issue(payment, submission.clone(), lines, at, *payment_due_at);
            let bill = Some(bill.map_err(Error::internal)?);
            Ok(Some(Self { submission, at, bill }))
        } else if let Event::FeeWaived { .. } = fact {
            Ok(Some(Self { submission, at, bill: None }))
        } else {
            Ok(None)
        }
    }

    /// Takes back what was asked for before, and asks for what is to be paid now.
    pub(crate) fn write(
        &self,
        tx: &mut WriteTx<'_>,
        sealer: &CaseSealer,
    ) -> Result<(), StoreError> {
        payments::cancel_unpaid(tx, &self.submission, self.at)?;
        self.bill.as_ref().map_or(Ok(()), |bill| payments::insert(tx, sealer, bill))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(label: &str, unit: i64, quantity: i64) -> FeeRequestLine {
        FeeRequestLine { label: label.to_owned(), unit: Yen::new(unit), quantity }
    }

    #[track_caller]
    fn check(lines: Vec<FeeRequestLine>, expected: Result<i64, FeeFault>) {
        let request = FeeRequest { lines, due_on: None };
        assert_eq!(request.checked().map(|(_, total)| total.get()), expected);
    }

    #[test]
    fn a_fee_is_the_sum_of_its_lines() {
        check(vec![line(" 除籍謄本 ", 750, 2), line("郵送料", 110, 1)], Ok(1_610));
    }

    #[test]
    fn a_line_that_cannot_be_is_named() {
        let unnamed = |line| Err(FeeFault::Label { line, limit: MAX_LABEL });
        check(vec![line("除籍謄本", 750, 2), line(" ", 110, 1)], unnamed(2));
        check(vec![line(&"あ".repeat(101), 1, 1)], unnamed(1));
        for (unit, quantity) in [(-1, 1), (1, 0), (1, -1), (i64::MAX, 2)] {
            check(vec![line("手数料", unit, quantity)], Err(FeeFault::Amount { line: 1 }));
        }
    }

    #[test]
    fn nothing_and_far_too_much_are_no_fee() {
        check(vec![], Err(FeeFault::Nothing));
        check(vec![line("手数料", 0, 3)], Err(FeeFault::Nothing));
        let too_much = Err(FeeFault::TooMuch { limit: MAX_FEE });
        check(vec![line("手数料", 100_000_001, 1)], too_much);
        check(vec![line("手数料", i64::MAX, 1); 2], too_much);
        check(vec![line("手数料", 1, 1); 21], Err(FeeFault::TooManyLines { limit: MAX_LINES }));
    }
}
