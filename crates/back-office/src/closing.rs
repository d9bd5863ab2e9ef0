//! 打切り: a case that asks for the same as another one, or for nothing, ends without a decision.

use casework::{CloseOrder, Move};
use kernel::SubmissionId;
use review_workflow::{Closing, ClosingRefusal, Command, Event, Refusal};
use submission_store::{ReadTx, cases, submissions};

use crate::{BackOffice, Error, Staff, permission::scope_of};

impl BackOffice {
    /// The command that an order stands for. A number that nobody was given and one of a case that
    /// the person may not see are answered alike.
    pub(crate) async fn close_ordered(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        order: CloseOrder,
    ) -> Result<Command, Error> {
        let CloseOrder { twin, reason } = order;
        let Some(number) = twin else {
            return Ok(Command::Close { closing: Closing::Spam, reason });
        };
        let (scope, sought) = (scope_of(&staff.authority), number.clone());
        let read = move |tx: &mut ReadTx<'_>| submissions::find_by_receipt(tx, &scope, &sought);
        let found = self.inner.store.read(read).await?;
        let other = found.ok_or(Refusal::from(ClosingRefusal::NoSuchTwin))?.id;
        if other == *id {
            return Err(Refusal::from(ClosingRefusal::OwnTwin).into());
        }
        let closing = Closing::Duplicate { other, number: number.to_string() };
        Ok(Command::Close { closing, reason })
    }

    /// Writes that a case ends as the duplicate of another one, if that one goes on: of two people
    /// who close each the other one's, one is refused.
    pub(crate) async fn write_duplicate(
        &self,
        step: Move,
        other: SubmissionId,
    ) -> Result<(), Error> {
        let written = self.casework.write_if(step, move |tx| {
            if cases::holds_good(tx, &other)? {
                Ok(())
            } else {
                Err(Refusal::from(ClosingRefusal::TwinIsOver).into())
            }
        });
        written.await
    }
}

/// The case that goes on in place of this one.
pub(crate) fn twin(facts: &[Event]) -> Option<SubmissionId> {
    facts.iter().find_map(|fact| {
        if let Event::Closed { closing: Closing::Duplicate { other, .. }, .. } = fact {
            Some(other.clone())
        } else {
            None
        }
    })
}
