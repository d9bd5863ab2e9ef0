//! What the house needs for its own work.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use casework::Casework;
use kernel::{Instant, SubmissionId};
use submission_store::Store;

use crate::workings::Rounds;

/// The house's own work. Cheap to clone.
#[derive(Clone)]
pub struct Chores {
    pub(crate) casework: Casework,
    pub(crate) inner: Arc<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    /// Cases that were due in the last round and could not be moved.
    pub(crate) stuck: Mutex<BTreeSet<SubmissionId>>,
    pub(crate) rounds: Rounds,
}

impl Chores {
    /// The chores of one process.
    pub fn new(casework: Casework) -> Self {
        Self { casework, inner: Arc::default() }
    }

    pub(crate) fn store(&self) -> &Store {
        self.casework.store()
    }

    /// This moment.
    pub(crate) fn now(&self) -> Instant {
        self.casework.archive().now()
    }
}
