//! The message thread between resident and office.
use crate::{Reads, Scope, Sealed, StoreError, WriteTx};
use kernel::{EventId, Instant, StaffId, SubmissionId};

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Author {
    /// The applicant.
    Resident,
    /// A member of staff.
    Office(StaffId),
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The id.
    pub id: EventId,
    /// The case.
    pub case: SubmissionId,
    /// Who wrote it.
    pub author: Author,
    /// The text, sealed for [`crate::Place::message`].
    pub text: Sealed,
    /// When.
    pub at: Instant,
}

/// Adds a message.
pub fn insert(tx: &mut WriteTx<'_>, message: &Message) -> Result<(), StoreError> {
    unimplemented!()
}
/// The thread, the oldest first.
pub fn list(
    tx: &mut impl Reads,
    scope: &Scope,
    case: &SubmissionId,
) -> Result<Vec<Message>, StoreError> {
    unimplemented!()
}
