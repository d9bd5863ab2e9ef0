//! One town: its hall, its people, its clock.

use std::{
    fs,
    net::TcpListener,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use ::catalogue::{Archive, Catalogue};
use back_office::{BackOffice, People};
use chores::{Chores, Depth, Watch};
use chrono::Duration;
use counter::Counter;
use kernel::{Clock as _, Grant, Instant, Role, SystemIds};
use madoguchi::Rooms;
use mail::{Outgoing, Transport};
use payment_stub::Secret;
use publishing::{FormFile, read_organisation};
use serde_json::Value;
use submission_store::{Store, StoreSettings};
use tempfile::TempDir;
use tokio::runtime::{self, Runtime};

use crate::{
    Answer, Browser, PostOffice, Relay, Resident, StripeHouse, TownClock, catalogue,
    chance::TownChance,
    dump,
    embedded::make_tables,
    house::{House, Plan},
    provider,
    schema::{Schema, skips_postgres},
    sign_in::Telephone,
    staff::newcomer,
};

/// A town of its own for each test; when it is left, what it holds must be whole. Fields are
/// dropped in their order: connections before the database that they lead to.
pub struct TestTown {
    _house: House,
    rooms: Rooms,
    runtime: Runtime,
    clock: Arc<TownClock>,
    chance: Arc<TownChance>,
    post_office: Arc<PostOffice>,
    secret: Secret,
    pub(crate) telephone: Telephone,
    pub(crate) address: String,
    settings: StoreSettings,
    damaged: AtomicBool,
    line_is_cut: Arc<AtomicBool>,
    stripe: Option<Arc<StripeHouse>>,
    next_door: Option<NextDoor>,
    _folder: Option<TempDir>,
    schema: Option<Schema>,
}

/// The other municipality that keeps its rows in the same database: nothing of one town may
/// ever show in the other.
struct NextDoor {
    town: OnceLock<Box<TestTown>>,
    settings: StoreSettings,
    forms: Vec<FormFile>,
    _folder: TempDir,
}

/// The town of every scene, and the one next door.
const SENDAI: (&str, &str, &str) = ("sendai", "仙台市", "Sendai");
const TAGAJO: (&str, &str, &str) = ("tagajo", "多賀城市", "Tagajo");

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
        Self::embedded(catalogue::usual_forms())
    }

    /// The same with the whole catalogue, which takes seconds to compile.
    pub fn with_every_form() -> Self {
        Self::embedded(catalogue::every_form())
    }

    /// On an embedded database, where who wants a 住民票の写し signs with a card, at a pretended
    /// app; more than five need no signature.
    pub fn where_cards_sign() -> Self {
        Self::embedded(catalogue::usual_forms_signed())
    }

    /// The same on PostgreSQL.
    pub fn on_postgres_where_cards_sign(scene: impl FnOnce(&Self)) {
        if !skips_postgres() {
            scene(&Self::on_a_server(catalogue::usual_forms_signed()));
        }
    }

    /// On an embedded database, where a bank answers of debits, and owners of houses of water.
    pub fn where_others_answer() -> Self {
        Self::embedded(catalogue::forms_of_others())
    }

    /// The same on PostgreSQL.
    pub fn on_postgres_where_others_answer(scene: impl FnOnce(&Self)) {
        if !skips_postgres() {
            scene(&Self::on_a_server(catalogue::forms_of_others()));
        }
    }

    /// Plays a scene on an embedded database, in a town that pays by a provider of the shape
    /// of Stripe, unless the environment says `MADOGUCHI_SKIP_PROVIDERS=1`.
    pub fn open_with_stripe(scene: impl FnOnce(&Self, &StripeHouse)) {
        Self::with_stripe(
            |folder| (format!("sqlite:{}", folder.join("town.db").display()), None),
            scene,
        );
    }

    /// The same on PostgreSQL.
    pub fn on_postgres_with_stripe(scene: impl FnOnce(&Self, &StripeHouse)) {
        if !skips_postgres() {
            let made = |_folder: &Path| {
                let schema = Schema::make();
                (schema.url(), Some(schema))
            };
            Self::with_stripe(made, scene);
        }
    }

    fn with_stripe(
        database: impl FnOnce(&Path) -> (String, Option<Schema>),
        scene: impl FnOnce(&Self, &StripeHouse),
    ) {
        let Some(stripe) = StripeHouse::opens(morning()).map(Arc::new) else { return };
        let folder = tempfile::tempdir().unwrap();
        let (url, schema) = database(folder.path());
        let (settings, forms) = (store_settings(&url, &folder), catalogue::usual_forms());
        let town = Self::kept_by(settings, folder, schema, forms, Some(Arc::clone(&stripe)));
        stripe.tells(&town.address);
        scene(&town, &stripe);
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
        let town = Self::kept_by(settings, folder, Some(schema), catalogue::usual_forms(), None);
        scene(&town, &relay);
    }

    /// Plays a scene on PostgreSQL, in a schema of its own. Where no server is, it fails,
    /// unless the environment says `MADOGUCHI_SKIP_POSTGRES=1`.
    pub fn on_postgres(scene: impl FnOnce(&Self)) {
        if !skips_postgres() {
            scene(&Self::on_a_server(catalogue::usual_forms()));
        }
    }

    fn embedded(forms: Vec<FormFile>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("town.db").display());
        Self::on(&url, folder, None, forms)
    }

    fn on_a_server(forms: Vec<FormFile>) -> Self {
        let schema = Schema::make();
        let url = schema.url();
        Self::on(&url, tempfile::tempdir().unwrap(), Some(schema), forms)
    }

    fn on(url: &str, folder: TempDir, schema: Option<Schema>, forms: Vec<FormFile>) -> Self {
        Self::kept_by(store_settings(url, &folder), folder, schema, forms, None)
    }

    fn kept_by(
        settings: StoreSettings,
        folder: TempDir,
        schema: Option<Schema>,
        forms: Vec<FormFile>,
        stripe: Option<Arc<StripeHouse>>,
    ) -> Self {
        make_tables(&settings);
        let store = Store::open(&settings).expect("the store opens");
        let next_door = NextDoor::moves_in(&settings, forms.clone());
        let kept = (Some(folder), schema, Some(next_door));
        Self::of((SENDAI, settings), store, forms, stripe, kept)
    }

    fn of(
        ((id, name, english), settings): ((&str, &str, &str), StoreSettings),
        store: Store,
        forms: Vec<FormFile>,
        stripe: Option<Arc<StripeHouse>>,
        (folder, schema, next_door): (Option<TempDir>, Option<Schema>, Option<NextDoor>),
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (clock, secret) = (Arc::new(TownClock::at(morning())), Secret::new("shared"));
        let (line_is_cut, chance) =
            (Arc::new(AtomicBool::new(false)), Arc::<TownChance>::default());
        let plan = Plan {
            municipality: (id.parse().unwrap(), name.to_owned(), english.to_owned()),
            store,
            clock: Arc::clone(&clock),
            chance: Arc::clone(&chance),
            secret: secret.clone(),
            stripe: stripe.as_ref().map(|stripe| stripe.address().to_owned()),
            line_is_cut: Arc::clone(&line_is_cut),
            card_app: folder.as_ref().map(|folder| folder.path().join("card-app")),
            listener,
            address: address.clone(),
            forms,
        };
        let (house, rooms) = House::start(plan);
        Self {
            _house: house,
            rooms,
            chance,
            runtime: runtime::Builder::new_current_thread().enable_all().build().unwrap(),
            clock,
            telephone: Telephone::default(),
            post_office: Arc::default(),
            secret,
            address,
            settings,
            damaged: AtomicBool::new(false),
            line_is_cut,
            stripe,
            next_door,
            _folder: folder,
            schema,
        }
    }

    /// The municipality next door, on the same database, with the same procedures and with
    /// people of its own.
    pub fn neighbour(&self) -> &Self {
        let next_door = self.next_door.as_ref().expect("a neighbour has this one as neighbour");
        next_door.town.get_or_init(|| {
            let NextDoor { settings, forms, .. } = next_door;
            let kept = (TAGAJO, settings.clone());
            Box::new(Self::of(kept, next_door.store(), forms.clone(), None, (None, None, None)))
        })
    }

    /// The receipt number that was drawn last is drawn so many times again.
    pub fn repeats_a_number(&self, times: u32) {
        self.chance.repeats_a_number(times);
    }

    /// What residents can do, for what has no public door.
    pub fn counter(&self) -> &Counter {
        &self.rooms.counter
    }

    /// What staff can do, for what has no public door.
    pub fn back_office(&self) -> &BackOffice {
        &self.rooms.back_office
    }

    /// What is kept.
    pub fn archive(&self) -> &Archive {
        &self.rooms.archive
    }

    /// What the house does by itself, which has no public door either.
    pub fn chores(&self) -> &Chores {
        &self.rooms.chores
    }

    /// What is on offer.
    pub fn catalogue(&self) -> &Catalogue {
        &self.rooms.catalogue
    }

    /// Where its facts are kept, to open them once more as another process would.
    pub fn store_settings(&self) -> StoreSettings {
        self.settings.clone()
    }

    /// Every row of its database as text.
    pub fn dump(&self) -> Vec<String> {
        dump(&self.settings.database_url)
    }

    /// Tampers with its database, as somebody with the database's password could.
    pub fn tamper(&self, statement: &str) {
        dump::tamper(&self.settings.database_url, statement);
    }

    /// Runs something of the rooms to its end.
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

    /// Lets time pass, at the provider's too.
    pub fn advance(&self, span: Duration) {
        self.clock.advance(span);
        if let Some(stripe) = &self.stripe {
            stripe.advance(span);
        }
    }

    /// Does what the workers would: asks the provider, ends terms, sends every letter that is due.
    pub fn run_jobs(&self) {
        let transport: Arc<dyn Transport> = self.post_office.clone();
        self.wait(async {
            let Rooms { catalogue, chores, back_office, .. } = &self.rooms;
            catalogue.follow().await.expect("the catalogue is followed");
            chores.ask_about_payments().await.expect("the provider is asked");
            chores.keep_terms().await.expect("terms are kept");
            back_office.bulk_rests().await;
            back_office.resume_bulk().await.expect("jobs with many cases go on");
            back_office.resume_draws().await.expect("draws go on");
            chores.ask_rules().await.expect("rules are asked");
            chores.set_papers().await.expect("papers are set");
            while chores.send_letters(&transport).await.expect("letters are sent").left > 0 {}
            chores.send_invitations(&transport).await.expect("invitations are sent");
        });
    }

    /// What a server does of a morning: counts for everybody who works here, and sends it.
    pub fn runs_morning(&self) {
        let transport: Arc<dyn Transport> = self.post_office.clone();
        self.wait(async {
            self.rooms.back_office.count_mornings().await.expect("the morning is counted");
            while self.rooms.chores.send_mornings(&transport).await.expect("it is sent") > 0 {}
        });
    }

    /// What a server does of a night: closes the days that are over, and watches who looked at what.
    pub fn watches(&self, watch: &Watch) -> usize {
        self.wait(async {
            self.rooms.chores.close_days().await.expect("days are closed");
            self.rooms.chores.watch_looks(watch).await.expect("looks are watched")
        })
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

    /// Where its door is, for who speaks with it without a browser: host and port.
    pub fn host(&self) -> &str {
        self.address.trim_start_matches("http://")
    }

    /// Somebody with a fresh browser.
    pub fn resident(&self) -> Resident {
        Resident::at(&self.address)
    }

    /// Valid answers to a procedure: its first example, with pictures that `who` sent.
    #[track_caller]
    pub fn answers(&self, who: &Resident, procedure: &str) -> Value {
        let published = self.rooms.catalogue.procedure(procedure).expect("a procedure");
        let example = published.form.valid_examples().next().expect("an example");
        who.with_pictures(example)
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
            let archive = &self.rooms.archive;
            let found = chores::fsck(archive, Depth::Deep).await.unwrap();
            (found, chores::verify_audit(archive, None).await.unwrap())
        });
        assert!(found.findings.is_empty(), "{:?}", found.findings);
        assert!(found.notes.is_empty(), "{:?}", found.notes);
        assert_eq!(audit.first_break, None);
    }

    /// Cuts the line to the payment provider, or mends it. Callbacks come all the same.
    pub fn provider_is_away(&self, away: bool) {
        self.line_is_cut.store(away, Ordering::SeqCst);
    }

    /// Says that this scene does damage on purpose: it asks by itself what was found.
    pub fn is_damaged(&self) {
        self.damaged.store(true, Ordering::SeqCst);
    }

    /// How many submissions there are.
    pub fn submissions(&self) -> u64 {
        self.wait(chores::fsck(&self.rooms.archive, Depth::Deep)).unwrap().submissions
    }
}

