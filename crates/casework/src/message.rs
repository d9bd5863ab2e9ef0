//! The thread between the resident and the office.

use kernel::{EventId, Instant};
use submission_store::{
    Part, StoreError,
    messages::{self, Author, Message},
};

use crate::{Casework, Rows, UploadedFile};

/// One message of the thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// When.
    pub at: Instant,
    /// Whether the office wrote it.
    pub from_office: bool,
    /// What.
    pub text: String,
    /// What went with it.
    pub files: Vec<UploadedFile>,
}

impl Rows {
    /// Whether the applicant has seen what the office wrote at `at`.
    pub fn has_read(&self, at: Instant) -> bool {
        self.read_until.is_some_and(|until| at <= until)
    }

    /// When the office wrote last, if the applicant has not seen it.
    fn newest_unread(&self) -> Option<Instant> {
        let of_office =
            self.messages.iter().rfind(|message| matches!(message.author, Author::Office(_)));
        of_office.map(|message| message.at).filter(|at| !self.has_read(*at))
    }
}

impl Casework {
    /// Keeps that the applicant has the thread before them. What they came for does not depend
    /// on it.
    pub async fn thread_shown(&self, rows: &Rows) {
        let Some(until) = rows.newest_unread() else { return };
        let case = rows.submission.id.clone();
        let kept = self.inner.store.write(move |tx| messages::put_read(tx, &case, until));
        let kept: Result<(), StoreError> = kept.await;
        if let Err(fault) = kept {
            tracing::warn!(%fault, "that a message was read could not be kept");
        }
    }

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
