//! Who decides: one person alone, or a line of people; and what has to be looked at before.

use super::{
    regulation::{
        Step::{self, Does},
        check_desk, in_review, proposed,
    },
    *,
};
use crate::{LetterKind, Proposal, Returned, State, Way, letters_of};

use Command::{Claim, Complete};

#[test]
fn one_person_decides_alone_only_where_the_procedure_says_so() {
    let with = |shape, approval| Desk::receives(Policy { approval, ..policy(shape) }, false, None);
    let settled = |actor: Actor| vec![Does(actor, Command::Settle)];
    let routine = || with(Shape::Certificate, alone(Rank::Staff));
    let desk = check_desk(routine(), settled(clerk()), Ok(State::Completed));
    let told: Vec<&str> = desk.log.iter().map(Event::word).collect();
    assert_eq!(told, ["filed", "claimed", "approved", "completed"]);
    assert!(matches!(&desk.log[2], Event::Approved { level: Some(level), .. } if level.alone));
    // Who has it already is not made to take it again.
    let desk = check_desk(routine(), in_review(settled(clerk())), Ok(State::Completed));
    assert_eq!(desk.log.len(), 4);
    check_desk(routine(), in_review(settled(other_clerk())), Err("held-by-another"));
    check_desk(routine(), settled(builder()), Err("other-department"));
    check_desk(routine(), settled(auditor()), Err("not-yours"));
    let higher = with(Shape::Certificate, alone(Rank::Chief));
    check_desk(higher.clone(), settled(clerk()), Err("rank-too-low"));
    check_desk(higher, settled(approver()), Ok(State::Completed));
    check_desk(with(Shape::Standard, Level::of(Rank::Staff)), settled(clerk()), Err("not-alone"));
    let desk = check_desk(
        with(Shape::Notification, alone(Rank::Staff)),
        settled(clerk()),
        Ok(State::Completed),
    );
    assert_eq!(desk.case.decision, None);
}

#[test]
fn nothing_is_decided_alone_while_something_is_to_be_looked_at() {
    let routine = Policy { approval: alone(Rank::Staff), ..policy(Shape::Certificate) };
    let found = || vec![Finding::confirmed("own-account", "/account"), Finding::changed()];
    let desk = Desk::finds(routine, found());
    let look = |finding| Does(clerk(), Command::Check { finding });
    let settle = || Does(clerk(), Command::Settle);
    check_desk(desk.clone(), vec![settle()], Err("findings-open"));
    check_desk(desk.clone(), vec![look(0), settle()], Err("findings-open"));
    check_desk(desk.clone(), vec![look(0), look(0)], Err("no-such-finding"));
    check_desk(desk.clone(), vec![look(7)], Err("no-such-finding"));
    let recorded = Desk::finds(policy(Shape::Notification), vec![Finding::changed()]);
    let record = || in_review(vec![Does(clerk(), Complete)]);
    check_desk(recorded.clone(), record(), Err("findings-open"));
    let looked = in_review(vec![look(0), Does(clerk(), Complete)]);
    check_desk(recorded, looked, Ok(State::Completed));
    let desk = check_desk(desk, vec![look(0), look(1), settle()], Ok(State::Completed));
    let by = desk.case.findings.iter().map(|finding| &finding.checked.as_ref().unwrap().by);
    assert_eq!(by.collect::<Vec<_>>(), [&staff_id("hanae"); 2]);
}

#[test]
fn who_mended_the_answers_does_not_decide_alone() {
    let routine = Policy { approval: alone(Rank::Staff), ..policy(Shape::Certificate) };
    let mend = |by: Actor, reason: &str| {
        let findings = vec![Finding::changed()];
        Does(by, Command::CorrectFor { revision: 2, reason: reason.to_owned(), findings })
    };
    let desk = || Desk::receives(routine.clone(), false, None);
    check_desk(desk(), vec![mend(clerk(), " ")], Err("reason-missing"));
    check_desk(desk(), vec![mend(approver(), "番地")], Err("not-yours"));
    check_desk(desk(), vec![mend(Actor::Resident, "番地")], Err("not-yours"));
    check_desk(desk(), in_review(vec![mend(other_clerk(), "番地")]), Err("held-by-another"));
    let proposed = in_review(vec![Does(clerk(), propose(Verdict::Approve)), mend(clerk(), "番地")]);
    check_desk(desk(), proposed, Err("wrong-state"));
    let mended = check_desk(desk(), vec![mend(clerk(), "番地")], Ok(State::Received));
    assert_eq!((mended.case.revision, mended.case.clock_stopped_at), (2, None));
    assert!(mended.case.was_prepared_by(&staff_id("hanae")));
    let look = |by: Actor| Does(by, Command::Check { finding: 0 });
    let settle = |by: Actor| Does(by, Command::Settle);
    check_desk(mended.clone(), vec![settle(other_clerk())], Err("findings-open"));
    check_desk(mended.clone(), vec![look(clerk()), settle(clerk())], Err("own-preparation"));
    check_desk(mended, vec![look(other_clerk()), settle(other_clerk())], Ok(State::Completed));

    // A notification ends without anybody's approval: not by whoever mended it.
    let told = Desk::receives(policy(Shape::Notification), false, None);
    let mended = check_desk(told, in_review(vec![mend(clerk(), "番地")]), Ok(State::InReview));
    let complete = |by: Actor| Does(by, Complete);
    let alone = vec![look(clerk()), complete(clerk())];
    check_desk(mended.clone(), alone, Err("own-preparation"));
    let to = staff_id("goro");
    let handed = vec![
        look(other_clerk()),
        Does(clerk(), Command::Assign { to, although_away: false }),
        complete(other_clerk()),
    ];
    check_desk(mended, handed, Ok(State::Completed));
}

