//! What the house does by itself: terms that run out, reminders, cleaning, closing the day.

use kernel::{Instant, SubmissionId};
use review_workflow::{Actor, Command, decide};
use submission_store::{Scope, StoreError, audit, cases, sweep};

use crate::{Desk, DeskError, policy::policy_of, record::SYSTEM};

/// Cases moved in one round.
const BATCH: u32 = 200;

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Submissions whose fee was not paid in time.
    pub lapsed: usize,
    /// Applicants who were reminded of a correction.
    pub reminded: usize,
}

impl Desk {
    /// Lets unpaid submissions lapse and reminds of corrections. Two processes at once do
    /// no harm: the second finds the case changed.
    pub async fn keep_terms(&self) -> Result<Round, DeskError> {
        let now = self.now();
        let (unpaid, uncorrected) = self
            .inner
            .store
            .read(move |tx| {
                let unpaid = cases::list_payment_overdue(tx, now, None, BATCH)?;
                let uncorrected = cases::list_to_remind(tx, now.day(), None, BATCH)?;
                Ok::<_, StoreError>((unpaid, uncorrected))
            })
            .await
            .map_err(DeskError::from)?;
        let mut round = Round::default();
        for id in unpaid {
            self.ask_before_lapsing(&id, now).await;
            round.lapsed += usize::from(self.move_by_itself(&id, Command::Lapse, now).await?);
        }
        for id in uncorrected {
            let reminded = self.move_by_itself(&id, Command::Remind, now).await?;
            round.reminded += usize::from(reminded);
        }
        Ok(round)
    }

    /// The provider may have the money although nobody told us. When it cannot be asked,
    /// the term still ends: late money is recorded and goes back.
    async fn ask_before_lapsing(&self, id: &SubmissionId, now: Instant) {
        let Ok(rows) = self.rows(Scope::Worker, id).await else { return };
        let Some(payment) = rows.payment else { return };
        if let Err(fault) = self.look_up_payment(&payment.bill.payment, now).await {
            tracing::warn!(payment = %payment.bill.payment, %fault, "the payment provider could not be asked");
        }
    }

    async fn move_by_itself(
        &self,
        id: &SubmissionId,
        command: Command,
        now: Instant,
    ) -> Result<bool, DeskError> {
        let rows = self.rows(Scope::Worker, id).await?;
        let published = self.form_of(&rows.submission).await?;
        let policy = policy_of(&published.form);
        let case = rows.record.case.clone();
        let Ok(facts) = decide(&case, command, &Actor::System, &policy, now) else {
            return Ok(false);
        };
        let step = self.prepare_move(case, &facts, SYSTEM, &rows.submission)?;
        match self.inner.store.write(move |tx| step.write(tx)).await {
            Ok(()) => Ok(true),
            Err(StoreError::Conflict { .. }) => Ok(false),
            Err(fault) => Err(fault.into()),
        }
    }

    /// Removes what expired.
    pub async fn tidy_up(&self) -> Result<sweep::Swept, DeskError> {
        self.forget_old_tries().await?;
        Ok(sweep::sweep(&self.inner.store, self.now()).await?)
    }

    /// Chains the heads of every day that has ended; gives how many were closed.
    pub async fn close_days(&self) -> Result<usize, DeskError> {
        let now = self.now();
        let closed = self.inner.store.write(move |tx| audit::close_days(tx, now)).await;
        Ok(closed.map_err(|fault: StoreError| DeskError::from(fault))?.len())
    }
}
