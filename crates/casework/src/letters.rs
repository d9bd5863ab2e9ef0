//! Letters in words: from a stored fact to what a resident reads.
//!
//! Deliberately not here: when they leave.

use catalogue::Published;
use chrono::NaiveDate;
use fees::Bill;
use form_engine::Form;
use kernel::{Instant, Language, ReceiptNumber, Yen};
use mail::{
    Before, Letter, LetterWords, Matter, Outgoing, PaymentAsked, Reminded, Sender, Sums, Topic,
};
use review_workflow::{Event, Ground, RuleVerdict, Terms};
use submission_store::{
    Scope, StoreError,
    outbox::OutboxLetter,
    payments,
    submissions::{self, Submission},
};

use crate::{Basis, Casework, Error, policy::shape, verdict_word};

/// Why there is no letter.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// What it needs could not be read just now.
    #[error(transparent)]
    Unread(#[from] Error),
    /// What is stored makes no letter; reading it again will not help.
    #[error("{0}")]
    Unfit(String),
}

impl Unwritten {
    #[expect(clippy::needless_pass_by_value, reason = "reads well as `map_err(Unwritten::unfit)`")]
    pub(crate) fn unfit(what: impl ToString) -> Self {
        Self::Unfit(what.to_string())
    }
}

impl Casework {
    /// The letter in words, as it is true at this moment, or why it cannot be written.
    pub async fn outgoing(&self, letter: &OutboxLetter) -> Result<Outgoing, Unwritten> {
        let id = letter.submission.clone();
        let (submission, payments) = self
            .inner
            .store
            .read(move |tx| {
                let submission = submissions::find(tx, &Scope::Worker, &id)?;
                Ok::<_, StoreError>((submission, payments::list(tx, &Scope::Worker, &id)?))
            })
            .await
            .map_err(Error::from)?;
        let submission = submission.ok_or(Error::NotFound)?;
        let detail = letter.detail.as_ref().ok_or_else(|| Unwritten::unfit("no detail"))?;
        let fact = submission.sealer.open(detail).map_err(Unwritten::unfit)?;
        let fact = serde_json::from_slice(&fact).map_err(Unwritten::unfit)?;
        let bills: Vec<Bill> = payments.into_iter().map(|payment| payment.bill).collect();
        let published = self.form_of(&submission).await?;
        let matter = Self::matter(&published.form, &fact, letter.language, &bills);
        let matter = matter.ok_or_else(|| Unwritten::unfit("a fact without a letter"))?;
        let to = submission.sealer.open_text(&letter.recipient).map_err(Unwritten::unfit)?;
        let written = self.letter_of(&submission, &published, letter.language, matter).await?;
        Ok(Outgoing {
            id: letter.id.clone(),
            from: self.sender_of_letters()?,
            to: to.parse().map_err(Unwritten::unfit)?,
            written_at: letter.created_at,
            letter: written.render().map_err(Unwritten::unfit)?,
        })
    }

    /// Who sends every letter.
    pub(crate) fn sender_of_letters(&self) -> Result<Sender, Unwritten> {
        let city = &self.inner.city;
        Ok(Sender {
            name: format!("{} オンライン窓口", city.official_name()),
            address: city.mail_from.parse().map_err(Unwritten::unfit)?,
        })
    }

    /// Subject and text of the letter that asks for a correction until `by`; nothing without an
    /// address.
    pub async fn correction_letter(
        &self,
        submission: &Submission,
        published: &Published,
        by: NaiveDate,
    ) -> Result<Option<(String, String)>, Error> {
        self.preview_of(submission, published, Matter::CorrectionRequested { by }).await
    }

    /// The same of the letter that tells what staff wrote in the resident's place.
    pub async fn mended_letter(
        &self,
        submission: &Submission,
        published: &Published,
        basis: &Basis,
    ) -> Result<Option<(String, String)>, Error> {
        let matter = match basis {
            Basis::Slip { .. } => Matter::CorrectedFor,
            Basis::Word { .. } => Matter::AnswerTaken,
        };
        self.preview_of(submission, published, matter).await
    }

    /// The same of the letter that tells of a message.
    pub async fn message_letter(
        &self,
        submission: &Submission,
        published: &Published,
    ) -> Result<Option<(String, String)>, Error> {
        self.preview_of(submission, published, Matter::Message).await
    }

