//! Codes and tokens that are out: each is taken once.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use kernel::Instant;
use serde_json::{Map, Value};

use super::choice::Outcome;

/// As many as a demonstration has out at once.
const MOST: usize = 1_000;

/// What a code stands for.
#[derive(Debug, Clone)]
pub(super) struct Given {
    pub(super) nonce: String,
    pub(super) challenge: String,
    pub(super) levels: String,
    pub(super) subject: String,
    pub(super) claims: Map<String, Value>,
    pub(super) outcome: Outcome,
    pub(super) until: Instant,
}

/// By code or token.
#[derive(Debug)]
pub(super) struct Out<T>(Mutex<HashMap<String, T>>);

impl<T> Out<T> {
    pub(super) fn nothing() -> Self {
        Self(Mutex::new(HashMap::new()))
    }

    /// Gives one out; those before are forgotten where too many are out.
    pub(super) fn give(&self, name: String, what: T) {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if out.len() >= MOST {
            out.clear();
        }
        out.insert(name, what);
    }

    /// Takes it back: nobody takes it a second time.
    pub(super) fn take(&self, name: &str) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name)
    }
}
