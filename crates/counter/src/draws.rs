//! 抽選: what everybody may read of a draw, and what an applicant is told of their own place.
//!
//! Receipt numbers only: whose they are, nobody is told here.

use casework::{DrawRecord, Rows};
use catalogue::Published;
use chrono::NaiveDate;
use form_engine::Context;
use kernel::{Instant, Language};
use lots::{Head, Ordered, Publication};
use review_workflow::Lot;

pub use submission_store::draws::DrawKey;

use crate::{Counter, Error};

/// Draws that the list shows, the newest.
const MOST: i64 = 100;

/// A draw, as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawSummary {
    /// Which.
    pub key: DrawKey,
    /// The procedure's title.
    pub title: String,
    /// When it was drawn; nothing before that.
    pub drawn_at: Option<Instant>,
}

/// A draw with everything that is published of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicDraw {
    /// Which, and when it was drawn.
    pub summary: DrawSummary,
    /// What the list is about.
    pub head: Head,
    /// When the list was frozen.
    pub frozen_at: Instant,
    /// The groups: in their order once it is drawn, before that by number.
    pub groups: Vec<Ordered>,
    /// The same for programs, with what proves it.
    pub publication: Publication,
}

/// What an applicant is told of the draw that decides on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotStatus {
    /// Where everything of it is published.
    pub key: DrawKey,
    /// Which figure decides.
    pub source: String,
    /// Of which day.
    pub source_on: NaiveDate,
    /// Their place, once it is drawn.
    pub lot: Option<Lot>,
}

impl Counter {
    /// The newest draws whose lists are frozen.
    pub async fn draws(&self, language: Language) -> Result<Vec<DrawSummary>, Error> {
        let records = self.casework.draws(MOST).await?;
        Ok(records.iter().map(|record| self.draw_summary(record, language)).collect())
    }

    /// One draw; absent before its list is frozen.
    pub async fn draw(&self, key: &DrawKey, language: Language) -> Result<PublicDraw, Error> {
        let record = self.casework.draw(key).await?.ok_or(Error::NotFound)?;
        let drawn = record.order()?;
        let groups = if drawn.is_empty() { by_number(&record) } else { drawn };
        Ok(PublicDraw {
            summary: self.draw_summary(&record, language),
            head: record.list.head().clone(),
            frozen_at: record.draw.frozen.1,
            publication: record.publication()?,
            groups,
        })
    }

    fn draw_summary(&self, record: &DrawRecord, language: Language) -> DrawSummary {
        let key = record.draw.key.clone();
        let published = self.catalogue().procedure(&key.procedure);
        let title = published.map(|it| it.form.title(language).to_owned());
        DrawSummary {
            title: title.unwrap_or_else(|| self.catalogue().title_of(&key.procedure)),
            drawn_at: record.draw.confirmed.as_ref().map(|(_by, at)| *at),
            key,
        }
    }

    /// The draw that decides on a submission, once it stands on a list.
    pub(crate) async fn lot_of(
        &self,
        rows: &Rows,
        published: &Published,
        now: Instant,
    ) -> Result<Option<LotStatus>, Error> {
        let lot = rows.record.case.lot.as_deref().cloned();
        let closed_on = match &lot {
            Some(lot) => Some(lot.closed_on),
            None if published.form.procedure().draw.is_some() => {
                let answers = rows.latest_content()?;
                let is_drawn = published.form.is_drawn(&answers, &Context::on(now.day()));
                let until = published.form.procedure().opening.and_then(|opening| opening.until);
                until.filter(|_| is_drawn)
            }
            None => None,
        };
        let Some(closed_on) = closed_on else { return Ok(None) };
        let key = DrawKey { procedure: rows.submission.procedure.clone(), closed_on };
        let Some(DrawRecord { list, .. }) = self.casework.draw(&key).await? else {
            return Ok(None);
        };
        let number = &rows.submission.receipt_number;
        let stands_there = list.entries().iter().any(|entry| entry.number == *number);
        let Head { source, source_on, .. } = list.head().clone();
        Ok(stands_there.then_some(LotStatus { key, source, source_on, lot }))
    }
}

/// Who stands on the list, for each thing.
fn by_number(record: &DrawRecord) -> Vec<Ordered> {
    let of_group = |(group, places): (&String, &u32)| {
        let entries = record.list.entries().iter().filter(|entry| entry.group == *group);
        let numbers = entries.map(|entry| entry.number.clone()).collect();
        Ordered { group: group.clone(), places: *places, numbers }
    };
    record.list.places().iter().map(of_group).collect()
}
