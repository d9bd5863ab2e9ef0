//! What an applicant sees after filing: where it stands, what happened, what to do.

use casework::{
    ChangedField, MessageView, NoticeView, PaymentView, Rows, Shelter, mask::masked, worded,
};
use catalogue::Published;
use chrono::NaiveDate;
use form_engine::{Answer, AnswerGroup, Form, Visit};
use kernel::{AccessCode, Instant, Language, ReceiptNumber};
use review_workflow::{
    Actor, Command, Event, Ground, LaterFee, PaperKind, Remark, RuleVerdict, State,
};
use submission_store::{
    Scope, StoreError,
    events::{self, Kinds},
};

use crate::{Access, Counter, Error, LotStatus, Outcome, SeenBy, WaitingStatus};

/// Steps of a case that its applicant is shown: more than any case has.
const STEPS: u32 = 500;

/// A submission as its applicant sees it.
#[derive(Debug, Clone)]
pub struct Status {
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// 照会コード, for the browser that filed it.
    pub access_code: Option<AccessCode>,
    /// The procedure's id.
    pub procedure: String,
    /// The procedure's title in the language asked for.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// What was decided, for as long as that stands.
    pub decision: Option<Outcome>,
    /// The moment of arrival in law.
    pub received_at: Instant,
    /// Until when the office wants to be done; `None` while the clock stands still.
    pub due_on: Option<NaiveDate>,
    /// What happened so far, the earliest first.
    pub timeline: Vec<TimelineEntry>,
    /// Who of the office looked at it, the newest first.
    pub seen_by: Vec<SeenBy>,
    /// Messages both ways, the earliest first.
    pub messages: Vec<MessageView>,
    /// Papers to download.
    pub notices: Vec<NoticeView>,
    /// What is to be paid or was paid.
    pub payment: Option<PaymentView>,
    /// How far the fee is that the office fixes after looking.
    pub later_fee: LaterFee,
    /// キャンセル待ち: how it stands in its line, while it waits for a place.
    pub waiting: Option<WaitingStatus>,
    /// The draw that decides, once its list is frozen.
    pub lot: Option<LotStatus>,
    /// What the office asks to be corrected.
    pub correction: Option<Correction>,
    /// Whether it can still be withdrawn.
    pub can_withdraw: bool,
    /// What the procedure ends with, as its definition says it; empty when it says nothing.
    pub result: String,
    /// The answers that the definition repeats beside it, such as the day chosen.
    pub remember: Vec<Answer>,
    /// What still has to be done at the counter, empty when nothing has.
    pub remains: String,
    /// Every answer as people read it; sensitive ones masked.
    pub answers: Vec<AnswerGroup>,
    /// Whether letters go to an address.
    pub email_given: bool,
    /// SHA-256 of what was recorded, in hex: of the salt, a line break and the answers.
    pub digest: String,
    /// The salt, in hex; nothing for what was recorded without one.
    pub digest_salt: Option<String>,
}

/// Somebody who may has done something with a submission: they are shown what came of it, also
/// when the code that they came with was replaced in the meantime.
#[derive(Debug)]
pub struct Acted {
    number: ReceiptNumber,
    scope: Scope,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Happened,
    /// Why, where staff wrote in the applicant's place, promised another day, closed it, or look at
    /// what was decided again.
    pub reason: String,
    /// What that changed, answer by answer.
    pub changes: Vec<ChangedField>,
}

