//! A submission as its applicant sees it, as JSON.

use counter::{
    Happened, LotStatus, MessageView, NoticeView, Paying, PaymentView, RefundView, Status,
    TimelineEntry, WaitingStatus,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    attachment::EnclosedBody,
    case::ChangedFieldBody,
    procedure::{FeeLineBody, time},
    terms::OutcomeBody,
};

/// A submission as its applicant sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatusBody {
    /// 受付番号
    receipt_number: String,
    /// The procedure's id.
    procedure: String,
    title: String,
    /// Where it stands.
    state: &'static str,
    /// What was decided, for as long as that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<OutcomeBody>,
    /// The moment of arrival.
    received_at: String,
    /// Until when the office wants to be done; absent while the clock stands still.
    due_on: Option<String>,
    /// What happened, the earliest first.
    timeline: Vec<TimelineBody>,
    /// Messages both ways, the earliest first.
    messages: Vec<MessageBody>,
    /// Papers to download.
    notices: Vec<NoticeBody>,
    payment: Option<PaymentBody>,
    correction: Option<CorrectionBody>,
    /// How it stands in the line for a place, while it waits for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    waiting: Option<WaitingBody>,
    /// The draw that decides, once its list is frozen.
    #[serde(skip_serializing_if = "Option::is_none")]
    lot: Option<ApplicantLotBody>,
    /// Whether it can still be withdrawn.
    can_withdraw: bool,
    /// SHA-256, in hexadecimal, of `digest_salt`, a line break and the answers as `check` gives
    /// them in `data`, without spaces between them.
    digest: String,
    /// Opens `digest`; for the applicant alone. Absent for what was recorded without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest_salt: Option<String>,
}

/// One's place in a draw.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ApplicantLotBody {
    /// The last day for taking part, by which the draw is found.
    closed_on: String,
    /// Which public figure decides.
    source: String,
    /// Of which day.
    source_on: String,
    /// Counted from 1; absent before it is drawn, like all that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<u32>,
    /// How many took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<u32>,
    /// How many of the first have won.
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<u32>,
    /// Whether this one has, at once or by moving up.
    #[serde(skip_serializing_if = "Option::is_none")]
    won: Option<bool>,
}

impl From<LotStatus> for ApplicantLotBody {
    fn from(LotStatus { key, source, source_on, lot }: LotStatus) -> Self {
        Self {
            closed_on: key.closed_on.to_string(),
            source,
            source_on: source_on.to_string(),
            place: lot.as_ref().map(|lot| lot.place),
            of: lot.as_ref().map(|lot| lot.of),
            places: lot.as_ref().map(|lot| lot.places),
            won: lot.as_ref().map(review_workflow::Lot::is_won),
        }
    }
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineBody {
    at: String,
    what: &'static str,
    /// Why, where staff mended a slip in the applicant's place, promised another day, or look at
    /// what was decided again.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What that changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<ChangedFieldBody>,
}

/// One message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MessageBody {
    at: String,
    /// `office` or `resident`.
    from: &'static str,
    text: String,
    /// What went with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<EnclosedBody>,
}

/// One paper.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoticeBody {
    id: String,
    /// Whether it grants, be it a part.
    approved: bool,
    /// `approve`, `approve-in-part`, `refuse` or `dismiss`.
    verdict: &'static str,
    at: String,
    /// `in-force`, `under-review` where its case was taken up again, or `replaced` by a later one.
    standing: &'static str,
    /// Its document number; absent on papers from before there were registers.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    /// Whether it can be downloaded, or is still being set.
    ready: bool,
}

/// The line for a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WaitingBody {
    /// How many stand before it.
    ahead: u32,
    /// The last day on which a place that comes free is passed on.
    until: String,
}

impl From<WaitingStatus> for WaitingBody {
    fn from(WaitingStatus { ahead, until }: WaitingStatus) -> Self {
        Self { ahead, until: until.to_string() }
    }
}

/// A bill.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PaymentBody {
    amount_yen: i64,
    lines: Vec<FeeLineBody>,
    state: &'static str,
    /// Until when it can be paid.
    due_at: String,
    /// The bill's own address, while it can be paid: opens the order at the payment provider
    /// and leads to its page.
    url: Option<String>,
    /// `not-begun`, `begun` or `pending`: how far paying is, as long as it can be paid.
    paying: &'static str,
    /// When the money came.
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_at: Option<String>,
    /// Whether `payment.pdf` has the receipt for the money.
    has_receipt: bool,
    /// Money that goes or went back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<RefundBody>,
}

/// Money that goes or went back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RefundBody {
    amount_yen: i64,
    /// `proposed`, `rejected`, `approved`, `underway`, `returned` or `failed`.
    state: &'static str,
    proposed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<String>,
}

/// What the office asks to be corrected.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectionBody {
    /// The last day.
    due_on: String,
    remarks: Vec<RemarkBody>,
}

/// A remark on one field.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RemarkBody {
    /// JSON Pointer of the answer.
    pub(super) at: String,
    pub(super) text: String,
    /// Why: `unreadable`, `expired`, `wrong-document`, `missing`, `differs-from-register`,
    /// `wrong-person`, `calculation`, `overlap`, `unclear` or `other`, where it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'static str>,
}

