//! 和暦 and 西暦.

use chrono::NaiveDate;

use crate::Fault;

/// Reads a day in either calendar: `令和8年11月20日`, `R8.11.20`, `2026-11-20`, `2026年11月20日`.
pub fn parse(_raw: &str) -> Result<NaiveDate, Fault> {
    unimplemented!()
}

/// `令和8年11月20日`; before 1873-01-01 `西暦…` because the old calendar differs.
pub fn format(_date: NaiveDate) -> String {
    unimplemented!()
}
