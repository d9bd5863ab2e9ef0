//! 抽選: the lists that were frozen, the figures that decided them, and who drew.
//!
//! What a list says, and how it is ordered, is known elsewhere; whether somebody may draw, too.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{Instant, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::State;

use crate::{
    Reads, StoreError, WriteTx,
    one_of::one_of,
    row::At,
    schema::{cases, draws, submissions},
    transaction::Door as _,
};

/// Where they are; what [`StoreError::Duplicate`] says when a list is frozen twice.
pub const TABLE: &str = "draws";

/// Which draw: of one procedure, after one last day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawKey {
    /// The procedure.
    pub procedure: String,
    /// The last day for taking part.
    pub closed_on: NaiveDate,
}

/// A draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Which.
    pub key: DrawKey,
    /// The list, as it is published.
    pub list: String,
    /// Who froze it, and when.
    pub frozen: (StaffId, Instant),
    /// The figure that somebody entered.
    pub entered: Option<EnteredFigure>,
    /// Who confirmed that figure, and when: then it is drawn.
    pub confirmed: Option<(StaffId, Instant)>,
    /// When every case had heard of its place.
    pub told_at: Option<Instant>,
}

/// The figure that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnteredFigure {
    /// The figure.
    pub figure: String,
    /// Who entered it.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

impl Draw {
    /// The figure that decided; nothing before it was drawn.
    pub fn figure(&self) -> Option<&str> {
        self.confirmed.as_ref()?;
        self.entered.as_ref().map(|entered| entered.figure.as_str())
    }
}

/// Keeps a list that was frozen. [`StoreError::Duplicate`]: somebody else did it.
pub fn freeze(
    tx: &mut WriteTx<'_>,
    key: &DrawKey,
    list: &str,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(draws::table)
            .values((
                draws::municipality.eq(here),
                draws::procedure.eq(&key.procedure),
                draws::closed_on.eq(key.closed_on),
                draws::list.eq(list),
                draws::frozen_by.eq(by.as_str()),
                draws::frozen_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Keeps the figure that somebody entered, or takes it out again. [`StoreError::Conflict`]: it is
/// drawn, or there is no such list.
pub fn enter(
    tx: &mut WriteTx<'_>,
    key: &DrawKey,
    entered: Option<&EnteredFigure>,
) -> Result<(), StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(draws::table.find((here, &key.procedure, key.closed_on)))
            .filter(draws::confirmed_at.is_null())
            .set((
                draws::figure.eq(entered.map(|it| it.figure.as_str())),
                draws::entered_by.eq(entered.map(|it| it.by.as_str())),
                draws::entered_at.eq(entered.map(|it| it.at.naive_utc())),
            ))
            .execute(conn)
    })?;
    one(changed)
}

/// Says that `figure`, which another person entered, is the one: it is drawn.
/// [`StoreError::Conflict`]: it is drawn, or another figure stands there now.
pub fn confirm(
    tx: &mut WriteTx<'_>,
    key: &DrawKey,
    figure: &str,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(draws::table.find((here, &key.procedure, key.closed_on)))
            .filter(draws::confirmed_at.is_null())
            .filter(draws::figure.eq(figure))
            .filter(draws::entered_by.ne(by.as_str()))
            .set((draws::confirmed_by.eq(by.as_str()), draws::confirmed_at.eq(at.naive_utc())))
            .execute(conn)
    })?;
    one(changed)
}

/// Says that every case has heard of its place. False where somebody else has said so.
pub fn told(tx: &mut WriteTx<'_>, key: &DrawKey, at: Instant) -> Result<bool, StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(draws::table.find((here, &key.procedure, key.closed_on)))
            .filter(draws::confirmed_at.is_not_null())
            .filter(draws::told_at.is_null())
            .set(draws::told_at.eq(at.naive_utc()))
            .execute(conn)
    })?;
    Ok(changed == 1)
}

fn one(changed: usize) -> Result<(), StoreError> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict { table: TABLE, by: None, at: None })
    }
}

