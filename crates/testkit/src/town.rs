//! One town: its hall, its people, its clock.

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use chrono::Duration;
use kernel::{Clock as _, Instant, Role};
use mail::{Outgoing, Transport};
use payment_stub::Secret;
use serde_json::Value;
use service_desk::{Depth, Desk, FormFile, NewStaff};
use submission_store::{Store, StoreSettings};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

use crate::{
    Answer, Browser, Colleague, PostOffice, Relay, Resident, TownClock, catalogue, dump,
    house::{House, Plan},
    provider,
    schema::{Schema, skips_postgres},
};

/// A town of its own for each test; when it is left, what it holds must be whole. Fields are
/// dropped in their order: connections before the database that they lead to.
pub struct TestTown {
    _house: House,
    desk: Desk,
    runtime: Runtime,
    clock: Arc<TownClock>,
    post_office: Arc<PostOffice>,
    secret: Secret,
    address: String,
    url: String,
    damaged: AtomicBool,
    folder: TempDir,
    _schema: Option<Schema>,
}

/// Friday morning, 2026-11-20, in Japan: the day of the definitions' examples.
fn morning() -> Instant {
    Instant::parse_rfc3339("2026-11-20T09:04:00+09:00").unwrap()
}

const SHORT: std::time::Duration = std::time::Duration::from_millis(600);
const LONG: std::time::Duration = std::time::Duration::from_mins(1);

/// A machine that runs many tests at once is slow, not away.
fn store_settings(url: &str, folder: &TempDir) -> StoreSettings {
    let mut settings = StoreSettings::new(url, folder.path(), "sendai".parse().unwrap());
    (settings.acquire_wait, settings.silence) = (LONG, LONG);
    settings
}

