//! Who is asking: the part of every predicate that keeps strangers out.
//!
//! Not yours and not there give the same answer, `None`.

use std::collections::BTreeSet;

use diesel::{dsl::AsExprOf, prelude::*, sql_types::Bool};
use kernel::{
    Among, Area, CasePlace, DepartmentId, Reach, ReceiptNumber, SubmissionId, Through, WardId,
};

use crate::{
    Digest, Reads, StoreError,
    cases::InWard,
    engine::MultiBackend,
    one_of::one_of,
    row::At,
    schema::{cases, places, submissions},
};

/// On whose authority something is looked up. The municipality comes from the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The browser that filed it: the hash of its secret.
    Visitor {
        /// Hash of the visitor's secret.
        owner_hash: Digest,
    },
    /// The holder of a receipt, whose access code the caller has checked.
    Receipt {
        /// The number on the receipt.
        number: ReceiptNumber,
    },
    /// A member of staff.
    Office {
        /// The cases at which the person is allowed to look.
        reach: Reach,
    },
    /// The program itself: deliveries, payment callbacks, deadlines, integrity checks.
    Worker,
}

/// A scope as the values of one predicate, so that there is one query for all of them.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'a> {
    all: bool,
    owner: Option<&'a [u8]>,
    receipt: Option<&'a str>,
}

impl Scope {
    /// What this scope sees of the submission `id`.
    pub(crate) fn sight(
        &self,
        tx: &mut impl Reads,
        id: &SubmissionId,
    ) -> Result<Sight<'_>, StoreError> {
        let blind = Sight { all: false, owner: None, receipt: None };
        Ok(match self {
            Self::Visitor { owner_hash } => Sight { owner: Some(owner_hash.as_bytes()), ..blind },
            Self::Receipt { number } => Sight { receipt: Some(number.as_str()), ..blind },
            Self::Office { reach } => Sight { all: covers(tx, reach, id)?, ..blind },
            Self::Worker => Sight { all: true, ..blind },
        })
    }
}

/// The submission `id`, if it is of `here`, not erased, and may be seen, as a subquery.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn visible_one<'a>(sight: Sight<'a>, here: &'a str, id: &'a str) -> _ {
    let all: AsExprOf<bool, Bool> = sight.all.into_sql::<Bool>();
    let owner: Option<&'a [u8]> = sight.owner;
    let receipt: Option<&'a str> = sight.receipt;
    submissions::table
        .select(submissions::id)
        .filter(submissions::id.eq(id))
        .filter(submissions::municipality.eq(here))
        .filter(submissions::erased_at.is_null())
        .filter(
            all.or(submissions::owner_hash.eq(owner))
                .or(submissions::receipt_number.nullable().eq(receipt)),
        )
}

/// Whether the case `id` lies in `reach`.
pub(crate) fn covers(
    tx: &mut impl Reads,
    reach: &Reach,
    id: &SubmissionId,
) -> Result<bool, StoreError> {
    type Columns = (String, Option<String>, String, Option<String>);
    if let Some(Some((last, place))) = tx.last_place()
        && last == id
    {
        return Ok(reach.covers(place));
    }
    let place: Option<Columns> = tx.run("cases", |conn, here| {
        cases::table
            .filter(cases::id.eq(id.as_str()))
            .filter(cases::municipality.eq(here))
            .select((cases::department, cases::desk, cases::procedure, cases::ward))
            .first(conn)
            .optional()
    })?;
    let Some((department, desk, procedure, ward)) = place else { return Ok(false) };
    let at = At::row("cases", id.as_str());
    let place = CasePlace {
        department: at.parse("department", &department)?,
        desk: at.parse_option("desk", desk.as_deref())?,
        ward: at.parse_option("ward", ward.as_deref())?,
        procedure,
    };
    let covers = reach.covers(&place);
    if let Some(last) = tx.last_place() {
        *last = Some((id.clone(), place));
    }
    Ok(covers)
}

/// A condition on a case.
pub(crate) type Condition<'a> =
    Box<dyn BoxableExpression<cases::table, MultiBackend, SqlType = Bool> + 'a>;