#[test]
fn who_took_an_answer_does_not_decide_alone() {
    let routine = Policy { approval: alone(Rank::Staff), ..policy(Shape::Certificate) };
    let answer = |by: Actor, identity: &str| {
        let (identity, findings) = (identity.to_owned(), vec![Finding::changed()]);
        Does(by, Command::TakeAnswer { revision: 2, way: Way::Telephone, identity, findings })
    };
    let asked = |answers: Step| in_review(vec![Does(clerk(), request_correction()), answers]);
    let desk = || Desk::receives(routine.clone(), false, None);
    check_desk(desk(), in_review(vec![answer(clerk(), "生年月日")]), Err("wrong-state"));
    check_desk(desk(), asked(answer(clerk(), " ")), Err("identity-missing"));
    check_desk(desk(), asked(answer(approver(), "生年月日")), Err("not-yours"));
    check_desk(desk(), asked(answer(Actor::Resident, "生年月日")), Err("not-yours"));
    // Whoever is there when the resident calls; the case stays with who has it.
    let taken = asked(answer(other_clerk(), "生年月日"));
    let desk = check_desk(desk(), taken, Ok(State::InReview));
    assert_eq!((desk.case.revision, desk.case.clock_stopped_at), (2, None));
    assert_eq!(desk.case.assignee, Some(staff_id("hanae")));
    assert!(desk.case.was_prepared_by(&staff_id("goro")));
    assert_eq!(letters_of(desk.log.last().unwrap()), Some(LetterKind::AnswerTaken));
    let look = || Does(clerk(), Command::Check { finding: 0 });
    let settle = |by: Actor| Does(by, Command::Settle);
    let to = || Does(clerk(), Command::Assign { to: staff_id("goro"), although_away: false });
    let alone = vec![look(), to(), settle(other_clerk())];
    check_desk(desk.clone(), alone, Err("own-preparation"));
    check_desk(desk, vec![look(), settle(clerk())], Ok(State::Completed));
}

#[test]
fn a_case_that_comes_back_says_why_until_it_goes_on() {
    let policy = Policy { approval: in_two_steps(), ..policy(Shape::Standard) };
    let mut desk = Desk::receives(policy, false, None);
    let mut stands = |actor: &Actor, command| {
        desk.hears(actor, command).unwrap();
        let step = desk.case.proposal.as_ref().and_then(Proposal::step);
        (desk.case.returned, step)
    };
    assert_eq!(stands(&clerk(), Claim), (None, None));
    assert_eq!(stands(&clerk(), request_correction()), (None, None));
    assert_eq!(stands(&Actor::Resident, resubmit(2)), (Some(Returned::Answered), None));
    // Whoever takes it over is told as well.
    let put_back = Command::Release { reason: ReleaseReason::Absence };
    assert_eq!(stands(&clerk(), put_back), (Some(Returned::Answered), None));
    assert_eq!(stands(&clerk(), Claim), (Some(Returned::Answered), None));
    assert_eq!(stands(&clerk(), propose(Verdict::Approve)), (None, Some((1, 2))));
    assert_eq!(stands(&approver(), Command::Pass { in_place_of: None }), (None, Some((2, 2))));
    assert_eq!(stands(&section_head(), send_back()), (Some(Returned::SentBack), None));
    assert_eq!(stands(&clerk(), propose(Verdict::Approve)), (None, Some((1, 2))));
    assert_eq!(stands(&clerk(), Command::Recall), (None, None));
    let put_back = Command::Release { reason: ReleaseReason::Absence };
    assert_eq!(stands(&clerk(), put_back), (Some(Returned::PutBack), None));
    assert_eq!(stands(&clerk(), Claim), (None, None));
}

