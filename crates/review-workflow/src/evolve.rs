//! From facts to the case that they make.
//!
//! No rule is asked here: what has happened has happened, and a log read ten years
//! later makes the same case.

use chrono::NaiveDate;
use kernel::{DepartmentId, Instant, StaffId};

use crate::{
    ByRule, Case, Checked, Correction, Deadline, Decision, Ended, Event, Finding, FindingKind,
    LaterFee, Proposal, Reopened, Reopening, Returned, RuleVerdict, State, Verdict, comparing,
    consultation, due, enclosed, lot, sample, waiting,
};

/// The case that a whole log makes; `None` unless the log starts with [`Event::Filed`].
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Case> {
    let mut events = events.into_iter();
    let case = arrived(events.next()?)?;
    Some(events.fold(case, evolve))
}

/// The case after one more fact.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each fact")]
#[must_use]
pub fn evolve(mut case: Case, event: &Event) -> Case {
    match event {
        Event::PlaceGiven { deadline, .. } => waiting::has_a_place(&mut case, *deadline),
        Event::Paid { deadline, .. } => pay(&mut case, *deadline),
        Event::Claimed { by, .. } => claim(&mut case, by),
        Event::Assigned { to, .. } => is_given(&mut case, to),
        Event::Released { .. } => put_back(&mut case),
        Event::HandedOver { to, .. } => lie_at(&mut case, to.as_ref()),
        Event::PutFirst { at, .. } => case.first_on = Some(at.day()),
        Event::PutFirstCleared { .. } => case.first_on = None,
        Event::Protected { until, .. } => case.protected_until = Some(*until),
        Event::Unprotected { .. } => case.protected_until = None,
        Event::DueMoved { due_on, moved_days, .. } => promise(&mut case, *due_on, *moved_days),
        Event::CorrectionRequested { at, by, .. } => await_correction(&mut case, event, by, *at),
        Event::CorrectionExtended { at, due_on, .. } => more_time(&mut case, *due_on, *at),
        Event::CorrectionCancelled { by, deadline, .. } => {
            need_no_correction(&mut case, by, *deadline);
        }
        Event::CorrectionNearing { at, .. } => reminded_before(&mut case, *at),
        Event::CorrectionReminded { at, .. } => reminded(&mut case, *at),
        Event::Resubmitted { revision, deadline, findings, taken, .. } => {
            correct(&mut case, *revision, findings, *deadline);
            if let Some(taken) = taken {
                wrote_for(&mut case, &taken.by);
            }
        }
        Event::CorrectedFor { by, revision, findings, .. } => {
            mend(&mut case, by, *revision, findings);
        }
        Event::FeeAsked { at, payment_due_at, .. } => await_fee(&mut case, *at, *payment_due_at),
        Event::PaymentNearing { at, .. } => case.fee_reminded_at = Some(*at),
        Event::FeeWaived { deadline, .. } => waive(&mut case, *deadline),
        Event::Proposed { deadline, .. } => propose(&mut case, event, *deadline),
        Event::FindingChecked { at, by, finding } => look_at(&mut case, *finding, by, *at),
        Event::Compared { .. } => comparing::found_same(&mut case, event),
        Event::Passed { .. } => pass_on(&mut case, event),
        Event::SentBack { .. } => come_back(&mut case, Some(Returned::SentBack)),
        Event::Recalled { .. } => come_back(&mut case, None),
        Event::Approved { .. } | Event::Refused { .. } => decide(&mut case, event),
        Event::DecidedByRule { .. } => follow_rule(&mut case, event),
        Event::Consulted { .. }
        | Event::ConsultationAnswered { .. }
        | Event::ConsultationCancelled { .. }
        | Event::ConsultationOverruled { .. } => consultation::consulted(&mut case, event),
        Event::ReadAfter { by, .. } => case.unread.retain(|it| it.holder != *by),
        Event::Sampled { .. } => sample::looked_at(&mut case, event),
        Event::Drawn { .. } | Event::MovedUp { .. } => lot::drawn(&mut case, event),
        Event::Completed { at, .. } => {
            conclude(&mut case, State::Completed, *at);
            sample::drawn(&mut case, event);
        }
        Event::Withdrawn { at, .. } => conclude(&mut case, State::Withdrawn, *at),
        Event::Closed { at, closing, .. } => {
            conclude(&mut case, State::Lapsed, *at);
            case.ended = case.ended.map(|it| Ended { closing: Some(Box::new(closing.clone())), ..it });
        }
        Event::Lapsed { at } | Event::WaitEnded { at } => conclude(&mut case, State::Lapsed, *at),
        Event::ReopeningProposed { .. } => case.reopening = wanted(event),
        Event::ReopeningRejected { .. } => case.reopening = None,
        Event::Reopened { .. } => take_up_again(&mut case, event),
        Event::MessageSent { at, by, .. } => hear(&mut case, by.as_ref(), *at),
        Event::Answered { .. } => case.question_at = None,
        Event::Attached { .. } => enclosed::attach(&mut case, event),
        // A second arrival cannot be, and the others move nothing.
        Event::Filed { .. }
        | Event::PaidTooLate { .. }
        | Event::PaymentQuestioned { .. }
        | Event::RefundProposed { .. }
        | Event::RefundRejected { .. }
        | Event::RefundApproved { .. }
        | Event::RefundFailed { .. }
        | Event::Labelled { .. }
        | Event::Unlabelled { .. }
        | Event::Linked { .. }
        | Event::Unlinked { .. }
        | Event::Refunded { .. }
        | Event::NoticeVoided { .. }
        | Event::NoticePosted { .. }
        | Event::NoticeReturned { .. }
        | Event::AddressConfirmed { .. }
        | Event::NoticeHandedOut { .. }
        | Event::NoticeOpened { .. }
        // What it comes to is told by the decision that follows.
        | Event::Raised { .. }
        | Event::Noted { .. }
        | Event::SensitiveViewed { .. }
        | Event::Viewed { .. }
        | Event::CodeReissued { .. } => {}
    }
    case
}

