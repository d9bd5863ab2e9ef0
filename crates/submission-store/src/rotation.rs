//! New keys for a municipality while its servers run: one is added, servers take it up, the keys
//! of cases are wrapped by it turn by turn, and the old one ends when nothing names it.
//!
//! Nothing that a case holds is sealed again; what was typed in a job with many cases is. Wherever this is cut short, both keys open.

use chrono::{Duration, NaiveDateTime};
use diesel::{
    dsl::{exists, not, sql},
    prelude::*,
    sql_types::{Binary, Bool},
};
use kernel::{AttachmentId, Instant};

use crate::{
    Reads, Store, StoreError, WriteTx, bulk, case_keys, case_seal,
    engine::per_engine,
    file_seal,
    leases::{self, Lease},
    row::At,
    schema::{attachments, bundles, case_keys as keys, data_keys, drafts, submissions, unsent},
    seal::{Ring, Wrapped, town_prefix},
    transaction::Door as _,
};

const TABLE: &str = "data_keys";

/// A new key seals so long after it was added: by then every server has heard of it.
const GRACE: Duration = Duration::minutes(2);

/// A key ends so long after the next one has taken over at the earliest: what was sealed with it
/// is written by then.
const SETTLING: Duration = Duration::minutes(10);

/// Keys that are wrapped anew in one transaction.
const TURN: u32 = 500;

/// A key of the municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownKey {
    /// Its number.
    pub number: u32,
    /// From when it seals; the first one always has.
    pub seals_from: Option<Instant>,
}

/// How far a rotation is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Keys of cases that an older key wraps.
    pub cases: i64,
    /// Keys of unfiled files that an older key wraps.
    pub files: i64,
    /// Jobs with many cases that an older key seals.
    pub jobs: i64,
    /// Drafts, common answers and unsent pages that an older key seals: they end by themselves.
    pub drafts: i64,
    /// Cases and files from before they had keys: an older key seals them for as long as they
    /// are kept.
    pub unkeyed: i64,
}

/// What became of an older key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finish {
    /// These keys are gone.
    Ended(Vec<u32>),
    /// There is one key, and it seals.
    Alone,
    /// Not before this moment: servers may still seal with the older one.
    TooSoon(Instant),
    /// Something names an older key.
    Named(Progress),
}

impl Progress {
    /// Whether nothing names an older key.
    pub fn is_done(&self) -> bool {
        *self == Self::default()
    }
}

/// Adds the next key, unless one was added and the older ones have not ended; gives the newest.
pub async fn begin(store: &Store, now: Instant) -> Result<TownKey, StoreError> {
    let keeper = store.keeper().clone();
    let work = move |tx: &mut WriteTx<'_>| {
        let known = list(tx)?;
        let newest = known.last().cloned().ok_or_else(missing)?;
        if known.len() > 1 {
            return Ok(newest);
        }
        let number = newest.number + 1;
        let wrapped = keeper.wrap_new(number)?;
        let seals_from = now.plus(GRACE);
        tx.run(TABLE, |conn, here| {
            diesel::insert_into(data_keys::table)
                .values((
                    data_keys::municipality.eq(here),
                    data_keys::number.eq(i64::from(number)),
                    data_keys::wrapped.eq(&wrapped),
                    data_keys::seals_from.eq(seals_from.naive_utc()),
                ))
                .execute(conn)
        })?;
        Ok(TownKey { number, seals_from: Some(seals_from) })
    };
    store.write(work).await
}

/// The keys that seal or have sealed, the oldest first.
pub fn list(tx: &mut impl Reads) -> Result<Vec<TownKey>, StoreError> {
    let rows: Vec<(i64, Option<NaiveDateTime>)> = tx.run(TABLE, |conn, here| {
        data_keys::table
            .filter(data_keys::municipality.eq(here))
            .filter(data_keys::number.gt(0))
            .order(data_keys::number)
            .select((data_keys::number, data_keys::seals_from))
            .load(conn)
    })?;
    let read = |(number, from): (i64, Option<NaiveDateTime>)| {
        let number = At::row(TABLE, "number").count("number of a key", number)?;
        Ok(TownKey { number, seals_from: from.map(Instant::from_naive_utc) })
    };
    rows.into_iter().map(read).collect()
}

/// Refuses to write what is wrapped by a key that has ended: nobody could open it again.
pub(crate) fn require(tx: &mut WriteTx<'_>, town_key: Option<i64>) -> Result<(), StoreError> {
    let Some(number) = town_key else { return Ok(()) };
    let known: Option<i64> = tx.run(TABLE, |conn, here| {
        let known = data_keys::table
            .filter(data_keys::municipality.eq(here))
            .filter(data_keys::number.eq(number))
            .select(data_keys::number);
        per_engine!(conn, |conn| known.get_result(conn)).optional()
    })?;
    known.map(drop).ok_or_else(missing)
}

