//! Years of work on what was seeded, so that measuring meets what a city has.
//!
//! Every step is decided by the rules of the office and written like any other; its moment lies
//! in the past, and nobody is told. Cases of one procedure are given the paper that was set for
//! the first of them: setting each its own would take days for a million.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use casework::{Billing, Decided, Rows, notice_kind, policy_for};
use catalogue::Published;
use chrono::Duration;
use kernel::{Authority, Instant, StaffId, SubmissionId};
use review_workflow::{
    Actor, Case, Command, Event, Grounds, Policy, Remark, RemarkCode, State, Terms, Verdict,
    decide, evolve,
};
use submission_store::{Scope, StoreError, cases, notices::Notice, registers::Numbered};
use tokio::task::JoinSet;

use crate::{BackOffice, Error, permission::Take};

/// Lives led at once: they share commits.
const AT_ONCE: usize = 64;
/// Cases looked up at once.
const PAGE: u32 = 500;
/// Who acts for the house, and for the resident, as the log names them.
const HOUSE: &str = casework::SYSTEM;
const RESIDENT: &str = casework::APPLICANT;

/// Papers by procedure and kind.
type Papers = HashMap<(String, &'static str), Arc<Vec<u8>>>;

/// The years that are made up.
struct Years {
    people: Vec<Authority>,
    papers: Mutex<Papers>,
    now: Instant,
}

/// How far a case has come by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Left,
    InHand,
    WaitsForCorrection,
    WaitsForDecision,
    Withdrawn,
    Refused,
    Done,
}

/// One case on its way.
struct Life<'a> {
    years: &'a Years,
    case: Case,
    policy: Policy,
    at: Instant,
    chance: usize,
    /// Who did what, in order.
    moves: Vec<(String, Vec<Event>)>,
}

impl BackOffice {
    /// Works on every case that arrived before `now` and that nobody has begun with, as the people
    /// of this office would have until then; gives how many are over then. Nearly all that are older than a month or two
    /// are; of the others some wait for each of the things that cases wait for.
    pub async fn live(&self, now: Instant) -> Result<u32, Error> {
        let people = self.everybody(now).await?.into_iter().map(|(who, _)| who).collect();
        let years = Arc::new(Years { people, papers: Mutex::default(), now });
        let (mut over, mut after) = (0, None);
        let mut under_way: JoinSet<Result<bool, Error>> = JoinSet::new();
        loop {
            let from = after.take();
            let page = self
                .inner
                .store
                .read(move |tx| cases::list_untouched(tx, now, from.as_ref(), PAGE));
            let page: Vec<SubmissionId> = page.await.map_err(|fault: StoreError| fault)?;
            after = page.last().cloned();
            for id in page {
                if under_way.len() == AT_ONCE {
                    over += u32::from(ended(under_way.join_next().await)?);
                }
                let (office, years) = (self.clone(), Arc::clone(&years));
                under_way.spawn(async move { Box::pin(office.lead(&years, &id)).await });
            }
            if after.is_none() {
                break;
            }
        }
        while let Some(done) = under_way.join_next().await {
            over += u32::from(ended(Some(done))?);
        }
        Ok(over)
    }

    /// Whether there is anybody to take cases, so that lives can be led.
    pub async fn somebody_works_here(&self) -> Result<(), Error> {
        let everybody = self.everybody(self.now()).await?;
        if everybody.iter().any(|(who, _)| who.allows_somewhere::<Take>()) {
            return Ok(());
        }
        Err(Error::internal("nobody works here: add clerks and approvers first"))
    }

