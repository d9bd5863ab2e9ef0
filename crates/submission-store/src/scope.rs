//! Who is asking: the part of every predicate that keeps strangers out.
//!
//! Not yours and not there give the same answer, `None`.

use diesel::{
    dsl::{AsExprOf, exists},
    prelude::*,
    sql_types::Bool,
};
use kernel::{DepartmentId, Reach, ReceiptNumber, SubmissionId};

use crate::{
    Digest, Reads, StoreError,
    schema::{cases, submissions},
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
        /// The departments in which the person is allowed to look.
        reach: Reach,
    },
    /// The program itself: deliveries, payment callbacks, deadlines, integrity checks.
    Worker,
}

/// A scope as the values of one predicate, so that there is one query for all of them.
pub(crate) struct Sight<'a> {
    all: bool,
    owner: Option<&'a [u8]>,
    receipt: Option<&'a str>,
    departments: Vec<&'a str>,
}

impl Scope {
    pub(crate) fn sight(&self) -> Sight<'_> {
        let blind = Sight { all: false, owner: None, receipt: None, departments: Vec::new() };
        match self {
            Self::Visitor { owner_hash } => Sight { owner: Some(owner_hash.as_bytes()), ..blind },
            Self::Receipt { number } => Sight { receipt: Some(number.as_str()), ..blind },
            Self::Office { reach: Reach::Only(departments) } => {
                let departments = departments.iter().map(DepartmentId::as_str).collect();
                Sight { departments, ..blind }
            }
            Self::Office { reach: Reach::Everywhere } | Self::Worker => {
                Sight { all: true, ..blind }
            }
        }
    }
}

/// The submission `id`, if it is of `here`, not erased, and may be seen, as a subquery.
#[diesel::dsl::auto_type(no_type_alias)]
pub(crate) fn visible_one<'a>(sight: Sight<'a>, here: &'a str, id: &'a str) -> _ {
    let all: AsExprOf<bool, Bool> = sight.all.into_sql::<Bool>();
    let owner: Option<&'a [u8]> = sight.owner;
    let receipt: Option<&'a str> = sight.receipt;
    let departments: Vec<&'a str> = sight.departments;
    submissions::table
        .select(submissions::id)
        .filter(submissions::id.eq(id))
        .filter(submissions::municipality.eq(here))
        .filter(submissions::erased_at.is_null())
        .filter(
            all.or(submissions::owner_hash.eq(owner))
                .or(submissions::receipt_number.nullable().eq(receipt))
                .or(exists(
                    cases::table
                        .filter(cases::id.eq(submissions::id))
                        .filter(cases::department.eq_any(departments)),
                )),
        )
}

/// Whether `scope` may see the submission `id`. For the two tables that the question
/// itself looks at; the others ask it as a subquery.
pub(crate) fn sees(
    tx: &mut impl Reads,
    scope: &Scope,
    id: &SubmissionId,
) -> Result<bool, StoreError> {
    let seen: Option<String> = tx.run("submissions", |conn, here| {
        visible_one(scope.sight(), here, id.as_str()).get_result(conn).optional()
    })?;
    Ok(seen.is_some())
}
