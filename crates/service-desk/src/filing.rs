//! Checking and filing: the one way by which answers become a submission.

use std::sync::Arc;

use fees::Bill;
use form_engine::{Checked, Context, FeeDue};
use kernel::{AccessCode, AttachmentId, Instant, Language, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{Event, Filing as CaseFiling, State, fold};
use serde_json::Value;
use submission_store::{
    CaseSealer, Content, Digest, Part, Scope, StoreError, WriteTx, attachments,
    cases::{self, CaseRecord},
    events::{self, NewEvent},
    idempotency::{self, Remembered},
    outbox::{self, OutboxLetter},
    payments,
    revisions::{self, Revision},
    submissions::{self, Source, Submission},
};

use crate::{
    Caller, Desk, DeskError, Published, attachment, contact,
    file::{digest_salt, open_event},
    intake::Files,
    limit::{Holdings, Limit},
    payment::title_of,
    policy::policy_of,
    record::APPLICANT,
    subject::Subject,
};

/// What is filed.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The procedure.
    pub procedure: String,
    /// The version it was filled in with; `None` means the current one.
    pub version: Option<u32>,
    /// The answers.
    pub data: Value,
    /// Where the receipt and later letters go, if not to an address among the answers.
    pub email: Option<String>,
    /// Warnings that were read and confirmed.
    pub confirmed: Vec<String>,
    /// Who files.
    pub caller: Caller,
    /// The same key gives the same receipt.
    pub idempotency_key: String,
    /// The language of messages and letters.
    pub language: Language,
}

/// A submission that is recorded: durable before anybody sees this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The submission.
    pub submission: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// 照会コード
    pub access_code: AccessCode,
    /// The moment of arrival in law.
    pub received_at: Instant,
    /// Where it stood when it was recorded.
    pub state: State,
    /// SHA-256 of what was recorded, in hex: of the salt, a line break and the answers.
    pub digest: String,
    /// The salt, in hex, for the applicant alone; nothing for what was recorded without one.
    pub digest_salt: Option<String>,
    /// Where to pay, if something is to be paid now.
    pub payment_url: Option<String>,
}

/// Everything that one submission writes, sealed and counted before the transaction.
#[derive(Debug, Clone)]
struct Entry {
    submission: Submission,
    search_terms: Vec<i64>,
    revision: Revision,
    case: CaseRecord,
    event: NewEvent,
    letter: Option<OutboxLetter>,
    bill: Option<Bill>,
    files: Vec<(AttachmentId, String)>,
    holdings: Holdings,
    owner: Digest,
    digest_salt: Option<String>,
    recall: Recall,
}

/// By what a filing is known again when it comes a second time.
#[derive(Debug, Clone)]
struct Recall {
    owner: Digest,
    key: String,
    remembered: Remembered,
    /// What was remembered of such a request before there was a key for it.
    unkeyed: Digest,
}

/// What the transaction found or did.
enum Written {
    New,
    Before(SubmissionId),
}

/// Why the transaction was undone.
#[derive(Debug)]
enum EntryFault {
    Store(StoreError),
    OtherContent,
    FileMissing,
    Limit(Limit),
}

impl From<StoreError> for EntryFault {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

impl Desk {
    /// Checks answers without storing anything: the engine of the pages.
    pub async fn check(
        &self,
        procedure: &str,
        version: Option<u32>,
        data: Value,
        language: Language,
    ) -> Result<Checked, DeskError> {
        let published = self.version_or_current(procedure, version).await?;
        Ok(published.form.check(&data, &Context::on(self.today()).speaking(language)))
    }

    /// Files a submission, exactly once for each idempotency key of a caller.
    pub async fn file(&self, filing: Filing) -> Result<Filed, DeskError> {
        self.file_at(filing, self.now()).await
    }

