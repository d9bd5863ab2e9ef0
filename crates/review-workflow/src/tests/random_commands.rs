//! Anybody tries anything in any order; what must hold, holds after every step.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use japanese_values::{Roll, Term, calendar};
use proptest::{prelude::*, strategy::ValueTree};

use super::{
    closing::{close, twin},
    consulting::{answer, cancel, consult, division_head, overrule},
    dispatch::{come_back, confirm_address, hand_out, post_clerk, post_out},
    protection::{keeper, protect, unprotect},
    *,
};
use crate::{
    Closing, CommandKind, Consultation, Ground, LaterFee, LineRefusal, PostKind, Stance, StandIn,
    State, VoidReason, Way, available_commands, give_place, letters_of, permit,
};

/// One try: who, what, how many hours later, and whether they stick to what is offered.
#[derive(Debug, Clone)]
struct Try {
    who: usize,
    what: usize,
    hours: i64,
    offered_only: bool,
}

fn people() -> Vec<Actor> {
    vec![
        Actor::System,
        Actor::Resident,
        clerk(),
        other_clerk(),
        approver(),
        section_head(),
        division_head(),
        all_rounder(),
        counter_clerk(),
        builder(),
        centre_clerk(),
        lead(),
        auditor(),
        post_clerk(),
        keeper(),
    ]
}

fn any_desk() -> impl Strategy<Value = Desk> {
    let shape = prop::sample::select(Shape::ALL.to_vec());
    let fee = prop::sample::select(vec![(false, false), (true, false), (false, true)]);
    // Whoever owes nothing may have to wait for a place, and may have got it.
    let line =
        prop::sample::select(vec![(false, false), (false, false), (true, false), (true, true)]);
    let level = || {
        let chief = Level::of(Rank::Chief);
        let kept = Level { deputy: false, ..Level::of(Rank::Section) };
        let rows = vec![chief, alone(Rank::Staff), alone(Rank::Chief), in_two_steps(), kept];
        prop::sample::select(rows)
    };
    // Whoever approves is the deputy of the 課長, who is away or not.
    let stand_in = |is_away| StandIn { holder: staff_id("kacho"), rank: Rank::Section, is_away };
    let found = prop::sample::select(vec![vec![], vec![Finding::confirmed("own", "/account")]]);
    let days = prop::option::of(0_u32..9);
    let away = prop::option::of(any::<bool>());
    (shape, (level(), level(), away), found, (fee, line), any::<bool>(), days).prop_map(
        move |(
            shape,
            (approval, refusal, away),
            findings,
            ((owes_fee, fee_after_review), (waits, placed)),
            on_paper,
            days,
        )| {
            let closes_at = Some(friday_morning().plus(Duration::days(2)));
            let policy = Policy {
                processing: days.map(Term::OpenDays),
                part: refusal.clone(),
                dismissal: approval.clone(),
                approval,
                refusal,
                stand_ins: away.map(stand_in).into_iter().collect(),
                fee_after_review,
                closes_at,
                sample: 100,
                ..policy(shape)
            };
            let filed_by = on_paper.then(|| staff_id("counter"));
            let until = friday_morning().plus(Duration::days(9)).day();
            let waits_until = Some(until).filter(|_| waits && !owes_fee);
            let filing = Filing { filed_by, owes_fee, findings, waits_until, ..filing() };
            let mut log = vec![file(filing, &policy, friday_morning())];
            let given = fold(&log).and_then(|case| {
                give_place(&case, &policy, friday_morning().plus(Duration::days(5)))
            });
            log.extend(given.filter(|_| placed));
            Desk::begun(policy, log)
        },
    )
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let hours = prop_oneof![4 => 0_i64..4, 3 => 0_i64..80, 1 => 300_i64..500];
    let one = (0..people().len(), 0_usize..300, hours, prop::bool::weighted(0.8))
        .prop_map(|(who, what, hours, offered_only)| Try { who, what, hours, offered_only });
    prop::collection::vec(one, 1..120)
}

const ASIDE: [CommandKind; 16] = [
    CommandKind::Compare,
    CommandKind::Protect,
    CommandKind::Unprotect,
    CommandKind::Consult,
    CommandKind::PostOut,
    CommandKind::ComeBack,
    CommandKind::ConfirmAddress,
    CommandKind::HandOut,
    CommandKind::Label,
    CommandKind::Unlabel,
    CommandKind::Link,
    CommandKind::Unlink,
    CommandKind::Note,
    CommandKind::Message,
    CommandKind::MarkAnswered,
    CommandKind::Attach,
];

