//! A few connections that many callers share; waiting parks a future, not a thread.

use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use diesel::QueryResult;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::{JoinHandle, spawn_blocking},
    time::timeout,
};

use crate::{
    ReadTx, StoreError, StoreSettings,
    engine::{Address, DbConn, Purpose},
    error::Trouble,
    transaction::Town,
    watch::Watch,
};

/// How often a caller looks whether the server still answers.
const GLANCE: Duration = Duration::from_millis(250);

/// Connections to one address. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pool {
    address: Arc<Address>,
    pub(crate) town: Arc<Town>,
    idle: Arc<Mutex<Vec<DbConn>>>,
    /// One permit for each connection.
    turns: Arc<Semaphore>,
    /// One permit for everybody who waits or works.
    seats: Arc<Semaphore>,
    /// How long people wait for a server; `None` for a file, which is always there.
    waits: Option<Waits>,
    pub(crate) retry_for: Duration,
}

/// How long people wait for a server.
#[derive(Clone, Copy)]
struct Waits {
    turn: Duration,
    answer: Duration,
}

/// A place in the queue, then a turn; both are given back when the work ends.
struct Turn {
    _seat: OwnedSemaphorePermit,
    _turn: OwnedSemaphorePermit,
}

impl Pool {
    pub(crate) fn new(address: Address, town: Town, settings: &StoreSettings) -> Self {
        let connections = settings.connections.max(1);
        let waits = match &address {
            Address::Sqlite(_) => None,
            Address::Pg { .. } => {
                Some(Waits { turn: settings.acquire_wait, answer: settings.silence })
            }
        };
        Self {
            address: Arc::new(address),
            town: Arc::new(town),
            idle: Arc::default(),
            turns: Arc::new(Semaphore::new(connections)),
            seats: Arc::new(Semaphore::new(connections.saturating_add(settings.queue))),
            waits,
            retry_for: settings.retry_for,
        }
    }

    /// Runs `work` on one consistent view.
    pub(crate) async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.on_blocking_thread(move |pool, watch| {
            let mut conn = pool.begin(watch, DbConn::begin_read)?;
            let mut tx = ReadTx::new(&mut conn, &pool.town, Some(watch));
            let result = work(&mut tx);
            if tx.trouble() == Some(Trouble::Loss) {
                pool.drop_idle();
                return result.map_err(|_fault| E::from(StoreError::Away { in_doubt: false }));
            }
            // Nothing was written; ending the view cannot lose anything.
            if watch.ask(|| conn.roll_back()).is_ok() {
                pool.give_back(conn);
            }
            result
        })
        .await
    }

    /// Runs `work` on a thread that may wait, and waits for it as long as the server answers.
    pub(crate) async fn on_blocking_thread<T, E>(
        &self,
        work: impl FnOnce(&Self, &Watch) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let turn = self.take_turn().await?;
        let (pool, watch) = (self.clone(), Watch::default());
        let seen = watch.clone();
        let mut running = spawn_blocking(move || {
            let _turn = turn;
            work(&pool, &seen)
        });
        let ended = match self.waits {
            Some(waits) => wait(&mut running, &watch, waits.answer).await?,
            None => running.await,
        };
        match ended {
            Ok(result) => result,
            Err(failed) if failed.is_panic() => resume_unwind(failed.into_panic()),
            Err(_) => Err(E::from(StoreError::Closed)),
        }
    }

    async fn take_turn(&self) -> Result<Turn, StoreError> {
        let seat = self.seats.clone().try_acquire_owned().ok().ok_or(StoreError::Busy)?;
        let waiting = self.turns.clone().acquire_owned();
        let turn = match self.waits {
            Some(waits) => timeout(waits.turn, waiting).await.ok().ok_or(StoreError::Busy)?,
            None => waiting.await,
        };
        Ok(Turn { _seat: seat, _turn: turn.ok().ok_or(StoreError::Closed)? })
    }

    /// A connection on which `begin` succeeded: an idle one, or a fresh one when the
    /// server has closed the idle one meanwhile.
    pub(crate) fn begin(
        &self,
        watch: &Watch,
        begin: impl Fn(&mut DbConn) -> QueryResult<()>,
    ) -> Result<DbConn, StoreError> {
        let idle = self.lock().pop();
        if let Some(mut idle) = idle {
            if watch.ask(|| begin(&mut idle)).is_ok() {
                return Ok(idle);
            }
            // What broke this one has broken the others that were idle with it.
            self.drop_idle();
        }
        let fresh = watch.ask(|| self.address.connect(Purpose::Pooled));
        let mut fresh = fresh.inspect_err(|fault| tracing::warn!(%fault, "no connection"))?;
        watch.ask(|| begin(&mut fresh)).map_err(|e| StoreError::of("begin", &e))?;
        Ok(fresh)
    }

    pub(crate) fn give_back(&self, conn: DbConn) {
        self.lock().push(conn);
    }

    /// After one connection was lost, those of before are not to be trusted.
    pub(crate) fn drop_idle(&self) {
        let dropped = std::mem::take(&mut *self.lock());
        drop(dropped);
    }

    /// A panic elsewhere leaves a list of idle connections as good as it was.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<DbConn>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for the thread, but not for a server that is silent for longer than `patience`.
async fn wait<T>(
    running: &mut JoinHandle<T>,
    watch: &Watch,
    patience: Duration,
) -> Result<Result<T, tokio::task::JoinError>, StoreError> {
    loop {
        match timeout(GLANCE.min(patience), &mut *running).await {
            Ok(ended) => return Ok(ended),
            Err(_) if watch.is_silent(patience) => {
                let in_doubt = watch.abandon();
                tracing::warn!(in_doubt, "the database owes an answer for too long");
                return Err(StoreError::Away { in_doubt });
            }
            Err(_) => {}
        }
    }
}
