//! What waits for an approver beside the decisions themselves.

use kernel::{Instant, Language, ReceiptNumber, SubmissionId};
use review_workflow::{DutyKind, State};
use submission_store::duties::{self, DutyEntry};

use crate::{BackOffice, Error, Staff, permission::Decide};

/// More are not listed at once.
pub(crate) const MOST: i64 = 200;

/// A case of which something waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyLine {
    /// The case.
    pub case: SubmissionId,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// What it is about.
    pub title: String,
    /// The name of the department that answers for it.
    pub department: String,
    /// Where it stands.
    pub state: State,
    /// Since when it waits.
    pub since: Instant,
}

impl BackOffice {
    /// The cases that somebody wants taken up again, as far as this person decides such cases;
    /// what waits longest first.
    pub async fn wanted_anew(&self, staff: &Staff) -> Result<Vec<DutyLine>, Error> {
        let reach = staff.authority.reach::<Decide>();
        let kind = DutyKind::Reopening;
        let found = self.inner.store.read(move |tx| duties::list(tx, &reach, kind, None, MOST));
        Ok(found.await?.into_iter().map(|entry| self.duty_line(entry)).collect())
    }

    /// 後閲: what was done in this person's place and they have not read.
    pub async fn unread_after(&self, staff: &Staff) -> Result<Vec<DutyLine>, Error> {
        let (reach, holder) = (staff.authority.reach::<Decide>(), staff.id().clone());
        let kind = DutyKind::After;
        let found =
            self.inner.store.read(move |tx| duties::list(tx, &reach, kind, Some(&holder), MOST));
        Ok(found.await?.into_iter().map(|entry| self.duty_line(entry)).collect())
    }

    pub(crate) fn duty_line(&self, entry: DutyEntry) -> DutyLine {
        let DutyEntry { case, receipt_number, place, state, since } = entry;
        let department = place.department.as_str();
        DutyLine {
            department: self.catalogue().department_name(department, Language::Japanese),
            title: self.catalogue().title_of(&place.procedure),
            case,
            receipt_number,
            state,
            since,
        }
    }
}
