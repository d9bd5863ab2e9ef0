//! What a witness outside of the house is told, so that nothing can be taken away unseen.
//!
//! The chains show what was changed, but who holds the database can cut off the end of an
//! open day, or put back last night's copy, and every chain is whole again. A file of signed
//! statements on a machine that others look after remembers: each line names the head of the
//! last closed day and where every case of the open days stands.
//!
//! A line is JSON, a tab, and its Ed25519 signature in hexadecimal digits.

use std::{
    collections::{BTreeMap, HashMap},
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use chrono::{Duration, NaiveDate};
use data_encoding::HEXLOWER;
use diesel::prelude::*;
use kernel::Instant;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::{
    Digest, Keys, Reads, Store, StoreError,
    audit::{Break, find_day_head, first_open_day, last_day_head},
    events,
    schema::events as log,
};

/// What was under way when the statement before was made is committed after so long.
const SETTLING: Duration = Duration::minutes(10);

/// Cases looked up at once.
const CHUNK: usize = 500;

/// One line of the witness.
#[derive(Debug, Serialize, Deserialize)]
struct Statement {
    municipality: String,
    /// Milliseconds since 1970.
    at: i64,
    /// Digest of the line before it: a line that is taken out shows.
    before: Option<String>,
    /// The last closed day and its head.
    closed: Option<(NaiveDate, String)>,
    /// Case, number and hash of its last entry: of every case that moved since the line before.
    entries: Vec<(String, i64, String)>,
}

/// What does not fit between the log and a witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// The log is not as the witness was told.
    Log(Break),
    /// A line of the witness is not as it was written.
    Line {
        /// Its number in the file.
        line: u64,
        /// What does not fit.
        what: &'static str,
    },
}

/// Appends a statement about what is new since the last line of `file`; makes the file where
/// there is none. Whether there was anything to say. The file is somebody else's: a machine
/// that does not answer holds up no connection of ours.
pub async fn tell(store: &Store, file: &Path, now: Instant) -> Result<bool, StoreError> {
    let (from, to) = (file.to_owned(), file.to_owned());
    let last = on_file(move || last_line(&from)).await?;
    let keys = store.keys().clone();
    let line = store.read(move |tx| news(tx, &keys, last.as_deref(), now)).await?;
    match line {
        Some(line) => on_file(move || append(&to, &line)).await.map(|()| true),
        None => Ok(false),
    }
}

async fn on_file<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_stopped| StoreError::Closed)?.map_err(|fault| unusable(&fault))
}

/// The line about what is new since `last`.
fn news(
    tx: &mut impl Reads,
    keys: &Keys,
    last: Option<&str>,
    now: Instant,
) -> Result<Option<String>, StoreError> {
    let before = last.map(|line| read(keys, line)).transpose();
    let before = before.map_err(|what| StoreError::File(format!("the witness: {what}")))?;
    let since = before.as_ref().map(|said| Instant::from_millis(said.at).plus(-SETTLING));
    let closed = last_day_head(tx)?.map(|head| (head.day, head.hash.hex()));
    let entries = moved_since(tx, since)?;
    let is_news = before.is_none_or(|said| {
        said.closed != closed || entries.iter().any(|entry| !said.entries.contains(entry))
    });
    let statement = Statement {
        municipality: tx.municipality().as_str().to_owned(),
        at: now.millis(),
        before: last.map(|line| Digest::of(line.as_bytes()).hex()),
        closed,
        entries,
    };
    is_news.then(|| signed(keys, &statement)).transpose()
}

/// Compares the log with everything that a witness was told; the first thing that does not
/// fit, if there is one.
pub fn compare(tx: &mut impl Reads, keys: &Keys, file: &Path) -> Result<Option<Doubt>, StoreError> {
    let lines = BufReader::new(File::open(file).map_err(|fault| unusable(&fault))?).lines();
    let (mut before, mut unread): (Option<Digest>, Option<Doubt>) = (None, None);
    for (number, line) in (1_u64..).zip(lines) {
        let line = line.map_err(|fault| unusable(&fault))?;
        let doubt = |what| Some(Doubt::Line { line: number, what });
        let said = match read(keys, &line) {
            Ok(said) => said,
            // A line that a crash cut short: the next one follows from the one before.
            Err(what) => {
                unread = doubt(what);
                continue;
            }
        };
        if said.municipality != tx.municipality().as_str() {
            return Ok(doubt("it is about another municipality"));
        }
        if before.is_some_and(|before| said.before != Some(before.hex())) {
            return Ok(unread.or(doubt("it does not follow from the line before it")));
        }
        if let Some(found) = missing(tx, &said)? {
            return Ok(Some(Doubt::Log(found)));
        }
        (before, unread) = (Some(Digest::of(line.as_bytes())), None);
    }
    Ok(unread)
}

