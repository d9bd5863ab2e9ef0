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
}

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
    if !desk.only(&at, &["places", "slot", "units", "full", "$comment"]) {
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
    })
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
