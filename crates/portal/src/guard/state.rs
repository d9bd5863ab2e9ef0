//! What the guards share between requests: settings, time, chance, counters.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use actix_web::{HttpRequest, web};
use kernel::{Clock, IdSource};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    client::Network, error::WebError, headers::SecurityHeaders, rates::Rates,
    settings::GuardSettings, token::TokenKey,
};
use crate::operations::Metrics;

/// The guards of one portal. Shared by all workers.
pub struct Guard {
    settings: GuardSettings,
    ids: Arc<dyn IdSource>,
    tokens: TokenKey,
    headers: SecurityHeaders,
    rates: Rates,
    metrics: Metrics,
    next_request: AtomicU64,
    uploads: Arc<Semaphore>,
}

/// Files are held in memory until they are recognised and sealed, so only so many forms
/// with files are read at once.
const UPLOADS_AT_ONCE: usize = 16;

impl Guard {
    /// Guards set as `settings` say.
    pub fn new(settings: GuardSettings, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        let mut first = [0_u8; 8];
        ids.fill(&mut first);
        Self {
            tokens: TokenKey::new(settings.token_key),
            headers: SecurityHeaders::new(&settings),
            rates: Rates::new(&settings.limits, clock),
            metrics: Metrics::default(),
            next_request: AtomicU64::new(u64::from_be_bytes(first)),
            uploads: Arc::new(Semaphore::new(UPLOADS_AT_ONCE)),
            settings,
            ids,
        }
    }

    /// The guards of the portal that `request` came to.
    pub(crate) fn of(request: &HttpRequest) -> Result<web::Data<Self>, WebError> {
        request.app_data::<web::Data<Self>>().cloned().ok_or(WebError::internal("no guard is set"))
    }

    pub(crate) fn settings(&self) -> &GuardSettings {
        &self.settings
    }

    pub(crate) fn tokens(&self) -> &TokenKey {
        &self.tokens
    }

    pub(crate) fn headers(&self) -> &SecurityHeaders {
        &self.headers
    }

    pub(crate) fn rates(&self) -> &Rates {
        &self.rates
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Lets one more form with files in, if its network may and there is room.
    pub(crate) fn admit_upload(
        &self,
        request: &HttpRequest,
    ) -> Result<OwnedSemaphorePermit, WebError> {
        self.rates.upload(Network::of(request, &self.settings))?;
        Arc::clone(&self.uploads).try_acquire_owned().map_err(|_full| WebError::Busy)
    }

    /// Whether the caller of `request` operates this portal.
    pub(crate) fn admits_operator(&self, request: &HttpRequest) -> bool {
        let caller = Network::of(request, &self.settings);
        let configured = || self.settings.operators.iter().any(|ip| Network::from(*ip) == caller);
        caller.is_loopback() || configured()
    }

    /// Sixty-four hexadecimal digits nobody can guess.
    pub(crate) fn secret(&self) -> String {
        hex(&self.random::<32>())
    }

    /// Unpredictable bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.ids.fill(&mut bytes);
        bytes
    }

    /// The number of the next request, unique while the process runs.
    pub(crate) fn number_request(&self) -> RequestNumber {
        RequestNumber(self.next_request.fetch_add(1, Ordering::Relaxed))
    }
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Names one request in the log, in `X-Request-Id` and as the incident number on error pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestNumber(u64);

impl std::fmt::Display for RequestNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Lower-case hexadecimal digits of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS.get(usize::from(value)).copied().unwrap_or(b'0'));
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
