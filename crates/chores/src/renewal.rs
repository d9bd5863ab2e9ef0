//! What the office finds submissions by, written anew after the rules for it have changed.
//!
//! Terms are keyed and cannot be computed in the database; the worker goes through what was
//! filed before, a batch at a time, and goes on where it stopped. New filings need none of it.

use casework::{Error, Subject, content};
use kernel::SubmissionId;
use submission_store::{
    Part, Scope, Sealed, StoreError, renewals, revisions,
    submissions::{self, Submission},
};

use crate::Chores;

/// Counts the rules by which names become terms; one more sends the worker through everything.
const EDITION: i64 = 1;
/// Submissions in one transaction.
const BATCH: u32 = 200;

/// What one submission is found by from now on.
struct Renewed {
    id: SubmissionId,
    /// The revision that it was read from: a correction meanwhile has brought its own.
    revision: i64,
    applicant: Sealed,
    terms: Vec<i64>,
}

impl Chores {
    /// Renews one batch; gives how many were looked at, nothing once all is done.
    pub async fn renew_search(&self) -> Result<usize, Error> {
        let next = self.store().read(|tx| renewals::next(tx, EDITION, BATCH));
        let Some(ids) = next.await.map_err(|fault: StoreError| Error::from(fault))? else {
            return Ok(0);
        };
        let mut renewed = Vec::with_capacity(ids.len());
        for id in &ids {
            match self.renewed(id).await {
                Ok(found) => renewed.extend(found),
                // One that cannot be read keeps the terms it has.
                Err(fault) => tracing::error!(case = %id, %fault, "search terms were not renewed"),
            }
        }
        let (count, last) = (ids.len(), ids.into_iter().next_back());
        let written = self.store().write(move |tx| {
            for Renewed { id, revision, applicant, terms } in &renewed {
                let latest = revisions::latest(tx, &Scope::Worker, id)?;
                if latest.is_some_and(|latest| latest.number == *revision) {
                    submissions::correct_applicant(tx, id, applicant, terms)?;
                }
            }
            renewals::note(tx, EDITION, last.as_ref())
        });
        written.await.map_err(|fault: StoreError| Error::from(fault))?;
        Ok(count)
    }

    async fn renewed(&self, id: &SubmissionId) -> Result<Option<Renewed>, Error> {
        let wanted = id.clone();
        let found = self
            .store()
            .read(move |tx| {
                let submission = submissions::find(tx, &Scope::Worker, &wanted)?;
                let latest = revisions::latest(tx, &Scope::Worker, &wanted)?;
                Ok::<_, StoreError>(submission.zip(latest))
            })
            .await?;
        let Some((submission, revision)) = found else { return Ok(None) };
        let subject = self.subject_anew(&submission, &revision).await?;
        Ok(Some(Renewed {
            id: id.clone(),
            revision: revision.number,
            applicant: submission.sealer.seal(Part::Applicant, &subject.to_stored()),
            terms: self.casework.search_terms(&subject),
        }))
    }

    /// Who is named, by the marks of the version that was filled in, or where that one names
    /// nobody, by those of the current one.
    async fn subject_anew(
        &self,
        submission: &Submission,
        revision: &revisions::Revision,
    ) -> Result<Subject, Error> {
        let content = content(&submission.sealer, revision)?;
        let mut subject = Subject::of(&self.casework.form_of(submission).await?.form, &content);
        if subject.parties.is_empty()
            && let Some(current) = self.casework.catalogue().procedure(&submission.procedure)
        {
            subject = Subject::of(&current.form, &content);
        }
        if let Some(sealed) = &submission.applicant {
            let known = Subject::from_stored(&submission.sealer.open(sealed)?);
            subject.warnings = known.warnings;
            if subject.parties.is_empty() {
                subject.parties = known.parties;
            }
        }
        Ok(subject)
    }
}
