//! Who of the office looked at a submission, as its applicant is told: the day, the department and
//! what for, and never a name.

use casework::Rows;
use chrono::NaiveDate;
use kernel::{Among, Language, Role};
use submission_store::{
    Page, StoreError,
    looks::{self, LookFilter},
};

use crate::{Counter, Error};

/// That somebody of the office looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenBy {
    /// On which day in Japan.
    pub day: NaiveDate,
    /// The name of their department.
    pub department: String,
    /// What for.
    pub purpose: Purpose,
}

/// What somebody of the office looks at a submission for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To check it.
    Review,
    /// To decide.
    Decision,
    /// To see that the office keeps the rules.
    Audit,
}

impl Counter {
    /// The days on which somebody looked, the newest first; of the last looks, for nobody reads
    /// more of them.
    pub(crate) async fn seen_by(
        &self,
        rows: &Rows,
        language: Language,
    ) -> Result<Vec<SeenBy>, Error> {
        let filter = LookFilter { case: Some(rows.submission.id.clone()), ..LookFilter::default() };
        let read = self
            .inner
            .store
            .read(move |tx| looks::list(tx, &Among::All, &filter, &Page::first(Page::MOST)));
        let looks = read.await.map_err(|fault: StoreError| Error::from(fault))?.items;
        let mut seen: Vec<SeenBy> = Vec::new();
        for look in looks {
            let (Some(role), Some(department)) = (look.role, look.department) else { continue };
            let department = self.catalogue().department_name(department.as_str(), language);
            let one = SeenBy { day: look.at.day(), department, purpose: Purpose::of(role) };
            if !seen.contains(&one) {
                seen.push(one);
            }
        }
        Ok(seen)
    }
}

impl Purpose {
    const fn of(role: Role) -> Self {
        match role {
            Role::Clerk | Role::FormAuthor | Role::Administrator => Self::Review,
            Role::Approver => Self::Decision,
            Role::Auditor => Self::Audit,
        }
    }
}
