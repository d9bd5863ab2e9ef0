//! The office's regulation, a sentence each.

use super::*;
use crate::{
    CommandKind, LetterKind, MAX_REMARKS, MAX_TEXT, RemarkCode, State, available_commands,
    letters_of,
};

/// What happens in a sentence of the regulation.
pub(super) enum Step {
    Days(i64),
    Does(Actor, Command),
}
pub(super) use Step::{Days, Does};

use Command::{Claim, Complete, Lapse, Remind};

fn corrected(revision: u32) -> Step {
    Does(Actor::Resident, resubmit(revision))
}

/// Every step but the last succeeds; the last ends in a state or in the rule that refused.
#[track_caller]
pub(super) fn check_desk(mut desk: Desk, steps: Vec<Step>, expected: Result<State, &str>) -> Desk {
    let count = steps.len();
    let mut outcome = Ok(desk.case.state);
    for (place, step) in steps.into_iter().enumerate() {
        match step {
            Days(days) => desk.waits(Duration::days(days)),
            Does(actor, command) => {
                let kind = command.kind();
                outcome = desk.hears(&actor, command).map(|_| desk.case.state);
                assert!(
                    outcome.is_ok() || place + 1 == count,
                    "step {place} ({kind}): {outcome:?}"
                );
            }
        }
    }
    assert_eq!(outcome.as_ref().map_err(Refusal::code).copied(), expected, "{outcome:?}");
    desk
}

#[track_caller]
fn check(shape: Shape, steps: Vec<Step>, expected: Result<State, &str>) {
    check_desk(Desk::receives(policy(shape), false, None), steps, expected);
}

/// A case whose fee is due before work starts.
#[track_caller]
fn check_with_fee(steps: Vec<Step>, expected: Result<State, &str>) {
    check_desk(Desk::receives(policy(Shape::Certificate), true, None), steps, expected);
}

/// A clerk has claimed it.
pub(super) fn in_review(then: Vec<Step>) -> Vec<Step> {
    [Does(clerk(), Claim)].into_iter().chain(then).collect()
}

/// A clerk has claimed it and proposed to approve.
pub(super) fn proposed(then: Vec<Step>) -> Vec<Step> {
    let start = [Does(clerk(), Claim), Does(clerk(), propose(Verdict::Approve))];
    start.into_iter().chain(then).collect()
}

#[test]
fn a_certificate_goes_from_payment_to_issue() {
    check_with_fee(
        vec![
            Does(Actor::System, pay()),
            Does(clerk(), Claim),
            Does(clerk(), propose(Verdict::Approve)),
            Does(approver(), APPROVE),
            Does(clerk(), Complete),
        ],
        Ok(State::Completed),
    );
}

#[test]
fn an_unpaid_case_is_not_worked_on() {
    check_with_fee(vec![Does(clerk(), Claim)], Err("wrong-state"));
    check_with_fee(vec![Does(clerk(), assign("hanae"))], Err("wrong-state"));
    check_with_fee(vec![Does(approver(), APPROVE)], Err("wrong-state"));
}

#[test]
fn a_payment_is_applied_once() {
    check_with_fee(
        vec![Does(Actor::System, pay()), Does(Actor::System, pay())],
        Err("nothing-to-pay"),
    );
    check(Shape::Certificate, vec![Does(Actor::System, pay())], Err("nothing-to-pay"));
}

#[test]
fn only_the_house_says_that_money_came() {
    for actor in [Actor::Resident, clerk(), approver(), auditor()] {
        check_with_fee(vec![Does(actor, pay())], Err("not-yours"));
    }
}

#[test]
fn an_unpaid_case_lapses_after_its_last_day_and_not_before() {
    check_with_fee(vec![Days(14), Does(Actor::System, Lapse)], Err("not-yet-due"));
    check_with_fee(vec![Days(15), Does(Actor::System, Lapse)], Ok(State::Lapsed));
    check_with_fee(vec![Days(15), Does(Actor::System, pay())], Ok(State::Received));
}

