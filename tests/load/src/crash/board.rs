//! Where the server can be found now: it comes back at another port after every kill.

use std::net::SocketAddr;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long to wait for news before trying the old address again.
const PATIENCE: Duration = Duration::from_millis(500);

/// The server's address, and the how-manieth it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Notice {
    pub(crate) life: u64,
    pub(crate) address: SocketAddr,
}

/// The one place where the address is announced.
pub(crate) struct Board {
    notice: Mutex<Notice>,
    news: Condvar,
}

impl Board {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { notice: Mutex::new(Notice { life: 1, address }), news: Condvar::new() }
    }

    /// The server lives again, at `address`.
    pub(crate) fn announce(&self, address: SocketAddr) {
        let mut notice = self.lock();
        *notice = Notice { life: notice.life + 1, address };
        self.news.notify_all();
    }

    /// Where the server is now.
    pub(crate) fn read(&self) -> Notice {
        *self.lock()
    }

    /// Waits until the server has another life than `seen`, or a moment.
    pub(crate) fn after(&self, seen: u64) -> Notice {
        let waited =
            self.news.wait_timeout_while(self.lock(), PATIENCE, |notice| notice.life == seen);
        let (notice, _timed_out) = waited.unwrap_or_else(PoisonError::into_inner);
        *notice
    }

    fn lock(&self) -> MutexGuard<'_, Notice> {
        self.notice.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
