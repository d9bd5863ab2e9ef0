//! 抽選: an approver freezes the list after the last day; once the figure that was named is known,
//! one enters it and another confirms it, and the places reach the cases. Substitutes come up one
//! by one.

use std::{collections::HashMap, sync::Arc, time::Duration};

use casework::{DrawRecord, GroupStanding, TicketFault};
use chrono::NaiveDate;
use form_engine::DrawTerms;
use japanese_values::calendar;
use kernel::{CasePlace, Instant, ReceiptNumber, StaffId};
use lots::{Figure, Head, List, ListFault};
use submission_store::{
    Scope, StoreError,
    draws::{self, EnteredFigure, TABLE},
    staff,
};

pub use submission_store::draws::DrawKey;

use crate::{BackOffice, Error, Published, Staff, permission::Decide};

/// Draws that the page shows, the newest.
const MOST: i64 = 50;

/// Draws whose places are given in one round.
const ROUND: i64 = 10;

/// What of draws concerns one person.
#[derive(Debug)]
pub struct DrawBook {
    /// Procedures whose list is still to be frozen, by their last days.
    pub coming: Vec<ComingDraw>,
    /// Lists that are frozen, the last one first.
    pub frozen: Vec<FrozenDraw>,
}

/// A draw whose list is not frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingDraw {
    /// Which.
    pub key: DrawKey,
    /// The procedure's title.
    pub title: String,
    /// Which figure will decide.
    pub source: String,
    /// How many open days after the list is frozen.
    pub open_days: u32,
    /// Whether the last day is over.
    pub is_closed: bool,
}

/// A draw whose list is frozen.
#[derive(Debug, Clone)]
pub struct FrozenDraw {
    /// Which.
    pub key: DrawKey,
    /// The procedure's title.
    pub title: String,
    /// What the list is about.
    pub head: Head,
    /// How many stand on it.
    pub count: usize,
    /// SHA-256 of the list.
    pub digest: String,
    /// Who froze it, and when.
    pub frozen: (String, Instant),
    /// Whether the day of the figure has come.
    pub is_due: bool,
    /// The figure, and who entered it.
    pub entered: Option<(String, String)>,
    /// Whether that was this person.
    pub is_own: bool,
    /// Who confirmed it, and when.
    pub confirmed: Option<(String, Instant)>,
    /// Whether every case has its place.
    pub is_told: bool,
    /// How it stands, once it is drawn.
    pub groups: Vec<GroupStanding>,
}

/// Why nothing is frozen or drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawFault {
    /// The last day is not over.
    #[error("the last day for taking part is not over")]
    BeforeClosing,
    /// Somebody has frozen the list.
    #[error("the list is frozen")]
    Frozen,
    /// There is no list to freeze.
    #[error("the list cannot be frozen: {0}")]
    List(#[from] ListFault),
    /// What somebody takes part with cannot be told.
    #[error("{expression} cannot be told of {number}")]
    Untold {
        /// Whose answers.
        number: ReceiptNumber,
        /// Which expression of the definition.
        expression: String,
    },
    /// The day of the figure has not come.
    #[error("the figure is not published before {on}")]
    SeedNotPublished {
        /// That day.
        on: NaiveDate,
    },
    /// That is no figure.
    #[error("this is no figure")]
    Figure,
    /// Whoever entered the figure does not confirm it.
    #[error("nobody confirms the figure that they entered")]
    SamePerson,
    /// Somebody else comes up first, or no place was given up.
    #[error("this substitute does not come up now")]
    NotNext,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for DrawFault {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Duplicate { table: TABLE }) {
            return Self::Frozen;
        }
        Self::Intent(fault.into())
    }
}

impl From<TicketFault> for DrawFault {
    fn from(fault: TicketFault) -> Self {
        match fault {
            TicketFault::Untold { number, expression, what } => {
                tracing::warn!(%number, %expression, %what, "an expression of a form failed");
                Self::Untold { number, expression }
            }
            TicketFault::Intent(fault) => Self::Intent(fault),
        }
    }
}

impl BackOffice {
    /// Draws of the departments where this person decides.
    pub async fn draws(&self, staff: &Staff) -> Result<DrawBook, Error> {
        let now = self.now();
        let mut records = self.casework.draws(MOST).await?;
        records.retain(|record| self.decides_on(staff, &record.draw.key.procedure));
        let people = self.who_drew(&records).await?;
        let is_coming = |coming: &ComingDraw| records.iter().all(|it| it.draw.key != coming.key);
        let mut coming: Vec<ComingDraw> = self
            .catalogue()
            .procedures()
            .iter()
            .filter(|published| self.decides_on(staff, published.form.id()))
            .filter_map(|published| coming(published, now.day()))
            .filter(is_coming)
            .collect();
        coming.sort_by_key(|coming| coming.key.closed_on);
        let mut frozen = Vec::new();
        for record in &records {
            let groups = self.casework.standings(record).await?;
            frozen.push(self.frozen(staff, record, groups, &people, now));
        }
        Ok(DrawBook { coming, frozen })
    }

