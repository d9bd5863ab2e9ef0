//! 抜取確認: what one person decided alone, and another looks at.

use super::{
    regulation::{Step::Does, check_desk},
    *,
};
use crate::{CommandKind, State, available_commands};

fn settled(shape: Shape, by: Actor) -> Desk {
    let policy = Policy { approval: alone(Rank::Staff), sample: 100, ..policy(shape) };
    let desk = Desk::receives(policy, false, None);
    check_desk(desk, vec![Does(by, Command::Settle)], Ok(State::Completed))
}

fn looks(objection: Option<&str>) -> Command {
    Command::Sample { objection: objection.map(str::to_owned) }
}

#[test]
fn another_approver_confirms_or_objects_once() {
    let desk = settled(Shape::Certificate, clerk());
    let waits = desk.case.unsampled().unwrap();
    assert_eq!((waits.of.clone(), waits.at), (Some(staff_id("hanae")), friday_morning()));
    assert_eq!(waits.due_on().to_string(), "2026-11-30", "five open days over a holiday");

    let mut confirmed = desk.clone();
    confirmed.hears(&approver(), looks(None)).unwrap();
    let answer = confirmed.case.sample.clone().unwrap().answer.unwrap();
    assert_eq!((answer.by, answer.objection), (staff_id("sachi"), None));
    check_desk(confirmed, vec![Does(approver(), looks(None))], Err("not-drawn"));

    check_desk(desk.clone(), vec![Does(approver(), looks(Some(" ")))], Err("reason-missing"));
    let objected =
        check_desk(desk, vec![Does(approver(), looks(Some(" 通数 ")))], Ok(State::Completed));
    let answer = objected.case.sample.unwrap().answer.unwrap();
    assert_eq!(answer.objection.as_deref(), Some("通数"));
}

#[test]
fn nobody_looks_at_what_they_decided_filed_or_prepared() {
    let own = settled(Shape::Certificate, all_rounder());
    check_desk(own.clone(), vec![Does(all_rounder(), looks(None))], Err("own-decision"));
    check_desk(own.clone(), vec![Does(clerk(), looks(None))], Err("not-yours"));
    check_desk(own.clone(), vec![Does(builder(), looks(None))], Err("other-department"));
    let offered = available_commands(&own.case, &all_rounder(), &own.policy, own.now);
    assert!(!offered.contains(&CommandKind::Sample));

    let policy = Policy { approval: alone(Rank::Staff), sample: 100, ..policy(Shape::Certificate) };
    let on_paper = Desk::receives(policy.clone(), false, Some(staff_id("counter")));
    let steps = vec![Does(clerk(), Command::Settle), Does(counter_clerk(), looks(None))];
    check_desk(on_paper, steps, Err("own-filing"));
    let prepared = vec![
        Does(all_rounder(), Command::Claim),
        Does(all_rounder(), release()),
        Does(clerk(), Command::Settle),
        Does(all_rounder(), looks(None)),
    ];
    check_desk(Desk::receives(policy, false, None), prepared, Err("own-preparation"));
}

#[test]
fn a_decision_of_two_is_not_drawn_and_a_record_of_one_is() {
    let policy = |shape| Policy { sample: 100, ..policy(shape) };
    let two = vec![
        Does(clerk(), Command::Claim),
        Does(clerk(), propose(Verdict::Approve)),
        Does(approver(), APPROVE),
        Does(clerk(), Command::Complete),
    ];
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    assert_eq!(check_desk(desk, two, Ok(State::Completed)).case.sample, None);

    let one = || vec![Does(clerk(), Command::Claim), Does(clerk(), Command::Complete)];
    let desk = Desk::receives(policy(Shape::Notification), false, None);
    assert!(check_desk(desk, one(), Ok(State::Completed)).case.unsampled().is_some());
    let none = Policy { sample: 0, ..policy(Shape::Notification) };
    let desk = check_desk(Desk::receives(none, false, None), one(), Ok(State::Completed));
    assert_eq!(desk.log.last().unwrap().draw(), None);
}

#[test]
fn what_two_take_up_again_waits_no_longer() {
    let steps =
        vec![Does(clerk(), want_anew(Ground::Clerical, None)), Does(approver(), Command::Reopen)];
    let desk = check_desk(settled(Shape::Certificate, other_clerk()), steps, Ok(State::InReview));
    assert_eq!(desk.case.sample, None);
}
