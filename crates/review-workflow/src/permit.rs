//! Which commands are open to whom, before anybody looks at their content.
//!
//! [`crate::decide`] asks here first, and the buttons of a case's page come from
//! here too, so that the page never offers what would then be refused.

use kernel::{Authority, Denied, Instant, Level, Rank, Role, StaffId, Through};

use crate::{
    Actor, Case, CommandKind, LaterFee, LineRefusal, Policy, Refusal, Shape, State, Verdict,
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
        Actor::Staff(authority) if command == CommandKind::HandOver && leads(authority, policy) => {
            Ok(())
        }
        Actor::Staff(authority) => permit_person(case, command, authority.person()),
        Actor::Resident | Actor::System => Ok(()),
    }
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
        Actor::Staff(authority) => {
            let (roles, rank) = asked_for(case, command, policy);
            return authority.ask(roles, rank, through(command), &policy.place).map_err(|denied| {
                match denied {
                    Denied::Role => Refusal::NotYours { command },
                    Denied::Elsewhere => Refusal::OtherDepartment,
                    Denied::Rank(needed) => LineRefusal::RankTooLow { needed }.into(),
                }
            });
        }
    };
    if theirs { Ok(()) } else { Err(Refusal::NotYours { command }) }
}

const fn is_of_the_house(command: CommandKind) -> bool {
    matches!(command, CommandKind::Pay | CommandKind::Lapse | CommandKind::Remind)
}

const fn is_of_the_resident(command: CommandKind) -> bool {
    matches!(command, CommandKind::Resubmit | CommandKind::Withdraw | CommandKind::Message)
}

/// The roles of which one is needed, none for what staff never do, and the rank.
fn asked_for(case: &Case, command: CommandKind, policy: &Policy) -> (&'static [Role], Rank) {
    let deciding = |rank: Rank| (if rank == Rank::Staff { HANDLING } else { APPROVING }, rank);
    match command {
        CommandKind::Claim
        | CommandKind::Release
        | CommandKind::HandOver
        | CommandKind::Label
        | CommandKind::Unlabel
        | CommandKind::RequestCorrection
        | CommandKind::ExtendCorrection
        | CommandKind::CancelCorrection
        | CommandKind::TakeAnswer => (CHECKING, Rank::Staff),
        CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Propose
        | CommandKind::Recall
        | CommandKind::TakeWithdrawal => (PREPARING, Rank::Staff),
        CommandKind::PutFirst | CommandKind::ClearFirst | CommandKind::MoveDue => {
            (LEADING, Rank::Staff)
        }
        CommandKind::CorrectFor => (&[Role::Clerk], Rank::Staff),
        CommandKind::SendBack => deciding(policy.approval.decider.min(Rank::Chief)),
        CommandKind::Pass => deciding(next_step(case, policy).unwrap_or(Rank::Chief)),
        CommandKind::Approve => deciding(policy.approval.decider),
        CommandKind::Refuse => deciding(policy.refusal.decider),
        CommandKind::Settle => (HANDLING, policy.approval.decider),
        CommandKind::Complete => (HANDLING, Rank::Staff),
        CommandKind::Assign | CommandKind::Check | CommandKind::Note | CommandKind::Message => {
            (WORKING, Rank::Staff)
        }
        CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::Remind
        | CommandKind::Resubmit
        | CommandKind::Withdraw => (&[], Rank::Staff),
    }
}

/// Who checks what has come, at the desk where it lies.
const CHECKING: &[Role] = &[Role::Clerk, Role::Lead, Role::CentreClerk];
/// Who spreads the work, and answers for its days.
const LEADING: &[Role] = &[Role::Lead];
/// Who prepares a decision.
const PREPARING: &[Role] = &[Role::Clerk, Role::Lead];
/// Who brings a case to its end, alone or as decided.
const HANDLING: &[Role] = &[Role::Clerk, Role::Lead, Role::Approver];
/// Who works on cases.
pub const WORKING: &[Role] = &[Role::Clerk, Role::Lead, Role::CentreClerk, Role::Approver];
/// Who decides what somebody else has proposed.
const APPROVING: &[Role] = &[Role::Approver];

