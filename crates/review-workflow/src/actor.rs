//! Who acts on a case. Authority is an argument, never looked up here.

use kernel::{Role, StaffId};

/// Whoever gives a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The applicant, or whoever holds the receipt number and the access code.
    Resident,
    /// The house itself: payment callbacks and timers.
    System,
    /// A member of staff.
    Staff {
        /// Who.
        id: StaffId,
        /// What they may do.
        roles: Vec<Role>,
        /// Where they may do it.
        departments: Departments,
    },
}

/// The departments whose cases somebody works on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Departments {
    /// 事務処理センター: the centre works for every department.
    All,
    /// These, as the form definitions name them.
    Only(Vec<String>),
}

impl Departments {
    /// Whether cases of `department` are theirs to work on.
    pub fn cover(&self, department: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(names) => names.iter().any(|name| name == department),
        }
    }
}

impl Actor {
    /// The member of staff, when it is one.
    pub const fn staff(&self) -> Option<&StaffId> {
        match self {
            Self::Staff { id, .. } => Some(id),
            Self::Resident | Self::System => None,
        }
    }
}
