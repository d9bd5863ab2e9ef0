//! What goes on beside the requests: letters, terms, cleaning, closing the day.
//!
//! Every round does one chore, and is watched: one that fails, panics or hangs
//! is logged, counted and tried again a little later. No round can end its job. Nothing here
//! decides what is due.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use actix_web::rt::{self, task::JoinHandle};
use back_office::BackOffice;
use chores::{Chores, Watch};
use madoguchi::Rooms;
use mail::{FolderTransport, SmtpTransport, Transport};

use crate::{fault::Fault, settings::Settings};

/// Where letters go: a mail server, or for a demonstration a folder.
pub(crate) fn transport(settings: &Settings, demo: bool) -> Result<Arc<dyn Transport>, Fault> {
    match &settings.smtp {
        Some(url) => Ok(Arc::new(SmtpTransport::from_url(url).map_err(Fault::usage)?)),
        None if demo => {
            let folder = settings.data.join("mail");
            Ok(Arc::new(FolderTransport::open(folder).map_err(Fault::usage)?))
        }
        None => Err(Fault::usage("set --smtp to the mail server, or add --demo for a mail folder")),
    }
}

/// How a job is kept.
#[derive(Debug, Clone, Copy)]
struct Job {
    name: &'static str,
    /// From the end of one round to the beginning of the next.
    pause: Duration,
    /// A round that takes longer hangs.
    at_most: Duration,
}

impl Job {
    /// From the end of one round to the end of the next, whatever happens.
    fn longest(self) -> Duration {
        LONGEST_PAUSE.max(self.pause).saturating_add(self.at_most)
    }
}

const LETTERS: Job = Job {
    name: "letters",
    pause: Duration::from_millis(500),
    // Twenty letters to a server that takes its time with each.
    at_most: Duration::from_mins(15),
};
const TERMS: Job =
    Job { name: "terms", pause: Duration::from_secs(30), at_most: Duration::from_mins(30) };
const TIDYING: Job =
    Job { name: "tidying", pause: Duration::from_secs(20), at_most: Duration::from_hours(1) };
const DAYS: Job =
    Job { name: "days", pause: Duration::from_mins(10), at_most: Duration::from_mins(10) };
/// Each order has a time of its own at which it is asked about; ten minutes are the longest
/// that anybody waits for a round.
const PAYMENTS: Job =
    Job { name: "payments", pause: Duration::from_mins(1), at_most: Duration::from_mins(10) };
/// Done once a day, by whoever looks first after midnight.
const LEDGER: Job =
    Job { name: "ledger", pause: Duration::from_mins(10), at_most: Duration::from_mins(10) };
/// What was published elsewhere is on offer here within this time.
const CATALOGUE: Job =
    Job { name: "catalogue", pause: Duration::from_secs(2), at_most: Duration::from_mins(5) };
/// What was filed waits beside the index for so long: the more wait, the fewer pages are written
/// for each.
const SEARCH: Job =
    Job { name: "search", pause: Duration::from_secs(20), at_most: Duration::from_mins(10) };

/// A key that was added is taken up everywhere long before it seals.
const KEYS: Job =
    Job { name: "keys", pause: Duration::from_secs(5), at_most: Duration::from_mins(5) };

/// A job with many cases begins when it is asked for; this goes on with those whose server died.
const BULK: Job =
    Job { name: "bulk", pause: Duration::from_secs(2), at_most: Duration::from_hours(1) };

/// The places of a draw begin to reach the cases when it is confirmed; this goes on with those whose
/// server died.
const DRAWS: Job =
    Job { name: "draws", pause: Duration::from_secs(10), at_most: Duration::from_hours(1) };

/// What a rule decides is decided while whoever filed still reads the receipt.
const RULES: Job =
    Job { name: "rules", pause: Duration::from_secs(2), at_most: Duration::from_mins(30) };

/// Whoever decides sets the paper; this takes over what died or could not be set.
const PAPERS: Job =
    Job { name: "papers", pause: Duration::from_secs(2), at_most: Duration::from_mins(10) };
/// Once for each person in the morning of an open day.
const MORNINGS: Job =
    Job { name: "mornings", pause: Duration::from_mins(1), at_most: Duration::from_mins(15) };

/// Once for each day, when it is closed.
const WATCHING: Job =
    Job { name: "watching", pause: Duration::from_mins(10), at_most: Duration::from_mins(10) };

