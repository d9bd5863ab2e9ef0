//! 抽選: from what was filed to a list, and from what was drawn to the places of its cases.
//!
//! How a list is ordered is the lot's own; who may freeze it and draw is for the rooms above.

use std::sync::Arc;

use catalogue::Published;
use chrono::NaiveDate;
use form_engine::{Context, DrawTicket};
use kernel::{Instant, ReceiptNumber, StaffId};
use lots::{Figure, List, Ordered, Publication, Ticket};
use review_workflow::{Lot, State, draw_lot, move_up};
use submission_store::{
    ReadTx, Scope, StoreError, cases,
    draws::{self, Draw, DrawKey},
    revisions, submissions,
};

use crate::{Casework, Error, Rows, content};

/// A draw as it is kept, read.
#[derive(Debug, Clone)]
pub struct DrawRecord {
    /// What is kept.
    pub draw: Draw,
    /// The list that was frozen.
    pub list: List,
}

/// Why nobody can say with what somebody takes part.
#[derive(Debug, thiserror::Error)]
pub enum TicketFault {
    /// An expression of the definition cannot be told of these answers.
    #[error("{expression} cannot be told of {number}: {what}")]
    Untold {
        /// Whose answers.
        number: ReceiptNumber,
        /// Which expression.
        expression: String,
        /// Why.
        what: String,
    },
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for TicketFault {
    fn from(fault: StoreError) -> Self {
        Self::Intent(fault.into())
    }
}

/// How the draw for one thing stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupStanding {
    /// For what; empty where there is only one thing.
    pub group: String,
    /// How many there are of it.
    pub places: u32,
    /// How many took part.
    pub of: u32,
    /// Who has won, or come up, and has not gone.
    pub winners: u32,
    /// Who comes up next, where a place was given up.
    pub next: Option<ReceiptNumber>,
}

impl DrawRecord {
    /// The figure that decided; nothing before it was drawn.
    pub fn figure(&self) -> Result<Option<Figure>, Error> {
        self.draw.figure().map(str::parse).transpose().map_err(Error::internal)
    }

    /// The order, once it is drawn.
    pub fn order(&self) -> Result<Vec<Ordered>, Error> {
        let figure = self.figure()?;
        Ok(figure.map(|figure| lots::order(&self.list, &figure)).unwrap_or_default())
    }

    /// What everybody may read of it.
    pub fn publication(&self) -> Result<Publication, Error> {
        Ok(Publication::of(&self.list, self.figure()?.as_ref()))
    }

    fn read(draw: Draw) -> Result<Self, Error> {
        let list = draw.list.parse().map_err(Error::internal)?;
        Ok(Self { draw, list })
    }
}

impl Casework {
    /// One draw, if its list is frozen.
    pub async fn draw(&self, key: &DrawKey) -> Result<Option<DrawRecord>, Error> {
        let key = key.clone();
        let found = self.inner.store.read(move |tx| draws::find(tx, &key));
        let found: Option<Draw> = found.await.map_err(|fault: StoreError| fault)?;
        found.map(DrawRecord::read).transpose()
    }

    /// The newest draws.
    pub async fn draws(&self, most: i64) -> Result<Vec<DrawRecord>, Error> {
        let found = self.inner.store.read(move |tx| draws::list(tx, most));
        let found: Vec<Draw> = found.await.map_err(|fault: StoreError| fault)?;
        found.into_iter().map(DrawRecord::read).collect()
    }

    /// Who takes part in the draw of a procedure after its last day, each with what its definition
    /// says of their answers as of that day.
    pub async fn tickets(
        &self,
        published: &Arc<Published>,
        closed_on: NaiveDate,
    ) -> Result<Vec<(ReceiptNumber, Ticket)>, TicketFault> {
        let published = Arc::clone(published);
        let opening = published.form.procedure().opening;
        let from = opening.and_then(|opening| opening.from).map(Instant::start_of);
        let until = closed_on.succ_opt().map(Instant::start_of);
        let until = until.ok_or_else(|| Error::internal("a last day without a next one"))?;
        let read = self.inner.store.read(move |tx| {
            let mut tickets = Vec::new();
            for (id, number) in draws::candidates(tx, published.form.id(), from, until)? {
                let found = submissions::find(tx, &Scope::Worker, &id)?;
                let latest = revisions::latest(tx, &Scope::Worker, &id)?;
                let Some((submission, latest)) = found.zip(latest) else { continue };
                let answers = content(&submission.sealer, &latest)?;
                let ticket = published.form.draw_ticket(&answers, &Context::on(closed_on));
                let ticket = ticket.map_err(|defect| TicketFault::Untold {
                    number: number.clone(),
                    expression: defect.expression,
                    what: defect.what,
                })?;
                tickets.extend(ticket.map(|ticket| (number, drawn_with(ticket))));
            }
            Ok(tickets)
        });
        read.await
    }

