//! What a browser typed and nobody took yet, kept for showing it again.

use chrono::Duration;
use kernel::Instant;
use serde_json::Value;
use submission_store::{Place, unsent};

use crate::{Counter, Error, Visitor};

impl Counter {
    /// Keeps what was typed on `page` for so long, sealed, for this browser alone.
    pub async fn keep_unsent(
        &self,
        visitor: &Visitor,
        page: &str,
        typed: &Value,
        keep: Duration,
    ) -> Result<(), Error> {
        self.keep_unsent_until(visitor, page, typed, self.now().plus(keep)).await
    }

    pub(crate) async fn keep_unsent_until(
        &self,
        visitor: &Visitor,
        page: &str,
        typed: &Value,
        until: Instant,
    ) -> Result<(), Error> {
        let (owner, page) = (*visitor.owner_hash(), page.to_owned());
        let plain = serde_json::to_vec(typed).map_err(Error::internal)?;
        let sealed = self.inner.store.sealer().seal(Place::unsent(&owner, &page), &plain);
        let kept = self.inner.store.write(move |tx| unsent::put(tx, &owner, &page, &sealed, until));
        Ok(kept.await?)
    }

    /// What this browser typed on `page` before.
    pub async fn unsent(&self, visitor: &Visitor, page: &str) -> Result<Option<Value>, Error> {
        self.unsent_at(visitor, page, self.now()).await
    }

    pub(crate) async fn unsent_at(
        &self,
        visitor: &Visitor,
        page: &str,
        now: Instant,
    ) -> Result<Option<Value>, Error> {
        let (owner, page) = (*visitor.owner_hash(), page.to_owned());
        let found = self.inner.store.read(move |tx| unsent::find(tx, &owner, &page, now)).await?;
        let Some(sealed) = found else { return Ok(None) };
        let plain = self.inner.store.sealer().open(&sealed)?;
        serde_json::from_slice(&plain).map(Some).map_err(Error::internal)
    }

    /// Forgets what this browser typed on `page`.
    pub async fn forget_unsent(&self, visitor: &Visitor, page: &str) -> Result<(), Error> {
        let (owner, page) = (*visitor.owner_hash(), page.to_owned());
        Ok(self.inner.store.write(move |tx| unsent::remove(tx, &owner, &page)).await?)
    }
}
