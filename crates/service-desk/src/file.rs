//! One submission with everything that belongs to it, loaded for somebody who may see it.

use std::sync::Arc;

use kernel::{ReceiptNumber, SubmissionId};
use review_workflow::Event;
use serde_json::Value;
use submission_store::{
    CaseSealer, Content, Scope, StoreError, attachments,
    cases::{self, CaseRecord},
    events::LoggedEvent,
    messages, notices, payments, revisions,
    submissions::{self, Submission},
};

use crate::{Desk, DeskError, MessageView, Published, subject::Subject};

/// Messages of one case that are read at once, the newest: an applicant has no more, so that
/// only an office that writes hundreds itself hides the oldest.
const MESSAGES: u32 = 400;

/// The rows of one submission.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) submission: Submission,
    pub(crate) record: CaseRecord,
    pub(crate) revisions: Vec<revisions::Revision>,
    pub(crate) messages: Vec<messages::Message>,
    pub(crate) notices: Vec<notices::NoticeEntry>,
    /// The newest one that was not taken back.
    pub(crate) payment: Option<payments::Payment>,
    pub(crate) attachments: Vec<attachments::Attachment>,
}

impl Desk {
    /// Loads one submission by its id, if `scope` may see it.
    pub(crate) async fn rows(&self, scope: Scope, id: &SubmissionId) -> Result<Rows, DeskError> {
        let id = id.clone();
        let found = self.inner.store.read(move |tx| {
            let Some(submission) = submissions::find(tx, &scope, &id)? else { return Ok(None) };
            load(tx, &scope, submission)
        });
        found.await?.ok_or(DeskError::NotFound)
    }

    /// Loads one submission by its number, if `scope` may see it.
    pub(crate) async fn rows_by_number(
        &self,
        scope: Scope,
        number: &ReceiptNumber,
    ) -> Result<Rows, DeskError> {
        let number = number.clone();
        let found = self.inner.store.read(move |tx| {
            let found = submissions::find_by_receipt(tx, &scope, &number)?;
            let Some(submission) = found else { return Ok(None) };
            load(tx, &scope, submission)
        });
        found.await?.ok_or(DeskError::NotFound)
    }

    /// The version of the form that the submission was made with.
    pub(crate) async fn form_of(
        &self,
        submission: &Submission,
    ) -> Result<Arc<Published>, DeskError> {
        let number = u32::try_from(submission.version).map_err(DeskError::internal)?;
        self.procedure_version(&submission.procedure, number).await
    }
}

impl Rows {
    /// What opens all of them.
    pub(crate) const fn sealer(&self) -> &CaseSealer {
        &self.submission.sealer
    }

    /// The content of a revision.
    pub(crate) fn content(&self, revision: &revisions::Revision) -> Result<Value, DeskError> {
        content(self.sealer(), revision)
    }

    /// The salt of the digest that the receipt carries, for its holder alone.
    pub(crate) fn digest_salt(&self) -> Result<Option<String>, DeskError> {
        let first = self.revisions.first().ok_or_else(|| DeskError::internal("no revision"))?;
        digest_salt(self.sealer(), first)
    }

    /// The content of the latest revision.
    pub(crate) fn latest_content(&self) -> Result<Value, DeskError> {
        let latest = self.revisions.last().ok_or_else(|| DeskError::internal("no revision"))?;
        self.content(latest)
    }

    /// A logged fact in clear.
    pub(crate) fn open_event(&self, logged: &LoggedEvent) -> Result<Event, DeskError> {
        open_event(self.sealer(), logged)
    }

    /// The thread in clear.
    pub(crate) fn open_messages(&self) -> Result<Vec<MessageView>, DeskError> {
        let open = |message: &messages::Message| {
            Ok(MessageView {
                at: message.at,
                from_office: matches!(message.author, messages::Author::Office(_)),
                text: self.sealer().open_text(&message.text)?,
            })
        };
        self.messages.iter().map(open).collect()
    }

    /// The applicant, as lists name them.
    pub(crate) fn subject(&self) -> Result<Subject, DeskError> {
        match &self.submission.applicant {
            Some(sealed) => Ok(Subject::from_stored(&self.sealer().open(sealed)?)),
            None => Ok(Subject::default()),
        }
    }
}

/// The salt of the first revision, for the holder of the receipt alone.
pub(crate) fn digest_salt(
    sealer: &CaseSealer,
    first: &revisions::Revision,
) -> Result<Option<String>, DeskError> {
    Ok(recorded(sealer, first)?.salt().map(str::to_owned))
}

/// A logged fact in clear.
pub(crate) fn open_event(sealer: &CaseSealer, logged: &LoggedEvent) -> Result<Event, DeskError> {
    Ok(logged.open(sealer)?)
}

/// The content of a revision.
pub(crate) fn content(
    sealer: &CaseSealer,
    revision: &revisions::Revision,
) -> Result<Value, DeskError> {
    serde_json::from_slice(recorded(sealer, revision)?.answers()).map_err(DeskError::internal)
}

/// The answers of a revision as they were recorded, with their salt.
fn recorded(sealer: &CaseSealer, revision: &revisions::Revision) -> Result<Content, DeskError> {
    Ok(Content::opened(sealer.open(&revision.content)?))
}

fn load(
    tx: &mut submission_store::ReadTx<'_>,
    scope: &Scope,
    submission: Submission,
) -> Result<Option<Rows>, StoreError> {
    let id = submission.id.clone();
    let Some(record) = cases::find(tx, scope, &id)? else { return Ok(None) };
    Ok(Some(Rows {
        revisions: revisions::list(tx, scope, &id)?,
        messages: messages::list(tx, scope, &id, MESSAGES)?,
        notices: notices::list(tx, scope, &id)?,
        payment: payments::list(tx, scope, &id)?
            .into_iter()
            .rfind(|payment| payment.cancelled_at.is_none()),
        attachments: attachments::list(tx, scope, &id)?,
        submission,
        record,
    }))
}