/// Takes up keys that were added and lays down those that have ended; true when there was
/// something to do. Every server asks this every other second.
pub async fn take_up(store: &Store, now: Instant) -> Result<bool, StoreError> {
    let known = store.read(|tx| list(tx)).await?;
    let sealing = known.iter().rev().find(|key| key.seals_from.is_none_or(|from| from <= now));
    let sealing = sealing.ok_or_else(missing)?.number;
    let numbers: Vec<u32> = known.iter().map(|key| key.number).collect();
    if store.sealer().ring().numbers() == (numbers, sealing) {
        return Ok(false);
    }
    let keeper = store.keeper().clone();
    let opened = store.read(move |tx| {
        let rows: Vec<(i64, Vec<u8>)> = tx.run(TABLE, |conn, here| {
            data_keys::table
                .filter(data_keys::municipality.eq(here))
                .filter(data_keys::number.gt(0))
                .select((data_keys::number, data_keys::wrapped))
                .load(conn)
        })?;
        keeper.open(&rows)
    });
    let ring = Ring::new(opened.await?, sealing).ok_or_else(missing)?;
    store.sealer().take_up(ring);
    Ok(true)
}

/// What is leased.
const JOB: &str = "keys";

/// Nobody else wraps keys for so long after somebody died over it.
const LEASE: Duration = Duration::minutes(5);

/// Turns of one round: the lease is taken anew before it can run out.
const TURNS: u32 = 20;

/// Takes up new keys, and wraps what older ones wrap, for as many turns as one lease holds. Gives
/// whether there may be more. While another server does it, this one only takes up.
pub async fn round(store: &Store, owner: &str, now: Instant) -> Result<bool, StoreError> {
    take_up(store, now).await?;
    if store.sealer().ring().numbers().0.len() < 2 {
        return Ok(false);
    }
    let (owner, until) = (owner.to_owned(), now.plus(LEASE));
    let taken = store.write(move |tx| leases::take(tx, JOB, &owner, now, until)).await?;
    let Some(lease) = taken else { return Ok(false) };
    let (mut after, mut turns) = (None, 0);
    let result = loop {
        match turn(store, &lease, after.as_ref()).await {
            Ok(None) => break Ok(false),
            Ok(last) => after = last,
            Err(fault) => break Err(fault),
        }
        turns += 1;
        if turns == TURNS {
            break Ok(true);
        }
    };
    let well = result.is_ok();
    let given = store.write(move |tx| {
        if well { leases::finish(tx, &lease, now) } else { leases::release(tx, &lease, now) }
    });
    given.await?;
    result
}

/// Wraps the keys of up to [`TURN`] cases, behind `after`, and of as many unfiled files by the
/// key that seals, and seals as many jobs with it. Gives how far it came; `None` when there was nothing more.
async fn turn(
    store: &Store,
    lease: &Lease,
    after: Option<&String>,
) -> Result<Option<String>, StoreError> {
    let sealing = store.sealer().ring().numbers().1;
    let behind = after.cloned().unwrap_or_default();
    let older = store.read(move |tx| {
        Ok::<_, StoreError>((
            case_keys::older(tx, sealing, &behind, TURN)?,
            old_files(tx, sealing)?,
            bulk::older(tx, sealing, TURN)?,
        ))
    });
    let (cases, files, jobs) = older.await?;
    // Files without cases: the next turn begins where this one did.
    let last = cases.last().map(|(case, _)| case.to_string()).or_else(|| after.cloned());
    if cases.is_empty() && files.is_empty() && jobs.is_empty() {
        return Ok(None);
    }
    let cases: Vec<Moved> = cases
        .into_iter()
        .map(|(case, old)| rewrapped(store, &case_seal::path_of(&case), case.as_str(), old))
        .collect::<Result<_, _>>()?;
    let files: Vec<Moved> = files
        .into_iter()
        .map(|(file, old)| rewrapped(store, &file_seal::path_of(&file), file.as_str(), old))
        .collect::<Result<_, _>>()?;
    let sealer = store.sealer();
    let jobs: Vec<bulk::Resealed> =
        jobs.into_iter().map(|job| bulk::Resealed::of(sealer, job)).collect::<Result<_, _>>()?;
    let lease = lease.clone();
    let write = move |tx: &mut WriteTx<'_>| {
        leases::hold(tx, &lease)?;
        cases.iter().try_for_each(|moved| case_keys::replace(tx, moved))?;
        files.iter().try_for_each(|moved| replace_file(tx, moved))?;
        jobs.iter().try_for_each(|job| bulk::replace(tx, job))
    };
    store.write(write).await?;
    Ok(Some(last.unwrap_or_default()))
}

/// A key that is about to be wrapped by another one.
pub(crate) struct Moved {
    pub(crate) id: String,
    pub(crate) old: Wrapped,
    pub(crate) new: Wrapped,
}

fn rewrapped(store: &Store, path: &str, id: &str, old: Wrapped) -> Result<Moved, StoreError> {
    let key = store.sealer().unwrap(&old, path);
    let key = key.ok_or_else(|| StoreError::corrupt(TABLE, id, "a wrapped key does not open"))?;
    Ok(Moved { id: id.to_owned(), old, new: store.sealer().wrap(&key, path) })
}

