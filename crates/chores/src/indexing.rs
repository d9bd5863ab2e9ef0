//! The index of searches: what was filed or corrected is put into it many at a time, and what it does
//! not have yet (of before there was one, or of a month that is built anew) is read again.

use std::collections::BTreeSet;

use casework::{Error, Subject, content, words};
use kernel::SubmissionId;
use submission_store::{
    Scope, StoreError,
    leases::{self, Lease},
    protected,
    revisions::{self, Revision},
    search::{self, Indexed, Month, Word},
    submissions::{self, Submission},
};

use crate::{Chores, apart::apart, jobs::Job};

/// Cases in one transaction: so many share the pages that they are written to.
const BATCH: u32 = 1_000;
/// Cases that are read at once.
const READ_AT_ONCE: usize = 100;

/// Whether the index has what the cases say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexChecked {
    /// Cases that were compared.
    pub compared: u64,
    /// Cases of which the index does not have everything, or has more.
    pub differing: u64,
    /// Cases that are still to be put into it.
    pub waiting: bool,
}

/// What is read of one case.
struct ReadCase {
    submission: Submission,
    revisions: Vec<Revision>,
    /// Whether nobody finds it by where somebody is (支援措置).
    is_protected: bool,
}

impl Chores {
    /// Puts one batch into the index; gives how many, and nothing once all is done or while another
    /// server does it.
    pub async fn index_words(&self) -> Result<usize, Error> {
        let next = self.store().read(|tx| search::list_waiting(tx, BATCH));
        if next.await.map_err(|fault: StoreError| Error::from(fault))?.is_empty() {
            return Ok(0);
        }
        let now = self.now();
        let Some(lease) = self.take_job(Job::Search, now).await? else { return Ok(0) };
        let done = self.index_batch(&lease).await;
        self.give_back(lease, done.is_ok(), now).await?;
        done
    }

    async fn index_batch(&self, lease: &Lease) -> Result<usize, Error> {
        let next = self.store().read(|tx| search::list_waiting(tx, BATCH));
        let ids = next.await.map_err(|fault: StoreError| Error::from(fault))?;
        let mut cases = Vec::with_capacity(ids.len());
        for some in ids.chunks(READ_AT_ONCE) {
            for read in self.read_cases(some.to_vec()).await? {
                cases.push(self.indexed(read).await?);
            }
        }
        let read: BTreeSet<&SubmissionId> = cases.iter().map(|case| case.sealer.case()).collect();
        let gone: Vec<SubmissionId> = ids.iter().filter(|id| !read.contains(id)).cloned().collect();
        let held = lease.clone();
        let filed = self.store().write(move |tx| {
            leases::hold(tx, &held)?;
            search::forget_waiting(tx, &gone)?;
            search::file(tx, &cases)
        });
        filed.await.map_err(|fault: StoreError| fault.into())
    }

    async fn read_cases(&self, ids: Vec<SubmissionId>) -> Result<Vec<ReadCase>, Error> {
        let read = self.store().read(move |tx| {
            let mut cases = Vec::with_capacity(ids.len());
            let marked = protected::marked(tx, &ids)?;
            for id in &ids {
                // What is erased has no words any more.
                if let Some(submission) = submissions::find(tx, &Scope::Worker, id)? {
                    let revisions = revisions::list(tx, &Scope::Worker, id)?;
                    let is_protected = marked.contains(id);
                    cases.push(ReadCase { submission, revisions, is_protected });
                }
            }
            Ok::<_, StoreError>(cases)
        });
        Ok(read.await?)
    }

    /// What a case is found by. One whose answers cannot be read keeps nobody else waiting: it is
    /// found by who is named in lists, if that can be read.
    async fn indexed(&self, read: ReadCase) -> Result<Indexed, Error> {
        let ReadCase { submission, revisions, is_protected } = read;
        let revision = revisions.last().map_or(1, |last| last.number);
        let (sealer, arrived_at) = (submission.sealer.clone(), submission.arrived_at);
        let named = submission.applicant.as_ref().and_then(|sealed| sealer.open(sealed).ok());
        let (chores, id) = (self.clone(), submission.id.clone());
        let reading = async move { chores.words_of(&submission, &revisions, is_protected).await };
        let words = match apart(reading).await? {
            Ok(words) => words,
            Err(fault) => {
                tracing::error!(case = %id, %fault, "the answers of a case cannot be read for searches");
                named
                    .map(|named| words::words_of(&Subject::from_stored(&named)))
                    .unwrap_or_default()
            }
        };
        Ok(Indexed { sealer, arrived_at, revision, words, is_protected })
    }

    /// The words of all revisions of a case, by the marks of the version that was filled in, or where
    /// that one names nobody, by those of the current one.
    async fn words_of(
        &self,
        submission: &Submission,
        revisions: &[Revision],
        is_protected: bool,
    ) -> Result<BTreeSet<Word>, Error> {
        let published = self.casework.form_of(submission).await?;
        let current = self.casework.catalogue().procedure(&submission.procedure);
        let mut found = BTreeSet::new();
        for revision in revisions {
            let answers = content(&submission.sealer, revision)?;
            let names_nobody = Subject::of(&published.form, &answers).parties.is_empty();
            let form = match &current {
                Some(current) if names_nobody => &current.form,
                Some(_) | None => &published.form,
            };
            found.extend(words::words(form, &answers, is_protected));
        }
        Ok(found)
    }

    /// Empties the index of a month, or all of it, and puts its cases into it again; gives how many.
    /// Meanwhile searches say that they do not find everything.
    pub async fn rebuild_index(&self, month: Option<Month>) -> Result<usize, Error> {
        let emptied = self.store().write(move |tx| match month {
            Some(month) => search::rebuild(tx, month),
            None => search::rebuild_all(tx),
        });
        emptied.await.map_err(|fault: StoreError| Error::from(fault))?;
        let mut all = 0;
        loop {
            match self.index_words().await? {
                0 => return Ok(all),
                some => all += some,
            }
        }
    }

    /// Whether older cases are still to be put into the index.
    pub async fn is_indexing(&self) -> Result<bool, Error> {
        let behind = self.store().read(|tx| search::is_behind(tx));
        behind.await.map_err(|fault: StoreError| fault.into())
    }

    /// Compares one of `every` cases with the index.
    pub async fn check_index(&self, every: usize) -> Result<IndexChecked, Error> {
        let mut checked = IndexChecked::default();
        let mut page = submission_store::Page::first(submission_store::Page::MOST);
        loop {
            let asked = page.clone();
            let listed = self.store().read(move |tx| submissions::list_all(tx, &asked));
            let listed = listed.await.map_err(|fault: StoreError| Error::from(fault))?;
            let some: Vec<SubmissionId> = listed.items.into_iter().step_by(every.max(1)).collect();
            for read in self.read_cases(some).await? {
                checked.compared += 1;
                let case = self.indexed(read).await?;
                let fits = self.store().read(move |tx| search::fits(tx, &case));
                match fits.await.map_err(|fault: StoreError| Error::from(fault))? {
                    Some(true) => {}
                    Some(false) => checked.differing += 1,
                    None => checked.waiting = true,
                }
            }
            match listed.next {
                Some(next) => {
                    page = submission_store::Page::after(submission_store::Page::MOST, next);
                }
                None => return Ok(checked),
            }
        }
    }
}
