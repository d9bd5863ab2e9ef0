//! Letters on their way: taken from the outbox, written, sent, tried again, given up.
//!
//! A letter that cannot be written or that panics on the way is one dead letter; those
//! behind it leave all the same.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use chrono::Duration;
use fees::Bill;
use form_engine::Form;
use kernel::{Instant, Language};
use mail::{Letter, Matter, Outgoing, PaymentAsked, Reminded, SendFault, Sender, Stage, Transport};
use review_workflow::Event;
use submission_store::{
    Scope, StoreError,
    outbox::{self, LetterState, OutboxLetter},
    payments,
    submissions::{self, Submission},
};

use crate::{Desk, DeskError, Published, policy::policy_of};

/// Letters taken at once.
const BATCH: u32 = 20;
/// After so many failures a letter is given up and shown to the operator.
const ATTEMPTS: i64 = 8;

/// A letter that is sent or stuck within this time is nobody else's.
fn lease() -> Duration {
    Duration::minutes(5)
}

impl Desk {
    /// Sends the letters that are due; gives how many left.
    pub async fn send_letters(&self, transport: &Arc<dyn Transport>) -> Result<usize, DeskError> {
        let now = self.now();
        let due = self
            .inner
            .store
            .write(move |tx| outbox::lease(tx, now, now.plus(lease()), BATCH))
            .await
            .map_err(DeskError::from)?;
        let mut sent = 0;
        for letter in due {
            let outcome = self.send_letter(&letter, transport).await;
            sent += usize::from(outcome.is_ok());
            self.note_outcome(&letter, outcome).await?;
        }
        Ok(sent)
    }

    /// How many letters wait, and how many were given up: for the operator.
    pub async fn count_letters(&self) -> Result<[(LetterState, i64); 2], DeskError> {
        let counted = self.inner.store.read(|tx| {
            let mut count = |state| Ok((state, outbox::count(tx, state)?));
            Ok::<_, StoreError>([count(LetterState::Waiting)?, count(LetterState::Dead)?])
        });
        counted.await.map_err(DeskError::from)
    }

