//! The store as its callers see it.

use std::{path::Path, sync::Arc};

use diesel::{RunQueryDsl as _, connection::SimpleConnection as _, dsl::sql, sql_types::BigInt};
use kernel::{Instant, MunicipalityId};

use crate::{
    Adoption, Keys, ReadTx, Sealer, StoreError, StoreSettings, WriteTx,
    audit::{self, DayHead},
    binding, chain,
    engine::{Address, Book, DbConn, Purpose},
    files::AttachmentFiles,
    folder::Folder,
    leases::{self, Lease},
    master, migration,
    pool::Pool,
    room::Room,
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
    room: Room,
    keeper: master::Keeper,
    /// Reads on both engines, and writes on PostgreSQL.
    pool: Pool,
    /// Writes on SQLite.
    writer: Option<Writer>,
}

impl Store {
    /// How many migrations are still to be run. Creates nothing.
    pub fn pending(settings: &StoreSettings) -> Result<usize, StoreError> {
        migration::pending(&Address::of(settings)?)
    }

    /// Runs the pending migrations and tells their names. Makes the file of an embedded
    /// database that is not there yet; refuses to when there are sealed files already,
    /// because then it is not missing for the first time.
    pub fn migrate(settings: &StoreSettings) -> Result<Vec<String>, StoreError> {
        let address = Address::of(settings)?;
        if !address.exists() {
            binding::refuse_without_database(&Folder::of(&settings.data_dir))?;
        }
        migration::run(&address)
    }

    /// Opens a database whose schema is up to date. Blocking: call it at start-up.
    ///
    /// On the very first start it makes the master key and binds the database to its folder
    /// of files. When either is missing or another one later, it refuses with
    /// [`StoreError::MasterKey`] or [`StoreError::Folder`] and changes nothing.
    pub fn open(settings: &StoreSettings) -> Result<Self, StoreError> {
        let (address, mut conn) = connect(settings)?;
        let folder = Folder::of(&settings.data_dir);
        let (id, (sealer, keys)) = in_one_transaction(&mut conn, |conn| {
            let id = binding::bind(conn, &folder, &settings.municipality)?;
            Ok((id, master::unlock(conn, settings)?))
        })?;
        let room = Room::of(&folder);
        let files = AttachmentFiles::new(folder, id);
        let municipality = settings.municipality.clone();
        let place = conn.place().map_err(|e| StoreError::of("connection", &e))?;
        let book = chain::book(&place, &municipality);
        let town = Town { municipality, sealer, keys: keys.clone(), files, book };
        let pool = Pool::new(address.clone(), town.clone(), settings);
        let writer = match &address {
            Address::Sqlite(_) => Some(Writer::start(address, town.clone(), settings.queue)?),
            Address::Pg { .. } => None,
        };
        Ok(Self {
            inner: Arc::new(Inner {
                keeper: master::Keeper::of(settings),
                town,
                keys,
                room,
                pool,
                writer,
            }),
        })
    }

    /// Binds the folder of files to the database, whatever either was bound to before, and
    /// tells what it found; with `dry_run` it only tells. The operator's word that the two
    /// belong together; `accept_missing` also that files are lost.
    pub fn adopt(
        settings: &StoreSettings,
        accept_missing: bool,
        dry_run: bool,
    ) -> Result<Adoption, StoreError> {
        let (_, mut conn) = connect(settings)?;
        let folder = Folder::of(&settings.data_dir);
        if dry_run {
            return binding::look(&mut conn, &folder, &settings.municipality);
        }
        in_one_transaction(&mut conn, |conn| {
            binding::adopt(conn, &folder, &settings.municipality, accept_missing)
        })
    }

    /// Gives every key of the database another master key, of every municipality in it: the one in
    /// `new`, or a fresh one where the key is kept in the data folder. The key before stays beside
    /// it as `master.key.old`. Gives how many keys there are. Servers go on meanwhile. Blocking.
    pub fn rotate_master(
        settings: &StoreSettings,
        new: Option<&Path>,
    ) -> Result<usize, StoreError> {
        let (_, mut conn) = connect(settings)?;
        let count = in_one_transaction(&mut conn, |conn| master::replace(conn, settings, new))?;
        if settings.master_key_file.is_none() && new.is_none() {
            master::settle(&settings.data_dir)?;
        }
        Ok(count)
    }

