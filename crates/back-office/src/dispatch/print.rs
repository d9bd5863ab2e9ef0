//! Printing a batch. A print is asked for first and kept, with its reason where it is not the first;
//! then whoever asked fetches it, for a few minutes. Each look is written down before it leaves.

use documents::{Envelope, LabelSheet};
use kernel::Instant;
use submission_store::{
    Scope, StoreError,
    batches::{self, BatchPrint, ReprintReason},
    looks::LookKind,
};

use super::batch::{BatchLine, BatchStanding, HeldPaper, is_open};
use crate::{
    BackOffice, Error, Pdf, Staff,
    look::in_words,
    permission::{SendOut, posts_to_protected},
};

/// What is to be printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PrintWish {
    /// How many labels a sheet has and where the first one stands, counted from 1; nothing where it
    /// is papers.
    pub labels: Option<(i64, i64)>,
    /// Whether papers are printed on both sides of the sheets.
    pub both_sides: bool,
    /// Why it is printed once more.
    pub reason: Option<ReprintReason>,
}

/// Why nothing is printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintFault {
    /// No paper of it waits any more.
    #[error("no paper of the batch waits any more")]
    NothingLeft,
    /// Those that wait are for who is trusted with protected people.
    #[error("what waits of the batch goes to protected people")]
    Protected,
    /// What was printed before is printed again for a reason.
    #[error("it was printed before, and nobody says why it is printed again")]
    ReasonMissing,
    /// There is no such sheet of labels, or no such place on it.
    #[error("there is no such place on a sheet of labels")]
    LabelPlace,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl BackOffice {
    /// Asks for a print of a batch, and gives its number there.
    pub async fn print_batch(
        &self,
        staff: &Staff,
        number: i64,
        wish: PrintWish,
    ) -> Result<i64, PrintFault> {
        let now = self.now();
        let held = self.held(staff, number, now).await?;
        let mut waiting =
            held.papers.iter().filter(|it| it.standing == BatchStanding::Waiting).peekable();
        if waiting.peek().is_none() {
            return Err(PrintFault::NothingLeft);
        }
        let is_theirs = |paper: &HeldPaper| {
            let read = paper.read.as_ref();
            read.is_some_and(|it| !it.is_protected || posts_to_protected(staff, &it.place))
        };
        if !waiting.any(is_theirs) {
            return Err(PrintFault::Protected);
        }
        if let Some((labels, first)) = wish.labels
            && (LabelSheet::of(labels).is_none() || !(1..=labels).contains(&first))
        {
            return Err(PrintFault::LabelPlace);
        }
        let is_again = held.was_printed(wish.labels.is_some());
        if is_again && wish.reason.is_none() {
            return Err(PrintFault::ReasonMissing);
        }
        let print = BatchPrint {
            number: held.prints.last().map_or(0, |last| last.number) + 1,
            labels: wish.labels,
            both_sides: wish.both_sides && wish.labels.is_none(),
            by: staff.id().clone(),
            at: now,
            reason: wish.reason.filter(|_| is_again),
        };
        let asked = print.number;
        let written = self.inner.store.write(move |tx| batches::print(tx, number, &print));
        match written.await {
            Ok(()) => Ok(asked),
            // Somebody else printed it at the same moment: from now on it asks why.
            Err(StoreError::Duplicate { .. }) => Err(PrintFault::ReasonMissing),
            Err(fault) => Err(Error::from(fault).into()),
        }
    }

    /// What was asked for; nothing when that is too long ago, or no paper waits any more. Only
    /// whoever asked is given it.
    pub async fn printed(
        &self,
        staff: &Staff,
        number: i64,
        print: i64,
    ) -> Result<Option<Pdf>, Error> {
        let now = self.now();
        let mut held = self.held(staff, number, now).await?;
        let found = held.prints.iter().find(|it| it.number == print && it.by == *staff.id());
        let print = found.cloned().ok_or(Error::NotFound)?;
        held.papers.retain(|it| it.standing == BatchStanding::Waiting);
        if held.papers.is_empty() || !is_open(&print, staff, now) {
            return Ok(None);
        }
        let mut lines = self.batch_lines(staff, held.papers, true).await?;
        let home = self.city().official_name();
        // Each envelope is of the paper at the same place, so one without an address has neither:
        // that of a protected person, too, before who is not trusted with it.
        lines.retain(|line| envelope(number, line, home).is_some());
        let envelopes: Vec<Envelope> =
            lines.iter().filter_map(|line| envelope(number, line, home)).collect();
        let pdf = match print.labels {
            None => self.bound_papers(staff, (number, &print), (&lines, envelopes), now).await?,
            Some((labels, first)) => {
                let sheet = LabelSheet::of(labels).ok_or(Error::NotFound)?;
                let shown = envelopes.len();
                let set = self.casework.label_paper(number, envelopes, (sheet, first), now);
                let pdf = set.await?;
                let part = print_in_words("labels", number, &print);
                self.looked_through(staff, LookKind::List, part, shown, now).await?;
                pdf
            }
        };
        Ok(Some(pdf))
    }

    /// The papers of a batch in their order, each behind its address. That each of them was looked
    /// at is written down like a look at a single one.
    async fn bound_papers(
        &self,
        staff: &Staff,
        (number, print): (i64, &BatchPrint),
        (lines, envelopes): (&[BatchLine], Vec<Envelope>),
        now: Instant,
    ) -> Result<Pdf, Error> {
        let scope = || Scope::Office { reach: staff.authority.reach::<SendOut>() };
        let (mut papers, mut looks) = (Vec::new(), Vec::new());
        for paper in lines.iter().filter_map(|line| line.paper.as_ref()) {
            let rows = self.casework.rows(scope(), &paper.case).await?;
            let notice = paper.notice.to_string();
            let issued = self.casework.issued_notice(scope(), &rows, &notice).await;
            let issued = issued.inspect_err(|fault| {
                // Whoever looks after the house is told which of them keeps the others back.
                tracing::error!(case = %paper.case, notice, %fault, "a paper of a batch does not open");
            });
            papers.push(issued?.bytes);
            looks.push((rows.record, print_in_words(&notice, number, print)));
        }
        let pdf =
            self.casework.sending_paper(number, envelopes, (papers, print.both_sides), now).await?;
        for (record, part) in looks {
            self.notice_seen::<SendOut>(staff, &record, &part, now).await?;
        }
        Ok(pdf)
    }
}

/// What stands on the envelope of a paper. What has no address goes in none.
fn envelope(batch: i64, line: &BatchLine, home: &str) -> Option<Envelope> {
    let paper = line.paper.as_ref()?;
    let address = paper.address.as_ref()?;
    Some(Envelope {
        place: line.place,
        code: code(batch, line.place),
        postal: address.postal.clone(),
        address: address.on_envelope(home),
        addressee: paper.addressee.clone(),
        number: paper.number.clone(),
        title: paper.title.clone(),
        department: paper.department.clone(),
    })
}

/// `12-3`: by what an envelope is told from all others.
fn code(batch: i64, place: i64) -> String {
    format!("{batch}-{place}")
}

/// `1 batch=12 print=2 again=lost`: which look it was, for the register and the log of the case.
fn print_in_words(what: &str, batch: i64, print: &BatchPrint) -> String {
    let parts = [
        ("batch", Some(batch.to_string())),
        ("print", Some(print.number.to_string())),
        ("again", print.reason.map(|it| it.word().to_owned())),
    ];
    format!("{what} {}", in_words(parts))
}
