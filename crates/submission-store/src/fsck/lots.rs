//! 抽選: every draw is drawn once more, and every case has the place that comes of it.

use kernel::ReceiptNumber;
use lots::{Figure, List, Ordered, order};

use super::Round;
use crate::{
    ReadTx, Scope, StoreError, cases,
    draws::{self, Draw},
    submissions,
};

/// More draws than a city holds in many years.
const MOST: i64 = 10_000;

pub(super) fn check(tx: &mut ReadTx<'_>, round: &mut Round<'_>) -> Result<(), StoreError> {
    let listed = draws::list(tx, MOST);
    for draw in round.read(listed)?.into_iter().flatten() {
        let id = format!("{}/{}", draw.key.procedure, draw.key.closed_on);
        let figure = draw.figure().map(str::parse::<Figure>).transpose();
        let (Ok(list), Ok(figure)) = (draw.list.parse::<List>(), figure) else {
            round.add("draw", draws::TABLE, &id, "its list or its figure cannot be read");
            continue;
        };
        let Some(figure) = figure.filter(|_figure| draw.told_at.is_some()) else { continue };
        for group in order(&list, &figure) {
            check_group(tx, round, &draw, &group)?;
        }
    }
    Ok(())
}

/// A case that had gone before it was drawn has no place; any other has its own.
fn check_group(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    draw: &Draw,
    group: &Ordered,
) -> Result<(), StoreError> {
    let Ordered { group: name, places, numbers } = group;
    for (place, number) in (1_u32..).zip(numbers) {
        let Some(lot) = lot_of(tx, round, number)? else { continue };
        let fits = lot.closed_on == draw.key.closed_on
            && (lot.place, lot.places) == (place, *places)
            && lot.group == *name;
        let what = "its place is not the one that was drawn";
        round.expect(fits, "draw", ("cases", number.as_str()), what);
    }
    Ok(())
}

fn lot_of(
    tx: &mut ReadTx<'_>,
    round: &mut Round<'_>,
    number: &ReceiptNumber,
) -> Result<Option<review_workflow::Lot>, StoreError> {
    let Some(id) = submissions::id_of(tx, number)? else {
        round.add("draw", draws::TABLE, number.as_str(), "nobody filed under this number");
        return Ok(None);
    };
    let found = cases::find(tx, &Scope::Worker, &id);
    let record = round.read(found)?.flatten();
    Ok(record.and_then(|record| record.case.lot).map(|lot| *lot))
}
