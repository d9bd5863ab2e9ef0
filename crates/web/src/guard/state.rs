//! What the guards share between requests: settings, time, chance, counters.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use actix_web::{HttpRequest, web};
use counter::Sender;
use data_encoding::HEXLOWER;
use kernel::{Clock, IdSource, Instant};
use tokio::sync::Semaphore;

use super::{
    client::{self, Network},
    error::WebError,
    headers::SecurityHeaders,
    rates::Rates,
    settings::GuardSettings,
    token::TokenKey,
    upload::UploadMemory,
};
use crate::{limits::Rate, metrics::Metrics};

/// The guards of one portal. Shared by all workers.
pub struct Guard {
    settings: GuardSettings,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    tokens: TokenKey,
    headers: SecurityHeaders,
    rates: Rates,
    metrics: Metrics,
    next_request: AtomicU64,
    warned: AtomicBool,
    uploads: Arc<Semaphore>,
}

/// Files are held in memory until they are recognised and sealed: so many bytes of forms with
/// files are read at once, four of the largest.
const UPLOAD_BYTES: usize = 192 * 1024 * 1024;

impl Guard {
    /// Guards set as `settings` say.
    pub fn new(settings: GuardSettings, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        let mut first = [0_u8; 8];
        ids.fill(&mut first);
        Self {
            tokens: TokenKey::new(settings.token_key),
            headers: SecurityHeaders::new(&settings),
            rates: Rates::new(settings.limits.clone(), Arc::clone(&clock)),
            metrics: Metrics::default(),
            next_request: AtomicU64::new(u64::from_be_bytes(first)),
            warned: AtomicBool::new(false),
            uploads: Arc::new(Semaphore::new(UPLOAD_BYTES)),
            settings,
            clock,
            ids,
        }
    }

    /// The guards of the portal that `request` came to.
    pub fn of(request: &HttpRequest) -> Result<web::Data<Self>, WebError> {
        request.app_data::<web::Data<Self>>().cloned().ok_or(WebError::internal("no guard is set"))
    }

    /// How these guards are set.
    pub fn settings(&self) -> &GuardSettings {
        &self.settings
    }

    pub(crate) fn tokens(&self) -> &TokenKey {
        &self.tokens
    }

    pub(crate) fn headers(&self) -> &SecurityHeaders {
        &self.headers
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Counts one more request of this class; refuses it when it is too many.
    pub(crate) fn pace(
        &self,
        rate: Rate,
        request: &HttpRequest,
        person: Option<&str>,
    ) -> Result<(), WebError> {
        self.warn_of_a_silent_proxy(request);
        if self.rates.spare(rate, client::is_near(request)) {
            return Ok(());
        }
        let network = Network::of(request, &self.settings);
        self.rates.take(rate, network, person).inspect_err(|_| {
            self.metrics.count_limited(rate);
        })
    }

    /// A proxy that names nobody makes the whole city one caller.
    fn warn_of_a_silent_proxy(&self, request: &HttpRequest) {
        let silent = self.settings.over_tls()
            && client::is_unnamed(request, &self.settings)
            && !self.warned.swap(true, Ordering::Relaxed);
        if silent {
            tracing::warn!(
                "a trusted proxy sends no X-Forwarded-For: everybody behind it shares one limit"
            );
        }
    }

    /// Whether the caller of `request` may still try a code.
    pub fn may_try_code(&self, request: &HttpRequest) -> Result<(), WebError> {
        self.rates.may_try_code(Network::of(request, &self.settings))
    }

    /// Remembers that the code in `request` was wrong.
    pub fn wrong_code(&self, request: &HttpRequest) {
        self.rates.wrong_code(Network::of(request, &self.settings));
    }

    /// Whom a file of `request` comes from, and how much may come from there.
    pub fn sender(&self, request: &HttpRequest) -> Sender {
        let network = Network::of(request, &self.settings).to_string();
        let (of_network, of_person) = self.settings.limits.sent_ahead();
        Sender { network, of_person, of_network }
    }

    /// Memory for one more form with files.
    pub fn upload_memory(&self) -> UploadMemory {
        UploadMemory::of(Arc::clone(&self.uploads))
    }

    /// Whether the caller of `request` operates this portal.
    pub(crate) fn admits_operator(&self, request: &HttpRequest) -> bool {
        client::is_operator(request, &self.settings)
    }

    /// This moment.
    pub(crate) fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Sixty-four hexadecimal digits nobody can guess.
    pub(crate) fn secret(&self) -> String {
        HEXLOWER.encode(&self.random::<32>())
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
