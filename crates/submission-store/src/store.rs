//! The store as its callers see it.

use std::sync::{Arc, atomic::AtomicI32};

use diesel::connection::SimpleConnection as _;
use kernel::MunicipalityId;

use crate::{
    Keys, ReadTx, Sealer, StoreError, StoreSettings, WriteTx, audit,
    engine::{Address, Purpose},
    files::AttachmentFiles,
    master, migration,
    pool::Pool,
    transaction::{Door as _, Town},
    writer::Writer,
};

/// The facts of one municipality. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    town: Town,
    keys: Keys,
    /// Reads on both engines, and writes on PostgreSQL.
    pool: Pool,
    /// Writes on SQLite.
    writer: Option<Writer>,
}

impl Store {
    /// How many migrations are still to be run. Creates nothing.
    pub fn pending(settings: &StoreSettings) -> Result<usize, StoreError> {
        migration::pending(&Address::parse(&settings.database_url)?)
    }

    /// Runs the pending migrations and tells their names. Makes the file of an embedded
    /// database that is not there yet.
    pub fn migrate(settings: &StoreSettings) -> Result<Vec<String>, StoreError> {
        migration::run(&Address::parse(&settings.database_url)?)
    }

    /// Opens a database whose schema is up to date. Blocking: call it at start-up.
    ///
    /// Makes the master key on the very first start; when it is missing or wrong later,
    /// refuses with [`StoreError::MasterKey`].
    pub fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let address = Address::parse(&settings.database_url)?;
        match migration::pending(&address)? {
            0 => {}
            pending => return Err(StoreError::Pending(pending)),
        }
        let mut conn = address.connect(Purpose::Writer)?;
        let (sealer, keys) = master::unlock(&mut conn, &settings.data_dir, &settings.municipality)?;
        let files = AttachmentFiles::open(&settings.data_dir, sealer.clone())?;
        let municipality = settings.municipality.clone();
        let closed = Arc::new(AtomicI32::new(audit::last_closed(&mut conn, &municipality)?));
        let town = Town { municipality, sealer, files, closed };
        let pool = Pool::new(address.clone(), town.clone(), settings.connections, settings.queue);
        let writer = match &address {
            Address::Sqlite(_) => Some(Writer::start(address, town.clone(), settings.queue)?),
            Address::Pg(_) => None,
        };
        Ok(Self { inner: Arc::new(Inner { town, keys, pool, writer }) })
    }

    /// Whose facts these are.
    pub fn municipality(&self) -> &MunicipalityId {
        &self.inner.town.municipality
    }

    /// Seals and opens values; do it outside of [`Self::write`].
    pub fn sealer(&self) -> &Sealer {
        &self.inner.town.sealer
    }

    /// Derived secrets.
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// The files of attachments.
    pub fn files(&self) -> &AttachmentFiles {
        &self.inner.town.files
    }

    /// Whether the database answers and takes writes; for `/readyz`.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.read(|tx| tx.run("ready", |conn, _| conn.batch_execute("SELECT 1"))).await?;
        self.write(|_| Ok(())).await
    }

    /// Runs one use case in one write transaction; returns after the commit is durable.
    ///
    /// The closure runs to its end even when the returned future is dropped. On
    /// PostgreSQL it runs a second time after a collision with another transaction,
    /// hence `FnMut`: clone what it gives away. Seal and hash before, not inside.
    pub async fn write<T, E>(
        &self,
        work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.inner.writer {
            Some(writer) => writer.run(work).await,
            None => self.inner.pool.write(work).await,
        }
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
        self.inner.pool.read(work).await
    }
}
