//! 打切り: what asks for nothing of its own ends without a decision, and is taken up again by two people.

use super::{
    regulation::{Does, check_desk, in_review},
    *,
};
use crate::{Closing, LetterKind, State, letters_of};

use Command::{Claim, Reopen};

pub(super) fn close(closing: Closing) -> Command {
    Command::Close { closing, reason: "同じ届出が届いています。".to_owned() }
}

pub(super) fn twin() -> Closing {
    let other = "0193a5c8-7e1b-7c3d-9e4f-00000000c001".parse().unwrap();
    Closing::Duplicate { other, number: NUMBER.to_owned() }
}

fn arrived() -> Desk {
    Desk::receives(policy(Shape::Notification), false, None)
}

#[test]
fn who_leads_or_decides_ends_what_asks_for_nothing_and_the_resident_is_told() {
    for who in [lead(), approver()] {
        for closing in [Closing::Spam, twin()] {
            let steps = vec![Does(who.clone(), close(closing.clone()))];
            let desk = check_desk(arrived(), steps, Ok(State::Lapsed));
            assert_eq!(desk.case.closing(), Some(&closing));
            assert_eq!(desk.log.last().and_then(letters_of), Some(LetterKind::Closed));
        }
    }
    check_desk(arrived(), in_review(vec![Does(lead(), close(twin()))]), Ok(State::Lapsed));
    check_desk(arrived(), vec![Does(clerk(), close(twin()))], Err("not-yours"));
    let unpaid = Desk::receives(policy(Shape::Certificate), true, None);
    check_desk(unpaid, vec![Does(lead(), close(twin()))], Err("wrong-state"));
    let silent = Command::Close { closing: Closing::Spam, reason: " ".to_owned() };
    check_desk(arrived(), vec![Does(lead(), silent)], Err("reason-missing"));
    let own = Desk::receives(policy(Shape::Notification), false, lead().staff().cloned());
    check_desk(own, vec![Does(lead(), close(twin()))], Err("own-filing"));
}

#[test]
fn what_was_closed_by_mistake_goes_on_and_can_still_be_withdrawn() {
    let wanted = |ground| Does(clerk(), want_anew(ground, None));
    let closed = || Does(lead(), close(Closing::Spam));
    let again = vec![closed(), wanted(Ground::Closed), Does(approver(), Reopen)];
    let desk = check_desk(arrived(), again, Ok(State::InReview));
    assert_eq!(desk.case.closing(), None);
    check_desk(desk, vec![Does(Actor::Resident, withdraw())], Ok(State::Withdrawn));
    check_desk(arrived(), vec![closed(), wanted(Ground::Change)], Err("ground-unfit"));
    check_desk(arrived(), vec![closed(), Does(clerk(), Claim)], Err("wrong-state"));
    let granted = in_review(vec![Does(lead(), close(twin())), wanted(Ground::Resident)]);
    check_desk(arrived(), granted, Err("ground-unfit"));
}