/// The command that a try comes to; nothing when nothing is offered.
fn command(desk: &Desk, actor: &Actor, wanted: &Try) -> Option<Command> {
    let mut offered = available_commands(&desk.case, actor, &desk.policy, desk.now);
    // What leaves a case where it stands is offered always: it is not to be all that happens.
    if !wanted.what.is_multiple_of(5) {
        offered.retain(|kind| !ASIDE.contains(kind));
    }
    let choice = if wanted.offered_only { offered } else { CommandKind::ALL.to_vec() };
    choice
        .get(wanted.what / 5 % choice.len().max(1))
        .map(|kind| well_formed(*kind, desk, actor, wanted.what))
}

/// In whose place, where their own rank is too low.
fn seat(kind: CommandKind, desk: &Desk, actor: &Actor) -> Option<StaffId> {
    let policy = Policy { stand_ins: Vec::new(), ..desk.policy.clone() };
    let own = permit(&desk.case, kind, actor, &policy, desk.now);
    let is_low = matches!(own, Err(Refusal::Line(LineRefusal::RankTooLow { .. })));
    is_low.then(|| staff_id("kacho"))
}

#[expect(clippy::too_many_lines, reason = "one for each command")]
fn well_formed(kind: CommandKind, desk: &Desk, actor: &Actor, seed: usize) -> Command {
    let names = ["hanae", "goro", "ichiro"];
    match kind {
        CommandKind::Pay => pay(),
        CommandKind::Lapse => Command::Lapse,
        CommandKind::Claim => Command::Claim,
        CommandKind::Assign => assign(names[seed % names.len()]),
        CommandKind::Release => release(),
        CommandKind::HandOver => {
            hand_over(if desk.case.desk.is_none() { "centre" } else { DEPARTMENT })
        }
        CommandKind::PutFirst => {
            Command::PutFirst { reason: "週末に引っ越す。".to_owned() }
        }
        CommandKind::ClearFirst => Command::ClearFirst,
        CommandKind::Label => Command::Label { label: label(), name: "要電話".into() },
        CommandKind::Unlabel => Command::Unlabel { label: label(), name: "要電話".into() },
        CommandKind::Link => {
            Command::Link { other: linked(), number: NUMBER.into(), kind: LinkKind::FollowUp }
        }
        CommandKind::Unlink => Command::Unlink { other: linked(), number: NUMBER.into() },
        CommandKind::Protect => protect(desk.now.day() + chrono::Days::new(7)),
        CommandKind::Unprotect => unprotect(),
        CommandKind::MoveDue => move_due(desk, seed),
        CommandKind::RequestCorrection => request_correction(),
        CommandKind::ExtendCorrection => {
            let asked = desk.case.correction.as_ref().map(|asked| asked.due_on);
            let later = asked.unwrap_or_default().max(desk.now.day());
            Command::ExtendCorrection { due_on: later + chrono::Days::new(7) }
        }
        CommandKind::CancelCorrection => cancel_correction(),
        CommandKind::CorrectFor => Command::CorrectFor {
            revision: desk.case.revision + 1,
            reason: "番地の書き方を直した。".to_owned(),
            findings: vec![Finding::changed()],
        },
        CommandKind::TakeAnswer => take_answer(desk.case.revision + 1),
        CommandKind::Resubmit => Command::Resubmit {
            revision: desk.case.revision + 1,
            findings: vec![Finding::changed()],
        },
        CommandKind::Check => {
            let open = desk.case.findings.iter().position(|finding| finding.checked.is_none());
            Command::Check { finding: open.unwrap_or_default() }
        }
        CommandKind::Compare => compare(&format!("/{}", desk.case.compared.len())),
        CommandKind::Consult => consult("kensetsu", seed.is_multiple_of(2), desk.now),
        CommandKind::AnswerConsultation => {
            let stance = Stance::ALL[seed / 3 % Stance::ALL.len()];
            answer(number_of(desk, Consultation::is_open), stance)
        }
        CommandKind::CancelConsultation => cancel(number_of(desk, Consultation::is_open)),
        CommandKind::Overrule => overrule(number_of(desk, |it| desk.case.is_disagreed(it))),
        CommandKind::Settle => Command::Settle,
        CommandKind::Pass => Command::Pass { in_place_of: seat(kind, desk, actor) },
        CommandKind::Recall => Command::Recall,
        CommandKind::Raise => raise(desk),
        CommandKind::Remind => Command::Remind,
        CommandKind::AskFee => ask_fee(1_610),
        CommandKind::WaiveFee => waive_fee(),
        CommandKind::Propose => propose(Verdict::ALL[seed % Verdict::ALL.len()]),
        CommandKind::SendBack => send_back(),
        CommandKind::Approve => Command::Approve {
            against_proposal: seed.is_multiple_of(3),
            in_place_of: seat(kind, desk, actor),
        },
        CommandKind::ReadAfter => Command::ReadAfter,
        CommandKind::Sample => {
            let objection = seed.is_multiple_of(2).then(|| "通数が違う".to_owned());
            Command::Sample { objection }
        }
        CommandKind::Refuse => Command::Refuse {
            grounds: grounds(),
            against_proposal: seed.is_multiple_of(3),
            in_place_of: seat(kind, desk, actor),
        },
        CommandKind::Complete => Command::Complete,
        CommandKind::Close => close(if seed.is_multiple_of(2) { Closing::Spam } else { twin() }),
        CommandKind::ProposeReopening => {
            let grounds: Vec<Ground> = desk.case.grounds().collect();
            let ground = grounds.get(seed % grounds.len().max(1)).copied();
            want_anew(ground.unwrap_or(Ground::Change), heard(desk.now.day()))
        }
        CommandKind::Reopen => Command::Reopen,
        CommandKind::RejectReopening => leave_it(),
        CommandKind::VoidNotice => void(),
        CommandKind::PostOut => post_out(PostKind::Ordinary, None, desk.now.day()),
        CommandKind::ComeBack => come_back(),
        CommandKind::ConfirmAddress => confirm_address("本人に電話で聞いた。"),
        CommandKind::HandOut => hand_out("運転免許証"),
        CommandKind::Withdraw => withdraw(),
        CommandKind::TakeWithdrawal => take_withdrawal(),
        CommandKind::Note => note(),
        CommandKind::Message => message(),
        CommandKind::MarkAnswered => Command::MarkAnswered,
        CommandKind::Attach => attach(PaperKind::ALL[seed % PaperKind::ALL.len()], &[1]),
    }
}