#[test]
fn money_for_a_case_that_is_over_has_to_go_back() {
    check_with_fee(
        vec![Days(15), Does(Actor::System, Lapse), Does(Actor::System, pay())],
        Err("paid-too-late"),
    );
    check_with_fee(
        vec![Does(Actor::Resident, withdraw()), Does(Actor::System, pay())],
        Err("paid-too-late"),
    );
}

#[test]
fn a_case_is_in_one_pair_of_hands() {
    check(Shape::Standard, in_review(vec![Does(other_clerk(), Claim)]), Err("wrong-state"));
    let reserved = || Does(approver(), assign("goro"));
    check(Shape::Standard, vec![reserved(), Does(clerk(), Claim)], Err("held-by-another"));
    check(Shape::Standard, vec![reserved(), Does(other_clerk(), Claim)], Ok(State::InReview));
    for command in [request_correction(), propose(Verdict::Approve)] {
        check(
            Shape::Standard,
            in_review(vec![Does(other_clerk(), command)]),
            Err("held-by-another"),
        );
    }
}

#[test]
fn a_case_can_change_hands() {
    let handed_over = || Does(clerk(), assign("goro"));
    let done_by = |actor| in_review(vec![handed_over(), Does(actor, propose(Verdict::Approve))]);
    check(Shape::Standard, done_by(other_clerk()), Ok(State::AwaitingApproval));
    check(Shape::Standard, done_by(clerk()), Err("held-by-another"));
}

#[test]
fn a_correction_goes_to_the_resident_and_comes_back_to_the_same_clerk() {
    let desk = check_desk(
        Desk::receives(policy(Shape::Standard), false, None),
        in_review(vec![Does(clerk(), request_correction()), Days(3), corrected(2)]),
        Ok(State::InReview),
    );
    assert_eq!(desk.case.revision, 2);
    assert_eq!(desk.case.correction, None);
    assert_eq!(desk.case.assignee, Some(staff_id("hanae")));
    assert_eq!(desk.case.arrived_at, friday_morning(), "a correction keeps the arrival");
}

#[test]
fn a_correction_says_which_fields_and_what_is_wrong() {
    let remark = |at: &str, text: &str| Remark::saying(at, text);
    let ask = |remarks| {
        in_review(vec![Does(clerk(), Command::RequestCorrection { remarks, due_on: None })])
    };
    check(Shape::Standard, ask(vec![]), Err("remarks-missing"));
    check(Shape::Standard, ask(vec![remark("/phone", " \u{3000}")]), Err("remarks-missing"));
    check(Shape::Standard, ask(vec![remark("phone", "違います")]), Err("remarks-missing"));
    // A reason says enough by itself, unless it is "something else".
    let because = |code| Remark { code: Some(code), ..Remark::saying("/phone", " ") };
    check(Shape::Standard, ask(vec![because(RemarkCode::Other)]), Err("remarks-missing"));
    let asked = ask(vec![because(RemarkCode::Unreadable)]);
    check(Shape::Standard, asked, Ok(State::CorrectionRequested));
    let too_many = vec![remark("/phone", "違います"); MAX_REMARKS + 1];
    check(Shape::Standard, ask(too_many), Err("too-many-remarks"));
    let too_long = "あ".repeat(MAX_TEXT + 1);
    check(Shape::Standard, ask(vec![remark("/phone", &too_long)]), Err("text-too-long"));
}

#[test]
fn a_correction_gives_the_resident_days() {
    let ask_until = |day: &str| {
        let Command::RequestCorrection { remarks, .. } = request_correction() else {
            unreachable!()
        };
        let due_on = Some(day.parse().unwrap());
        in_review(vec![Does(clerk(), Command::RequestCorrection { remarks, due_on })])
    };
    check(Shape::Standard, ask_until("2026-11-20"), Err("day-not-ahead"));
    check(Shape::Standard, ask_until("2026-11-21"), Ok(State::CorrectionRequested));
    check(Shape::Standard, ask_until("2027-11-21"), Ok(State::CorrectionRequested));
    check(Shape::Standard, ask_until("2027-11-22"), Err("day-too-far"));
}

