//! The page of one submission: what it is, where it stands, what to do now.

use actix_web::{Either, HttpRequest, HttpResponse, Responder, web};
use askama::Template;
use chrono::NaiveDate;
use counter::{
    Counter, Error, Happened, LotStatus, NoticeView, Paying, PaymentView, Purpose, RefundState,
    RefundView, SeenBy, Standing, Status, UploadedFile,
};
use fees::PaymentState;
use kernel::{AttachmentId, Language, ReceiptNumber};
use review_workflow::{LaterFee, State, Verdict};
use serde::Deserialize;

use super::{
    holder::Holder,
    outcome::{self, OutcomeItem},
    timeline::{TimelineItem, state_name, timeline},
};
use crate::{
    link,
    pages::{
        answers::{AnswerView, AnswersFor, AnswersView},
        money::MoneyLine,
    },
    visit::Visit,
    wording::Wording,
};
use ::web::{
    fields::{Mistake, size},
    guard::WebError,
    page::{Page, see_other},
    shown,
    wording::Phrase,
};

#[derive(Template)]
#[template(path = "resident/receipt.html")]
pub(super) struct ReceiptPage {
    visit: Visit,
    w: Wording,
    status: Status,
    groups: Vec<AnswersView>,
    /// What to keep in mind: the answers that the definition repeats beside its result.
    remember: Vec<AnswerView>,
    timeline: Vec<TimelineItem>,
    arrived: String,
    fee_lines: Vec<MoneyLine>,
    fee_title: Phrase,
    fee_total: String,
    pay: Option<Pay>,
    money_receipt: bool,
    refunds: Vec<String>,
    /// What was decided, where that is not all that was asked for.
    outcome: Option<OutcomeItem>,
    notices: Vec<NoticeItem>,
    messages: Vec<MessageItem>,
    /// Who of the office looked at it, one line each.
    seen_by: Vec<Phrase>,
    /// The draw that decides.
    lot: Option<LotItem>,
    correction: Option<Phrase>,
    /// What has just been done.
    done: Option<Phrase>,
    /// What could not be done any more.
    undone: Option<Phrase>,
    pub(super) draft_message: String,
    /// The files that were sent ahead for it.
    draft_files: Vec<SentFile>,
    pub(super) mistakes: Vec<Mistake>,
}

/// Something to pay now.
struct Pay {
    lead: Phrase,
    button: Phrase,
    /// What is known of an earlier press.
    before: Option<Phrase>,
    failed: bool,
}

struct NoticeItem {
    title: Phrase,
    /// Why it does not hold any more, or may not.
    standing: Option<Phrase>,
    number: Option<Phrase>,
    /// Where it is; nothing while it is being set.
    address: Option<String>,
}

struct MessageItem {
    mine: bool,
    at: String,
    text: String,
    files: Vec<SentFile>,
}

/// A file of the thread, or on its way there.
struct SentFile {
    id: String,
    name: String,
    size: String,
}

impl From<&UploadedFile> for SentFile {
    fn from(file: &UploadedFile) -> Self {
        Self { id: file.id.to_string(), name: file.name.clone(), size: size(file.bytes) }
    }
}

/// A message that was not sent.
pub(super) struct Unsent {
    pub(super) text: String,
    pub(super) files: Vec<AttachmentId>,
    /// Why.
    pub(super) problem: String,
}

/// What one's place is, and where to check it.
struct LotItem {
    lines: Vec<Phrase>,
    address: String,
    won: bool,
}

impl LotItem {
    fn of(lot: &LotStatus, number: &ReceiptNumber, language: Language) -> Self {
        let w = Wording::new(language);
        let address = format!("{}#n-{number}", link::draw(&lot.key));
        let Some(place) = &lot.lot else {
            let day = shown::plain_day(lot.source_on, language);
            let lines = vec![w.lot_listed(day, &lot.source)];
            return Self { lines, address, won: false };
        };
        let group = Some(&place.group).filter(|group| !group.is_empty());
        let told = match place.substitute() {
            Some(number) => w.lot_substitute(number),
            None if place.moved_up => w.lot_moved_up(),
            None => w.lot_won(),
        };
        let lines = group.map(|group| w.lot_for(group)).into_iter();
        let lines = lines.chain([w.lot_place(place.of, place.place, place.places), told]);
        Self { lines: lines.collect(), address, won: place.is_won() }
    }
}

/// On which day, by whom and what for, without a name.
fn seen_by(seen: &SeenBy, today: NaiveDate, language: Language) -> Phrase {
    let w = Wording::new(language);
    let day = shown::day(seen.day, today, language);
    match seen.purpose {
        Purpose::Review => w.seen_for_review(day, &seen.department),
        Purpose::Decision => w.seen_for_decision(day, &seen.department),
        Purpose::Audit => w.seen_for_audit(day, &seen.department),
    }
}

