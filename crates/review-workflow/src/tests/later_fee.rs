//! A fee that the office fixes after looking: told, paid or waived, and never forgotten.

use super::*;
use crate::{LaterFee, LetterKind, State, letters_of};

use Command::{Claim, Complete, Lapse};

fn office(shape: Shape) -> Desk {
    let policy = Policy { fee_after_review: true, ..policy(shape) };
    Desk::receives(policy, false, None)
}

fn in_review() -> Desk {
    let mut desk = office(Shape::Certificate);
    desk.hears(&clerk(), Claim).unwrap();
    desk
}

fn approved() -> Desk {
    let mut desk = in_review();
    desk.hears(&clerk(), propose(Verdict::Approve)).unwrap();
    desk.hears(&approver(), APPROVE).unwrap();
    desk
}

/// The state that a command leads to, or the rule that refuses it.
#[track_caller]
fn check(desk: &mut Desk, actor: &Actor, command: Command, expected: Result<State, &str>) {
    let outcome = desk.hears(actor, command).map(|_| desk.case.state);
    assert_eq!(outcome.as_ref().map_err(Refusal::code).copied(), expected, "{outcome:?}");
}

#[test]
fn a_fee_is_asked_for_in_review_and_paid_back_into_review() {
    let mut desk = in_review();
    check(&mut desk, &clerk(), ask_fee(1_610), Ok(State::AwaitingPayment));
    assert_eq!(letters_of(desk.log.last().unwrap()), Some(LetterKind::FeeAsked));
    check(&mut desk, &clerk(), APPROVE, Err("not-yours"));
    check(&mut desk, &approver(), APPROVE, Err("wrong-state"));
    check(&mut desk, &Actor::System, pay(), Ok(State::InReview));
    assert_eq!(desk.case.assignee, Some(staff_id("hanae")));
    assert_eq!(desk.case.later_fee, LaterFee::Paid);
    desk.hears(&clerk(), propose(Verdict::Approve)).unwrap();
    check(&mut desk, &approver(), APPROVE, Ok(State::Approved));
    check(&mut desk, &clerk(), Complete, Ok(State::Completed));
}

#[test]
fn a_fee_is_asked_for_after_the_decision_and_the_decision_stands() {
    let mut desk = approved();
    check(&mut desk, &other_clerk(), ask_fee(24_000), Ok(State::AwaitingPayment));
    check(&mut desk, &Actor::Resident, withdraw(), Err("wrong-state"));
    check(&mut desk, &Actor::System, pay(), Ok(State::Approved));
    check(&mut desk, &clerk(), Complete, Ok(State::Completed));
}

#[test]
fn nothing_is_issued_before_the_fee_is_settled() {
    let mut desk = approved();
    check(&mut desk, &clerk(), Complete, Err("fee-not-settled"));
    check(&mut desk, &clerk(), Command::WaiveFee { reason: " ".into() }, Err("reason-missing"));
    check(&mut desk, &clerk(), waive_fee(), Ok(State::Approved));
    check(&mut desk, &clerk(), waive_fee(), Err("nothing-to-pay"));
    check(&mut desk, &clerk(), Complete, Ok(State::Completed));

    let mut desk = office(Shape::Notification);
    desk.hears(&clerk(), Claim).unwrap();
    check(&mut desk, &clerk(), Complete, Err("fee-not-settled"));
    check(&mut desk, &clerk(), ask_fee(300), Ok(State::AwaitingPayment));
    check(&mut desk, &Actor::System, pay(), Ok(State::InReview));
    check(&mut desk, &clerk(), Complete, Ok(State::Completed));
}

#[test]
fn a_wrong_amount_is_asked_for_anew_until_it_is_paid() {
    let mut desk = in_review();
    check(&mut desk, &clerk(), ask_fee(16_100), Ok(State::AwaitingPayment));
    desk.waits(Duration::days(1));
    check(&mut desk, &clerk(), ask_fee(1_610), Ok(State::AwaitingPayment));
    assert_eq!(desk.case.clock_stopped_at, Some(friday_morning()), "it stands since the first");
    check(&mut desk, &Actor::System, pay(), Ok(State::InReview));
    check(&mut desk, &clerk(), ask_fee(10), Err("fee-is-paid"));
    check(&mut desk, &clerk(), waive_fee(), Err("fee-is-paid"));
}

