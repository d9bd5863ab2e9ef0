//! From a command to facts, or to the rule that refuses it.
//!
//! Whether the command is open to the actor at all is settled in `permit`; here its
//! content is looked at and the facts are written down.

mod again;
mod consulting;
mod line;
mod others;

use chrono::{Days, NaiveDate};
use kernel::{AttachmentId, DepartmentId, Instant, StaffId, Yen};

use self::{
    again::anew,
    consulting::{consulted, is_about_consulting},
    line::{Raising, decided, permit_named_seat, raised},
    others::by_others,
};
use crate::{
    Actor, Call, Case, Command, CommandKind, Deadline, Event, Filing, Finding, Grounds,
    HeirRefusal, LineRefusal, Policy, Refusal, Remark, RemarkCode, Taken, Verdict, VoidReason, Way,
    closing, comparing, due, enclosed, lot, permit, protection,
};

/// Characters of a reason, note, message or remark.
pub const MAX_TEXT: usize = 4_000;

/// Remarks in one correction request.
pub const MAX_REMARKS: usize = 100;

/// The first fact of a case: it has arrived. When a fee is owed, the clock stands
/// still until it is paid; when there is no place, until it has one.
pub fn file(filing: Filing, policy: &Policy, now: Instant) -> Event {
    let stands_still = filing.owes_fee || filing.waits_until.is_some();
    Event::Filed {
        at: now,
        case: filing.id,
        shape: policy.shape,
        by: filing.filed_by,
        payment_due_at: filing
            .owes_fee
            .then(|| due::first_payment_due_at(policy, filing.pay_by, now)),
        deadline: (!stands_still).then(|| Deadline::on_arrival(policy, now)),
        desk: filing.desk,
        findings: filing.findings,
        waits_until: filing.waits_until,
    }
}

/// The facts that `command` makes of `case`, or the rule that refuses it.
pub fn decide(
    case: &Case,
    command: Command,
    actor: &Actor,
    policy: &Policy,
    now: Instant,
) -> Result<Vec<Event>, Refusal> {
    let kind = command.kind();
    permit(case, kind, actor, policy, now)?;
    lot::permit_verdict(case, &command)?;
    match actor {
        Actor::Staff(authority) => {
            let by = authority.person().clone();
            permit_named_seat(case, &command, authority, policy)?;
            if kind == CommandKind::Settle {
                return Ok(settled(case, &by, policy, now));
            }
            if let Command::Raise { verdict, grounds, against_proposal } = command {
                let wanted = Raising { verdict, grounds, against_proposal };
                return raised(case, wanted, authority, policy, now);
            }
            if is_about_consulting(&command) {
                return consulted(case, command, authority, policy, now).map(|fact| vec![fact]);
            }
            by_staff(case, command, by, policy, now).map(|fact| vec![fact])
        }
        Actor::Resident | Actor::System => {
            by_others(case, command, policy, now).map(|fact| vec![fact])
        }
    }
}

/// Everything that one press does: taken, decided by the row of the table that allows it, issued.
fn settled(case: &Case, by: &StaffId, policy: &Policy, at: Instant) -> Vec<Event> {
    let taken = (case.assignee.as_ref() != Some(by)).then(|| Event::Claimed { at, by: by.clone() });
    let decided = case.shape.is_decided().then(|| Event::Approved {
        at,
        by: by.clone(),
        reason: String::new(),
        grounds: None,
        terms: None,
        level: Some(policy.approval.clone()),
        in_place_of: None,
        sample: policy.draw(),
    });
    let issued = completed(case, by.clone(), policy, at);
    taken.into_iter().chain(decided).chain([issued]).collect()
}

/// Issued as it was decided; or recorded by one person, without anybody having decided.
fn completed(case: &Case, by: StaffId, policy: &Policy, at: Instant) -> Event {
    let sample = if case.shape.is_decided() { None } else { policy.draw() };
    Event::Completed { at, by, sample }
}

/// Revisions follow one another without a gap.
const fn next(case: &Case, revision: u32) -> Result<u32, Refusal> {
    let expected = case.revision.saturating_add(1);
    if revision == expected { Ok(revision) } else { Err(Refusal::RevisionOutOfOrder { expected }) }
}

