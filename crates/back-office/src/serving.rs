//! Who stands at the counter: their case, by the number that they show and for a reason.
//!
//! There is no list and no search here: whoever serves at a counter sees the cases of the people
//! in front of them. How a case stands is told, and nothing of what it asks.

use kernel::{Instant, Language, ReceiptNumber};
use review_workflow::Case;
use submission_store::{Scope, looks::LookKind, submissions};

use crate::{BackOffice, Error, Staff, look::said, permission::Serve};

/// What is told of a case at the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedCase {
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// The procedure.
    pub title: String,
    /// Whose it is: the person in front shows who they are.
    pub applicant: Option<String>,
    /// When it arrived.
    pub arrived_at: Instant,
    /// The department that decides.
    pub department_name: String,
    /// 支援措置: whether it is kept back where they are.
    pub is_protected: bool,
    /// Where it stands.
    pub case: Case,
}

impl BackOffice {
    /// The case with this number; the reason is written down before anything is told. What is of
    /// another department is not there.
    pub async fn served_case(
        &self,
        staff: &Staff,
        number: &ReceiptNumber,
        reason: &str,
    ) -> Result<ServedCase, Error> {
        let (reason, now) = (said(reason)?, self.now());
        let scope = Scope::Office { reach: staff.authority.reach::<Serve>() };
        let read = self.inner.store.read({
            let (scope, number) = (scope.clone(), number.clone());
            move |tx| submissions::find_by_receipt(tx, &scope, &number)
        });
        let found = read.await?.ok_or(Error::NotFound)?;
        let rows = self.rows_in(staff, scope, &found.id).await?;
        let proof = staff.authority.allow::<Serve>(&rows.record.place)?;
        let look = self.look_of(staff, &rows.record, now, LookKind::Case, "counter");
        self.look(rows.sealer(), look, format!("{AT_COUNTER}{reason}"), &proof).await?;
        let department = rows.record.place.department.as_str();
        Ok(ServedCase {
            title: self.catalogue().title_of(&rows.submission.procedure),
            applicant: rows.subject()?.name(),
            arrived_at: rows.submission.arrived_at,
            department_name: self.catalogue().department_name(department, Language::Japanese),
            receipt_number: found.receipt_number,
            is_protected: rows.record.case.is_protected(now),
            case: rows.record.case,
        })
    }
}

/// How the log of a case tells that it was looked at there.
const AT_COUNTER: &str = "counter/ ";
