//! National holidays by rule (国民の祝日に関する法律), 1948 to 2099.

use chrono::NaiveDate;

/// The name of the holiday on this day.
pub fn name(_date: NaiveDate) -> Option<&'static str> {
    unimplemented!()
}
