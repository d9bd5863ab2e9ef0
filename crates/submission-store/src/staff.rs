//! Members of staff and their roles, held per department.
use crate::{Reads, StoreError, WriteTx};
use kernel::{Instant, Role, StaffId};

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// The id.
    pub id: StaffId,
    /// The address they sign in with, lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// argon2id, as a PHC string; `None` for people who cannot sign in with a password.
    pub password_hash: Option<String>,
    /// What they may do, and where.
    pub roles: Vec<StaffRole>,
    /// Since when they may do nothing any more.
    pub disabled_at: Option<Instant>,
    /// When they were added.
    pub created_at: Instant,
}

/// One role in one department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StaffRole {
    /// The department; `*` is every department.
    pub department: String,
    /// The role.
    pub role: Role,
}

/// Adds somebody with their roles; `Duplicate` when the address is taken.
pub fn insert(tx: &mut WriteTx<'_>, staff: &Staff) -> Result<(), StoreError> {
    unimplemented!()
}
/// Saves name, password, roles and `disabled_at`.
pub fn save(tx: &mut WriteTx<'_>, staff: &Staff) -> Result<(), StoreError> {
    unimplemented!()
}
/// One person.
pub fn find(tx: &mut impl Reads, id: &StaffId) -> Result<Option<Staff>, StoreError> {
    unimplemented!()
}
/// One person by address.
pub fn find_by_email(tx: &mut impl Reads, email: &str) -> Result<Option<Staff>, StoreError> {
    unimplemented!()
}
/// Everybody, by address.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Staff>, StoreError> {
    unimplemented!()
}
