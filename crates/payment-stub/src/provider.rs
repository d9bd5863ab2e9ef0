//! The provider at work: the book behind a lock, the journal in front of it.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use kernel::{Clock, IdSource, Instant};
use tokio::sync::{mpsc, oneshot};

use crate::{
    Secret,
    book::{Book, Moment, Refused},
    journal::{Journal, Record},
};

/// How long a payer waits for the merchant to have heard, before going back to it.
const PATIENCE: Duration = Duration::from_secs(3);

/// What every request works with.
pub(crate) struct Provider {
    pub(crate) secret: Secret,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) delay: chrono::Duration,
    pub(crate) courier: mpsc::UnboundedSender<oneshot::Sender<()>>,
    ledger: Mutex<Ledger>,
}

/// The book and where it is written down. They change together.
pub(crate) struct Ledger {
    book: Book,
    journal: Journal,
}

/// Why something could not be put into the book.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EntryError {
    #[error(transparent)]
    Refused(#[from] Refused),
    #[error("the journal cannot be written")]
    Journal(#[from] io::Error),
}

impl Ledger {
    pub(crate) fn new(journal: Journal, records: Vec<Record>) -> Self {
        let mut book = Book::default();
        for record in records {
            book.apply(record);
        }
        Self { book, journal }
    }
}

impl Provider {
    pub(crate) fn new(
        secret: Secret,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
        delay: chrono::Duration,
        ledger: Ledger,
        courier: mpsc::UnboundedSender<oneshot::Sender<()>>,
    ) -> Self {
        Self { secret, clock, ids, delay, courier, ledger: Mutex::new(ledger) }
    }

    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Looks something up in the book.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Book) -> T) -> T {
        look(&self.locked().book)
    }

    /// Decides by the book and puts the facts down, journal first, while nobody else
    /// can decide.
    pub(crate) fn enter(
        &self,
        decide: impl FnOnce(&Book, &Moment<'_>) -> Result<Vec<Record>, Refused>,
    ) -> Result<(), EntryError> {
        let moment = Moment { now: self.now(), ids: self.ids.as_ref(), delay: self.delay };
        let mut ledger = self.locked();
        let records = decide(&ledger.book, &moment)?;
        ledger.journal.append(&records)?;
        for record in records {
            ledger.book.apply(record);
        }
        Ok(())
    }

    /// A callback was not taken at `now`: it is tried again later.
    pub(crate) fn postpone(&self, event_id: &str, now: Instant) {
        self.locked().book.postpone(event_id, now);
    }

    /// Sends the courier out and waits, but not for ever: what it cannot deliver now,
    /// it tries again by itself.
    pub(crate) async fn tell_merchant(&self) {
        let (done, told) = oneshot::channel();
        if self.courier.send(done).is_ok() {
            drop(tokio::time::timeout(PATIENCE, told).await);
        }
    }

    fn locked(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