    pub(crate) async fn file_at(&self, filing: Filing, now: Instant) -> Result<Filed, DeskError> {
        let published = self.version_or_current(&filing.procedure, filing.version).await?;
        let fault = match self.file_as_of(&published, &filing, None, now).await {
            // A retry looks like this too: its files are filed already, or the day is another.
            Err(
                fault @ (DeskError::Problems(_)
                | DeskError::Gone
                | DeskError::Closed
                | DeskError::IdempotencyMismatch),
            ) => fault,
            done => return done,
        };
        let Some(before) = self.filed_under_key(&filing).await? else { return Err(fault) };
        let same_form = before.procedure == filing.procedure && filing.version.is_none();
        let published = if same_form { self.form_of(&before).await? } else { published };
        self.file_as_of(&published, &filing, Some(&before.id), before.arrived_at).await
    }

    /// Files, judged as of `now`; for what the same key filed `before`, as of its arrival.
    async fn file_as_of(
        &self,
        published: &Published,
        filing: &Filing,
        before: Option<&SubmissionId>,
        now: Instant,
    ) -> Result<Filed, DeskError> {
        let checked = self.fit_to_file(published, filing, before, now).await?;
        let holdings = match self.holdings(published, &checked.data, &Context::on(now.day())) {
            Ok(holdings) => holdings,
            Err(unclear) => return Err(unclear.refuse(checked, filing.language)),
        };
        let entry = self.entry(published, filing, &checked, holdings, now)?;
        match self.write_entry(entry).await? {
            Ok(filed) => Ok(filed),
            Err(limit) => Err(limit.refuse(checked, filing.language)),
        }
    }

    async fn filed_under_key(&self, filing: &Filing) -> Result<Option<Submission>, DeskError> {
        let (owner, key) = (filing.caller.keys_owner(), filing.idempotency_key.clone());
        let found = self.inner.store.read(move |tx| {
            let Some(before) = idempotency::find(tx, &owner, &key)? else { return Ok(None) };
            submissions::find(tx, &Scope::Worker, &before.submission)
        });
        found.await.map_err(|fault: StoreError| fault.into())
    }

    pub(crate) async fn version_or_current(
        &self,
        procedure: &str,
        version: Option<u32>,
    ) -> Result<Arc<Published>, DeskError> {
        match version {
            Some(number) => self.procedure_version(procedure, number).await,
            None => self.procedure(procedure).ok_or(DeskError::NotFound),
        }
    }

    /// The checked answers, if they can be filed now.
    async fn fit_to_file(
        &self,
        published: &Published,
        filing: &Filing,
        before: Option<&SubmissionId>,
        now: Instant,
    ) -> Result<Checked, DeskError> {
        if published.form.procedure().opening.is_some_and(|open| !open.contains(now.day())) {
            return Err(DeskError::Closed);
        }
        let mut context = Context::on(now.day()).speaking(filing.language);
        context.confirmed = filing.confirmed.iter().cloned().collect();
        let mut checked = published.form.check(&filing.data, &context);
        for defect in &checked.defects {
            tracing::warn!(procedure = %filing.procedure, expression = %defect.expression, what = %defect.what, "an expression of a form failed");
        }
        let email = filing.email.as_deref();
        checked.problems.extend(email.and_then(|typed| contact::problem(typed, filing.language)));
        let files = Files { owner: &filing.caller.owner_hash(), submission: before, now };
        self.check_files(published, files, &mut checked, filing.language).await?;
        if checked.ok() { Ok(checked) } else { Err(DeskError::Problems(Box::new(checked))) }
    }