    fn frozen(
        &self,
        staff: &Staff,
        record: &DrawRecord,
        groups: Vec<GroupStanding>,
        people: &HashMap<StaffId, String>,
        now: Instant,
    ) -> FrozenDraw {
        let DrawRecord { draw, list } = record;
        let name = |id: &StaffId| people.get(id).cloned().unwrap_or_default();
        FrozenDraw {
            title: self.catalogue().title_of(&draw.key.procedure),
            key: draw.key.clone(),
            count: list.entries().len(),
            digest: list.digest(),
            frozen: (name(&draw.frozen.0), draw.frozen.1),
            is_due: list.head().source_on <= now.day(),
            entered: draw.entered.as_ref().map(|it| (it.figure.clone(), name(&it.by))),
            is_own: draw.entered.as_ref().is_some_and(|it| it.by == *staff.id()),
            confirmed: draw.confirmed.as_ref().map(|(by, at)| (name(by), *at)),
            is_told: draw.told_at.is_some(),
            head: list.head().clone(),
            groups,
        }
    }

    async fn who_drew(&self, records: &[DrawRecord]) -> Result<HashMap<StaffId, String>, Error> {
        let of = |record: &DrawRecord| {
            let entered = record.draw.entered.as_ref().map(|it| it.by.clone());
            let confirmed = record.draw.confirmed.as_ref().map(|it| it.0.clone());
            [Some(record.draw.frozen.0.clone()), entered, confirmed]
        };
        let people: Vec<StaffId> = records.iter().flat_map(of).flatten().collect();
        Ok(self.inner.store.read(move |tx| staff::names(tx, &people)).await?)
    }

    /// Whether something is drawn where this person decides.
    pub fn draws_somewhere(&self, staff: &Staff) -> bool {
        let procedures = self.catalogue().procedures();
        let mut drawn = procedures.iter().filter(|it| it.form.procedure().draw.is_some());
        drawn.any(|it| self.decides_on(staff, it.form.id()))
    }

    /// Whether this person decides for the department of a procedure.
    pub(crate) fn decides_on(&self, staff: &Staff, procedure: &str) -> bool {
        let Some(published) = self.catalogue().procedure(procedure) else { return false };
        let place = CasePlace {
            department: self.catalogue().department_of(&published),
            desk: None,
            procedure: procedure.to_owned(),
            ward: None,
        };
        staff.authority.allow::<Decide>(&place).is_ok()
    }

    /// What is on offer of a draw, for who decides there.
    fn drawn_procedure(&self, staff: &Staff, key: &DrawKey) -> Result<Arc<Published>, Error> {
        let published = self.catalogue().procedure(&key.procedure);
        let published = published.filter(|_| self.decides_on(staff, &key.procedure));
        published.ok_or(Error::NotFound)
    }

    /// A draw whose list is frozen, for who decides there.
    async fn frozen_draw(&self, staff: &Staff, key: &DrawKey) -> Result<DrawRecord, Error> {
        self.drawn_procedure(staff, key)?;
        self.casework.draw(key).await?.ok_or(Error::NotFound)
    }

    /// Freezes the list: from now on nobody comes onto it or leaves it, and its digest is public.
    pub async fn freeze_draw(&self, staff: &Staff, key: &DrawKey) -> Result<(), DrawFault> {
        let now = self.now();
        let published = self.drawn_procedure(staff, key)?;
        let ComingDraw { source, open_days, is_closed, .. } = coming(&published, now.day())
            .filter(|coming| coming.key == *key)
            .ok_or(Error::NotFound)?;
        if !is_closed {
            return Err(DrawFault::BeforeClosing);
        }
        let tickets = self.casework.tickets(&published, key.closed_on).await?;
        let head = Head {
            procedure: key.procedure.clone(),
            version: published.number,
            closed_on: key.closed_on,
            source,
            source_on: calendar::add_open_days(now.day(), open_days),
        };
        let list = List::freeze(head, tickets)?.to_string();
        let (key, by) = (key.clone(), staff.id().clone());
        let written = self.inner.store.write(move |tx| draws::freeze(tx, &key, &list, &by, now));
        Ok(written.await?)
    }

