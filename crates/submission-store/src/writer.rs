//! The one writer of SQLite: it commits together what is waiting together.
//!
//! A commit costs one flush to the disk whether it holds one filing or sixty-four;
//! while it runs, the next group gathers. A job that fails takes nothing of the others
//! with it, and everybody is answered only after the commit.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    thread,
    time::Duration,
};

use diesel::{QueryResult, connection::SimpleConnection as _};
use tokio::sync::oneshot;

use crate::{
    StoreError, WriteTx,
    engine::{Address, Book, DbConn, Purpose},
    error::is_locked,
    transaction::Town,
};

/// More would not be faster, and the first of a group waits for the last.
const GROUP: usize = 64;

/// So long nothing to write: a good moment to fold the log back into the file.
const IDLE: Duration = Duration::from_secs(5);

/// Six times the engine's own patience of five seconds: another process that holds the
/// lock longer than this is not coming back.
const LOCK_ATTEMPTS: u32 = 6;

/// A use case that waits for its turn.
trait Job: Send {
    /// Runs it; tells whether its changes are to be kept.
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool;

    /// Tells the caller: `None` after the commit, or why there was none.
    fn answer(self: Box<Self>, fault: Option<StoreError>);
}

/// One call of [`Writer::run`].
struct Call<W, T, E> {
    work: W,
    result: Option<thread::Result<Result<T, E>>>,
    caller: oneshot::Sender<thread::Result<Result<T, E>>>,
}

impl<W, T, E> Job for Call<W, T, E>
where
    W: FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, tx: &mut WriteTx<'_>) -> bool {
        let result = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)));
        let keep = matches!(result, Ok(Ok(_)));
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, fault: Option<StoreError>) {
        let result = match (self.result, fault) {
            (Some(Ok(Ok(_))) | None, Some(fault)) => Ok(Err(E::from(fault))),
            // Refused by its own rules, or panicked: the commit does not matter to it.
            (Some(result), _) => result,
            (None, None) => Ok(Err(E::from(StoreError::Closed))),
        };
        // A caller who went away needs no answer; what it asked for is done.
        drop(self.caller.send(result));
    }
}

/// The queue to the writer's thread. The thread ends when it is dropped.
pub(crate) struct Writer {
    queue: SyncSender<Box<dyn Job>>,
}

impl Writer {
    /// Starts the thread.
    pub(crate) fn start(address: Address, town: Town, queue: usize) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(queue);
        let conn = Some(address.connect(Purpose::Writer)?);
        let mut worker = WriterThread { address, town, conn };
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || worker.work(&receiver))
            .map_err(|e| StoreError::File(format!("writer thread: {}", e.kind())))?;
        Ok(Self { queue: sender })
    }

    /// Queues a use case and waits for its commit.
    pub(crate) async fn run<T, E>(
        &self,
        work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        self.queue.try_send(Box::new(Call { work, result: None, caller })).map_err(|error| {
            match error {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => StoreError::Closed,
            }
        })?;
        match answer.await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(E::from(StoreError::Closed)),
        }
    }
}

/// The writer's thread.
struct WriterThread {
    address: Address,
    town: Town,
    /// Given up after a fault, and opened anew for the next group.
    conn: Option<DbConn>,
}

impl WriterThread {
    fn work(&mut self, queue: &Receiver<Box<dyn Job>>) {
        let mut unfolded = false;
        loop {
            match queue.recv_timeout(IDLE) {
                Ok(job) => {
                    self.write_group(job, queue);
                    unfolded = true;
                }
                Err(RecvTimeoutError::Timeout) if !unfolded => {}
                Err(RecvTimeoutError::Timeout) => {
                    self.fold_log();
                    unfolded = false;
                }
                Err(RecvTimeoutError::Disconnected) => return self.fold_log(),
            }
        }
    }

    /// Runs `first` and what is waiting behind it in one transaction, then answers.
    fn write_group(&mut self, first: Box<dyn Job>, queue: &Receiver<Box<dyn Job>>) {
        let mut group = vec![first];
        let ran = self.run_group(&mut group, queue);
        let fault = ran.and_then(|()| self.commit()).err();
        if let Some(fault) = &fault {
            tracing::error!(error = %fault, jobs = group.len(), "a group was not committed");
            // Whatever state the connection is in, closing it rolls back.
            self.conn = None;
        }
        for job in group {
            job.answer(fault.clone());
        }
    }

    fn run_group(
        &mut self,
        group: &mut Vec<Box<dyn Job>>,
        queue: &Receiver<Box<dyn Job>>,
    ) -> Result<(), StoreError> {
        let conn = match &mut self.conn {
            Some(conn) => conn,
            closed => closed.insert(self.address.connect(Purpose::Writer)?),
        };
        run_jobs(conn, &self.town, group, queue).map_err(|e| StoreError::of("write", &e))
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let committed = self.conn.as_mut().map_or(Ok(()), DbConn::commit);
        committed.map_err(|e| StoreError::of("commit", &e))
    }

    /// Moves the log into the file, so that a start or a copy finds little to replay.
    fn fold_log(&mut self) {
        let Some(conn) = &mut self.conn else { return };
        if let Err(error) = conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)") {
            let error = StoreError::of("checkpoint", &error);
            tracing::debug!(%error, "the log was not folded");
        }
    }
}

/// Runs what is waiting. Nearly every group has only jobs that succeed, so none gets a
/// savepoint at first; after a failure the group runs again, and then each has its own.
fn run_jobs(
    conn: &mut DbConn,
    town: &Town,
    group: &mut Vec<Box<dyn Job>>,
    queue: &Receiver<Box<dyn Job>>,
) -> QueryResult<()> {
    begin(conn, town)?;
    while let Some(job) = group.last_mut() {
        if !job.run(&mut WriteTx::new(conn, town, None)) {
            return run_apart(conn, town, group);
        }
        if group.len() == GROUP {
            break;
        }
        let Ok(next) = queue.try_recv() else { break };
        group.push(next);
    }
    Ok(())
}

/// Runs the group anew, each job in a savepoint of its own.
fn run_apart(conn: &mut DbConn, town: &Town, group: &mut [Box<dyn Job>]) -> QueryResult<()> {
    conn.roll_back()?;
    begin(conn, town)?;
    group.iter_mut().try_for_each(|job| run_one(conn, town, job.as_mut()))
}

/// Takes the write lock, waiting for another process as long as it takes within reason.
fn begin(conn: &mut DbConn, town: &Town) -> QueryResult<()> {
    let book = Book::Shared(town.book);
    let mut begun = conn.begin_write(book);
    for _ in 1..LOCK_ATTEMPTS {
        match &begun {
            Err(error) if is_locked(error) => begun = conn.begin_write(book),
            Ok(()) | Err(_) => break,
        }
    }
    begun
}

/// Runs one job in its savepoint. An error means that the savepoint is gone: SQLite
/// rolls a whole transaction back when the disk is full or fails, and then nothing of
/// the group may be acknowledged.
fn run_one(conn: &mut DbConn, town: &Town, job: &mut dyn Job) -> QueryResult<()> {
    conn.begin_nested()?;
    if job.run(&mut WriteTx::new(conn, town, None)) { conn.commit() } else { conn.roll_back() }
}