/// What has just been done, in the address.
#[derive(Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    counter: web::Data<Counter>,
    holder: Holder,
    query: web::Query<Query>,
) -> Result<Either<HttpResponse, Page<ReceiptPage>>, WebError> {
    let language = holder.visit.language;
    match counter.status(&holder.number, &holder.access, language).await {
        Ok(status) => {
            let mut page = ReceiptPage::new(&counter, holder.visit, status);
            page.done = done(&query.done, page.w);
            page.undone = undone(&query.done, page.w);
            Ok(Either::Right(Page::ok(page)))
        }
        // The grant is over, or there never was one: ask for the code.
        Err(Error::NotFound) => {
            let address = format!("{}?number={}", link::STATUS, holder.number);
            Ok(Either::Left(see_other(&address)))
        }
        Err(other) => Err(other.into()),
    }
}

/// The page again, with a message that was not sent.
pub(super) async fn with_unsent_message(
    counter: &Counter,
    request: &HttpRequest,
    holder: Holder,
    unsent: Unsent,
) -> Result<HttpResponse, WebError> {
    let Unsent { text, files, problem } = unsent;
    let waiting = counter.waiting_for_message(&holder.number, &holder.access, &files).await?;
    let status = counter.status(&holder.number, &holder.access, holder.visit.language).await?;
    let mut page = ReceiptPage::new(counter, holder.visit, status);
    page.draft_message = text;
    page.draft_files = waiting.iter().map(SentFile::from).collect();
    page.mistakes = vec![Mistake { text: problem, address: "#message".into() }];
    Ok(Page::to_mend(page).respond_to(request))
}

/// Where a POST that went well leads.
pub(super) fn after(holder: &Holder, done: &str) -> HttpResponse {
    see_other(&format!("{}?done={done}", link::receipt(&holder.number)))
}

fn done(what: &str, w: Wording) -> Option<Phrase> {
    match what {
        "message" => Some(w.message_sent()),
        "correction" => Some(w.correct_sent()),
        "withdrawal" => Some(w.withdrawn_now()),
        _ => None,
    }
}

fn undone(what: &str, w: Wording) -> Option<Phrase> {
    match what {
        "changed" => Some(w.not_possible_now()),
        "pay-later" => Some(w.pay_later()),
        _ => None,
    }
}

impl ReceiptPage {
    fn new(counter: &Counter, visit: Visit, mut status: Status) -> Self {
        let (w, language, today) = (visit.words(), visit.language, counter.today());
        let department = counter
            .catalogue()
            .procedure(&status.procedure)
            .map(|p| counter.catalogue().department_name(&p.form.procedure().department, language));
        let answers = AnswersFor { files: &[], change: None, w };
        let payment = status.payment.as_ref();
        let message = |message: &counter::MessageView| MessageItem {
            mine: !message.from_office,
            at: shown::moment(message.at, today, language),
            text: message.text.clone(),
            files: message.files.iter().map(SentFile::from).collect(),
        };
        Self {
            groups: answers.groups(std::mem::take(&mut status.answers)),
            remember: answers.all(std::mem::take(&mut status.remember), false),
            timeline: timeline(
                &status,
                &department.unwrap_or_else(|| visit.city_name().to_owned()),
                today,
                language,
            ),
            arrived: shown::full_moment(status.received_at, language),
            fee_lines: payment.map(|p| money(p, language)).unwrap_or_default(),
            // Beside the button that pays it, the state needs no word.
            fee_title: payment
                .filter(|p| status.later_fee != LaterFee::Asked || p.url.is_none())
                .map_or(w.fee_total(), |p| payment_title(p.state, w)),
            fee_total: payment.map(|p| shown::yen(p.amount, language)).unwrap_or_default(),
            pay: payment.and_then(|p| pay(p, counter, language)),
            money_receipt: payment.is_some_and(|p| p.has_receipt),
            refunds: payment.map(|p| refunds(p, language)).unwrap_or_default(),
            notices: status.notices.iter().map(|n| notice(n, &status, today, language)).collect(),
            outcome: status.decision.as_ref().and_then(|it| OutcomeItem::of(it, language)),
            messages: status.messages.iter().map(message).collect(),
            seen_by: status.seen_by.iter().map(|seen| seen_by(seen, today, language)).collect(),
            lot: status.lot.as_ref().map(|lot| LotItem::of(lot, &status.receipt_number, language)),
            correction: status.correction.as_ref().map(|asked| {
                w.correct_lead(asked.remarks.len(), shown::day(asked.due_on, today, language))
            }),
            done: None,
            undone: None,
            draft_message: String::new(),
            draft_files: Vec::new(),
            mistakes: Vec::new(),
            visit,
            w,
            status,
        }
    }

    /// Whether it has only just arrived, and nobody has looked at it.
    fn is_fresh(&self) -> bool {
        match self.status.state {
            State::Waiting | State::Received => true,
            State::AwaitingPayment => !self.fee_was_told(),
            State::InReview
            | State::CorrectionRequested
            | State::AwaitingApproval
            | State::Approved
            | State::Completed
            | State::Refused
            | State::Withdrawn
            | State::Lapsed => false,
        }
    }

