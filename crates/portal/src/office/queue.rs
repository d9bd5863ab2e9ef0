//! `/office/`: which cases wait, sorted by deadline, filtered as the clerk wants.

mod filter;
mod row;

use actix_web::web;
use askama::Template;
use service_desk::{Desk, QueueView};

use self::{
    filter::{Choice, QueueQuery},
    row::RowView,
};
use super::frame::{Frame, view_name, view_word};
use crate::{
    guard::{Browser, Reader, Signed, WebError},
    layout::Page,
};

pub(super) use filter::TakeFilter;
pub(super) use row::state_colour;

/// As many as fit on two screens; more is another page.
const PAGE: u32 = 50;

#[derive(Template)]
#[template(path = "office/queue.html")]
struct QueuePage {
    frame: Frame,
    title: &'static str,
    /// The view in addresses.
    view: &'static str,
    /// How many cases the view holds.
    total: u64,
    words: String,
    procedures: Vec<Choice>,
    states: Vec<Choice>,
    departments: Vec<Choice>,
    assignees: Vec<Choice>,
    orders: Vec<Choice>,
    filtered: bool,
    rows: Vec<RowView>,
    next_page: Option<String>,
    /// Whether the person takes cases.
    takes: bool,
}

/// The queue as far as this person may see it.
pub(super) async fn show(
    desk: web::Data<Desk>,
    staff: Signed<Reader>,
    browser: Browser,
    query: web::Query<QueueQuery>,
) -> Result<Page<impl Template>, WebError> {
    let query = query.into_inner();
    let view = query.view();
    let frame = Frame::of(&desk, &staff, &browser, Some(view)).await?;
    let page = desk.queue(&staff, query.filter(), query.cursor(), PAGE).await?;
    let colleagues = desk.colleagues(&staff).await?;
    let today = desk.today();
    Ok(Page::ok(QueuePage {
        title: view_name(view),
        view: view_word(view),
        total: total_of(&frame, view),
        words: query.words().to_owned(),
        procedures: query.procedures(&desk),
        states: query.states(),
        departments: query.departments(&desk),
        assignees: query.assignees(&colleagues),
        orders: query.orders(),
        filtered: query.is_filtered(),
        rows: page.rows.into_iter().map(|row| RowView::of(row, today)).collect(),
        next_page: page.next.map(|cursor| query.address_of(&cursor)),
        takes: staff.has(kernel::Role::Clerk),
        frame,
    }))
}

fn total_of(frame: &Frame, view: QueueView) -> u64 {
    frame.views.iter().find(|link| link.name == view_name(view)).map_or(0, |link| link.count)
}
