//! Another case beside a case, as far as somebody may see it.

use kernel::{Instant, ReceiptNumber, SubmissionId};
use review_workflow::{Case, State};
use submission_store::{
    Reads, Scope, StoreError, cases,
    submissions::{self, Submission},
};

use crate::BackOffice;

/// It in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesideCase {
    /// Its id.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// When it arrived.
    pub received_at: Instant,
    /// Where it stands.
    pub state: State,
    /// 支援措置: whether it is protected.
    pub is_protected: bool,
}

/// The case `id` within a scope, with what was filed.
pub(crate) fn seen(
    tx: &mut impl Reads,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<Option<(Submission, Case)>, StoreError> {
    let Some(submission) = submissions::find(tx, scope, id)? else { return Ok(None) };
    let record = cases::find(tx, scope, id)?;
    Ok(record.map(|record| (submission, record.case)))
}

impl BackOffice {
    pub(crate) fn beside(
        &self,
        (submission, case): (Submission, &Case),
        now: Instant,
    ) -> BesideCase {
        BesideCase {
            title: self.catalogue().title_of(&submission.procedure),
            id: submission.id,
            receipt_number: submission.receipt_number,
            received_at: submission.arrived_at,
            state: case.state,
            is_protected: case.is_protected(now),
        }
    }
}