    /// Leads one case as far as it has come; whether it is over.
    async fn lead(&self, years: &Years, id: &SubmissionId) -> Result<bool, Error> {
        let rows = self.casework.rows(Scope::Worker, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let arrived = rows.submission.arrived_at;
        let answers = rows.latest_content()?;
        let chance = chance_of(id);
        let mut life = Life {
            years,
            case: rows.record.case.clone(),
            policy: policy_for(&published.form, &rows, &answers, None, arrived)?,
            at: arrived,
            chance,
            moves: Vec::new(),
        };
        life.lead(fate(chance, years.now.since(arrived).num_days()), &published);
        let (mut case, over) = (rows.record.case.clone(), life.case.state.is_final());
        while !life.moves.is_empty() {
            let moves = std::mem::take(&mut life.moves);
            case = self.moved(years, &rows, &published, case, moves).await?;
            life.is_looked_at(&case);
        }
        Ok(over)
    }

    /// Writes what was done, in order; gives the case that comes of it.
    async fn moved(
        &self,
        years: &Years,
        rows: &Rows,
        published: &Published,
        mut case: Case,
        moves: Vec<(String, Vec<Event>)>,
    ) -> Result<Case, Error> {
        let id = &rows.submission.id;
        for (actor, facts) in moves {
            let notice = self.paper_of(years, rows, published, &facts).await?;
            let bills = facts.iter().filter_map(|fact| Billing::of(fact, id, &[]).transpose());
            let bills = bills.collect::<Result<_, _>>()?;
            let step = self.casework.prepare_move(case, &facts, &actor, &rows.submission)?;
            let next = step.case.clone();
            let step = step.billing(bills).numbering(rows.numbering(&facts)).issuing(notice);
            Box::pin(self.casework.write(step)).await?;
            case = Case { version: next.version + 1, ..next };
        }
        Ok(case)
    }

    /// The paper of a decision: set for the first case of a procedure, and used again.
    async fn paper_of(
        &self,
        years: &Years,
        rows: &Rows,
        published: &Published,
        facts: &[Event],
    ) -> Result<Option<Notice>, Error> {
        let Some(decided) = facts.iter().find_map(Decided::by) else { return Ok(None) };
        let Some(paper) = rows.numbering(facts) else { return Ok(None) };
        let kind = notice_kind(decided.verdict);
        let (at, notice) = (decided.at, paper.notice);
        let key = (published.form.id().to_owned(), kind);
        let known = years.papers.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let paper = if let Some(paper) = known {
            paper
        } else {
            let first = Numbered::sample(paper);
            let pdf = self.casework.decision_notice(rows, published, decided, &first).await?;
            let mut papers = years.papers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(papers.entry(key).or_insert_with(|| Arc::new(pdf.bytes)))
        };
        Ok(Some(rows.kept_notice(notice, kind, at, &paper)))
    }
}

impl Life<'_> {
    fn lead(&mut self, fate: Fate, published: &Published) {
        if self.case.state == State::AwaitingPayment && !self.pay_or_lapse() {
            return;
        }
        match fate {
            Fate::Left => {}
            Fate::InHand => {
                self.by_staff(&Command::Claim);
            }
            Fate::WaitsForCorrection => {
                self.by_staff(&Command::Claim);
                self.ask(published);
            }
            Fate::WaitsForDecision => {
                self.by_staff(&Command::Claim);
                self.propose(Verdict::Approve);
            }
            Fate::Withdrawn => {
                let withdrawal = Command::Withdraw { reason: String::new() };
                self.by(RESIDENT, &Actor::Resident, &withdrawal);
            }
            Fate::Refused => self.refuse(),
            Fate::Done => self.finish(),
        }
    }

    /// Three in four have their fee waived: money that no provider knows of would be a
    /// difference in the books.
    fn pay_or_lapse(&mut self) -> bool {
        if self.chance.is_multiple_of(4) {
            let due = self.case.payment_due_at.unwrap_or(self.at);
            self.at = due.plus(Duration::days(1));
            self.by(HOUSE, &Actor::System, &Command::Lapse);
            return false;
        }
        self.waive()
    }

    fn waive(&mut self) -> bool {
        self.by_staff(&Command::WaiveFee { reason: "条例による免除".to_owned() })
    }

    fn ask(&mut self, published: &Published) {
        let mut fields = published.form.pages().iter().flat_map(|page| &page.fields);
        if let Some(field) = fields.find(|field| field.children.is_empty() && !field.computed) {
            let code = Some(RemarkCode::Unclear);
            let remarks = vec![Remark { code, ..Remark::saying(field.pointer.clone(), "") }];
            self.by_staff(&Command::RequestCorrection { remarks, due_on: None });
        }
    }