    /// What it says on top while nothing has begun yet: something is left to pay, or there is no
    /// place.
    fn unbegun(&self) -> Option<(Phrase, Phrase)> {
        if let Some(line) = self.status.waiting {
            let until = shown::plain_day(line.until, self.visit.language);
            return Some((self.w.waiting_title(), self.w.waiting_told(line.ahead, until)));
        }
        let waits = self.status.state == State::AwaitingPayment;
        waits.then(|| (self.w.not_done_yet(&self.fee_total), self.w.not_done_why()))
    }

    /// Whether what the definition says of its end still lies ahead, or has come.
    fn tells_result(&self) -> bool {
        let is_far = matches!(
            self.status.state,
            State::Waiting | State::Refused | State::Withdrawn | State::Lapsed
        );
        !is_far && !self.status.result.is_empty()
    }

    /// Whether the office ended it without a decision, and did not take that back.
    fn is_closed(&self) -> bool {
        let mut timeline = self.status.timeline.iter();
        self.status.state == State::Lapsed && timeline.any(|it| it.what == Happened::Closed)
    }

    /// What becomes of the money of somebody who has withdrawn.
    fn money_stays(&self) -> bool {
        let paid = self.status.payment.as_ref().map(|payment| payment.state);
        self.status.state == State::Withdrawn && paid == Some(PaymentState::Captured)
    }

    /// Whether the office has fixed the fee, and waits for it.
    fn fee_was_told(&self) -> bool {
        self.status.later_fee == LaterFee::Asked
    }

    /// Where it stands; what was decided tells more than that something was.
    fn state(&self) -> Phrase {
        if self.status.timeline.iter().any(|entry| entry.what == Happened::WaitEnded) {
            return self.w.state_wait_ended();
        }
        if self.is_closed() {
            return self.w.state_closed();
        }
        let is_told = matches!(self.status.state, State::Approved | State::Refused);
        match self.status.decision.as_ref().filter(|_| is_told) {
            Some(outcome) => outcome::name(outcome, self.w),
            None => state_name(self.status.state, self.w),
        }
    }

    fn sent_file(&self, file: &SentFile) -> String {
        self.below(&format!("files/{}", file.id))
    }

    fn below(&self, what: &str) -> String {
        link::below_receipt(&self.status.receipt_number, what)
    }
}

fn money(payment: &PaymentView, language: Language) -> Vec<MoneyLine> {
    let line = |l: &fees::FeeLine| MoneyLine::of(&l.label, l.unit, l.quantity, l.amount, language);
    payment.lines.iter().map(line).collect()
}

fn payment_title(state: PaymentState, w: Wording) -> Phrase {
    match state {
        PaymentState::Open | PaymentState::Failed => w.unpaid(),
        PaymentState::Captured => w.paid(),
        PaymentState::Expired => w.pay_expired(),
        PaymentState::Refunded => w.refunded(),
        PaymentState::NeedsAttention => w.pay_attention(),
    }
}

fn pay(payment: &PaymentView, counter: &Counter, language: Language) -> Option<Pay> {
    let w = Wording::new(language);
    let amount = shown::yen(payment.amount, language);
    let until = shown::day(payment.due_at.last_day(), counter.today(), language);
    payment.url.as_ref()?;
    let (before, button) = match payment.paying {
        Paying::NotBegun => (None, w.pay_now(&amount)),
        Paying::Begun => (Some(w.pay_begun()), w.pay_go_on()),
        Paying::Pending => (Some(w.pay_pending()), w.pay_number()),
    };
    let failed = payment.state == PaymentState::Failed;
    Some(Pay { lead: w.pay_lead(&amount, until), button, before, failed })
}

/// How far giving back is, in the words of the resident.
fn refunds(payment: &PaymentView, language: Language) -> Vec<String> {
    let w = Wording::new(language);
    let line = |refund: &RefundView| {
        let state = match refund.state {
            RefundState::Proposed => w.refund_proposed(),
            RefundState::Rejected => w.refund_rejected(),
            RefundState::Approved | RefundState::Underway => w.refund_underway(),
            RefundState::Returned => w.refunded(),
            RefundState::Failed => w.refund_failed(),
        };
        format!("{}：{}", shown::yen(refund.amount, language), state.plain())
    };
    payment.refunds.iter().map(line).collect()
}

fn notice(
    notice: &NoticeView,
    status: &Status,
    today: NaiveDate,
    language: Language,
) -> NoticeItem {
    let w = Wording::new(language);
    let when = shown::day(notice.at.day(), today, language);
    NoticeItem {
        title: match notice.verdict {
            Verdict::Approve => w.notice_approved(when),
            Verdict::ApproveInPart => w.notice_in_part(when),
            Verdict::Refuse => w.notice_refused(when),
            Verdict::Dismiss => w.notice_dismissed(when),
        },
        standing: match notice.standing {
            Standing::InForce | Standing::Void(_) => None,
            Standing::UnderReview(_) => Some(w.notice_under_review()),
            Standing::Replaced(_) => Some(w.notice_replaced()),
        },
        number: notice.number.as_ref().map(|number| w.notice_number(number)),
        address: notice.is_set.then(|| {
            link::below_receipt(&status.receipt_number, &format!("notices/{}.pdf", notice.id))
        }),
    }
}