#[test]
fn who_has_a_case_may_put_it_back_for_another() {
    let back = |who| Does(who, release());
    check(Shape::Standard, in_review(vec![back(clerk())]), Ok(State::Received));
    check(Shape::Standard, in_review(vec![back(other_clerk())]), Err("held-by-another"));
    check(Shape::Standard, in_review(vec![back(approver())]), Err("not-yours"));
    check(Shape::Standard, in_review(vec![back(clerk()), back(clerk())]), Err("wrong-state"));
    check(Shape::Standard, proposed(vec![back(clerk())]), Err("wrong-state"));
    check(
        Shape::Standard,
        in_review(vec![back(clerk()), Does(other_clerk(), Claim)]),
        Ok(State::InReview),
    );
    // Who had it before has prepared it.
    let had = [release(), Claim, release(), Claim, propose(Verdict::Approve), APPROVE];
    let by = [clerk(), all_rounder(), all_rounder(), clerk(), clerk(), all_rounder()];
    let steps = by.into_iter().zip(had).map(|(who, command)| Does(who, command)).collect();
    check(Shape::Standard, in_review(steps), Err("own-preparation"));
}

#[test]
fn a_case_is_handed_over_and_decided_by_who_answers_for_it() {
    let over = |who, to| Does(who, hand_over(to));
    let home = |who| Does(who, hand_over(DEPARTMENT));
    let there =
        |then: Vec<Step>| in_review([over(clerk(), "centre")].into_iter().chain(then).collect());
    let takes = |who| Does(who, Claim);
    check(Shape::Standard, there(vec![]), Ok(State::Received));
    check(Shape::Standard, there(vec![over(clerk(), "centre")]), Err("same-desk"));
    check(Shape::Standard, in_review(vec![over(clerk(), DEPARTMENT)]), Err("same-desk"));
    check(Shape::Standard, proposed(vec![over(clerk(), "centre")]), Err("wrong-state"));
    // Whose it is says where it goes; who spreads the work, of every case.
    check(Shape::Standard, in_review(vec![over(other_clerk(), "centre")]), Err("held-by-another"));
    check(Shape::Standard, in_review(vec![over(lead(), "centre")]), Ok(State::Received));
    check(Shape::Standard, in_review(vec![over(approver(), "centre")]), Err("not-yours"));
    // The centre has nothing to do with what does not lie there.
    check(
        Shape::Standard,
        in_review(vec![over(centre_clerk(), "centre")]),
        Err("other-department"),
    );
    check(Shape::Standard, there(vec![takes(builder())]), Err("other-department"));
    // It checks and asks, and decides nothing.
    let checked = |then: Command| there(vec![takes(centre_clerk()), Does(centre_clerk(), then)]);
    check(Shape::Standard, checked(request_correction()), Ok(State::CorrectionRequested));
    check(Shape::Standard, checked(hand_over(DEPARTMENT)), Ok(State::Received));
    for not_theirs in [propose(Verdict::Approve), Command::Settle, waive_fee()] {
        check(Shape::Standard, checked(not_theirs), Err("not-yours"));
    }
    // A clerk of the place where it lies works on it there, and decides nothing either.
    let clerk_there = || granted("builder", &[(Role::Clerk, "centre"), (Role::Approver, "centre")]);
    let decided_there =
        there(vec![takes(clerk_there()), Does(clerk_there(), propose(Verdict::Approve))]);
    check(Shape::Standard, decided_there, Err("other-department"));
    // Who answers for it goes on with it wherever it lies.
    let decided = [propose(Verdict::Approve), APPROVE].into_iter().zip([clerk(), approver()]);
    let steps = [takes(clerk())].into_iter().chain(decided.map(|(what, who)| Does(who, what)));
    check(Shape::Standard, there(steps.collect()), Ok(State::Approved));
    check(
        Shape::Standard,
        there(vec![takes(centre_clerk()), home(centre_clerk()), takes(centre_clerk())]),
        Err("other-department"),
    );
}