    /// Folds the log of an embedded database into its file, so that what was written over is
    /// gone from the disk. A server cleans up by itself. Blocking.
    pub fn fold_log(settings: &StoreSettings) -> Result<(), StoreError> {
        let mut conn = Address::of(settings)?.connect(Purpose::Writer)?;
        match &mut conn {
            DbConn::Sqlite(conn) => conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)"),
            DbConn::Pg(_) => Ok(()),
        }
        .map_err(|e| StoreError::of("checkpoint", &e))
    }

    /// Whose facts these are.
    pub fn municipality(&self) -> &MunicipalityId {
        &self.inner.town.municipality
    }

    /// Seals and opens values; do it outside of [`Self::write`].
    pub fn sealer(&self) -> &Sealer {
        &self.inner.town.sealer
    }

    /// What opens keys that are added while the server runs.
    pub(crate) fn keeper(&self) -> &master::Keeper {
        &self.inner.keeper
    }

    /// Runs `work` while nobody else writes.
    pub(crate) async fn write_alone<T, E>(
        &self,
        work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.inner.writer {
            Some(writer) => writer.run(work).await,
            None => self.inner.pool.write_alone(work).await,
        }
    }

    /// Derived secrets.
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }

    /// The files of attachments.
    pub fn files(&self) -> &AttachmentFiles {
        &self.inner.town.files
    }

    /// Whether the database answers and takes writes, and the disk has room; for `/readyz`.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let room = self.inner.room.clone();
        self.read(move |tx| {
            tx.run("ready", |conn, _| conn.batch_execute("SELECT 1"))?;
            room.check()
        })
        .await?;
        self.write(|_| Ok(())).await
    }

    /// What the database's clock says; `None` where it is that of this machine.
    pub async fn database_time(&self) -> Result<Option<Instant>, StoreError> {
        let millis: Option<i64> = self
            .read(|tx| {
                tx.run("time", |conn, _| match conn {
                    DbConn::Sqlite(_) => Ok(None),
                    DbConn::Pg(conn) => {
                        let millis = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
                        diesel::select(sql::<BigInt>(millis)).get_result(conn).map(Some)
                    }
                })
            })
            .await?;
        Ok(millis.map(Instant::from_millis))
    }

    /// Runs one use case in one write transaction; returns after the commit is durable.
    ///
    /// The closure runs to its end even when the returned future is dropped. On
    /// PostgreSQL it runs again after a collision with another transaction or when the
    /// connection was lost, hence `FnMut`: clone what it gives away. However often it ran,
    /// it is kept at most once. Seal and hash before, not inside.
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

    /// Closes the log of every day that ended ten minutes before `now` or earlier, while
    /// nobody writes: what is on its way is in the book before it is closed. Where several
    /// servers share the work, `lease` says that it is this one's.
    pub async fn close_days(
        &self,
        now: Instant,
        lease: Option<Lease>,
    ) -> Result<Vec<DayHead>, StoreError> {
        if !self.read(move |tx| audit::is_day_to_close(tx, now)).await? {
            return Ok(Vec::new());
        }
        let close = move |tx: &mut WriteTx<'_>| {
            lease.as_ref().map_or(Ok(()), |lease| leases::hold(tx, lease))?;
            audit::close_days(tx, now)
        };
        self.write_alone(close).await
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

/// A connection to a database whose schema is up to date.
fn connect(settings: &StoreSettings) -> Result<(Address, DbConn), StoreError> {
    let address = Address::of(settings)?;
    match migration::pending(&address)? {
        0 => {}
        pending => return Err(StoreError::Pending(pending)),
    }
    let conn = address.connect(Purpose::Writer)?;
    Ok((address, conn))
}

/// Runs `work` alone: of several first starts at once, the others find what one made.
fn in_one_transaction<T>(
    conn: &mut DbConn,
    work: impl FnOnce(&mut DbConn) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let failed = |e: diesel::result::Error| StoreError::of("opening", &e);
    conn.begin_write(Book::Unopened).map_err(failed)?;
    let result = master::lock(conn).and_then(|()| work(conn));
    match &result {
        Ok(_) => conn.commit().map_err(failed)?,
        Err(_) => conn.roll_back().map_err(failed)?,
    }
    result
}
