//! The provider's book: what came, what went back, and what banks took back.

use fees::{GatewayError, LedgerEntry, PaymentEventKind};
use kernel::{Instant, Yen};
use serde::de::DeserializeOwned;

use crate::{
    object::{Charge, Dispute, Intent, List, Refund, instant, seconds},
    wire::Wire,
};

/// Something of a list, which goes on behind its id.
trait Listed: DeserializeOwned {
    /// Where the list is, with what is to be told along.
    const PATH: &'static str;
    fn id(&self) -> &str;
    /// Its line in the book; `None` when no money moved.
    fn entry(self) -> Option<LedgerEntry>;
}

/// Everything that moved from `since` until before `until`.
pub(crate) fn read(
    wire: &Wire,
    since: Instant,
    until: Instant,
) -> Result<Vec<LedgerEntry>, GatewayError> {
    let came = all::<Charge>(wire, since, until)?;
    let went = all::<Refund>(wire, since, until)?;
    let taken = all::<Dispute>(wire, since, until)?;
    let book = came.chain(went).chain(taken);
    Ok(book.filter(|entry| (since..until).contains(&entry.occurred_at)).collect())
}

/// The whole of a list, page by page.
fn all<T: Listed>(
    wire: &Wire,
    since: Instant,
    until: Instant,
) -> Result<impl Iterator<Item = LedgerEntry>, GatewayError> {
    let (since, until) = (seconds(since), seconds(until) + 1);
    let mut all: Vec<T> = Vec::new();
    loop {
        let mut path = format!("{}&created[gte]={since}&created[lt]={until}", T::PATH);
        if let Some(last) = all.last() {
            path = format!("{path}&starting_after={}", last.id());
        }
        let page: List<T> = wire.get(&path)?.object()?;
        let over = !page.has_more || page.data.is_empty();
        all.extend(page.data);
        if over {
            return Ok(all.into_iter().filter_map(T::entry));
        }
    }
}

impl Listed for Charge {
    const PATH: &'static str = "/v1/charges?limit=100";

    fn id(&self) -> &str {
        &self.id
    }

    fn entry(self) -> Option<LedgerEntry> {
        self.paid.then(|| LedgerEntry {
            payment: self.metadata.payment(),
            event_id: self.payment_intent.map_or(self.id, Intent::into_id),
            kind: PaymentEventKind::Captured,
            amount: Yen::new(self.amount),
            occurred_at: instant(self.created),
        })
    }
}

impl Listed for Refund {
    const PATH: &'static str = "/v1/refunds?limit=100&expand[]=data.payment_intent";

    fn id(&self) -> &str {
        &self.id
    }

    fn entry(self) -> Option<LedgerEntry> {
        self.is_done().then(|| LedgerEntry {
            payment: self.payment(),
            event_id: self.id,
            kind: PaymentEventKind::Refunded,
            amount: Yen::new(self.amount),
            occurred_at: instant(self.created),
        })
    }
}

impl Listed for Dispute {
    const PATH: &'static str = "/v1/disputes?limit=100&expand[]=data.payment_intent";

    fn id(&self) -> &str {
        &self.id
    }

    fn entry(self) -> Option<LedgerEntry> {
        Some(LedgerEntry {
            payment: self.payment(),
            event_id: self.id,
            kind: PaymentEventKind::ChargedBack,
            amount: Yen::new(self.amount),
            occurred_at: instant(self.created),
        })
    }
}