#[test]
fn revisions_follow_one_another() {
    for wrong in [0, 1, 3] {
        check(
            Shape::Standard,
            in_review(vec![Does(clerk(), request_correction()), corrected(wrong)]),
            Err("revision-out-of-order"),
        );
    }
    check(Shape::Standard, in_review(vec![corrected(2)]), Err("wrong-state"));
}

#[test]
fn a_silent_resident_is_reminded_before_and_after_the_day_and_then_a_clerk_decides() {
    let asked = |then: Vec<Step>| {
        in_review([Does(clerk(), request_correction())].into_iter().chain(then).collect())
    };
    let remind = || Does(Actor::System, Remind);
    // The last day is Friday, 4 December; three open days before it is the Tuesday.
    let waiting = Ok(State::CorrectionRequested);
    check(Shape::Standard, asked(vec![Days(10), remind()]), Err("not-yet-due"));
    check(Shape::Standard, asked(vec![Days(11), remind()]), waiting);
    check(Shape::Standard, asked(vec![Days(11), remind(), remind()]), Err("not-yet-due"));
    check(Shape::Standard, asked(vec![Days(11), remind(), Days(3), remind()]), Err("not-yet-due"));
    check(Shape::Standard, asked(vec![Days(11), remind(), Days(4), remind()]), waiting);
    check(Shape::Standard, asked(vec![Days(15), remind(), remind()]), Err("already-reminded"));
    let give_up = || Does(clerk(), propose(Verdict::Refuse));
    check(Shape::Standard, asked(vec![Days(14), give_up()]), Err("not-yet-due"));
    check(Shape::Standard, asked(vec![Days(15), give_up()]), Ok(State::AwaitingApproval));
    check(Shape::Standard, asked(vec![Days(40), corrected(2)]), Ok(State::InReview));
}

#[test]
fn a_notification_is_recorded_and_never_refused() {
    check(Shape::Notification, in_review(vec![Does(clerk(), Complete)]), Ok(State::Completed));
    let never = "notification-is-not-decided";
    for command in [propose(Verdict::Approve), propose(Verdict::Refuse)] {
        check(Shape::Notification, in_review(vec![Does(clerk(), command)]), Err(never));
    }
    for command in [APPROVE, refuse(), send_back()] {
        check(Shape::Notification, in_review(vec![Does(approver(), command)]), Err(never));
    }
}

#[test]
fn an_incomplete_notification_is_asked_about() {
    let asked = |then: Vec<Step>| {
        in_review([Does(clerk(), request_correction())].into_iter().chain(then).collect())
    };
    check(Shape::Notification, asked(vec![corrected(2)]), Ok(State::InReview));
    check(Shape::Notification, asked(vec![Does(clerk(), Complete)]), Err("not-yet-due"));
    check(
        Shape::Notification,
        asked(vec![Days(15), Does(clerk(), Complete)]),
        Ok(State::Completed),
    );
}

#[test]
fn only_what_is_approved_is_issued() {
    check(Shape::Certificate, in_review(vec![Does(clerk(), Complete)]), Err("wrong-state"));
    check(Shape::Certificate, proposed(vec![Does(clerk(), Complete)]), Err("wrong-state"));
    check(
        Shape::Certificate,
        proposed(vec![Does(approver(), APPROVE), Does(other_clerk(), Complete)]),
        Ok(State::Completed),
    );
}

