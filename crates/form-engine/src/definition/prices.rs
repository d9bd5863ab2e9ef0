//! The lines of the fee, as `x-procedure.fee.lines` writes them.

use super::desk::{At, Desk};
use super::json::Json;
use super::{Amount, WrittenPrice};

/// The most that one thing may cost, and the most of one thing.
pub(crate) const MAX_YEN: u64 = 100_000_000;

/// Reads the lines. What the procedure page tells of them is read by `procedure`.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Vec<WrittenPrice> {
    let Some(fee) = root.child("x-procedure").and_then(|procedure| procedure.child("fee")) else {
        return Vec::new();
    };
    let mut prices = Vec::new();
    for at in desk.list(&fee, "lines") {
        if !desk.only(&at, &["label", "unitYen", "quantity", "when", "$comment"]) {
            continue;
        }
        let label = desk.needed_text(&at, "label");
        let Some(unit) = amount(desk, &at, "unitYen") else {
            desk.missing(&at, "unitYen", "write whole yen, or an expression that gives them");
            continue;
        };
        let quantity = amount(desk, &at, "quantity").unwrap_or(Amount::Fixed(1));
        prices.push(WrittenPrice { label, unit, quantity, when: desk.snippet(&at, "when") });
    }
    prices
}

pub(super) fn amount(desk: &mut Desk<'_>, at: &At<'_>, name: &str) -> Option<Amount> {
    let child = at.child(name)?;
    if let Json::Text(_) = child.node.json {
        return desk.snippet_at(&child).map(Amount::Computed);
    }
    let fixed = desk.count(at, name, MAX_YEN)?;
    i64::try_from(fixed).ok().map(Amount::Fixed)
}