impl Drop for TestTown {
    fn drop(&mut self) {
        if !thread::panicking() && !self.damaged.load(Ordering::SeqCst) {
            self.is_whole();
            if let Some(schema) = &self.schema {
                schema.is_whole();
            }
        }
    }
}

impl NextDoor {
    /// Its people are there before anything happens in town: a clerk of the whole city, with
    /// the address of one whom most scenes have.
    fn moves_in(beside: &StoreSettings, forms: Vec<FormFile>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // One database has one master key.
        fs::copy(beside.data_dir.join("master.key"), folder.path().join("master.key")).unwrap();
        let settings = StoreSettings {
            data_dir: folder.path().to_path_buf(),
            municipality: TAGAJO.0.parse().unwrap(),
            ..beside.clone()
        };
        let door = Self { town: OnceLock::new(), settings, forms, _folder: folder };
        let (clock, ids) = (Arc::new(TownClock::at(morning())), Arc::new(SystemIds));
        let archive = Archive::new(door.store(), clock, ids);
        let people = People::new(&archive, vec![TAGAJO.1.to_owned()]);
        let organisation = read_organisation(&door.forms).unwrap().unwrap_or_default();
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            people.import_organisation(organisation).await.unwrap();
            let grant = Grant::new(Role::Clerk, kernel::DepartmentId::city());
            people.add(newcomer("sato", grant)).await.unwrap();
        });
        door
    }

    fn store(&self) -> Store {
        Store::open(&self.settings).expect("the store opens next door")
    }
}
