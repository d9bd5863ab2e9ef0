//! The store as its callers see it.
use crate::{Keys, ReadTx, Sealer, StoreError, StoreSettings, WriteTx, files::AttachmentFiles};
use kernel::MunicipalityId;
use std::sync::Arc;

/// The facts of one municipality. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<()>,
}

impl Store {
    /// How many migrations are still to be run; creates no database.
    pub fn pending(settings: &StoreSettings) -> Result<usize, StoreError> {
        unimplemented!()
    }
    /// Runs the pending migrations (creating an embedded database) and tells their names.
    pub fn migrate(settings: &StoreSettings) -> Result<Vec<String>, StoreError> {
        unimplemented!()
    }
    /// Opens a database whose schema is up to date. Blocking: call it at start-up.
    ///
    /// Makes the master key on the very first start; refuses with
    /// [`StoreError::MasterKey`] when it is missing or wrong later.
    pub fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        unimplemented!()
    }
    /// Whose facts these are.
    pub fn municipality(&self) -> &MunicipalityId {
        unimplemented!()
    }
    /// Seals and opens values; do it outside of [`Self::write`].
    pub fn sealer(&self) -> &Sealer {
        unimplemented!()
    }
    /// Derived secrets.
    pub fn keys(&self) -> &Keys {
        unimplemented!()
    }
    /// The files of attachments.
    pub fn files(&self) -> &AttachmentFiles {
        unimplemented!()
    }
    /// Whether the database answers; for `/readyz`.
    pub async fn ready(&self) -> Result<(), StoreError> {
        unimplemented!()
    }

    /// Runs one use case in one write transaction; returns after the commit is durable.
    ///
    /// The closure runs to its end even when the returned future is dropped. It may
    /// run a second time after a collision with another transaction (PostgreSQL),
    /// hence `FnMut`: clone what it gives away. Seal and hash before, not inside.
    pub async fn write<T, E>(
        &self,
        work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        unimplemented!()
    }

    /// Runs `work` on one consistent view, on a blocking thread.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut ReadTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        unimplemented!()
    }
}
