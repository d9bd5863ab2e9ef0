//! 更正・変更・取消し: what was decided is decided anew only by two people.

use super::{
    regulation::{
        Step::{self, Days, Does},
        check_desk, in_review, proposed,
    },
    *,
};
use crate::State;

use Command::{Claim, Complete, Reopen};

fn clerical() -> Step {
    Does(clerk(), want_anew(Ground::Clerical, None))
}

fn granted_desk() -> Desk {
    let steps = proposed(vec![Does(approver(), APPROVE), Does(clerk(), Complete)]);
    check_desk(Desk::receives(policy(Shape::Standard), false, None), steps, Ok(State::Completed))
}

fn refused_desk(policy: Policy) -> Desk {
    let steps =
        in_review(vec![Does(clerk(), propose(Verdict::Refuse)), Does(section_head(), refuse())]);
    check_desk(Desk::receives(policy, false, None), steps, Ok(State::Refused))
}

#[test]
fn a_decision_is_mended_by_two_people_and_made_anew() {
    let again = vec![
        clerical(),
        Does(approver(), Reopen),
        Does(clerk(), propose(Verdict::Approve)),
        Does(approver(), APPROVE),
        Does(clerk(), Complete),
    ];
    let desk = check_desk(granted_desk(), again, Ok(State::Completed));
    assert_eq!(desk.case.reopened.len(), 1);
    let before = desk.case.reopened[0].decision.as_ref().unwrap();
    assert_eq!((&before.by, before.verdict), (&Some(staff_id("sachi")), Verdict::Approve));
    assert!(desk.case.decision.is_some() && desk.case.reopening.is_none());

    check_desk(granted_desk(), vec![Does(approver(), Reopen)], Err("not-wanted"));
    let own = vec![Does(approver(), want_anew(Ground::Change, None)), Does(approver(), Reopen)];
    check_desk(granted_desk(), own, Err("same-person"));
    check_desk(granted_desk(), vec![clerical(), Does(clerk(), Reopen)], Err("not-yours"));
    check_desk(granted_desk(), vec![clerical(), clerical()], Err("reopening-open"));
    check_desk(
        granted_desk(),
        vec![Does(auditor(), want_anew(Ground::Change, None))],
        Err("not-yours"),
    );
    let silent =
        Command::ProposeReopening { ground: Ground::Change, reason: " ".into(), hearing: None };
    check_desk(granted_desk(), vec![Does(clerk(), silent)], Err("reason-missing"));
}

#[test]
fn who_said_no_leaves_what_was_decided() {
    let desk = check_desk(
        granted_desk(),
        vec![clerical(), Does(approver(), leave_it())],
        Ok(State::Completed),
    );
    assert_eq!(desk.case, Case { reopening: None, ..granted_desk().case });
    check_desk(desk, vec![clerical(), Does(approver(), Reopen)], Ok(State::InReview));
}

#[test]
fn nobody_below_who_decided_mends_it() {
    let policy = Policy { refusal: Level::of(Rank::Section), ..policy(Shape::Standard) };
    let desk = refused_desk(policy);
    let mended = |by| vec![clerical(), Does(by, Reopen)];
    check_desk(desk.clone(), mended(approver()), Err("rank-too-low"));
    check_desk(desk, mended(section_head()), Ok(State::InReview));
}

#[test]
fn each_ground_is_for_its_own_end() {
    let today = friday_morning().day();
    let wants = |ground| vec![Does(clerk(), want_anew(ground, heard(today)))];
    let refused = || refused_desk(policy(Shape::Standard));
    check_desk(granted_desk(), wants(Ground::Revoke), Ok(State::Completed));
    check_desk(granted_desk(), wants(Ground::Resident), Err("ground-unfit"));
    check_desk(refused(), wants(Ground::Change), Ok(State::Refused));
    check_desk(refused(), wants(Ground::Revoke), Err("ground-unfit"));
    let open = Desk::receives(policy(Shape::Standard), false, None);
    check_desk(open, in_review(wants(Ground::Change)), Err("wrong-state"));
    let told = Desk::receives(policy(Shape::Notification), false, None);
    let told = check_desk(told, in_review(vec![Does(clerk(), Complete)]), Ok(State::Completed));
    check_desk(told.clone(), wants(Ground::Revoke), Err("ground-unfit"));
    let again = vec![clerical(), Does(approver(), Reopen), Does(clerk(), Complete)];
    check_desk(told, again, Ok(State::Completed));
}

