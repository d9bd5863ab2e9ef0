//! How many submissions a second the store keeps, beside the same bytes in bare SQLite.
//!
//! `cargo run --release -p submission-store --example filing_rate [FOLDER]`: the folder
//! has to be on the disk that is to be measured.

#![expect(clippy::print_stdout, clippy::expect_used, reason = "a measurement, not the product")]

use std::{path::Path, time::Instant as Stopwatch};

use diesel::{Connection, SqliteConnection, connection::SimpleConnection, prelude::*};
use kernel::{
    CasePlace, Clock as _, Instant, Language, LetterId, ReceiptNumber, SubmissionId, SystemClock,
    SystemIds,
};
use review_workflow::{Deadline, Event, Shape, fold};
use submission_store::{
    CaseSealer, Digest, Part, Store, StoreError, StoreSettings, WriteTx,
    cases::{self, CaseRecord},
    events::{self, NewEvent},
    idempotency::{self, Remembered},
    outbox::{self, LetterState, OutboxLetter},
    procedures,
    revisions::{self, Revision},
    search::{Field, Waiting, Word},
    submissions::{self, Source, Submission},
};

const FILINGS: usize = 20_000;

/// Twenty-five answers, as canonical JSON.
const CONTENT: usize = 1_400;

mod schema {
    diesel::table! {
        bare (id) {
            id -> Text,
            bytes -> Binary,
        }
    }
}
use schema::bare;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    for clients in [1, 16, 64] {
        let dir = tempfile::tempdir_in(&folder).expect("a folder to measure in");
        let filings = if clients == 1 { FILINGS / 20 } else { FILINGS };
        let store = open(dir.path()).await;
        let (rate, p99) = file_all(&store, clients, filings).await;
        let bare = insert_bare(&dir.path().join("bare.db"), clients, filings);
        println!(
            "{clients:>3} clients: {rate:>6} submissions/s, p99 {p99} µs; bare {bare:>6} rows/s"
        );
    }
}

async fn open(folder: &Path) -> Store {
    let url = format!("sqlite:{}", folder.join("town.db").display());
    let settings = StoreSettings::new(url, folder, "sendai".parse().expect("a slug"));
    Store::migrate(&settings).expect("a schema");
    let store = Store::open(&settings).expect("a store");
    let hash = "a".repeat(64);
    store
        .write(move |tx| procedures::publish(tx, "inu-toroku", &hash, "{}", SystemClock.now()))
        .await
        .expect("a procedure");
    store
}

/// Each client seals and files one submission after the other.
async fn file_all(store: &Store, clients: usize, filings: usize) -> (u128, u128) {
    let started = Stopwatch::now();
    let calls: Vec<_> = (0..clients)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut waited = Vec::with_capacity(filings / clients);
                for _ in 0..filings / clients {
                    let pressed = Stopwatch::now();
                    let filing = Filing::made(&store);
                    store.write(move |tx| filing.insert(tx)).await.expect("it is kept");
                    waited.push(pressed.elapsed().as_micros());
                }
                waited
            })
        })
        .collect();
    let mut waited = Vec::new();
    for call in calls {
        waited.extend(call.await.expect("a client"));
    }
    waited.sort_unstable();
    let p99 = waited.get(waited.len() * 99 / 100).copied().unwrap_or_default();
    (rate(waited.len(), started), p99)
}

/// The same number of bytes, by one writer that commits as often.
fn insert_bare(path: &Path, group: usize, filings: usize) -> u128 {
    let mut conn = SqliteConnection::establish(&path.to_string_lossy()).expect("a file");
    conn.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;
         CREATE TABLE bare (id TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)",
    )
    .expect("a table");
    let bytes = vec![7_u8; CONTENT + 900];
    let started = Stopwatch::now();
    for _ in 0..filings / group {
        conn.immediate_transaction(|conn| {
            for _ in 0..group {
                let id = SubmissionId::new(&SystemIds, SystemClock.now());
                diesel::insert_into(bare::table)
                    .values((bare::id.eq(id.as_str()), bare::bytes.eq(&bytes)))
                    .execute(conn)?;
            }
            QueryResult::Ok(())
        })
        .expect("a commit");
    }
    rate(filings, started)
}

fn rate(count: usize, started: Stopwatch) -> u128 {
    let micros = started.elapsed().as_micros().max(1);
    u128::try_from(count).unwrap_or_default() * 1_000_000 / micros
}

