//! What staff do with a case: one command, one transaction, one set of letters.

use std::sync::Arc;

use casework::{APPROVAL, Billing, Decided, FeeRequest, Move, Order, REFUSAL, Rows, policy_for};
use catalogue::Published;
use documents::Decision;
use fees::FeeLine;
use kernel::{Authority, Instant, PaymentId, Permission as _, Rank, SubmissionId, Through};
use review_workflow::{Case, Command, Event, HeirRefusal, LineRefusal, Policy, Refusal, decide};
use submission_store::{
    Part, StoreError, departments,
    messages::{Author, Message},
    notices::{Notice, NoticeEntry},
    staff,
};

use crate::{
    BackOffice, Error, Staff,
    permission::{Answer, Decide, Work, scope_of},
    queue::desks_of,
};

/// What a command makes of a case, before anything of it is written.
pub(crate) struct Resolved {
    pub(crate) rows: Rows,
    published: Arc<Published>,
    facts: Vec<Event>,
}

impl BackOffice {
    /// Moves a case. `version` is what the person saw; a newer one is a conflict.
    pub async fn command(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        order: Order,
    ) -> Result<(), Error> {
        let now = self.now();
        let (command, lines) = match order {
            Order::Refund(command) => return self.refund(staff, id, version, command, now).await,
            Order::Write(mending) => {
                return self.write_for(staff, id, version, &mending, now).await;
            }
            Order::Move(command) => (command, Vec::new()),
            Order::AskFee(request) => self.asked_fee(&request, now)?,
        };
        let rows = self.casework.rows(scope_of(&staff.authority), id).await?;
        let resolved = self.resolved(staff, rows, version, command, now).await?;
        let step = self.move_of(staff, &resolved, &lines).await?;
        match self.casework.write(step).await {
            Err(Error::Conflict { .. }) => Err(self.conflict(id).await),
            done => done,
        }
    }

    /// What a command makes of a case that was seen with `version`, or why nothing.
    pub(crate) async fn resolved(
        &self,
        staff: &Staff,
        rows: Rows,
        version: i64,
        command: Command,
        now: Instant,
    ) -> Result<Resolved, Error> {
        if rows.record.case.version != version {
            return Err(self.conflict(&rows.submission.id).await);
        }
        let published = self.casework.form_of(&rows.submission).await?;
        let answers = rows.latest_content()?;
        let policy = policy_for(&published.form, &rows.record.place, &answers, now);
        let case = rows.record.case.clone();
        let command = self.in_words(&rows, &published, command).await?;
        let command = self.label_named(&rows, command).await?;
        let facts = decide(&case, command, &staff.actor(), &policy, now)?;
        self.can_be_given(&facts, &rows, now).await?;
        self.can_be_decided(&facts, &case, &policy, now).await?;
        Ok(Resolved { rows, published, facts })
    }

    /// The same ready to be written, with the paper that leaves the house.
    pub(crate) async fn move_of(
        &self,
        staff: &Staff,
        resolved: &Resolved,
        lines: &[FeeLine],
    ) -> Result<Move, Error> {
        let Resolved { rows, published, facts } = resolved;
        let message = self.message_of(staff, rows, facts);
        let notice = self.notice_of(rows, published, facts).await?;
        let id = &rows.submission.id;
        let bills = facts.iter().filter_map(|fact| Billing::of(fact, id, lines).transpose());
        let bills = bills.collect::<Result<_, _>>()?;
        let (case, by) = (rows.record.case.clone(), staff.id().as_str());
        let step = self.casework.prepare_move(case, facts, by, &rows.submission)?;
        Ok(step.billing(bills).saying(message).issuing(notice))
    }

    /// Whoever gets a case must be somebody who works on such cases, and a department one where
    /// somebody does.
    async fn can_be_given(&self, facts: &[Event], rows: &Rows, now: Instant) -> Result<(), Error> {
        let desk = facts.iter().find_map(|fact| {
            if let Event::HandedOver { to, .. } = fact { Some(to.as_ref()) } else { None }
        });
        if let Some(desk) = desk {
            let place = &rows.record.place;
            let takes = desks_of(&self.everybody(now).await?, place);
            let is_taken = takes.contains(desk.unwrap_or(&place.department));
            let refusal = Refusal::from(HeirRefusal::DeskHasNobody);
            return if is_taken { Ok(()) } else { Err(refusal.into()) };
        }
        let heir = facts.iter().find_map(|fact| {
            if let Event::Assigned { to, .. } = fact { Some(to.clone()) } else { None }
        });
        let Some(heir) = heir else { return Ok(()) };
        let (place, today) = (rows.record.place.clone(), now.day());
        let works_here = self.inner.store.read(move |tx| {
            let found = staff::find(tx, &heir)?.filter(|person| person.disabled_at.is_none());
            let Some(person) = found else { return Ok(false) };
            let tree = departments::tree(tx)?;
            let authority = Authority::new(person.id, person.grants, &tree, today);
            Ok::<_, StoreError>(authority.allow::<Work>(&place).is_ok())
        });
        let refusal = Refusal::from(HeirRefusal::NoSuchColleague);
        if works_here.await? { Ok(()) } else { Err(refusal.into()) }
    }