    /// Gives every case that takes part its place, once. False where somebody was changing one of
    /// them, which is to be tried again.
    pub async fn give_lots(&self, record: &DrawRecord, now: Instant) -> Result<bool, Error> {
        let Some((by, _at)) = &record.draw.confirmed else { return Ok(false) };
        let mut whole = true;
        for Ordered { group, places, numbers } in record.order()? {
            let of = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            for (place, number) in (1..).zip(numbers) {
                let closed_on = record.draw.key.closed_on;
                let group = group.clone();
                let lot = Lot { closed_on, group, place, of, places, moved_up: false };
                match self.give_lot(&number, lot, by, now).await {
                    Err(Error::Conflict { .. }) => whole = false,
                    // What is erased meanwhile hears of nothing.
                    Ok(()) | Err(Error::NotFound) => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
        Ok(whole)
    }

    /// A case that has gone, or has its place, is left as it is.
    async fn give_lot(
        &self,
        number: &ReceiptNumber,
        lot: Lot,
        by: &StaffId,
        now: Instant,
    ) -> Result<(), Error> {
        let rows = self.rows_by_number(Scope::Worker, number).await?;
        let case = rows.record.case.clone();
        let Ok(fact) = draw_lot(&case, lot, by.clone(), now) else { return Ok(()) };
        let step = self.prepare_move(case, &[fact], by.as_str(), &rows.submission)?;
        self.write(step).await
    }

    /// 繰上げ: lets a substitute come up.
    pub async fn move_up(&self, rows: &Rows, by: &StaffId, now: Instant) -> Result<(), Error> {
        let case = rows.record.case.clone();
        let fact = move_up(&case, by.clone(), now)?;
        let step = self.prepare_move(case, &[fact], by.as_str(), &rows.submission)?;
        self.write(step).await
    }

    /// How what was drawn stands now.
    pub async fn standings(&self, record: &DrawRecord) -> Result<Vec<GroupStanding>, Error> {
        let order = record.order()?;
        let read = self.inner.store.read(move |tx| {
            order.iter().map(|group| standing(tx, group)).collect::<Result<_, StoreError>>()
        });
        Ok(read.await?)
    }
}

fn drawn_with(DrawTicket { group, places, ranks }: DrawTicket) -> Ticket {
    Ticket { group, places, ranks }
}

/// The first places, and the substitutes that have come up, one after another from the top.
fn standing(tx: &mut ReadTx<'_>, ordered: &Ordered) -> Result<GroupStanding, StoreError> {
    let states = draws::states(tx, &ordered.numbers)?;
    let mut winners = 0;
    let mut next = None;
    for (place, number) in (1_u32..).zip(&ordered.numbers) {
        let Some((id, state)) = states.get(number) else { continue };
        if has_gone(*state) {
            continue;
        }
        if place > ordered.places {
            let case = cases::find(tx, &Scope::Worker, id)?.map(|record| record.case);
            let lot = case.and_then(|case| case.lot);
            if !lot.is_some_and(|lot| lot.is_won()) {
                next = Some(number.clone());
                break;
            }
        }
        winners += 1;
    }
    Ok(GroupStanding {
        group: ordered.group.clone(),
        places: ordered.places,
        of: u32::try_from(ordered.numbers.len()).unwrap_or(u32::MAX),
        next: next.filter(|_| winners < ordered.places),
        winners,
    })
}

/// Whether its place is somebody else's now.
const fn has_gone(state: State) -> bool {
    match state {
        State::Refused | State::Withdrawn | State::Lapsed => true,
        State::Waiting
        | State::AwaitingPayment
        | State::Received
        | State::InReview
        | State::CorrectionRequested
        | State::AwaitingApproval
        | State::Approved
        | State::Completed => false,
    }
}