#[test]
fn a_fee_that_was_asked_for_can_be_waived_and_asked_for_again() {
    let mut desk = in_review();
    check(&mut desk, &clerk(), ask_fee(1_610), Ok(State::AwaitingPayment));
    check(&mut desk, &other_clerk(), waive_fee(), Ok(State::InReview));
    assert_eq!(letters_of(desk.log.last().unwrap()), Some(LetterKind::FeeWaived));
    check(&mut desk, &clerk(), ask_fee(750), Ok(State::AwaitingPayment));
    assert_eq!(desk.case.later_fee, LaterFee::Asked);
}

#[test]
fn a_resident_who_does_not_agree_withdraws_or_lets_it_lapse() {
    let mut desk = in_review();
    check(&mut desk, &clerk(), ask_fee(1_610), Ok(State::AwaitingPayment));
    check(&mut desk.clone(), &Actor::Resident, withdraw(), Ok(State::Withdrawn));
    check(&mut desk.clone(), &Actor::System, Lapse, Err("not-yet-due"));
    desk.waits(Duration::days(15));
    check(&mut desk, &Actor::System, Lapse, Ok(State::Lapsed));
}

#[test]
fn the_clerk_may_name_the_last_day() {
    let until = |day: &str| Command::AskFee {
        payment: payment(),
        amount: Yen::new(500),
        due_on: Some(day.parse().unwrap()),
    };
    let mut desk = in_review();
    check(&mut desk, &clerk(), until("2026-11-20"), Err("day-not-ahead"));
    check(&mut desk, &clerk(), until("2062-11-27"), Err("day-too-far"));
    check(&mut desk, &clerk(), until("2026-11-27"), Ok(State::AwaitingPayment));
    let last = Instant::parse_rfc3339("2026-11-28T00:00:00+09:00").unwrap();
    assert_eq!(desk.case.payment_due_at, Some(last));
}

#[test]
fn the_clock_stands_still_while_the_fee_is_awaited() {
    let mut desk = in_review();
    assert_eq!(desk.case.due_on, "2026-11-30".parse().ok());
    check(&mut desk, &clerk(), ask_fee(1_610), Ok(State::AwaitingPayment));
    assert_eq!(desk.case.due_on, None);
    desk.waits(Duration::days(5));
    check(&mut desk, &Actor::System, pay(), Ok(State::InReview));
    assert_eq!(desk.case.due_on, "2026-12-02".parse().ok());
}

#[test]
fn only_who_has_the_case_asks_and_only_where_the_office_fixes_the_fee() {
    let mut desk = in_review();
    check(&mut desk, &other_clerk(), ask_fee(1_610), Err("held-by-another"));
    check(&mut desk, &approver(), ask_fee(1_610), Err("not-yours"));
    check(&mut desk, &Actor::Resident, ask_fee(1_610), Err("not-yours"));
    check(&mut desk, &builder(), ask_fee(1_610), Err("other-department"));
    check(&mut desk, &clerk(), ask_fee(0), Err("nothing-to-pay"));
    check(&mut office(Shape::Certificate), &clerk(), ask_fee(1), Err("wrong-state"));

    let mut fixed = Desk::receives(policy(Shape::Certificate), false, None);
    fixed.hears(&clerk(), Claim).unwrap();
    check(&mut fixed, &clerk(), ask_fee(1_610), Err("fee-is-fixed"));
    check(&mut fixed, &clerk(), waive_fee(), Err("nothing-to-pay"));
}

#[test]
fn a_fee_that_was_due_on_filing_can_be_waived() {
    let mut desk = Desk::receives(policy(Shape::Certificate), true, None);
    check(&mut desk, &clerk(), ask_fee(300), Err("fee-is-fixed"));
    check(&mut desk, &clerk(), waive_fee(), Ok(State::Received));
    check(&mut desk, &clerk(), Claim, Ok(State::InReview));
}

#[test]
fn a_lottery_asks_for_no_fee_before_it_closes() {
    let closes_at = Some(friday_morning().plus(Duration::days(3)));
    let mut desk = office(Shape::LotteryOrQuota);
    desk.policy.closes_at = closes_at;
    desk.hears(&clerk(), Claim).unwrap();
    check(&mut desk, &clerk(), ask_fee(500), Err("before-closing"));
    desk.waits(Duration::days(3));
    check(&mut desk, &clerk(), ask_fee(500), Ok(State::AwaitingPayment));
}
