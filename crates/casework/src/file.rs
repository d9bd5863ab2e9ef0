//! One submission with everything that belongs to it, loaded for somebody who may see it.

use std::sync::Arc;

use catalogue::Published;
use fees::{Account, PaymentEvent};
use kernel::{Instant, ReceiptNumber, SubmissionId};
use review_workflow::Event;
use serde_json::Value;
use submission_store::{
    CaseSealer, Content, Scope, StoreError, attachments,
    cases::{self, CaseRecord},
    dispatches::{self, Dispatch},
    events::LoggedEvent,
    messages, notices, orders, payments, refunds,
    registers::{self, Numbered},
    revisions,
    submissions::{self, Submission},
};

use crate::{Casework, Error, MessageView, Subject};

/// Messages of one case that are read at once, the newest: an applicant has no more, so that
/// only an office that writes hundreds itself hides the oldest.
const MESSAGES: u32 = 400;

/// The rows of one submission.
#[derive(Debug)]
pub struct Rows {
    /// What was filed.
    pub submission: Submission,
    /// Where it stands.
    pub record: CaseRecord,
    /// What it said and says, the first one first.
    pub revisions: Vec<revisions::Revision>,
    /// The thread.
    pub messages: Vec<messages::Message>,
    /// Up to when the applicant has seen it.
    pub read_until: Option<Instant>,
    /// What was issued.
    pub notices: Vec<notices::NoticeEntry>,
    /// The numbers of these, and of what is still to be set.
    pub numbers: Vec<Numbered>,
    /// How they leave the house.
    pub dispatches: Vec<Dispatch>,
    /// The newest one that was not taken back.
    pub payment: Option<payments::Payment>,
    /// Every payment with what became of it, those that were taken back too.
    pub money: Vec<Money>,
    /// Its files.
    pub attachments: Vec<attachments::Attachment>,
}

impl Casework {
    /// Loads one submission by its id, if `scope` may see it.
    pub async fn rows(&self, scope: Scope, id: &SubmissionId) -> Result<Rows, Error> {
        let id = id.clone();
        let found = self.inner.store.read(move |tx| {
            let Some(submission) = submissions::find(tx, &scope, &id)? else { return Ok(None) };
            load(tx, &scope, submission)
        });
        found.await?.ok_or(Error::NotFound)
    }

    /// Loads one submission by its number, if `scope` may see it.
    pub async fn rows_by_number(
        &self,
        scope: Scope,
        number: &ReceiptNumber,
    ) -> Result<Rows, Error> {
        let number = number.clone();
        let found = self.inner.store.read(move |tx| {
            let found = submissions::find_by_receipt(tx, &scope, &number)?;
            let Some(submission) = found else { return Ok(None) };
            load(tx, &scope, submission)
        });
        found.await?.ok_or(Error::NotFound)
    }

    /// The version of the form that the submission was made with.
    pub async fn form_of(&self, submission: &Submission) -> Result<Arc<Published>, Error> {
        let number = u32::try_from(submission.version).map_err(Error::internal)?;
        Ok(self.inner.catalogue.version(&submission.procedure, number).await?)
    }
}

impl Rows {
    /// What opens all of them.
    pub const fn sealer(&self) -> &CaseSealer {
        &self.submission.sealer
    }

    /// The content of a revision.
    pub fn content(&self, revision: &revisions::Revision) -> Result<Value, Error> {
        content(self.sealer(), revision)
    }

    /// The salt of the digest that the receipt carries, for its holder alone.
    pub fn digest_salt(&self) -> Result<Option<String>, Error> {
        let first = self.revisions.first().ok_or_else(|| Error::internal("no revision"))?;
        digest_salt(self.sealer(), first)
    }

    /// The content of the latest revision.
    pub fn latest_content(&self) -> Result<Value, Error> {
        let latest = self.revisions.last().ok_or_else(|| Error::internal("no revision"))?;
        self.content(latest)
    }

    /// A logged fact in clear.
    pub fn open_event(&self, logged: &LoggedEvent) -> Result<Event, Error> {
        open_event(self.sealer(), logged)
    }

    /// The thread in clear.
    pub fn open_messages(&self) -> Result<Vec<MessageView>, Error> {
        let open = |message: &messages::Message| {
            Ok(MessageView {
                at: message.at,
                from_office: matches!(message.author, messages::Author::Office(_)),
                text: self.sealer().open_text(&message.text)?,
                files: self.files_of(&message.id)?,
            })
        };
        self.messages.iter().map(open).collect()
    }

    /// The applicant, as lists name them.
    pub fn subject(&self) -> Result<Subject, Error> {
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
) -> Result<Option<String>, Error> {
    Ok(recorded(sealer, first)?.salt().map(str::to_owned))
}

/// A logged fact in clear.
pub fn open_event(sealer: &CaseSealer, logged: &LoggedEvent) -> Result<Event, Error> {
    Ok(logged.open(sealer)?)
}

/// The content of a revision.
pub fn content(sealer: &CaseSealer, revision: &revisions::Revision) -> Result<Value, Error> {
    serde_json::from_slice(recorded(sealer, revision)?.answers()).map_err(Error::internal)
}

/// The answers of a revision as they were recorded, with their salt.
fn recorded(sealer: &CaseSealer, revision: &revisions::Revision) -> Result<Content, Error> {
    Ok(Content::opened(sealer.open(&revision.content)?))
}

/// One payment with what became of it.
#[derive(Debug, Clone)]
pub struct Money {
    /// The bill.
    pub payment: payments::Payment,
    /// What came and went.
    pub account: Account,
    /// What the provider told, the earliest first.
    pub heard: Vec<PaymentEvent>,
    /// What the provider was asked last.
    pub order: Option<orders::Order>,
    /// What goes or went back.
    pub refunds: Vec<refunds::Refund>,
}

fn money_of(
    tx: &mut submission_store::ReadTx<'_>,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<Vec<Money>, StoreError> {
    let mut all = Vec::new();
    for payment in payments::list(tx, scope, id)? {
        let heard = payments::list_events(tx, &payment.bill.payment)?;
        all.push(Money {
            account: Account::of(&payment.bill, &heard),
            order: orders::latest(tx, &payment.bill.payment)?,
            refunds: refunds::list(tx, &payment.bill.payment)?,
            heard,
            payment,
        });
    }
    Ok(all)
}

fn load(
    tx: &mut submission_store::ReadTx<'_>,
    scope: &Scope,
    submission: Submission,
) -> Result<Option<Rows>, StoreError> {
    let id = submission.id.clone();
    let Some(record) = cases::find(tx, scope, &id)? else { return Ok(None) };
    let money = money_of(tx, scope, &id)?;
    let standing = money.iter().rfind(|money| money.payment.cancelled_at.is_none());
    Ok(Some(Rows {
        revisions: revisions::list(tx, scope, &id)?,
        messages: messages::list(tx, scope, &id, MESSAGES)?,
        read_until: messages::read_until(tx, &id)?,
        notices: notices::list(tx, scope, &id)?,
        numbers: registers::of_case(tx, scope, &id)?,
        dispatches: dispatches::of_case(tx, scope, &id)?,
        payment: standing.map(|money| money.payment.clone()),
        money,
        attachments: attachments::list(tx, scope, &id)?,
        submission,
        record,
    }))
}
