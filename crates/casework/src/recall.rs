//! Exactly once: by what a filing is known again when it comes a second time.

use kernel::SubmissionId;
use submission_store::{
    Digest, Scope, StoreError,
    idempotency::{self, Remembered},
    submissions::{self, Submission},
};

use crate::{Casework, Error, Filing};

/// By what a filing is known again when it comes a second time.
#[derive(Debug, Clone)]
pub(crate) struct Recall {
    pub(crate) owner: Digest,
    pub(crate) key: String,
    pub(crate) remembered: Remembered,
    /// What was remembered of such a request before there was a key for it.
    pub(crate) unkeyed: Digest,
}

impl Casework {
    /// What was filed under the same key before.
    pub(crate) async fn filed_under_key(
        &self,
        filing: &Filing,
    ) -> Result<Option<Submission>, Error> {
        let (owner, key) = (filing.filer.keys, filing.idempotency_key.clone());
        let found = self.inner.store.read(move |tx| {
            let Some(before) = idempotency::find(tx, &owner, &key)? else { return Ok(None) };
            submissions::find(tx, &Scope::Worker, &before.submission)
        });
        found.await.map_err(|fault: StoreError| fault.into())
    }

    pub(crate) fn recall(
        &self,
        filing: &Filing,
        answers: &[u8],
        submission: SubmissionId,
    ) -> Recall {
        let request = self.inner.store.keys().request(&request_text(filing, answers));
        Recall {
            owner: filing.filer.keys,
            key: filing.idempotency_key.clone(),
            remembered: Remembered { request, submission },
            unkeyed: unkeyed_request(filing, answers),
        }
    }
}

/// The same request has the same text, however its JSON was spaced or its kana typed.
fn request_text(filing: &Filing, answers: &[u8]) -> Vec<u8> {
    let email = filing.email.as_deref().unwrap_or_default();
    let version = filing.version.unwrap_or_default();
    let about = format!("{}\n{version}\n{email}\n", filing.procedure);
    [about.as_bytes(), answers].concat()
}

/// How requests were remembered before: a key that was used then still gives its receipt.
fn unkeyed_request(filing: &Filing, answers: &[u8]) -> Digest {
    let email = filing.email.as_deref().unwrap_or_default();
    let version = filing.version.unwrap_or_default();
    let content = Digest::of(answers);
    Digest::of(format!("{}\n{version}\n{content}\n{email}", filing.procedure).as_bytes())
}
