//! From a receipt number and a reason to see it, to the rows that may be read.
//!
//! "Not yours" and "does not exist" are the same answer.

use chrono::Duration;
use kernel::{AccessCode, Instant, ReceiptNumber, SubmissionId};
use review_workflow::Event;
use submission_store::{
    Digest, Scope, StoreError, events, strikes,
    submissions::{self, Submission},
};
use subtle::ConstantTimeEq as _;

use crate::{
    Access, Desk, DeskError, Staff, Visitor,
    look::said,
    permission::Work,
    tries::{Tried, too_often, uncounted},
};

/// What became of one code.
enum Looked {
    Right(Box<Submission>),
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
        let holder = self.submission_of_code(number, code, now).await?;
        let until = now.plus(grant_life());
        let mark = self.grant_mark(visitor, number, holder.code_issue, until);
        Ok(format!("{}.{}", until.millis(), mark.hex()))
    }

    /// Gives out a new access code to an applicant who lost the old one or let it be seen;
    /// `reason` says how the office made sure of the person. The old code and every browser
    /// that came in by it are shut out.
    pub async fn reissue_code(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        reason: &str,
    ) -> Result<AccessCode, DeskError> {
        let reason = said(reason)?.to_owned();
        let (rows, proof) = self.authorised::<Work>(staff, id).await?;
        let fact = Event::CodeReissued { at: self.now(), by: proof.by().clone(), reason };
        let entries = [self.seal_event(rows.sealer(), &fact, proof.by().as_str())?];
        let case = id.clone();
        let issue = self
            .inner
            .store
            .write(move |tx| {
                events::append(tx, &case, &entries)?;
                submissions::issue_code(tx, &case)
            })
            .await
            .map_err(|fault: StoreError| DeskError::from(fault))?;
        Ok(self.access_code_of(&Submission { code_issue: issue, ..rows.submission }))
    }

    /// The access code that opens a submission now.
    pub(crate) fn access_code_of(&self, submission: &Submission) -> AccessCode {
        self.inner.store.keys().access_code(&submission.id, submission.code_issue)
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
            Access::Code(code) => {
                self.submission_of_code(number, code, now).await?;
                Ok(Scope::Receipt { number: number.clone() })
            }
            Access::Grant { visitor, grant } => {
                let found = self.submission_numbered(number).await?;
                found
                    .filter(|submission| self.grant_holds(visitor, submission, grant, now))
                    .map(|_| Scope::Receipt { number: number.clone() })
                    .ok_or(DeskError::NotFound)
            }
        }
    }

    /// The submission of this number, for those who then prove that they may see it.
    async fn submission_numbered(
        &self,
        number: &ReceiptNumber,
    ) -> Result<Option<Submission>, DeskError> {
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
    ) -> Result<Submission, DeskError> {
        let (store, wanted) = (self.inner.store.clone(), number.clone());
        let (key, code) = (self.strike_key(Tried::Code, number.as_str()), code.clone());
        // Counting, looking and forgiving are one transaction: who tries a hundred at once
        // has tried a hundred times.
        let looked = self.inner.store.write(move |tx| {
            if let Some(end) = strikes::count(tx, &key, Tried::Code.allowance(), now)? {
                return Ok(Looked::TooOften(end));
            }
            let found = submissions::find_by_receipt(tx, &Scope::Worker, &wanted)?;
            let right = found.filter(|submission| {
                let expected = store.keys().access_code(&submission.id, submission.code_issue);
                expected.reveal().as_bytes().ct_eq(code.reveal().as_bytes()).into()
            });
            let Some(submission) = right else { return Ok(Looked::Wrong) };
            strikes::forgive(tx, &key)?;
            Ok(Looked::Right(Box::new(submission)))
        });
        match looked.await.map_err(uncounted)? {
            Looked::Right(submission) => Ok(*submission),
            Looked::Wrong => Err(DeskError::NotFound),
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
        Digest::from_bytes(self.derived_key(&purpose))
    }
}
