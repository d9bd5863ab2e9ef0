//! From a receipt number and a reason to see it, to the rows that may be read.
//!
//! "Not yours" and "does not exist" are the same answer.

use chrono::Duration;
use kernel::{AccessCode, Instant, ReceiptNumber};
use submission_store::{Digest, Scope, strikes, submissions};
use subtle::ConstantTimeEq as _;

use crate::{
    Access, Desk, DeskError, Visitor,
    tries::{Tried, too_often, uncounted},
};

/// What became of one code.
enum Looked {
    Right,
    Wrong,
    TooOften(Instant),
}

/// How long a browser that gave the right code sees the submission.
fn grant_life() -> Duration {
    Duration::minutes(30)
}

impl Desk {
    /// Lets this browser see a submission for half an hour, after it gave the right code.
    ///
    /// Five wrong codes an hour for each number; the portal limits each network.
    pub async fn grant(
        &self,
        visitor: &Visitor,
        number: &ReceiptNumber,
        code: &AccessCode,
    ) -> Result<String, DeskError> {
        let now = self.now();
        self.scope_of_code(number, code, now).await?;
        let until = now.plus(grant_life());
        Ok(format!("{}.{}", until.millis(), self.grant_mark(visitor, number, until).hex()))
    }

    /// What may be read of `number` for this reason.
    pub(crate) async fn scope_of(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        now: Instant,
    ) -> Result<Scope, DeskError> {
        match access {
            Access::Visitor(visitor) => Ok(Scope::Visitor { owner_hash: *visitor.owner_hash() }),
            Access::Code(code) => self.scope_of_code(number, code, now).await,
            Access::Grant { visitor, grant } => self
                .grant_holds(visitor, number, grant, now)
                .then(|| Scope::Receipt { number: number.clone() })
                .ok_or(DeskError::NotFound),
        }
    }

    async fn scope_of_code(
        &self,
        number: &ReceiptNumber,
        code: &AccessCode,
        now: Instant,
    ) -> Result<Scope, DeskError> {
        let (store, wanted) = (self.inner.store.clone(), number.clone());
        let (key, code) = (self.strike_key(Tried::Code, number.as_str()), code.clone());
        // Counting, looking and forgiving are one transaction: who tries a hundred at once
        // has tried a hundred times.
        let looked = self.inner.store.write(move |tx| {
            if let Some(end) = strikes::count(tx, &key, Tried::Code.allowance(), now)? {
                return Ok(Looked::TooOften(end));
            }
            let found = submissions::find_by_receipt(tx, &Scope::Worker, &wanted)?;
            let right = found.is_some_and(|submission| {
                let expected = store.keys().access_code(&submission.id);
                expected.reveal().as_bytes().ct_eq(code.reveal().as_bytes()).into()
            });
            if right {
                strikes::forgive(tx, &key)?;
            }
            Ok(if right { Looked::Right } else { Looked::Wrong })
        });
        match looked.await.map_err(uncounted)? {
            Looked::Right => Ok(Scope::Receipt { number: number.clone() }),
            Looked::Wrong => Err(DeskError::NotFound),
            Looked::TooOften(end) => Err(too_often(end, now)),
        }
    }

    fn grant_holds(
        &self,
        visitor: &Visitor,
        number: &ReceiptNumber,
        grant: &str,
        now: Instant,
    ) -> bool {
        let Some((until, mark)) = grant.split_once('.') else { return false };
        let Ok(until) = until.parse::<i64>().map(Instant::from_millis) else { return false };
        let expected = self.grant_mark(visitor, number, until).hex();
        now < until && bool::from(expected.as_bytes().ct_eq(mark.as_bytes()))
    }

    /// Binds browser, number and end together, so that a grant opens nothing else.
    fn grant_mark(&self, visitor: &Visitor, number: &ReceiptNumber, until: Instant) -> Digest {
        let (owner, until) = (visitor.owner_hash(), until.millis());
        let purpose = format!("receipt-grant\n{owner}\n{number}\n{until}");
        Digest::from_bytes(self.derived_key(&purpose))
    }
}
