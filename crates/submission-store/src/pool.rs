//! A few connections that many callers share; waiting parks a future, not a thread.

use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex, PoisonError},
};

use diesel::QueryResult;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
};

use crate::{
    ReadTx, StoreError, WriteTx,
    engine::{Address, DbConn, Purpose},
    transaction::Town,
};

/// Connections to one address. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pool {
    address: Arc<Address>,
    town: Arc<Town>,
    idle: Arc<Mutex<Vec<DbConn>>>,
    /// One permit for each connection.
    turns: Arc<Semaphore>,
    /// One permit for everybody who waits or works.
    seats: Arc<Semaphore>,
}

/// A place in the queue, then a turn; both are given back when the work ends.
struct Turn {
    _seat: OwnedSemaphorePermit,
    _turn: OwnedSemaphorePermit,
}

impl Pool {
    pub(crate) fn new(address: Address, town: Town, connections: usize, queue: usize) -> Self {
        let connections = connections.max(1);
        Self {
            address: Arc::new(address),
            town: Arc::new(town),
            idle: Arc::default(),
            turns: Arc::new(Semaphore::new(connections)),
            seats: Arc::new(Semaphore::new(connections.saturating_add(queue))),
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
        self.on_blocking_thread(move |pool| {
            let mut conn = pool.begin(DbConn::begin_read)?;
            let result = work(&mut ReadTx::new(&mut conn, &pool.town));
            // Nothing was written; ending the view cannot lose anything.
            if conn.roll_back().is_ok() {
                pool.give_back(conn);
            }
            result
        })
        .await
    }

    /// Runs `work` in a transaction of its own; a second time when it collides with another.
    pub(crate) async fn write<T, E>(
        &self,
        mut work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.on_blocking_thread(move |pool| match pool.write_once(&mut work) {
            (_, true) => pool.write_once(&mut work).0,
            (result, false) => result,
        })
        .await
    }

    /// One attempt, and whether it collided with another transaction.
    fn write_once<T, E: From<StoreError>>(
        &self,
        work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> (Result<T, E>, bool) {
        let mut conn = match self.begin(DbConn::begin_write) {
            Ok(conn) => conn,
            Err(fault) => return (Err(E::from(fault)), false),
        };
        let mut tx = WriteTx::new(&mut conn, &self.town);
        let result = work(&mut tx);
        let clashed = tx.has_clashed();
        match result {
            Ok(value) => self.commit(conn, value),
            Err(refusal) => {
                if conn.roll_back().is_ok() {
                    self.give_back(conn);
                }
                (Err(refusal), clashed)
            }
        }
    }

    fn commit<T, E: From<StoreError>>(&self, mut conn: DbConn, value: T) -> (Result<T, E>, bool) {
        match conn.commit() {
            Ok(()) => {
                self.give_back(conn);
                (Ok(value), false)
            }
            // The connection is dropped: whatever was open is rolled back.
            Err(error) => {
                let clashed = crate::error::is_clash(&error);
                (Err(E::from(StoreError::of("commit", &error))), clashed)
            }
        }
    }

    async fn on_blocking_thread<T, E>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let turn = self.take_turn().await?;
        let pool = self.clone();
        let running = spawn_blocking(move || {
            let _turn = turn;
            work(&pool)
        });
        match running.await {
            Ok(result) => result,
            Err(failed) if failed.is_panic() => resume_unwind(failed.into_panic()),
            Err(_) => Err(E::from(StoreError::Closed)),
        }
    }

    async fn take_turn(&self) -> Result<Turn, StoreError> {
        let seat = self.seats.clone().try_acquire_owned().ok().ok_or(StoreError::Busy)?;
        let turn = self.turns.clone().acquire_owned().await.ok().ok_or(StoreError::Closed)?;
        Ok(Turn { _seat: seat, _turn: turn })
    }

    /// A connection on which `begin` succeeded: an idle one, or a fresh one when the
    /// server has closed the idle one meanwhile.
    fn begin(&self, begin: fn(&mut DbConn) -> QueryResult<()>) -> Result<DbConn, StoreError> {
        if let Some(mut idle) = self.lock().pop()
            && begin(&mut idle).is_ok()
        {
            return Ok(idle);
        }
        let mut fresh = self.address.connect(Purpose::Pooled)?;
        begin(&mut fresh).map_err(|e| StoreError::of("begin", &e))?;
        Ok(fresh)
    }

    fn give_back(&self, conn: DbConn) {
        self.lock().push(conn);
    }

    /// A panic elsewhere leaves a list of idle connections as good as it was.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<DbConn>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