/// What can happen, as far as the applicant is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The submission was recorded.
    Filed,
    /// The submission was recorded, and there was no place for it.
    WaitingBegan,
    /// A place came free, and they have it.
    PlaceGiven,
    /// No place came free.
    WaitEnded,
    /// The fee was paid.
    Paid,
    /// The fee came after the term.
    PaidTooLate,
    /// The term for paying ran out.
    Lapsed,
    /// Somebody began to look at it.
    ReviewStarted,
    /// The office promised another day.
    DueMoved,
    /// The office asked for a correction.
    CorrectionRequested,
    /// The office gave more time for the correction.
    CorrectionExtended,
    /// The office goes on without the correction.
    CorrectionCancelled,
    /// The office mended a slip in the applicant's place.
    CorrectedFor,
    /// The office entered the correction that the applicant told it.
    AnswerTaken,
    /// The office reminded that the day for the correction is near.
    CorrectionNearing,
    /// The office reminded that the day for the correction has passed.
    CorrectionReminded,
    /// The applicant corrected it.
    Corrected,
    /// The office told the fee and asked for it.
    FeeAsked,
    /// The office reminded that the day for paying is near.
    PaymentNearing,
    /// The office asks for no fee, or not any more.
    FeeWaived,
    /// A decision was proposed inside the office.
    DecisionPrepared,
    /// Approved.
    Approved,
    /// Approved in part, or on conditions.
    ApprovedInPart,
    /// A rule approved it, and nobody else.
    ApprovedByRule,
    /// A rule recorded it, and nobody else.
    RecordedByRule,
    /// Refused.
    Refused,
    /// Dismissed.
    Dismissed,
    /// A draw has decided who comes first.
    Drawn,
    /// Somebody before them has gone, and they have come up.
    MovedUp,
    /// Everything is done.
    Completed,
    /// What was decided is looked at again.
    Reopened,
    /// The applicant goes on with what they had withdrawn.
    WithdrawalTakenBack,
    /// What the office had closed goes on.
    ClosingTakenBack,
    /// The applicant withdrew it.
    Withdrawn,
    /// The office ended it without a decision.
    Closed,
    /// A paper does not count any more.
    NoticeVoided,
    /// A paper does not count any more, and another one tells the decision.
    NoticeReplaced,
    /// A paper was posted.
    NoticePosted,
    /// A paper of the applicant's came by post.
    PaperCame,
    /// A paper of the applicant's was taken at the counter.
    PaperTaken,
    /// The office took the withdrawal of an applicant who asked for it.
    WithdrawalTaken,
    /// The office thinks about giving the fee back.
    RefundProposed,
    /// The fee is not given back after all.
    RefundRejected,
    /// The fee is on its way back.
    RefundApproved,
    /// The fee could not be given back in this way.
    RefundFailed,
    /// The fee went back.
    Refunded,
}

/// What the office asks to be corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Until when.
    pub due_on: NaiveDate,
    /// Field by field.
    pub remarks: Vec<Remark>,
}

