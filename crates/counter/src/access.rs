//! From a receipt number and a reason to see it, to the rows that may be read.
//!
//! "Not yours" and "does not exist" are the same answer.

use casework::{Tried, too_often, uncounted};
use chrono::Duration;
use kernel::{AccessCode, Instant, ReceiptNumber, SubmissionId};
use submission_store::{
    Digest, Scope, StoreError, erasures, strikes,
    submissions::{self, Submission},
};
use subtle::ConstantTimeEq as _;

use crate::{Access, Counter, Error, Visitor};

/// What became of one code.
enum Looked {
    Right(Box<Submission>),
    Wrong,
    /// The code is right, and the case is erased.
    Erased,
    TooOften(Instant),
}

/// How long a browser that gave the right code sees the submission.
fn grant_life() -> Duration {
    Duration::minutes(30)
}

impl Counter {
    /// Lets this browser see a submission for half an hour, after it gave the right code.
    ///
    /// Five wrong codes an hour for each number; the portal limits each network.
    pub async fn grant(
        &self,
        visitor: &Visitor,
        number: &ReceiptNumber,
        code: &AccessCode,
    ) -> Result<String, Error> {
        let now = self.now();
        let holder = self.submission_of_code(number, code, now).await?;
        let until = now.plus(grant_life());
        let mark = self.grant_mark(visitor, number, holder.code_issue, until);
        Ok(format!("{}.{}", until.millis(), mark.hex()))
    }

    /// What may be read of `number` for this reason.
    pub(crate) async fn scope_of(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        now: Instant,
    ) -> Result<Scope, Error> {
        match access {
            Access::Visitor(visitor) => Ok(Scope::Visitor { owner_hash: *visitor.owner_hash() }),
            Access::Code(code) => {
                self.submission_of_code(number, code, now).await?;
                Ok(Scope::Receipt { number: number.clone() })
            }
            Access::Grant { visitor, grant } => {
                let found = self.submission_numbered(number).await?;
                found
                    .filter(|submission| self.grant_holds(visitor, submission, grant, now))
                    .map(|_| Scope::Receipt { number: number.clone() })
                    .ok_or(Error::NotFound)
            }
        }
    }

    /// The submission of this number, for those who then prove that they may see it.
    async fn submission_numbered(
        &self,
        number: &ReceiptNumber,
    ) -> Result<Option<Submission>, Error> {
        let wanted = number.clone();
        let found = self
            .inner
            .store
            .read(move |tx| submissions::find_by_receipt(tx, &Scope::Worker, &wanted));
        found.await.map_err(|fault: StoreError| fault.into())
    }

    async fn submission_of_code(
        &self,
        number: &ReceiptNumber,
        code: &AccessCode,
        now: Instant,
    ) -> Result<Submission, Error> {
        let (store, wanted) = (self.inner.store.clone(), number.clone());
        let (key, code) = (self.casework.strike_key(Tried::Code, number.as_str()), code.clone());
        // Counting, looking and forgiving are one transaction: who tries a hundred at once
        // has tried a hundred times.
        let looked = self.inner.store.write(move |tx| {
            if let Some(end) = strikes::count(tx, &key, Tried::Code.allowance(), now)? {
                return Ok(Looked::TooOften(end));
            }
            let is_right = |id: &SubmissionId, issue: i64| {
                let expected = store.keys().access_code(id, issue);
                bool::from(expected.reveal().as_bytes().ct_eq(code.reveal().as_bytes()))
            };
            let found = submissions::find_by_receipt(tx, &Scope::Worker, &wanted)?;
            let erased = erasures::find_by_receipt(tx, &wanted)?;
            let looked = match (found, erased) {
                (Some(kept), _) if is_right(&kept.id, kept.code_issue) => {
                    Looked::Right(Box::new(kept))
                }
                (None, Some((id, issue))) if is_right(&id, issue) => Looked::Erased,
                (Some(_) | None, _) => return Ok(Looked::Wrong),
            };
            strikes::forgive(tx, &key)?;
            Ok(looked)
        });
        match looked.await.map_err(uncounted)? {
            Looked::Right(submission) => Ok(*submission),
            Looked::Wrong => Err(Error::NotFound),
            Looked::Erased => Err(Error::Erased),
            Looked::TooOften(end) => Err(too_often(end, now)),
        }
    }

    fn grant_holds(
        &self,
        visitor: &Visitor,
        submission: &Submission,
        grant: &str,
        now: Instant,
    ) -> bool {
        let Some((until, mark)) = grant.split_once('.') else { return false };
        let Ok(until) = until.parse::<i64>().map(Instant::from_millis) else { return false };
        let (number, issue) = (&submission.receipt_number, submission.code_issue);
        let expected = self.grant_mark(visitor, number, issue, until).hex();
        now < until && bool::from(expected.as_bytes().ct_eq(mark.as_bytes()))
    }

    /// Binds browser, number, issue of the code and end together, so that a grant opens
    /// nothing else and ends with its code.
    fn grant_mark(
        &self,
        visitor: &Visitor,
        number: &ReceiptNumber,
        issue: i64,
        until: Instant,
    ) -> Digest {
        let (owner, until) = (visitor.owner_hash(), until.millis());
        let purpose = format!("receipt-grant\n{owner}\n{number}\n{issue}\n{until}");
        Digest::from_bytes(self.casework.derived_key(&purpose))
    }
}
