//! A small office to try the rules in: its people, its procedures, one case at a time.

mod by_rule;
mod closing;
mod comparing;
mod consulting;
mod deadlines;
mod dispatch;
mod enclosed;
mod later_fee;
mod line;
mod lot;
mod protection;
mod random_commands;
mod regulation;
mod reopening;
mod sample;
mod stand_in;
mod stored_words;
mod verdicts;

use chrono::{Duration, NaiveDate};
use japanese_values::Term;
use kernel::{
    Authority, CasePlace, DepartmentId, DepartmentTree, Grant, Instant, LabelId, Level, PaymentId,
    Rank, Role, StaffId, SubmissionId, Through, Yen,
};

use crate::{
    Actor, Case, Command, Event, Filing, Finding, Granted, Ground, Grounds, Hearing, LinkKind,
    PaperKind, Policy, Refusal, ReleaseReason, Remark, Shape, Terms, Verdict, decide, evolve, file,
    fold,
};

const DEPARTMENT: &str = "koseki-jumin";

fn compare(field: &str) -> Command {
    Command::Compare { file: "/idCopy".to_owned(), fields: vec![field.to_owned()] }
}

/// A Friday; the Monday after it is a holiday.
fn friday_morning() -> Instant {
    Instant::parse_rfc3339("2026-11-20T09:00:00+09:00").unwrap()
}

fn staff_id(name: &str) -> StaffId {
    let place = [
        "hanae", "goro", "sachi", "ichiro", "counter", "builder", "auditor", "kacho", "centre",
        "lead", "post", "bucho", "keeper",
    ]
    .iter()
    .position(|known| *known == name)
    .unwrap();
    format!("0193a5c8-7e1b-7c3d-9e4f-0000000000{place:02}").parse().unwrap()
}

fn label() -> LabelId {
    "0193a5c8-7e1b-7c3d-9e4f-00000000a001".parse().unwrap()
}

const NUMBER: &str = "2611-7K3M-92QC";

fn linked() -> SubmissionId {
    "0193a5c8-7e1b-7c3d-9e4f-00000000c002".parse().unwrap()
}

fn department(id: &str) -> DepartmentId {
    id.parse().unwrap()
}

fn granted(name: &str, grants: &[(Role, &str)]) -> Actor {
    let grants = grants.iter().map(|(role, at)| Grant::new(*role, department(at)));
    let today = friday_morning().day();
    Actor::Staff(Authority::new(staff_id(name), grants, &DepartmentTree::default(), today))
}

fn staff(name: &str, roles: &[Role]) -> Actor {
    let grants: Vec<(Role, &str)> = roles.iter().map(|role| (*role, DEPARTMENT)).collect();
    granted(name, &grants)
}

fn clerk() -> Actor {
    staff("hanae", &[Role::Clerk])
}

fn other_clerk() -> Actor {
    staff("goro", &[Role::Clerk])
}

fn approver() -> Actor {
    staff("sachi", &[Role::Approver])
}

/// Stands above `approver`, who is a 係長.
fn section_head() -> Actor {
    let grant = Grant { rank: Rank::Section, ..Grant::new(Role::Approver, department(DEPARTMENT)) };
    let today = friday_morning().day();
    Actor::Staff(Authority::new(staff_id("kacho"), [grant], &DepartmentTree::default(), today))
}

/// Clerk and approver in one person.
fn all_rounder() -> Actor {
    staff("ichiro", &[Role::Clerk, Role::Approver])
}

/// Entered the case from paper.
fn counter_clerk() -> Actor {
    staff("counter", &[Role::Clerk, Role::Approver])
}

/// Has both roles, in another department.
fn builder() -> Actor {
    granted("builder", &[(Role::Clerk, "kensetsu"), (Role::Approver, "kensetsu")])
}

/// Checks for other departments what lies in the centre.
fn centre_clerk() -> Actor {
    granted("centre", &[(Role::CentreClerk, "centre")])
}

fn lead() -> Actor {
    staff("lead", &[Role::Lead])
}

fn auditor() -> Actor {
    staff("auditor", &[Role::Auditor, Role::Administrator, Role::FormAuthor])
}

/// Where the case of these tests belongs.
fn here() -> CasePlace {
    CasePlace {
        department: department(DEPARTMENT),
        desk: None,
        procedure: "sample".to_owned(),
        ward: None,
    }
}

fn policy(shape: Shape) -> Policy {
    Policy { processing: Some(Term::OpenDays(5)), ..Policy::new(shape, here()) }
}

/// One person of this rank may decide in favour.
fn alone(decider: Rank) -> Level {
    Level { alone: true, ..Level::of(decider) }
}

/// A 係長 passes it on, a 課長 decides.
fn in_two_steps() -> Level {
    Level { route: vec![Rank::Chief], ..Level::of(Rank::Section) }
}

fn payment() -> PaymentId {
    "0193a5c8-7e1b-7c3d-9e4f-00000000f001".parse().unwrap()
}

fn submission() -> SubmissionId {
    "0193a5c8-7e1b-7c3d-9e4f-00000000c001".parse().unwrap()
}

