//! A store of its own for each test, and submissions to put into it.

use std::{
    env,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
};

use chrono::Duration;
use diesel::{
    Connection, PgConnection, RunQueryDsl, SqliteConnection, connection::SimpleConnection,
};
use kernel::{
    Among, CasePlace, DepartmentId, Grant, Instant, Language, LetterId, Reach, ReceiptNumber, Role,
    StaffId, SubmissionId, SystemIds,
};
use review_workflow::{Deadline, Event, Shape, fold};
use submission_store::{
    Content, Digest, Part, Store, StoreError, StoreSettings, WriteTx, cases,
    cases::CaseRecord,
    departments,
    departments::Department,
    events,
    events::NewEvent,
    fsck, outbox,
    outbox::{LetterState, OutboxLetter},
    procedures, revisions,
    revisions::Revision,
    search::{Field, Waiting, Word},
    staff,
    staff::Staff,
    submissions,
    submissions::{Source, Submission},
};
use tempfile::TempDir;

/// Runs each test on both engines; what it leaves must be whole, see [`Town::is_whole`].
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* $name:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test]
                async fn $name() {
                    super::$name(crate::town::Town::sqlite().await).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test]
                async fn $name() {
                    if !crate::town::skips_postgres() {
                        super::$name(crate::town::Town::postgres().await).await;
                    }
                }
            )+
        }
    };
}
pub(crate) use on_both_engines;

const LONG: std::time::Duration = std::time::Duration::from_mins(1);

pub(crate) const PROCEDURE: &str = "juminhyo-utsushi";

/// The department of every case here, and another one.
pub(crate) const REGISTER: &str = "koseki-jumin";
pub(crate) const WATER: &str = "suido-eigyo";

pub(crate) fn department(id: &str) -> DepartmentId {
    id.parse().unwrap()
}

/// These departments and no others.
pub(crate) fn only(ids: &[&str]) -> Reach {
    Reach::departments(Among::These(ids.iter().map(|id| department(id)).collect()))
}

/// A department of the city.
pub(crate) fn part_of_the_city(id: &str, name: &str) -> Department {
    let city = DepartmentId::city();
    Department {
        parent: (id != city.as_str()).then_some(city),
        id: department(id),
        name: name.to_owned(),
        easy_name: None,
        english_name: None,
        code: None,
        legal: false,
    }
}

/// 2026-11-21 in Japan, in the morning.
pub(crate) fn morning() -> Instant {
    Instant::parse_rfc3339("2026-11-21T09:04:00+09:00").unwrap()
}

pub(crate) struct Town {
    pub(crate) store: Store,
    pub(crate) settings: StoreSettings,
    loose: AtomicBool,
    _folder: TempDir,
    /// Dropped last: the connections of the store are closed by then.
    _schema: Option<Schema>,
}

