//! `/office/statistics`: how much stands where, as far as the person may see it. Every case
//! is counted, however many there are.

use actix_web::web;
use askama::Template;
use back_office::{BackOffice, SampleTally};

use super::frame::Frame;
use crate::link;
use ::web::{
    guard::{Browser, Reader, Signed, WebError, state_name},
    page::Page,
};

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    frame: Frame,
    rows: Vec<Row>,
    total: u64,
    /// The largest count, which the bars are measured against.
    most: u64,
    /// What became of what was drawn (抜取確認).
    samples: SampleTally,
}

/// A state with its cases.
struct Row {
    name: &'static str,
    address: String,
    count: u64,
}

/// How many cases stand in each state, as a table with bars.
pub(super) async fn show(
    back_office: web::Data<BackOffice>,
    staff: Signed<Reader>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    let mut frame = Frame::of(&back_office, &staff, &browser).await?;
    frame.here = link::STATISTICS;
    let tally = back_office.tally(&staff).await?;
    let rows = tally.iter().map(|(state, count)| Row {
        name: state_name(*state),
        address: link::queue_again(&format!("view=all&state={}", state.word())),
        count: *count,
    });
    Ok(Page::ok(StatisticsPage {
        frame,
        rows: rows.collect(),
        total: tally.iter().map(|(_, count)| count).sum(),
        samples: back_office.sample_tally(&staff).await?,
        most: tally.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1),
    }))
}
