//! 標準処理期間: by when the office means to be done.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The promised day, as it was reckoned when the clock started to run.
///
/// It is kept in the event, because a later change of the holiday law must not
/// change what a resident was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Open days that the clock has stood still so far.
    pub stopped_days: u32,
    /// The promised day; `None` where the procedure promises nothing.
    pub due_on: Option<NaiveDate>,
}
