//! Other submissions of the same person, beside a case: what the office knows of them already, and
//! which of them are protected with it, or are not (支援措置).

use kernel::{Instant, SubmissionId};
use review_workflow::Case;
use submission_store::{
    Reads, Scope, StoreError,
    search::{self, Same, Word},
    submissions::Submission,
};

use crate::{BackOffice, BesideCase, beside::seen};

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

/// Another submission, its case, and how sure it is that it is of the same person.
pub(crate) type Past = (Submission, Case, Same);

/// Other submissions that name a person with the same name and the same day of birth, and which of
/// them tell more of them, as far as they may be seen. A name alone lists nobody: namesakes are many.
pub(crate) fn past(
    tx: &mut impl Reads,
    scope: &Scope,
    this: &SubmissionId,
    persons: &[Word],
) -> Result<Vec<Past>, StoreError> {
    let mut past = Vec::new();
    for (id, same) in search::same(tx, persons, MOST_HITS)? {
        if id != *this
            && let Some((other, case)) = seen(tx, scope, &id)?
        {
            past.push((other, case, same));
        }
        if past.len() >= PREVIOUS {
            break;
        }
    }
    Ok(past)
}

impl BackOffice {
    /// The same as a person sees them beside a case of `procedure`.
    pub(crate) fn previous(
        &self,
        past: Vec<Past>,
        procedure: &str,
        now: Instant,
    ) -> Vec<PastSubmission> {
        let view = |(other, case, same): Past| PastSubmission {
            is_duplicate: same == Same::Person
                && other.procedure == procedure
                && !case.state.is_final(),
            case: self.beside((other, &case), now),
            same,
        };
        past.into_iter().map(view).collect()
    }
}
