//! What was posted on a page that keeps nothing, kept for an hour to be shown again.
//!
//! A mistake is told on a page that was fetched and not posted, so that going back never asks
//! anybody to send a form twice.

use chrono::Duration;
use counter::{Counter, Visitor};
use serde_json::Value;

use ::web::guard::WebError;

/// Long enough to look something up, too short to be found by the next person.
fn kept() -> Duration {
    Duration::hours(1)
}

/// Keeps `fields` of the page called `page`, without the token and the buttons.
pub(super) async fn keep(
    counter: &Counter,
    visitor: &Visitor,
    page: &str,
    fields: &[(String, String)],
) -> Result<(), WebError> {
    let typed = fields.iter().filter(|(name, _)| name != "csrf");
    let pair = |(name, value): &(String, String)| Value::from(vec![name.clone(), value.clone()]);
    let typed: Value = typed.map(pair).collect();
    Ok(counter.keep_unsent(visitor, page, &typed, kept()).await?)
}

/// What was kept of the page, if anything still is.
pub(super) async fn read(
    counter: &Counter,
    visitor: &Visitor,
    page: &str,
) -> Result<Option<Vec<(String, String)>>, WebError> {
    let Some(typed) = counter.unsent(visitor, page).await? else { return Ok(None) };
    Ok(serde_json::from_value(typed).ok())
}