impl Counter {
    /// The submission as its applicant sees it.
    pub async fn status(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        language: Language,
    ) -> Result<Status, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        let status = self.status_of_rows(&rows, language, now).await?;
        self.casework.thread_shown(&rows).await;
        let code = || self.casework.access_code_of(&rows.submission);
        Ok(Status { access_code: matches!(access, Access::Visitor(_)).then(code), ..status })
    }

    /// The same for who has just done something with it, and needs no second proof.
    pub async fn status_after(&self, acted: Acted, language: Language) -> Result<Status, Error> {
        let Acted { number, scope } = acted;
        let rows = self.casework.rows_by_number(scope, &number).await?;
        self.status_of_rows(&rows, language, self.now()).await
    }

    async fn status_of_rows(
        &self,
        rows: &Rows,
        language: Language,
        now: Instant,
    ) -> Result<Status, Error> {
        let published = self.casework.form_of(&rows.submission).await?;
        let case = &rows.record.case;
        let policy = rows.policy(&published.form)?;
        let withdraw = review_workflow::CommandKind::Withdraw;
        let procedure = published.form.procedure();
        // Whoever holds number and code of a protected case need not be the person.
        let shelter = Shelter::of(case, false, now);
        let answers = published.form.answers(&rows.latest_content()?, language);
        let answers = masked(shelter.over(answers));
        let remains = match &procedure.visit {
            Visit::None => String::new(),
            Visit::Remains(what) => what.get(language).to_owned(),
        };
        Ok(Status {
            access_code: None,
            procedure: rows.submission.procedure.clone(),
            title: published.form.title(language).to_owned(),
            state: case.state,
            decision: Outcome::of(case, &published.form, language),
            received_at: rows.submission.arrived_at,
            due_on: case.due_on.filter(|_| !case.state.is_decided()),
            timeline: self.timeline(rows, &published, (language, shelter)).await?,
            seen_by: self.seen_by(rows, language).await?,
            messages: rows
                .open_messages()?
                .into_iter()
                .map(|message| shelter.over_message(message))
                .collect(),
            notices: rows.valid_notices(),
            payment: self
                .casework
                .payment_view(rows, now)
                .map(|payment| read_in(payment, &published.form, language)),
            later_fee: case.later_fee,
            waiting: self.waiting_of(rows).await?,
            lot: self.lot_of(rows, &published, now).await?,
            correction: case.correction.as_ref().map(|asked| Correction {
                due_on: asked.due_on,
                remarks: asked.remarks.iter().map(|it| worded(it, language)).collect(),
            }),
            can_withdraw: review_workflow::permit(case, withdraw, &Actor::Resident, &policy, now)
                .is_ok(),
            result: procedure.result.get(language).to_owned(),
            remember: remembered(&answers, &procedure.remember),
            remains,
            answers,
            email_given: rows.submission.contact.is_some(),
            digest: rows.submission.digest.hex(),
            digest_salt: rows.digest_salt()?,
            receipt_number: rows.submission.receipt_number.clone(),
        })
    }

    /// Steps of the case alone are read: what is said and looked at has no end.
    async fn timeline(
        &self,
        rows: &Rows,
        published: &Published,
        (language, shelter): (Language, Shelter),
    ) -> Result<Vec<TimelineEntry>, Error> {
        let case = rows.submission.id.clone();
        let read = self.inner.store.read(move |tx| {
            let steps = Kinds::But(&Event::ASIDE);
            events::list_newest(tx, &Scope::Worker, &case, steps, None, STEPS)
        });
        let log = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let mut entries = Vec::with_capacity(log.len());
        for logged in &log {
            let fact = rows.open_event(logged)?;
            let Some(what) = happened(&fact) else { continue };
            let changes = match written_by_staff(&fact) {
                Some(revision) => rows.changes(published, revision, (language, shelter))?,
                None => Vec::new(),
            };
            let reason = if let Event::CorrectedFor { reason, .. }
            | Event::DueMoved { reason, .. }
            | Event::Closed { reason, .. }
            | Event::Reopened { reason, .. } = fact
            {
                reason
            } else {
                String::new()
            };
            entries.push(TimelineEntry { at: logged.at, what, reason, changes });
        }
        Ok(entries)
    }

    /// Withdraws a submission that is not decided yet.
    pub async fn withdraw(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        reason: &str,
    ) -> Result<Acted, Error> {
        let now = self.now();
        let (rows, acting) = self.acting(number, access, now).await?;
        let withdrawal = Command::Withdraw { reason: reason.to_owned() };
        let step = self.resident_move(&rows, withdrawal, now).await?;
        self.casework.write(step).await?;
        Ok(acting)
    }

    pub(crate) async fn own_rows(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        now: Instant,
    ) -> Result<Rows, Error> {
        self.acting(number, access, now).await.map(|(rows, _acting)| rows)
    }

    /// What is theirs, with what [`Self::status_after`] takes once something is done with it.
    pub(crate) async fn acting(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        now: Instant,
    ) -> Result<(Rows, Acted), Error> {
        let scope = self.scope_of(number, access, now).await?;
        let rows = self.casework.rows_by_number(scope.clone(), number).await?;
        Ok((rows, Acted { number: number.clone(), scope }))
    }
}

/// The answers at `places`, in that order.
fn remembered(groups: &[AnswerGroup], places: &[String]) -> Vec<Answer> {
    let at = |place: &String| {
        groups.iter().flat_map(|group| &group.answers).find(|answer| answer.at == *place).cloned()
    };
    places.iter().filter_map(at).collect()
}

/// The revision that staff wrote in the applicant's place.
const fn written_by_staff(fact: &Event) -> Option<u32> {
    if let Event::CorrectedFor { revision, .. }
    | Event::Resubmitted { revision, taken: Some(_), .. } = fact
    {
        Some(*revision)
    } else {
        None
    }
}