/// What the office does.
#[expect(clippy::too_many_lines, reason = "a table: one arm for each command")]
fn by_staff(
    case: &Case,
    command: Command,
    by: StaffId,
    policy: &Policy,
    at: Instant,
) -> Result<Event, Refusal> {
    let kind = command.kind();
    // A clock that stands still runs again with what goes on without the resident.
    let resuming = || case.clock_stopped_at.map(|_since| Deadline::on_resuming(case, policy, at));
    match command {
        Command::Claim => Ok(Event::Claimed { at, by }),
        Command::Assign { to, .. } => Ok(Event::Assigned { at, by, to }),
        Command::Release { reason } => Ok(Event::Released { at, by, reason }),
        Command::HandOver { to, text } => handed_over(to, &text, policy, by, at),
        Command::PutFirst { reason } => put_first(&reason, by, at),
        Command::ClearFirst => Ok(Event::PutFirstCleared { at, by }),
        Command::Label { label, name } => Ok(Event::Labelled { at, by, label, name }),
        Command::Unlabel { label, name } => Ok(Event::Unlabelled { at, by, label, name }),
        Command::Link { other, number, kind } => Ok(Event::Linked { at, by, other, number, kind }),
        Command::Unlink { other, number } => Ok(Event::Unlinked { at, by, other, number }),
        Command::Protect { until, reason } => protection::protected(until, &reason, by, at),
        Command::Unprotect { reason } => protection::unprotected(&reason, by, at),
        Command::MoveDue { due_on, reason } => moved(case, due_on, &reason, policy, by, at),
        Command::RequestCorrection { remarks, due_on } => {
            let due_on = due_on.unwrap_or_else(|| due::correction_due_on(policy, at));
            asked_for(remarks, due_on, by, at)
        }
        Command::ExtendCorrection { due_on } => longer(case, due_on, by, at),
        Command::CancelCorrection { reason } => {
            cancelled(&reason, Deadline::on_resuming(case, policy, at), by, at)
        }
        Command::CorrectFor { revision, reason, findings } => {
            let revision = next(case, revision)?;
            mended(revision, &reason, findings, by, at)
        }
        Command::TakeAnswer { revision, way, identity, findings } => {
            let revision = next(case, revision)?;
            let taken = taken(way, &identity, by)?;
            let deadline = Deadline::on_resuming(case, policy, at);
            Ok(Event::Resubmitted { at, revision, deadline, findings, taken: Some(taken) })
        }
        Command::AskFee { payment, amount, due_on } => {
            let payment_due_at = asked_until(amount, due_on, policy, at)?;
            Ok(Event::FeeAsked { at, by, payment, amount, payment_due_at })
        }
        Command::WaiveFee { reason } => waived(&reason, resuming(), by, at),
        Command::Propose { verdict, reason, grounds, terms } => {
            let level = policy.level(verdict);
            case.permit_consulted(level, policy)?;
            let steps = u32::try_from(level.route.len().saturating_add(1)).unwrap_or(u32::MAX);
            let (reason, grounds) = said_for(verdict, &reason, &grounds)?;
            let in_part = verdict == Verdict::ApproveInPart;
            let terms = in_part.then(|| terms.checked()).transpose()?;
            let deadline = resuming();
            Ok(Event::Proposed { at, by, verdict, reason, grounds, terms, deadline, steps })
        }
        Command::Check { finding } => looked_at(case, finding, by, at),
        Command::Compare { file, fields } => comparing::same(case, file, fields, by, at),
        Command::Pass { in_place_of } => Ok(Event::Passed { at, by, in_place_of }),
        Command::ReadAfter => Ok(Event::ReadAfter { at, by }),
        Command::Sample { objection } => {
            let objection =
                objection.map(|text| said(&text, Refusal::ReasonMissing)).transpose()?;
            Ok(Event::Sampled { at, by, objection })
        }
        Command::Recall => Ok(Event::Recalled { at, by }),
        Command::SendBack { reason } => {
            Ok(Event::SentBack { at, by, reason: said(&reason, Refusal::ReasonMissing)? })
        }
        command @ (Command::Approve { .. } | Command::Refuse { .. }) => {
            decided(case, command, by, policy, at)
        }
        Command::Complete => Ok(completed(case, by, policy, at)),
        command @ (Command::ProposeReopening { .. }
        | Command::Reopen
        | Command::RejectReopening { .. }) => anew(case, command, by, policy, at),
        Command::VoidNotice { notice, reason, text, again } => {
            let text = reason.in_words(&text)?;
            Ok(Event::NoticeVoided { at, by, notice, reason, text, again })
        }
        Command::PostOut { notice, posting } => {
            Ok(Event::NoticePosted { at, by, notice, posting: posting.checked(at)? })
        }
        Command::ComeBack { notice, reason } => {
            Ok(Event::NoticeReturned { at, by, notice, reason })
        }
        Command::ConfirmAddress { notice, text } => {
            let text = said(&text, Refusal::ReasonMissing)?;
            Ok(Event::AddressConfirmed { at, by, notice, text })
        }
        Command::HandOut { notice, identity } => {
            let identity = said(&identity, Refusal::IdentityMissing)?;
            Ok(Event::NoticeHandedOut { at, by, notice, identity })
        }
        Command::TakeWithdrawal { way, identity, reason } => {
            withdrawn(way, &identity, &reason, by, at)
        }
        Command::Close { closing, reason } => closing::closed(closing, &reason, by, at),
        Command::Note { text, call } => noted(&text, call, by, at),
        Command::Message { text, files } => said_to(Some(by), &text, files, at),
        Command::MarkAnswered => Ok(Event::Answered { at, by }),
        Command::Attach { kind, secrecy, files } => {
            Ok(Event::Attached { at, by, kind, secrecy, files: enclosed::added(files)? })
        }
        Command::Pay { .. }
        | Command::Lapse
        | Command::Resubmit { .. }
        | Command::Remind
        | Command::Settle
        | Command::Raise { .. }
        | Command::Consult { .. }
        | Command::AnswerConsultation { .. }
        | Command::CancelConsultation { .. }
        | Command::Overrule { .. }
        | Command::Withdraw { .. } => Err(Refusal::NotYours { command: kind }),
    }
}