/// The first that is meant.
fn number_of(desk: &Desk, is_meant: impl Fn(&Consultation) -> bool) -> u32 {
    desk.case.consultations.iter().find(|it| is_meant(it)).map_or(1, |it| it.number)
}

/// As it was proposed.
fn raise(desk: &Desk) -> Command {
    let verdict = desk.case.proposal.as_ref().map_or(Verdict::Approve, |it| it.verdict);
    Command::Raise { verdict, grounds: Grounds::default(), against_proposal: false }
}

fn cancel_correction() -> Command {
    Command::CancelCorrection { reason: "電話で確かめた。".to_owned() }
}

fn void() -> Command {
    let (reason, text) = (VoidReason::Addressee, String::new());
    Command::VoidNotice { notice: 1, reason, text, again: true }
}

fn take_answer(revision: u32) -> Command {
    let (identity, findings) = ("生年月日と住所".to_owned(), vec![Finding::changed()]);
    Command::TakeAnswer { revision, way: Way::Telephone, identity, findings }
}

fn take_withdrawal() -> Command {
    let (identity, reason) = ("生年月日と住所".to_owned(), String::new());
    Command::TakeWithdrawal { way: Way::Telephone, identity, reason }
}

/// To one of the next days, but not the one that is promised.
fn move_due(desk: &Desk, seed: usize) -> Command {
    let mut days = desk.now.day().iter_days().skip(1 + seed % 20);
    let due_on = days.find(|day| desk.case.due_on != Some(*day)).unwrap();
    Command::MoveDue { due_on, reason: "現地の調査に日がかかる。".to_owned() }
}

/// Runs all tries and shows every step that succeeded to `holds`.
fn walk(
    mut desk: Desk,
    tries: &[Try],
    mut holds: impl FnMut(&Desk, &Actor, &Desk) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let people = people();
    for wanted in tries {
        desk.waits(Duration::hours(wanted.hours));
        let actor = &people[wanted.who];
        let Some(command) = command(&desk, actor, wanted) else { continue };
        let before = desk.clone();
        if desk.hears(actor, command).is_ok() {
            holds(&before, actor, &desk)?;
        }
    }
    Ok(())
}

