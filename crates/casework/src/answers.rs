//! Checked answers on their way into a case: sealed and counted before the transaction, for a
//! filing and for every correction alike.

use catalogue::Published;
use chrono::NaiveDate;
use kernel::{AttachmentId, Instant};
use review_workflow::Finding;
use serde_json::Value;
use submission_store::{
    CaseSealer, Content, Digest, Part, Sealed, StoreError, WriteTx,
    attachments::{self, Spot},
    revisions::{self, Revision},
    search::Waiting,
};

use crate::{Casework, Error, Limit, Signature, Subject, Verified, attachment, words::words};

/// What a case says from now on.
pub(crate) struct Answers<'a> {
    pub(crate) published: &'a Published,
    /// In their canonical form.
    pub(crate) data: &'a Value,
    /// How many warnings the resident confirmed.
    pub(crate) warnings: u32,
    /// What proves who gave them.
    pub(crate) signature: Option<&'a Signature>,
    /// Who gave them, where a provider of identities said so.
    pub(crate) verified: Option<&'a Verified>,
    /// Where letters go.
    pub(crate) email: Option<String>,
    /// Who wrote them, as the log names them.
    pub(crate) by: &'a str,
    /// Whether it is kept back where somebody is (支援措置): no search finds the case by it.
    pub(crate) is_protected: bool,
    /// When the case arrived.
    pub(crate) arrived_at: Instant,
    pub(crate) at: Instant,
}

/// The same, ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) revision: Revision,
    pub(crate) applicant: Sealed,
    pub(crate) contact: Option<Sealed>,
    /// By what the office finds it.
    pub(crate) words: Waiting,
    /// The files that the answers name, each with its question.
    pub(crate) files: Vec<(AttachmentId, String)>,
}

/// Why the transaction was undone.
#[derive(Debug)]
pub(crate) enum WriteFault {
    Store(StoreError),
    /// The idempotency key was used for something else.
    OtherContent,
    FileMissing,
    Limit(Limit),
    /// Others are of the same thing than were known.
    Alike(Vec<Finding>),
    /// There is no place, and it waits until this day; or there is one.
    Waits(Option<NaiveDate>),
}

impl From<StoreError> for WriteFault {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

impl Casework {
    /// Seals the answers as the revision `number` of a case; gives their content too.
    pub(crate) fn keep_answers(
        &self,
        sealer: &CaseSealer,
        number: i64,
        answers: &Answers<'_>,
    ) -> Result<(Kept, Content), Error> {
        let Answers { published, data, warnings, signature, email, by, arrived_at, at, .. } =
            answers;
        let canonical = serde_json::to_vec(data).map_err(Error::internal)?;
        let content = Content::fresh(&*self.inner.ids, &canonical);
        let subject = Subject { warnings: *warnings, ..Subject::of(&published.form, data) };
        let signature = signature.map(serde_json::to_vec).transpose().map_err(Error::internal)?;
        let verified = answers.verified.map(serde_json::to_vec).transpose();
        let verified = verified.map_err(Error::internal)?;
        let revision = Revision {
            submission: sealer.case().clone(),
            number,
            content: sealer.seal(Part::Revision(number), content.bytes()),
            signature: signature.map(|it| sealer.seal(Part::Signature(number), &it)),
            verified: verified.map(|it| sealer.seal(Part::Verified(number), &it)),
            digest: content.digest(),
            by: (*by).to_owned(),
            at: *at,
        };
        let kept = Kept {
            revision,
            applicant: sealer.seal(Part::Applicant, &subject.to_stored()),
            contact: email.as_deref().map(|to| sealer.seal(Part::Contact, to.as_bytes())),
            words: Waiting::of(
                self.inner.store.keys(),
                *arrived_at,
                &words(&published.form, data, answers.is_protected).into_iter().collect::<Vec<_>>(),
            ),
            files: attachment::named(&published.form, data)
                .into_iter()
                .map(|file| (file.id, file.at))
                .collect(),
        };
        Ok((kept, content))
    }
}

impl Kept {
    /// Writes the revision and gives its files to the case; those belonged to `owner` so far.
    pub(crate) fn write(
        &self,
        tx: &mut WriteTx<'_>,
        case: &CaseSealer,
        owner: &Digest,
    ) -> Result<(), WriteFault> {
        let at = self.revision.at;
        revisions::insert(tx, &self.revision)?;
        for (file, pointer) in &self.files {
            let spot = Spot::Answer(pointer.clone());
            if !attachments::file_with(tx, owner, file, case, &spot, at)? {
                return Err(WriteFault::FileMissing);
            }
        }
        Ok(())
    }
}
