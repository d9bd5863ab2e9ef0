//! 合議: another department is asked, and what its answer stands against.

use super::{
    regulation::{Step::Does, check_desk, proposed},
    *,
};
use crate::{CommandKind, MAX_CONSULTATIONS, Outcome, Question, Stance, State, available_commands};

/// Stands as high as it takes to decide against another department.
pub(super) fn division_head() -> Actor {
    let (role, rank) = (Role::Approver, Rank::Division);
    let grant = Grant { rank, ..Grant::new(role, department(DEPARTMENT)) };
    let today = friday_morning().day();
    Actor::Staff(Authority::new(staff_id("bucho"), [grant], &DepartmentTree::default(), today))
}

pub(super) fn consult(to: &str, binding: bool, now: Instant) -> Command {
    let due_on = now.day() + chrono::Days::new(7);
    let (department, text) = (department(to), "道路の占用に支障はありませんか。".to_owned());
    Command::Consult { question: Question { department, text, due_on, binding } }
}

pub(super) fn answer(consultation: u32, stance: Stance) -> Command {
    let (text, files) = ("歩道がふさがる。".to_owned(), Vec::new());
    Command::AnswerConsultation { consultation, stance, text, files }
}

pub(super) fn cancel(consultation: u32) -> Command {
    Command::CancelConsultation { consultation, reason: "計画が変わった。".to_owned() }
}

pub(super) fn overrule(consultation: u32) -> Command {
    Command::Overrule { consultation, reason: "夜間に限る。".to_owned() }
}

fn asks(binding: bool) -> Command {
    consult("kensetsu", binding, friday_morning())
}

/// In review, and asked about.
fn asked(binding: bool) -> Desk {
    let steps = vec![Does(clerk(), Command::Claim), Does(clerk(), asks(binding))];
    check_desk(Desk::receives(policy(Shape::Standard), false, None), steps, Ok(State::InReview))
}

#[track_caller]
fn check(desk: Desk, actor: Actor, command: Command, expected: Result<State, &str>) -> Desk {
    check_desk(desk, vec![Does(actor, command)], expected)
}

#[test]
fn nobody_reads_more_than_fifty_questions() {
    let mut desk = asked(false);
    for _ in 1..MAX_CONSULTATIONS {
        desk = check(desk, clerk(), asks(false), Ok(State::InReview));
    }
    check(desk, clerk(), asks(false), Err("too-many-consultations"));
}

#[test]
fn no_answer_and_a_disagreement_stand_against_every_decision() {
    let desk = asked(true);
    let proposes = || propose(Verdict::Approve);
    check(desk.clone(), clerk(), proposes(), Err("consultation-open"));
    let agreed = check(desk.clone(), builder(), answer(1, Stance::Agree), Ok(State::InReview));
    check(agreed, clerk(), proposes(), Ok(State::AwaitingApproval));
    let minded = check(desk.clone(), builder(), answer(1, Stance::Opinion), Ok(State::InReview));
    check(minded, clerk(), proposes(), Ok(State::AwaitingApproval));

    let against = check(desk, builder(), answer(1, Stance::Disagree), Ok(State::InReview));
    check(against.clone(), clerk(), proposes(), Err("consultation-disagreed"));
    check(against.clone(), clerk(), propose(Verdict::Refuse), Err("consultation-disagreed"));
    check(against.clone(), section_head(), overrule(1), Err("rank-too-low"));
    check(against.clone(), clerk(), overrule(1), Err("not-yours"));
    check(against.clone(), clerk(), cancel(1), Err("no-such-consultation"));
    let overruled = check(against.clone(), division_head(), overrule(1), Ok(State::InReview));
    check(overruled.clone(), division_head(), overrule(1), Err("no-such-consultation"));
    check(overruled, clerk(), proposes(), Ok(State::AwaitingApproval));

    // The same department may see it otherwise when it is asked once more.
    let again = vec![
        Does(clerk(), asks(true)),
        Does(builder(), answer(2, Stance::Agree)),
        Does(clerk(), proposes()),
    ];
    check_desk(against.clone(), again, Ok(State::AwaitingApproval));
    let by_the_way = vec![
        Does(clerk(), asks(false)),
        Does(builder(), answer(2, Stance::Agree)),
        Does(clerk(), proposes()),
    ];
    check_desk(against, by_the_way, Err("consultation-disagreed"));
}

#[test]
fn what_does_not_bind_stands_against_nothing_and_ends_with_the_case() {
    let steps = vec![
        Does(clerk(), propose(Verdict::Approve)),
        Does(approver(), APPROVE),
        Does(builder(), answer(1, Stance::Disagree)),
    ];
    let desk = check_desk(asked(false), steps, Err("no-such-consultation"));
    let told = &desk.case.consultations[0];
    assert_eq!(told.outcome, Some(Outcome::Over { at: desk.now }));
    let withdrawn = check(asked(true), Actor::Resident, withdraw(), Ok(State::Withdrawn));
    assert_eq!(withdrawn.case.open_consultations().count(), 0);
}