    async fn send_letter(
        &self,
        letter: &OutboxLetter,
        transport: &Arc<dyn Transport>,
    ) -> Result<(), SendFault> {
        const UNWRITABLE: SendFault = SendFault::Permanent(Stage::Writing);
        let outgoing = self.outgoing(letter).await.map_err(|fault| {
            tracing::error!(letter = %letter.id, %fault, "a letter cannot be written");
            UNWRITABLE
        })?;
        let transport = Arc::clone(transport);
        let sending = move || catch_unwind(AssertUnwindSafe(|| transport.send(&outgoing)));
        match tokio::task::spawn_blocking(sending).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => Err(UNWRITABLE),
        }
    }

    async fn note_outcome(
        &self,
        letter: &OutboxLetter,
        outcome: Result<(), SendFault>,
    ) -> Result<(), DeskError> {
        let (id, now) = (letter.id.clone(), self.now());
        let next = match outcome {
            Err(SendFault::Permanent(_)) => None,
            Ok(()) | Err(SendFault::Transient(_)) => next_attempt(letter.attempts + 1, now),
        };
        if let (Err(fault), None) = (&outcome, next) {
            tracing::error!(letter = %letter.id, kind = %letter.kind, %fault, "a letter is given up");
        }
        let written = self.inner.store.write(move |tx| match outcome {
            Ok(()) => outbox::sent(tx, &id, now),
            Err(ref fault) => outbox::failed(tx, &id, &fault.to_string(), next),
        });
        written.await.map_err(|fault: StoreError| fault.into())
    }

    async fn outgoing(&self, letter: &OutboxLetter) -> Result<Outgoing, DeskError> {
        let sealer = self.inner.store.sealer();
        let id = letter.submission.clone();
        let (submission, payments) = self
            .inner
            .store
            .read(move |tx| {
                let submission = submissions::find(tx, &Scope::Worker, &id)?;
                Ok::<_, StoreError>((submission, payments::list(tx, &Scope::Worker, &id)?))
            })
            .await
            .map_err(DeskError::from)?;
        let submission = submission.ok_or(DeskError::NotFound)?;
        let detail = letter.detail.as_ref().ok_or_else(|| DeskError::internal("no detail"))?;
        let fact = serde_json::from_slice(&sealer.open(detail)?).map_err(DeskError::internal)?;
        let bills: Vec<Bill> = payments.into_iter().map(|payment| payment.bill).collect();
        let published = self.form_of(&submission).await?;
        let matter = self.matter(&submission, &published.form, &fact, &bills);
        let matter = matter.ok_or_else(|| DeskError::internal("a fact without a letter"))?;
        let city = &self.inner.city;
        let written = self.letter_of(&submission, &published, letter.language, matter);
        Ok(Outgoing {
            id: letter.id.clone(),
            from: Sender {
                name: format!("{} オンライン窓口", city.name),
                address: city.mail_from.parse().map_err(DeskError::internal)?,
            },
            to: sealer.open_text(&letter.recipient)?.parse().map_err(DeskError::internal)?,
            written_at: letter.created_at,
            letter: written.render().map_err(DeskError::internal)?,
        })
    }

    fn letter_of(
        &self,
        submission: &Submission,
        published: &Published,
        language: Language,
        matter: Matter,
    ) -> Letter {
        let city = &self.inner.city;
        let contact = published.form.procedure().contact.as_ref();
        Letter {
            language,
            city: city.name.clone(),
            procedure: published.form.title(language).to_owned(),
            receipt_number: submission.receipt_number.clone(),
            status_url: format!("{}/status", city.public_url),
            desk: mail::Desk {
                department: contact
                    .map_or(&*city.contact, |contact| contact.department.get(language))
                    .to_owned(),
                phone: contact.map(|contact| contact.phone.clone()),
                hours: contact.map(|contact| contact.hours.get(language).to_owned()),
            },
            sample: city.demo,
            matter,
        }
    }

    /// What a letter about a fact says; the fact decided already that there is one. `bills`
    /// are those of the submission, the first one first.
    fn matter(
        &self,
        submission: &Submission,
        form: &Form,
        fact: &Event,
        bills: &[Bill],
    ) -> Option<Matter> {
        match fact {
            Event::Filed { at, payment_due_at, .. } => Some(Matter::Received {
                received_at: *at,
                access_code: self.inner.store.keys().access_code(&submission.id),
                payment: payment_due_at.and_then(|due_at| {
                    let amount = bills.first()?.amount;
                    Some(PaymentAsked { amount, by: due_at.last_day() })
                }),
            }),
            Event::Paid { payment, .. } => {
                let bill = bills.iter().find(|bill| bill.payment == *payment)?;
                Some(Matter::PaymentReceived { amount: bill.amount })
            }
            Event::FeeAsked { amount, payment_due_at, .. } => {
                let by = payment_due_at.last_day();
                Some(Matter::FeeAsked(PaymentAsked { amount: *amount, by }))
            }
            Event::FeeWaived { .. } => Some(Matter::FeeWaived),
            Event::CorrectionRequested { due_on, .. } => {
                Some(Matter::CorrectionRequested { by: *due_on })
            }
            Event::CorrectionNearing { due_on, .. } => {
                Some(Matter::Reminder { of: Reminded::Correction, by: *due_on })
            }
            Event::CorrectionReminded { due_on, .. } => {
                let may_be_refused = policy_of(form).shape.is_decided();
                Some(Matter::CorrectionOverdue { by: *due_on, may_be_refused })
            }
            Event::Approved { .. } => Some(Matter::Approved),
            Event::Refused { .. } => Some(Matter::Refused),
            Event::Completed { .. } => Some(Matter::Completed),
            Event::Withdrawn { .. } => Some(Matter::Withdrawn),
            Event::Lapsed { .. } => Some(Matter::Lapsed),
            Event::MessageSent { .. } => Some(Matter::Message),
            Event::PaidTooLate { .. }
            | Event::Claimed { .. }
            | Event::Assigned { .. }
            | Event::Resubmitted { .. }
            | Event::Proposed { .. }
            | Event::SentBack { .. }
            | Event::Noted { .. }
            | Event::SensitiveViewed { .. } => None,
        }
    }
}

/// One minute after the first failure, then twice as long each time; `None` at the end.
fn next_attempt(attempts: i64, now: Instant) -> Option<Instant> {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0);
    let wait = Duration::minutes(2_i64.saturating_pow(doublings));
    (attempts < ATTEMPTS).then(|| now.plus(wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_doubles_until_the_letter_is_given_up() {
        let now = Instant::from_millis(0);
        let minutes = |attempts| next_attempt(attempts, now).map(|at| at.since(now).num_minutes());
        assert_eq!(minutes(1), Some(1));
        assert_eq!(minutes(3), Some(4));
        assert_eq!(minutes(7), Some(64));
        assert_eq!(minutes(8), None);
    }
}