/// Whether somebody wrote in the resident's place, as far as the log names a member of staff.
fn writes_for(event: &Event) -> bool {
    ["corrected-for", "resubmitted"].contains(&event.word())
}

/// Who, by the log, claimed, asked or proposed.
fn preparers(log: &[Event]) -> BTreeSet<&StaffId> {
    let prepares = ["claimed", "correction-requested", "correction-cancelled", "proposed"];
    let prepares = |event: &&Event| prepares.contains(&event.word()) || writes_for(event);
    // Who wanted it taken up again prepared what came of that.
    let wanted = (0..log.len())
        .filter(|at| log[*at].word() == "reopened")
        .filter_map(|at| log[..at].iter().rev().find(|event| event.word() == "reopening-proposed"));
    log.iter().filter(prepares).chain(wanted).filter_map(Event::by).collect()
}

/// The binding questions without an answer or with a 不同意 that stands, by the log alone. One
/// department is asked here: what it says last is what it says.
fn binding_left(log: &[Event]) -> BTreeSet<u32> {
    let (mut said, mut overruled) = (BTreeMap::new(), BTreeSet::new());
    for event in log {
        if let Event::Consulted { consultation, question, .. } = event {
            if question.binding {
                said.insert(*consultation, None);
            }
        } else if let Event::ConsultationAnswered { consultation, stance, .. } = event {
            said.entry(*consultation).and_modify(|it| *it = Some(*stance));
        } else if let Event::ConsultationCancelled { consultation, .. } = event {
            said.remove(consultation);
        } else if let Event::ConsultationOverruled { consultation, .. } = event {
            overruled.insert(*consultation);
        } else if ENDS.contains(&event.word()) {
            said.retain(|_, stance| stance.is_some());
        }
    }
    let last = said.iter().rfind(|(_, stance)| stance.is_some()).map(|(number, _)| *number);
    let stands = |(number, stance): (u32, Option<Stance>)| match stance {
        None => Some(number),
        Some(Stance::Disagree) if Some(number) == last => Some(number),
        Some(_) => None,
    };
    said.into_iter().filter_map(stands).filter(|number| !overruled.contains(number)).collect()
}

/// What leaves no question open.
const ENDS: [&str; 6] = ["approved", "refused", "completed", "withdrawn", "closed", "lapsed"];

/// What lets a clock run again that stood still.
const RESUMES: [&str; 7] = [
    "place-given",
    "paid",
    "fee-waived",
    "resubmitted",
    "proposed",
    "correction-cancelled",
    "reopened",
];

/// What a clock stands still for.
const STOPS: [&str; 6] =
    ["correction-requested", "fee-asked", "completed", "refused", "withdrawn", "closed"];

/// Counts day by day, as a clerk with a calendar and a pencil would.
fn due_by_pencil(log: &[Event], processing_days: u32) -> NaiveDate {
    let mut stops: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    // The day somebody had named when the clock stopped; it may have been a Saturday.
    let mut named = BTreeMap::new();
    let (mut promised, mut moved) = (None, 0_i64);
    for event in log {
        let day = event.at().day();
        if let Event::DueMoved { due_on, moved_days, .. } = event {
            (promised, moved) = (Some(*due_on), i64::from(*moved_days));
        }
        let stands = stops.last().is_some_and(|(_, until)| until.is_none());
        let waits = matches!(
            event,
            Event::Filed { payment_due_at: Some(_), .. }
                | Event::Filed { waits_until: Some(_), .. }
        );
        if waits || STOPS.contains(&event.word()) {
            if !stands {
                named.extend(
                    promised.filter(|promised| *promised >= day).map(|it| (stops.len(), it)),
                );
                stops.push((day, None));
                promised = promised.filter(|promised| *promised < day);
            }
        } else if RESUMES.contains(&event.word())
            && let Some((_, until @ None)) = stops.last_mut()
        {
            *until = Some(day);
        }
    }
    if let Some(promised) = promised {
        return promised;
    }
    let stands = |day: NaiveDate| {
        stops.iter().any(|(from, until)| *from < day && until.is_none_or(|until| day <= until))
    };
    let mut day = log[0].at().day();
    let mut counted = 0_i64;
    while counted < i64::from(processing_days) + moved {
        day = day.succ_opt().unwrap();
        if calendar::is_open_day(day) && !stands(day) {
            counted += 1;
        }
    }
    // A last day on which the clock stopped is made up for when it runs again.
    for (at, (from, until)) in stops.into_iter().enumerate() {
        let last = named.get(&at).map_or(day, |named| day.max(*named));
        if let Some(until) = until.filter(|until| from <= last && day < *until) {
            day = calendar::roll(until, Roll::Next);
        }
    }
    day
}