    fn propose(&mut self, verdict: Verdict) -> bool {
        let grounds = if verdict.needs_grounds() { made_up_grounds() } else { Grounds::default() };
        let (reason, terms) = (String::new(), Terms::default());
        self.by_staff(&Command::Propose { verdict, reason, grounds, terms })
    }

    fn refuse(&mut self) {
        if self.by_staff(&Command::Claim) && self.propose(Verdict::Refuse) {
            while self.by_staff(&Command::Pass { in_place_of: None }) {}
            self.by_staff(&Command::Refuse {
                grounds: Grounds::default(),
                against_proposal: false,
                in_place_of: None,
            });
        } else {
            self.finish();
        }
    }

    fn finish(&mut self) {
        let open = self.case.findings.iter().enumerate();
        let open: Vec<_> =
            open.filter(|(_, found)| found.checked.is_none()).map(|(n, _)| n).collect();
        for finding in open {
            self.by_staff(&Command::Check { finding });
        }
        if self.by_staff(&Command::Settle) {
            return;
        }
        self.by_staff(&Command::Claim);
        if self.by_staff(&Command::Complete) {
            return;
        }
        self.waive();
        if self.propose(Verdict::Approve) {
            while self.by_staff(&Command::Pass { in_place_of: None }) {}
            self.by_staff(&Command::Approve { against_proposal: false, in_place_of: None });
        }
        self.by_staff(&Command::Complete);
    }

    /// What was drawn when it was written is looked at.
    fn is_looked_at(&mut self, case: &Case) {
        if case.unsampled().is_some() {
            self.case = case.clone();
            self.by_staff(&Command::Sample { objection: None });
        }
    }

    /// The first of the staff who may, some hours later; whether anybody might, and it is not
    /// to come.
    fn by_staff(&mut self, command: &Command) -> bool {
        self.at =
            self.at.plus(Duration::minutes(40 + i64::try_from(self.chance % 1_800).unwrap_or(0)));
        let people = self.years.people.iter();
        let from = self.chance.checked_rem(people.len()).unwrap_or_default();
        people.cycle().skip(from).take(self.years.people.len()).any(|who| {
            let person: &StaffId = who.person();
            self.by(person.as_str(), &Actor::Staff(who.clone()), command)
        })
    }

    fn by(&mut self, name: &str, actor: &Actor, command: &Command) -> bool {
        if self.at > self.years.now {
            return false;
        }
        let Ok(facts) = decide(&self.case, command.clone(), actor, &self.policy, self.at) else {
            return false;
        };
        self.case = facts.iter().fold(self.case.clone(), evolve);
        match self.moves.last_mut().filter(|(by, _)| by == name) {
            Some((_, before)) => before.extend(facts),
            None => self.moves.push((name.to_owned(), facts)),
        }
        true
    }
}

fn made_up_grounds() -> Grounds {
    Grounds {
        basis: "見本の条例第1条".to_owned(),
        facts: "申請の日に市内に住所がない。".to_owned(),
        application: "第1条の要件を満たさない。".to_owned(),
    }
}

/// What becomes of a case of that age: about one in twenty-five is open.
const fn fate(chance: usize, days: i64) -> Fate {
    let still_open = match days {
        ..20 => chance % 100 < 70,
        20..60 => chance % 100 < 25,
        _ => chance % 100 < 2,
    };
    match (still_open, chance / 100 % 100) {
        (true, ..50) => Fate::Left,
        (true, ..80) => Fate::InHand,
        (true, ..90) => Fate::WaitsForCorrection,
        (true, _) => Fate::WaitsForDecision,
        (false, ..2) => Fate::Refused,
        (false, ..4) => Fate::Withdrawn,
        (false, _) => Fate::Done,
    }
}

/// Drawn from the random end of the id, so that another try leads the same life.
fn chance_of(id: &SubmissionId) -> usize {
    let tail = id.as_str().get(28..).unwrap_or_default();
    usize::from_str_radix(tail, 16).unwrap_or_default()
}

fn ended(done: Option<Result<Result<bool, Error>, tokio::task::JoinError>>) -> Result<bool, Error> {
    done.map_or(Ok(false), |done| done.map_err(Error::internal)?)
}
