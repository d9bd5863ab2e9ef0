//! Other submissions of the same person, beside a case: what the office knows of them already, and
//! which of them are protected with it, or are not (支援措置).

use casework::{Rows, Subject, words};
use catalogue::Published;
use kernel::Instant;
use review_workflow::Case;
use serde_json::Value;
use submission_store::{
    StoreError,
    search::{self, Same},
    submissions::Submission,
};

use crate::{BackOffice, BesideCase, Error, Staff, beside::seen, permission::scope_of};

/// Another submission of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSubmission {
    /// Its case.
    pub case: BesideCase,
    /// How sure it is that it is the same person.
    pub same: Same,
    /// Whether it seems to ask for the same once more: of the same person, for the same procedure,
    /// and not over.
    pub is_duplicate: bool,
}

/// Other submissions of the same person that are listed.
const PREVIOUS: usize = 10;
/// More of them are not looked through for those that somebody may see.
const MOST_HITS: usize = 200;

impl BackOffice {
    /// Other submissions that name a person with the same name and the same day of birth, and which
    /// of them tell more of them. A name alone lists nobody: namesakes are many.
    pub(crate) async fn previous(
        &self,
        staff: &Staff,
        rows: &Rows,
        (published, content): (&Published, &Value),
        now: Instant,
    ) -> Result<Vec<PastSubmission>, Error> {
        let persons = words::people(&Subject::searchable(&published.form, content));
        let (scope, this) = (scope_of(&staff.authority), rows.submission.id.clone());
        let found = self.inner.store.read(move |tx| {
            let mut past = Vec::new();
            for (id, same) in search::same(tx, &persons, MOST_HITS)? {
                if id != this
                    && let Some((other, case)) = seen(tx, &scope, &id)?
                {
                    past.push((other, case, same));
                }
                if past.len() >= PREVIOUS {
                    break;
                }
            }
            Ok::<_, StoreError>(past)
        });
        let view = |(other, case, same): (Submission, Case, Same)| PastSubmission {
            is_duplicate: same == Same::Person
                && other.procedure == rows.submission.procedure
                && !case.state.is_final(),
            case: self.beside((other, &case), now),
            same,
        };
        Ok(found.await?.into_iter().map(view).collect())
    }
}
