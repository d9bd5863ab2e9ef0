//! A write on a server: attempted until it is kept once, refused, or given up.
//!
//! Every attempt claims the same [`Token`] first, so that none is kept beside another, and
//! a commit whose answer was lost is looked up instead of being guessed.

use std::{
    thread,
    time::{Duration, Instant},
};

use diesel::result::Error as QueryError;

use crate::{
    StoreError, WriteTx,
    commits::Token,
    engine::{Book, DbConn},
    error::Trouble,
    pool::Pool,
    watch::Watch,
};

/// The pause before the second attempt; twice as long before each further one.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// How often a write is run again because another was in the way. Once is too few: whoever
/// was in the way may need the moment that the second attempt takes.
const CLASHES: u32 = 3;

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// How one attempt ended.
enum Ended<T, E> {
    /// Kept, or refused by a rule.
    Told(Result<T, E>),
    /// Another transaction was in the way; nothing was kept.
    Clashed(Trouble, E),
    /// The connection was lost. What was kept is known by the token alone.
    Lost,
}

/// One call of [`Pool::write`].
struct Attempts<'a, T> {
    pool: &'a Pool,
    watch: &'a Watch,
    book: Book,
    token: Token,
    /// What the work gave before its commit was sent and not answered.
    in_doubt: Option<T>,
}

impl Pool {
    /// Runs `work` in a transaction of its own; again when it collides with another, and
    /// when the connection is lost. It is kept once or not at all.
    pub(crate) async fn write<T, E>(
        &self,
        work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.write_holding(Book::Shared(self.town.book), work).await
    }

    /// The same while nobody else writes.
    pub(crate) async fn write_alone<T, E>(
        &self,
        work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.write_holding(Book::Alone(self.town.book), work).await
    }

    async fn write_holding<T, E>(
        &self,
        book: Book,
        mut work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.on_blocking_thread(move |pool, watch| {
            let token = Token::new();
            let mut attempts = Attempts { pool, watch, book, token, in_doubt: None };
            attempts.run(&mut work)
        })
        .await
    }
}

impl<T> Attempts<'_, T> {
    fn run<E: From<StoreError>>(
        &mut self,
        work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let started = Instant::now();
        let (mut pause, mut left) = (FIRST_PAUSE, CLASHES);
        loop {
            let ended = self.attempt(work);
            let late = started.elapsed() >= self.pool.retry_for || self.watch.is_abandoned();
            match ended {
                Ended::Told(result) => return result,
                Ended::Clashed(_, fault) if late || left == 0 => return Err(fault),
                // Nobody is in the way any more: what was taken is committed.
                Ended::Clashed(Trouble::Taken, _) => left = 0,
                Ended::Clashed(..) => {
                    left -= 1;
                    thread::park_timeout(pause);
                    pause *= 2;
                }
                Ended::Lost if late => {
                    let in_doubt = self.in_doubt.is_some();
                    return Err(E::from(StoreError::Away { in_doubt }));
                }
                Ended::Lost => {
                    self.pool.drop_idle();
                    thread::park_timeout(pause);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    fn attempt<E: From<StoreError>>(
        &mut self,
        work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Ended<T, E> {
        let mut conn = match self.pool.begin(self.watch, |conn| conn.begin_write(self.book)) {
            Ok(conn) => conn,
            Err(fault) => return lost_or(fault),
        };
        if let Some(ended) = self.claim(&mut conn) {
            self.end(conn);
            return ended;
        }
        let mut tx = WriteTx::new(&mut conn, &self.pool.town, Some(self.watch));
        let result = work(&mut tx);
        let trouble = tx.trouble();
        match result {
            Ok(value) => self.commit(conn, value),
            Err(_) if trouble == Some(Trouble::Loss) => Ended::Lost,
            Err(refusal) => {
                self.end(conn);
                match trouble {
                    Some(trouble) => Ended::Clashed(trouble, refusal),
                    None => Ended::Told(Err(refusal)),
                }
            }
        }
    }

    /// Claims the token; `Some` when that settles it, or cannot be done now.
    fn claim<E: From<StoreError>>(&mut self, conn: &mut DbConn) -> Option<Ended<T, E>> {
        let town = &self.pool.town.municipality;
        match self.watch.ask(|| self.token.claim(conn, town)) {
            Ok(true) => {
                self.in_doubt = None;
                self.watch.settle();
                None
            }
            Ok(false) => Some(match self.in_doubt.take() {
                Some(value) => Ended::Told(Ok(value)),
                None => Ended::Told(Err(E::from(StoreError::Duplicate { table: "commits" }))),
            }),
            // Whatever is wrong, an attempt before may still be on its way.
            Err(_) if self.in_doubt.is_some() => Some(Ended::Lost),
            Err(error) => Some(failed("commits", &error)),
        }
    }

    fn commit<E: From<StoreError>>(&mut self, mut conn: DbConn, value: T) -> Ended<T, E> {
        let Some(committed) = self.watch.commit(|| conn.commit()) else {
            self.end(conn);
            return Ended::Told(Err(E::from(StoreError::Away { in_doubt: false })));
        };
        let Err(error) = committed else {
            self.pool.give_back(conn);
            return Ended::Told(Ok(value));
        };
        // The connection is dropped: whatever was open is rolled back.
        if Trouble::of(&error) == Some(Trouble::Loss) {
            self.in_doubt = Some(value);
        }
        failed("commit", &error)
    }

    /// Rolls back and keeps the connection, if it is still good.
    fn end(&self, mut conn: DbConn) {
        if self.watch.ask(|| conn.roll_back()).is_ok() {
            self.pool.give_back(conn);
        }
    }
}

/// What a statement of ours means that failed.
fn failed<T, E: From<StoreError>>(doing: &'static str, error: &QueryError) -> Ended<T, E> {
    let fault = || E::from(StoreError::of(doing, error));
    match Trouble::of(error) {
        Some(Trouble::Loss) => Ended::Lost,
        Some(trouble) => Ended::Clashed(trouble, fault()),
        None => Ended::Told(Err(fault())),
    }
}

/// A server that cannot be reached is tried again; everything else is told.
fn lost_or<T, E: From<StoreError>>(fault: StoreError) -> Ended<T, E> {
    if matches!(fault, StoreError::Unreachable { .. } | StoreError::Away { .. }) {
        Ended::Lost
    } else {
        Ended::Told(Err(E::from(fault)))
    }
}