    fn entry(
        &self,
        published: &Published,
        filing: &Filing,
        checked: &Checked,
        holdings: Holdings,
        now: Instant,
    ) -> Result<Entry, DeskError> {
        let id = SubmissionId::new(&*self.inner.ids, now);
        let mut subject = Subject::of(&published.form, &checked.data);
        subject.warnings = confirmed_warnings(checked);
        let canonical = serde_json::to_vec(&checked.data).map_err(DeskError::internal)?;
        let content = Content::fresh(&*self.inner.ids, &canonical);
        let sealer = self.inner.store.sealer().begin_case(&id);
        let email = contact::chosen(filing.email.as_deref(), &subject);
        let submission = Submission {
            receipt_number: ReceiptNumber::draw(&*self.inner.ids, now),
            procedure: filing.procedure.clone(),
            version: i64::from(published.number),
            arrived_at: now,
            digest: content.digest(),
            owner_hash: Some(filing.caller.owner_hash()),
            contact: email.as_deref().map(|e| sealer.seal(Part::Contact, e.as_bytes())),
            applicant: Some(sealer.seal(Part::Applicant, &subject.to_stored())),
            language: filing.language,
            source: filing.caller.source(),
            code_issue: 0,
            id: id.clone(),
            sealer: sealer.clone(),
        };
        let owes_fee = checked.fee.due == FeeDue::AtSubmission && !checked.fee.total.is_zero();
        let case_filing =
            CaseFiling { id: id.clone(), filed_by: filing.caller.staff_id(), owes_fee };
        let department = self.place_of(published);
        let fact =
            review_workflow::file(case_filing, &policy_of(&published.form, &department), now);
        let case = fold(std::slice::from_ref(&fact))
            .ok_or_else(|| DeskError::internal("a filing made no case"))?;
        let letter = email.as_deref().map(|to| self.letter(&submission, &fact, to));
        Ok(Entry {
            holdings,
            search_terms: self.search_terms(&subject),
            revision: first_revision(&sealer, &content, now),
            bill: self.bill_on_filing(&fact, &checked.fee)?,
            event: self.seal_event(&sealer, &fact, APPLICANT)?,
            files: attachment::named(&published.form, &checked.data)
                .into_iter()
                .map(|file| (file.id, file.at))
                .collect(),
            owner: filing.caller.owner_hash(),
            digest_salt: content.salt().map(str::to_owned),
            recall: self.recall(filing, &canonical, id),
            case: CaseRecord {
                case,
                procedure: filing.procedure.clone(),
                department,
                ward: None,
                sealer,
            },
            letter: letter.transpose()?.flatten(),
            submission,
        })
    }

    fn recall(&self, filing: &Filing, answers: &[u8], submission: SubmissionId) -> Recall {
        let request = self.inner.store.keys().request(&request_text(filing, answers));
        Recall {
            owner: filing.caller.keys_owner(),
            key: filing.idempotency_key.clone(),
            remembered: Remembered { request, submission },
            unkeyed: unkeyed_request(filing, answers),
        }
    }

    pub(crate) fn search_terms(&self, subject: &Subject) -> Vec<i64> {
        let keys = self.inner.store.keys();
        let words = subject.search_words();
        let words = words.iter().map(|word| keys.search_term(word));
        words.chain(subject.persons().map(|(name, birth)| keys.person_term(name, birth))).collect()
    }

    async fn write_entry(&self, entry: Entry) -> Result<Result<Filed, Limit>, DeskError> {
        let entry = Arc::new(entry);
        let job = Arc::clone(&entry);
        match self.inner.store.write(move |tx| job.write(tx)).await {
            Ok(Written::New) => {
                let salt = entry.digest_salt.clone();
                self.filed(&entry.submission, salt, entry.bill.as_ref()).map(Ok)
            }
            Ok(Written::Before(id)) => self.filed_before(id).await.map(Ok),
            Err(EntryFault::Limit(limit)) => Ok(Err(limit)),
            Err(EntryFault::Store(fault)) => Err(DeskError::from(fault).under_a_key()),
            Err(EntryFault::OtherContent) => Err(DeskError::IdempotencyMismatch),
            Err(EntryFault::FileMissing) => Err(DeskError::Gone),
        }
    }