fn arrived(event: &Event) -> Option<Case> {
    let Event::Filed { at, case, shape, by, payment_due_at, deadline, desk, findings, waits_until } =
        event
    else {
        return None;
    };
    let state = match (waits_until, payment_due_at) {
        (Some(_), _) => State::Waiting,
        (None, Some(_)) => State::AwaitingPayment,
        (None, None) => State::Received,
    };
    Some(Case {
        id: case.clone(),
        shape: *shape,
        state,
        assignee: None,
        desk: desk.clone(),
        returned: None,
        proposal: None,
        decision: None,
        by_rule: None,
        filed_by: by.clone(),
        prepared_by: Vec::new(),
        mended_by: Vec::new(),
        arrived_at: *at,
        correction: None,
        revision: 1,
        clock_stopped_at: state.stops_the_clock().then_some(*at),
        stopped_days: 0,
        due_on: deadline.and_then(|deadline| deadline.due_on),
        moved_days: 0,
        first_on: None,
        protected_until: None,
        question_at: None,
        waits_until: *waits_until,
        payment_due_at: *payment_due_at,
        fee_reminded_at: None,
        later_fee: LaterFee::NotAsked,
        findings: findings.clone(),
        compared: Vec::new(),
        ended: None,
        consultations: Vec::new(),
        attached: Vec::new(),
        unread: Vec::new(),
        sample: None,
        lot: None,
        reopening: None,
        reopened: Vec::new(),
        version: 0,
    })
}

fn claim(case: &mut Case, by: &StaffId) {
    case.state = State::InReview;
    is_given(case, by);
    prepared(case, by);
}

fn is_given(case: &mut Case, to: &StaffId) {
    case.assignee = Some(to.clone());
    case.returned = case.returned.filter(|returned| *returned != Returned::PutBack);
}

/// What the resident has answered stays so for whoever takes it next.
fn put_back(case: &mut Case) {
    (case.state, case.assignee) = (State::Received, None);
    case.returned = case.returned.or(Some(Returned::PutBack));
}

fn await_correction(case: &mut Case, event: &Event, by: &StaffId, at: Instant) {
    case.correction = asked(event, case.revision);
    (case.state, case.returned) = (State::CorrectionRequested, None);
    stop_clock(case, at);
    prepared(case, by);
}

fn correct(case: &mut Case, revision: u32, findings: &[Finding], deadline: Deadline) {
    found_anew(case, findings);
    (case.state, case.returned) = (State::InReview, Some(Returned::Answered));
    revised(case, revision);
    case.correction = None;
    run_clock(case, deadline);
}

fn mend(case: &mut Case, by: &StaffId, revision: u32, findings: &[Finding]) {
    found_anew(case, findings);
    revised(case, revision);
    wrote_for(case, by);
}

/// What was the same on a file need not be so any more.
fn revised(case: &mut Case, revision: u32) {
    case.revision = revision;
    case.compared.clear();
}

