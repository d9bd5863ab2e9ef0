//! 廃棄停止 and 引継ぎ: what people say of one case before its term is over.

use kernel::{Permission, Role, StaffId, SubmissionId};
use submission_store::{
    Scope, StoreError, cases,
    handovers::{self, HandOver},
    legal_holds::{self, NewHold},
    submissions::{self, Submission},
};

use crate::{Error, Retention};

/// Holding a case back, and letting it go.
enum HoldBack {}

impl Permission for HoldBack {
    const ROLES: &'static [Role] = &[Role::Approver, Role::Auditor];
}

/// Saying that another system has a case.
enum HandOn {}

impl Permission for HandOn {
    const ROLES: &'static [Role] = &[Role::Clerk, Role::Approver, Role::Administrator];
}

/// The most characters of a reason or a reference.
const TEXT: usize = 200;

impl Retention {
    /// Holds a case back until [`Self::release`]: for a suit, an audit, a request for disclosure.
    pub async fn hold(&self, case: &str, reason: &str, email: &str) -> Result<(), Error> {
        let reason = text("--reason", reason)?;
        let (submission, by) = self.allowed::<HoldBack>(case, email).await?;
        let (store, now) = (self.archive.store(), self.archive.now());
        let id = submission.id.clone();
        let number = store.read(move |tx| legal_holds::next_number(tx, &id)).await?;
        let hold = NewHold::seal(&submission.sealer, number, reason, by, now);
        match store.write(move |tx| legal_holds::place(tx, &hold)).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(unknown(case)),
            Err(StoreError::Duplicate { .. }) => Err(Error::Held),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Lets a case go that was held back.
    pub async fn release(&self, case: &str, email: &str) -> Result<(), Error> {
        let (submission, by) = self.allowed::<HoldBack>(case, email).await?;
        let (store, now) = (self.archive.store(), self.archive.now());
        let id = submission.id;
        let released = store.write(move |tx| legal_holds::release(tx, &id, &by, now)).await?;
        if released { Ok(()) } else { Err(Error::NotHeld) }
    }

    /// Records that a system which the procedure names has the case, under `reference`.
    pub async fn hand_over(
        &self,
        case: &str,
        target: &str,
        reference: &str,
        email: &str,
    ) -> Result<(), Error> {
        let reference = text("--reference", reference)?.to_owned();
        let (submission, by) = self.allowed::<HandOn>(case, email).await?;
        let version = u32::try_from(submission.version).unwrap_or_default();
        let published = self.archive.version(&submission.procedure, version).await?;
        let known = &published.form.procedure().handover;
        let target = target.to_owned();
        if !known.contains(&target) {
            return Err(Error::NotATarget { target, known: known.clone() });
        }
        let at = self.archive.now();
        let done = HandOver { case: submission.id, target: target.clone(), reference, by, at };
        match self.archive.store().write(move |tx| handovers::insert(tx, &done)).await {
            Ok(()) => Ok(()),
            Err(StoreError::Duplicate { .. }) => Err(Error::HandedOver { target }),
            Err(fault) => Err(fault.into()),
        }
    }

    /// A case by number or id, and who may do `P` with it.
    async fn allowed<P: Permission>(
        &self,
        name: &str,
        email: &str,
    ) -> Result<(Submission, StaffId), Error> {
        let person = self.person(email).await?;
        let wanted = name.trim().to_owned();
        let found = self.archive.store().read(move |tx| {
            let all = Scope::Worker;
            let submission = match (wanted.parse::<SubmissionId>(), wanted.parse()) {
                (Ok(id), _) => submissions::find(tx, &all, &id)?,
                (_, Ok(number)) => submissions::find_by_receipt(tx, &all, &number)?,
                (Err(_), Err(_)) => None,
            };
            let Some(submission) = submission else { return Ok(None) };
            let record = cases::find(tx, &all, &submission.id)?;
            Ok::<_, StoreError>(record.map(|record| (submission, record)))
        });
        let (submission, record) = found.await?.ok_or_else(|| unknown(name))?;
        if person.allow::<P>(&record.place).is_err() {
            return Err(Error::NotTheirs { email: email.to_owned() });
        }
        Ok((submission, person.person().clone()))
    }
}

fn text<'a>(what: &'static str, given: &'a str) -> Result<&'a str, Error> {
    let text = given.trim();
    if text.is_empty() || text.chars().count() > TEXT {
        return Err(Error::Text { what, limit: TEXT });
    }
    Ok(text)
}

fn unknown(name: &str) -> Error {
    Error::UnknownCase { name: name.to_owned() }
}
