//! 発送簿: what was posted in a period, each time that it was.

use casework::PostedOnce;
use chrono::{Days, NaiveDate};
use submission_store::{StoreError, dispatches, looks::LookKind};

use super::{DispatchLine, all_of};
use crate::{BackOffice, Error, Staff, look::in_words, permission::SendOut};

/// So many days are asked for at once: a month with both its ends.
const LONGEST: Days = Days::new(31);

/// A paper that was posted.
#[derive(Debug, Clone)]
pub struct PostedLine {
    /// The paper.
    pub paper: DispatchLine,
    /// How it was posted that time, and what came of it.
    pub once: PostedOnce,
}

/// Why there is no such register.
#[derive(Debug, thiserror::Error)]
pub enum PostedFault {
    /// The period ends before it begins, or is longer than a month.
    #[error("the period is no month or less")]
    Period,
    /// More was posted than is read at once.
    #[error("more was posted than is read at once")]
    TooMany,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl BackOffice {
    /// What was posted from one day to another, as far as the person posts such papers, in order of
    /// the days. The look is recorded before anything leaves.
    pub async fn posted_papers(
        &self,
        staff: &Staff,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Result<Vec<PostedLine>, PostedFault> {
        let (reach, now) = (staff.authority.reach::<SendOut>(), self.now());
        let longest = from.checked_add_days(LONGEST);
        if until < from || longest.is_none_or(|longest| until > longest) {
            return Err(PostedFault::Period);
        }
        let read = self.inner.store.read(move |tx| {
            let found = dispatches::posted(tx, &reach, (from, until))?;
            found.map(|found| all_of(tx, found, now)).transpose()
        });
        let found = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        let mut lines = Vec::new();
        for read in found.ok_or(PostedFault::TooMany)? {
            // What never came back was posted once.
            let mut postings = if read.dispatch.returned.is_some() {
                self.casework.postings_of(&read.submission, read.dispatch.notice).await?
            } else {
                let once = |posting| PostedOnce { posting, address: None, came_back: None };
                read.dispatch.posting.clone().map(once).into_iter().collect()
            };
            let paper = self.line(staff, read).await?;
            postings.retain(|it| (from..=until).contains(&it.posting.on));
            if paper.shelter.is_on() {
                for once in &mut postings {
                    once.address = None;
                }
            }
            lines
                .extend(postings.into_iter().map(|once| PostedLine { paper: paper.clone(), once }));
        }
        lines.sort_by_key(|line| line.once.posting.on);
        let part = in_words([
            ("dispatch", Some("posted".to_owned())),
            ("from", Some(from.to_string())),
            ("until", Some(until.to_string())),
        ]);
        self.looked_through(staff, LookKind::List, part, lines.len(), now).await?;
        Ok(lines)
    }
}