#[test]
fn whoever_loses_something_was_heard_before() {
    let today = friday_morning().day();
    let day = |days| today + chrono::Days::new(days);
    let revoke = |hearing| vec![Does(clerk(), want_anew(Ground::Revoke, hearing))];
    check_desk(granted_desk(), revoke(None), Err("hearing-missing"));
    check_desk(granted_desk(), revoke(heard(day(1))), Err("hearing-missing"));
    let backwards = Hearing::Hearing { told_on: today, held_on: today - chrono::Days::new(1) };
    check_desk(granted_desk(), revoke(Some(backwards)), Err("hearing-missing"));
    let unsaid = Hearing::Exempt { rule: " ".into() };
    check_desk(granted_desk(), revoke(Some(unsaid)), Err("hearing-missing"));
    let exempt = Hearing::Exempt { rule: "行政手続法13条2項4号".into() };
    check_desk(granted_desk(), revoke(Some(exempt)), Ok(State::Completed));
    let desk = check_desk(granted_desk(), revoke(heard(today)), Ok(State::Completed));
    assert_eq!(desk.case.reopening.unwrap().hearing, heard(today));
}

#[test]
fn a_withdrawal_is_taken_back_within_fourteen_days() {
    let withdrawn = |then| {
        let steps = [Does(clerk(), Claim), Does(Actor::Resident, withdraw())].into_iter();
        steps.chain(then).collect::<Vec<_>>()
    };
    let desk = || Desk::receives(policy(Shape::Standard), false, None);
    let back = || Does(clerk(), want_anew(Ground::Resident, None));
    let steps = withdrawn(vec![Days(14), back(), Days(7), Does(approver(), Reopen)]);
    let taken_up = check_desk(desk(), steps, Ok(State::InReview));
    // It may be withdrawn again: nothing was decided.
    check_desk(taken_up, vec![Does(Actor::Resident, withdraw())], Ok(State::Withdrawn));
    check_desk(desk(), withdrawn(vec![Days(15), back()]), Err("too-late"));

    let unpaid = Desk::receives(policy(Shape::Certificate), true, None);
    check_desk(unpaid, vec![Does(Actor::Resident, withdraw()), back()], Err("fee-gone"));
    // What the office had decided is not withdrawn.
    let mended =
        check_desk(granted_desk(), vec![clerical(), Does(approver(), Reopen)], Ok(State::InReview));
    check_desk(mended, vec![Does(Actor::Resident, withdraw())], Err("wrong-state"));
}

#[test]
fn what_may_be_decided_anew_is_not_issued_and_not_ended_alone() {
    let routine = Policy { approval: alone(Rank::Staff), ..policy(Shape::Certificate) };
    let settled = vec![Does(clerk(), Command::Settle), clerical(), Does(approver(), Reopen)];
    let again = check_desk(Desk::receives(routine, false, None), settled, Ok(State::InReview));
    check_desk(again, vec![Does(clerk(), Command::Settle)], Err("not-alone"));

    let approved = proposed(vec![Does(approver(), APPROVE), clerical(), Does(clerk(), Complete)]);
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    check_desk(desk, approved, Err("reopening-open"));
}

#[test]
fn days_on_which_it_was_over_are_nobodys() {
    // Arrived on Friday the 20th, refused the same day; the Monday is a holiday.
    let desk = refused_desk(policy(Shape::Standard));
    assert_eq!(desk.case.due_on, Some("2026-11-30".parse().unwrap()));
    let again = vec![Days(6), clerical(), Does(approver(), Reopen)];
    let desk = check_desk(desk, again, Ok(State::InReview));
    assert_eq!(desk.case.stopped_days, 3, "from Tuesday to Thursday");
    assert_eq!(desk.case.due_on, Some("2026-12-03".parse().unwrap()));
    assert_eq!(desk.case.elapsed_open_days(desk.now), 0);
    // A day that had passed before stays the promised one.
    let late = [Does(clerk(), Claim), Days(20), Does(clerk(), propose(Verdict::Refuse))];
    let late = late.into_iter().chain([Does(section_head(), refuse()), clerical()]);
    let late = late.chain([Days(30), Does(approver(), Reopen)]).collect();
    let desk =
        check_desk(Desk::receives(policy(Shape::Standard), false, None), late, Ok(State::InReview));
    assert_eq!(desk.case.due_on, Some("2026-11-30".parse().unwrap()));
}
