//! 束: papers that are posted together, as whoever posts them sees them.
//!
//! A paper is of the batch in which it was put last, and for as long as it waits. What becomes of it
//! meanwhile (voided, opened, handed out) is told, and leaves it out of everything.

use std::collections::{HashMap, HashSet};

use chrono::Duration;
use kernel::{Instant, Reach, StaffId, SubmissionId};
use submission_store::{
    ReadTx, StoreError,
    batches::{self, Batch, BatchPaper, BatchPrint, ReprintReason},
    dispatches::{self, Dispatch, DispatchState},
    looks::LookKind,
    staff,
};

use super::{DispatchLine, Read, all_of};
use crate::{BackOffice, Error, Staff, look::in_words, look::same_look, permission::SendOut};

/// Batches that are shown beside what waits.
const RECENT: i64 = 20;

/// So long a batch is shown there.
fn recent() -> Duration {
    Duration::days(14)
}

/// Where a paper of a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchStanding {
    /// It waits to be posted with the others.
    Waiting,
    /// It was posted.
    Posted,
    /// The applicant opened it online.
    Opened,
    /// It was given to the applicant.
    HandedOut,
    /// It came back.
    Returned,
    /// Its number was made void.
    Void,
    /// Its case is decided anew.
    Anew,
    /// It was put into another batch since.
    Moved(i64),
    /// It is of another department now, or gone.
    Elsewhere,
}

/// A batch.
#[derive(Debug)]
pub struct BatchView {
    /// 束番号
    pub number: i64,
    /// Who put it together.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Who counted what was enclosed, and when.
    pub counted: Option<(String, Instant)>,
    /// What was printed of it, the first one first.
    pub prints: Vec<PrintView>,
    /// Its papers in order of the post.
    pub lines: Vec<BatchLine>,
    /// Whether its papers were printed before, so that whoever prints them again says why.
    pub papers_again: bool,
    /// The same of labels.
    pub labels_again: bool,
}

/// One paper of a batch.
#[derive(Debug, Clone)]
pub struct BatchLine {
    /// Its place, counted from 1.
    pub place: i64,
    /// Where it stands.
    pub standing: BatchStanding,
    /// What is known of it; nothing of what is elsewhere.
    pub paper: Option<DispatchLine>,
    /// 外字: what of name and address has no type.
    pub without_type: Vec<String>,
}

/// One printing.
#[derive(Debug, Clone)]
pub struct PrintView {
    /// Counts from 1.
    pub number: i64,
    /// How many labels a sheet has; nothing where papers were printed.
    pub labels: Option<i64>,
    /// Whether on both sides.
    pub both_sides: bool,
    /// Who.
    pub by: String,
    /// When.
    pub at: Instant,
    /// 再: why it was printed once more.
    pub reason: Option<ReprintReason>,
    /// Whether the person can still fetch it.
    pub is_open: bool,
}

/// A batch in a list.
#[derive(Debug)]
pub struct BatchSummary {
    /// 束番号
    pub number: i64,
    /// Who put it together.
    pub by: String,
    /// When.
    pub at: Instant,
    /// Whether it was counted.
    pub is_counted: bool,
    /// How many papers it has.
    pub papers: usize,
    /// How many of them still wait.
    pub waiting: usize,
}

/// What is kept of one batch.
pub(super) struct HeldBatch {
    pub(super) batch: Batch,
    pub(super) prints: Vec<BatchPrint>,
    pub(super) papers: Vec<HeldPaper>,
    /// The batches of which papers were printed, and labels.
    printed: (HashSet<i64>, HashSet<i64>),
    names: HashMap<StaffId, String>,
}

/// One paper of it: what is known where the person posts such papers.
pub(super) struct HeldPaper {
    pub(super) place: i64,
    pub(super) standing: BatchStanding,
    pub(super) read: Option<Read>,
}

impl HeldBatch {
    /// Whether any paper that still waits was printed before, or has a label.
    pub(super) fn was_printed(&self, as_labels: bool) -> bool {
        let printed = if as_labels { &self.printed.1 } else { &self.printed.0 };
        let waiting = self.papers.iter().filter(|it| it.standing == BatchStanding::Waiting);
        let mut batches = waiting.filter_map(|it| it.read.as_ref()).flat_map(|it| &it.batches);
        batches.any(|batch| printed.contains(batch))
    }