impl Town {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("town.db").display());
        Self::open(url, folder, None).await
    }

    pub(crate) async fn postgres() -> Self {
        let schema = Schema::make();
        let folder = tempfile::tempdir().unwrap();
        Self::open(schema.url(), folder, Some(schema)).await
    }

    async fn open(url: String, folder: TempDir, schema: Option<Schema>) -> Self {
        let mut settings = StoreSettings::new(url, folder.path(), "sendai".parse().unwrap());
        // A machine that runs many tests at once is slow, not away.
        (settings.acquire_wait, settings.silence) = (LONG, LONG);
        Store::migrate(&settings).unwrap();
        let store = Store::open(&settings).unwrap();
        store
            .write(|tx| {
                for (id, name) in [("city", "市"), (REGISTER, "市民課"), (WATER, "水道局")] {
                    departments::save(tx, &part_of_the_city(id, name))?;
                }
                let hash = "a".repeat(64);
                procedures::publish(tx, PROCEDURE, &hash, "{\"title\":\"住民票\"}", morning())
            })
            .await
            .unwrap();
        Self { store, settings, loose: AtomicBool::new(false), _folder: folder, _schema: schema }
    }

    /// Says that this scene writes rows by themselves, which no use case would leave so.
    pub(crate) fn leaves_loose_ends(&self) {
        self.loose.store(true, Ordering::SeqCst);
    }

    /// Everything fits together and no chain is broken.
    async fn is_whole(store: Store) {
        let files = store.files().clone();
        let depth = fsck::Depth::Deep;
        let found = store.read(move |tx| fsck::check(tx, &files, depth, morning())).await;
        assert_eq!(found, Ok(fsck::Found::default()), "what a scene leaves behind must be whole");
    }

    /// Another town on the same engine.
    pub(crate) async fn another(&self) -> Self {
        if self.is_sqlite() { Self::sqlite().await } else { Self::postgres().await }
    }

    /// The same database, opened once more as another process would.
    pub(crate) fn second(&self) -> Store {
        Store::open(&self.settings).unwrap()
    }

    /// The same town behind a store that was opened anew.
    pub(crate) fn reopened(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, settings) = (self.second(), self.settings.clone());
        let loose = AtomicBool::new(true);
        Self { store, settings, loose, _folder: folder, _schema: None }
    }

    /// Whether somebody waits for a writer of this town to be done. SQLite tells nobody:
    /// its one writer is waited for in any case.
    pub(crate) fn is_closing_held_up(&self) -> bool {
        self.is_sqlite() || self.texts(WAITS_FOR_A_WRITER).iter().any(|count| count != "0")
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.settings.data_dir
    }

    /// Tampers, as somebody with the database's password could.
    pub(crate) fn sql(&self, statement: &str) -> Result<(), diesel::result::Error> {
        self.leaves_loose_ends();
        self.raw(|conn| conn.sql(statement))
    }

    /// Tampers although the triggers forbid it.
    pub(crate) fn force(&self, table: &str, statement: &str) {
        match &self.settings.database_url.strip_prefix("sqlite:") {
            Some(_) => {
                for trigger in ["never_change", "never_go"] {
                    self.sql(&format!("DROP TRIGGER IF EXISTS {table}_{trigger}")).unwrap();
                }
            }
            None => self.sql(&format!("ALTER TABLE {table} DISABLE TRIGGER USER")).unwrap(),
        }
        self.sql(statement).unwrap();
    }

    /// One column of text.
    pub(crate) fn texts(&self, query: &str) -> Vec<String> {
        self.raw(|conn| conn.texts(query))
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.settings.database_url.starts_with("sqlite:")
    }

    fn raw<T>(&self, work: impl FnOnce(&mut dyn Raw) -> T) -> T {
        let url = &self.settings.database_url;
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let mut conn = SqliteConnection::establish(path).unwrap();
                // A stranger's tool need not mind foreign keys.
                conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF")
                    .unwrap();
                work(&mut conn)
            }
            None => work(&mut PgConnection::establish(&past_the_program(url, "*")).unwrap()),
        }
    }

    pub(crate) async fn clerk(&self, name: &str) -> StaffId {
        let person = clerk(name);
        let id = person.id.clone();
        self.store.write(move |tx| staff::insert(tx, &person)).await.unwrap();
        id
    }

    /// Files one submission of `applicant` and gives it back.
    pub(crate) async fn file(&self, applicant: &str) -> Filing {
        self.file_at(applicant, morning()).await
    }

    pub(crate) async fn file_at(&self, applicant: &str, now: Instant) -> Filing {
        let filing = Filing::of(&self.store, applicant, now);
        let kept = filing.clone();
        self.store.write(move |tx| kept.insert(tx)).await.unwrap();
        filing
    }
}

impl Drop for Town {
    /// Waits on a thread of its own: the test's runtime does not wait inside of itself.
    fn drop(&mut self) {
        if thread::panicking() || self.loose.load(Ordering::SeqCst) {
            return;
        }
        let store = self.store.clone();
        let looking = thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            runtime.block_on(Self::is_whole(store));
        });
        looking.join().expect("what a scene leaves behind is whole");
    }
}