/// What happened since the last line is all that can be taken away unseen.
const WITNESS: Job =
    Job { name: "witness", pause: Duration::from_mins(5), at_most: Duration::from_mins(5) };

/// Between batches: two hundred letters a second are more than a mail server takes, and
/// who files right now must not wait for the letters of those before.
const BREATH: Duration = Duration::from_millis(100);

/// The longest pause after rounds that failed: an outage must neither flood the log nor
/// keep anybody waiting after it.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What to do after a round that ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// There may be more to do at once.
    GoOn,
    Pause,
}

/// Starts every worker on the running system.
pub(crate) fn start(
    rooms: &Rooms,
    transport: Arc<dyn Transport>,
    witness: Option<PathBuf>,
    watch: Watch,
) {
    let Rooms { catalogue, chores, back_office, .. } = rooms;
    let (office, post) = (back_office.clone(), Arc::clone(&transport));
    keep(chores, MORNINGS, move |chores| mornings(chores, office.clone(), Arc::clone(&post)));
    keep(chores, LETTERS, move |chores| letters(chores, Arc::clone(&transport)));
    keep(chores, TERMS, |chores| async move { chores.keep_terms().await.map(|_| Next::Pause) });
    keep(chores, TIDYING, |chores| async move { chores.tidy_up().await.map(|_| Next::Pause) });
    keep(chores, PAPERS, |chores| async move {
        let set = chores.set_papers().await;
        set.map(|set| if set > 0 { Next::GoOn } else { Next::Pause })
    });
    keep(chores, RULES, |chores| async move { chores.ask_rules().await.map(|_| Next::Pause) });
    keep(chores, DAYS, |chores| async move { chores.close_days().await.map(|_| Next::Pause) });
    keep(chores, WATCHING, move |chores| {
        let watch = watch.clone();
        async move { chores.watch_looks(&watch).await.map(|_| Next::Pause) }
    });
    keep(chores, KEYS, |chores| async move {
        let more = chores.keep_keys().await;
        more.map(|more| if more { Next::GoOn } else { Next::Pause })
    });
    keep(chores, SEARCH, |chores| async move {
        let indexed = chores.index_words().await;
        indexed.map(|count| if count > 0 { Next::GoOn } else { Next::Pause })
    });
    if let Some(file) = witness {
        keep(chores, WITNESS, move |chores| {
            let file = file.clone();
            async move { chores.tell_witness(&file).await.map(|()| Next::Pause) }
        });
    }
    keep(chores, PAYMENTS, |chores| async move {
        chores.ask_about_payments().await.map(|_| Next::Pause)
    });
    keep(chores, LEDGER, |chores| async move {
        chores.compare_ledger_daily().await.map(|_| Next::Pause)
    });
    let drawing = back_office.clone();
    keep(chores, DRAWS, move |_chores| {
        let back_office = drawing.clone();
        async move { back_office.resume_draws().await.map(|_draws| Next::Pause) }
    });
    let back_office = back_office.clone();
    keep(chores, BULK, move |_chores| {
        let back_office = back_office.clone();
        async move { back_office.resume_bulk().await.map(|_jobs| Next::Pause) }
    });
    let catalogue = catalogue.clone();
    keep(chores, CATALOGUE, move |_chores| {
        let catalogue = catalogue.clone();
        async move { catalogue.follow().await.map(|_changed| Next::Pause) }
    });
}

/// What waits for staff is counted and sent; what did not leave is tried again.
async fn mornings(
    chores: Chores,
    back_office: BackOffice,
    transport: Arc<dyn Transport>,
) -> Result<Next, String> {
    back_office.count_mornings().await.map_err(|fault| fault.to_string())?;
    let left = chores.send_mornings(&transport).await.map_err(|fault| fault.to_string())?;
    Ok(if left > 0 { Next::GoOn } else { Next::Pause })
}

async fn letters(chores: Chores, transport: Arc<dyn Transport>) -> Result<Next, String> {
    let dispatch = chores.send_letters(&transport).await.map_err(|fault| fault.to_string())?;
    let invited = chores.send_invitations(&transport).await.map_err(|fault| fault.to_string())?;
    match dispatch.unreachable.or(invited.unreachable) {
        Some(fault) => Err(format!("the mail server is out of reach: {fault}")),
        // As long as letters left, more may be waiting.
        None if dispatch.left + invited.left > 0 => Ok(Next::GoOn),
        None => Ok(Next::Pause),
    }
}