    /// What was answered when the key was used first.
    pub(crate) async fn filed_before(&self, id: SubmissionId) -> Result<Filed, DeskError> {
        let (submission, first, log, paid) = self
            .inner
            .store
            .read(move |tx| {
                let submission = submissions::find(tx, &Scope::Worker, &id)?;
                let first = revisions::list(tx, &Scope::Worker, &id)?.into_iter().next();
                let log = events::list(tx, &Scope::Worker, &id, 0, 1)?;
                let paid = payments::list(tx, &Scope::Worker, &id)?.into_iter().next();
                Ok::<_, StoreError>((submission, first, log, paid))
            })
            .await?;
        let submission = submission.ok_or(DeskError::NotFound)?;
        let filed = log.first().map(|logged| open_event(&submission.sealer, logged)).transpose()?;
        // What the office asked for later was no part of that answer.
        let owed = matches!(filed, Some(Event::Filed { payment_due_at: Some(_), .. }));
        let bill = paid.filter(|_| owed).map(|payment| payment.bill);
        let first = first.ok_or_else(|| DeskError::internal("no revision"))?;
        self.filed(&submission, digest_salt(&submission.sealer, &first)?, bill.as_ref())
    }

    fn filed(
        &self,
        submission: &Submission,
        digest_salt: Option<String>,
        bill: Option<&Bill>,
    ) -> Result<Filed, DeskError> {
        let payment_url = bill
            .map(|bill| self.hosted_page(bill, title_of(bill), &submission.receipt_number))
            .transpose()?;
        Ok(Filed {
            submission: submission.id.clone(),
            receipt_number: submission.receipt_number.clone(),
            access_code: self.access_code_of(submission),
            received_at: submission.arrived_at,
            state: if bill.is_some() { State::AwaitingPayment } else { State::Received },
            digest: submission.digest.hex(),
            digest_salt,
            payment_url,
        })
    }
}

impl Entry {
    /// Writes the submission as a whole, or finds that it is there already.
    fn write(&self, tx: &mut WriteTx<'_>) -> Result<Written, EntryFault> {
        let recall = &self.recall;
        if let Some(before) = idempotency::find(tx, &recall.owner, &recall.key)? {
            let same = [recall.remembered.request, recall.unkeyed].contains(&before.request);
            let found = Written::Before(before.submission);
            return if same { Ok(found) } else { Err(EntryFault::OtherContent) };
        }
        submissions::insert(tx, &self.submission, &self.search_terms)?;
        if let Some(limit) = self.holdings.take(tx, &self.submission.id)? {
            return Err(EntryFault::Limit(limit));
        }
        revisions::insert(tx, &self.revision)?;
        cases::insert(tx, &self.case, APPLICANT)?;
        events::begin(tx, &self.submission.id, std::slice::from_ref(&self.event))?;
        if let Some(bill) = &self.bill {
            payments::insert(tx, bill)?;
        }
        if let Some(letter) = &self.letter {
            outbox::insert(tx, letter)?;
        }
        idempotency::insert(tx, &recall.owner, &recall.key, &recall.remembered, self.arrival())?;
        self.file_attachments(tx).map(|()| Written::New)
    }

    fn file_attachments(&self, tx: &mut WriteTx<'_>) -> Result<(), EntryFault> {
        let case = &self.submission.sealer;
        for (file, at) in &self.files {
            if !attachments::file_with(tx, &self.owner, file, case, at, self.arrival())? {
                return Err(EntryFault::FileMissing);
            }
        }
        Ok(())
    }

    const fn arrival(&self) -> Instant {
        self.submission.arrived_at
    }
}

impl Caller {
    const fn source(&self) -> Source {
        match self {
            Self::Visitor(_) => Source::Web,
            Self::Anonymous(_) | Self::Staff(_) => Source::Api,
        }
    }

    fn staff_id(&self) -> Option<StaffId> {
        match self {
            Self::Staff(staff) => Some(staff.id().clone()),
            Self::Anonymous(_) | Self::Visitor(_) => None,
        }
    }
}

fn first_revision(sealer: &CaseSealer, content: &Content, at: Instant) -> Revision {
    Revision {
        submission: sealer.case().clone(),
        number: 1,
        content: sealer.seal(Part::Revision(1), content.bytes()),
        digest: content.digest(),
        by: APPLICANT.to_owned(),
        at,
    }
}

fn confirmed_warnings(checked: &Checked) -> u32 {
    let confirmed = checked.problems.iter().filter(|problem| problem.confirmed).count();
    u32::try_from(confirmed).unwrap_or(u32::MAX)
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
