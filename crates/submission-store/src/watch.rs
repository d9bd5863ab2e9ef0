//! Whether a server still answers, seen from the one who waits for it.
//!
//! A thread that waits for a frozen server cannot be woken. The caller can: it stops
//! waiting, and what was not committed by then is never committed.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Shared by the thread that works and by the caller who waits. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Watch {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Since when the server owes an answer.
    asked: Option<Instant>,
    /// The commit was sent, or one before it is still in doubt.
    deciding: bool,
    /// The caller has gone.
    abandoned: bool,
}

impl Watch {
    /// Asks the server something.
    pub(crate) fn ask<T>(&self, question: impl FnOnce() -> T) -> T {
        self.lock().asked = Some(Instant::now());
        let answer = question();
        self.lock().asked = None;
        answer
    }

    /// Commits by `commit`; `None` when the caller has been told that nothing was written.
    pub(crate) fn commit<T>(&self, commit: impl FnOnce() -> T) -> Option<T> {
        {
            let mut state = self.lock();
            if state.abandoned {
                return None;
            }
            state.deciding = true;
        }
        Some(self.ask(commit))
    }

    /// What was in doubt is settled.
    pub(crate) fn settle(&self) {
        self.lock().deciding = false;
    }

    /// Whether the server has owed an answer for longer than `patience`.
    pub(crate) fn is_silent(&self, patience: Duration) -> bool {
        self.lock().asked.is_some_and(|since| since.elapsed() > patience)
    }

    /// Stops waiting; true when it is in doubt whether something was written.
    pub(crate) fn abandon(&self) -> bool {
        let mut state = self.lock();
        state.abandoned = true;
        state.deciding
    }

    /// Whether anybody still waits.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.lock().abandoned
    }

    /// Three plain words: a panic elsewhere leaves them as good as they were.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_is_never_committed() {
        let watch = Watch::default();
        assert!(!watch.abandon(), "nothing was sent");
        assert_eq!(watch.commit(|| "committed"), None);
    }

    #[test]
    fn a_commit_that_was_sent_is_in_doubt() {
        let watch = Watch::default();
        let seen = watch.commit(|| watch.is_silent(Duration::ZERO) && watch.abandon());
        assert_eq!(seen, Some(true));
        assert!(!watch.is_silent(Duration::ZERO), "it was answered");
    }
}
