//! 発送: who says that a paper left the house, how, and when.

use super::{
    regulation::{Does, check_desk, proposed},
    *,
};
use crate::{PostKind, Posting, ReturnReason, State};

pub(super) fn post_out(kind: PostKind, tracking: Option<&str>, on: NaiveDate) -> Command {
    let tracking = tracking.map(str::to_owned);
    Command::PostOut { notice: 1, posting: Posting { on, kind, tracking } }
}

pub(super) fn come_back() -> Command {
    Command::ComeBack { notice: 1, reason: ReturnReason::Unknown }
}

pub(super) fn confirm_address(text: &str) -> Command {
    Command::ConfirmAddress { notice: 1, text: text.to_owned() }
}

pub(super) fn hand_out(identity: &str) -> Command {
    Command::HandOut { notice: 1, identity: identity.to_owned() }
}

pub(super) fn post_clerk() -> Actor {
    staff("post", &[Role::PostClerk])
}

fn approved_desk() -> Desk {
    let steps = proposed(vec![Does(approver(), APPROVE)]);
    check_desk(Desk::receives(policy(Shape::Standard), false, None), steps, Ok(State::Approved))
}

#[track_caller]
fn check(actor: Actor, command: Command, expected: Result<State, &str>) -> Desk {
    check_desk(approved_desk(), vec![Does(actor, command)], expected)
}

#[test]
fn only_who_posts_says_that_it_was_posted_or_came_back() {
    let today = friday_morning().day();
    let ordinary = || post_out(PostKind::Ordinary, Some("何でもよい"), today);
    let desk = check(post_clerk(), ordinary(), Ok(State::Approved));
    let Some(Event::NoticePosted { posting, .. }) = desk.log.last() else { panic!("not posted") };
    assert_eq!(posting.tracking, None, "ordinary post is not followed");
    check(clerk(), ordinary(), Err("not-yours"));
    check(clerk(), come_back(), Err("not-yours"));
    check(post_clerk(), come_back(), Ok(State::Approved));
    check(post_clerk(), hand_out("運転免許証"), Err("not-yours"));
    check(post_clerk(), confirm_address("電話で聞いた。"), Err("not-yours"));
    let early = vec![Does(post_clerk(), ordinary())];
    check_desk(Desk::receives(policy(Shape::Standard), false, None), early, Err("wrong-state"));
}

#[test]
fn what_is_followed_has_a_number_and_nothing_is_posted_tomorrow() {
    let today = friday_morning().day();
    for kind in [PostKind::Recorded, PostKind::SimplyRegistered, PostKind::Registered] {
        for (tracking, expected) in [
            (Some("123-45-67890-1"), Ok(State::Approved)),
            (Some("123"), Err("tracking-missing")),
            (None, Err("tracking-missing")),
        ] {
            check(post_clerk(), post_out(kind, tracking, today), expected);
        }
    }
    let tomorrow = today.succ_opt().unwrap();
    check(post_clerk(), post_out(PostKind::Ordinary, None, tomorrow), Err("day-not-past"));
}

#[test]
fn nothing_is_handed_out_without_saying_how_the_person_was_made_sure_of() {
    check(clerk(), hand_out(" "), Err("identity-missing"));
    check(clerk(), hand_out("運転免許証"), Ok(State::Approved));
    check(clerk(), confirm_address(" "), Err("reason-missing"));
}

/// What may be decided anew stays in the house; what has left it still comes back.
#[test]
fn nothing_leaves_while_somebody_wants_it_decided_anew() {
    let today = friday_morning().day();
    let wanted = || Does(clerk(), want_anew(Ground::Change, None));
    for (actor, command, expected) in [
        (post_clerk(), post_out(PostKind::Ordinary, None, today), Err("reopening-open")),
        (clerk(), hand_out("運転免許証"), Err("reopening-open")),
        (post_clerk(), come_back(), Ok(State::Completed)),
    ] {
        let steps = vec![Does(clerk(), Command::Complete), wanted(), Does(actor, command)];
        check_desk(approved_desk(), steps, expected);
    }
}
