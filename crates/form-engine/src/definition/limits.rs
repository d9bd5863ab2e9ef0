//! How many may file, and until when they pay: `x-procedure.quota`, `x-procedure.once` and
//! `x-procedure.fee.payBy`.

use super::desk::{At, Desk};
use super::prices::amount;
use super::{Amount, Snippet};
use crate::{Period, Text};

/// The limits as they are written.
#[derive(Debug, Default)]
pub(crate) struct WrittenLimits {
    pub(crate) quota: Option<WrittenQuota>,
    pub(crate) once: Option<WrittenOnce>,
    /// The last day for paying, where the usual term may end too late.
    pub(crate) pay_by: Option<Snippet>,
}

/// 定員
#[derive(Debug)]
pub(crate) struct WrittenQuota {
    pub(crate) places: Amount,
    pub(crate) slot: Option<Snippet>,
    pub(crate) units: Amount,
    pub(crate) full: Text,
    pub(crate) waiting: Option<WrittenWaiting>,
}

/// キャンセル待ち: who comes after the last place may wait for one that comes free.
#[derive(Debug)]
pub(crate) struct WrittenWaiting {
    /// How many filings may wait for one slot.
    pub(crate) most: u32,
    /// The last day on which a place that comes free is passed on.
    pub(crate) until: Snippet,
}

/// The most filings that may wait for one slot.
pub(crate) const MOST_WAITING: u64 = 1_000;

/// One filing per person and period.
#[derive(Debug)]
pub(crate) struct WrittenOnce {
    pub(crate) key: Snippet,
    pub(crate) period: Period,
    pub(crate) message: Text,
}

/// Reads them.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> WrittenLimits {
    let Some(procedure) = root.child("x-procedure") else { return WrittenLimits::default() };
    let fee = procedure.child("fee");
    WrittenLimits {
        quota: quota(desk, &procedure),
        once: once(desk, &procedure),
        pay_by: fee.and_then(|fee| desk.snippet(&fee, "payBy")),
    }
}

fn quota(desk: &mut Desk<'_>, procedure: &At<'_>) -> Option<WrittenQuota> {
    let at = procedure.child("quota")?;
    if !desk.only(&at, &["places", "slot", "units", "full", "waiting", "$comment"]) {
        return None;
    }
    let Some(places) = amount(desk, &at, "places") else {
        desk.missing(&at, "places", "write how many there are, or an expression that tells it");
        return None;
    };
    if matches!(places, Amount::Fixed(0))
        && let Some(child) = at.child("places")
    {
        desk.fault(&child, "there are no places", "write how many there are");
    }
    Some(WrittenQuota {
        places,
        slot: desk.snippet(&at, "slot"),
        units: amount(desk, &at, "units").unwrap_or(Amount::Fixed(1)),
        full: desk.needed_text(&at, "full"),
        waiting: waiting(desk, procedure, &at),
    })
}

fn waiting(desk: &mut Desk<'_>, procedure: &At<'_>, quota: &At<'_>) -> Option<WrittenWaiting> {
    let at = quota.child("waiting")?;
    if !desk.only(&at, &["most", "until", "$comment"]) {
        return None;
    }
    let due = procedure.child("fee").and_then(|fee| fee.child("due"));
    if due.is_some_and(|due| due.node.text() == Some("at-submission")) {
        let mend = "write \"after-review\" in the fee's \"due\", or let nobody wait";
        desk.fault(&at, "nobody pays for a place that they wait for", mend);
    }
    let most = desk.count(&at, "most", MOST_WAITING).and_then(|most| u32::try_from(most).ok());
    if at.child("most").is_none() {
        desk.missing(&at, "most", "write how many may wait");
    }
    let until = desk.snippet(&at, "until");
    if at.child("until").is_none() {
        desk.missing(&at, "until", "write an expression that tells the last day for passing on");
    }
    Some(WrittenWaiting { most: most?, until: until? })
}

fn once(desk: &mut Desk<'_>, procedure: &At<'_>) -> Option<WrittenOnce> {
    let at = procedure.child("once")?;
    if !desk.only(&at, &["key", "period", "message", "$comment"]) {
        return None;
    }
    let periods = Period::ALL.map(|period| (period.word(), period));
    let Some(key) = desk.snippet(&at, "key") else {
        desk.missing(&at, "key", "write an expression that tells persons apart");
        return None;
    };
    let period = desk.one_of(&at, "period", &periods).unwrap_or_else(|| {
        desk.missing(&at, "period", "say for how long one filing counts");
        Period::Ever
    });
    Some(WrittenOnce { key, period, message: desk.needed_text(&at, "message") })
}