    /// A proposal needs somebody for each step of its way, or it would wait for ever.
    async fn can_be_decided(
        &self,
        facts: &[Event],
        case: &Case,
        policy: &Policy,
        now: Instant,
    ) -> Result<(), Error> {
        let proposed = facts.iter().find_map(|fact| {
            if let Event::Proposed { by, verdict, .. } = fact { Some((by, *verdict)) } else { None }
        });
        let Some((by, verdict)) = proposed else { return Ok(()) };
        let level = policy.level(verdict);
        let everybody = self.everybody(now).await?;
        let others = everybody
            .iter()
            .map(|(who, _)| who)
            .filter(|who| who.person() != by && !case.was_prepared_by(who.person()))
            .filter(|who| case.filed_by.as_ref() != Some(who.person()));
        let acts = |who: &&Authority, rank| {
            let roles = if rank == Rank::Staff { Answer::ROLES } else { Decide::ROLES };
            who.ask(roles, rank, Through::Responsible, &policy.place).is_ok()
        };
        for rank in level.route.iter().chain([&level.decider]) {
            if !others.clone().any(|who| acts(&who, *rank)) {
                return Err(Refusal::from(LineRefusal::StepHasNobody { rank: *rank }).into());
            }
        }
        Ok(())
    }

    /// The command that asks for a fee, with the lines of the bill that it needs.
    fn asked_fee(
        &self,
        request: &FeeRequest,
        now: Instant,
    ) -> Result<(Command, Vec<FeeLine>), Error> {
        let (lines, amount) = request.checked()?;
        let payment = PaymentId::new(&*self.inner.ids, now);
        Ok((Command::AskFee { payment, amount, due_on: request.due_on }, lines))
    }

    /// A message to the resident also stands in the thread.
    fn message_of(&self, staff: &Staff, rows: &Rows, facts: &[Event]) -> Option<Message> {
        facts.iter().find_map(|fact| {
            let Event::MessageSent { text, at, .. } = fact else { return None };
            Some(self.casework.sealed_message(rows, Author::Office(staff.id().clone()), text, *at))
        })
    }

    /// A decision leaves the house on paper, with its reason and the way to appeal.
    async fn notice_of(
        &self,
        rows: &Rows,
        published: &Published,
        facts: &[Event],
    ) -> Result<Option<Notice>, Error> {
        let Some(decided) = facts.iter().find_map(decided) else { return Ok(None) };
        let (kind, at) = (decided.kind, decided.at);
        let pdf = self.casework.decision_notice(rows, published, decided).await?;
        Ok(Some(issued(rows, kind, at, &pdf.bytes)))
    }
}

/// A paper as it is kept.
pub(crate) fn issued(rows: &Rows, kind: &str, at: Instant, paper: &[u8]) -> Notice {
    let number = rows.notices.iter().map(|entry| entry.number).max().unwrap_or(0) + 1;
    let id = rows.submission.id.clone();
    let (sealer, part) = (rows.sealer(), Part::Notice(number));
    let fingerprint = sealer.fingerprint(part, paper);
    Notice {
        document: sealer.seal(part, paper),
        entry: NoticeEntry { case: id, number, kind: kind.to_owned(), fingerprint, at },
    }
}

pub(crate) fn decided(fact: &Event) -> Option<Decided> {
    if let Event::Approved { at, reason, .. } = fact {
        let (decision, reason) = (Decision::Approved, reason.clone());
        Some(Decided { decision, kind: APPROVAL, reason, at: *at })
    } else if let Event::Refused { at, reason, .. } = fact {
        let (decision, reason) = (Decision::Refused, reason.clone());
        Some(Decided { decision, kind: REFUSAL, reason, at: *at })
    } else {
        None
    }
}
