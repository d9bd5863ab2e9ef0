//! Which commands are open to whom, before anybody looks at their content.
//!
//! [`crate::decide`] asks here first, and the buttons of a case's page come from
//! here too, so that the page never offers what would then be refused.

mod person;
mod roles;

use kernel::{Authority, CasePlace, Denied, Instant, Level, Rank, StaffId, Through};

pub(crate) use self::roles::PROTECTING;
pub use self::roles::{ASKED, WORKING};
use self::{
    person::permit_person,
    roles::{asked_for, leads, next_step, through},
};
use crate::{
    Actor, Case, CommandKind, ConsultationRefusal, LaterFee, LineRefusal, LotRefusal, Policy,
    Refusal, ReopeningRefusal, RuleVerdict, Shape, State, Verdict, protection, reopening, sample,
};

/// Whether `actor` may give such a command now.
pub fn permit(
    case: &Case,
    command: CommandKind,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    permit_actor(case, command, actor, policy)?;
    permit_state(case, command, policy, now)?;
    match actor {
        // Who spreads the work also moves what others have.
        Actor::Staff(authority) if gives_away(command) && leads(authority, policy) => Ok(()),
        Actor::Staff(authority) => permit_person(case, command, authority.person()),
        Actor::Resident | Actor::System => Ok(()),
    }
}

/// Whether it takes a case out of the hands that have it.
const fn gives_away(command: CommandKind) -> bool {
    matches!(command, CommandKind::Assign | CommandKind::HandOver)
}