    fn name(&self, id: &StaffId) -> String {
        self.names.get(id).cloned().unwrap_or_default()
    }
}

impl BackOffice {
    /// A batch, for who posts some of its papers.
    pub async fn batch(&self, staff: &Staff, number: i64) -> Result<BatchView, Error> {
        let now = self.now();
        let held = self.held(staff, number, now).await?;
        let (papers_again, labels_again) = (held.was_printed(false), held.was_printed(true));
        let by = held.name(&held.batch.by);
        let counted = held.batch.counted.as_ref().map(|(by, at)| (held.name(by), *at));
        let print = |it: &BatchPrint| PrintView {
            number: it.number,
            labels: it.labels.map(|(labels, _)| labels),
            both_sides: it.both_sides,
            by: held.name(&it.by),
            at: it.at,
            reason: it.reason,
            is_open: is_open(it, staff, now),
        };
        let prints = held.prints.iter().map(print).collect();
        let Batch { at, .. } = held.batch;
        let lines = self.batch_lines(staff, held.papers, false).await?;
        let part = in_words([("batch", Some(number.to_string()))]);
        let shown = lines.iter().filter(|it| it.paper.is_some()).count();
        self.looked_through(staff, LookKind::List, part, shown, now).await?;
        Ok(BatchView { number, by, at, counted, prints, lines, papers_again, labels_again })
    }

    /// The last batches of papers that the person posts.
    pub async fn recent_batches(&self, staff: &Staff) -> Result<Vec<BatchSummary>, Error> {
        let (reach, now) = (staff.authority.reach::<SendOut>(), self.now());
        let read = self.inner.store.read(move |tx| {
            let found = batches::list(tx, &reach, now.plus(-recent()), RECENT)?;
            let numbers: Vec<i64> = found.iter().map(|it| it.number).collect();
            let papers = batches::papers_of(tx, &numbers)?;
            let of: Vec<SubmissionId> = papers.iter().map(|it| it.case.clone()).collect();
            let (states, of) = (dispatches::of_some(tx, &of)?, batches::batches_of(tx, &of)?);
            let waits = |it: &Dispatch| waits(it, now) && it.returned.is_none();
            let waiting: HashSet<(SubmissionId, i64)> =
                states.into_iter().filter(waits).map(|it| (it.case, it.notice)).collect();
            let people: Vec<StaffId> = found.iter().map(|it| it.by.clone()).collect();
            let names = staff::names(tx, &people)?;
            let summary = |batch: Batch| {
                let theirs = || papers.iter().filter(|it| it.batch == batch.number);
                let waits = |it: &&BatchPaper| {
                    let paper = (it.case.clone(), it.notice);
                    let last = of.get(&paper).and_then(|all| all.last());
                    last == Some(&batch.number) && waiting.contains(&paper)
                };
                BatchSummary {
                    number: batch.number,
                    by: names.get(&batch.by).cloned().unwrap_or_default(),
                    at: batch.at,
                    is_counted: batch.counted.is_some(),
                    papers: theirs().count(),
                    waiting: theirs().filter(waits).count(),
                }
            };
            Ok::<_, StoreError>(found.into_iter().map(summary).collect())
        });
        Ok(read.await?)
    }

    /// What is kept of a batch; what is nobody's here is not there.
    pub(super) async fn held(
        &self,
        staff: &Staff,
        number: i64,
        now: Instant,
    ) -> Result<HeldBatch, Error> {
        let reach = staff.authority.reach::<SendOut>();
        let read = self.inner.store.read(move |tx| held(tx, &reach, number, now));
        read.await?.ok_or(Error::NotFound)
    }

