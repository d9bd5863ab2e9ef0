//! 一部・条件付き and 却下, and the departments that a row of the table wants asked.

use super::{
    consulting::{answer, cancel, consult, division_head, overrule},
    regulation::{Step, Step::Does, check_desk},
    *,
};
use crate::{MAX_AMOUNTS, Stance, State};

fn begun(policy: Policy) -> Desk {
    Desk::receives(policy, false, None)
}

#[track_caller]
fn check(policy: Policy, then: Vec<Step>, expected: Result<State, &str>) -> Desk {
    let start = vec![Does(clerk(), Command::Claim)];
    check_desk(begun(policy), start.into_iter().chain(then).collect(), expected)
}

fn standard() -> Policy {
    policy(Shape::Standard)
}

fn propose_with(grounds: Grounds, terms: Terms) -> Command {
    let verdict = Verdict::ApproveInPart;
    Command::Propose { verdict, reason: String::new(), grounds, terms }
}

fn as_proposed() -> [Command; 2] {
    let approve = Command::Approve { against_proposal: false, in_place_of: None };
    let grounds = Grounds::default();
    [approve, Command::Refuse { grounds, against_proposal: false, in_place_of: None }]
}

#[test]
fn what_was_proposed_in_part_is_decided_in_part_with_its_terms() {
    let [approve, refuse] = as_proposed();
    let proposed = || Does(clerk(), propose(Verdict::ApproveInPart));
    let desk = check(standard(), vec![proposed(), Does(approver(), approve)], Ok(State::Approved));
    let decision = desk.case.decision.unwrap();
    assert_eq!((decision.verdict, decision.terms), (Verdict::ApproveInPart, Some(terms())));
    assert_eq!(decision.reason, grounds().text());
    check(standard(), vec![proposed(), Does(approver(), refuse)], Err("against-proposal"));
    let desk =
        check(standard(), vec![proposed(), Does(approver(), super::refuse())], Ok(State::Refused));
    assert_eq!(desk.case.decision.unwrap().verdict, Verdict::Refuse);
}

#[test]
fn a_dismissal_is_decided_as_one_and_ends_refused() {
    let [approve, refuse] = as_proposed();
    let proposed = || Does(clerk(), propose(Verdict::Dismiss));
    let desk = check(standard(), vec![proposed(), Does(approver(), refuse)], Ok(State::Refused));
    let decision = desk.case.decision.unwrap();
    assert_eq!((decision.verdict, decision.terms), (Verdict::Dismiss, None));
    check(standard(), vec![proposed(), Does(approver(), approve)], Err("against-proposal"));
}

#[test]
fn nobody_decides_in_part_or_dismisses_alone() {
    let alone = Level { alone: true, ..Level::of(Rank::Staff) };
    let (part, dismissal) = (alone.clone(), alone);
    let approval = Level::of(Rank::Staff);
    let easy = Policy { approval, part, dismissal, ..standard() };
    let [approve, refuse] = as_proposed();
    for (verdict, decides) in [(Verdict::ApproveInPart, approve), (Verdict::Dismiss, refuse)] {
        let steps = vec![Does(clerk(), propose(verdict)), Does(clerk(), decides)];
        check(easy.clone(), steps, Err("own-preparation"));
    }
    check(easy, vec![Does(clerk(), Command::Settle)], Err("not-alone"));
}

#[test]
fn each_verdict_has_the_row_that_is_its_own() {
    let (part, dismissal) = (Level::of(Rank::Division), Level::of(Rank::Bureau));
    let strict = Policy { part, dismissal, ..standard() };
    let [approve, refuse] = as_proposed();
    for (verdict, decides) in
        [(Verdict::ApproveInPart, approve.clone()), (Verdict::Dismiss, refuse)]
    {
        let steps = vec![Does(clerk(), propose(verdict)), Does(section_head(), decides)];
        check(strict.clone(), steps, Err("rank-too-low"));
    }
    let steps = vec![
        Does(clerk(), propose(Verdict::ApproveInPart)),
        Does(division_head(), approve.clone()),
    ];
    let desk = check(strict.clone(), steps, Ok(State::Approved));
    assert!(matches!(
        desk.log.last(),
        Some(Event::Approved { level: Some(level), .. }) if level.decider == Rank::Division
    ));
    let steps = vec![Does(clerk(), propose(Verdict::Approve)), Does(section_head(), approve)];
    check(strict, steps, Ok(State::Approved));
}