#[test]
fn nobody_approves_what_they_proposed() {
    for shape in [Shape::Certificate, Shape::Standard, Shape::Approval, Shape::LotteryOrQuota] {
        for command in [APPROVE, refuse()] {
            let alone = vec![
                Does(all_rounder(), Claim),
                Does(all_rounder(), propose(Verdict::Approve)),
                Does(all_rounder(), command),
            ];
            check(shape, alone, Err("own-preparation"));
        }
        check(shape, proposed(vec![Does(approver(), APPROVE)]), Ok(State::Approved));
    }
}

#[test]
fn nobody_approves_what_they_prepared_before_somebody_else_proposed() {
    check(
        Shape::Standard,
        vec![
            Does(all_rounder(), Claim),
            Does(all_rounder(), assign("hanae")),
            Does(clerk(), propose(Verdict::Approve)),
            Does(all_rounder(), APPROVE),
        ],
        Err("own-preparation"),
    );
    check(
        Shape::Standard,
        vec![
            Does(all_rounder(), Claim),
            Does(all_rounder(), propose(Verdict::Approve)),
            Does(approver(), send_back()),
            Does(all_rounder(), assign("hanae")),
            Does(clerk(), propose(Verdict::Approve)),
            Does(all_rounder(), APPROVE),
        ],
        Err("own-preparation"),
    );
}

#[test]
fn nobody_approves_what_they_filed() {
    for approval in [Level::of(Rank::Chief), alone(Rank::Chief)] {
        let policy = Policy { approval, ..policy(Shape::Certificate) };
        let desk = Desk::receives(policy, false, Some(staff_id("counter")));
        let settling =
            check_desk(desk.clone(), vec![Does(counter_clerk(), Claim)], Ok(State::InReview));
        assert!(
            decide(
                &settling.case,
                Command::Settle,
                &counter_clerk(),
                &settling.policy,
                settling.now
            )
            .is_err()
        );
        for command in [APPROVE, refuse()] {
            check_desk(
                desk.clone(),
                proposed(vec![Does(counter_clerk(), command)]),
                Err("own-filing"),
            );
        }
        check_desk(desk, proposed(vec![Does(approver(), APPROVE)]), Ok(State::Approved));
    }
}

#[test]
fn a_clerk_who_is_no_approver_decides_nothing() {
    for command in [APPROVE, refuse(), send_back()] {
        check(Shape::Standard, proposed(vec![Does(other_clerk(), command)]), Err("not-yours"));
    }
    check(Shape::Standard, vec![Does(approver(), Claim)], Err("not-yours"));
}

#[test]
fn staff_of_other_departments_and_auditors_move_nothing() {
    check(Shape::Standard, vec![Does(builder(), Claim)], Err("other-department"));
    check(Shape::Standard, proposed(vec![Does(builder(), APPROVE)]), Err("other-department"));
    check(Shape::Standard, vec![Does(builder(), note())], Err("other-department"));
    for command in [Claim, note(), message(), assign("hanae")] {
        check(Shape::Standard, vec![Does(auditor(), command)], Err("not-yours"));
    }
}

#[test]
fn the_centre_works_for_every_department() {
    let centre = granted("builder", &[(Role::Clerk, "city")]);
    check(Shape::Standard, vec![Does(centre, Claim)], Ok(State::InReview));
}

#[test]
fn a_role_of_another_department_does_not_reach_here() {
    let split = || granted("builder", &[(Role::Clerk, DEPARTMENT), (Role::Approver, "kensetsu")]);
    check(Shape::Standard, vec![Does(split(), Claim)], Ok(State::InReview));
    check(Shape::Standard, proposed(vec![Does(split(), APPROVE)]), Err("other-department"));
    check(Shape::Standard, proposed(vec![Does(split(), refuse())]), Err("other-department"));
    check(Shape::Standard, proposed(vec![Does(split(), send_back())]), Err("other-department"));
    let watching = granted("auditor", &[(Role::Auditor, "city"), (Role::Clerk, "kensetsu")]);
    check(Shape::Standard, vec![Does(watching, Claim)], Err("other-department"));
}