proptest! {
    #[test]
    fn the_log_alone_makes_the_case(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, _, desk| {
            let folded = fold(&desk.log);
            prop_assert_eq!(folded.as_ref(), Some(&desk.case));
            let written = serde_json::to_string(&desk.log).unwrap();
            let read: Vec<Event> = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(&read, &desk.log);
            Ok(())
        })?;
    }

    #[test]
    fn nobody_decides_what_they_filed_prepared_or_proposed(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |before, actor, desk| {
            let new = &desk.log[before.log.len()..];
            let decided = |event: &&Event| ["approved", "refused"].contains(&event.word());
            let Some(fact) = new.iter().find(decided) else { return Ok(()) };
            let (Event::Approved { by, level, in_place_of, .. }
            | Event::Refused { by, level, in_place_of, .. }) = fact
            else { unreachable!() };
            prop_assert_eq!(actor.staff(), Some(by));
            prop_assert_ne!(before.case.filed_by.as_ref(), Some(by));
            let level = level.as_ref().unwrap();
            let Actor::Staff(authority) = actor else { unreachable!() };
            let working = [Role::Clerk, Role::Lead, Role::Approver];
            let place = &desk.policy.place;
            let by_rank = authority.ask(&working, level.decider, Through::Responsible, place).is_ok();
            prop_assert!(by_rank || in_place_of.is_some());
            let raised = new[0].word() == "raised";
            let settled = new.len() > 1 && !raised;
            if settled {
                // Alone: in favour, where the row of the table lets one person, nothing open.
                prop_assert!(level.alone && level.route.is_empty());
                prop_assert_eq!(fact.word(), "approved");
                prop_assert_eq!(before.case.open_findings(), 0);
                let mut mended = desk.log.iter().filter(|event| writes_for(event));
                prop_assert!(!mended.any(|event| event.by() == Some(by)));
            } else {
                prop_assert!(!preparers(&desk.log).contains(by));
                let proposal = before.case.proposal.as_ref().unwrap();
                // Whoever passed over a step says which.
                let skipped = if let Event::Raised { skipped, .. } = &new[0] {
                    skipped.clone()
                } else {
                    Vec::new()
                };
                let passed = proposal.passed.len() + skipped.len();
                prop_assert_eq!(passed >= level.route.len(), true);
                prop_assert_eq!(raised, !skipped.is_empty());
                prop_assert!(!proposal.passed.contains(by));
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_notification_is_never_decided(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, _, desk| {
            if desk.case.shape == Shape::Notification {
                prop_assert!(!matches!(
                    desk.case.state,
                    State::AwaitingApproval | State::Approved | State::Refused
                ));
            }
            Ok(())
        })?;
    }

    #[test]
    fn outsiders_and_auditors_never_move_anything(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, actor, desk| {
            let asked = desk.log.last().unwrap().word() == "consultation-answered";
            prop_assert_eq!(*actor == builder(), asked, "who was asked answers, and no more");
            prop_assert_ne!(actor, &auditor());
            Ok(())
        })?;
    }

    #[test]
    fn every_field_fits_the_state(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, _, desk| {
            let case = &desk.case;
            let is = |state| case.state == state;
            prop_assert_eq!(case.waits_until.is_some(), is(State::Waiting));
            prop_assert_eq!(case.payment_due_at.is_some(), is(State::AwaitingPayment));
            prop_assert_eq!(case.correction.is_some(), is(State::CorrectionRequested));
            prop_assert_eq!(case.proposal.is_some(), is(State::AwaitingApproval));
            prop_assert_eq!(case.clock_stopped_at.is_some(), case.state.stops_the_clock());
            if let (Some(stopped_at), Some(due_on)) = (case.clock_stopped_at, case.due_on) {
                prop_assert!(due_on < stopped_at.day());
            }
            prop_assert!(!is(State::InReview) || case.assignee.is_some());
            let here = is(State::Received) || is(State::InReview);
            prop_assert!(case.returned.is_none() || here);
            if is(State::Approved) || is(State::Refused) {
                prop_assert!(case.decision.is_some());
            }
            prop_assert_eq!(case.ended.is_some(), case.state.is_final());
            prop_assert!(case.reopening.is_none() || case.grounds().next().is_some());
            Ok(())
        })?;
    }

    #[test]
    fn arrival_stays_and_revisions_only_grow(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |before, _, desk| {
            prop_assert_eq!(desk.case.arrived_at, friday_morning());
            let revises = matches!(
                desk.log.last(),
                Some(Event::Resubmitted { .. } | Event::CorrectedFor { .. })
            );
            prop_assert_eq!(desk.case.revision, before.case.revision + u32::from(revises));
            Ok(())
        })?;
    }

    #[test]
    fn the_promised_day_is_the_one_counted_by_hand(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, _, desk| {
            let runs = !desk.case.state.stops_the_clock() && !desk.case.state.is_final();
            if let (Some(Term::OpenDays(days)), true) = (desk.policy.processing, runs) {
                prop_assert_eq!(desk.case.due_on, Some(due_by_pencil(&desk.log, days)));
            }
            Ok(())
        })?;
    }

    #[test]
    fn what_is_over_stays_over_unless_two_people_take_it_up_again(
        desk in any_desk(),
        tries in tries(),
    ) {
        walk(desk, &tries, |before, actor, desk| {
            let last = desk.log.last().unwrap();
            match last.word() {
                "reopened" => is_taken_up_by_two(before, actor, desk)?,
                "read-after" => {
                    let unread = desk.case.unread.clone();
                    prop_assert_eq!(&Case { unread, ..before.case.clone() }, &desk.case);
                }
                "sampled" => {
                    let sample = desk.case.sample.clone();
                    prop_assert_eq!(&Case { sample, ..before.case.clone() }, &desk.case);
                }
                "reopening-proposed" | "reopening-rejected" => {
                    let reopening = desk.case.reopening.clone();
                    prop_assert_eq!(&Case { reopening, ..before.case.clone() }, &desk.case);
                }
                "message-sent" | "answered" => {
                    let question_at = desk.case.question_at;
                    prop_assert_eq!(&Case { question_at, ..before.case.clone() }, &desk.case);
                }
                "protected" | "unprotected" => {
                    let protected_until = desk.case.protected_until;
                    prop_assert_eq!(&Case { protected_until, ..before.case.clone() }, &desk.case);
                }
                _ if before.case.state.is_final() => prop_assert_eq!(&before.case, &desk.case),
                // What was approved is issued, and its fee fixed: the decision stays.
                _ if before.case.decision.is_some() => {
                    prop_assert_eq!(&before.case.decision, &desk.case.decision);
                }
                _ => {}
            }
            let decided = |log: &[Event]| log.iter().any(|event| DECIDED.contains(&event.word()));
            prop_assert!(!(last.word() == "withdrawn" && decided(&desk.log)));
            Ok(())
        })?;
    }

    #[test]
    fn what_one_person_decided_is_drawn_and_looked_at_by_another(
        desk in any_desk(),
        tries in tries(),
    ) {
        walk(desk, &tries, |before, actor, desk| {
            let new = &desk.log[before.log.len()..];
            let ends = |event: &&Event| ["approved", "completed"].contains(&event.word());
            if let Some(fact) = new.iter().find(ends) {
                let alone = before.case.proposal.is_none() && before.case.decision.is_none();
                prop_assert_eq!(fact.draw().is_some(), alone);
            }
            let Some(Event::Sampled { by, .. }) = new.last() else { return Ok(()) };
            let of = &before.case.sample.as_ref().unwrap().of;
            prop_assert_eq!(actor.staff(), Some(by));
            prop_assert_ne!(of.as_ref(), Some(by));
            prop_assert_ne!(before.case.filed_by.as_ref(), Some(by));
            prop_assert!(!preparers(&before.log).contains(by));
            prop_assert!(desk.case.unsampled().is_none());
            Ok(())
        })?;
    }

    #[test]
    fn nothing_is_decided_against_a_department_whose_answer_binds(
        desk in any_desk(),
        tries in tries(),
    ) {
        walk(desk, &tries, |before, actor, desk| {
            let new = &desk.log[before.log.len()..];
            let records = desk.case.shape == Shape::Notification;
            let decides = |event: &Event| {
                ["proposed", "approved", "refused"].contains(&event.word())
                    || (event.word() == "completed" && records)
            };
            if new.iter().any(decides) {
                prop_assert_eq!(binding_left(&before.log), BTreeSet::new());
            }
            if let Event::ConsultationAnswered { by, consultation, .. } = &new[0] {
                let asked = before.case.consultation(*consultation).unwrap();
                prop_assert!(asked.is_open());
                prop_assert_ne!(&asked.by, by);
            }
            if let Event::ConsultationOverruled { by, .. } = &new[0] {
                let Actor::Staff(authority) = actor else { unreachable!() };
                let (roles, place) = (&[Role::Approver], &desk.policy.place);
                let high = authority.ask(roles, Rank::Division, Through::Responsible, place);
                prop_assert!(high.is_ok() && !preparers(&before.log).contains(by));
            }
            let is_over = desk.case.state.is_decided() || desk.case.state.is_final();
            prop_assert!(!is_over || desk.case.open_consultations().next().is_none());
            Ok(())
        })?;
    }

    #[test]
    fn nobody_acts_for_somebody_who_is_there(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |before, actor, desk| {
            let (Event::Approved { in_place_of: Some(holder), level, .. }
            | Event::Refused { in_place_of: Some(holder), level, .. }) = desk.log.last().unwrap()
            else { return Ok(()) };
            let seat = desk.policy.stand_ins.iter().find(|it| it.holder == *holder).unwrap();
            let level = level.as_ref().unwrap();
            prop_assert!(seat.is_away && level.deputy && seat.rank >= level.decider);
            prop_assert!(before.case.state == State::AwaitingApproval);
            let Actor::Staff(authority) = actor else { unreachable!() };
            let place = &desk.policy.place;
            prop_assert!(authority.ask(&[Role::Approver], Rank::Chief, Through::Responsible, place).is_ok());
            prop_assert!(desk.case.is_unread_by(holder));
            Ok(())
        })?;
    }

    #[test]
    fn every_decision_is_kept_beside_what_replaced_it(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, _, desk| {
            let made = desk.log.iter().filter(|event| ["approved", "refused"].contains(&event.word()));
            let kept = desk.case.reopened.iter().filter(|again| again.decision.is_some()).count();
            prop_assert_eq!(made.count(), kept + usize::from(desk.case.decision.is_some()));
            Ok(())
        })?;
    }

    #[test]
    fn nothing_is_complete_before_the_fee_is_settled(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |before, _, desk| {
            let last = desk.log.last().map(Event::word);
            if last == Some("completed") && desk.policy.fee_after_review {
                prop_assert!(before.case.later_fee.is_settled());
            }
            // Whoever paid is never asked again, and goes on where the office had stopped.
            let paid = before.case.later_fee == LaterFee::Paid;
            prop_assert!(!(paid && matches!(last, Some("fee-asked" | "fee-waived"))));
            if last == Some("paid") && before.case.later_fee == LaterFee::Asked {
                let decided = before.case.decision.is_some();
                let back = if decided { State::Approved } else { State::InReview };
                prop_assert_eq!(desk.case.state, back);
                prop_assert_eq!(&desk.case.assignee, &before.case.assignee);
            }
            Ok(())
        })?;
    }

    #[test]
    fn work_starts_after_payment_and_a_payment_counts_once(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, _, desk| {
            let place = |wanted: fn(&Event) -> bool| desk.log.iter().position(wanted);
            let paid = place(|event| matches!(event, Event::Paid { .. }));
            let claimed = place(|event| matches!(event, Event::Claimed { .. }));
            let owed = matches!(desk.log[0], Event::Filed { payment_due_at: Some(_), .. });
            let mut open = usize::from(owed);
            for event in &desk.log {
                match event.word() {
                    "fee-asked" => open = 1,
                    "fee-waived" => open = 0,
                    "paid" => {
                        prop_assert_eq!(open, 1);
                        open = 0;
                    }
                    _ => {}
                }
            }
            if owed && claimed.is_some() {
                let waived = place(|event| matches!(event, Event::FeeWaived { .. }));
                let free = [paid, waived].into_iter().flatten().min();
                prop_assert!(free.is_some() && free < claimed);
            }
            Ok(())
        })?;
    }

    #[test]
    fn nothing_lapses_and_nobody_is_reminded_early(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |before, _, desk| {
            match desk.log.last() {
                Some(Event::Lapsed { at }) => {
                    prop_assert!(before.case.payment_due_at.unwrap() <= *at);
                }
                Some(Event::CorrectionNearing { at, due_on }) => {
                    let asked = before.case.correction.as_ref().unwrap();
                    prop_assert_eq!(asked.due_on, *due_on);
                    let left = calendar::open_days_between(at.day(), *due_on);
                    prop_assert!(at.day() <= *due_on && left <= 3, "{left} open days are left");
                    prop_assert!(asked.reminded_before_at.is_none() && asked.reminded_at.is_none());
                }
                Some(Event::CorrectionReminded { at, due_on }) => {
                    let asked = before.case.correction.as_ref().unwrap();
                    prop_assert_eq!(Some(asked.due_on), *due_on);
                    prop_assert!(asked.due_on < at.day());
                    prop_assert_eq!(asked.reminded_at, None);
                }
                _ => {}
            }
            Ok(())
        })?;
    }

    #[test]
    fn residents_hear_of_every_change_that_others_made(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |before, actor, desk| {
            let inside = [State::InReview, State::AwaitingApproval];
            let put_back = matches!(
                desk.log.last(),
                Some(Event::Released { .. } | Event::HandedOver { .. })
            );
            let changed = before.case.state != desk.case.state && !put_back;
            if changed && *actor != Actor::Resident && !inside.contains(&desk.case.state) {
                prop_assert!(desk.log.last().and_then(letters_of).is_some());
            }
            Ok(())
        })?;
    }

    #[test]
    fn the_page_offers_exactly_what_would_be_done(desk in any_desk(), tries in tries()) {
        walk(desk, &tries, |_, _, desk| {
            for actor in people() {
                let offered = available_commands(&desk.case, &actor, &desk.policy, desk.now);
                for kind in CommandKind::ALL {
                    let wanted = well_formed(kind, desk, &actor, 0);
                    let done = decide(&desk.case, wanted, &actor, &desk.policy, desk.now);
                    prop_assert_eq!(offered.contains(&kind), done.is_ok(), "{}: {:?}", kind, done);
                }
            }
            Ok(())
        })?;
    }
}