/// The condition that a row of `$table` lies at a desk: where none is named, with the department
/// that answers for it.
macro_rules! lying {
    ($table:ident, $desks:expr) => {{
        let there = one_of($table::desk.assume_not_null(), $desks);
        let elsewhere = $table::desk.is_not_null().and(there);
        let at_home = $table::desk.is_null().and(one_of($table::department, $desks));
        let either: Box<dyn BoxableExpression<$table::table, MultiBackend, SqlType = Bool> + '_> =
            Box::new(elsewhere.or(at_home));
        either
    }};
}

/// The condition that a row of `$table` lies in a reach.
macro_rules! covered {
    ($(#[$doc:meta])* $name:ident, $desk:ident, $wards:ident, $table:ident) => {
        /// The condition that it lies there.
        pub(crate) fn $desk(
            desk: &DepartmentId,
        ) -> Box<dyn BoxableExpression<$table::table, MultiBackend, SqlType = Bool> + '_> {
            lying!($table, [desk.as_str()])
        }

        /// The condition that it belongs to one of these wards.
        pub(crate) fn $wards(
            wards: &[InWard],
        ) -> Box<dyn BoxableExpression<$table::table, MultiBackend, SqlType = Bool> + '_> {
            let known = wards.iter().filter_map(InWard::known).map(WardId::as_str);
            let known = one_of($table::ward.assume_not_null(), known);
            if wards.contains(&InWard::Unknown) {
                Box::new($table::ward.is_null().or(known))
            } else {
                Box::new(known)
            }
        }

        $(#[$doc])*
        pub(crate) fn $name(
            reach: &Reach,
        ) -> Box<dyn BoxableExpression<$table::table, MultiBackend, SqlType = Bool> + '_> {
            type Condition<'a> =
                Box<dyn BoxableExpression<$table::table, MultiBackend, SqlType = Bool> + 'a>;
            let areas = reach.areas().iter().map(|area| {
                let narrowed = [
                    some(&area.departments).map(|only| -> Condition<'_> {
                        let only = || only.iter().map(DepartmentId::as_str);
                        let responsible = one_of($table::department, only());
                        match area.through {
                            Through::Responsible => Box::new(responsible),
                            Through::Desk => lying!($table, only()),
                            Through::Either => {
                                Box::new(responsible.or(lying!($table, only())))
                            }
                        }
                    }),
                    some(&area.procedures).map(|only| -> Condition<'_> {
                        Box::new(one_of($table::procedure, only.iter().map(String::as_str)))
                    }),
                    some(&area.wards).map(|only| -> Condition<'_> {
                        let wards = only.iter().map(WardId::as_str);
                        Box::new(one_of($table::ward.assume_not_null(), wards))
                    }),
                ];
                narrowed.into_iter().flatten().reduce(|one, other| Box::new(one.and(other)))
            });
            // One area without a condition is the whole municipality.
            let Some(areas) = areas.collect::<Option<Vec<Condition<'_>>>>() else {
                return Box::new(true.into_sql::<Bool>());
            };
            let either = areas.into_iter().reduce(|one, other| Box::new(one.or(other)));
            either.unwrap_or_else(|| Box::new(false.into_sql::<Bool>()))
        }
    };
}

covered! {
    /// The same for each case of a list.
    covered, at_desk, in_wards, cases
}

covered! {
    /// The same for each place that cases have.
    covered_places, place_at_desk, place_in_wards, places
}

/// Whether `reach` is the whole municipality.
pub(crate) fn is_everywhere(reach: &Reach) -> bool {
    let whole = |area: &Area| {
        area.departments == Among::All && area.procedures == Among::All && area.wards == Among::All
    };
    reach.areas().iter().any(whole)
}

const fn some<T>(among: &Among<T>) -> Option<&BTreeSet<T>> {
    match among {
        Among::All => None,
        Among::These(some) => Some(some),
    }
}

/// Whether `scope` may see the submission `id`. For the two tables that the question
/// itself looks at; the others ask it as a subquery.
pub(crate) fn sees(
    tx: &mut impl Reads,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<bool, StoreError> {
    let sight = scope.sight(tx, id)?;
    let seen: Option<String> = tx.run("submissions", |conn, here| {
        visible_one(sight, here, id.as_str()).get_result(conn).optional()
    })?;
    Ok(seen.is_some())
}