/// One draw.
pub fn find(tx: &mut impl Reads, key: &DrawKey) -> Result<Option<Draw>, StoreError> {
    let row: Option<DrawRow> = tx.run(TABLE, |conn, here| {
        draws::table
            .find((here, &key.procedure, key.closed_on))
            .select(DrawRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Draw::try_from).transpose()
}

/// The draws, the last one first.
pub fn list(tx: &mut impl Reads, limit: i64) -> Result<Vec<Draw>, StoreError> {
    let rows: Vec<DrawRow> = tx.run(TABLE, |conn, here| {
        draws::table
            .filter(draws::municipality.eq(here))
            .order((draws::closed_on.desc(), draws::procedure))
            .limit(limit)
            .select(DrawRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Draw::try_from).collect()
}

/// What was drawn and has not reached every case.
pub fn untold(tx: &mut impl Reads, limit: i64) -> Result<Vec<DrawKey>, StoreError> {
    let rows: Vec<(String, NaiveDate)> = tx.run(TABLE, |conn, here| {
        draws::table
            .filter(draws::municipality.eq(here))
            .filter(draws::confirmed_at.is_not_null())
            .filter(draws::told_at.is_null())
            .order((draws::closed_on, draws::procedure))
            .limit(limit)
            .select((draws::procedure, draws::closed_on))
            .load(conn)
    })?;
    let key = |(procedure, closed_on)| DrawKey { procedure, closed_on };
    Ok(rows.into_iter().map(key).collect())
}

/// Who could take part: the cases of a procedure that arrived from `from` until before `until` and
/// are not over, by number.
pub fn candidates(
    tx: &mut impl Reads,
    procedure: &str,
    from: Option<Instant>,
    until: Instant,
) -> Result<Vec<(SubmissionId, ReceiptNumber)>, StoreError> {
    let open =
        [State::Received, State::InReview, State::CorrectionRequested, State::AwaitingApproval];
    let rows: Vec<(String, String)> = tx.run(TABLE, |conn, here| {
        let from = from.map(Instant::naive_utc).unwrap_or_default();
        submissions::table
            .inner_join(cases::table.on(cases::id.eq(submissions::id)))
            .filter(submissions::municipality.eq(here))
            .filter(submissions::procedure.eq(procedure))
            .filter(submissions::arrived_at.ge(from))
            .filter(submissions::arrived_at.lt(until.naive_utc()))
            .filter(cases::state.eq_any(open.map(State::word)))
            .order(submissions::receipt_number)
            .select((submissions::id, submissions::receipt_number))
            .load(conn)
    })?;
    let read = |(id, number): (String, String)| {
        let at = At::row("submissions", &id);
        Ok((at.parse("id", &id)?, at.parse("receipt number", &number)?))
    };
    rows.into_iter().map(read).collect()
}

/// The cases behind these numbers, each with where it stands.
pub fn states(
    tx: &mut impl Reads,
    numbers: &[ReceiptNumber],
) -> Result<HashMap<ReceiptNumber, (SubmissionId, State)>, StoreError> {
    let rows: Vec<(String, String, String)> = tx.run(TABLE, |conn, here| {
        submissions::table
            .inner_join(cases::table.on(cases::id.eq(submissions::id)))
            .filter(submissions::municipality.eq(here))
            .filter(one_of(submissions::receipt_number, numbers.iter().map(ReceiptNumber::as_str)))
            .select((submissions::receipt_number, submissions::id, cases::state))
            .load(conn)
    })?;
    let read = |(number, id, state): (String, String, String)| {
        let at = At::row("submissions", &id);
        let case = (at.parse("id", &id)?, at.parse("state", &state)?);
        Ok((at.parse("receipt number", &number)?, case))
    };
    rows.into_iter().map(read).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = draws)]
struct DrawRow {
    procedure: String,
    closed_on: NaiveDate,
    list: String,
    frozen_by: String,
    frozen_at: NaiveDateTime,
    figure: Option<String>,
    entered_by: Option<String>,
    entered_at: Option<NaiveDateTime>,
    confirmed_by: Option<String>,
    confirmed_at: Option<NaiveDateTime>,
    told_at: Option<NaiveDateTime>,
}

impl TryFrom<DrawRow> for Draw {
    type Error = StoreError;

    fn try_from(row: DrawRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.procedure);
        let person = |text: &str| at.parse::<StaffId>("person", text);
        let entered = match (row.figure, row.entered_by, row.entered_at) {
            (Some(figure), Some(by), Some(entered_at)) => Some(EnteredFigure {
                figure,
                by: person(&by)?,
                at: Instant::from_naive_utc(entered_at),
            }),
            (_, _, _) => None,
        };
        let confirmed = match (row.confirmed_by, row.confirmed_at) {
            (Some(by), Some(at)) => Some((person(&by)?, Instant::from_naive_utc(at))),
            (_, _) => None,
        };
        Ok(Self {
            frozen: (person(&row.frozen_by)?, Instant::from_naive_utc(row.frozen_at)),
            key: DrawKey { procedure: row.procedure, closed_on: row.closed_on },
            list: row.list,
            entered,
            confirmed,
            told_at: row.told_at.map(Instant::from_naive_utc),
        })
    }
}
