//! 抽選: nobody is decided on before it is drawn, and nobody in favour before their turn.

use super::{
    regulation::{Step::Does, check_desk},
    *,
};
use crate::{Lot, State, draw_lot, move_up};

fn lot(place: u32) -> Lot {
    let closed_on = friday_morning().day();
    Lot { closed_on, group: String::new(), place, of: 5, places: 2, moved_up: false }
}

fn received() -> Desk {
    let policy =
        Policy { by_lot: true, approval: alone(Rank::Staff), ..policy(Shape::LotteryOrQuota) };
    Desk::receives(policy, false, None)
}

fn drawn(place: u32) -> Desk {
    let mut desk = received();
    let fact = draw_lot(&desk.case, lot(place), staff_id("kacho"), desk.now).unwrap();
    desk.case = evolve(desk.case, &fact);
    desk.log.push(fact);
    desk
}

#[test]
fn nobody_is_decided_on_before_it_is_drawn() {
    check_desk(received(), vec![Does(clerk(), Command::Settle)], Err("before-draw"));
    let propose = Command::Propose {
        verdict: Verdict::Approve,
        reason: String::new(),
        grounds: Grounds::default(),
        terms: Terms::default(),
    };
    let taken = |then| vec![Does(clerk(), Command::Claim), Does(clerk(), then)];
    check_desk(received(), taken(propose.clone()), Err("before-draw"));
    check_desk(drawn(2), vec![Does(clerk(), Command::Settle)], Ok(State::Completed));
    check_desk(drawn(3), vec![Does(clerk(), Command::Settle)], Err("not-reached"));
    check_desk(drawn(3), taken(propose), Err("not-reached"));
}

#[test]
fn a_substitute_is_decided_on_once_it_has_come_up() {
    let mut desk = drawn(4);
    assert_eq!(desk.case.lot.as_ref().unwrap().substitute(), Some(2));
    let fact = move_up(&desk.case, staff_id("kacho"), desk.now).unwrap();
    desk.case = evolve(desk.case, &fact);
    assert!(desk.case.lot.as_ref().unwrap().is_won());
    let again = move_up(&desk.case, staff_id("kacho"), desk.now).unwrap_err();
    assert_eq!(again.code(), "takes-no-part");
    check_desk(desk, vec![Does(clerk(), Command::Settle)], Ok(State::Completed));
}

#[test]
fn a_case_gets_one_place_and_only_while_it_is_open() {
    let by = || staff_id("kacho");
    let code = |case: &Case| draw_lot(case, lot(1), by(), friday_morning()).unwrap_err().code();
    assert_eq!(code(&drawn(1).case), "takes-no-part");
    let withdrawn = Command::Withdraw { reason: String::new() };
    let gone = check_desk(received(), vec![Does(Actor::Resident, withdrawn)], Ok(State::Withdrawn));
    assert_eq!(code(&gone.case), "takes-no-part");
    let other = Desk::receives(policy(Shape::Standard), false, None);
    assert_eq!(code(&other.case), "takes-no-part");
    assert!(move_up(&received().case, by(), friday_morning()).is_err());
}