#[test]
fn who_decides_asks_as_well_and_waits_for_the_answer() {
    let before = || {
        let steps = proposed(vec![Does(approver(), asks(true))]);
        let desk = Desk::receives(policy(Shape::Standard), false, None);
        check_desk(desk, steps, Ok(State::AwaitingApproval))
    };
    check(before(), approver(), APPROVE, Err("consultation-open"));
    check(before(), approver(), refuse(), Err("consultation-open"));
    let answered =
        check(before(), builder(), answer(1, Stance::Agree), Ok(State::AwaitingApproval));
    check(answered, approver(), APPROVE, Ok(State::Approved));
    let cancelled = check(before(), clerk(), cancel(1), Ok(State::AwaitingApproval));
    check(cancelled, approver(), APPROVE, Ok(State::Approved));
    // In review it is whoever has the case who asks.
    let claimed = vec![Does(clerk(), Command::Claim), Does(approver(), asks(true))];
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    check_desk(desk, claimed, Err("held-by-another"));
}

#[test]
fn one_person_alone_waits_as_well() {
    let policy = Policy { approval: alone(Rank::Staff), ..policy(Shape::Certificate) };
    let steps =
        |last| vec![Does(clerk(), Command::Claim), Does(clerk(), asks(true)), Does(clerk(), last)];
    let desk = Desk::receives(policy, false, None);
    check_desk(desk, steps(Command::Settle), Err("consultation-open"));
    let desk = Desk::receives(super::policy(Shape::Notification), false, None);
    check_desk(desk, steps(Command::Complete), Err("consultation-open"));
}

#[test]
fn the_department_that_is_asked_answers_and_nobody_who_asked() {
    for (actor, expected) in [
        (clerk(), "other-department"),
        (approver(), "other-department"),
        (auditor(), "not-yours"),
        (centre_clerk(), "not-yours"),
        (Actor::Resident, "not-yours"),
        (Actor::System, "not-yours"),
    ] {
        check(asked(true), actor, answer(1, Stance::Agree), Err(expected));
    }
    check(asked(true), builder(), answer(2, Stance::Agree), Err("no-such-consultation"));
    check(asked(true), builder(), asks(true), Err("other-department"));
    check(asked(true), builder(), note(), Err("other-department"));
    let silent = Command::AnswerConsultation {
        consultation: 1,
        stance: Stance::Disagree,
        text: " ".to_owned(),
        files: Vec::new(),
    };
    check(asked(true), builder(), silent, Err("reason-missing"));

    // Somebody of both departments does not answer their own question.
    let here_and_there = granted("ichiro", &[(Role::Clerk, DEPARTMENT), (Role::Clerk, "kensetsu")]);
    let steps = vec![
        Does(here_and_there.clone(), Command::Claim),
        Does(here_and_there.clone(), asks(true)),
    ];
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    let desk = check_desk(desk, steps, Ok(State::InReview));
    check(desk.clone(), here_and_there.clone(), answer(1, Stance::Agree), Err("own-question"));
    let offered = available_commands(&desk.case, &here_and_there, &desk.policy, desk.now);
    assert!(!offered.contains(&CommandKind::AnswerConsultation));
    let offered = available_commands(&desk.case, &builder(), &desk.policy, desk.now);
    assert_eq!(offered, [CommandKind::AnswerConsultation]);
}

#[test]
fn a_question_is_for_another_department_and_has_words_and_a_day_ahead() {
    let claimed = || {
        let desk = Desk::receives(policy(Shape::Standard), false, None);
        check(desk, clerk(), Command::Claim, Ok(State::InReview))
    };
    let now = friday_morning();
    check(claimed(), clerk(), consult(DEPARTMENT, true, now), Err("same-department"));
    let Command::Consult { question } = asks(true) else { unreachable!() };
    let silent = Question { text: " ".to_owned(), ..question.clone() };
    check(claimed(), clerk(), Command::Consult { question: silent }, Err("text-missing"));
    let today = Question { due_on: now.day(), ..question };
    check(claimed(), clerk(), Command::Consult { question: today }, Err("day-not-ahead"));
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    check(desk, clerk(), asks(true), Err("wrong-state"));
    let decided = proposed(vec![Does(approver(), APPROVE), Does(clerk(), asks(true))]);
    let desk = Desk::receives(policy(Shape::Standard), false, None);
    check_desk(desk, decided, Err("wrong-state"));
}
