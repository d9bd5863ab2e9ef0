//! A case that is taken up again: it holds again what it gave back when it ended.

use catalogue::Published;
use kernel::Yen;
use review_workflow::{Case, Ground, Refusal, ReopeningRefusal, State};
use submission_store::{StoreError, retention};

use crate::{
    Casework, Error, Money, Move, Rows,
    limit::{Holding, Holdings, Turn},
};

impl Casework {
    /// Whether money or a list of erasure stands against taking a case up again.
    pub async fn can_be_taken_up(&self, rows: &Rows, ground: Ground) -> Result<(), Error> {
        // A withdrawal is filed anew rather than taken back without its fee.
        if ground == Ground::Resident && rows.money.iter().any(goes_back) {
            return Err(Refusal::from(ReopeningRefusal::FeeGone).into());
        }
        let case = rows.submission.id.clone();
        let listed = self.inner.store.read(move |tx| retention::listed(tx, &case)).await;
        match listed.map_err(|fault: StoreError| Error::from(fault))? {
            Some(_) => Err(Refusal::from(ReopeningRefusal::Erasing).into()),
            None => Ok(()),
        }
    }

    /// Writes that a case is taken up again. What was refused, withdrawn or closed gave its
    /// place back, and takes one again or stays as it is.
    pub async fn write_reopening(
        &self,
        step: Move,
        rows: &Rows,
        published: &Published,
    ) -> Result<(), Error> {
        let held = !gave_back(&rows.record.case);
        let holdings = if held {
            Holdings::default()
        } else {
            let answers = rows.latest_content()?;
            let arrived = rows.arrival()?;
            let gone = |_unclear| Refusal::from(ReopeningRefusal::PlaceGone);
            self.holdings(published, &answers, &arrived).map_err(gone)?
        };
        let case = rows.submission.id.clone();
        let written = self.write_if(step, move |tx| {
            if retention::listed(tx, &case)?.is_some() {
                return Err(Refusal::from(ReopeningRefusal::Erasing).into());
            }
            match holdings.take(tx, &case, Turn::Filed)? {
                Holding::Refused(_) => Err(Refusal::from(ReopeningRefusal::PlaceGone).into()),
                Holding::Taken | Holding::Waits(_) => Ok(()),
            }
        });
        written.await
    }
}

fn goes_back(money: &Money) -> bool {
    money.account.given_back > Yen::ZERO || money.open_refund().is_some()
}

/// Whether its end set free what the case held.
const fn gave_back(case: &Case) -> bool {
    matches!(case.state, State::Refused | State::Withdrawn | State::Lapsed)
}
