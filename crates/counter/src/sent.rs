//! What this browser has sent: the list on the home page.

use kernel::{Instant, ReceiptNumber};
use review_workflow::State;
use submission_store::{Scope, StoreError, cases, submissions};

use crate::{Counter, Error, Visitor};

/// As many as a home page can show.
const LISTED: u32 = 5;

/// One submission of this browser, in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The procedure.
    pub procedure: String,
    /// When it was sent.
    pub sent_at: Instant,
    /// Where it stands.
    pub state: State,
}

impl Counter {
    /// What this browser has sent, the latest first.
    pub async fn sent_by(&self, visitor: &Visitor) -> Result<Vec<Sent>, Error> {
        let owner = *visitor.owner_hash();
        let found = self.inner.store.read(move |tx| {
            let scope = Scope::Visitor { owner_hash: owner };
            let mut sent = Vec::new();
            for submission in submissions::list_of_owner(tx, &owner, LISTED)? {
                let Some(record) = cases::find(tx, &scope, &submission.id)? else { continue };
                sent.push(Sent {
                    receipt_number: submission.receipt_number,
                    procedure: submission.procedure,
                    sent_at: submission.arrived_at,
                    state: record.case.state,
                });
            }
            Ok::<_, StoreError>(sent)
        });
        Ok(found.await?)
    }
}
