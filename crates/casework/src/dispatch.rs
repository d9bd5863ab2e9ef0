//! 発送: by which way the papers of a case reach its applicant, and what facts make of that.

use chrono::Duration;
use kernel::Instant;
use review_workflow::{Event, Posting, ReturnReason};
use submission_store::{
    Scope, StoreError,
    dispatches::{self, Channel, Dispatch, DispatchState},
    events,
    registers::Numbering,
    submissions::{Source, Submission},
};

use crate::{APPLICANT, Casework, Error, Rows, open_event};

/// So long a paper lies online unopened before it goes by post as well.
const UNOPENED: Duration = Duration::days(7);

/// Events of one case that are read at once.
const EVENTS: u32 = 200;

/// One time that a paper was posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedOnce {
    /// How.
    pub posting: Posting,
    /// Where it went, in the words of who found that out; nothing where it went to the address of
    /// the application.
    pub address: Option<String>,
    /// Why it came back.
    pub came_back: Option<ReturnReason>,
}

/// By which way whoever filed is reached: online are told those who left an address for letters
/// and filed themselves. Nobody else hears that a paper lies at their page.
const fn channel_of(submission: &Submission) -> Channel {
    match (submission.source, &submission.contact) {
        (Source::Web | Source::Api | Source::Seed, Some(_)) => Channel::Online,
        (Source::Web | Source::Api | Source::Seed, None) | (Source::Counter, _) => Channel::Post,
    }
}

impl Rows {
    /// How a paper leaves the house; nothing of those that were issued before that was kept.
    pub fn dispatch(&self, notice: i64) -> Option<&Dispatch> {
        self.dispatches.iter().find(|it| it.notice == notice)
    }

    /// How papers of the case leave the house from now on, as far as facts change that, with the
    /// paper that takes a number.
    pub fn dispatched(&self, facts: &[Event], numbering: Option<&Numbering>) -> Vec<Dispatch> {
        let mut changed: Vec<Dispatch> = facts.iter().filter_map(|it| self.after(it)).collect();
        let is_anew = facts.iter().any(|fact| matches!(fact, Event::Reopened { .. }));
        if is_anew || numbering.is_some() {
            // What is decided anew, or told anew, is not posted any more.
            let waiting = self.dispatches.iter().filter(|it| it.post_from.is_some());
            changed.extend(waiting.map(|it| Dispatch { post_from: None, ..it.clone() }));
        }
        changed.extend(numbering.map(|paper| {
            let channel = channel_of(&self.submission);
            let post_from = match channel {
                Channel::Online => paper.at.plus(UNOPENED),
                Channel::Post => paper.at,
            };
            let post_from = Some(post_from);
            Dispatch { channel, post_from, ..self.unsent(paper.notice, paper.at) }
        }));
        changed
    }

    fn after(&self, fact: &Event) -> Option<Dispatch> {
        let at = fact.at();
        let still = |notice: i64| {
            let before = self.dispatch(notice).cloned();
            let before = before.unwrap_or_else(|| self.unsent(notice, at));
            Dispatch { post_from: None, changed_at: at, ..before }
        };
        if let Event::NoticeVoided { notice, .. } = fact {
            return Some(still(i64::from(*notice)));
        }
        let (notice, state) = dispatches::told_by(fact)?;
        let still = Dispatch { state, ..still(notice) };
        Some(if let Event::NoticePosted { posting, .. } = fact {
            Dispatch { posting: Some(posting.clone()), ..still }
        } else if let Event::NoticeReturned { reason, .. } = fact {
            Dispatch { returned: Some(*reason), ..still }
        } else if let Event::AddressConfirmed { .. } = fact {
            Dispatch { channel: Channel::Post, post_from: Some(at), ..still }
        } else {
            still
        })
    }

    fn unsent(&self, notice: i64, at: Instant) -> Dispatch {
        Dispatch {
            case: self.submission.id.clone(),
            notice,
            channel: channel_of(&self.submission),
            state: DispatchState::Waiting,
            post_from: None,
            posting: None,
            returned: None,
            changed_at: at,
        }
    }
}

impl Casework {
    /// Writes down that the applicant opens a paper that lies online for them, the first time.
    pub async fn opened_online(&self, rows: &Rows, notice: u32, now: Instant) -> Result<(), Error> {
        let number = i64::from(notice);
        let lies_online =
            |it: &Dispatch| it.channel == Channel::Online && it.state == DispatchState::Waiting;
        if !rows.dispatch(number).is_some_and(lies_online) {
            return Ok(());
        }
        let fact = Event::NoticeOpened { at: now, notice };
        let entries = [self.seal_event(rows.sealer(), &fact, APPLICANT)?];
        let case = rows.submission.id.clone();
        let written = self.inner.store.write(move |tx| {
            // Of two browsers at once, one is the first.
            if dispatches::open(tx, &case, number, now)? {
                events::append(tx, &case, &entries)?;
            }
            Ok::<_, StoreError>(())
        });
        Ok(written.await?)
    }

    /// The address that somebody confirmed last for a paper that came back, in their words.
    pub async fn confirmed_address(
        &self,
        submission: &Submission,
        notice: i64,
    ) -> Result<Option<String>, Error> {
        let mut last = None;
        self.each_event(submission, |event| {
            if let Event::AddressConfirmed { notice: of, text, .. } = event
                && i64::from(of) == notice
            {
                last = Some(text);
            }
        })
        .await?;
        Ok(last)
    }

    /// Every time that a paper was posted, the first one first.
    pub async fn postings_of(
        &self,
        submission: &Submission,
        notice: i64,
    ) -> Result<Vec<PostedOnce>, Error> {
        let (mut all, mut confirmed) = (Vec::<PostedOnce>::new(), None);
        let is_it = |of: u32| i64::from(of) == notice;
        self.each_event(submission, |event| {
            if let Event::AddressConfirmed { notice: of, text, .. } = event {
                confirmed = Some(text).filter(|_| is_it(of)).or(confirmed.take());
            } else if let Event::NoticePosted { notice: of, posting, .. } = event {
                let posted = PostedOnce { posting, address: confirmed.clone(), came_back: None };
                all.extend(Some(posted).filter(|_| is_it(of)));
            } else if let Event::NoticeReturned { notice: of, reason, .. } = event
                && is_it(of)
                && let Some(last) = all.last_mut()
            {
                last.came_back = Some(reason);
            }
        })
        .await?;
        Ok(all)
    }

    /// The log of a case, the first event first.
    async fn each_event(
        &self,
        submission: &Submission,
        mut tell: impl FnMut(Event) + Send,
    ) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let case = submission.id.clone();
            let read = self
                .inner
                .store
                .read(move |tx| events::list(tx, &Scope::Worker, &case, after, EVENTS));
            let page: Vec<events::LoggedEvent> = read.await.map_err(|it: StoreError| it)?;
            let Some(end) = page.last() else { return Ok(()) };
            after = end.seq;
            for logged in &page {
                tell(open_event(&submission.sealer, logged)?);
            }
        }
    }
}