    async fn preview_of(
        &self,
        submission: &Submission,
        published: &Published,
        matter: Matter,
    ) -> Result<Option<(String, String)>, Error> {
        if submission.contact.is_none() {
            return Ok(None);
        }
        let letter = self.letter_of(submission, published, submission.language, matter).await?;
        let written = letter.render().map_err(Error::internal)?;
        Ok(Some((written.subject, written.text)))
    }

    async fn letter_of(
        &self,
        submission: &Submission,
        published: &Published,
        language: Language,
        matter: Matter,
    ) -> Result<Letter, Error> {
        let topic = Topic::of(&matter);
        let words = self.letter_words(submission, published, topic, language).await?;
        Ok(self.letter_about(&submission.receipt_number, published, language, matter, words))
    }

    /// A letter about what has this number, in these words.
    pub(crate) fn letter_about(
        &self,
        number: &ReceiptNumber,
        published: &Published,
        language: Language,
        matter: Matter,
        words: Option<LetterWords>,
    ) -> Letter {
        let city = &self.inner.city;
        let contact = published.form.procedure().contact.as_ref();
        Letter {
            language,
            city: city.name.get(language).to_owned(),
            procedure: published.form.title(language).to_owned(),
            receipt_number: number.clone(),
            status_url: format!("{}/status", city.public_url),
            desk: mail::Enquiries {
                department: contact
                    .map_or(&city.contact, |contact| &contact.department)
                    .get(language)
                    .to_owned(),
                phone: contact.map(|contact| contact.phone.clone()),
                hours: contact.map(|contact| contact.hours.get(language).to_owned()),
            },
            sample: city.demo,
            matter,
            words,
        }
    }

