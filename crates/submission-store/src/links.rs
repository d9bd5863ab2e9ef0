//! What cases have to do with each other, as somebody of the office said it. Who may, is for others to
//! say.

use diesel::prelude::*;
use kernel::SubmissionId;
use review_workflow::LinkKind;

use crate::{Reads, StoreError, WriteTx, row::At, schema::links, transaction::Door as _};

const TABLE: &str = "links";

/// One of them, as one of the two cases has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The other case.
    pub other: SubmissionId,
    /// What the two have to do with each other.
    pub kind: LinkKind,
    /// Whether it was said at this case, not at the other one.
    pub is_said_here: bool,
}

/// The links of a case, in the order of the other cases' arrival.
pub fn of(tx: &mut impl Reads, case: &SubmissionId) -> Result<Vec<Link>, StoreError> {
    let rows: Vec<(String, String, String, bool)> = tx.run(TABLE, |conn, here| {
        links::table
            .filter(links::municipality.eq(here))
            .filter(links::one_id.eq(case.as_str()).or(links::other_id.eq(case.as_str())))
            .select((links::one_id, links::other_id, links::kind, links::said_at_other))
            .load(conn)
    })?;
    let read = |(one, other, kind, said_at_other): (String, String, String, bool)| {
        let is_other = other == case.as_str();
        let there = if is_other { one } else { other };
        let at = At::row(TABLE, &there);
        let (other, kind) = (at.parse("case", &there)?, at.parse("kind", &kind)?);
        Ok(Link { other, kind, is_said_here: is_other == said_at_other })
    };
    let mut links = rows.into_iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
    links.sort_by(|one, other| one.other.cmp(&other.other));
    Ok(links)
}

/// Writes at a case what it has to do with another one. [`StoreError::Conflict`] says that somebody
/// did so in the same moment, at the one or the other.
pub fn tie(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    other: &SubmissionId,
    kind: LinkKind,
) -> Result<(), StoreError> {
    let written = tx.run(TABLE, |conn, here| {
        diesel::insert_into(links::table)
            .values((
                links::municipality.eq(here),
                links::one_id.eq(case.min(other).as_str()),
                links::other_id.eq(case.max(other).as_str()),
                links::kind.eq(kind.word()),
                links::said_at_other.eq(case > other),
            ))
            .execute(conn)
    });
    match written {
        Err(StoreError::Duplicate { .. }) => {
            Err(StoreError::Conflict { table: TABLE, by: None, at: None })
        }
        written => written.map(drop),
    }
}

/// Takes two cases apart, at whichever of them it was said.
pub fn untie(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    other: &SubmissionId,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(links::table)
            .filter(links::municipality.eq(here))
            .filter(links::one_id.eq(case.min(other).as_str()))
            .filter(links::other_id.eq(case.max(other).as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// Forgets what was said of a case that is erased, at whichever case.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(links::table)
            .filter(links::municipality.eq(here))
            .filter(links::one_id.eq(case.as_str()).or(links::other_id.eq(case.as_str())))
            .execute(conn)
    })?;
    Ok(())
}