/// Nobody who wrote in the resident's place decides alone.
fn wrote_for(case: &mut Case, by: &StaffId) {
    if !case.mended_by.contains(by) {
        case.mended_by.push(by.clone());
    }
    prepared(case, by);
}

/// The resident waits since the first word that nobody has answered.
fn hear(case: &mut Case, by: Option<&StaffId>, at: Instant) {
    case.question_at = if by.is_some() { None } else { case.question_at.or(Some(at)) };
}

fn look_at(case: &mut Case, finding: usize, by: &StaffId, at: Instant) {
    if let Some(finding) = case.findings.get_mut(finding) {
        finding.checked = Some(Checked { by: by.clone(), at });
    }
}

fn pass_on(case: &mut Case, event: &Event) {
    let Event::Passed { at, by, in_place_of } = event else { return };
    if let Some(proposal) = &mut case.proposal {
        proposal.passed.push(by.clone());
    }
    case.note_for(in_place_of.as_ref(), *at);
}

fn asked(event: &Event, revision: u32) -> Option<Correction> {
    let Event::CorrectionRequested { by, remarks, due_on, .. } = event else {
        return None;
    };
    Some(Correction {
        remarks: remarks.clone(),
        due_on: *due_on,
        asked_by: by.clone(),
        revision,
        reminded_before_at: None,
        reminded_at: None,
    })
}

/// What was looked at before and still stands there need not be looked at again; what a
/// correction changed does.
fn found_anew(case: &mut Case, findings: &[Finding]) {
    let before = std::mem::take(&mut case.findings);
    let known = |finding: &Finding| {
        let same = before.iter().find(|known| known.is_same(finding));
        same.filter(|known| known.kind != FindingKind::Changed).cloned()
    };
    case.findings = findings.iter().map(|new| known(new).unwrap_or_else(|| new.clone())).collect();
}

fn propose(case: &mut Case, event: &Event, deadline: Option<Deadline>) {
    let Event::Proposed { by, verdict, reason, grounds, terms, steps, .. } = event else { return };
    let (by, reason, passed) = (by.clone(), reason.clone(), Vec::new());
    let (verdict, grounds, terms) = (*verdict, grounds.clone(), terms.clone());
    let proposal = Proposal { by, verdict, reason, grounds, terms, passed, steps: *steps };
    (case.state, case.returned) = (State::AwaitingApproval, None);
    case.correction = None;
    prepared(case, &proposal.by);
    case.proposal = Some(proposal);
    if let Some(deadline) = deadline {
        run_clock(case, deadline);
    }
}

fn come_back(case: &mut Case, returned: Option<Returned>) {
    (case.state, case.returned, case.proposal) = (State::InReview, returned, None);
}

/// Whoever is at that desk takes it anew.
fn lie_at(case: &mut Case, desk: Option<&DepartmentId>) {
    (case.state, case.assignee, case.desk) = (State::Received, None, desk.cloned());
    case.returned = case.returned.filter(|returned| *returned != Returned::PutBack);
}

fn pay(case: &mut Case, deadline: Deadline) {
    go_on(case, deadline);
    if case.later_fee == LaterFee::Asked {
        case.later_fee = LaterFee::Paid;
    }
}

fn await_fee(case: &mut Case, at: Instant, payment_due_at: Instant) {
    (case.state, case.returned) = (State::AwaitingPayment, None);
    (case.payment_due_at, case.fee_reminded_at) = (Some(payment_due_at), None);
    case.later_fee = LaterFee::Asked;
    stop_clock(case, at);
}

/// Waived before it was asked for, a fee holds nothing up.
fn waive(case: &mut Case, deadline: Option<Deadline>) {
    if let Some(deadline) = deadline {
        go_on(case, deadline);
    }
    case.later_fee = LaterFee::Waived;
}

/// The fee that the case waited for holds it up no longer.
fn go_on(case: &mut Case, deadline: Deadline) {
    case.state = case.after_payment();
    (case.payment_due_at, case.fee_reminded_at) = (None, None);
    run_clock(case, deadline);
}

fn decide(case: &mut Case, event: &Event) {
    let Some(verdict) = event.verdict() else { return };
    let state = if verdict.is_in_favour() { State::Approved } else { State::Refused };
    let terms = if let Event::Approved { terms, .. } = event { terms.clone() } else { None };
    let (Event::Approved { at, by, reason, in_place_of, .. }
    | Event::Refused { at, by, reason, in_place_of, .. }) = event
    else {
        return;
    };
    conclude(case, state, *at);
    let (by, reason) = (Some(by.clone()), reason.clone());
    case.decision = Some(Decision { by, verdict, reason, terms, at: *at });
    case.note_for(in_place_of.as_ref(), *at);
    sample::drawn(case, event);
}