pub(crate) fn clerk(name: &str) -> Staff {
    Staff {
        id: StaffId::new(&SystemIds, morning()),
        email: format!("{name}@city.example"),
        name: name.to_owned(),
        password_hash: None,
        grants: vec![Grant::new(Role::Clerk, department(REGISTER))],
        disabled_at: None,
        created_at: morning(),
    }
}

/// Everything that one filing writes.
#[derive(Clone)]
pub(crate) struct Filing {
    pub(crate) id: SubmissionId,
    pub(crate) submission: Submission,
    pub(crate) words: Waiting,
    pub(crate) revision: Revision,
    pub(crate) case: CaseRecord,
    pub(crate) events: Vec<NewEvent>,
    pub(crate) letter: OutboxLetter,
}

impl Filing {
    pub(crate) fn of(store: &Store, applicant: &str, now: Instant) -> Self {
        let id = SubmissionId::new(&SystemIds, now);
        let sealer = store.sealer().begin_case(&id);
        let content = format!("{{\"name\":\"{applicant}\",\"copies\":2}}");
        let content = Content::fresh(&SystemIds, content.as_bytes());
        let (filed, letter_id) = (filed(&id, now), LetterId::new(&SystemIds, now));
        Self {
            submission: Submission {
                id: id.clone(),
                receipt_number: ReceiptNumber::draw(&SystemIds, now),
                procedure: PROCEDURE.to_owned(),
                version: 1,
                arrived_at: now,
                digest: content.digest(),
                owner_hash: Some(owner(applicant)),
                contact: Some(sealer.seal(Part::Contact, b"hanako@example.jp")),
                applicant: Some(sealer.seal(Part::Applicant, applicant.as_bytes())),
                language: Language::Japanese,
                source: Source::Web,
                code_issue: 0,
                sealer: sealer.clone(),
            },
            words: waiting(store, &[applicant], now),
            revision: Revision {
                submission: id.clone(),
                number: 1,
                content: sealer.seal(Part::Revision(1), content.bytes()),
                signature: None,
                verified: None,
                digest: content.digest(),
                by: "applicant".to_owned(),
                at: now,
            },
            case: CaseRecord {
                case: fold([&filed]).unwrap(),
                place: CasePlace {
                    department: department(REGISTER),
                    desk: None,
                    procedure: PROCEDURE.to_owned(),
                    ward: Some("aoba".parse().unwrap()),
                },
                sealer: sealer.clone(),
            },
            events: vec![NewEvent::seal(&sealer, &SystemIds, "applicant", &filed).unwrap()],
            letter: OutboxLetter {
                kind: "received".to_owned(),
                submission: id.clone(),
                language: Language::Japanese,
                recipient: sealer.seal(Part::Recipient(&letter_id), b"hanako@example.jp"),
                detail: None,
                message_id: format!("{letter_id}@city.example"),
                id: letter_id,
                attempts: 0,
                next_attempt_at: now,
                state: LetterState::Waiting,
                last_error: None,
                created_at: now,
                tried_since: None,
            },
            id,
        }
    }

    /// Lays it on a desk from the beginning.
    pub(crate) fn lies_at(&mut self, there: Option<DepartmentId>) {
        let mut fact = filed(&self.id, self.submission.arrived_at);
        if let Event::Filed { desk, .. } = &mut fact {
            desk.clone_from(&there);
        }
        let sealer = &self.submission.sealer;
        self.events = vec![NewEvent::seal(sealer, &SystemIds, "applicant", &fact).unwrap()];
        self.case.place.desk.clone_from(&there);
        self.case.case.desk = there;
    }

    pub(crate) fn insert(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        submissions::insert(tx, &self.submission, &self.words)?;
        revisions::insert(tx, &self.revision)?;
        cases::insert(tx, &self.case, "applicant")?;
        events::begin(tx, &self.id, &self.events)?;
        outbox::insert(tx, &self.letter)
    }
}

/// Names as a case waits with them for the index.
pub(crate) fn waiting(store: &Store, names: &[&str], at: Instant) -> Waiting {
    Waiting::of(store.keys(), at, &names.iter().map(|name| called(name)).collect::<Vec<_>>())
}