/// What one submission without attachments or fee writes: nine rows, the words of its searches in one
/// of them.
struct Filing {
    submission: Submission,
    words: Waiting,
    revision: Revision,
    case: CaseRecord,
    event: NewEvent,
    letter: OutboxLetter,
    remembered: Remembered,
}

impl Filing {
    fn made(store: &Store) -> Self {
        let (keys, now) = (store.keys(), SystemClock.now());
        let id = SubmissionId::new(&SystemIds, now);
        let sealer = store.sealer().begin_case(&id);
        let number = ReceiptNumber::draw(&SystemIds, now);
        let name = format!("仙台 {number}");
        let content = vec![b'x'; CONTENT];
        let digest = Digest::of(&content);
        let filed = filed(&id, now);
        let letter = LetterId::new(&SystemIds, now);
        Self {
            submission: Submission {
                id: id.clone(),
                receipt_number: number,
                procedure: "inu-toroku".to_owned(),
                version: 1,
                arrived_at: now,
                digest,
                owner_hash: None,
                contact: Some(sealer.seal(Part::Contact, b"hanako@example.jp")),
                applicant: Some(sealer.seal(Part::Applicant, name.as_bytes())),
                language: Language::Japanese,
                source: Source::Api,
                code_issue: 0,
                sealer: sealer.clone(),
            },
            words: Waiting::of(keys, now, &words(&name)),
            revision: Revision {
                submission: id.clone(),
                number: 1,
                content: sealer.seal(Part::Revision(1), &content),
                signature: None,
                verified: None,
                digest,
                by: "applicant".to_owned(),
                at: now,
            },
            case: CaseRecord {
                case: fold([&filed]).expect("a case"),
                place: CasePlace {
                    department: "shokuhin-kanshi".parse().expect("an id"),
                    desk: None,
                    procedure: "inu-toroku".to_owned(),
                    ward: Some("aoba".parse().expect("an id")),
                },
                sealer: sealer.clone(),
            },
            event: NewEvent::seal(&sealer, &SystemIds, "applicant", &filed).expect("an event"),
            letter: waiting(&sealer, letter, now),
            remembered: Remembered { request: digest, submission: id },
        }
    }

    fn insert(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        let id = &self.submission.id;
        let actor = Digest::of(b"caller");
        if idempotency::find(tx, &actor, id.as_str())?.is_some() {
            return Ok(());
        }
        submissions::insert(tx, &self.submission, &self.words)?;
        revisions::insert(tx, &self.revision)?;
        cases::insert(tx, &self.case, "applicant")?;
        events::begin(tx, id, std::slice::from_ref(&self.event))?;
        outbox::insert(tx, &self.letter)?;
        idempotency::insert(tx, &actor, id.as_str(), &self.remembered, self.revision.at)
    }
}

/// As many as a person with reading, telephone, day of birth and address has.
fn words(name: &str) -> Vec<Word> {
    use Field::{BirthDate, Kana, Name, Phone, PhoneEnd, PostalCode, Town};
    let fields = [Name, Kana, Phone, PhoneEnd, BirthDate, PostalCode, Town, Field::Person];
    let word = |number: usize| fields.iter().map(move |field| (*field, number));
    (0..3)
        .flat_map(word)
        .map(|(field, number)| Word::new(field, format!("{name}{number}")))
        .collect()
}

fn filed(id: &SubmissionId, at: Instant) -> Event {
    let due_on = Some(at.day() + chrono::Days::new(7));
    Event::Filed {
        at,
        case: id.clone(),
        shape: Shape::Standard,
        by: None,
        payment_due_at: None,
        deadline: Some(Deadline { stopped_days: 0, due_on }),
        desk: None,
        findings: Vec::new(),
        waits_until: None,
    }
}

fn waiting(sealer: &CaseSealer, id: LetterId, now: Instant) -> OutboxLetter {
    OutboxLetter {
        kind: "received".to_owned(),
        submission: sealer.case().clone(),
        language: Language::Japanese,
        recipient: sealer.seal(Part::Recipient(&id), b"hanako@example.jp"),
        detail: None,
        message_id: format!("{id}@city.example"),
        id,
        attempts: 0,
        next_attempt_at: now,
        state: LetterState::Waiting,
        last_error: None,
        created_at: now,
        tried_since: None,
    }
}
