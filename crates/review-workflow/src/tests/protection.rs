//! 支援措置: who says it, in which state, and how it ends.

use chrono::Days;
use kernel::Right;

use super::*;
use crate::State;

pub(super) fn protect(until: NaiveDate) -> Command {
    Command::Protect { until, reason: "申出書を受けた。".to_owned() }
}

pub(super) fn unprotect() -> Command {
    Command::Unprotect { reason: "本人から申出があった。".to_owned() }
}

fn trusted(role: Role, at: &str) -> Grant {
    Grant { rights: [Right::Protected].into(), ..Grant::new(role, department(at)) }
}

fn holding(grants: Vec<Grant>) -> Actor {
    let today = friday_morning().day();
    Actor::Staff(Authority::new(staff_id("keeper"), grants, &DepartmentTree::default(), today))
}

/// A clerk whose grant carries the right.
pub(super) fn keeper() -> Actor {
    holding(vec![trusted(Role::Clerk, DEPARTMENT)])
}

fn desk() -> Desk {
    Desk::receives(policy(Shape::Standard), false, None)
}

fn day(after: u64) -> NaiveDate {
    friday_morning().day() + Days::new(after)
}

#[test]
fn one_grant_has_the_role_covers_the_case_and_carries_the_right() {
    let says = |actor: &Actor| desk().hears(actor, protect(day(300))).map_err(|it| it.code());
    for role in [Role::Clerk, Role::Lead, Role::Approver] {
        assert!(says(&holding(vec![trusted(role, DEPARTMENT)])).is_ok(), "{role}");
    }
    for actor in [clerk(), approver(), lead()] {
        assert_eq!(says(&actor), Err("protection-unentrusted"));
    }
    // Nothing is added up over several grants.
    let apart = vec![Grant::new(Role::Clerk, department(DEPARTMENT)), trusted(Role::Clerk, "tax")];
    assert_eq!(says(&holding(apart)), Err("protection-unentrusted"));
    assert_eq!(says(&holding(vec![trusted(Role::Clerk, "tax")])), Err("other-department"));
    assert_eq!(says(&holding(vec![trusted(Role::CentreClerk, DEPARTMENT)])), Err("not-yours"));
    assert_eq!(says(&Actor::Resident), Err("not-yours"));
}

#[test]
fn it_takes_a_day_that_lies_ahead_and_a_reason() {
    let refused = |command| desk().hears(&keeper(), command).unwrap_err().code();
    assert_eq!(refused(protect(day(0))), "day-not-ahead");
    assert_eq!(refused(protect(day(400))), "day-too-far");
    let silent = Command::Protect { until: day(30), reason: " ".to_owned() };
    assert_eq!(refused(silent), "reason-missing");
    assert_eq!(refused(unprotect()), "wrong-state");
}

#[test]
fn it_holds_to_the_end_of_its_day_and_is_told_thirty_days_before() {
    let mut desk = desk();
    desk.hears(&keeper(), protect(day(60))).unwrap();
    let on = |after: i64| friday_morning().plus(Duration::days(after));
    assert!(desk.case.is_protected(on(60)) && !desk.case.is_protected(on(61)));
    assert!(!desk.case.protection_ends_soon(on(29)) && desk.case.protection_ends_soon(on(30)));
    assert!(desk.case.protection_ends_soon(on(60)) && !desk.case.protection_ends_soon(on(61)));
    desk.hears(&keeper(), protect(day(90))).unwrap();
    assert_eq!(desk.case.protected_until, Some(day(90)), "said once more, it is longer");
    desk.hears(&keeper(), unprotect()).unwrap();
    assert!(!desk.case.is_protected(friday_morning()));
    assert_eq!(fold(&desk.log), Some(desk.case));
}

#[test]
fn it_moves_nothing_and_is_said_of_what_is_over_too() {
    let mut desk = desk();
    desk.hears(&Actor::Resident, withdraw()).unwrap();
    let before = desk.case.clone();
    desk.hears(&keeper(), protect(day(300))).unwrap();
    assert_eq!(desk.case.state, State::Withdrawn);
    assert_eq!(Case { protected_until: None, ..desk.case }, before);
}
