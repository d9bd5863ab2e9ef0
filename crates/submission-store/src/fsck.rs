//! Integrity: what must fit together, checked row by row.
use crate::{ReadTx, Sealer, StoreError, files::AttachmentFiles};
use kernel::Instant;

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which rule, in a word.
    pub rule: &'static str,
    /// The table.
    pub table: &'static str,
    /// The row or file.
    pub id: String,
    /// What is wrong.
    pub what: String,
}

/// Checks everything that the store alone can know.
pub fn check(
    tx: &mut ReadTx<'_>,
    sealer: &Sealer,
    files: &AttachmentFiles,
    now: Instant,
) -> Result<Vec<Finding>, StoreError> {
    unimplemented!()
}