#[test]
fn what_was_looked_at_stays_so_and_what_a_correction_changed_does_not() {
    let own_account = || Finding::confirmed("own-account", "/account");
    let mut desk = Desk::finds(policy(Shape::Certificate), vec![own_account()]);
    let again = |revision| Command::Resubmit {
        revision,
        findings: vec![Finding::changed(), own_account(), Finding::confirmed("late", "/day")],
    };
    let looked = |desk: &Desk| {
        let each = desk.case.findings.iter();
        each.map(|finding| finding.checked.is_some()).collect::<Vec<_>>()
    };
    desk.hears(&clerk(), Claim).unwrap();
    desk.hears(&clerk(), Command::Check { finding: 0 }).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    desk.hears(&Actor::Resident, again(2)).unwrap();
    assert_eq!(looked(&desk), [false, true, false]);
    desk.hears(&clerk(), Command::Check { finding: 0 }).unwrap();
    desk.hears(&clerk(), request_correction()).unwrap();
    desk.hears(&Actor::Resident, again(3)).unwrap();
    assert_eq!(looked(&desk), [false, true, false]);
}

#[test]
fn a_proposal_goes_its_way_step_by_step() {
    let desk = || {
        let policy = Policy { approval: in_two_steps(), ..policy(Shape::Standard) };
        Desk::receives(policy, false, None)
    };
    let go = |steps, expected| check_desk(desk(), proposed(steps), expected);
    let pass = |actor| Does(actor, PASS);
    go(vec![Does(section_head(), APPROVE)], Err("steps-open"));
    go(vec![pass(other_clerk())], Err("not-yours"));
    go(vec![pass(approver()), Does(approver(), APPROVE)], Err("rank-too-low"));
    go(vec![pass(section_head()), Does(section_head(), APPROVE)], Err("own-preparation"));
    go(vec![pass(approver()), pass(section_head())], Err("wrong-state"));
    let done = go(vec![pass(approver()), Does(section_head(), APPROVE)], Ok(State::Approved));
    assert!(done.case.decision.is_some_and(|decision| decision.by == Some(staff_id("kacho"))));
    // What was sent back begins its way anew.
    let again = vec![
        pass(approver()),
        Does(section_head(), send_back()),
        Does(clerk(), propose(Verdict::Approve)),
        Does(section_head(), APPROVE),
    ];
    go(again, Err("steps-open"));
    // Against what was proposed, the way of that verdict counts.
    go(vec![Does(approver(), refuse())], Ok(State::Refused));
}

#[test]
fn who_proposed_takes_it_back_until_somebody_has_acted() {
    let policy = Policy { approval: in_two_steps(), ..policy(Shape::Standard) };
    let desk = Desk::receives(policy, false, None);
    let go = |steps, expected| check_desk(desk.clone(), proposed(steps), expected);
    go(vec![Does(clerk(), Command::Recall)], Ok(State::InReview));
    go(vec![Does(other_clerk(), Command::Recall)], Err("not-proposer"));
    let passed = Does(approver(), PASS);
    go(vec![passed, Does(clerk(), Command::Recall)], Err("step-has-acted"));
}

#[test]
fn who_decides_takes_the_decision_before_the_steps_below() {
    let policy = Policy { approval: in_two_steps(), ..policy(Shape::Standard) };
    let desk = Desk::receives(policy, false, None);
    let go = |steps, expected| check_desk(desk.clone(), proposed(steps), expected);
    let raise = |verdict, against_proposal| Command::Raise {
        verdict,
        grounds: grounds(),
        against_proposal,
    };
    let up = || raise(Verdict::Approve, false);
    go(vec![Does(approver(), up())], Err("rank-too-low"));
    go(vec![Does(clerk(), up())], Err("not-yours"));
    go(vec![Does(section_head(), raise(Verdict::Refuse, false))], Err("against-proposal"));
    go(vec![Does(section_head(), raise(Verdict::Refuse, true))], Ok(State::Refused));
    let done = go(vec![Does(section_head(), up())], Ok(State::Approved));
    let told: Vec<&str> = done.log.iter().map(Event::word).collect();
    assert_eq!(told[told.len() - 2..], ["raised", "approved"]);
    assert!(matches!(&done.log[3], Event::Raised { skipped, .. } if *skipped == [Rank::Chief]));
    let passed = vec![Does(approver(), PASS), Does(section_head(), up())];
    go(passed, Err("nothing-to-raise"));
}