#[test]
fn a_refusal_says_why_in_every_part() {
    let refuse_saying =
        |grounds: Grounds| Command::Refuse { grounds, against_proposal: true, in_place_of: None };
    let propose_saying = |verdict, grounds: Grounds| {
        Does(
            clerk(),
            Command::Propose { verdict, reason: "一言".to_owned(), grounds, terms: terms() },
        )
    };
    let refused =
        |proposal, grounds| in_review(vec![proposal, Does(approver(), refuse_saying(grounds))]);
    let granting = || propose_saying(Verdict::Approve, Grounds::default());
    let denying = || propose_saying(Verdict::Refuse, grounds());
    let blank = || " \u{3000}\n".to_owned();
    for lacking in [
        Grounds::default(),
        Grounds { basis: blank(), ..grounds() },
        Grounds { facts: blank(), ..grounds() },
        Grounds { application: blank(), ..grounds() },
    ] {
        let proposal = vec![propose_saying(Verdict::Refuse, lacking.clone())];
        check(Shape::Standard, in_review(proposal), Err("reason-missing"));
        check(Shape::Standard, refused(granting(), lacking), Err("reason-missing"));
    }
    let partly = Grounds { facts: "別の事実。".to_owned(), ..Grounds::default() };
    check(Shape::Standard, refused(denying(), partly), Err("reason-missing"));
    check(Shape::Standard, refused(granting(), grounds()), Ok(State::Refused));
    let begun = || Desk::receives(policy(Shape::Standard), false, None);
    let desk = check_desk(begun(), refused(denying(), Grounds::default()), Ok(State::Refused));
    let text = "【根拠となる規定】\n条例第3条\n【認めた事実】\n市内に住所がない。\n【当てはめ】\n要件を満たさない。";
    assert_eq!(desk.case.decision.unwrap().reason, text);
    assert!(matches!(desk.log.last(), Some(Event::Refused { grounds: Some(_), .. })));
}

/// A proposal from before there were parts is decided as it stands.
#[test]
fn a_proposal_with_one_text_is_refused_with_that_text() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    desk.hears(&clerk(), Claim).unwrap();
    desk.hears(&clerk(), propose(Verdict::Refuse)).unwrap();
    let proposal = desk.case.proposal.as_mut().unwrap();
    (proposal.reason, proposal.grounds) = ("要件を満たさない。".to_owned(), None);
    let (grounds, in_place_of) = (Grounds::default(), None);
    let as_it_stands = Command::Refuse { grounds, against_proposal: false, in_place_of };
    desk.hears(&approver(), as_it_stands).unwrap();
    assert_eq!(desk.case.decision.unwrap().reason, "要件を満たさない。");
}

#[test]
fn the_opposite_of_a_proposal_is_decided_only_when_it_is_meant() {
    let proposing = |verdict, command| {
        in_review(vec![Does(clerk(), propose(verdict)), Does(approver(), command)])
    };
    let approve = |against_proposal| Command::Approve { against_proposal, in_place_of: None };
    let refuse = |against_proposal| Command::Refuse {
        grounds: grounds(),
        against_proposal,
        in_place_of: None,
    };
    let against = Err("against-proposal");
    check(Shape::Standard, proposing(Verdict::Refuse, approve(false)), against);
    check(Shape::Standard, proposing(Verdict::Refuse, approve(true)), Ok(State::Approved));
    check(Shape::Standard, proposing(Verdict::Approve, refuse(false)), against);
    check(Shape::Standard, proposing(Verdict::Approve, refuse(true)), Ok(State::Refused));
    check(Shape::Standard, proposing(Verdict::Approve, approve(false)), Ok(State::Approved));
    check(Shape::Standard, proposing(Verdict::Refuse, refuse(false)), Ok(State::Refused));
}

