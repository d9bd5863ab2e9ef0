//! The provider's book beside ours: every day, movement by movement. What differs is a task
//! until somebody has dealt with it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use casework::Error;
use catalogue::Archive;
use chrono::Duration;
use fees::{LedgerEntry, PaymentEvent, PaymentGateway};
use kernel::{DifferenceId, Instant, PaymentId};
use submission_store::{
    StoreError,
    differences::{self, Closed, Closing, Difference, DifferenceKind},
    leases, payments,
};
use tokio::task::spawn_blocking;

use crate::{Chores, jobs::Job};

/// What comparing found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compared {
    /// Movements in the provider's book.
    pub theirs: usize,
    /// Movements in ours.
    pub ours: usize,
    /// Differences that were not known before.
    pub found: usize,
}

/// Who deals with differences from the command line.
const OPERATOR: &str = "operator";

/// Most differences that are listed at once.
const LISTED: u32 = 1_000;

/// The two clocks may place one movement on different days.
fn margin() -> Duration {
    Duration::days(7)
}

impl Chores {
    /// Compares the books once a day; nothing while another server does it or has done it.
    pub async fn compare_ledger_daily(&self) -> Result<Option<Compared>, Error> {
        let now = self.now();
        let standing = self.store().read(|tx| leases::list(tx)).await;
        let standing = standing.map_err(|fault: StoreError| Error::from(fault))?;
        let last = standing.into_iter().find(|job| job.name == Job::Ledger.word());
        let last = last.and_then(|job| job.last_round_at);
        if last.is_some_and(|last| last.day() == now.day()) {
            return Ok(None);
        }
        let Some(lease) = self.take_job(Job::Ledger, now).await? else { return Ok(None) };
        let since = last.unwrap_or_else(|| now.plus(-Duration::days(30))).plus(-Duration::days(2));
        let gateway = Arc::clone(self.casework.gateway());
        let compared = compare_ledger(self.casework.archive(), gateway, since, now).await;
        self.give_back(lease, compared.is_ok(), now).await?;
        compared.map(Some)
    }
}

/// Compares what moved from `since` until an hour before `now`.
pub async fn compare_ledger(
    archive: &Archive,
    gateway: Arc<dyn PaymentGateway>,
    since: Instant,
    now: Instant,
) -> Result<Compared, Error> {
    // What has only just happened may not have been told yet.
    let until = now.plus(-Duration::hours(1));
    let (wide_since, wide_until) = (since.plus(-margin()), now.plus(margin()));
    let read = move || gateway.ledger(wide_since, wide_until);
    let theirs = spawn_blocking(read).await.map_err(Error::internal)?;
    let theirs = theirs.map_err(|fault| {
        tracing::warn!(%fault, "the payment provider's book cannot be read");
        Error::ProviderAway
    })?;
    let ids: BTreeSet<PaymentId> =
        theirs.iter().filter_map(|entry| entry.payment.clone()).collect();
    let ids: Vec<PaymentId> = ids.into_iter().collect();
    let read = archive.store().read(move |tx| {
        let ours = payments::list_moved(tx, wide_since, wide_until)?;
        Ok::<_, StoreError>((ours, payments::known(tx, &ids)?))
    });
    let (ours, known) = read.await?;
    let books = Books { ours: &ours, theirs: &theirs, known: &known, window: (since, until) };
    let differing: Vec<Difference> =
        books.compare().into_iter().map(|found| named(archive, &found, now)).collect();
    let found = archive.store().write(move |tx| {
        let mut new = 0;
        for difference in &differing {
            new += usize::from(differences::find_out(tx, difference)?);
        }
        Ok::<_, StoreError>(new)
    });
    Ok(Compared { theirs: theirs.len(), ours: ours.len(), found: found.await? })
}

fn named(archive: &Archive, found: &Found<'_>, now: Instant) -> Difference {
    let ours = found.ours.map(|(_, event)| event.amount);
    let theirs = found.theirs.map(|entry| entry.amount);
    let event = found.ours.map(|(_, event)| &event.event_id);
    let event = event.or(found.theirs.map(|entry| &entry.event_id));
    let payment = found.ours.map(|(payment, _)| payment.clone());
    let payment = payment.or_else(|| found.theirs.and_then(|entry| entry.payment.clone()));
    // Of an order that is not ours there is no row to name.
    let payment = payment.filter(|_| found.kind != DifferenceKind::UnknownOrder);
    // Told of at once as well, by the event itself: one task for both.
    let told = payment.as_ref().filter(|_| found.kind == DifferenceKind::AmountDiffers);
    let subject = told.map(ToString::to_string).or_else(|| event.cloned()).unwrap_or_default();
    let id = DifferenceId::new(&**archive.ids(), now);
    Difference { id, kind: found.kind, subject, payment, ours, theirs, found_at: now, closed: None }
}

/// What nobody has dealt with, the oldest first; with `all`, the rest too.
pub async fn differences(archive: &Archive, all: bool) -> Result<Vec<Difference>, Error> {
    let listed = archive.store().read(move |tx| differences::list(tx, all, LISTED));
    listed.await.map_err(|fault: StoreError| fault.into())
}

/// Deals with a difference; false when there is no such open one.
pub async fn close_difference(
    archive: &Archive,
    id: &DifferenceId,
    how: Closing,
) -> Result<bool, Error> {
    let id = id.clone();
    let end = Closed { at: archive.now(), by: OPERATOR.to_owned(), how };
    let closed = archive.store().write(move |tx| differences::close(tx, &id, &end));
    closed.await.map_err(|fault: StoreError| fault.into())
}

/// The two books, and which part of them is compared.
struct Books<'a> {
    ours: &'a [(PaymentId, PaymentEvent)],
    theirs: &'a [LedgerEntry],
    /// Which of their payments are ours.
    known: &'a BTreeSet<PaymentId>,
    window: (Instant, Instant),
}

/// A difference before it has a name.
struct Found<'a> {
    kind: DifferenceKind,
    ours: Option<&'a (PaymentId, PaymentEvent)>,
    theirs: Option<&'a LedgerEntry>,
}

impl<'a> Books<'a> {
    fn compare(&self) -> Vec<Found<'a>> {
        let ours: BTreeMap<&str, &(PaymentId, PaymentEvent)> =
            self.ours.iter().map(|moved| (moved.1.event_id.as_str(), moved)).collect();
        let theirs: BTreeSet<&str> =
            self.theirs.iter().map(|entry| entry.event_id.as_str()).collect();
        let mut found = Vec::new();
        for entry in self.theirs {
            let known = ours.get(entry.event_id.as_str()).copied();
            let kind = match known {
                Some((_, event)) if event.amount == entry.amount => continue,
                Some(_) => DifferenceKind::AmountDiffers,
                None if !self.is_compared(entry.occurred_at) => continue,
                None if entry.payment.as_ref().is_some_and(|p| self.known.contains(p)) => {
                    DifferenceKind::PaidThereOnly
                }
                None => DifferenceKind::UnknownOrder,
            };
            found.push(Found { kind, ours: known, theirs: Some(entry) });
        }
        let missing = self.ours.iter().filter(|(_, event)| {
            self.is_compared(event.occurred_at) && !theirs.contains(event.event_id.as_str())
        });
        found.extend(missing.map(|moved| Found {
            kind: DifferenceKind::PaidHereOnly,
            ours: Some(moved),
            theirs: None,
        }));
        found
    }

    fn is_compared(&self, at: Instant) -> bool {
        let (since, until) = self.window;
        since <= at && at < until
    }
}
