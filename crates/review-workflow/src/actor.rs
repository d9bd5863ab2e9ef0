//! Who acts on a case. Authority is an argument, never looked up here.

use kernel::{Authority, StaffId};

/// Whoever gives a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The applicant, or whoever holds the receipt number and the access code.
    Resident,
    /// The house itself: payment callbacks and timers.
    System,
    /// A member of staff, with what they may do and where.
    Staff(Authority),
}

impl Actor {
    /// The member of staff, when it is one.
    pub const fn staff(&self) -> Option<&StaffId> {
        match self {
            Self::Staff(authority) => Some(authority.person()),
            Self::Resident | Self::System => None,
        }
    }
}
