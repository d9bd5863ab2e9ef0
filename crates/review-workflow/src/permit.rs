//! Which commands are open to whom, before anybody looks at their content.
//!
//! [`crate::decide`] asks here first, and the buttons of a case's page come from
//! here too, so that the page never offers what would then be refused.

use kernel::{Denied, Instant, Role, StaffId};

use crate::{Actor, Case, CommandKind, LaterFee, Policy, Refusal, Shape, State};

/// Whether `actor` may give such a command now.
pub fn permit(
    case: &Case,
    command: CommandKind,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Result<(), Refusal> {
    permit_actor(command, actor, policy)?;
    permit_state(case, command, policy, now)?;
    actor.staff().map_or(Ok(()), |staff| permit_person(case, command, staff, policy))
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

/// Who gives which command at all. Of staff, one grant must have the role and cover
/// the case.
fn permit_actor(command: CommandKind, actor: &Actor, policy: &Policy) -> Result<(), Refusal> {
    let theirs = match actor {
        Actor::System => is_of_the_house(command),
        Actor::Resident => is_of_the_resident(command),
        Actor::Staff(authority) => {
            return authority.ask(roles_for(command), &policy.place).map_err(
                |denied| match denied {
                    Denied::Role => Refusal::NotYours { command },
                    Denied::Elsewhere => Refusal::OtherDepartment,
                },
            );
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

/// The roles of which one is needed; none for what staff never do.
const fn roles_for(command: CommandKind) -> &'static [Role] {
    match command {
        CommandKind::Claim
        | CommandKind::Release
        | CommandKind::RequestCorrection
        | CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Propose => &[Role::Clerk],
        CommandKind::SendBack | CommandKind::Approve | CommandKind::Refuse => &[Role::Approver],
        CommandKind::Assign | CommandKind::Complete | CommandKind::Note | CommandKind::Message => {
            &[Role::Clerk, Role::Approver]
        }
        CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::Remind
        | CommandKind::Resubmit
        | CommandKind::Withdraw => &[],
    }
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
            require(case, command, case.state != State::AwaitingPayment && !case.state.is_final())
        }
        CommandKind::Release => {
            let begun = matches!(case.state, State::Received | State::InReview);
            require(case, command, begun && case.assignee.is_some())
        }
        CommandKind::RequestCorrection => require(case, command, case.state == State::InReview),
        CommandKind::Resubmit => require(case, command, case.state == State::CorrectionRequested),
        CommandKind::AskFee => permit_asking(case, policy, now),
        CommandKind::WaiveFee => permit_waiver(case, policy),
        CommandKind::Propose => {
            permit_decision(case, policy, now)?;
            permit_conclusion(case, command, now)
        }
        CommandKind::SendBack => {
            permit_decision(case, policy, now)?;
            require(case, command, case.state == State::AwaitingApproval)
        }
        CommandKind::Approve | CommandKind::Refuse => {
            permit_decision(case, policy, now)?;
            let alone = case.state == State::InReview && !takes_two(case, policy);
            require(case, command, case.state == State::AwaitingApproval || alone)
        }
        CommandKind::Complete => {
            match case.shape {
                Shape::Notification => permit_conclusion(case, command, now)?,
                Shape::Certificate | Shape::Standard | Shape::Approval | Shape::LotteryOrQuota => {
                    require(case, command, case.state == State::Approved)?;
                }
            }
            permit_issue(case, policy)
        }
        CommandKind::Withdraw => {
            require(case, command, !case.state.is_decided() && case.decision.is_none())
        }
        CommandKind::Note | CommandKind::Message => Ok(()),
    }
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
    require(case, command, case.state == State::CorrectionRequested)?;
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
fn permit_person(
    case: &Case,
    command: CommandKind,
    staff: &StaffId,
    policy: &Policy,
) -> Result<(), Refusal> {
    match command {
        // What left somebody's hands is dealt with by whoever is there.
        CommandKind::Complete | CommandKind::AskFee | CommandKind::WaiveFee
            if matches!(case.state, State::Approved | State::AwaitingPayment) =>
        {
            Ok(())
        }
        CommandKind::Claim
        | CommandKind::Release
        | CommandKind::RequestCorrection
        | CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Propose
        | CommandKind::Complete => permit_holder(case, staff),
        CommandKind::Approve | CommandKind::Refuse => permit_decider(case, staff, policy),
        CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::Assign
        | CommandKind::Resubmit
        | CommandKind::Remind
        | CommandKind::SendBack
        | CommandKind::Withdraw
        | CommandKind::Note
        | CommandKind::Message => Ok(()),
    }
}

fn permit_holder(case: &Case, staff: &StaffId) -> Result<(), Refusal> {
    match &case.assignee {
        Some(holder) if holder != staff => Err(Refusal::HeldByAnother { holder: holder.clone() }),
        Some(_) | None => Ok(()),
    }
}

/// Nobody decides what they filed; where two people are needed, nobody decides what
/// they prepared or proposed.
fn permit_decider(case: &Case, staff: &StaffId, policy: &Policy) -> Result<(), Refusal> {
    if case.filed_by.as_ref() == Some(staff) {
        return Err(Refusal::OwnFiling);
    }
    if takes_two(case, policy) && case.was_prepared_by(staff) {
        return Err(Refusal::OwnPreparation);
    }
    Ok(())
}

const fn takes_two(case: &Case, policy: &Policy) -> bool {
    policy.four_eyes || matches!(case.shape, Shape::Approval)
}
