//! The master key: made once, in a file of mode 0600; it wraps every data key.
//!
//! A database that has keys already never gets a new master key: what the old one
//! sealed would be lost without anybody noticing.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fs, io,
    path::{Path, PathBuf},
};

use diesel::prelude::*;
use kernel::{IdSource as _, MunicipalityId, SystemIds};
use zeroize::Zeroizing;

use crate::{
    Digest, Keys, Sealer, StoreError, StoreSettings, disk,
    engine::DbConn,
    schema::data_keys,
    seal::{Ring, cipher, open_from, seal_into},
};

/// The file in the data folder.
const FILE: &str = "master.key";

/// A master key that is about to take its place, or has while nobody could say so.
const NEXT: &str = "master.key.next";

/// The one before: older copies of the database need it.
const OLD: &str = "master.key.old";

/// The data key that derives secrets instead of sealing.
const ROOT: u32 = 0;

/// The first key that seals.
const FIRST: u32 = 1;

type Secret = Zeroizing<[u8; 32]>;

/// The keys of `municipality`, made on the first start. Runs in a transaction that holds
/// [`lock`], so that two first starts at once make one set.
pub(crate) fn unlock(
    conn: &mut DbConn,
    settings: &StoreSettings,
) -> Result<(Sealer, Keys), StoreError> {
    let municipality = &settings.municipality;
    let wrapped = rows(conn)?;
    let master = Custody::of(settings).opening(&wrapped)?;
    let mut keys = BTreeMap::new();
    for (town, number, bytes) in &wrapped {
        // Those of other municipalities are opened too: a wrong file is noticed at once.
        let key = unwrap(&master, town, *number, bytes)?;
        if town == municipality.as_str() {
            keys.insert(*number, key);
        }
    }
    let seals = keys.keys().any(|number| *number >= i64::from(FIRST));
    for number in [Some(ROOT), (!seals).then_some(FIRST)].into_iter().flatten().map(i64::from) {
        if let Entry::Vacant(missing) = keys.entry(number) {
            missing.insert(make(conn, &master, municipality, number)?);
        }
    }
    assemble(municipality, &keys)
}

/// Gives every data key of the database another master key: the one in `new`, or where we keep
/// the key ourselves, a fresh one that is written beside it first. Runs in a transaction that
/// holds [`lock`]; [`settle`] follows its commit.
pub(crate) fn replace(
    conn: &mut DbConn,
    settings: &StoreSettings,
    new: Option<&Path>,
) -> Result<usize, StoreError> {
    let wrapped = rows(conn)?;
    let custody = Custody::of(settings);
    let old = custody.opening(&wrapped)?;
    let next = match (&custody, new) {
        (_, Some(file)) => Custody::Theirs(file.to_owned()).master_key(false)?,
        (Custody::Theirs(_), None) => {
            return Err(StoreError::MasterKey(
                "it is kept where master-key-file says: name the file of the next one too",
            ));
        }
        (Custody::Ours(_), None) => {
            // Left behind by one that was cut short before its commit: as good as a new one.
            Custody::Ours(settings.data_dir.join(NEXT)).master_key(true)?
        }
    };
    for (town, number, bytes) in &wrapped {
        let key = unwrap(&old, town, *number, bytes)?;
        diesel::update(data_keys::table)
            .filter(data_keys::municipality.eq(town))
            .filter(data_keys::number.eq(number))
            .set(data_keys::wrapped.eq(wrap(&next, town, *number, &key)))
            .execute(conn)
            .map_err(|e| StoreError::of("data_keys", &e))?;
    }
    Ok(wrapped.len())
}

/// Puts the next master key in its place; the one before is kept beside it.
pub(crate) fn settle(data_dir: &Path) -> Result<(), StoreError> {
    let (file, next, old) = (data_dir.join(FILE), data_dir.join(NEXT), data_dir.join(OLD));
    let cannot = |_| StoreError::MasterKey("master.key.next cannot take the place of master.key");
    if file.exists() {
        fs::rename(&file, &old).map_err(cannot)?;
    }
    fs::rename(&next, &file).map_err(cannot)?;
    disk::sync_folder(data_dir)
}

/// Opens and wraps keys of one municipality while a server runs.
#[derive(Clone)]
pub(crate) struct Keeper {
    custody: Custody,
    municipality: MunicipalityId,
}

