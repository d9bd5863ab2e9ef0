//! The thread between the resident and the office.

use kernel::{EventId, Instant};
use submission_store::{
    Part,
    messages::{Author, Message},
};

use crate::{Casework, Rows};

/// One message of the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// When.
    pub at: Instant,
    /// Whether the office wrote it.
    pub from_office: bool,
    /// What.
    pub text: String,
}

impl Casework {
    /// A message as it goes into the thread.
    pub fn sealed_message(&self, rows: &Rows, author: Author, text: &str, at: Instant) -> Message {
        let id = EventId::new(&*self.inner.ids, at);
        Message {
            case: rows.submission.id.clone(),
            author,
            text: rows.sealer().seal(Part::Message(&id), text.trim().as_bytes()),
            at,
            id,
        }
    }
}
