//! Where the payment provider's book and ours differ, until somebody has dealt with it.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DifferenceId, Instant, PaymentId, SubmissionId, Yen};

use crate::{
    Reads, Scope, StoreError, WriteTx,
    row::{At, words},
    schema::{payment_differences, payments},
    scope::visible_one,
    transaction::Door as _,
};

const TABLE: &str = "payment_differences";

/// What differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// The provider moved money of which nothing was heard here.
    PaidThereOnly,
    /// What was heard here is not in the provider's book.
    PaidHereOnly,
    /// Both know of it, with different amounts.
    AmountDiffers,
    /// The provider has money for a payment that is not ours.
    UnknownOrder,
    /// Another money than yen.
    OtherCurrency,
    /// The fee came twice.
    PaidTwice,
    /// The fee came for a case that was over, or for a bill that was taken back.
    PaidTooLate,
    /// More went back than came.
    TooMuchBack,
    /// The payer's bank took the money back.
    ChargedBack,
}

words!(DifferenceKind {
    PaidThereOnly = "paid-there-only",
    PaidHereOnly = "paid-here-only",
    AmountDiffers = "amount-differs",
    UnknownOrder = "unknown-order",
    OtherCurrency = "other-currency",
    PaidTwice = "paid-twice",
    PaidTooLate = "paid-too-late",
    TooMuchBack = "too-much-back",
    ChargedBack = "charged-back",
});

/// How somebody dealt with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Closing {
    /// The two books agree now.
    Settled,
    /// The money went back.
    GivenBack,
    /// There is nothing to do about it, and it is known why.
    Explained,
}

words!(Closing { Settled = "settled", GivenBack = "given-back", Explained = "explained" });

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its id.
    pub id: DifferenceId,
    /// What differs.
    pub kind: DifferenceKind,
    /// Our payment or the id of the provider's movement: one difference of a kind for each.
    pub subject: String,
    /// Our payment, where it is one of ours.
    pub payment: Option<PaymentId>,
    /// The amount here.
    pub ours: Option<Yen>,
    /// The amount there.
    pub theirs: Option<Yen>,
    /// When it was found.
    pub found_at: Instant,
    /// When, by whom and how it was dealt with.
    pub closed: Option<Closed>,
}

/// The end of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: Instant,
    /// The id of a member of staff, or `operator`.
    pub by: String,
    /// How.
    pub how: Closing,
}

/// Keeps a difference; false when the same one was found before.
pub fn find_out(tx: &mut WriteTx<'_>, found: &Difference) -> Result<bool, StoreError> {
    let known: Option<String> = tx.run(TABLE, |conn, here| {
        payment_differences::table
            .filter(payment_differences::municipality.eq(here))
            .filter(payment_differences::kind.eq(found.kind.word()))
            .filter(payment_differences::subject.eq(&found.subject))
            .select(payment_differences::id)
            .first(conn)
            .optional()
    })?;
    if known.is_some() {
        return Ok(false);
    }
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(payment_differences::table)
            .values((
                payment_differences::id.eq(found.id.as_str()),
                payment_differences::municipality.eq(here),
                payment_differences::kind.eq(found.kind.word()),
                payment_differences::subject.eq(&found.subject),
                payment_differences::payment_id.eq(found.payment.as_ref().map(PaymentId::as_str)),
                payment_differences::ours.eq(found.ours.map(Yen::get)),
                payment_differences::theirs.eq(found.theirs.map(Yen::get)),
                payment_differences::found_at.eq(found.found_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(true)
}

/// Closes an open difference; false when there is no such one.
pub fn close(tx: &mut WriteTx<'_>, id: &DifferenceId, end: &Closed) -> Result<bool, StoreError> {
    let closed = tx.run(TABLE, |conn, here| {
        diesel::update(payment_differences::table)
            .filter(payment_differences::municipality.eq(here))
            .filter(payment_differences::id.eq(id.as_str()))
            .filter(payment_differences::closed_at.is_null())
            .set((
                payment_differences::closed_at.eq(end.at.naive_utc()),
                payment_differences::closed_by.eq(&end.by),
                payment_differences::closed_as.eq(end.how.word()),
            ))
            .execute(conn)
    })?;
    Ok(closed == 1)
}

/// Differences that nobody has dealt with, the oldest first; with `closed`, the others too.
pub fn list(
    tx: &mut impl Reads,
    with_closed: bool,
    limit: u32,
) -> Result<Vec<Difference>, StoreError> {
    let rows: Vec<DifferenceRow> = tx.run(TABLE, |conn, here| {
        let mut wanted = payment_differences::table
            .filter(payment_differences::municipality.eq(here))
            .order((payment_differences::found_at, payment_differences::id))
            .limit(i64::from(limit))
            .select(DifferenceRow::as_select())
            .into_boxed();
        if !with_closed {
            wanted = wanted.filter(payment_differences::closed_at.is_null());
        }
        wanted.load(conn)
    })?;
    rows.into_iter().map(Difference::try_from).collect()
}

/// Open differences about the payments of one submission.
pub fn list_of(
    tx: &mut impl Reads,
    scope: &Scope,
    submission: &SubmissionId,
) -> Result<Vec<Difference>, StoreError> {
    let sight = scope.sight(tx, submission)?;
    let rows: Vec<DifferenceRow> = tx.run(TABLE, |conn, here| {
        let seen = visible_one(sight, here, submission.as_str());
        let theirs = payments::table
            .filter(payments::submission_id.eq_any(seen))
            .select(payments::id.nullable());
        payment_differences::table
            .filter(payment_differences::municipality.eq(here))
            .filter(payment_differences::closed_at.is_null())
            .filter(payment_differences::payment_id.eq_any(theirs))
            .order((payment_differences::found_at, payment_differences::id))
            .select(DifferenceRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Difference::try_from).collect()
}

/// How many nobody has dealt with.
pub fn count_open(tx: &mut impl Reads) -> Result<i64, StoreError> {
    tx.run(TABLE, |conn, here| {
        payment_differences::table
            .filter(payment_differences::municipality.eq(here))
            .filter(payment_differences::closed_at.is_null())
            .count()
            .get_result(conn)
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = payment_differences)]
struct DifferenceRow {
    id: String,
    kind: String,
    subject: String,
    payment_id: Option<String>,
    ours: Option<i64>,
    theirs: Option<i64>,
    found_at: NaiveDateTime,
    closed_at: Option<NaiveDateTime>,
    closed_by: Option<String>,
    closed_as: Option<String>,
}

impl TryFrom<DifferenceRow> for Difference {
    type Error = StoreError;

    fn try_from(row: DifferenceRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let closed = match (row.closed_at, row.closed_by, row.closed_as) {
            (Some(closed_at), Some(by), Some(how)) => Some(Closed {
                at: Instant::from_naive_utc(closed_at),
                by,
                how: at.parse("closing", &how)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: at.parse("id", &row.id)?,
            kind: at.parse("kind", &row.kind)?,
            payment: at.parse_option("payment", row.payment_id.as_deref())?,
            ours: row.ours.map(Yen::new),
            theirs: row.theirs.map(Yen::new),
            found_at: Instant::from_naive_utc(row.found_at),
            subject: row.subject,
            closed,
        })
    }
}
