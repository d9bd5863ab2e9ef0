//! Where letters arrive: kept as they were sent, none lost, none opened.

use std::sync::{Mutex, PoisonError};

use mail::{Outgoing, SendFault, Stage, Transport};

/// Keeps every letter that it takes, and can be shut.
#[derive(Debug, Default)]
pub struct PostOffice {
    taken: Mutex<Vec<Outgoing>>,
    shut: Mutex<bool>,
}

impl PostOffice {
    /// The letters so far, the earliest first.
    pub fn letters(&self) -> Vec<Outgoing> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shuts or opens: while it is shut, letters are refused and have to be tried again.
    pub fn shut(&self, shut: bool) {
        *self.shut.lock().unwrap_or_else(PoisonError::into_inner) = shut;
    }
}

impl Transport for PostOffice {
    fn send(&self, outgoing: &Outgoing) -> Result<(), SendFault> {
        if *self.shut.lock().unwrap_or_else(PoisonError::into_inner) {
            return Err(SendFault::Transient(Stage::Connection));
        }
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(outgoing.clone());
        Ok(())
    }
}
