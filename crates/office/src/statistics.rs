//! `/office/statistics`: how much waits where, as far as the person may see it.

use actix_web::web;
use askama::Template;
use service_desk::Desk;

use super::frame::Frame;
use ::web::{
    guard::{Browser, Reader, Signed, WebError},
    page::Page,
};

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    frame: Frame,
    /// The largest count, which the bars are measured against.
    most: u64,
}

/// The counts of all views, as a table with bars.
pub(super) async fn show(
    desk: web::Data<Desk>,
    staff: Signed<Reader>,
    browser: Browser,
) -> Result<Page<impl Template>, WebError> {
    let mut frame = Frame::of(&desk, &staff, &browser, None).await?;
    frame.on_statistics = true;
    let most = frame.views.iter().map(|view| view.count).max().unwrap_or(0).max(1);
    Ok(Page::ok(StatisticsPage { frame, most }))
}