#[test]
fn a_text_with_characters_that_nobody_sees_is_refused() {
    for unseen in ["\u{7}", "\u{202E}moc.elpmaxe", "a\u{2066}b", "\u{0}"] {
        let message = Command::Message { text: format!("窓口へ{unseen}"), files: Vec::new() };
        check(Shape::Standard, vec![Does(Actor::Resident, message)], Err("unseen-character"));
    }
    let lines = Command::Message { text: "一行目\r\n\t二行目".to_owned(), files: Vec::new() };
    check(Shape::Standard, vec![Does(Actor::Resident, lines)], Ok(State::Received));
}

#[test]
fn an_approver_can_send_a_proposal_back() {
    check(Shape::Standard, proposed(vec![Does(approver(), send_back())]), Ok(State::InReview));
    let silent = Command::SendBack { reason: String::new() };
    check(Shape::Standard, proposed(vec![Does(approver(), silent)]), Err("reason-missing"));
    check(Shape::Standard, in_review(vec![Does(approver(), send_back())]), Err("wrong-state"));
}

#[test]
fn a_lottery_is_decided_after_it_closes() {
    let closes_at = Some(friday_morning().plus(Duration::days(7)));
    let desk = || {
        let policy = Policy { closes_at, ..policy(Shape::LotteryOrQuota) };
        Desk::receives(policy, false, None)
    };
    check_desk(desk(), proposed(vec![]), Err("before-closing"));
    let after = vec![Does(clerk(), Claim), Days(7), Does(clerk(), propose(Verdict::Approve))];
    check_desk(desk(), after, Ok(State::AwaitingApproval));
}

#[test]
fn a_resident_withdraws_until_it_is_decided() {
    let withdrawn = || Does(Actor::Resident, withdraw());
    check_with_fee(vec![withdrawn()], Ok(State::Withdrawn));
    check(Shape::Standard, vec![withdrawn()], Ok(State::Withdrawn));
    check(Shape::Standard, in_review(vec![withdrawn()]), Ok(State::Withdrawn));
    check(
        Shape::Standard,
        in_review(vec![Does(clerk(), request_correction()), withdrawn()]),
        Ok(State::Withdrawn),
    );
    check(Shape::Standard, proposed(vec![withdrawn()]), Ok(State::Withdrawn));
    let decided = |command| proposed(vec![Does(approver(), command), withdrawn()]);
    check(Shape::Standard, decided(APPROVE), Err("wrong-state"));
    check(Shape::Standard, decided(refuse()), Err("wrong-state"));
    check(Shape::Standard, vec![withdrawn(), withdrawn()], Err("wrong-state"));
    check(Shape::Standard, vec![Does(clerk(), withdraw())], Err("not-yours"));
}

#[test]
fn words_can_be_exchanged_at_any_time_and_notes_stay_inside() {
    check(Shape::Standard, vec![Does(Actor::Resident, message())], Ok(State::Received));
    let over = |then| vec![Does(Actor::Resident, withdraw()), then];
    check(Shape::Standard, over(Does(clerk(), message())), Ok(State::Withdrawn));
    check(Shape::Standard, over(Does(clerk(), note())), Ok(State::Withdrawn));
    check(Shape::Standard, vec![Does(Actor::Resident, note())], Err("not-yours"));
    let empty = Command::Message { text: "\n".to_owned(), files: Vec::new() };
    check(Shape::Standard, vec![Does(clerk(), empty)], Err("text-missing"));
    let endless = Command::Note { text: "あ".repeat(MAX_TEXT + 1), call: None };
    check(Shape::Standard, vec![Does(clerk(), endless)], Err("text-too-long"));
}

