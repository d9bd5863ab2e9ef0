//! Kills the server at random points under load, and holds it to what it acknowledged.
//!
//! Every request is repeated with the same key until it is acknowledged, so at the end the
//! server must hold exactly the ledger that was kept here: nothing lost, nothing twice,
//! nothing left over.

mod board;
mod disk;
mod ledger;
mod sender;
mod server;
mod verdict;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::fault::Fault;
use crate::{dice, say};
use board::Board;
use disk::Remembered;
use ledger::Ledger;
use sender::Sender;
use server::Server;

/// The shortest and the longest life of a server between two kills.
const LIFE: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(600));

/// How a crash test runs.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The server's binary
    #[arg(long)]
    server: PathBuf,
    /// A data folder without submissions
    #[arg(long)]
    data: PathBuf,
    /// How often to kill it
    #[arg(long, default_value_t = 100)]
    kills: u32,
    /// How many connections file at once
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Seconds that the server gets to clean up after the last kill, before it is judged
    #[arg(long, default_value_t = 60)]
    rest: u64,
    /// The disk forgets what was acknowledged in the second half of the lives: succeed only if that is
    /// found out
    #[arg(long)]
    forget: bool,
}

/// Runs the whole test and prints what came of it.
pub(crate) fn run(plan: &Plan) -> Result<(), Fault> {
    let mut server = Server::start(&plan.server, &plan.data)?;
    let began = Instant::now();
    let (ledger, slowest) = kill_under_load(plan, &mut server)?;
    say(&format!(
        "{} kills in {:.1} s; {} submissions acknowledged, {} with attachments; slowest restart {} ms",
        plan.kills,
        began.elapsed().as_secs_f64(),
        ledger.entries().len(),
        ledger.entries().iter().filter(|entry| !entry.attachments.is_empty()).count(),
        slowest.as_millis(),
    ));
    wait(Duration::from_secs(plan.rest));
    let broken = verdict::reach(&ledger, server, plan)?;
    for promise in broken.iter().take(20) {
        say(&format!("broken: {promise}"));
    }
    match (broken.len(), plan.forget) {
        (0, false) => {
            say(
                "every acknowledged submission is there exactly once and complete; nothing is left over",
            );
            Ok(())
        }
        (0, true) => Err(Fault::Blind),
        (found, true) => {
            say(&format!("{found} broken promises found, as expected of a disk that forgets"));
            Ok(())
        }
        (found, false) => Err(Fault::Broken(found)),
    }
}

/// Files while the server is killed again and again. Returns what was acknowledged.
fn kill_under_load(plan: &Plan, server: &mut Server) -> Result<(Ledger, Duration), Fault> {
    let board = Board::new(server.address());
    let (enough, number) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let sender = || Sender::new(&board, &enough, &number).file_until_enough();
        let senders: Vec<_> = (0..plan.connections).map(|_| scope.spawn(sender)).collect();
        let slowest = kill_again_and_again(plan, server, &board);
        enough.store(true, std::sync::atomic::Ordering::SeqCst);
        let mut ledger = Ledger::default();
        for sender in senders {
            ledger.take(sender.join().map_err(|_panic| Fault::Panicked)??);
        }
        Ok((ledger, slowest?))
    })
}

fn kill_again_and_again(
    plan: &Plan,
    server: &mut Server,
    board: &Board,
) -> Result<Duration, Fault> {
    let mut slowest = Duration::ZERO;
    let mut remembered = None;
    for kill in 1..=plan.kills {
        wait(dice::pause(LIFE.0, LIFE.1)?);
        server.kill()?;
        if plan.forget && kill == plan.kills / 2 {
            remembered = Some(Remembered::of(&plan.data)?);
        } else if kill == plan.kills
            && let Some(remembered) = remembered.take()
        {
            remembered.put_back(&plan.data)?;
        }
        let began = Instant::now();
        *server = Server::start(&plan.server, &plan.data)?;
        slowest = slowest.max(began.elapsed());
        board.announce(server.address());
    }
    Ok(slowest)
}

/// Lets time pass: nobody ever sends on this channel.
fn wait(time: Duration) {
    let (_sender, nobody) = mpsc::channel::<()>();
    match nobody.recv_timeout(time) {
        Ok(()) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
    }
}
