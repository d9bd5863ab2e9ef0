//! What staff do with a case: one command, one transaction, one set of letters.

use std::sync::Arc;

use casework::{Billing, FeeRequest, Move, Order, Rows, granted_of, policy_for};
use catalogue::Published;
use fees::FeeLine;
use kernel::{
    Authority, Instant, Language, PaymentId, Permission as _, Rank, SubmissionId, Through, Yen,
};
use review_workflow::{
    Command, ConsultationRefusal, Event, Ground, HeirRefusal, LineRefusal, PaperRefusal, Policy,
    Refusal, State, Verdict, decide,
};
use submission_store::{
    Digest, StoreError, departments,
    messages::{Author, Message},
    registers::Numbering,
    staff,
};

use crate::{
    BackOffice, Error, Staff, closing,
    comparing::stand_beside,
    dispatch::can_leave,
    permission::{Answer, Decide, Work},
    queue::desks_of,
    templates::nothing_left,
};

/// What a command makes of a case, before anything of it is written.
pub(crate) struct Resolved {
    pub(crate) rows: Rows,
    pub(crate) published: Arc<Published>,
    pub(crate) facts: Vec<Event>,
    /// The number that a paper takes.
    numbering: Option<Numbering>,
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
            Order::Refund(command) => {
                return Box::pin(self.refund(staff, id, version, command, now)).await;
            }
            Order::Write(mending) => {
                return Box::pin(self.write_for(staff, id, version, &mending, now)).await;
            }
            Order::Move(command) => (command, Vec::new()),
            Order::AskFee(request) => self.asked_fee(&request, now)?,
            Order::Link(link) => (self.link_ordered(staff, id, link).await?, Vec::new()),
            Order::Close(order) => (self.close_ordered(staff, id, order).await?, Vec::new()),
        };
        let rows = Box::pin(self.rows_for(staff, &command, id)).await?;
        let resolved = Box::pin(self.resolved(staff, rows, version, command, now)).await?;
        let step = self.move_of(staff, &resolved, &lines)?;
        let step = self.enclosing(staff, &resolved.rows, &resolved.facts, step).await?;
        let taken_up = resolved.facts.iter().any(|fact| matches!(fact, Event::Reopened { .. }));
        let Resolved { rows, published, .. } = &resolved;
        let written = if taken_up {
            Box::pin(self.casework.write_reopening(step, rows, published)).await
        } else if let Some(twin) = closing::twin(&resolved.facts) {
            Box::pin(self.write_duplicate(step, twin)).await
        } else {
            Box::pin(self.casework.write(step)).await
        };
        match written {
            Err(Error::Conflict { .. }) => Err(self.conflict(id).await),
            Ok(()) => {
                self.set_papers(&resolved).await;
                Ok(())
            }
            refused => refused,
        }
    }

    /// Sets what was numbered: whoever decided finds it on the page that comes next.
    pub(crate) async fn set_papers(&self, Resolved { rows, numbering, .. }: &Resolved) {
        if numbering.is_some() {
            self.casework.set_notices_of(&rows.submission.id).await;
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
        let granted = granted_by(&command).or_else(|| granted_of(&rows.record.case));
        let mut policy = policy_for(&published.form, &rows, &answers, granted, now)?;
        if rows.record.case.state == State::AwaitingApproval {
            let seats = self.seats(now).await?;
            policy.stand_ins = seats.stand_ins(staff.id(), &rows.record.place);
        }
        let case = rows.record.case.clone();
        let command = self.in_words(&rows, &published, command).await?;
        let command = self.label_named(&rows, command).await?;
        nothing_left(&command)?;
        is_there(&rows, &command)?;
        can_leave(&rows, &command)?;
        stand_beside(staff, (&rows, &published, &answers, now), &command)?;
        let meant = is_meant_for_who_is_away(&command);
        let facts = decide(&case, command, &staff.actor(), &policy, now);
        let facts = facts.map_err(|refusal| self.naming(refusal))?;
        self.can_be_given(&facts, &rows, meant, now).await?;
        self.can_be_taken_up(&facts, &rows).await?;
        self.can_be_linked(&facts, &rows).await?;
        self.can_be_answered(&facts, &rows.record.place, now).await?;
        self.can_be_decided(&facts, &rows, &policy, now).await?;
        let instruction = if rows.can_be_contested(&facts) {
            let confirmed = self.casework.instruction_on(published.form.procedure(), now).await?;
            let refused = |_whose| Refusal::from(PaperRefusal::InstructionUnconfirmed);
            confirmed.map_err(refused)?
        } else {
            None
        };
        // By which template it is set, the transaction asks that takes its number.
        let numbering = rows.numbering(&facts).map(|paper| Numbering { instruction, ..paper });
        Ok(Resolved { rows, published, facts, numbering })
    }

    /// A refusal that names a department says what people call it.
    pub(crate) fn naming(&self, mut refusal: Refusal) -> Refusal {
        if let Refusal::Consultation(ConsultationRefusal::ConsultationMissing {
            department,
            name,
        }) = &mut refusal
        {
            *name = self.catalogue().department_name(department.as_str(), Language::Japanese);
        }
        refusal
    }

    /// The same ready to be written, with the number of the paper that leaves the house.
    pub(crate) fn move_of(
        &self,
        staff: &Staff,
        resolved: &Resolved,
        lines: &[FeeLine],
    ) -> Result<Move, Error> {
        let Resolved { rows, facts, numbering, .. } = resolved;
        let message = self.message_of(staff, rows, facts);
        let id = &rows.submission.id;
        let bills = facts.iter().filter_map(|fact| Billing::of(fact, id, lines).transpose());
        let bills = bills.collect::<Result<_, _>>()?;
        let (case, by) = (rows.record.case.clone(), staff.id().as_str());
        let step = self.casework.prepare_move(case, facts, by, &rows.submission)?;
        let step = step.protecting(self.people_protected(resolved)?);
        let numbering = numbering.clone();
        let dispatches = rows.dispatched(facts, numbering.as_ref());
        Ok(step.billing(bills).saying(message).dispatching(dispatches).numbering(numbering))
    }

    /// Whom the case is about, where it is said that it is protected; nobody, where it is no longer.
    fn people_protected(&self, resolved: &Resolved) -> Result<Option<Vec<Digest>>, Error> {
        let Resolved { rows, published, facts, .. } = resolved;
        let is_no_longer = facts.iter().any(|fact| matches!(fact, Event::Unprotected { .. }));
        if facts.iter().any(|fact| matches!(fact, Event::Protected { .. })) {
            let answers = rows.latest_content()?;
            return Ok(Some(self.casework.protected_people(published, &answers)));
        }
        Ok(is_no_longer.then(Vec::new))
    }

    /// Whoever gets a case must be somebody who works on such cases, and a department one where
    /// somebody does.
    async fn can_be_given(
        &self,
        facts: &[Event],
        rows: &Rows,
        although_away: bool,
        now: Instant,
    ) -> Result<(), Error> {
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
        let given_to = heir.clone();
        let (place, today) = (rows.record.place.clone(), now.day());
        let works_here = self.inner.store.read(move |tx| {
            let found = staff::find(tx, &heir)?.filter(|person| person.disabled_at.is_none());
            let Some(person) = found else { return Ok(false) };
            let tree = departments::tree(tx)?;
            let authority = Authority::new(person.id, person.grants, &tree, today);
            Ok::<_, StoreError>(authority.allow::<Work>(&place).is_ok())
        });
        if !works_here.await? {
            return Err(Refusal::from(HeirRefusal::NoSuchColleague).into());
        }
        if self.kept_away(rows).await?.contains(&given_to) {
            return Err(Refusal::from(HeirRefusal::ColleagueKeepsAway).into());
        }
        if !although_away && self.people_away(now).await?.contains(&given_to) {
            return Err(Refusal::from(HeirRefusal::TargetAbsent).into());
        }
        Ok(())
    }

    /// What goes for nothing is not taken up again, nor what is to be erased.
    async fn can_be_taken_up(&self, facts: &[Event], rows: &Rows) -> Result<(), Error> {
        match facts.iter().find_map(taken_up) {
            Some(ground) => self.casework.can_be_taken_up(rows, ground).await,
            None => Ok(()),
        }
    }

    /// A proposal needs somebody for each step of its way, or it would wait for ever.
    async fn can_be_decided(
        &self,
        facts: &[Event],
        rows: &Rows,
        policy: &Policy,
        now: Instant,
    ) -> Result<(), Error> {
        let proposed = facts.iter().find_map(|fact| {
            if let Event::Proposed { by, verdict, .. } = fact { Some((by, *verdict)) } else { None }
        });
        let Some((by, verdict)) = proposed else { return Ok(()) };
        let (level, case) = (policy.level(verdict), &rows.record.case);
        let away = self.kept_away(rows).await?;
        let everybody = self.everybody(now).await?;
        let others = everybody
            .iter()
            .map(|(who, _)| who)
            .filter(|who| who.person() != by && !case.was_prepared_by(who.person()))
            .filter(|who| case.filed_by.as_ref() != Some(who.person()))
            .filter(|who| !away.contains(who.person()));
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
}

/// Whether somebody knows that whom they give a case to is away.
const fn is_meant_for_who_is_away(command: &Command) -> bool {
    matches!(command, Command::Assign { although_away: true, .. })
}

/// What a proposal grants: who decides it can depend on that.
fn granted_by(command: &Command) -> Option<Yen> {
    if let Command::Propose { verdict: Verdict::ApproveInPart, terms, .. } = command {
        return terms.granted();
    }
    None
}

/// On which ground a case is taken up again, or is to be.
fn taken_up(fact: &Event) -> Option<Ground> {
    if let Event::ReopeningProposed { ground, .. } | Event::Reopened { ground, .. } = fact {
        return Some(*ground);
    }
    None
}

/// Only a paper with a number that counts is taken back.
fn is_there(rows: &Rows, command: &Command) -> Result<(), Refusal> {
    let Command::VoidNotice { notice, .. } = command else { return Ok(()) };
    match rows.numbered((*notice).into()) {
        Some(number) if number.void.is_none() => Ok(()),
        Some(_) => Err(PaperRefusal::AlreadyVoid.into()),
        None => Err(PaperRefusal::NoSuchPaper.into()),
    }
}