/// The last entry of every case that moved in an open day, since `since` where it is given.
fn moved_since(
    tx: &mut impl Reads,
    since: Option<Instant>,
) -> Result<Vec<(String, i64, String)>, StoreError> {
    let open = first_open_day(tx)?;
    let rows: Vec<(String, i64, Vec<u8>)> = tx.run(events::TABLE, |conn, here| {
        log::table
            .filter(log::municipality.eq(here))
            .filter(log::day.ge(open))
            .filter(log::at.ge(since.unwrap_or(Instant::from_millis(0)).naive_utc()))
            .select((log::case_id, log::seq, log::hash))
            .load(conn)
    })?;
    let mut last = BTreeMap::new();
    for (case, seq, hash) in rows {
        let stands = last.entry(case).or_insert((seq, Vec::new()));
        if seq >= stands.0 {
            *stands = (seq, hash);
        }
    }
    Ok(last.into_iter().map(|(case, (seq, hash))| (case, seq, HEXLOWER.encode(&hash))).collect())
}

fn missing(tx: &mut impl Reads, said: &Statement) -> Result<Option<Break>, StoreError> {
    if let Some((day, hash)) = &said.closed {
        let head = find_day_head(tx, *day)?;
        if head.is_none_or(|head| head.hash.hex() != *hash) {
            let what = "the witness was told of another head";
            return Ok(Some(Break::Day { day: *day, what }));
        }
    }
    for entries in said.entries.chunks(CHUNK) {
        let cases: Vec<&str> = entries.iter().map(|(case, ..)| case.as_str()).collect();
        let rows: Vec<(String, i64, Vec<u8>)> = tx.run(events::TABLE, |conn, here| {
            log::table
                .filter(log::municipality.eq(here))
                .filter(log::case_id.eq_any(&cases))
                .select((log::case_id, log::seq, log::hash))
                .load(conn)
        })?;
        let there: HashMap<(&str, i64), &[u8]> =
            rows.iter().map(|(case, seq, hash)| ((case.as_str(), *seq), &hash[..])).collect();
        for (case, seq, hash) in entries {
            let what = match there.get(&(case.as_str(), *seq)) {
                Some(found) if HEXLOWER.encode(found) == *hash => continue,
                Some(_) => "the witness was told of another entry",
                None => "the witness was told of an entry that is gone",
            };
            return Ok(Some(Break::Event { case: case.clone(), seq: *seq, what }));
        }
    }
    Ok(None)
}

fn pair(keys: &Keys) -> Result<Ed25519KeyPair, StoreError> {
    Ed25519KeyPair::from_seed_unchecked(&keys.derive("witness"))
        .map_err(|_why| StoreError::MasterKey("the key of the witness cannot be derived"))
}

fn signed(keys: &Keys, statement: &Statement) -> Result<String, StoreError> {
    let json = serde_json::to_string(statement)
        .map_err(|fault| StoreError::File(format!("the witness: {fault}")))?;
    let signature = pair(keys)?.sign(json.as_bytes());
    Ok(format!("{json}\t{}", HEXLOWER.encode(signature.as_ref())))
}

/// A line whose signature is ours, and what it says.
fn read(keys: &Keys, line: &str) -> Result<Statement, &'static str> {
    let (json, signature) = line.rsplit_once('\t').ok_or("it is no statement")?;
    let signature = HEXLOWER.decode(signature.as_bytes());
    let signature = signature.map_err(|_why| "it is no statement")?;
    let pair = pair(keys).map_err(|_why| "the key of the witness cannot be derived")?;
    UnparsedPublicKey::new(&ED25519, pair.public_key().as_ref())
        .verify(json.as_bytes(), &signature)
        .map_err(|_why| "its signature is not ours")?;
    serde_json::from_str(json).map_err(|_why| "it is no statement")
}

/// On the disk before anybody relies on it. What a crash left of a line stays a line of its own.
fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).create(true).append(true).open(path)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let between = if last == [b'\n'] { "" } else { "\n" };
    file.write_all(format!("{between}{line}\n").as_bytes())?;
    file.sync_all()
}

/// The last line that was written to its end; nothing of a file that is not there.
fn last_line(path: &Path) -> io::Result<Option<String>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(fault),
    };
    let length = file.metadata()?.len();
    let mut window = 64 * 1024;
    loop {
        let start = length.saturating_sub(window);
        file.seek(SeekFrom::Start(start))?;
        let mut end = String::new();
        (&mut file).take(length - start).read_to_string(&mut end)?;
        let whole = end.rsplit_once('\n').map(|(whole, _)| whole);
        match whole
            .map(|whole| whole.rsplit_once('\n').map_or((whole, false), |(_, line)| (line, true)))
        {
            Some((line, begins)) if begins || start == 0 => return Ok(Some(line.to_owned())),
            Some(_) | None if start == 0 => return Ok(None),
            Some(_) | None => window *= 2,
        }
    }
}

fn unusable(fault: &io::Error) -> StoreError {
    StoreError::File(format!("the witness: {}", fault.kind()))
}