impl Keeper {
    /// With the master key that `settings` name.
    pub(crate) fn of(settings: &StoreSettings) -> Self {
        Self { custody: Custody::of(settings), municipality: settings.municipality.clone() }
    }

    /// A key that was just drawn, wrapped.
    pub(crate) fn wrap_new(&self, number: u32) -> Result<Vec<u8>, StoreError> {
        let mut key = Secret::default();
        SystemIds.fill(key.as_mut_slice());
        let master = self.custody.master_key(false)?;
        Ok(wrap(&master, self.municipality.as_str(), i64::from(number), &key))
    }

    /// Opens keys of the municipality.
    pub(crate) fn open(&self, rows: &[(i64, Vec<u8>)]) -> Result<Vec<(u32, [u8; 32])>, StoreError> {
        let master = self.custody.master_key(false)?;
        let open = |(number, bytes): &(i64, Vec<u8>)| {
            let key = unwrap(&master, self.municipality.as_str(), *number, bytes)?;
            Ok((u32::try_from(*number).unwrap_or_default(), *key))
        };
        rows.iter().map(open).collect()
    }
}

/// A wrapped data key: municipality, number, bytes.
type Row = (String, i64, Vec<u8>);

fn rows(conn: &mut DbConn) -> Result<Vec<Row>, StoreError> {
    data_keys::table
        .select((data_keys::municipality, data_keys::number, data_keys::wrapped))
        .order((data_keys::municipality, data_keys::number))
        .load(conn)
        .map_err(|e| StoreError::of("data_keys", &e))
}

/// Keeps other starts out until the transaction ends. SQLite holds the lock since `BEGIN
/// IMMEDIATE`.
pub(crate) fn lock(conn: &mut DbConn) -> Result<(), StoreError> {
    match conn {
        DbConn::Sqlite(_) => Ok(()),
        DbConn::Pg(pg) => diesel::connection::SimpleConnection::batch_execute(
            pg,
            "LOCK TABLE data_keys IN EXCLUSIVE MODE",
        )
        .map_err(|e| StoreError::of("data_keys", &e)),
    }
}

fn assemble(
    municipality: &MunicipalityId,
    keys: &BTreeMap<i64, Secret>,
) -> Result<(Sealer, Keys), StoreError> {
    let missing = || StoreError::corrupt("data_keys", municipality.as_str(), "a key is missing");
    let root = keys.get(&i64::from(ROOT)).ok_or_else(missing)?;
    let sealing: BTreeMap<u32, [u8; 32]> = keys
        .iter()
        .filter_map(|(number, key)| Some((u32::try_from(*number).ok()?, **key)))
        .filter(|(number, _)| *number != ROOT)
        .collect();
    // The oldest is known to every server. A younger one is taken up by the first look.
    let oldest = sealing.keys().next().copied().unwrap_or(FIRST);
    let derived = Keys::new(**root);
    let fingerprint = derived.derive("fingerprint");
    let ring = Ring::new(sealing, oldest).ok_or_else(missing)?;
    Ok((Sealer::new(municipality.clone(), ring, fingerprint), derived))
}

fn make(
    conn: &mut DbConn,
    master: &Secret,
    municipality: &MunicipalityId,
    number: i64,
) -> Result<Secret, StoreError> {
    let mut key = Secret::default();
    SystemIds.fill(key.as_mut_slice());
    let wrapped = wrap(master, municipality.as_str(), number, &key);
    diesel::insert_into(data_keys::table)
        .values((
            data_keys::municipality.eq(municipality.as_str()),
            data_keys::number.eq(number),
            data_keys::wrapped.eq(&wrapped),
        ))
        .execute(conn)
        .map_err(|e| StoreError::of("data_keys", &e))?;
    Ok(key)
}

fn wrap(master: &Secret, town: &str, number: i64, key: &Secret) -> Vec<u8> {
    let mut wrapped = Vec::new();
    seal_into(&cipher(master), &mut wrapped, key.as_slice(), aad(town, number).as_bytes());
    wrapped
}

fn unwrap(master: &Secret, town: &str, number: i64, wrapped: &[u8]) -> Result<Secret, StoreError> {
    let opened = open_from(&cipher(master), wrapped, aad(town, number).as_bytes());
    let key = opened
        .map(Zeroizing::new)
        .and_then(|key| <[u8; 32]>::try_from(key.as_slice()).ok())
        .ok_or(StoreError::MasterKey("master.key is not the key of this database"))?;
    Ok(Zeroizing::new(key))
}

