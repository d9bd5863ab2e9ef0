//! 決裁待ち: what was proposed and waits for a decision, with whose turn it is.

use casework::{granted_of, policy_for, verdict_word};
use kernel::{Instant, Language, Rank, StaffId};
use review_workflow::{Actor, Case, CommandKind, Policy, Refusal, Verdict, permit};
use submission_store::staff;

use crate::{
    BackOffice, Error, QueueFilter, QueueRow, QueueView, Staff, absence::Seats, case::in_place_of,
};

/// So many are told of with whose turn they are; the list of the queue has them all.
const MOST: u32 = 50;

/// A proposal.
#[derive(Debug, Clone)]
pub struct ProposalRow {
    /// Its case.
    pub row: QueueRow,
    /// What is proposed.
    pub verdict: Verdict,
    /// The same as its procedure calls it, where it calls it otherwise than usual.
    pub called: Option<String>,
    /// Who prepared it.
    pub proposed_by: Option<String>,
    /// Whose turn it is.
    pub whose: Whose,
}

/// Whose turn a proposal is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// That of the person who asks.
    Own,
    /// That of somebody who is away, in whose place the person acts: rank and name.
    InPlaceOf(Rank, String),
    /// Somebody else's: why the person does not decide now.
    Others(Refusal),
}

impl BackOffice {
    /// The first proposals that wait where this person sees them, what is due first before others;
    /// and whether there are more.
    pub async fn proposals(&self, staff: &Staff) -> Result<(Vec<ProposalRow>, bool), Error> {
        let view = Some(QueueView::AwaitingApproval);
        let filter = QueueFilter { view, ..QueueFilter::default() };
        let (now, mut proposals, mut by) = (self.now(), Vec::new(), Vec::new());
        let waiting = self.queue_at(staff, filter, None, MOST, now).await?;
        let seats = self.seats(now).await?;
        for row in waiting.rows {
            if let Some((proposal, proposer)) = self.proposal(staff, row, &seats, now).await? {
                proposals.push(proposal);
                by.push(proposer);
            }
        }
        let asked = by.clone();
        let names = self.inner.store.read(move |tx| staff::names(tx, &asked)).await?;
        for (proposal, by) in proposals.iter_mut().zip(by) {
            proposal.proposed_by = names.get(&by).cloned();
        }
        Ok((proposals, waiting.next.is_some()))
    }

    /// One of them, and who prepared it; nothing where it is the person's own matter, or has moved
    /// on meanwhile.
    async fn proposal(
        &self,
        staff: &Staff,
        row: QueueRow,
        seats: &Seats,
        now: Instant,
    ) -> Result<Option<(ProposalRow, StaffId)>, Error> {
        let rows = match self.rows_of(staff, &row.id).await {
            Ok(rows) => rows,
            Err(Error::NotFound | Error::Refused(Refusal::OwnMatter)) => return Ok(None),
            Err(fault) => return Err(fault),
        };
        let (case, place) = (&rows.record.case, &rows.record.place);
        let Some(proposal) = &case.proposal else { return Ok(None) };
        let published = self.casework.form_of(&rows.submission).await?;
        let form = &published.form;
        let mut policy = policy_for(form, &rows, &rows.latest_content()?, granted_of(case), now)?;
        policy.stand_ins = seats.stand_ins(staff.id(), place);
        let whose = whose_turn(case, &policy, &staff.actor(), seats, now);
        let called = verdict_word(form, proposal.verdict, Language::Japanese).map(str::to_owned);
        let by = proposal.by.clone();
        let told = ProposalRow { row, verdict: proposal.verdict, called, proposed_by: None, whose };
        Ok(Some((told, by)))
    }
}

/// Whose turn a case with a proposal is, as `actor` sees it.
fn whose_turn(case: &Case, policy: &Policy, actor: &Actor, seats: &Seats, now: Instant) -> Whose {
    let asked = |command| permit(case, command, actor, policy, now);
    let refuses = case.proposal.as_ref().is_some_and(|it| !it.verdict.is_in_favour());
    let decides = if refuses { CommandKind::Refuse } else { CommandKind::Approve };
    let passes = asked(CommandKind::Pass).is_ok();
    let command = if passes { CommandKind::Pass } else { decides };
    if let Err(refusal) = asked(command) {
        return Whose::Others(refusal);
    }
    let acts = in_place_of(case, policy, actor, now);
    let holder = acts.into_iter().find_map(|(kind, holder)| (kind == command).then_some(holder));
    let seat = holder.and_then(|holder| policy.stand_ins.iter().find(|it| it.holder == holder));
    seat.map_or(Whose::Own, |seat| Whose::InPlaceOf(seat.rank, seats.name(&seat.holder)))
}