    /// What is known of the papers, as a list shows them or as they are printed.
    pub(super) async fn batch_lines(
        &self,
        staff: &Staff,
        papers: Vec<HeldPaper>,
        to_print: bool,
    ) -> Result<Vec<BatchLine>, Error> {
        let mut lines = Vec::with_capacity(papers.len());
        for HeldPaper { place, standing, read } in papers {
            let Some(read) = read else {
                lines.push(BatchLine { place, standing, paper: None, without_type: Vec::new() });
                continue;
            };
            let paper = if to_print {
                self.line_to_print(staff, read).await?
            } else {
                self.line(staff, read).await?
            };
            let address =
                paper.address.as_ref().map(|it| it.on_envelope(self.city().official_name()));
            let written = format!("{}\n{}", paper.addressee, address.unwrap_or_default());
            let without_type = documents::without_type(&written);
            lines.push(BatchLine { place, standing, paper: Some(paper), without_type });
        }
        Ok(lines)
    }
}

/// Whether whoever printed it can still fetch it: that is one look.
pub(super) fn is_open(print: &BatchPrint, staff: &Staff, now: Instant) -> bool {
    print.by == *staff.id() && now < print.at.plus(same_look())
}

fn held(
    tx: &mut ReadTx<'_>,
    reach: &Reach,
    number: i64,
    now: Instant,
) -> Result<Option<HeldBatch>, StoreError> {
    let Some(batch) = batches::find(tx, reach, number)? else { return Ok(None) };
    let papers = batches::papers_of(tx, &[number])?;
    let cases: Vec<SubmissionId> = papers.iter().map(|it| it.case.clone()).collect();
    let mut states = dispatches::of_some(tx, &cases)?;
    states.retain(|it| papers.iter().any(|paper| paper.is(it)));
    let mut reads: Vec<Option<Read>> = all_of(tx, states, now)?
        .into_iter()
        .map(|read| Some(read).filter(|read| reach.covers(&read.place)))
        .collect();
    let mut every: Vec<i64> =
        reads.iter().flatten().flat_map(|it| it.batches.iter().copied()).collect();
    every.push(number);
    let (mut printed, mut prints) = ((HashSet::new(), HashSet::new()), Vec::new());
    for (batch, print) in batches::prints_of(tx, &every)? {
        let set = if print.labels.is_none() { &mut printed.0 } else { &mut printed.1 };
        set.insert(batch);
        if batch == number {
            prints.push(print);
        }
    }
    let mut people: Vec<StaffId> = prints.iter().map(|it| it.by.clone()).collect();
    people.push(batch.by.clone());
    people.extend(batch.counted.as_ref().map(|(by, _)| by.clone()));
    let names = staff::names(tx, &people)?;
    let papers = papers.into_iter().map(|paper| {
        let mut theirs =
            reads.iter_mut().filter(|it| it.as_ref().is_some_and(|it| paper.is(&it.dispatch)));
        let read = theirs.next().and_then(Option::take);
        let standing = read.as_ref().map(|it| standing(it, number, now));
        HeldPaper {
            place: paper.place,
            standing: standing.unwrap_or(BatchStanding::Elsewhere),
            read,
        }
    });
    let papers = papers.collect();
    Ok(Some(HeldBatch { batch, prints, papers, printed, names }))
}

/// Where a paper stands for the batch `number`.
fn standing(read: &Read, number: i64, now: Instant) -> BatchStanding {
    let Read { dispatch, batches, .. } = read;
    if read.number.void.is_some() {
        return BatchStanding::Void;
    }
    match dispatch.state {
        DispatchState::Posted => BatchStanding::Posted,
        DispatchState::Returned => BatchStanding::Returned,
        DispatchState::Opened => BatchStanding::Opened,
        DispatchState::HandedOut => BatchStanding::HandedOut,
        DispatchState::Waiting if !waits(dispatch, now) => BatchStanding::Anew,
        // What goes where somebody found out is in none any more.
        DispatchState::Waiting if dispatch.returned.is_some() => BatchStanding::Returned,
        DispatchState::Waiting => match batches.last() {
            Some(last) if *last != number => BatchStanding::Moved(*last),
            Some(_) | None => BatchStanding::Waiting,
        },
    }
}

/// Whether a paper waits to be posted.
pub(super) fn waits(dispatch: &Dispatch, now: Instant) -> bool {
    dispatch.state == DispatchState::Waiting && dispatch.post_from.is_some_and(|from| from <= now)
}