fn aad(town: &str, number: i64) -> String {
    format!("{town}/data_keys.wrapped/{number}")
}

/// Who keeps the master key.
#[derive(Clone)]
enum Custody {
    /// We do, in the data folder: made at the first start, for nobody else to read.
    Ours(PathBuf),
    /// The machine does: a credential or a mounted secret, which its group may read.
    Theirs(PathBuf),
}

impl Custody {
    fn of(settings: &StoreSettings) -> Self {
        match &settings.master_key_file {
            Some(file) => Self::Theirs(file.clone()),
            None => Self::Ours(settings.data_dir.join(FILE)),
        }
    }

    /// The key that opens `wrapped`. Where its database was given the next one, and whoever did
    /// so was cut short before the file could follow, that one is put in its place now.
    fn opening(&self, wrapped: &[Row]) -> Result<Secret, StoreError> {
        let opens =
            |key: &Secret| wrapped.iter().all(|row| unwrap(key, &row.0, row.1, &row.2).is_ok());
        let current = self.master_key(wrapped.is_empty());
        if current.as_ref().is_ok_and(opens) {
            return current;
        }
        let Self::Ours(path) = self else { return current };
        let (folder, next) = (path.parent().unwrap_or(Path::new(".")), path.with_file_name(NEXT));
        if !next.exists() {
            return current;
        }
        let next = Self::Ours(next).master_key(false)?;
        if !opens(&next) {
            return current;
        }
        settle(folder)?;
        Ok(next)
    }

    /// Reads the file; makes ours only where nothing was sealed yet.
    fn master_key(&self, may_make: bool) -> Result<Secret, StoreError> {
        let (Self::Ours(path) | Self::Theirs(path)) = self;
        match (fs::read_to_string(path), self) {
            (Ok(text), _) => {
                self.refuse_open_file()?;
                read_key(&Zeroizing::new(text))
            }
            (Err(error), _) if error.kind() != io::ErrorKind::NotFound => {
                Err(StoreError::MasterKey("master.key cannot be read"))
            }
            (Err(_), Self::Theirs(_)) => Err(StoreError::MasterKey(
                "the file that master-key-file names is missing; a new key is made by \
                 `openssl rand -hex 32`, and nothing that an older one sealed opens with it",
            )),
            (Err(_), Self::Ours(path)) if may_make => make_file(path),
            (Err(_), Self::Ours(_)) => Err(StoreError::MasterKey(
                "master.key is missing from the data folder, but the database was sealed with one",
            )),
        }
    }

    #[cfg(unix)]
    fn refuse_open_file(&self) -> Result<(), StoreError> {
        use std::os::unix::fs::PermissionsExt as _;
        let (path, shut, why) = match self {
            Self::Ours(path) => {
                (path, 0o077, "master.key can be read by others; give it mode 0600")
            }
            Self::Theirs(path) => {
                (path, 0o007, "the master key can be read by everybody; give its file mode 0400")
            }
        };
        let open = fs::metadata(path).map_or(shut, |about| about.permissions().mode() & shut);
        if open == 0 { Ok(()) } else { Err(StoreError::MasterKey(why)) }
    }

    #[cfg(not(unix))]
    fn refuse_open_file(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

fn read_key(text: &str) -> Result<Secret, StoreError> {
    let key: Digest =
        text.trim_end().parse().ok().ok_or(StoreError::MasterKey("master.key is damaged"))?;
    Ok(Zeroizing::new(*key.as_bytes()))
}

/// Sixty-four hexadecimal digits: they can be printed and kept in a safe.
fn make_file(path: &Path) -> Result<Secret, StoreError> {
    let mut key = Secret::default();
    SystemIds.fill(key.as_mut_slice());
    let text = Zeroizing::new(format!("{}\n", Digest::from_bytes(*key)));
    let folder = path.parent().unwrap_or(Path::new("."));
    disk::create_folder(folder)?;
    let fresh = path.with_extension("key.new");
    let cannot = |_| StoreError::MasterKey("master.key cannot be written to the data folder");
    // Left behind by a start that was cut short: nothing was sealed with it.
    if fresh.exists() {
        fs::remove_file(&fresh).map_err(cannot)?;
    }
    disk::write_new(&fresh, text.as_bytes()).map_err(cannot)?;
    fs::rename(&fresh, path).map_err(cannot)?;
    disk::sync_folder(folder)?;
    Ok(key)
}