/// What a rule approves waits to be issued; what it records is over.
fn follow_rule(case: &mut Case, event: &Event) {
    let Event::DecidedByRule { at, rule, .. } = event else { return };
    let state = match rule.verdict {
        RuleVerdict::Approve => State::Approved,
        RuleVerdict::Record => State::Completed,
    };
    conclude(case, state, *at);
    let (verdict, reason) = (Verdict::Approve, String::new());
    let is_decided = rule.verdict == RuleVerdict::Approve;
    case.decision =
        is_decided.then_some(Decision { by: None, verdict, reason, terms: None, at: *at });
    case.by_rule = Some(Box::new(ByRule { at: *at, rule: rule.clone() }));
    sample::drawn(case, event);
}

/// Nothing is open any more, and the clock has no reason to stand still.
fn conclude(case: &mut Case, state: State, at: Instant) {
    (case.state, case.returned) = (state, None);
    case.ended = state.is_final().then(|| Ended {
        at,
        stopped_at: case.clock_stopped_at,
        owed: case.payment_due_at.is_some(),
        closing: None,
    });
    case.proposal = None;
    case.correction = None;
    consultation::no_longer_asked(case, at);
    (case.payment_due_at, case.fee_reminded_at) = (None, None);
    (case.waits_until, case.clock_stopped_at) = (None, None);
    case.first_on = None;
}

fn wanted(event: &Event) -> Option<Reopening> {
    let Event::ReopeningProposed { at, by, ground, reason, hearing } = event else {
        return None;
    };
    let (by, reason, hearing) = (by.clone(), reason.clone(), hearing.clone());
    Some(Reopening { by, at: *at, ground: *ground, reason, hearing })
}

/// Who had it has it again; what nobody had goes to who wanted it taken up.
fn take_up_again(case: &mut Case, event: &Event) {
    let Event::Reopened { at, by, ground, deadline, .. } = event else { return };
    let decision = case.decision.take();
    case.reopened.push(Reopened { at: *at, ground: *ground, decision });
    (case.state, case.ended, case.sample) = (State::InReview, None, None);
    case.by_rule = None;
    let wanted_by = case.reopening.take().map(|wanted| wanted.by);
    let holder = case.assignee.take().or_else(|| wanted_by.clone());
    case.assignee = holder.or_else(|| Some(by.clone()));
    if let Some(wanted_by) = wanted_by {
        prepared(case, &wanted_by);
    }
    run_clock(case, *deadline);
}

/// From the first day on which the resident has to act; a promised day that had passed
/// before stays.
fn stop_clock(case: &mut Case, at: Instant) {
    case.clock_stopped_at = case.clock_stopped_at.or(Some(at));
    case.due_on = case.due_on.filter(|due_on| *due_on < at.day());
}

pub(crate) const fn run_clock(case: &mut Case, deadline: Deadline) {
    case.clock_stopped_at = None;
    case.stopped_days = deadline.stopped_days;
    case.due_on = deadline.due_on;
}

fn need_no_correction(case: &mut Case, by: &StaffId, deadline: Deadline) {
    (case.state, case.correction) = (State::InReview, None);
    run_clock(case, deadline);
    prepared(case, by);
}

/// The resident is reminded of the new day as of the first one; who is told of it only then knows
/// it without a reminder.
fn more_time(case: &mut Case, due_on: NaiveDate, at: Instant) {
    if let Some(asked) = &mut case.correction {
        asked.due_on = due_on;
        asked.reminded_before_at = (at.day() >= due::reminder_day(due_on)).then_some(at);
        asked.reminded_at = None;
    }
}

const fn reminded_before(case: &mut Case, at: Instant) {
    if let Some(correction) = &mut case.correction {
        correction.reminded_before_at = Some(at);
    }
}

const fn reminded(case: &mut Case, at: Instant) {
    if let Some(correction) = &mut case.correction {
        correction.reminded_at = Some(at);
    }
}

const fn promise(case: &mut Case, due_on: NaiveDate, moved_days: i32) {
    (case.due_on, case.moved_days) = (Some(due_on), moved_days);
}

fn prepared(case: &mut Case, by: &StaffId) {
    if !case.prepared_by.contains(by) {
        case.prepared_by.push(by.clone());
    }
}