/// A name, as it is found with or without blanks.
pub(crate) fn called(name: &str) -> Word {
    Word::new(Field::Name, name.replace([' ', '　'], ""))
}

fn filed(id: &SubmissionId, at: Instant) -> Event {
    let due_on = at.day() + chrono::Days::new(7);
    Event::Filed {
        at,
        case: id.clone(),
        shape: Shape::Standard,
        by: None,
        payment_due_at: None,
        deadline: Some(Deadline { stopped_days: 0, due_on: Some(due_on) }),
        desk: None,
        findings: Vec::new(),
        waits_until: None,
    }
}

pub(crate) fn owner(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

pub(crate) fn minutes(count: i64) -> Duration {
    Duration::minutes(count)
}

/// Who waits for an advisory lock that somebody holds who has written events here.
const WAITS_FOR_A_WRITER: &str = "SELECT count(*)::text AS text FROM pg_locks waiting
     WHERE waiting.locktype = 'advisory' AND NOT waiting.granted
       AND pg_blocking_pids(waiting.pid) && ARRAY(SELECT pid FROM pg_locks
           WHERE relation = 'events'::regclass AND mode = 'RowExclusiveLock')";

/// Whether somebody without a server said so: nothing else lets PostgreSQL's half pass.
#[expect(clippy::disallowed_methods, reason = "tests are told here what to leave out")]
pub(crate) fn skips_postgres() -> bool {
    env::var("MADOGUCHI_SKIP_POSTGRES").is_ok_and(|word| word == "1")
}

const NO_SERVER: &str = "MADOGUCHI_TEST_POSTGRES_URL names no PostgreSQL server to test on; \
     without one, MADOGUCHI_SKIP_POSTGRES=1 leaves that half out";

/// Whose the schemas are: the walls between municipalities hold it, as they do not hold the
/// superuser.
const ROLE: &str = "madoguchi_tests";

/// The address for who reads and changes rows of `town` behind the program's back, `*` for all.
pub(crate) fn past_the_program(schema: &str, town: &str) -> String {
    format!("{schema}%20-c%20madoguchi.town%3D{town}")
}

/// A schema that is dropped with the test.
struct Schema {
    server: String,
    name: String,
}

impl Schema {
    #[expect(clippy::disallowed_methods, reason = "tests are told here where a server is")]
    fn make() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = env::var("MADOGUCHI_TEST_POSTGRES_URL").expect(NO_SERVER);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("store_{}_{number}", std::process::id());
        let mut conn = PgConnection::establish(&server).unwrap();
        let made = format!(
            "DO $$ BEGIN CREATE ROLE {ROLE}; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
             CREATE SCHEMA {name} AUTHORIZATION {ROLE}"
        );
        conn.batch_execute(&made).unwrap();
        Self { server, name }
    }

    fn url(&self) -> String {
        let mark = if self.server.contains('?') { '&' } else { '?' };
        let session = format!("-c%20search_path%3D{}%20-c%20role%3D{ROLE}", self.name);
        format!("{}{mark}options={session}", self.server)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        if let Ok(mut conn) = PgConnection::establish(&self.server) {
            drop(conn.batch_execute(&format!("DROP SCHEMA {} CASCADE", self.name)));
        }
    }
}

/// Plain SQL on either engine.
pub(crate) trait Raw {
    fn sql(&mut self, statement: &str) -> Result<(), diesel::result::Error>;
    fn texts(&mut self, query: &str) -> Vec<String>;
}

#[derive(diesel::QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

macro_rules! raw {
    ($conn:ty) => {
        impl Raw for $conn {
            fn sql(&mut self, statement: &str) -> Result<(), diesel::result::Error> {
                self.batch_execute(statement)
            }

            fn texts(&mut self, query: &str) -> Vec<String> {
                let rows: Vec<Text> = diesel::sql_query(query).load(self).unwrap();
                rows.into_iter().map(|row| row.text).collect()
            }
        }
    };
}
raw!(SqliteConnection);
raw!(PgConnection);

/// The files under `folder`, as paths.
pub(crate) fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files_under(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