impl TestTown {
    /// On an embedded database.
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("town.db").display());
        Self::on(&url, folder, None, catalogue::usual_forms())
    }

    /// The same with the whole catalogue, which takes seconds to compile.
    pub fn with_every_form() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("town.db").display());
        Self::on(&url, folder, None, catalogue::forms())
    }

    /// Plays a scene on PostgreSQL, behind a wire that can be cut or go silent. Whoever waits
    /// for the server is told in less than a second that it is away.
    pub fn behind_a_wire(scene: impl FnOnce(&Self, &Relay)) {
        if skips_postgres() {
            return;
        }
        let schema = Schema::make();
        let relay = Relay::to(&schema.url());
        let folder = tempfile::tempdir().unwrap();
        let mut settings = store_settings(relay.url(), &folder);
        (settings.retry_for, settings.silence) = (SHORT, SHORT);
        let town = Self::kept_by(&settings, folder, Some(schema), catalogue::usual_forms());
        scene(&town, &relay);
    }

    /// Plays a scene on PostgreSQL, in a schema of its own. Where no server is, it fails,
    /// unless the environment says `MADOGUCHI_SKIP_POSTGRES=1`.
    pub fn on_postgres(scene: impl FnOnce(&Self)) {
        if !skips_postgres() {
            scene(&Self::open_on_postgres());
        }
    }

    fn open_on_postgres() -> Self {
        let schema = Schema::make();
        let url = schema.url();
        let folder = tempfile::tempdir().unwrap();
        Self::on(&url, folder, Some(schema), catalogue::usual_forms())
    }

    fn on(url: &str, folder: TempDir, schema: Option<Schema>, forms: Vec<FormFile>) -> Self {
        Self::kept_by(&store_settings(url, &folder), folder, schema, forms)
    }

    fn kept_by(
        settings: &StoreSettings,
        folder: TempDir,
        schema: Option<Schema>,
        forms: Vec<FormFile>,
    ) -> Self {
        Store::migrate(settings).expect("the schema is made");
        let store = Store::open(settings).expect("the store opens");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (clock, secret) = (Arc::new(TownClock::at(morning())), Secret::new("shared"));
        let plan = Plan {
            store,
            clock: Arc::clone(&clock),
            secret: secret.clone(),
            listener,
            address: address.clone(),
            forms,
        };
        let (house, desk) = House::start(plan);
        Self {
            _house: house,
            desk,
            runtime: runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            clock,
            post_office: Arc::default(),
            secret,
            address,
            url: settings.database_url.clone(),
            damaged: AtomicBool::new(false),
            folder,
            _schema: schema,
        }
    }

    /// The desk, for what has no public door: jobs, staff, integrity.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Where its facts are kept, to open them once more as another process would.
    pub fn store_settings(&self) -> StoreSettings {
        StoreSettings::new(&self.url, self.folder.path(), "sendai".parse().unwrap())
    }

    /// Every row of its database as text.
    pub fn dump(&self) -> Vec<String> {
        dump::dump(&self.url)
    }

    /// Tampers with its database, as somebody with the database's password could.
    pub fn tamper(&self, statement: &str) {
        dump::tamper(&self.url, statement);
    }

    /// Runs something of the desk to its end.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The clock on the wall.
    pub fn clock(&self) -> &TownClock {
        &self.clock
    }

    /// This moment in the town.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// Lets time pass.
    pub fn advance(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// Does what the workers would: ends terms, sends every letter that is due.
    pub fn run_jobs(&self) {
        let transport: Arc<dyn Transport> = self.post_office.clone();
        self.wait(async {
            self.desk.follow_catalogue().await.expect("the catalogue is followed");
            self.desk.keep_terms().await.expect("terms are kept");
            while self.desk.send_letters(&transport).await.expect("letters are sent").left > 0 {}
        });
    }

    /// The post office as letters are sent to it.
    pub fn post_office_shared(&self) -> Arc<dyn Transport> {
        self.post_office.clone()
    }

    /// The post office.
    pub fn post_office(&self) -> &PostOffice {
        &self.post_office
    }

    /// The letters that arrived, the earliest first.
    pub fn letters(&self) -> Vec<Outgoing> {
        self.post_office.letters()
    }

    /// These letters arrived and no others, in this order: to whom, words of the subject, a
    /// sentence of the text.
    #[track_caller]
    pub fn letters_are(&self, expected: &[(&str, &str, &str)]) {
        let arrived = self.letters();
        let fits = |(sent, (to, subject, text)): (&Outgoing, &(&str, &str, &str))| {
            sent.to.for_sending() == *to
                && sent.letter.subject.contains(subject)
                && sent.letter.text.contains(text)
        };
        let all = arrived.len() == expected.len() && arrived.iter().zip(expected).all(fits);
        assert!(all, "expected {expected:#?}\narrived {arrived:#?}");
    }

    /// Somebody with a fresh browser.
    pub fn resident(&self) -> Resident {
        Resident::new(&self.address)
    }

    /// Valid answers to a procedure: its first example, with pictures that `who` sent.
    #[track_caller]
    pub fn answers(&self, who: &Resident, procedure: &str) -> Value {
        let published = self.desk.procedure(procedure).expect("a procedure");
        let example = published.form.valid_examples().next().expect("an example");
        who.with_pictures(example)
    }

    /// A clerk of every department.
    pub fn clerk(&self, name: &str) -> Colleague {
        self.colleague(name, Role::Clerk, None)
    }

    /// An approver of every department.
    pub fn approver(&self, name: &str) -> Colleague {
        self.colleague(name, Role::Approver, None)
    }

    /// Somebody with a role in one department or in all, and a token to work with.
    pub fn colleague(&self, name: &str, role: Role, department: Option<&str>) -> Colleague {
        let email = format!("{name}@city.example");
        let new = NewStaff {
            email: email.clone(),
            name: name.to_owned(),
            role,
            department: department.map(str::to_owned),
            password: None,
        };
        let (id, token) = self.wait(async {
            let id = self.desk.archive().add_staff(new).await.unwrap();
            let scopes = vec!["cases".to_owned(), "submissions".to_owned()];
            (
                id,
                self.desk.archive().issue_token(&email, scopes, Duration::days(365)).await.unwrap(),
            )
        });
        let proof = format!("Bearer {token}");
        Colleague { id: id.into(), email, web: Browser::new(&self.address), proof }
    }

    /// The provider's callback, signed now.
    pub fn provider_calls(&self, body: &[u8]) -> Answer {
        provider::call_back(&Browser::new(&self.address), &self.secret, self.now(), body)
    }

    /// A callback signed by somebody who does not know the secret.
    pub fn forger_calls(&self, body: &[u8]) -> Answer {
        let secret = Secret::new("a guess");
        provider::call_back(&Browser::new(&self.address), &secret, self.now(), body)
    }

    /// Everything stored fits together, and no log was tampered with. Asked of every town
    /// when its scene is over.
    #[track_caller]
    pub fn is_whole(&self) {
        let (found, audit) = self.wait(async {
            let archive = self.desk.archive();
            (archive.fsck(Depth::Deep).await.unwrap(), archive.verify_audit().await.unwrap())
        });
        assert!(found.findings.is_empty(), "{:?}", found.findings);
        assert!(found.notes.is_empty(), "{:?}", found.notes);
        assert_eq!(audit.first_break, None);
    }

    /// Says that this scene does damage on purpose: it asks by itself what was found.
    pub fn is_damaged(&self) {
        self.damaged.store(true, Ordering::SeqCst);
    }

    /// How many submissions there are.
    pub fn submissions(&self) -> u64 {
        self.wait(self.desk.archive().fsck(Depth::Deep)).unwrap().submissions
    }
}

impl Drop for TestTown {
    fn drop(&mut self) {
        if !thread::panicking() && !self.damaged.load(Ordering::SeqCst) {
            self.is_whole();
        }
    }
}