#[test]
fn a_question_waits_until_the_office_writes_or_says_that_it_is_answered() {
    let mut desk = Desk::receives(policy(Shape::Standard), false, None);
    let answered = || (clerk(), Command::MarkAnswered);
    let nothing = desk.hears(&clerk(), Command::MarkAnswered).unwrap_err();
    assert_eq!(nothing.code(), "wrong-state", "nobody has asked anything");
    desk.hears(&Actor::Resident, message()).unwrap();
    let asked = desk.case.question_at;
    assert_eq!(asked, Some(desk.log.last().unwrap().at()));
    let theirs = desk.hears(&Actor::Resident, Command::MarkAnswered).unwrap_err();
    assert_eq!(theirs.code(), "not-yours");
    desk.waits(Duration::hours(2));
    desk.hears(&Actor::Resident, message()).unwrap();
    assert_eq!(desk.case.question_at, asked, "they have waited since the first");
    desk.hears(&clerk(), note()).unwrap();
    assert_eq!(desk.case.question_at, asked, "a note is no answer");
    for (who, answer) in [answered(), (clerk(), message())] {
        desk.hears(&Actor::Resident, message()).unwrap();
        desk.hears(&who, answer).unwrap();
        assert_eq!(desk.case.question_at, None);
    }
    desk.hears(&clerk(), message()).unwrap();
    desk.hears(&Actor::Resident, withdraw()).unwrap();
    desk.hears(&Actor::Resident, message()).unwrap();
    assert!(desk.case.question_at.is_some(), "also when the case is over");
    assert_eq!(fold(&desk.log).unwrap(), desk.case);
}

#[test]
fn the_page_offers_what_can_be_done() {
    let offered =
        |desk: &Desk, actor: &Actor| available_commands(&desk.case, actor, &desk.policy, desk.now);
    let mut desk = Desk::receives(policy(Shape::Certificate), false, None);
    let words = [CommandKind::Note, CommandKind::Message, CommandKind::Attach];
    assert_eq!(
        offered(&desk, &clerk()),
        [
            &[
                CommandKind::Claim,
                CommandKind::Assign,
                CommandKind::HandOver,
                CommandKind::Label,
                CommandKind::Unlabel,
                CommandKind::Link,
                CommandKind::Unlink,
                CommandKind::CorrectFor,
                CommandKind::Compare,
                CommandKind::TakeWithdrawal
            ],
            &words[..]
        ]
        .concat()
    );
    assert_eq!(offered(&desk, &auditor()), []);
    assert_eq!(offered(&desk, &builder()), []);
    desk.hears(&clerk(), Claim).unwrap();
    desk.hears(&clerk(), propose(Verdict::Approve)).unwrap();
    assert_eq!(
        offered(&desk, &approver()),
        [
            &[
                CommandKind::Compare,
                CommandKind::Consult,
                CommandKind::SendBack,
                CommandKind::Approve,
                CommandKind::Refuse
            ],
            &words[..]
        ]
        .concat()
    );
    assert_eq!(offered(&desk, &Actor::Resident), [CommandKind::Withdraw, CommandKind::Message]);
}

#[test]
fn residents_hear_of_what_concerns_them() {
    let mut desk = Desk::receives(policy(Shape::Certificate), true, None);
    let mut letters = vec![letters_of(&desk.log[0])];
    let steps = [
        (Actor::System, pay()),
        (clerk(), Claim),
        (clerk(), note()),
        (clerk(), message()),
        (Actor::Resident, message()),
        (clerk(), request_correction()),
        (Actor::Resident, resubmit(2)),
        (clerk(), propose(Verdict::Approve)),
        (approver(), APPROVE),
        (clerk(), Complete),
    ];
    for (actor, command) in steps {
        letters.extend(desk.hears(&actor, command).unwrap().iter().map(letters_of));
    }
    assert_eq!(
        letters.into_iter().flatten().collect::<Vec<_>>(),
        [
            LetterKind::Received,
            LetterKind::PaymentReceived,
            LetterKind::Message,
            LetterKind::CorrectionRequested,
            LetterKind::Approved,
            LetterKind::Completed,
        ]
    );
}
