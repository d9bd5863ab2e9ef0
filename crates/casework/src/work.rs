//! Heavy work, bounded: so many pieces at once, so much waiting, and nothing done for nobody.
//!
//! Who goes away while waiting gives the place back. Once it runs, a piece keeps its place to
//! its end, even when nobody waits for it any more: otherwise a caller who hangs up again and
//! again would have a hundred pieces running.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::Error;

/// One kind of work and the room that it may take. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bounded {
    at_once: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

impl Bounded {
    /// `at_once` pieces run; what runs and waits takes at most `room`, in units of the caller's.
    pub fn new(at_once: usize, room: usize) -> Self {
        Self { at_once: Arc::new(Semaphore::new(at_once)), room: Arc::new(Semaphore::new(room)) }
    }

    /// Runs `work`, which takes `size` of the room, on a blocking thread; [`Error::Busy`]
    /// when there is no room to wait in.
    pub async fn run<T: Send + 'static>(
        &self,
        size: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        let room =
            Arc::clone(&self.room).try_acquire_many_owned(size).map_err(|_no_room| Error::Busy)?;
        let turn = Arc::clone(&self.at_once).acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let _held_to_the_end = (room, turn);
            work()
        })
        .await
        .map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::mpsc,
        task::{Context, Waker},
    };

    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().unwrap()
    }

    fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
        future.poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn what_runs_keeps_its_place_when_its_caller_goes_away() {
        let bounded = Bounded::new(1, 3);
        let runtime = runtime();
        let _inside = runtime.enter();
        let (started, has_started) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        {
            let mut first = Box::pin(bounded.run(1, move || {
                started.send(()).unwrap();
                may_go_on.recv().unwrap();
            }));
            assert!(!poll_once(first.as_mut()));
            has_started.recv().unwrap();
        }
        assert_eq!(bounded.at_once.available_permits(), 0);
        let mut second = Box::pin(bounded.run(1, || 2));
        assert!(!poll_once(second.as_mut()));
        go_on.send(()).unwrap();
        assert_eq!(runtime.block_on(second).unwrap(), 2);
    }

    #[test]
    fn who_finds_no_room_is_told_and_who_leaves_the_queue_gives_it_back() {
        let bounded = Bounded::new(0, 10);
        let mut waiting = Box::pin(bounded.run(7, || ()));
        assert!(!poll_once(waiting.as_mut()));
        let refused = runtime().block_on(bounded.run(4, || ()));
        assert!(matches!(refused, Err(Error::Busy)));
        drop(waiting);
        assert_eq!(bounded.room.available_permits(), 10);
    }
}
