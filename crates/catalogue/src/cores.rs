//! A hundred definitions at once, on every core that there is.

use std::{num::NonZero, panic, thread};

/// What `work` makes of every item, in their order.
pub fn on_every_core<T: Copy + Sync, R: Send>(items: &[T], work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(cores).max(1);
    let work = &work;
    let done = |items: &[T]| items.iter().copied().map(work).collect::<Vec<R>>();
    thread::scope(|scope| {
        let shares: Vec<_> =
            items.chunks(share).map(|items| scope.spawn(move || done(items))).collect();
        // A share that panicked is this thread's panic.
        let joined = shares.into_iter().map(|share| match share.join() {
            Ok(done) => done,
            Err(panic) => panic::resume_unwind(panic),
        });
        joined.flatten().collect()
    })
}
