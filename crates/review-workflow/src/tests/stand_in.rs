//! 代決 and 後閲: acting in the place of somebody who is away.

use super::{
    regulation::{Step::Does, check_desk, proposed},
    *,
};
use crate::{StandIn, State};

fn seat(is_away: bool) -> Vec<StandIn> {
    vec![StandIn { holder: staff_id("kacho"), rank: Rank::Section, is_away }]
}

fn approve(for_whom: &str) -> Command {
    Command::Approve { against_proposal: false, in_place_of: Some(staff_id(for_whom)) }
}

fn desk(level: Level, stand_ins: Vec<StandIn>) -> Desk {
    let policy = Policy { approval: level, stand_ins, ..policy(Shape::Standard) };
    check_desk(Desk::receives(policy, false, None), proposed(vec![]), Ok(State::AwaitingApproval))
}

#[test]
fn a_deputy_decides_while_the_holder_is_away_and_not_otherwise() {
    let level = || Level::of(Rank::Section);
    let decides = |command| vec![Does(approver(), command)];
    check_desk(desk(level(), Vec::new()), decides(APPROVE), Err("rank-too-low"));
    check_desk(desk(level(), seat(false)), decides(approve("kacho")), Err("not-absent"));
    // Being a deputy is no rank: one says for whom one acts.
    check_desk(desk(level(), seat(true)), decides(APPROVE), Err("rank-too-low"));
    check_desk(desk(level(), seat(true)), decides(approve("sachi")), Err("not-deputy"));
    let kept = Level { deputy: false, ..level() };
    check_desk(desk(kept, seat(true)), decides(approve("kacho")), Err("deputy-not-allowed"));
    check_desk(
        desk(Level::of(Rank::Division), seat(true)),
        decides(approve("kacho")),
        Err("rank-too-low"),
    );
    check_desk(desk(level(), seat(true)), vec![Does(clerk(), approve("kacho"))], Err("not-yours"));
    let own = vec![Does(all_rounder(), Command::Recall)];
    check_desk(desk(level(), seat(true)), own, Err("not-proposer"));
    let done =
        check_desk(desk(level(), seat(true)), decides(approve("kacho")), Ok(State::Approved));
    assert_eq!(done.case.decision.as_ref().unwrap().by, Some(staff_id("sachi")));
    assert!(done.case.is_unread_by(&staff_id("kacho")));
}

#[test]
fn what_was_done_in_ones_place_is_read_once() {
    let done = check_desk(
        desk(Level::of(Rank::Section), seat(true)),
        vec![Does(approver(), approve("kacho"))],
        Ok(State::Approved),
    );
    let read = || Does(section_head(), Command::ReadAfter);
    check_desk(done.clone(), vec![Does(approver(), Command::ReadAfter)], Err("not-in-place-of"));
    let read_once = check_desk(done.clone(), vec![read()], Ok(State::Approved));
    assert_eq!(read_once.case.unread, []);
    check_desk(done, vec![read(), read()], Err("not-in-place-of"));
}

#[test]
fn a_step_is_passed_on_in_ones_place_too() {
    let long = Level { route: vec![Rank::Section], ..Level::of(Rank::Division) };
    let pass = |for_whom: Option<&str>| Command::Pass { in_place_of: for_whom.map(staff_id) };
    let steps = |command| vec![Does(approver(), command)];
    check_desk(desk(long.clone(), seat(true)), steps(pass(None)), Err("rank-too-low"));
    let passed =
        check_desk(desk(long, seat(true)), steps(pass(Some("kacho"))), Ok(State::AwaitingApproval));
    assert!(passed.case.is_unread_by(&staff_id("kacho")));
}
