//! 自動決定: what a rule decides, and what it leaves to people.

use super::{
    regulation::{Step::Does, check_desk},
    *,
};
use crate::{Case, LetterKind, Rule, RuleVerdict, State, decide_by_rule, letters_of};

fn rule(verdict: RuleVerdict) -> Rule {
    Rule { verdict, when: "form.copies == 1".to_owned(), version: 3 }
}

/// Where one person alone may decide, and so a rule.
fn easy(shape: Shape) -> Policy {
    Policy { approval: alone(Rank::Staff), ..policy(shape) }
}

fn certificate() -> Desk {
    Desk::receives(easy(Shape::Certificate), false, None)
}

fn notification() -> Desk {
    Desk::receives(easy(Shape::Notification), false, None)
}

#[track_caller]
fn refused(desk: &Desk, verdict: RuleVerdict) -> &'static str {
    decide_by_rule(&desk.case, rule(verdict), &desk.policy, desk.now).unwrap_err().code()
}

fn decided(desk: &Desk, verdict: RuleVerdict) -> (Event, Case) {
    let fact = decide_by_rule(&desk.case, rule(verdict), &desk.policy, desk.now).unwrap();
    let fact = fact.drawn_if(true);
    let case = evolve(desk.case.clone(), &fact);
    (fact, case)
}

#[test]
fn a_rule_approves_what_waits_then_to_be_issued() {
    let (fact, case) = decided(&certificate(), RuleVerdict::Approve);
    assert_eq!((case.state, case.due_on.is_some()), (State::Approved, true));
    let decision = case.decision.as_ref().unwrap();
    assert_eq!((&decision.by, decision.verdict), (&None, Verdict::Approve));
    assert_eq!(case.by_rule.as_ref().unwrap().rule, rule(RuleVerdict::Approve));
    assert_eq!(letters_of(&fact), Some(LetterKind::Approved));
    let desk = Desk { case, ..certificate() };
    check_desk(desk, vec![Does(clerk(), Command::Complete)], Ok(State::Completed));
}

#[test]
fn a_rule_records_a_notification() {
    let (fact, case) = decided(&notification(), RuleVerdict::Record);
    assert_eq!((case.state, case.decision.is_none()), (State::Completed, true));
    assert_eq!(letters_of(&fact), Some(LetterKind::Completed));
    assert_eq!(case.ended.as_ref().map(|ended| ended.at), Some(fact.at()));
    assert_eq!(fact.by(), None);
}

#[test]
fn what_was_drawn_of_it_is_nobodys_own() {
    let (_fact, case) = decided(&notification(), RuleVerdict::Record);
    assert_eq!(case.unsampled().unwrap().of, None);
    let desk = Desk { case, ..notification() };
    let confirms = Command::Sample { objection: None };
    check_desk(desk, vec![Does(approver(), confirms)], Ok(State::Completed));
    let none = Policy { sample: 0, ..easy(Shape::Notification) };
    let (fact, case) = decided(&Desk::receives(none, false, None), RuleVerdict::Record);
    assert_eq!((fact.draw(), case.sample), (None, None));
}

#[test]
fn what_somebody_has_touched_is_left_to_people() {
    let taken = check_desk(certificate(), vec![Does(clerk(), Command::Claim)], Ok(State::InReview));
    assert_eq!(refused(&taken, RuleVerdict::Approve), "wrong-state");
    let back = Command::Release { reason: ReleaseReason::OtherWork };
    let back = check_desk(taken, vec![Does(clerk(), back)], Ok(State::Received));
    assert_eq!(refused(&back, RuleVerdict::Approve), "wrong-state");
    let question =
        Command::Message { text: "いつ届きますか。".to_owned(), files: Vec::new() };
    let asked =
        check_desk(certificate(), vec![Does(Actor::Resident, question)], Ok(State::Received));
    assert_eq!(refused(&asked, RuleVerdict::Approve), "wrong-state");
    let unpaid = Desk::receives(easy(Shape::Certificate), true, None);
    assert_eq!(refused(&unpaid, RuleVerdict::Approve), "wrong-state");
    let by_clerk = Desk::receives(easy(Shape::Certificate), false, Some(staff_id("counter")));
    assert_eq!(refused(&by_clerk, RuleVerdict::Approve), "own-filing");
}

#[test]
fn no_rule_decides_what_is_to_be_looked_at_or_is_not_settled() {
    let found = vec![Finding::signed_otherwise("address")];
    let found = Desk::finds(easy(Shape::Certificate), found);
    assert_eq!(refused(&found, RuleVerdict::Approve), "findings-open");
    let later = Policy { fee_after_review: true, ..easy(Shape::Certificate) };
    assert_eq!(
        refused(&Desk::receives(later, false, None), RuleVerdict::Approve),
        "fee-not-settled"
    );
    let lot = Policy { by_lot: true, ..easy(Shape::LotteryOrQuota) };
    assert_eq!(refused(&Desk::receives(lot, false, None), RuleVerdict::Approve), "before-draw");
    let two = Desk::receives(policy(Shape::Certificate), false, None);
    assert_eq!(refused(&two, RuleVerdict::Approve), "not-alone");
    assert_eq!(refused(&certificate(), RuleVerdict::Record), "wrong-state");
    assert_eq!(refused(&notification(), RuleVerdict::Approve), "notification-is-not-decided");
}

#[test]
fn what_two_take_up_again_says_its_rule_no_more() {
    let (_fact, case) = decided(&notification(), RuleVerdict::Record);
    let desk = Desk { case, ..notification() };
    let wanted = want_anew(Ground::Clerical, None);
    let steps = vec![Does(clerk(), wanted), Does(approver(), Command::Reopen)];
    let desk = check_desk(desk, steps, Ok(State::InReview));
    assert_eq!((desk.case.by_rule, desk.case.sample), (None, None));
}
