//! What waits for an approver beside the decisions themselves.

use chrono::NaiveDate;
use japanese_values::calendar;
use kernel::{Instant, Language, Reach, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{DutyKind, State};
use submission_store::{
    StoreError,
    duties::{self, DutyEntry, Only, Waiting},
};

use crate::{
    BackOffice, Error, Staff,
    permission::{Decide, Heading},
};

/// Open days after which whoever heads a department is told, too.
pub(crate) const LONG: u32 = 5;

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
        self.duties(staff.authority.reach::<Decide>(), WANTED).await
    }

    /// 後閲: what was done in this person's place and they have not read.
    pub async fn unread_after(&self, staff: &Staff) -> Result<Vec<DutyLine>, Error> {
        self.duties(staff.authority.reach::<Decide>(), unread_by(staff.id())).await
    }

    /// The same of whomever in the departments that this person heads, unread for five open days;
    /// nothing for who heads none.
    pub async fn unread_for_long(&self, staff: &Staff) -> Result<Vec<DutyLine>, Error> {
        if !staff.authority.allows_somewhere::<Heading>() {
            return Ok(Vec::new());
        }
        self.duties(staff.authority.reach::<Heading>(), unread_for_long(self.now().day())).await
    }

    /// How much waits for this person beside proposals: what somebody wants taken up again, and 後閲.
    pub async fn count_duties(&self, staff: &Staff) -> Result<u64, Error> {
        let (reach, unread) = (staff.authority.reach::<Decide>(), unread_by(staff.id()));
        let count = self.inner.store.read(move |tx| {
            let wanted = duties::count(tx, &reach, &WANTED)?;
            Ok::<_, StoreError>(wanted + duties::count(tx, &reach, &unread)?)
        });
        Ok(count.await?.unsigned_abs())
    }

    async fn duties(&self, reach: Reach, waiting: Waiting) -> Result<Vec<DutyLine>, Error> {
        let found = self.inner.store.read(move |tx| duties::list(tx, &reach, &waiting, MOST));
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

/// What somebody wants taken up again.
pub(crate) const WANTED: Waiting = Waiting { kind: DutyKind::Reopening, only: None };

/// What was done in the place of this person.
pub(crate) fn unread_by(holder: &StaffId) -> Waiting {
    Waiting { kind: DutyKind::After, only: Some(Only::Of(holder.clone())) }
}

/// What was done in anybody's place five open days before `today` or earlier.
pub(crate) fn unread_for_long(today: NaiveDate) -> Waiting {
    let long_ago = Instant::start_of(calendar::subtract_open_days(today, LONG));
    Waiting { kind: DutyKind::After, only: Some(Only::Since(long_ago)) }
}