/// Keeps a job going for as long as the process runs.
fn keep<R, F, E>(chores: &Chores, job: Job, mut round: R)
where
    R: FnMut(Chores) -> F + 'static,
    F: Future<Output = Result<Next, E>> + 'static,
    E: fmt::Display + 'static,
{
    let chores = chores.clone();
    let longest = chrono::Duration::from_std(job.longest()).unwrap_or(chrono::Duration::MAX);
    chores.expect_round(job.name, longest);
    let note = {
        let chores = chores.clone();
        move |well| {
            chores.note_round(job.name, well);
            chores.expect_round(job.name, longest);
        }
    };
    rt::spawn(supervise(job, move || round(chores.clone()), note));
}

/// Runs round after round. Each is a task of its own, so that its panic ends nothing else.
async fn supervise<F, E>(job: Job, mut round: impl FnMut() -> F, note: impl Fn(bool))
where
    F: Future<Output = Result<Next, E>> + 'static,
    E: fmt::Display + 'static,
{
    let mut failures = 0;
    loop {
        let outcome = watch(rt::spawn(round()), job.at_most).await;
        note(outcome.is_ok());
        let pause = match outcome {
            Ok(next) => {
                failures = 0;
                if next == Next::GoOn { BREATH.min(job.pause) } else { job.pause }
            }
            Err(fault) => {
                failures += 1;
                tracing::error!(job = job.name, %fault, failures, "a round failed and is tried again");
                pause_after(failures, job.pause)
            }
        };
        rt::time::sleep(pause).await;
    }
}

/// Waits for a round, but not for ever.
async fn watch<E: fmt::Display + 'static>(
    running: JoinHandle<Result<Next, E>>,
    at_most: Duration,
) -> Result<Next, String> {
    let stop = running.abort_handle();
    match rt::time::timeout(at_most, running).await {
        Ok(Ok(outcome)) => outcome.map_err(|fault| fault.to_string()),
        Ok(Err(ended)) if ended.is_panic() => Err("it panicked".to_owned()),
        Ok(Err(_stopped)) => Err("it was stopped".to_owned()),
        Err(_late) => {
            stop.abort();
            Err(format!("it took longer than {at_most:?}"))
        }
    }
}

/// Twice as long after each failure in a row, within reason.
fn pause_after(failures: u32, pause: Duration) -> Duration {
    let longest = LONGEST_PAUSE.max(pause);
    pause.saturating_mul(2_u32.saturating_pow(failures)).min(longest)
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        future::pending,
        rc::Rc,
    };

    use super::*;

    const HASTY: Job =
        Job { name: "hasty", pause: Duration::from_millis(1), at_most: Duration::from_millis(50) };

    /// What the fourth round tells; the three before it panic, fail and hang.
    async fn fourth_time_lucky(round: u32) -> Result<Next, &'static str> {
        match round {
            1 => panic!("a round that panics"),
            2 => Err("a round that fails"),
            3 => pending().await,
            _ => Ok(Next::Pause),
        }
    }

    #[test]
    fn a_job_outlives_rounds_that_panic_fail_and_hang() {
        rt::System::new().block_on(async {
            let noted = Rc::new(RefCell::new(Vec::new()));
            let (attempt, list) = (Cell::new(0), Rc::clone(&noted));
            let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
            let round = move || {
                attempt.set(attempt.get() + 1);
                fourth_time_lucky(attempt.get())
            };
            let note = move |well| {
                list.borrow_mut().push(well);
                tell.send(well).unwrap();
            };
            let job = rt::spawn(supervise(HASTY, round, note));
            while !told.recv().await.unwrap() {}
            assert_eq!(*noted.borrow(), [false, false, false, true]);
            assert!(!job.is_finished());
            job.abort();
        });
    }

    #[test]
    fn pauses_grow_while_rounds_fail_and_stay_bearable() {
        let pauses = |job: Job| [1, 2, 3, 9, 99].map(|failures| pause_after(failures, job.pause));
        let seconds = |job: Job| pauses(job).map(|pause| pause.as_secs());
        assert_eq!(seconds(LETTERS), [1, 2, 4, 30, 30]);
        assert_eq!(seconds(DAYS), [600; 5]);
    }
}
