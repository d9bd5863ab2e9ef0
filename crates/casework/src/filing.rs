//! Checking and filing: the one way by which answers become a submission.

use std::sync::Arc;

use catalogue::Published;
use chrono::NaiveDate;
use fees::Bill;
use form_engine::{Checked, Context, FeeDue};
use kernel::{AccessCode, CasePlace, Instant, Language, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{Event, Filing as CaseFiling, Finding, State, fold};
use serde_json::Value;
use submission_store::{
    Digest, Scope, StoreError, WriteTx,
    cases::{self, CaseRecord},
    events::{self, NewEvent},
    idempotency,
    outbox::{self, OutboxLetter},
    payments, revisions, rules,
    submissions::{self, Source, Submission},
};

use crate::{
    Casework, Error, Signature, Told, Verified,
    answers::{Answers, Kept, WriteFault},
    contact,
    file::{digest_salt, open_event},
    finding,
    intake::Files,
    limit::{Holding, Holdings, Limit, Turn, WAITING},
    policy::policy_of,
    recall::Recall,
    record::APPLICANT,
    same::Likenesses,
    signing::unsigned,
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
    /// The electronic signature of its answers, in CMS, where one was given.
    pub signature: Option<Vec<u8>>,
    /// Who gives them, where a provider of identities said so.
    pub verified: Option<Verified>,
    /// What services outside told.
    pub told: Told,
    /// Who files.
    pub filer: Filer,
    /// The same key gives the same receipt.
    pub idempotency_key: String,
    /// The language of messages and letters.
    pub language: Language,
    /// Without an address for letters: what is seeded into the past is news to nobody.
    pub quietly: bool,
}

impl Filing {
    /// How its answers are checked at `now`: by what is known of who gives them.
    pub(crate) fn context(&self, now: Instant) -> Context {
        Verified::context(self.verified.as_ref(), now.day())
    }
}

/// Who files, as far as rows tell it.
#[derive(Debug, Clone)]
pub struct Filer {
    /// Whose files the answers may name.
    pub files: Digest,
    /// Whose idempotency keys they are: another's key is another key.
    pub keys: Digest,
    /// By which way it comes.
    pub source: Source,
    /// The member of staff who files, where one does.
    pub staff: Option<StaffId>,
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
    kept: Kept,
    case: CaseRecord,
    event: NewEvent,
    letter: Option<OutboxLetter>,
    bill: Option<Bill>,
    holdings: Holdings,
    likenesses: Likenesses,
    found: Found,
    turn: Turn,
    /// Whether it is filed although others came in meanwhile that are of the same thing: where many
    /// come at once, nobody is sent away for it.
    is_last_try: bool,
    owner: Digest,
    digest_salt: Option<String>,
    recall: Recall,
    /// Whether its definition has a rule that may decide it.
    asks_rule: bool,
}

/// What only the transaction can tell, as far as is known.
#[derive(Debug, Clone, Default)]
struct Found {
    /// The others that are of the same thing.
    alike: Vec<Finding>,
    /// The last day of waiting, where there is no place.
    waits_until: Option<NaiveDate>,
}

/// Answers that can be filed.
struct Fit {
    checked: Checked,
    /// Their signature, where they ask for one.
    signature: Option<Signature>,
    /// What somebody has to look at.
    findings: Vec<Finding>,
}

/// What the transaction found or did.
enum Written {
    New,
    Before(SubmissionId),
}

/// What became of an entry.
enum Entered {
    Filed(Box<Filed>),
    Limited(Limit),
    /// Somebody has that receipt number.
    NumberTaken,
    /// Others are of the same thing: it is written down with what is found.
    Alike(Vec<Finding>),
    /// It waits for a place, and until when, or has one after all: it is written down so.
    Waits(Option<NaiveDate>),
}

/// How often a filing is begun anew: a receipt number is taken, or another of the same thing came
/// in that very moment. One of a month's hundred thousand comes twice about once
/// in seven months; four draws in a row that hit one of them come to no city.
const DRAWS: u32 = 4;

impl Casework {
    /// Files a submission, exactly once for each idempotency key of a caller.
    pub async fn file(&self, filing: Filing, now: Instant) -> Result<Filed, Error> {
        let published =
            self.inner.catalogue.version_or_current(&filing.procedure, filing.version).await?;
        let fault = match self.file_as_of(&published, &filing, None, now).await {
            // A retry looks like this too: its files are filed already, or the day is another.
            Err(
                fault @ (Error::Problems(_)
                | Error::Gone
                | Error::Closed
                | Error::IdempotencyMismatch),
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
    ) -> Result<Filed, Error> {
        let fit = self.fit_to_file(published, filing, before, now).await?;
        let holdings = match self.holdings(published, &fit.checked.data, &filing.context(now)) {
            Ok(holdings) => holdings,
            Err(unclear) => return Err(unclear.refuse(fit.checked, filing.language)),
        };
        let mut found = Found::default();
        for left in (0..DRAWS).rev() {
            let mut entry = self.entry(published, filing, &fit, (holdings.clone(), &found), now)?;
            entry.is_last_try = left == 0;
            match self.write_entry(entry).await? {
                Entered::Filed(filed) => return Ok(*filed),
                Entered::Limited(limit) => return Err(limit.refuse(fit.checked, filing.language)),
                Entered::NumberTaken => {}
                Entered::Alike(alike) => found.alike = alike,
                Entered::Waits(until) => found.waits_until = until,
            }
        }
        Err(Error::internal("all receipt numbers that were drawn are given out"))
    }

    /// The checked answers, if they can be filed now.
    async fn fit_to_file(
        &self,
        published: &Published,
        filing: &Filing,
        before: Option<&SubmissionId>,
        now: Instant,
    ) -> Result<Fit, Error> {
        if published.form.procedure().opening.is_some_and(|open| !open.contains(now.day())) {
            return Err(Error::Closed);
        }
        let mut context = filing.context(now).speaking(filing.language);
        context.confirmed = filing.confirmed.iter().cloned().collect();
        let typed = Verified::over(filing.verified.as_ref(), &published.form, &filing.data);
        // What is made up is told by nobody.
        let typed = match filing.filer.source {
            Source::Seed => typed,
            Source::Web | Source::Api | Source::Counter => {
                filing.told.over(&published.form, &typed)
            }
        };
        let mut checked = published.form.check(&typed, &context);
        for defect in &checked.defects {
            tracing::warn!(procedure = %filing.procedure, expression = %defect.expression, what = %defect.what, "an expression of a form failed");
        }
        let email = filing.email.as_deref();
        checked.problems.extend(email.and_then(|typed| contact::problem(typed, filing.language)));
        let files = Files { owner: &filing.filer.files, submission: before, now };
        self.check_files(published, files, &mut checked, filing.language).await?;
        let (mut findings, mut signature) = (finding::of_filing(&checked), None);
        if checked.ok() && self.asks_for_signature(published, filing, &checked, now) {
            match self.signature_for(published, filing, &checked, now).await? {
                Ok((given, likeness)) => {
                    findings.extend(finding::of_signature(likeness));
                    signature = Some(given);
                }
                Err(why) => checked.problems.push(unsigned(why.as_ref(), filing.language)),
            }
        }
        if checked.ok() {
            Ok(Fit { checked, signature, findings })
        } else {
            Err(Error::Problems(Box::new(checked)))
        }
    }

    #[expect(clippy::too_many_lines, reason = "one for each part of what is written")]
    fn entry(
        &self,
        published: &Published,
        filing: &Filing,
        fit: &Fit,
        (holdings, found): (Holdings, &Found),
        now: Instant,
    ) -> Result<Entry, Error> {
        let Fit { checked, signature, findings } = fit;
        let id = SubmissionId::new(&*self.inner.ids, now);
        let subject = Subject::of(&published.form, &checked.data);
        let to = contact::chosen(filing.email.as_deref(), &subject).filter(|_| !filing.quietly);
        let (data, warnings) = (&checked.data, confirmed_warnings(checked));
        let (signature, verified) = (signature.as_ref(), filing.verified.as_ref());
        let answers = Answers {
            published,
            data,
            warnings,
            signature,
            verified,
            email: to.clone(),
            by: APPLICANT,
            is_protected: false,
            arrived_at: now,
            at: now,
        };
        let sealer = self.inner.store.sealer().begin_case(&id);
        let (kept, content) = self.keep_answers(&sealer, 1, &answers)?;
        let submission = Submission {
            receipt_number: ReceiptNumber::draw(&*self.inner.ids, now),
            procedure: filing.procedure.clone(),
            version: i64::from(published.number),
            arrived_at: now,
            digest: content.digest(),
            owner_hash: Some(filing.filer.files),
            contact: kept.contact.clone(),
            applicant: Some(kept.applicant.clone()),
            language: filing.language,
            source: filing.filer.source,
            code_issue: 0,
            id: id.clone(),
            sealer: sealer.clone(),
        };
        let owes_fee = checked.fee.due == FeeDue::AtSubmission && !checked.fee.total.is_zero();
        let pay_by = checked.fee.pay_by;
        let filed_by = filing.filer.staff.clone();
        let findings = findings.iter().chain(&found.alike).cloned().collect();
        let place = self.place_of(published, &checked.data, filing.filer.source, now);
        let desk = place.desk.clone();
        let waits_until = found.waits_until;
        let case_filing =
            CaseFiling { id: id.clone(), filed_by, owes_fee, pay_by, desk, findings, waits_until };
        let policy = policy_of(&published.form, &place, data, &filing.context(now));
        let fact = review_workflow::file(case_filing, &policy, now);
        let case = fold(std::slice::from_ref(&fact))
            .ok_or_else(|| Error::internal("a filing made no case"))?;
        let letter = to.as_deref().map(|to| self.letter(&submission, &fact, to));
        Ok(Entry {
            holdings,
            likenesses: self.likenesses(published, &checked.data, now),
            found: found.clone(),
            turn: Turn::New {
                today: now.day(),
                would_wait: filing.confirmed.iter().any(|said| said == WAITING),
            },
            is_last_try: false,
            bill: self.bill_on_filing(&fact, &checked.fee)?,
            event: self.seal_event(&sealer, &fact, APPLICANT)?,
            owner: filing.filer.files,
            digest_salt: content.salt().map(str::to_owned),
            recall: self.recall(filing, content.answers(), id),
            case: CaseRecord { case, place, sealer },
            letter: letter.transpose()?.flatten(),
            submission,
            kept,
            asks_rule: published.form.procedure().auto.is_some() && filing.filer.staff.is_none(),
        })
    }

    /// Where a filing belongs. A later correction moves nothing: who has the case goes on with it.
    fn place_of(
        &self,
        published: &Published,
        answers: &Value,
        source: Source,
        now: Instant,
    ) -> CasePlace {
        let catalogue = &self.inner.catalogue;
        let words = published.form.ward_words(answers, &Context::on(now.day()));
        let words = words.unwrap_or_else(|defect| {
            tracing::warn!(procedure = %published.form.id(), expression = %defect.expression, what = %defect.what, "an expression of a form failed");
            None
        });
        let place = CasePlace {
            department: catalogue.department_of(published),
            desk: None,
            procedure: published.form.id().to_owned(),
            ward: words.and_then(|words| catalogue.ward_of(&words)),
        };
        CasePlace { desk: catalogue.desk_of(&place, source), ..place }
    }

    async fn write_entry(&self, entry: Entry) -> Result<Entered, Error> {
        let entry = Arc::new(entry);
        let job = Arc::clone(&entry);
        let filed = match self.inner.store.write(move |tx| job.write(tx)).await {
            Ok(Written::New) => {
                let salt = entry.digest_salt.clone();
                let state = entry.case.case.state;
                Ok(self.filed(&entry.submission, state, salt, entry.bill.as_ref()))
            }
            Ok(Written::Before(id)) => self.filed_before(id).await,
            Err(WriteFault::Limit(limit)) => return Ok(Entered::Limited(limit)),
            Err(WriteFault::Store(StoreError::Duplicate { table: submissions::TABLE })) => {
                return Ok(Entered::NumberTaken);
            }
            Err(WriteFault::Store(fault)) => Err(Error::from(fault).under_a_key()),
            Err(WriteFault::Alike(found)) => return Ok(Entered::Alike(found)),
            Err(WriteFault::Waits(until)) => return Ok(Entered::Waits(until)),
            Err(WriteFault::OtherContent) => Err(Error::IdempotencyMismatch),
            Err(WriteFault::FileMissing) => Err(Error::Gone),
        };
        filed.map(|filed| Entered::Filed(Box::new(filed)))
    }

    /// What was answered when the key was used first.
    pub async fn filed_before(&self, id: SubmissionId) -> Result<Filed, Error> {
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
        let submission = submission.ok_or(Error::NotFound)?;
        let filed = log.first().map(|logged| open_event(&submission.sealer, logged)).transpose()?;
        let state = filed.as_ref().and_then(|filed| fold([filed])).map(|case| case.state);
        let state = state.ok_or_else(|| Error::internal("no arrival"))?;
        // What the office asked for later was no part of that answer.
        let owed = matches!(filed, Some(Event::Filed { payment_due_at: Some(_), .. }));
        let bill = paid.filter(|_| owed).map(|payment| payment.bill);
        let first = first.ok_or_else(|| Error::internal("no revision"))?;
        let salt = digest_salt(&submission.sealer, &first)?;
        Ok(self.filed(&submission, state, salt, bill.as_ref()))
    }

    fn filed(
        &self,
        submission: &Submission,
        state: State,
        digest_salt: Option<String>,
        bill: Option<&Bill>,
    ) -> Filed {
        let payment_url = bill.map(|bill| self.bill_address(&bill.payment));
        Filed {
            submission: submission.id.clone(),
            receipt_number: submission.receipt_number.clone(),
            access_code: self.access_code_of(submission),
            received_at: submission.arrived_at,
            state,
            digest: submission.digest.hex(),
            digest_salt,
            payment_url,
        }
    }
}

impl Entry {
    /// Writes the submission as a whole, or finds that it is there already.
    fn write(&self, tx: &mut WriteTx<'_>) -> Result<Written, WriteFault> {
        let recall = &self.recall;
        if let Some(before) = idempotency::find(tx, &recall.owner, &recall.key)? {
            let same = [recall.remembered.request, recall.unkeyed].contains(&before.request);
            let found = Written::Before(before.submission);
            return if same { Ok(found) } else { Err(WriteFault::OtherContent) };
        }
        submissions::insert(tx, &self.submission, &self.kept.words)?;
        let waits_until = match self.holdings.take(tx, &self.submission.id, self.turn)? {
            Holding::Taken => None,
            Holding::Waits(until) => Some(until),
            Holding::Refused(limit) => return Err(WriteFault::Limit(limit)),
        };
        if waits_until != self.found.waits_until {
            return Err(WriteFault::Waits(waits_until));
        }
        self.likenesses.hold(tx)?;
        let alike = self.likenesses.found(tx, &self.submission.id, self.arrival())?;
        if alike != self.found.alike && !self.is_last_try {
            return Err(WriteFault::Alike(alike));
        }
        self.likenesses.write(tx, &self.submission.id)?;
        cases::insert(tx, &self.case, APPLICANT)?;
        if self.asks_rule {
            rules::wait(tx, &self.submission.id)?;
        }
        events::begin(tx, &self.submission.id, std::slice::from_ref(&self.event))?;
        if let Some(bill) = &self.bill {
            payments::insert(tx, &self.submission.sealer, bill)?;
        }
        if let Some(letter) = &self.letter {
            outbox::insert(tx, letter)?;
        }
        idempotency::insert(tx, &recall.owner, &recall.key, &recall.remembered, self.arrival())?;
        self.kept.write(tx, &self.submission.sealer, &self.owner).map(|()| Written::New)
    }

    const fn arrival(&self) -> Instant {
        self.submission.arrived_at
    }
}

fn confirmed_warnings(checked: &Checked) -> u32 {
    let confirmed = checked.problems.iter().filter(|problem| problem.confirmed).count();
    u32::try_from(confirmed).unwrap_or(u32::MAX)
}
