//! Mails with the links by which people of the office choose a password.
//!
//! They belong to no case and carry nothing that is sealed: what is needed stands in the
//! invitation itself. Of several servers one sends, and nobody asks for the lease while
//! nothing is due.

use std::sync::Arc;

use casework::{Error, Unwritten};
use kernel::Instant;
use mail::{SendFault, Stage, Transport};
use submission_store::{
    StoreError,
    invitations::{self, Invitation},
    leases::{self, Lease},
    outbox::LetterState,
};

use crate::{
    Chores, Dispatch,
    dispatch::{UNWRITABLE, hand_over, is_out_of_reach, next_attempt},
    jobs::Job,
};

/// Mails sent in one round.
const BATCH: u32 = 20;

impl Chores {
    /// Sends the links that are due.
    pub async fn send_invitations(
        &self,
        transport: &Arc<dyn Transport>,
    ) -> Result<Dispatch, Error> {
        let now = self.now();
        if self.due_invitations(now).await?.is_empty() {
            return Ok(Dispatch::default());
        }
        let Some(lease) = self.take_job(Job::Invitations, now).await? else {
            return Ok(Dispatch::default());
        };
        let sent = self.send_each(transport, &lease, now).await;
        self.give_back(lease, sent.is_ok(), now).await?;
        sent
    }

    /// Read once more under the lease: what another server has just sent is not sent twice.
    async fn send_each(
        &self,
        transport: &Arc<dyn Transport>,
        lease: &Lease,
        now: Instant,
    ) -> Result<Dispatch, Error> {
        let mut dispatch = Dispatch::default();
        for (invitation, email) in self.due_invitations(now).await? {
            let outcome = match self.casework.invitation_letter(&invitation, &email) {
                Ok(outgoing) => hand_over(outgoing, transport).await,
                Err(fault) => {
                    tracing::error!(invitation = %invitation.id, %fault, "an invitation cannot be written");
                    Err(match fault {
                        Unwritten::Unread(_) => SendFault::Transient(Stage::Writing),
                        Unwritten::Unfit(_) => UNWRITABLE,
                    })
                }
            };
            self.note_tried(&invitation, outcome, lease, now).await?;
            match outcome {
                Ok(()) => dispatch.left += 1,
                Err(fault) if is_out_of_reach(fault) => {
                    dispatch.unreachable = Some(fault);
                    break;
                }
                Err(_) => {}
            }
        }
        Ok(dispatch)
    }

    async fn due_invitations(&self, now: Instant) -> Result<Vec<(Invitation, String)>, Error> {
        let due = self.store().read(move |tx| invitations::due(tx, now, BATCH));
        due.await.map_err(|fault: StoreError| fault.into())
    }

    async fn note_tried(
        &self,
        invitation: &Invitation,
        outcome: Result<(), SendFault>,
        lease: &Lease,
        now: Instant,
    ) -> Result<(), Error> {
        let again = next_attempt(invitation.attempts + 1, invitation.created_at, now);
        let (state, next) = match (outcome, again) {
            (Ok(()), _) => (LetterState::Sent, now),
            (Err(SendFault::Transient(_)), Some(next)) => (LetterState::Waiting, next),
            (Err(SendFault::Transient(_) | SendFault::Permanent(_)), _) => (LetterState::Dead, now),
        };
        if let Err(fault) = outcome {
            tracing::warn!(invitation = %invitation.id, %fault, state = state.word(), "an invitation did not leave");
        }
        let (id, lease) = (invitation.id.clone(), lease.clone());
        let noted = self.store().write(move |tx| {
            leases::hold(tx, &lease)?;
            invitations::tried(tx, &id, state, next)
        });
        noted.await.map_err(|fault: StoreError| fault.into())
    }
}