/// What ends a case by the office.
const DECIDED: [&str; 3] = ["approved", "refused", "completed"];

/// Somebody wanted it, another of the rank of who decided agreed, and it is in review.
fn is_taken_up_by_two(before: &Desk, actor: &Actor, desk: &Desk) -> Result<(), TestCaseError> {
    let wanted = before.case.reopening.as_ref().unwrap();
    let Actor::Staff(authority) = actor else { unreachable!() };
    prop_assert_ne!(&wanted.by, authority.person());
    prop_assert_ne!(before.case.filed_by.as_ref(), Some(authority.person()));
    let verdict = before.case.decision.as_ref().map(|decision| decision.verdict);
    let rank = verdict.map_or(Rank::Chief, |verdict| desk.policy.level(verdict).decider);
    let roles = [Role::Approver];
    prop_assert!(authority.ask(&roles, rank, Through::Responsible, &desk.policy.place).is_ok());
    prop_assert!(wanted.ground != Ground::Revoke || wanted.hearing.is_some());
    prop_assert_eq!(desk.case.state, State::InReview);
    prop_assert!(desk.case.assignee.is_some() && desk.case.reopening.is_none());
    prop_assert!(letters_of(desk.log.last().unwrap()).is_some());
    let again = desk.case.reopened.last().unwrap();
    prop_assert_eq!(&again.decision, &before.case.decision);
    prop_assert_eq!((&desk.case.decision, &desk.case.ended), (&None, &None));
    // Nobody works for nothing: what was paid before stays so.
    prop_assert_eq!(desk.case.later_fee, before.case.later_fee);
    Ok(())
}

#[test]
fn random_walks_reach_every_state() {
    let (mut seen, mut taken_up) = (BTreeSet::new(), 0);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..4_000 {
        let (desk, tries) = (any_desk(), tries()).new_tree(&mut runner).unwrap().current();
        seen.insert(desk.case.state);
        walk(desk, &tries, |_, _, desk| {
            seen.insert(desk.case.state);
            taken_up += usize::from(desk.log.last().unwrap().word() == "reopened");
            Ok(())
        })
        .unwrap();
    }
    assert_eq!(seen, State::ALL.into_iter().collect(), "the walks are blind to the rest");
    assert!(taken_up > 100, "hardly anything is taken up again: {taken_up}");
}