/// How much still names a key older than the newest one.
pub fn progress(tx: &mut impl Reads) -> Result<Progress, StoreError> {
    let newest = list(tx)?.last().ok_or_else(missing)?.number;
    let number = i64::from(newest);
    let cases = tx.run("case_keys", |conn, here| {
        keys::table
            .filter(keys::municipality.eq(here))
            .filter(keys::town_key.ne(number))
            .count()
            .get_result(conn)
    })?;
    let files = tx.run("attachments", |conn, here| {
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::town_key.ne(number))
            .count()
            .get_result(conn)
    })?;
    let prefix = town_prefix(newest).to_vec();
    let mut sealed = 0;
    macro_rules! older {
        ($table:ident) => {{
            let count: i64 = tx.run(stringify!($table), |conn, here| {
                let prefix = prefix.clone();
                per_engine!(conn, |conn| $table::table
                    .filter($table::municipality.eq(here))
                    .filter(sql::<Bool>("substr(data, 1, 5) <> ").bind::<Binary, _>(prefix))
                    .count()
                    .get_result(conn))
            })?;
            sealed += count;
        }};
    }
    older!(drafts);
    older!(bundles);
    older!(unsent);
    let jobs = bulk::count_older(tx, newest)?;
    Ok(Progress { cases, files, jobs, drafts: sealed, unkeyed: unkeyed(tx)? })
}

/// Cases and files that have no key of their own, wherever the number of theirs is noted.
fn unkeyed(tx: &mut impl Reads) -> Result<i64, StoreError> {
    let cases: i64 = tx.run("submissions", |conn, here| {
        submissions::table
            .filter(submissions::municipality.eq(here))
            .filter(submissions::erased_at.is_null())
            .filter(not(exists(keys::table.filter(keys::case_id.eq(submissions::id)))))
            .count()
            .get_result(conn)
    })?;
    let files: i64 = tx.run("attachments", |conn, here| {
        attachments::table
            .filter(attachments::municipality.eq(here))
            .filter(attachments::wrapped.is_null())
            .count()
            .get_result(conn)
    })?;
    Ok(cases + files)
}

/// Ends the older keys when nothing names them. Nobody else writes meanwhile.
pub async fn finish(store: &Store, now: Instant) -> Result<Finish, StoreError> {
    let work = move |tx: &mut WriteTx<'_>| {
        let known = list(tx)?;
        let Some((newest, older)) = known.split_last() else { return Err(missing()) };
        if older.is_empty() {
            return Ok(Finish::Alone);
        }
        let settled = newest.seals_from.map(|from| from.plus(SETTLING));
        if let Some(settled) = settled.filter(|settled| *settled > now) {
            return Ok(Finish::TooSoon(settled));
        }
        let left = progress(tx)?;
        if !left.is_done() {
            return Ok(Finish::Named(left));
        }
        let numbers: Vec<u32> = older.iter().map(|key| key.number).collect();
        tx.run(TABLE, |conn, here| {
            diesel::delete(data_keys::table)
                .filter(data_keys::municipality.eq(here))
                .filter(data_keys::number.eq_any(numbers.iter().copied().map(i64::from)))
                .execute(conn)
        })?;
        Ok(Finish::Ended(numbers))
    };
    store.write_alone(work).await
}

/// Keys of unfiled files that another key than `sealing` wraps.
fn old_files(
    tx: &mut impl Reads,
    sealing: u32,
) -> Result<Vec<(AttachmentId, Wrapped)>, StoreError> {
    let rows: Vec<(String, Option<i64>, Option<Vec<u8>>)> =
        tx.run("attachments", |conn, here| {
            attachments::table
                .filter(attachments::municipality.eq(here))
                .filter(attachments::town_key.ne(i64::from(sealing)))
                .order(attachments::id)
                .limit(i64::from(TURN))
                .select((attachments::id, attachments::town_key, attachments::wrapped))
                .load(conn)
        })?;
    let read = |(id, by, bytes): (String, Option<i64>, Option<Vec<u8>>)| {
        let at = At::row("attachments", &id);
        let by = at.count("number of a key", by.unwrap_or_default())?;
        let bytes = bytes.ok_or_else(|| at.damaged("it names a key and has none"))?;
        Ok((at.parse("id", &id)?, Wrapped { by, bytes }))
    };
    rows.into_iter().map(read).collect()
}

/// Nothing happens to one that was filed meanwhile.
fn replace_file(tx: &mut WriteTx<'_>, moved: &Moved) -> Result<(), StoreError> {
    tx.run("attachments", |conn, here| {
        diesel::update(attachments::table)
            .filter(attachments::id.eq(&moved.id))
            .filter(attachments::municipality.eq(here))
            .filter(attachments::town_key.eq(i64::from(moved.old.by)))
            .set((
                attachments::town_key.eq(i64::from(moved.new.by)),
                attachments::wrapped.eq(&moved.new.bytes),
            ))
            .execute(conn)
    })?;
    Ok(())
}

fn missing() -> StoreError {
    StoreError::corrupt(TABLE, "", "a key is missing")
}