    /// What a letter about a fact says; the fact decided already that there is one. `bills`
    /// are those of the submission, the first one first.
    #[expect(clippy::too_many_lines, reason = "a table: one arm for each fact")]
    fn matter(form: &Form, fact: &Event, language: Language, bills: &[Bill]) -> Option<Matter> {
        match fact {
            Event::Filed { at, waits_until: Some(until), .. } => {
                Some(Matter::Waiting { received_at: *at, until: *until })
            }
            Event::Filed { at, payment_due_at, .. } => {
                Some(received(*at, payment_due_at.zip(bills.first())))
            }
            Event::PlaceGiven { .. } => Some(Matter::PlaceGiven),
            Event::WaitEnded { .. } => Some(Matter::WaitEnded),
            Event::Paid { payment, .. } => {
                let bill = bills.iter().find(|bill| bill.payment == *payment)?;
                Some(Matter::PaymentReceived { amount: bill.amount })
            }
            Event::FeeAsked { amount, payment_due_at, .. } => {
                Some(Matter::FeeAsked(asked(*amount, *payment_due_at)))
            }
            Event::PaymentNearing { due_on, .. } => {
                Some(Matter::Reminder { of: Reminded::Payment, by: *due_on })
            }
            Event::FeeWaived { .. } => Some(Matter::FeeWaived),
            Event::DueMoved { due_on, .. } => Some(Matter::DueMoved { to: *due_on }),
            Event::CorrectionRequested { due_on, .. } => {
                Some(Matter::CorrectionRequested { by: *due_on })
            }
            Event::CorrectionExtended { due_on, .. } => {
                Some(Matter::CorrectionExtended { by: *due_on })
            }
            Event::CorrectionCancelled { .. } => Some(Matter::CorrectionCancelled),
            Event::CorrectedFor { .. } => Some(Matter::CorrectedFor),
            Event::Resubmitted { taken: Some(_), .. } => Some(Matter::AnswerTaken),
            Event::CorrectionNearing { due_on, .. } => {
                Some(Matter::Reminder { of: Reminded::Correction, by: *due_on })
            }
            Event::CorrectionReminded { due_on, .. } => Some(overdue(form, *due_on)),
            Event::Approved { terms: None, .. } => {
                Some(Matter::Approved { called: called(form, fact, language) })
            }
            Event::Approved { terms: Some(terms), .. } => Some(Matter::ApprovedInPart {
                called: called(form, fact, language),
                sums: sums(terms),
            }),
            Event::Refused { dismissed: false, .. } => Some(Matter::Refused),
            Event::Refused { dismissed: true, .. } => Some(Matter::Dismissed),
            Event::Drawn { .. } => Some(Matter::Drawn),
            Event::MovedUp { .. } => Some(Matter::MovedUp),
            Event::Completed { .. } => Some(Matter::Completed),
            Event::DecidedByRule { rule, .. } => {
                Some(Matter::ByRule { approved: rule.verdict == RuleVerdict::Approve })
            }
            Event::Reopened { ground, .. } => {
                let before = match ground {
                    Ground::Clerical | Ground::Change | Ground::Revoke => Before::Result,
                    Ground::Resident => Before::Withdrawal,
                    Ground::Closed => Before::Closing,
                };
                Some(Matter::Reopened { before })
            }
            Event::Withdrawn { .. } => Some(Matter::Withdrawn),
            Event::Closed { .. } => Some(Matter::Closed),
            Event::Lapsed { .. } => Some(Matter::Lapsed),
            Event::Refunded { amount, .. } => Some(Matter::Refunded { amount: *amount }),
            Event::MessageSent { .. } => Some(Matter::Message),
            Event::PaidTooLate { .. }
            | Event::PaymentQuestioned { .. }
            | Event::RefundProposed { .. }
            | Event::RefundRejected { .. }
            | Event::RefundApproved { .. }
            | Event::RefundFailed { .. }
            | Event::Claimed { .. }
            | Event::Assigned { .. }
            | Event::PutFirst { .. }
            | Event::PutFirstCleared { .. }
            | Event::Protected { .. }
            | Event::Unprotected { .. }
            | Event::Labelled { .. }
            | Event::Unlabelled { .. }
            | Event::Linked { .. }
            | Event::Unlinked { .. }
            | Event::Resubmitted { taken: None, .. }
            | Event::Proposed { .. }
            | Event::Released { .. }
            | Event::HandedOver { .. }
            | Event::FindingChecked { .. }
            | Event::Compared { .. }
            | Event::Passed { .. }
            | Event::Recalled { .. }
            | Event::Raised { .. }
            | Event::SentBack { .. }
            | Event::Consulted { .. }
            | Event::ConsultationAnswered { .. }
            | Event::ConsultationCancelled { .. }
            | Event::ConsultationOverruled { .. }
            | Event::ReadAfter { .. }
            | Event::Sampled { .. }
            | Event::ReopeningProposed { .. }
            | Event::ReopeningRejected { .. }
            | Event::NoticeVoided { .. }
            | Event::NoticePosted { .. }
            | Event::NoticeReturned { .. }
            | Event::AddressConfirmed { .. }
            | Event::NoticeHandedOut { .. }
            | Event::NoticeOpened { .. }
            | Event::Noted { .. }
            | Event::Answered { .. }
            | Event::Attached { .. }
            | Event::SensitiveViewed { .. }
            | Event::Viewed { .. }
            | Event::CodeReissued { .. } => None,
        }
    }
}

/// What the procedure calls a decision, where it has words of its own.
fn called(form: &Form, fact: &Event, language: Language) -> Option<String> {
    verdict_word(form, fact.verdict()?, language).map(str::to_owned)
}

/// How much is granted of what was asked for, where that is in yen.
fn sums(terms: &Terms) -> Option<Sums> {
    Some(Sums { asked: terms.asked()?, granted: terms.granted()? })
}

/// That it has come, and what is owed for it.
fn received(received_at: Instant, owed: Option<(Instant, &Bill)>) -> Matter {
    let payment = owed.map(|(due_at, bill)| asked(bill.amount, due_at));
    Matter::Received { received_at, payment }
}

/// That the day for a correction has passed, with what may come of it.
fn overdue(form: &Form, by: Option<NaiveDate>) -> Matter {
    let may_be_refused = shape(form.procedure().workflow).is_decided();
    Matter::CorrectionOverdue { by, may_be_refused }
}

/// What is to be paid before a moment.
fn asked(amount: Yen, due_at: Instant) -> PaymentAsked {
    PaymentAsked { amount, by: due_at.last_day() }
}
