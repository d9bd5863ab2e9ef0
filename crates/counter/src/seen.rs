//! Who of the office looked at a submission, as its applicant is told: the day, the department and
//! what for, and never a name.

use casework::Rows;
use chrono::NaiveDate;
use kernel::{DepartmentId, Language, Role};
use submission_store::{StoreError, looks};

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

/// Nobody reads more lines.
const LINES: u32 = 200;

impl Counter {
    /// The days on which somebody looked, the newest first.
    pub(crate) async fn seen_by(
        &self,
        rows: &Rows,
        language: Language,
    ) -> Result<Vec<SeenBy>, Error> {
        let case = rows.submission.id.clone();
        let read = self.inner.store.read(move |tx| looks::days_of(tx, &case, LINES));
        let days = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let seen = |(day, role, department): (NaiveDate, Role, DepartmentId)| SeenBy {
            day,
            department: self.catalogue().department_name(department.as_str(), language),
            purpose: Purpose::of(role),
        };
        Ok(days.into_iter().map(seen).collect())
    }
}

impl Purpose {
    const fn of(role: Role) -> Self {
        match role {
            Role::Clerk
            | Role::CentreClerk
            | Role::Lead
            | Role::CounterClerk
            | Role::PostClerk
            | Role::FormAuthor
            | Role::Administrator => Self::Review,
            Role::Approver => Self::Decision,
            Role::Auditor => Self::Audit,
        }
    }
}