fn handed_over(
    to: DepartmentId,
    text: &str,
    policy: &Policy,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    if to == *policy.place.at_desk() {
        return Err(HeirRefusal::SameDesk.into());
    }
    let to = Some(to).filter(|to| *to != policy.place.department);
    Ok(Event::HandedOver { at, by, to, text: fitting(text)? })
}

/// A message of the office, or of the resident where nobody of it wrote.
fn said_to(
    by: Option<StaffId>,
    text: &str,
    files: Vec<AttachmentId>,
    at: Instant,
) -> Result<Event, Refusal> {
    let (text, files) = (text_of(text)?, enclosed::enclosed(files)?);
    Ok(Event::MessageSent { at, by, text, released_by: None, files })
}

/// Why something is proposed: in one text, and in its parts as well where it is not all that was
/// asked for.
fn said_for(
    verdict: Verdict,
    reason: &str,
    grounds: &Grounds,
) -> Result<(String, Option<Grounds>), Refusal> {
    if verdict.needs_grounds() {
        return grounds.complete().map(|said| (said.text(), Some(said)));
    }
    Ok((fitting(reason)?, None))
}

fn asked_for(
    remarks: Vec<Remark>,
    due_on: NaiveDate,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    let due_on = ahead(due_on, at)?;
    Ok(Event::CorrectionRequested { at, by, remarks: checked(remarks)?, due_on })
}

fn waived(
    reason: &str,
    deadline: Option<Deadline>,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    let reason = said(reason, Refusal::ReasonMissing)?;
    Ok(Event::FeeWaived { at, by, reason, deadline })
}

fn withdrawn(
    way: Way,
    identity: &str,
    reason: &str,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    let taken = taken(way, identity, by)?;
    Ok(Event::Withdrawn { at, reason: fitting(reason)?, taken: Some(taken) })
}

impl VoidReason {
    /// What is said beside the reason, which is needed where that says nothing.
    fn in_words(self, text: &str) -> Result<String, Refusal> {
        match self {
            Self::Other => said(text, Refusal::ReasonMissing),
            Self::Addressee | Self::Content | Self::Misprint | Self::Duplicate => fitting(text),
        }
    }
}

/// What is taken for an applicant says how they were made sure of.
fn taken(way: Way, identity: &str, by: StaffId) -> Result<Taken, Refusal> {
    Ok(Taken { by, way, identity: said(identity, Refusal::IdentityMissing)? })
}

fn put_first(reason: &str, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    Ok(Event::PutFirst { at, by, reason: said(reason, Refusal::ReasonMissing)? })
}

/// Another day than the promised one, ahead of today.
fn moved(
    case: &Case,
    due_on: NaiveDate,
    reason: &str,
    policy: &Policy,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    let due_on = ahead(due_on, at)?;
    let reason = said(reason, Refusal::ReasonMissing)?;
    if case.due_on == Some(due_on) {
        return Err(Refusal::NothingChanged);
    }
    let moved_days = due::moved_days(case, policy, due_on);
    Ok(Event::DueMoved { at, by, due_on, reason, moved_days })
}

