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
    let rows: Vec<(String, String, String)> = tx.run(TABLE, |conn, here| {
        links::table
            .filter(links::municipality.eq(here))
            .filter(links::case_id.eq(case.as_str()).or(links::other_id.eq(case.as_str())))
            .select((links::case_id, links::other_id, links::kind))
            .load(conn)
    })?;
    let read = |(said_at, about, kind): (String, String, String)| {
        let is_said_here = said_at == case.as_str();
        let other = if is_said_here { about } else { said_at };
        let at = At::row(TABLE, &other);
        Ok(Link { other: at.parse("case", &other)?, kind: at.parse("kind", &kind)?, is_said_here })
    };
    let mut links = rows.into_iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
    links.sort_by(|one, other| one.other.cmp(&other.other));
    Ok(links)
}

/// Writes at a case what it has to do with another one.
pub fn tie(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    other: &SubmissionId,
    kind: LinkKind,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(links::table)
            .values((
                links::municipality.eq(here),
                links::case_id.eq(case.as_str()),
                links::other_id.eq(other.as_str()),
                links::kind.eq(kind.word()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Takes two cases apart, at whichever of them it was said.
pub fn untie(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    other: &SubmissionId,
) -> Result<(), StoreError> {
    for (at, about) in [(case, other), (other, case)] {
        tx.run(TABLE, |conn, here| {
            diesel::delete(links::table)
                .filter(links::municipality.eq(here))
                .filter(links::case_id.eq(at.as_str()))
                .filter(links::other_id.eq(about.as_str()))
                .execute(conn)
        })?;
    }
    Ok(())
}

/// Forgets what was said of a case that is erased, at whichever case.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(links::table)
            .filter(links::municipality.eq(here))
            .filter(links::case_id.eq(case.as_str()).or(links::other_id.eq(case.as_str())))
            .execute(conn)
    })?;
    Ok(())
}