impl From<Status> for StatusBody {
    fn from(status: Status) -> Self {
        Self {
            receipt_number: status.receipt_number.to_string(),
            procedure: status.procedure,
            title: status.title,
            state: status.state.word(),
            decision: status.decision.map(OutcomeBody::from),
            received_at: time(status.received_at),
            due_on: status.due_on.map(|day| day.to_string()),
            timeline: status.timeline.iter().map(TimelineBody::from).collect(),
            messages: status.messages.into_iter().map(MessageBody::from).collect(),
            notices: status.notices.into_iter().map(NoticeBody::from).collect(),
            payment: status.payment.map(PaymentBody::from),
            correction: status.correction.map(|asked| CorrectionBody {
                due_on: asked.due_on.to_string(),
                remarks: asked.remarks.into_iter().map(RemarkBody::from).collect(),
            }),
            waiting: status.waiting.map(WaitingBody::from),
            lot: status.lot.map(ApplicantLotBody::from),
            can_withdraw: status.can_withdraw,
            digest: status.digest,
            digest_salt: status.digest_salt,
        }
    }
}

impl From<&TimelineEntry> for TimelineBody {
    fn from(entry: &TimelineEntry) -> Self {
        let changes = entry.changes.iter().cloned().map(ChangedFieldBody::from);
        Self {
            at: time(entry.at),
            what: happened_word(entry.what),
            reason: Some(entry.reason.clone()).filter(|reason| !reason.is_empty()),
            changes: changes.collect(),
        }
    }
}

const fn happened_word(what: Happened) -> &'static str {
    match what {
        Happened::Filed => "filed",
        Happened::WaitingBegan => "waiting-began",
        Happened::PlaceGiven => "place-given",
        Happened::WaitEnded => "wait-ended",
        Happened::Paid => "paid",
        Happened::PaidTooLate => "paid-too-late",
        Happened::Lapsed => "lapsed",
        Happened::ReviewStarted => "review-started",
        Happened::DueMoved => "due-moved",
        Happened::CorrectionRequested => "correction-requested",
        Happened::CorrectionExtended => "correction-extended",
        Happened::CorrectionCancelled => "correction-cancelled",
        Happened::CorrectedFor => "corrected-for",
        Happened::AnswerTaken => "answer-taken",
        Happened::CorrectionNearing => "correction-nearing",
        Happened::CorrectionReminded => "correction-reminded",
        Happened::Corrected => "corrected",
        Happened::FeeAsked => "fee-asked",
        Happened::PaymentNearing => "payment-nearing",
        Happened::FeeWaived => "fee-waived",
        Happened::DecisionPrepared => "decision-prepared",
        Happened::Approved => "approved",
        Happened::ApprovedInPart => "approved-in-part",
        Happened::ApprovedByRule => "approved-by-rule",
        Happened::RecordedByRule => "recorded-by-rule",
        Happened::Refused => "refused",
        Happened::Dismissed => "dismissed",
        Happened::Drawn => "drawn",
        Happened::MovedUp => "moved-up",
        Happened::Completed => "completed",
        Happened::Reopened => "reopened",
        Happened::WithdrawalTakenBack => "withdrawal-taken-back",
        Happened::Withdrawn => "withdrawn",
        Happened::Closed => "closed",
        Happened::ClosingTakenBack => "closing-taken-back",
        Happened::NoticeVoided => "notice-voided",
        Happened::NoticeReplaced => "notice-replaced",
        Happened::NoticePosted => "notice-posted",
        Happened::PaperCame => "paper-came",
        Happened::PaperTaken => "paper-taken",
        Happened::WithdrawalTaken => "withdrawal-taken",
        Happened::RefundProposed => "refund-proposed",
        Happened::RefundRejected => "refund-rejected",
        Happened::RefundApproved => "refund-approved",
        Happened::RefundFailed => "refund-failed",
        Happened::Refunded => "refunded",
    }
}

impl From<MessageView> for MessageBody {
    fn from(message: MessageView) -> Self {
        let from = if message.from_office { "office" } else { "resident" };
        let files = message.files.into_iter().map(EnclosedBody::from).collect();
        Self { at: time(message.at), from, text: message.text, files }
    }
}

impl From<NoticeView> for NoticeBody {
    fn from(notice: NoticeView) -> Self {
        let standing = notice.standing.word();
        let NoticeView { id, number, verdict, at, is_set, .. } = notice;
        let (approved, verdict) = (verdict.is_in_favour(), verdict.word());
        Self { id, approved, verdict, at: time(at), standing, number, ready: is_set }
    }
}

impl From<PaymentView> for PaymentBody {
    fn from(payment: PaymentView) -> Self {
        let lines = payment.lines.into_iter().map(|line| FeeLineBody {
            label: line.label,
            unit_yen: line.unit.get(),
            quantity: line.quantity,
            amount_yen: line.amount.get(),
        });
        Self {
            amount_yen: payment.amount.get(),
            lines: lines.collect(),
            state: payment.state.word(),
            due_at: time(payment.due_at),
            url: payment.url,
            paying: match payment.paying {
                Paying::NotBegun => "not-begun",
                Paying::Begun => "begun",
                Paying::Pending => "pending",
            },
            paid_at: payment.paid_at.map(time),
            has_receipt: payment.has_receipt,
            refunds: payment.refunds.into_iter().map(RefundBody::from).collect(),
        }
    }
}

impl From<RefundView> for RefundBody {
    fn from(refund: RefundView) -> Self {
        Self {
            amount_yen: refund.amount.get(),
            state: refund.state.word(),
            proposed_at: time(refund.proposed_at),
            ended_at: refund.ended_at.map(time),
        }
    }
}

impl From<review_workflow::Remark> for RemarkBody {
    fn from(remark: review_workflow::Remark) -> Self {
        Self {
            at: remark.at,
            text: remark.text,
            code: remark.code.map(review_workflow::RemarkCode::word),
        }
    }
}