#[test]
fn what_is_granted_in_part_says_how_much_or_on_which_conditions_and_why() {
    let row = |label: &str, asked, granted| Granted {
        label: label.to_owned(),
        asked: Yen::new(asked),
        granted: Yen::new(granted),
    };
    let of = |amounts| Terms { conditions: String::new(), amounts };
    let all = Yen::new(i64::MAX).get();
    for (terms, refused) in [
        (Terms::default(), "terms-missing"),
        (Terms { conditions: " \n".to_owned(), amounts: Vec::new() }, "terms-missing"),
        (of(vec![row("工事費", 10, 10), row(" ", 1, 1)]), "amount-wrong"),
        (of(vec![row("工事費", 10, 11)]), "amount-wrong"),
        (of(vec![row("工事費", -1, -1)]), "amount-wrong"),
        (of(vec![row("一\n二", 1, 1)]), "amount-wrong"),
        (of(vec![row(&"長".repeat(61), 1, 1)]), "amount-wrong"),
        (of(vec![row("工事費", all, all), row("材料費", 1, 1)]), "amount-wrong"),
        (of(vec![row("工事費", 1, 1); MAX_AMOUNTS + 1]), "too-many-amounts"),
    ] {
        check(standard(), vec![Does(clerk(), propose_with(grounds(), terms))], Err(refused));
    }
    let lacking = Grounds { facts: String::new(), ..grounds() };
    check(standard(), vec![Does(clerk(), propose_with(lacking, terms()))], Err("reason-missing"));
    let free = of(vec![row("工事費", 30_000, 0)]);
    let desk = check(
        standard(),
        vec![Does(clerk(), propose_with(grounds(), free))],
        Ok(State::AwaitingApproval),
    );
    let kept = desk.case.proposal.unwrap().terms.unwrap();
    assert_eq!((kept.asked(), kept.granted()), (Some(Yen::new(30_000)), Some(Yen::ZERO)));
}

#[test]
fn in_part_is_raised_only_as_it_was_proposed() {
    let route = vec![Rank::Chief];
    let long = || Level { route: route.clone(), ..Level::of(Rank::Section) };
    let policy = Policy { part: long(), approval: long(), ..standard() };
    let raise = |verdict| {
        let grounds = Grounds::default();
        Does(section_head(), Command::Raise { verdict, grounds, against_proposal: true })
    };
    let whole = || Does(clerk(), propose(Verdict::Approve));
    check(policy.clone(), vec![whole(), raise(Verdict::ApproveInPart)], Err("only-as-proposed"));
    let steps = vec![Does(clerk(), propose(Verdict::ApproveInPart)), raise(Verdict::ApproveInPart)];
    let desk = check(policy, steps, Ok(State::Approved));
    assert_eq!(desk.case.decision.unwrap().verdict, Verdict::ApproveInPart);
}

#[test]
fn a_department_that_the_table_names_is_asked_before_anything_is_proposed() {
    let consult_first = Level { consult: vec![department("kensetsu")], ..Level::of(Rank::Chief) };
    let policy = Policy { approval: consult_first, ..standard() };
    let proposes = |verdict| Does(clerk(), propose(verdict));
    let asks = |binding| Does(clerk(), consult("kensetsu", binding, friday_morning()));
    let says = |stance| Does(builder(), answer(1, stance));
    let missing = Err("consultation-missing");
    let waits = Ok(State::AwaitingApproval);
    check(policy.clone(), vec![proposes(Verdict::Approve)], missing);
    // The row of another verdict asks nobody.
    check(policy.clone(), vec![proposes(Verdict::Refuse)], waits);
    let steps = vec![asks(false), says(Stance::Agree), proposes(Verdict::Approve)];
    check(policy.clone(), steps, missing);
    let steps = vec![asks(true), Does(clerk(), cancel(1)), proposes(Verdict::Approve)];
    check(policy.clone(), steps, missing);
    check(policy.clone(), vec![asks(true), proposes(Verdict::Approve)], Err("consultation-open"));
    for stance in [Stance::Agree, Stance::Opinion] {
        check(policy.clone(), vec![asks(true), says(stance), proposes(Verdict::Approve)], waits);
    }
    let disagreed = || vec![asks(true), says(Stance::Disagree)];
    let steps = disagreed().into_iter().chain([proposes(Verdict::Approve)]).collect();
    check(policy.clone(), steps, Err("consultation-disagreed"));
    let overruled = [Does(division_head(), overrule(1)), proposes(Verdict::Approve)];
    check(policy.clone(), disagreed().into_iter().chain(overruled).collect(), waits);
    // Against what was proposed, the row of the decision counts as well.
    let steps = vec![proposes(Verdict::Refuse), Does(approver(), approve_against())];
    check(policy.clone(), steps, missing);
    let at_hand = Level { consult: vec![department(DEPARTMENT)], ..Level::of(Rank::Chief) };
    let policy = Policy { approval: at_hand, ..policy };
    check(policy, vec![proposes(Verdict::Approve)], waits);
}

#[test]
fn one_person_alone_asks_the_departments_that_the_table_names_as_well() {
    let consult = vec![department("kensetsu")];
    let approval = Level { alone: true, consult, ..Level::of(Rank::Staff) };
    let policy = Policy { approval, ..standard() };
    check(policy, vec![Does(clerk(), Command::Settle)], Err("consultation-missing"));
}

fn approve_against() -> Command {
    Command::Approve { against_proposal: true, in_place_of: None }
}