fn filing() -> Filing {
    let (filed_by, pay_by, desk) = (None, None, None);
    let (findings, waits_until) = (Vec::new(), None);
    Filing { id: submission(), filed_by, owes_fee: false, pay_by, desk, findings, waits_until }
}

/// A correction in which nothing is to be looked at.
fn resubmit(revision: u32) -> Command {
    Command::Resubmit { revision, findings: Vec::new() }
}

fn pay() -> Command {
    Command::Pay { payment: payment() }
}

fn ask_fee(yen: i64) -> Command {
    Command::AskFee { payment: payment(), amount: Yen::new(yen), due_on: None }
}

fn waive_fee() -> Command {
    Command::WaiveFee { reason: "公用のため。".to_owned() }
}

fn assign(name: &str) -> Command {
    Command::Assign { to: staff_id(name), although_away: false }
}

fn request_correction() -> Command {
    let remark = Remark::saying("/phone", "番号が1桁足りません。");
    Command::RequestCorrection { remarks: vec![remark], due_on: None }
}

fn propose(verdict: Verdict) -> Command {
    let (reason, terms) = ("要件を確認した。".to_owned(), terms());
    Command::Propose { verdict, reason, grounds: grounds(), terms }
}

fn terms() -> Terms {
    let (asked, granted) = (Yen::new(30_000), Yen::new(20_000));
    let amounts = vec![Granted { label: "工事費".to_owned(), asked, granted }];
    Terms { conditions: "3月までに終えること。".to_owned(), amounts }
}

fn hand_over(to: &str) -> Command {
    Command::HandOver { to: department(to), text: "住所を確かめました。".to_owned() }
}

fn release() -> Command {
    Command::Release { reason: ReleaseReason::NoExperience }
}

fn send_back() -> Command {
    Command::SendBack { reason: "添付を確認してください。".to_owned() }
}

/// As it was proposed, or with nothing proposed.
const APPROVE: Command = Command::Approve { against_proposal: false, in_place_of: None };

const PASS: Command = Command::Pass { in_place_of: None };

fn refuse() -> Command {
    Command::Refuse { grounds: grounds(), against_proposal: true, in_place_of: None }
}

fn grounds() -> Grounds {
    Grounds {
        basis: "条例第3条".to_owned(),
        facts: "市内に住所がない。".to_owned(),
        application: "要件を満たさない。".to_owned(),
    }
}

fn withdraw() -> Command {
    Command::Withdraw { reason: String::new() }
}

/// 弁明 was offered and has passed.
#[expect(clippy::unnecessary_wraps, reason = "as the command takes it")]
fn heard(on: NaiveDate) -> Option<Hearing> {
    Some(Hearing::Statement { told_on: on - chrono::Days::new(14), held_on: on })
}

fn want_anew(ground: Ground, hearing: Option<Hearing>) -> Command {
    Command::ProposeReopening { ground, reason: "通知書の誤り。".to_owned(), hearing }
}

fn leave_it() -> Command {
    Command::RejectReopening { reason: "誤りはない。".to_owned() }
}

fn message() -> Command {
    Command::Message { text: "いつ届きますか。".to_owned(), files: Vec::new() }
}

fn attach(kind: PaperKind, files: &[u32]) -> Command {
    let id = |n: &u32| format!("0193a5c8-7e1b-7c3d-9e4f-{n:012x}").parse().unwrap();
    Command::Attach { kind, secrecy: None, files: files.iter().map(id).collect() }
}

fn note() -> Command {
    Command::Note { text: "電話で確認した。".to_owned(), call: None }
}

/// One case on its way through the office.
#[derive(Debug, Clone)]
struct Desk {
    policy: Policy,
    now: Instant,
    log: Vec<Event>,
    case: Case,
}

impl Desk {
    fn receives(policy: Policy, owes_fee: bool, filed_by: Option<StaffId>) -> Self {
        let now = friday_morning();
        let log = vec![file(Filing { filed_by, owes_fee, ..filing() }, &policy, now)];
        Self::begun(policy, log)
    }

    /// What the resident confirmed is to be looked at.
    fn finds(policy: Policy, findings: Vec<Finding>) -> Self {
        let log = vec![file(Filing { findings, ..filing() }, &policy, friday_morning())];
        Self::begun(policy, log)
    }

    fn begun(policy: Policy, log: Vec<Event>) -> Self {
        let now = log.last().map_or_else(friday_morning, Event::at);
        let case = fold(&log).unwrap();
        Self { policy, now, log, case }
    }

    fn waits(&mut self, span: Duration) {
        self.now = self.now.plus(span);
    }

    fn hears(&mut self, actor: &Actor, command: Command) -> Result<Vec<Event>, Refusal> {
        let facts = decide(&self.case, command, actor, &self.policy, self.now)?;
        // All are drawn or none.
        let drawn = self.policy.sample == 100;
        let facts: Vec<Event> = facts.into_iter().map(|fact| fact.drawn_if(drawn)).collect();
        self.case = facts.iter().fold(self.case.clone(), evolve);
        self.policy.place.desk = self.case.desk.clone();
        self.log.extend(facts.iter().cloned());
        Ok(facts)
    }
}