fn leads(authority: &Authority, policy: &Policy) -> bool {
    authority.ask(LEADING, Rank::Staff, Through::Either, &policy.place).is_ok()
}

/// By which of its departments a case has to be theirs: what decides, or leads to a decision, is
/// for the one that answers for it.
const fn through(command: CommandKind) -> Through {
    match command {
        CommandKind::MoveDue
        | CommandKind::CorrectFor
        | CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Propose
        | CommandKind::Pass
        | CommandKind::Recall
        | CommandKind::SendBack
        | CommandKind::Approve
        | CommandKind::Refuse
        | CommandKind::Complete
        | CommandKind::Settle
        | CommandKind::TakeWithdrawal => Through::Responsible,
        CommandKind::Claim
        | CommandKind::Assign
        | CommandKind::Release
        | CommandKind::HandOver
        | CommandKind::PutFirst
        | CommandKind::ClearFirst
        | CommandKind::Label
        | CommandKind::Unlabel
        | CommandKind::RequestCorrection
        | CommandKind::ExtendCorrection
        | CommandKind::CancelCorrection
        | CommandKind::TakeAnswer
        | CommandKind::Check
        | CommandKind::Note
        | CommandKind::Message
        | CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::Remind
        | CommandKind::Resubmit
        | CommandKind::Withdraw => Through::Either,
    }
}

/// The rank of whose turn it is to pass the proposal on; nobody when the decider is next.
fn next_step(case: &Case, policy: &Policy) -> Option<Rank> {
    let proposal = case.proposal.as_ref()?;
    policy.level(proposal.verdict).route.get(proposal.passed.len()).copied()
}

/// What the state, the kind of procedure and the day allow.
fn permit_state(
    case: &Case,
    command: CommandKind,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    match command {
        CommandKind::Pay => permit_payment(case),
        CommandKind::Lapse => permit_lapse(case, now),
        CommandKind::Remind => permit_reminder(case, now),
        CommandKind::Claim => require(case, command, case.state == State::Received),
        CommandKind::Assign => {
            require(case, command, is_open(case) && case.state != State::AwaitingPayment)
        }
        CommandKind::Release => {
            let begun = matches!(case.state, State::Received | State::InReview);
            require(case, command, begun && case.assignee.is_some())
        }
        CommandKind::PutFirst => require(case, command, is_open(case) && case.first_on.is_none()),
        CommandKind::ClearFirst => require(case, command, case.first_on.is_some()),
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
            permit_conclusion(case, command, now)
        }
        CommandKind::Check => permit_looking_at(case),
        CommandKind::SendBack | CommandKind::Pass | CommandKind::Recall => {
            permit_decision(case, policy, now)?;
            require(case, command, case.state == State::AwaitingApproval)?;
            if command == CommandKind::Pass && next_step(case, policy).is_none() {
                return Err(Refusal::WrongState { command, state: case.state });
            }
            Ok(())
        }
        CommandKind::Approve => permit_last_step(case, command, Verdict::Approve, policy, now),
        CommandKind::Refuse => permit_last_step(case, command, Verdict::Refuse, policy, now),
        CommandKind::Settle => permit_settling(case, policy, now),
        CommandKind::Complete => {
            match case.shape {
                Shape::Notification => {
                    permit_conclusion(case, command, now)?;
                    permit_looked_at(case)?;
                }
                Shape::Certificate | Shape::Standard | Shape::Approval | Shape::LotteryOrQuota => {
                    require(case, command, case.state == State::Approved)?;
                }
            }
            permit_issue(case, policy)
        }
        CommandKind::Withdraw | CommandKind::TakeWithdrawal => {
            require(case, command, !case.state.is_decided() && case.decision.is_none())
        }
        CommandKind::Label | CommandKind::Unlabel | CommandKind::Note | CommandKind::Message => {
            Ok(())
        }
    }
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
        State::Received
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
        State::Received
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
        State::AwaitingPayment
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
    verdict: Verdict,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    permit_decision(case, policy, now)?;
    require(case, command, case.state == State::AwaitingApproval)?;
    let passed = case.proposal.as_ref().map_or(0, |proposal| proposal.passed.len());
    match policy.level(verdict).route.get(passed) {
        Some(next) => Err(LineRefusal::StepsOpen { next: *next }.into()),
        None => Ok(()),
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
    if !alone || !route.is_empty() {
        return Err(LineRefusal::NotAlone.into());
    }
    permit_looked_at(case)?;
    permit_issue(case, policy)
}

