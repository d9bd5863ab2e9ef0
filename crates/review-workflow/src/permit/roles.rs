//! By which role and rank, and through which of its departments, a command is somebody's.

use kernel::{Authority, Rank, Role, Through};

use crate::{Case, CommandKind, Policy, State, Verdict};

/// The roles of which one is needed, none for what staff never do, and the rank.
pub(super) fn asked_for(
    case: &Case,
    command: CommandKind,
    policy: &Policy,
) -> (&'static [Role], Rank) {
    let deciding = |rank: Rank| (if rank == Rank::Staff { HANDLING } else { APPROVING }, rank);
    match command {
        CommandKind::Claim
        | CommandKind::Release
        | CommandKind::HandOver
        | CommandKind::Label
        | CommandKind::Unlabel
        | CommandKind::Link
        | CommandKind::Unlink
        | CommandKind::RequestCorrection
        | CommandKind::ExtendCorrection
        | CommandKind::CancelCorrection
        | CommandKind::TakeAnswer => (CHECKING, Rank::Staff),
        CommandKind::CorrectFor
        | CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Propose
        | CommandKind::Recall
        | CommandKind::ConfirmAddress
        | CommandKind::TakeWithdrawal => (PREPARING, Rank::Staff),
        CommandKind::PutFirst
        | CommandKind::ClearFirst
        | CommandKind::MoveDue
        | CommandKind::VoidNotice => (LEADING, Rank::Staff),
        CommandKind::Close => (ENDING, Rank::Staff),
        CommandKind::Protect | CommandKind::Unprotect => (PROTECTING, Rank::Staff),
        CommandKind::SendBack => deciding(policy.approval.decider.min(Rank::Chief)),
        CommandKind::Pass => deciding(next_step(case, policy).unwrap_or(Rank::Chief)),
        CommandKind::Raise => deciding(raising_rank(case, policy)),
        CommandKind::Approve => deciding(decider(case, Verdict::Approve, policy)),
        CommandKind::Refuse => deciding(decider(case, Verdict::Refuse, policy)),
        CommandKind::Settle => (HANDLING, policy.approval.decider),
        CommandKind::Complete | CommandKind::ProposeReopening | CommandKind::HandOut => {
            (HANDLING, Rank::Staff)
        }
        CommandKind::PostOut | CommandKind::ComeBack => (POSTING, Rank::Staff),
        CommandKind::Consult | CommandKind::CancelConsultation => (HANDLING, Rank::Staff),
        CommandKind::AnswerConsultation => (ASKED, Rank::Staff),
        CommandKind::Overrule => (APPROVING, Rank::Division),
        CommandKind::ReadAfter => (APPROVING, Rank::Staff),
        CommandKind::Sample | CommandKind::Reopen | CommandKind::RejectReopening => {
            (APPROVING, mending_rank(case, policy))
        }
        CommandKind::Assign
        | CommandKind::Check
        | CommandKind::Compare
        | CommandKind::Note
        | CommandKind::Message
        | CommandKind::MarkAnswered
        | CommandKind::Attach => (WORKING, Rank::Staff),
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

/// Who ends what is not decided.
const ENDING: &[Role] = &[Role::Lead, Role::Approver];

/// Who prepares a decision.
const PREPARING: &[Role] = &[Role::Clerk, Role::Lead];

/// Who posts papers, and hears what came back.
const POSTING: &[Role] = &[Role::PostClerk];

/// Who brings a case to its end, alone or as decided.
const HANDLING: &[Role] = &[Role::Clerk, Role::Lead, Role::Approver];

/// Who says that somebody is protected, where their grant carries the right.
pub(crate) const PROTECTING: &[Role] = HANDLING;

/// Who answers for a department that is asked.
pub const ASKED: &[Role] = HANDLING;

/// Who works on cases.
pub const WORKING: &[Role] = &[Role::Clerk, Role::Lead, Role::CentreClerk, Role::Approver];

/// Who decides what somebody else has proposed.
const APPROVING: &[Role] = &[Role::Approver];

/// By which of its departments a case has to be theirs: what decides, or leads to a decision, is
/// for the one that answers for it.
pub(super) const fn through(command: CommandKind) -> Through {
    match command {
        CommandKind::MoveDue
        | CommandKind::CorrectFor
        | CommandKind::AskFee
        | CommandKind::WaiveFee
        | CommandKind::Propose
        | CommandKind::Pass
        | CommandKind::Recall
        | CommandKind::Raise
        | CommandKind::SendBack
        | CommandKind::Approve
        | CommandKind::Refuse
        | CommandKind::Complete
        | CommandKind::Settle
        | CommandKind::Consult
        | CommandKind::AnswerConsultation
        | CommandKind::CancelConsultation
        | CommandKind::Overrule
        | CommandKind::ReadAfter
        | CommandKind::Sample
        | CommandKind::ProposeReopening
        | CommandKind::Reopen
        | CommandKind::RejectReopening
        | CommandKind::VoidNotice
        | CommandKind::PostOut
        | CommandKind::ComeBack
        | CommandKind::ConfirmAddress
        | CommandKind::HandOut
        | CommandKind::TakeWithdrawal
        | CommandKind::Close => Through::Responsible,
        CommandKind::Claim
        | CommandKind::Assign
        | CommandKind::Release
        | CommandKind::HandOver
        | CommandKind::PutFirst
        | CommandKind::ClearFirst
        | CommandKind::Label
        | CommandKind::Unlabel
        | CommandKind::Link
        | CommandKind::Unlink
        | CommandKind::Protect
        | CommandKind::Unprotect
        | CommandKind::RequestCorrection
        | CommandKind::ExtendCorrection
        | CommandKind::CancelCorrection
        | CommandKind::TakeAnswer
        | CommandKind::Check
        | CommandKind::Compare
        | CommandKind::Note
        | CommandKind::Message
        | CommandKind::MarkAnswered
        | CommandKind::Attach
        | CommandKind::Pay
        | CommandKind::Lapse
        | CommandKind::Remind
        | CommandKind::Resubmit
        | CommandKind::Withdraw => Through::Either,
    }
}

/// The rank of whose turn it is to pass the proposal on; nobody when the decider is next.
pub(super) fn next_step(case: &Case, policy: &Policy) -> Option<Rank> {
    let proposal = case.proposal.as_ref()?;
    policy.level(proposal.verdict).route.get(proposal.passed.len()).copied()
}

/// The rank of who decides this way, as it was proposed.
fn decider(case: &Case, way: Verdict, policy: &Policy) -> Rank {
    policy.level(case.comes_to(way)).decider
}

/// Nobody below who decided says whether that stands, or agrees that it is decided anew; a
/// withdrawal had no decider.
fn mending_rank(case: &Case, policy: &Policy) -> Rank {
    let decided = match (&case.decision, case.state) {
        (Some(decision), _) => policy.level(decision.verdict).decider,
        (None, State::Completed) => policy.approval.decider,
        (None, _) => Rank::Chief,
    };
    decided.max(Rank::Chief)
}

/// Who decides what is proposed, one way or the other, decides it now.
fn raising_rank(case: &Case, policy: &Policy) -> Rank {
    let proposed = case.proposal.as_ref().map(|it| policy.level(it.verdict).decider);
    proposed.unwrap_or(policy.approval.decider)
}

pub(super) fn leads(authority: &Authority, policy: &Policy) -> bool {
    authority.ask(LEADING, Rank::Staff, Through::Either, &policy.place).is_ok()
}