/// The commands that `actor` may give now, in the order of a case's life.
pub fn available_commands(
    case: &Case,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Vec<CommandKind> {
    CommandKind::ALL
        .into_iter()
        .filter(|command| permit(case, *command, actor, policy, now).is_ok())
        .collect()
}

/// Who gives which command at all. Of staff, one grant must have the role and the rank and cover
/// the case.
fn permit_actor(
    case: &Case,
    command: CommandKind,
    actor: &Actor,
    policy: &Policy,
) -> Result<(), Refusal> {
    let theirs = match actor {
        Actor::System => is_of_the_house(command),
        Actor::Resident => is_of_the_resident(command),
        // Whose it is says the question, and not the place of the case.
        Actor::Staff(authority) if command == CommandKind::AnswerConsultation => {
            return case.answerable(None, authority, &policy.place).map(|_| ());
        }
        Actor::Staff(authority) => {
            let (roles, rank) = asked_for(case, command, policy);
            return match authority.ask(roles, rank, through(command), &policy.place) {
                Ok(()) => protection::permit_right(command, authority, &policy.place),
                Err(Denied::Role) => Err(Refusal::NotYours { command }),
                Err(Denied::Elsewhere) => Err(Refusal::OtherDepartment),
                Err(Denied::Rank(needed)) => policy.someone_is_away(case, command, needed),
            };
        }
    };
    if theirs { Ok(()) } else { Err(Refusal::NotYours { command }) }
}

/// Whether somebody is of a department that is asked; `place` names it.
pub(crate) fn permit_asked(authority: &Authority, place: &CasePlace) -> Result<(), Refusal> {
    let command = CommandKind::AnswerConsultation;
    authority.ask(ASKED, Rank::Staff, Through::Responsible, place).map_err(|denied| match denied {
        Denied::Role => Refusal::NotYours { command },
        Denied::Elsewhere | Denied::Rank(_) => Refusal::OtherDepartment,
    })
}

/// Whether somebody decides or passes on by their own rank, or in the place of who is away.
pub(crate) fn permit_seat(
    case: &Case,
    command: CommandKind,
    in_place_of: Option<&StaffId>,
    authority: &Authority,
    policy: &Policy,
) -> Result<(), Refusal> {
    let (roles, needed) = asked_for(case, command, policy);
    match in_place_of {
        Some(holder) => policy.permit_in_place_of(case, command, needed, holder),
        None => match authority.ask(roles, needed, through(command), &policy.place) {
            Ok(()) => Ok(()),
            Err(_denied) => Err(LineRefusal::RankTooLow { needed }.into()),
        },
    }
}

const fn is_of_the_house(command: CommandKind) -> bool {
    matches!(command, CommandKind::Pay | CommandKind::Lapse | CommandKind::Remind)
}

const fn is_of_the_resident(command: CommandKind) -> bool {
    matches!(command, CommandKind::Resubmit | CommandKind::Withdraw | CommandKind::Message)
}

/// What the state, the kind of procedure and the day allow.
#[expect(clippy::too_many_lines, reason = "one for each command")]
fn permit_state(
    case: &Case,
    command: CommandKind,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    if case.reopening.is_some() && leaves_the_house(command) {
        return Err(ReopeningRefusal::ReopeningOpen.into());
    }
    match command {
        CommandKind::ProposeReopening | CommandKind::Reopen | CommandKind::RejectReopening => {
            permit_anew(case, command, now)
        }
        CommandKind::Pay => permit_payment(case),
        CommandKind::Lapse => permit_lapse(case, now),
        CommandKind::Remind => permit_reminder(case, now),
        CommandKind::Claim => require(case, command, case.state == State::Received),
        CommandKind::Assign => {
            let is_held = matches!(case.state, State::Waiting | State::AwaitingPayment);
            require(case, command, is_open(case) && !is_held)
        }
        CommandKind::Release => {
            let begun = matches!(case.state, State::Received | State::InReview);
            require(case, command, begun && case.assignee.is_some())
        }
        // Who waits for a place comes in the order of arrival.
        CommandKind::PutFirst => {
            let waits = !is_open(case) || case.state == State::Waiting;
            require(case, command, !waits && case.first_on.is_none())
        }
        CommandKind::ClearFirst => require(case, command, case.first_on.is_some()),
        CommandKind::Unprotect => require(case, command, case.protected_until.is_some()),
        CommandKind::MoveDue => require(case, command, is_promised(case)),
        CommandKind::RequestCorrection => require(case, command, case.state == State::InReview),
        CommandKind::TakeAnswer => require(case, command, case.correction.is_some()),
        CommandKind::Resubmit | CommandKind::ExtendCorrection | CommandKind::CancelCorrection => {
            require(case, command, case.state == State::CorrectionRequested)
        }
        CommandKind::CorrectFor | CommandKind::HandOver => {
            require(case, command, matches!(case.state, State::Received | State::InReview))
        }
        CommandKind::AskFee => permit_asking(case, policy, now),
        CommandKind::WaiveFee => permit_waiver(case, policy),
        CommandKind::Propose => {
            permit_decision(case, policy, now)?;
            permit_conclusion(case, command, now)?;
            Ok(case.is_consulted()?)
        }
        CommandKind::Consult => require(case, command, is_before_decision(case)),
        CommandKind::CancelConsultation => waits(case.open_consultations().next().is_some()),
        CommandKind::Overrule => {
            let mut disagreed = case.consultations.iter().filter(|it| case.is_disagreed(it));
            waits(!case.state.is_final() && disagreed.next().is_some())
        }
        CommandKind::Check => permit_looking_at(case),
        CommandKind::Compare | CommandKind::Attach => require(case, command, is_open(case)),
        CommandKind::SendBack | CommandKind::Pass | CommandKind::Recall => {
            permit_decision(case, policy, now)?;
            require(case, command, case.state == State::AwaitingApproval)?;
            if command == CommandKind::Pass && next_step(case, policy).is_none() {
                return Err(Refusal::WrongState { command, state: case.state });
            }
            Ok(())
        }
        CommandKind::Raise => permit_raising(case, policy, now),
        CommandKind::Approve => {
            permit_last_step(case, command, Verdict::Approve, policy, now)?;
            case.permit_winning()
        }
        CommandKind::Refuse => permit_last_step(case, command, Verdict::Refuse, policy, now),
        CommandKind::Settle => permit_settling(case, policy, now),
        CommandKind::Complete => permit_completion(case, policy, now),
        CommandKind::Sample => sample::permit_sampling(case),
        CommandKind::VoidNotice => require(case, command, case.decision.is_some()),
        // What may be decided anew stays in the house; what has left it still comes back.
        CommandKind::PostOut | CommandKind::ConfirmAddress | CommandKind::HandOut => {
            require(case, command, case.decision.is_some())
        }
        CommandKind::ComeBack => {
            require(case, command, case.decision.is_some() || case.was_decided_before())
        }
        CommandKind::Withdraw | CommandKind::TakeWithdrawal => {
            let decided = case.state.is_decided() || case.was_decided_before();
            require(case, command, !decided && case.decision.is_none())
        }
        // What is not paid for in time ends by itself.
        CommandKind::Close => {
            let before = [State::Received, State::InReview, State::CorrectionRequested];
            require(case, command, before.contains(&case.state) && !case.was_decided_before())
        }
        CommandKind::MarkAnswered => require(case, command, case.question_at.is_some()),
        // Which question it answers, and whether that is theirs, is asked with the person.
        CommandKind::AnswerConsultation
        | CommandKind::Protect
        | CommandKind::Label
        | CommandKind::Unlabel
        | CommandKind::Link
        | CommandKind::Unlink
        | CommandKind::ReadAfter
        | CommandKind::Note
        | CommandKind::Message => Ok(()),
    }
}

/// While the office works on it, and while it lies before those who decide.
const fn is_before_decision(case: &Case) -> bool {
    matches!(case.state, State::InReview | State::CorrectionRequested | State::AwaitingApproval)
}

/// A consultation is there with which this can be done.
fn waits(holds: bool) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(ConsultationRefusal::NoSuchConsultation.into()) }
}

