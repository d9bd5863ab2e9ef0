//! Papers that were numbered and are still to be set: whoever decided died over it, or it could not
//! be set then. The letter that tells of the decision waits for its paper.

use casework::Error;
use chrono::Duration;
use kernel::Instant;
use submission_store::{
    StoreError,
    registers::{self, Numbered},
};

use crate::{Chores, apart::apart};

/// Papers looked for at once.
const BATCH: u32 = 20;

/// A paper that is being set, or cannot be, is nobody else's for so long.
const PATIENCE: Duration = Duration::minutes(1);

/// So long a paper may wait before operators are told.
pub(crate) const LATE: Duration = Duration::minutes(15);

impl Chores {
    /// Sets the papers that nobody has set; gives how many. One that cannot be set stands in no
    /// other's way, and is tried again a minute later.
    pub async fn set_papers(&self) -> Result<usize, Error> {
        let now = self.now();
        let read = self.store().read(move |tx| registers::due(tx, now, BATCH));
        let due: Vec<Numbered> = read.await.map_err(|fault: StoreError| fault)?;
        let mut set = 0;
        for number in due {
            if self.takes(&number, now).await? && self.sets(number).await? {
                set += 1;
            }
        }
        Ok(set)
    }

    async fn takes(&self, number: &Numbered, now: Instant) -> Result<bool, Error> {
        let (paper, until) = (number.paper.clone(), now.plus(PATIENCE));
        let taken = self
            .store()
            .write(move |tx| registers::try_until(tx, &paper.case, paper.notice, until));
        taken.await.map_err(|fault: StoreError| fault.into())
    }

    async fn sets(&self, number: Numbered) -> Result<bool, Error> {
        let (casework, case) = (self.casework.clone(), number.paper.case.clone());
        match apart(async move { casework.set_notice(&number).await }).await? {
            Ok(is_set) => Ok(is_set),
            Err(fault) => {
                tracing::error!(%case, %fault, "a paper cannot be set");
                Ok(false)
            }
        }
    }
}
