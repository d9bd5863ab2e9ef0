//! Why something was not done, in words for the operator.

use submission_store::StoreError;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody has this address.
    #[error("nobody has the address `{email}`; `madoguchi staff list` names everybody")]
    UnknownPerson {
        /// As it was typed.
        email: String,
    },
    /// The person may do nothing any more.
    #[error("`{email}` is disabled")]
    Disabled {
        /// As it was typed.
        email: String,
    },
    /// The person has no role for it in every department that it needs.
    #[error("`{email}` has no role for this in every department of these cases")]
    NotTheirs {
        /// As it was typed.
        email: String,
    },
    /// Whoever proposed a list does not approve it.
    #[error("whoever proposed a list cannot approve it: somebody else must")]
    SamePerson,
    /// There is no such list.
    #[error("there is no list {number}; `madoguchi retention list` names them")]
    UnknownList {
        /// As it was typed.
        number: i64,
    },
    /// The list is approved already.
    #[error("list {number} is approved already")]
    Approved {
        /// The list.
        number: i64,
    },
    /// The list needs its second signature.
    #[error("list {number} is not approved: `madoguchi retention approve {number}` comes first")]
    NotApproved {
        /// The list.
        number: i64,
    },
    /// No case can go on a list.
    #[error("no case can be put on a list; `madoguchi retention list` says why")]
    NothingDue,
    /// There is no such case, or it is erased.
    #[error("there is no case `{name}` that is kept")]
    UnknownCase {
        /// As it was typed.
        name: String,
    },
    /// The case is held already.
    #[error("it is held already")]
    Held,
    /// The case is not held.
    #[error("it is not held")]
    NotHeld,
    /// The procedure does not name this system.
    #[error("its procedure names {}, and not `{target}`", or_none(.known))]
    NotATarget {
        /// As it was typed.
        target: String,
        /// What the procedure names.
        known: Vec<String>,
    },
    /// The system has the case already.
    #[error("it was handed over to `{target}` before")]
    HandedOver {
        /// The system.
        target: String,
    },
    /// A text is empty or too long.
    #[error("{what}: say something in at most {limit} characters")]
    Text {
        /// Which one.
        what: &'static str,
        /// The most characters.
        limit: usize,
    },
    /// The form that a case was filed with cannot be read.
    #[error(transparent)]
    Form(#[from] catalogue::Error),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn or_none(known: &[String]) -> String {
    if known.is_empty() { "no system".to_owned() } else { known.join(", ") }
}