/// What may be decided anew does not leave the house meanwhile.
const fn leaves_the_house(command: CommandKind) -> bool {
    matches!(
        command,
        CommandKind::Complete
            | CommandKind::AskFee
            | CommandKind::WaiveFee
            | CommandKind::PostOut
            | CommandKind::HandOut
    )
}

/// Wanting a case taken up again, and answering that somebody does.
fn permit_anew(case: &Case, command: CommandKind, now: Instant) -> Result<(), Refusal> {
    if command != CommandKind::ProposeReopening {
        let wanted = case.reopening.as_ref();
        return wanted.map(|_| ()).ok_or_else(|| ReopeningRefusal::NotWanted.into());
    }
    require(case, command, case.grounds().next().is_some())?;
    if case.reopening.is_some() {
        return Err(ReopeningRefusal::ReopeningOpen.into());
    }
    reopening::permit_taking_back(case, now)
}

/// A notification is recorded from review, everything else issued once it is approved.
fn permit_completion(case: &Case, policy: &Policy, now: Instant) -> Result<(), Refusal> {
    let command = CommandKind::Complete;
    match case.shape {
        Shape::Notification => {
            permit_conclusion(case, command, now)?;
            permit_looked_at(case)?;
            case.permit_consulted(&policy.approval, policy)?;
        }
        Shape::Certificate | Shape::Standard | Shape::Approval | Shape::LotteryOrQuota => {
            require(case, command, case.state == State::Approved)?;
        }
    }
    permit_issue(case, policy)
}

fn permit_looking_at(case: &Case) -> Result<(), Refusal> {
    require(case, CommandKind::Check, is_open(case))?;
    if case.open_findings() == 0 { Err(LineRefusal::NoSuchFinding.into()) } else { Ok(()) }
}

/// Whether a day is promised that can still be kept or moved.
const fn is_promised(case: &Case) -> bool {
    is_open(case) && case.due_on.is_some() && case.clock_stopped_at.is_none()
}

const fn is_open(case: &Case) -> bool {
    !case.state.is_final()
}

fn require(case: &Case, command: CommandKind, holds: bool) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::WrongState { command, state: case.state }) }
}

/// A payment is applied at most once, and never to a case that is over.
const fn permit_payment(case: &Case) -> Result<(), Refusal> {
    match case.state {
        State::AwaitingPayment => Ok(()),
        State::Lapsed | State::Withdrawn => Err(Refusal::PaidTooLate { state: case.state }),
        State::Waiting
        | State::Received
        | State::InReview
        | State::CorrectionRequested
        | State::AwaitingApproval
        | State::Approved
        | State::Completed
        | State::Refused => Err(Refusal::NothingToPay),
    }
}

/// A fee is asked for while the office has the case, or anew while nobody has paid it.
fn permit_asking(case: &Case, policy: &Policy, now: Instant) -> Result<(), Refusal> {
    let command = CommandKind::AskFee;
    if !policy.fee_after_review {
        return Err(Refusal::FeeIsFixed);
    }
    let is_open = match case.state {
        State::InReview | State::Approved => true,
        State::AwaitingPayment => case.later_fee == LaterFee::Asked,
        State::Waiting
        | State::Received
        | State::CorrectionRequested
        | State::AwaitingApproval
        | State::Completed
        | State::Refused
        | State::Withdrawn
        | State::Lapsed => false,
    };
    require(case, command, is_open)?;
    if case.later_fee == LaterFee::Paid {
        return Err(Refusal::FeeIsPaid);
    }
    if case.shape.is_decided() { permit_decision(case, policy, now) } else { Ok(()) }
}

/// A fee is waived that was asked for, or that the office would have to fix.
fn permit_waiver(case: &Case, policy: &Policy) -> Result<(), Refusal> {
    let has_the_case = matches!(case.state, State::InReview | State::Approved);
    let awaited = case.state == State::AwaitingPayment;
    require(case, CommandKind::WaiveFee, has_the_case || awaited)?;
    match case.later_fee {
        LaterFee::Asked => Ok(()),
        LaterFee::NotAsked if awaited || policy.fee_after_review => Ok(()),
        LaterFee::NotAsked | LaterFee::Waived => Err(Refusal::NothingToPay),
        LaterFee::Paid => Err(Refusal::FeeIsPaid),
    }
}

/// Nothing leaves the house while the office has not settled its fee.
const fn permit_issue(case: &Case, policy: &Policy) -> Result<(), Refusal> {
    if policy.fee_after_review && !case.later_fee.is_settled() {
        return Err(Refusal::FeeNotSettled);
    }
    Ok(())
}

