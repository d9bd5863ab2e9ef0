//! Reads `x-procedure.draw`: who is drawn for what, and which public figure decides it.

use super::desk::{At, Desk};
use super::prices::amount;
use super::{Amount, Snippet};
use crate::{DrawTerms, Workflow};

/// Open days between freezing the list and the day of the figure, where nothing is said.
const USUAL_DAYS: u64 = 3;

/// The most of them.
const MOST_DAYS: u64 = 30;

/// What comes before the lot, at most.
const MOST_RANKS: usize = 5;

/// Letters of the name of a figure.
const LONGEST_SOURCE: usize = 100;

/// The lot as it is written.
#[derive(Debug)]
pub(crate) struct WrittenDraw {
    pub(crate) when: Option<Snippet>,
    pub(crate) group: Option<Snippet>,
    pub(crate) places: Amount,
    pub(crate) ranking: Vec<Snippet>,
}

/// What the definition says of the seed.
pub(crate) fn terms(desk: &mut Desk<'_>, procedure: &At<'_>) -> Option<DrawTerms> {
    let at = procedure.child("draw")?;
    let source = desk.string(&at, "seed");
    if at.node.get("seed").is_none() {
        let mend =
            "name a public figure that nobody can know or move, such as \"日経平均株価の終値\"";
        desk.missing(&at, "seed", mend);
    }
    if source.as_ref().is_some_and(|name| name.chars().count() > LONGEST_SOURCE)
        && let Some(child) = at.child("seed")
    {
        let what = format!("the name is longer than {LONGEST_SOURCE} letters");
        desk.fault(&child, what, "name the figure alone");
    }
    let days = desk.count(&at, "openDays", MOST_DAYS).unwrap_or(USUAL_DAYS);
    if days == 0
        && let Some(child) = at.child("openDays")
    {
        let what = "the figure of the same day may be known already";
        desk.fault(&child, what, "write 1 or more");
    }
    Some(DrawTerms { source: source?, open_days: u32::try_from(days).unwrap_or(1) })
}

/// Who is drawn for what.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>, workflow: Workflow) -> Option<WrittenDraw> {
    let procedure = root.child("x-procedure")?;
    let at = procedure.child("draw")?;
    if !desk.only(&at, &["when", "group", "places", "ranking", "seed", "openDays", "$comment"]) {
        return None;
    }
    let until = procedure.child("opening").and_then(|opening| opening.child("until"));
    if workflow != Workflow::LotteryOrQuota || until.is_none() {
        let what = "nothing is drawn here: there is no day on which all have filed";
        let mend = "write \"workflow\": \"lottery-or-quota\" and \"opening\" with \"until\"";
        desk.fault(&at, what, mend);
    }
    let Some(places) = amount(desk, &at, "places") else {
        desk.missing(&at, "places", "write how many win, or an expression that tells it");
        return None;
    };
    let written = desk.list(&at, "ranking");
    if let Some(more) = written.get(MOST_RANKS) {
        let what = format!("more than {MOST_RANKS} things come before the lot");
        desk.fault(more, what, "add points together in one expression");
    }
    let ranking = written.iter().filter_map(|rank| desk.snippet_at(rank)).collect();
    Some(WrittenDraw {
        when: desk.snippet(&at, "when"),
        group: desk.snippet(&at, "group"),
        places,
        ranking,
    })
}
