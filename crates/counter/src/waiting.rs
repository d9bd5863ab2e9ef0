//! キャンセル待ち, as its applicant sees it.

use casework::{Error, Rows};
use chrono::NaiveDate;

use crate::Counter;

/// How a submission stands in the line for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingStatus {
    /// How many stand before it.
    pub ahead: u32,
    /// The last day on which a place that comes free is passed on.
    pub until: NaiveDate,
}

impl Counter {
    /// Nothing where it waits for no place.
    pub(crate) async fn waiting_of(&self, rows: &Rows) -> Result<Option<WaitingStatus>, Error> {
        let Some(until) = rows.record.case.waits_until else { return Ok(None) };
        let ahead = self.casework.ahead_in_line(&rows.submission.id).await?;
        Ok(ahead.map(|ahead| WaitingStatus { ahead, until }))
    }
}