fn noted(text: &str, call: Option<Call>, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    let call = match call {
        None => None,
        Some(Call { topic, with }) => Some(Call { topic, with: text_of(&with)? }),
    };
    Ok(Event::Noted { at, by, text: text_of(text)?, call })
}

fn cancelled(reason: &str, deadline: Deadline, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    let reason = said(reason, Refusal::ReasonMissing)?;
    Ok(Event::CorrectionCancelled { at, by, reason, deadline })
}

fn mended(
    revision: u32,
    reason: &str,
    findings: Vec<Finding>,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    let reason = said(reason, Refusal::ReasonMissing)?;
    Ok(Event::CorrectedFor { at, by, revision, reason, findings })
}

/// Until when a fee that is asked for can be paid.
fn asked_until(
    amount: Yen,
    due_on: Option<NaiveDate>,
    policy: &Policy,
    at: Instant,
) -> Result<Instant, Refusal> {
    if amount <= Yen::ZERO {
        return Err(Refusal::NothingToPay);
    }
    match due_on {
        Some(day) => Ok(due::end_of(ahead(day, at)?)),
        None => Ok(due::payment_due_at(policy, at)),
    }
}

/// More time is later than today, and later than what was asked for.
fn longer(case: &Case, due_on: NaiveDate, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    let due_on = ahead(due_on, at)?;
    match &case.correction {
        Some(asked) if due_on <= asked.due_on => Err(Refusal::DayNotAhead),
        Some(_) | None => Ok(Event::CorrectionExtended { at, by, due_on }),
    }
}

/// A day that a resident is given, or that is kept for one. One of another year's is a slip of the
/// hand.
pub(crate) fn ahead(day: NaiveDate, at: Instant) -> Result<NaiveDate, Refusal> {
    let today = at.day();
    if day <= today {
        Err(Refusal::DayNotAhead)
    } else if day > today + MOST_AHEAD {
        Err(Refusal::DayTooFar)
    } else {
        Ok(day)
    }
}

/// No resident is given more time than this in one go.
const MOST_AHEAD: Days = Days::new(366);

fn looked_at(case: &Case, finding: usize, by: StaffId, at: Instant) -> Result<Event, Refusal> {
    match case.findings.get(finding) {
        Some(Finding { checked: None, .. }) => Ok(Event::FindingChecked { at, by, finding }),
        Some(_) | None => Err(LineRefusal::NoSuchFinding.into()),
    }
}

fn checked(remarks: Vec<Remark>) -> Result<Vec<Remark>, Refusal> {
    if remarks.is_empty() || remarks.iter().any(|remark| !remark.at.starts_with('/')) {
        return Err(Refusal::RemarksMissing);
    }
    if remarks.len() > MAX_REMARKS {
        return Err(Refusal::TooManyRemarks { limit: MAX_REMARKS });
    }
    remarks
        .into_iter()
        .map(|Remark { at, text, easy, english, code }| {
            let text = fitting(&text)?;
            let says = !text.is_empty() || code.is_some_and(RemarkCode::says_it_all);
            if !says {
                return Err(Refusal::RemarksMissing);
            }
            let (easy, english) = (fitting(&easy)?, fitting(&english)?);
            Ok(Remark { at, text, easy, english, code })
        })
        .collect()
}

/// The text without blank ends, or `missing` when nothing is left.
pub(crate) fn said(text: &str, missing: Refusal) -> Result<String, Refusal> {
    let text = fitting(text)?;
    if text.is_empty() { Err(missing) } else { Ok(text) }
}

/// What is to be read by somebody.
fn text_of(text: &str) -> Result<String, Refusal> {
    said(text, Refusal::TextMissing)
}

/// The text without blank ends.
pub(crate) fn fitting(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().any(is_unseen) {
        return Err(Refusal::UnseenCharacter);
    }
    if text.chars().count() > MAX_TEXT {
        Err(Refusal::TextTooLong { limit: MAX_TEXT })
    } else {
        Ok(text.to_owned())
    }
}

/// A character that nobody sees and that makes a text ring, vanish or read backwards:
/// controls other than line ends and tabs, and what turns the direction of writing.
pub fn is_unseen(c: char) -> bool {
    let of_a_text = matches!(c, '\n' | '\r' | '\t');
    (c.is_control() && !of_a_text) || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
