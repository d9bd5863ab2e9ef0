//! The municipality as the definitions know it: its departments and its wards.

use crate::{
    Reads, StoreError, WriteTx,
    departments::{self, Department},
    wards::{self, Ward},
};

/// Departments and wards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    /// The departments; none where nobody has said which there are.
    pub departments: Vec<Department>,
    /// The wards, in order.
    pub wards: Vec<Ward>,
}

/// Keeps what is told; whether that changes anything. Nothing is ever taken away.
pub fn save(tx: &mut WriteTx<'_>, told: &Organisation) -> Result<bool, StoreError> {
    let departments = departments::save_all(tx, &told.departments)?;
    Ok(wards::save_all(tx, &told.wards)? || departments)
}

/// What is known.
pub fn load(tx: &mut impl Reads) -> Result<Organisation, StoreError> {
    Ok(Organisation { departments: departments::list(tx)?, wards: wards::list(tx)? })
}
