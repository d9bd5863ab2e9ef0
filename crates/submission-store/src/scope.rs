//! Who is asking: the part of every predicate that keeps strangers out.
//!
//! Not yours and not there give the same answer, `None`.

use kernel::ReceiptNumber;

use crate::Digest;

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
        /// What the person's roles reach.
        departments: Departments,
    },
    /// The program itself: deliveries, payment callbacks, deadlines, integrity checks.
    Worker,
}

/// Which departments' cases somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departments {
    /// All of the municipality: the processing centre, administrators, auditors.
    All,
    /// These only. An empty list sees nothing.
    Only(Vec<String>),
}