    /// Enters the figure, which waits for another person; or takes it out again.
    pub async fn enter_figure(
        &self,
        staff: &Staff,
        key: &DrawKey,
        typed: Option<&str>,
    ) -> Result<(), DrawFault> {
        let now = self.now();
        let record = self.frozen_draw(staff, key).await?;
        let on = record.list.head().source_on;
        if now.day() < on {
            return Err(DrawFault::SeedNotPublished { on });
        }
        let figure = typed.map(str::parse::<Figure>).transpose();
        let figure = figure.ok().ok_or(DrawFault::Figure)?;
        let by = staff.id();
        let entered = figure.map(|figure| EnteredFigure {
            figure: figure.to_string(),
            by: by.clone(),
            at: now,
        });
        let key = key.clone();
        let written = self.inner.store.write(move |tx| draws::enter(tx, &key, entered.as_ref()));
        Ok(written.await?)
    }

    /// Confirms the figure that another person entered, as it was seen: then it is drawn, and
    /// somebody has to see to it that the cases hear of it ([`Self::hurry_draw`], or the next round).
    pub async fn confirm_figure(
        &self,
        staff: &Staff,
        key: &DrawKey,
        figure: &str,
    ) -> Result<(), DrawFault> {
        let now = self.now();
        let record = self.frozen_draw(staff, key).await?;
        if record.draw.entered.as_ref().is_some_and(|entered| entered.by == *staff.id()) {
            return Err(DrawFault::SamePerson);
        }
        let (key, by, figure) = (key.clone(), staff.id().clone(), figure.to_owned());
        let drawn = self.inner.store.write(move |tx| draws::confirm(tx, &key, &figure, &by, now));
        Ok(drawn.await?)
    }

    /// Lets the next substitute come up, where a place was given up.
    pub async fn move_up(
        &self,
        staff: &Staff,
        key: &DrawKey,
        number: &ReceiptNumber,
    ) -> Result<(), DrawFault> {
        let now = self.now();
        let record = self.frozen_draw(staff, key).await?;
        let standings = self.casework.standings(&record).await?;
        let is_next = standings.iter().any(|it| it.next.as_ref() == Some(number));
        // Who waits for their first place does not come up before having it.
        if !is_next || record.draw.told_at.is_none() {
            return Err(DrawFault::NotNext);
        }
        let rows = self.casework.rows_by_number(Scope::Worker, number).await?;
        Ok(self.casework.move_up(&rows, staff.id(), now).await?)
    }

    /// Begins at once to give the cases of a draw their places, and waits for it at most so long.
    pub async fn hurry_draw(&self, key: &DrawKey, wait: Duration) {
        let (desk, key) = (self.clone(), key.clone());
        let giving = tokio::spawn(async move {
            if let Err(fault) = Box::pin(desk.tell_draw(&key)).await {
                tracing::warn!(%fault, "a draw is left to the next round");
            }
        });
        if let Ok(Err(fell)) = tokio::time::timeout(wait, giving).await {
            tracing::error!(fault = %fell, "a draw fell");
        }
    }

    /// Goes on with the draws that have not reached every case; gives how many. One that cannot go
    /// on stands in no other's way.
    pub async fn resume_draws(&self) -> Result<usize, Error> {
        let waiting = self.inner.store.read(|tx| draws::untold(tx, ROUND));
        let waiting: Vec<DrawKey> = waiting.await.map_err(|fault: StoreError| fault)?;
        for key in &waiting {
            if let Err(fault) = Box::pin(self.tell_draw(key)).await {
                tracing::error!(procedure = %key.procedure, %fault, "a draw cannot go on");
            }
        }
        Ok(waiting.len())
    }

    /// Gives the cases of one draw their places.
    async fn tell_draw(&self, key: &DrawKey) -> Result<(), Error> {
        let now = self.now();
        let record = self.casework.draw(key).await?.ok_or(Error::NotFound)?;
        if record.draw.told_at.is_none() && self.casework.give_lots(&record, now).await? {
            let key = key.clone();
            let told = self.inner.store.write(move |tx| draws::told(tx, &key, now));
            told.await.map_err(|fault: StoreError| fault)?;
        }
        Ok(())
    }
}

/// The draw that a definition leads to, where it has one.
fn coming(published: &Published, today: NaiveDate) -> Option<ComingDraw> {
    let procedure = published.form.procedure();
    let DrawTerms { source, open_days } = procedure.draw.clone()?;
    let closed_on = procedure.opening?.until?;
    Some(ComingDraw {
        key: DrawKey { procedure: published.form.id().to_owned(), closed_on },
        title: published.form.title(kernel::Language::Japanese).to_owned(),
        source,
        open_days,
        is_closed: closed_on < today,
    })
}