/// One person alone ends nothing while something is still to be looked at.
fn permit_looked_at(case: &Case) -> Result<(), Refusal> {
    match case.open_findings() {
        0 => Ok(()),
        open => Err(LineRefusal::FindingsOpen { open }.into()),
    }
}

fn permit_decision(case: &Case, policy: &Policy, now: Instant) -> Result<(), Refusal> {
    match case.shape {
        Shape::Notification => Err(Refusal::NotificationIsNotDecided),
        Shape::LotteryOrQuota if policy.closes_at.is_some_and(|closes_at| now < closes_at) => {
            Err(Refusal::BeforeClosing)
        }
        Shape::LotteryOrQuota | Shape::Certificate | Shape::Standard | Shape::Approval => Ok(()),
    }
}

/// What this very person may do.
fn permit_person(case: &Case, command: CommandKind, staff: &StaffId) -> Result<(), Refusal> {
    match command {
        // What left somebody's hands is dealt with by whoever is there.
        CommandKind::Complete | CommandKind::AskFee | CommandKind::WaiveFee
            if matches!(case.state, State::Approved | State::AwaitingPayment) =>
        {
            Ok(())
        }
        CommandKind::Claim
        | CommandKind::Release
        | CommandKind::HandOver
        | CommandKind::RequestCorrection
        | CommandKind::CorrectFor
        | CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Propose => permit_holder(case, staff),
        // What nobody approves is over with this: a second person looks at what was mended.
        CommandKind::Complete => {
            permit_holder(case, staff)?;
            permit_other_than_mender(case, staff)
        }
        CommandKind::Settle => {
            permit_holder(case, staff)?;
            permit_stranger(case, staff)?;
            permit_other_than_mender(case, staff)
        }
        CommandKind::Approve | CommandKind::Refuse | CommandKind::Pass => {
            permit_decider(case, staff)
        }
        CommandKind::Recall => permit_proposer(case, staff),
        CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::Assign
        | CommandKind::PutFirst
        | CommandKind::ClearFirst
        | CommandKind::Label
        | CommandKind::Unlabel
        | CommandKind::MoveDue
        | CommandKind::Check
        // Who asked may be away when the resident calls or comes.
        | CommandKind::ExtendCorrection
        | CommandKind::CancelCorrection
        | CommandKind::TakeAnswer
        | CommandKind::TakeWithdrawal
        | CommandKind::Resubmit
        | CommandKind::Remind
        | CommandKind::SendBack
        | CommandKind::Withdraw
        | CommandKind::Note
        | CommandKind::Message => Ok(()),
    }
}

fn permit_other_than_mender(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    if case.mended_by.contains(staff) { Err(Refusal::OwnPreparation) } else { Ok(()) }
}

fn permit_holder(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    match &case.assignee {
        Some(holder) if holder != staff => Err(Refusal::HeldByAnother { holder: holder.clone() }),
        Some(_) | None => Ok(()),
    }
}

/// Nobody decides what they filed.
fn permit_stranger(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    if case.filed_by.as_ref() == Some(staff) { Err(Refusal::OwnFiling) } else { Ok(()) }
}

/// Nobody decides or passes on what they prepared or proposed, and everybody acts on one step.
fn permit_decider(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    permit_stranger(case, staff)?;
    let acted = case.proposal.as_ref().is_some_and(|proposal| proposal.passed.contains(staff));
    if acted || case.was_prepared_by(staff) { Err(Refusal::OwnPreparation) } else { Ok(()) }
}

fn permit_proposer(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    match &case.proposal {
        Some(proposal) if proposal.by != *staff => Err(LineRefusal::NotProposer.into()),
        Some(proposal) if !proposal.passed.is_empty() => Err(LineRefusal::StepHasActed.into()),
        Some(_) | None => Ok(()),
    }
}