fn permit_lapse(case: &Case, now: Instant) -> Result<(), Refusal> {
    let command = CommandKind::Lapse;
    require(case, command, case.state == State::AwaitingPayment)?;
    if case.payment_due_at.is_some_and(|due_at| due_at <= now) {
        Ok(())
    } else {
        Err(Refusal::NotYetDue { command })
    }
}

fn permit_reminder(case: &Case, now: Instant) -> Result<(), Refusal> {
    let command = CommandKind::Remind;
    require(case, command, case.state.stops_the_clock())?;
    match case.remind_on() {
        Some(day) if now.day() < day => Err(Refusal::NotYetDue { command }),
        Some(_) => Ok(()),
        None => Err(Refusal::AlreadyReminded),
    }
}

/// Ending the review: from review itself, or when the resident has let the day for
/// a correction pass.
fn permit_conclusion(case: &Case, command: CommandKind, now: Instant) -> Result<(), Refusal> {
    match case.state {
        State::InReview => Ok(()),
        State::CorrectionRequested if case.correction_is_overdue(now) => Ok(()),
        State::CorrectionRequested => Err(Refusal::NotYetDue { command }),
        State::Waiting
        | State::AwaitingPayment
        | State::Received
        | State::AwaitingApproval
        | State::Approved
        | State::Completed
        | State::Refused
        | State::Withdrawn
        | State::Lapsed => Err(Refusal::WrongState { command, state: case.state }),
    }
}

/// The decision itself comes after everybody whom the table names has passed the proposal on.
fn permit_last_step(
    case: &Case,
    command: CommandKind,
    way: Verdict,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    permit_decision(case, policy, now)?;
    require(case, command, case.state == State::AwaitingApproval)?;
    let passed = case.proposal.as_ref().map_or(0, |proposal| proposal.passed.len());
    let level = policy.level(case.comes_to(way));
    match level.route.get(passed) {
        Some(next) => Err(LineRefusal::StepsOpen { next: *next }.into()),
        None => Ok(case.permit_consulted(level, policy)?),
    }
}

/// Steps that nobody has taken yet are what there is to pass over.
fn permit_raising(case: &Case, policy: &Policy, now: Instant) -> Result<(), Refusal> {
    let command = CommandKind::Raise;
    permit_decision(case, policy, now)?;
    require(case, command, case.state == State::AwaitingApproval)?;
    match next_step(case, policy) {
        Some(_) => Ok(case.is_consulted()?),
        None => Err(LineRefusal::NothingToRaise.into()),
    }
}

/// One person alone: where the table lets them, and nothing is left to look at.
fn permit_settling(case: &Case, policy: &Policy, now: Instant) -> Result<(), Refusal> {
    let command = CommandKind::Settle;
    if case.shape.is_decided() {
        permit_decision(case, policy, now)?;
    }
    require(case, command, matches!(case.state, State::Received | State::InReview))?;
    let Level { alone, route, .. } = &policy.approval;
    // What two people took up again, one alone does not end.
    if !alone || !route.is_empty() || !case.reopened.is_empty() {
        return Err(LineRefusal::NotAlone.into());
    }
    permit_looked_at(case)?;
    case.permit_consulted(&policy.approval, policy)?;
    case.permit_winning()?;
    permit_issue(case, policy)
}

/// One person alone ends nothing while something is still to be looked at.
fn permit_looked_at(case: &Case) -> Result<(), Refusal> {
    match case.open_findings() {
        0 => Ok(()),
        open => Err(LineRefusal::FindingsOpen { open }.into()),
    }
}

/// What no rule of a definition decides, whatever it says.
pub(crate) fn permit_rule(
    case: &Case,
    verdict: RuleVerdict,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    match verdict {
        RuleVerdict::Approve => {
            permit_decision(case, policy, now)?;
            case.permit_winning()?;
        }
        RuleVerdict::Record => require(case, CommandKind::Settle, !case.shape.is_decided())?,
    }
    let Level { alone, route, .. } = &policy.approval;
    // What one person may not decide alone, a rule may not either.
    if !alone || !route.is_empty() {
        return Err(LineRefusal::NotAlone.into());
    }
    permit_looked_at(case)?;
    permit_issue(case, policy)
}

fn permit_decision(case: &Case, policy: &Policy, now: Instant) -> Result<(), Refusal> {
    match case.shape {
        Shape::Notification => Err(Refusal::NotificationIsNotDecided),
        Shape::LotteryOrQuota if policy.closes_at.is_some_and(|closes_at| now < closes_at) => {
            Err(Refusal::BeforeClosing)
        }
        Shape::LotteryOrQuota if policy.by_lot && case.lot.is_none() => {
            Err(LotRefusal::BeforeDraw.into())
        }
        Shape::LotteryOrQuota | Shape::Certificate | Shape::Standard | Shape::Approval => Ok(()),
    }
}