/// What the applicant is told of a fact; steps inside the office stay inside.
#[expect(clippy::too_many_lines, reason = "one for each fact")]
const fn happened(fact: &Event) -> Option<Happened> {
    match fact {
        Event::Filed { waits_until: None, .. } => Some(Happened::Filed),
        Event::Filed { waits_until: Some(_), .. } => Some(Happened::WaitingBegan),
        Event::PlaceGiven { .. } => Some(Happened::PlaceGiven),
        Event::WaitEnded { .. } => Some(Happened::WaitEnded),
        Event::Paid { .. } => Some(Happened::Paid),
        Event::PaidTooLate { .. } => Some(Happened::PaidTooLate),
        Event::Lapsed { .. } => Some(Happened::Lapsed),
        Event::Claimed { .. } => Some(Happened::ReviewStarted),
        Event::DueMoved { .. } => Some(Happened::DueMoved),
        Event::CorrectionRequested { .. } => Some(Happened::CorrectionRequested),
        Event::CorrectionExtended { .. } => Some(Happened::CorrectionExtended),
        Event::CorrectionCancelled { .. } => Some(Happened::CorrectionCancelled),
        Event::CorrectedFor { .. } => Some(Happened::CorrectedFor),
        Event::CorrectionNearing { .. } => Some(Happened::CorrectionNearing),
        Event::CorrectionReminded { .. } => Some(Happened::CorrectionReminded),
        Event::Resubmitted { taken: None, .. } => Some(Happened::Corrected),
        Event::Resubmitted { taken: Some(_), .. } => Some(Happened::AnswerTaken),
        Event::FeeAsked { .. } => Some(Happened::FeeAsked),
        Event::PaymentNearing { .. } => Some(Happened::PaymentNearing),
        Event::FeeWaived { .. } => Some(Happened::FeeWaived),
        Event::Proposed { .. } => Some(Happened::DecisionPrepared),
        Event::Approved { terms: None, .. } => Some(Happened::Approved),
        Event::Approved { terms: Some(_), .. } => Some(Happened::ApprovedInPart),
        Event::DecidedByRule { rule, .. } => Some(match rule.verdict {
            RuleVerdict::Approve => Happened::ApprovedByRule,
            RuleVerdict::Record => Happened::RecordedByRule,
        }),
        Event::Refused { dismissed: false, .. } => Some(Happened::Refused),
        Event::Refused { dismissed: true, .. } => Some(Happened::Dismissed),
        Event::Drawn { .. } => Some(Happened::Drawn),
        Event::MovedUp { .. } => Some(Happened::MovedUp),
        Event::Completed { .. } => Some(Happened::Completed),
        Event::Reopened { ground: Ground::Resident, .. } => Some(Happened::WithdrawalTakenBack),
        Event::Reopened { ground: Ground::Closed, .. } => Some(Happened::ClosingTakenBack),
        Event::Reopened { .. } => Some(Happened::Reopened),
        Event::NoticeVoided { again: true, .. } => Some(Happened::NoticeReplaced),
        Event::NoticeVoided { again: false, .. } => Some(Happened::NoticeVoided),
        Event::NoticePosted { .. } => Some(Happened::NoticePosted),
        Event::Attached { kind: PaperKind::ByPost, .. } => Some(Happened::PaperCame),
        Event::Attached { kind: PaperKind::AtCounter, .. } => Some(Happened::PaperTaken),
        Event::Withdrawn { taken: None, .. } => Some(Happened::Withdrawn),
        Event::Withdrawn { taken: Some(_), .. } => Some(Happened::WithdrawalTaken),
        Event::Closed { .. } => Some(Happened::Closed),
        Event::RefundProposed { .. } => Some(Happened::RefundProposed),
        Event::RefundRejected { .. } => Some(Happened::RefundRejected),
        Event::RefundApproved { .. } => Some(Happened::RefundApproved),
        Event::RefundFailed { .. } => Some(Happened::RefundFailed),
        Event::Refunded { .. } => Some(Happened::Refunded),
        Event::PaymentQuestioned { .. }
        | Event::Assigned { .. }
        | Event::Released { .. }
        | Event::HandedOver { .. }
        | Event::PutFirst { .. }
        | Event::PutFirstCleared { .. }
        | Event::Protected { .. }
        | Event::Unprotected { .. }
        | Event::Labelled { .. }
        | Event::Unlabelled { .. }
        | Event::Linked { .. }
        | Event::Unlinked { .. }
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
        | Event::NoticeReturned { .. }
        | Event::AddressConfirmed { .. }
        | Event::NoticeHandedOut { .. }
        | Event::NoticeOpened { .. }
        | Event::Noted { .. }
        | Event::MessageSent { .. }
        | Event::Answered { .. }
        | Event::Attached { kind: PaperKind::Internal, .. }
        | Event::SensitiveViewed { .. }
        | Event::Viewed { .. }
        | Event::CodeReissued { .. } => None,
    }
}

/// What is paid for, as the reader knows it from the form.
fn read_in(mut payment: PaymentView, form: &Form, language: Language) -> PaymentView {
    for line in &mut payment.lines {
        line.label = form.fee_line_in(&line.label, language).to_owned();
    }
    payment
}
