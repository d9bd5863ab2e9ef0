//! The program is killed between the payment provider and the database: nothing is lost, and
//! nothing is done twice.

mod crossing;

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use kernel::{Clock as _, SystemClock};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::{Browser, Receipt, Resident, Schema, StripeHouse, dump, tamper};

use self::crossing::Crossing;

const COPY: &str = "juminhyo-utsushi";

/// How long is waited for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// Who takes the money, in a process of its own.
enum Provider {
    Stub { process: Running, _folder: TempDir },
    Stripe(StripeHouse),
}

/// A process of ours; it ends when it is dropped.
struct Running {
    process: Arc<Mutex<Child>>,
    address: String,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let out = BufReader::new(process.stdout.take().expect("a pipe"));
        let line = out.lines().next().expect("a line").expect("a text");
        let address = line.strip_prefix("listening on ").expect("an address").to_owned();
        Self { process: Arc::new(Mutex::new(process)), address }
    }

    /// What kills it with signal 9.
    fn end(&self) -> impl FnOnce() + Send + use<> {
        let process = Arc::clone(&self.process);
        move || {
            let mut process = process.lock().expect("nobody fell");
            // It may have ended already.
            drop(process.kill());
            drop(process.wait());
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end()();
    }
}

fn madoguchi() -> Command {
    Command::new(env!("CARGO_BIN_EXE_madoguchi"))
}

fn secret(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let file = folder.path().join(name);
    fs::write(&file, format!("{text}\n")).expect("a file");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).expect("a mode");
    file
}

impl Provider {
    fn stub() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let process = Running::start(
            madoguchi()
                .args(["payment-provider", "--listen", "127.0.0.1:0", "--data"])
                .arg(folder.path())
                .env("MADOGUCHI_PAYMENT_SECRET", "shared"),
        );
        Self::Stub { process, _folder: folder }
    }

    fn address(&self) -> &str {
        match self {
            Self::Stub { process, .. } => &process.address,
            Self::Stripe(house) => house.address(),
        }
    }

    /// How the program is told of it.
    fn arguments(&self, folder: &TempDir) -> Vec<String> {
        let file = |name: &str, text: &str| secret(folder, name, text).display().to_string();
        match self {
            Self::Stub { .. } => vec!["--payment-secret-file".into(), file("shared", "shared")],
            Self::Stripe(_) => vec![
                "--payment-gateway".into(),
                "stripe-checkout".into(),
                "--payment-secret-file".into(),
                file("key", StripeHouse::KEY),
                "--payment-webhook-secret-file".into(),
                file("hook", StripeHouse::WEBHOOK_SECRET),
            ],
        }
    }

    /// How the request begins that opens an order, and the one that gives back.
    fn requests(&self) -> (&'static str, &'static str) {
        match self {
            Self::Stub { .. } => ("POST /orders", "POST /refunds"),
            Self::Stripe(_) => ("POST /v1/checkout/sessions", "POST /v1/refunds"),
        }
    }

    fn is_paid(&self, page: &str) {
        match self {
            Self::Stub { .. } => Resident::at(page).pays_by_card(page, "success"),
            Self::Stripe(house) => house.is_paid_by_card(page),
        }
    }

    /// Money that came, and money that went back.
    fn moved(&self) -> (i64, i64) {
        match self {
            Self::Stub { process, .. } => {
                let book = Browser::new(&process.address).get("/ledger").expect(200).json();
                let entries = book["entries"].as_array().expect("a book").clone();
                let count = |kind: &str| {
                    let of_kind = entries.iter().filter(|entry| entry["kind"] == kind);
                    i64::try_from(of_kind.count()).expect("few")
                };
                (count("captured"), count("refunded"))
            }
            Self::Stripe(house) => {
                let (orders, paid, refunds) = house.counts();
                assert_eq!(orders, 1, "one order");
                (paid, refunds)
            }
        }
    }
}

/// A town whose program comes and goes. Residents and provider reach it by the same address.
struct Town {
    folder: TempDir,
    database: String,
    door: Crossing,
    line: Crossing,
    told: Vec<String>,
    department: String,
    example: Value,
}

impl Town {
    fn founded(database: Option<&Schema>, provider: &Provider) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let in_folder = || format!("sqlite:{}", folder.path().join("town.sqlite").display());
        let database = database.map_or_else(in_folder, Schema::url);
        let mut files = testkit::usual_forms();
        files.retain(|file| {
            let shared = publishing::is_shared(&file.path);
            shared || file.path.contains(COPY)
        });
        for file in &files {
            let path = folder.path().join("forms").join(&file.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, &file.text).expect("a definition");
        }
        let compiled = publishing::compile(&files);
        let form = compiled.forms.get(COPY).expect("a form");
        let town = Self {
            told: provider.arguments(&folder),
            door: Crossing::to("http://127.0.0.1:1"),
            line: Crossing::to(provider.address()),
            department: form.procedure().department.clone(),
            example: form.valid_examples().next().expect("an example"),
            folder,
            database,
        };
        if let Provider::Stripe(house) = provider {
            house.tells(&town.door.address);
        }
        town.runs(&["migrate"]);
        town.runs(&["forms", "publish"]);
        town
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = madoguchi();
        command.args(["--database", &self.database, "--data"]).arg(self.folder.path().join("data"));
        command.arg("--forms").arg(self.folder.path().join("forms")).args(arguments);
        command
    }

    #[track_caller]
    fn runs(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("it runs");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    }

    fn opens(&self) -> Running {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(["--public-url", &self.door.address, "--smtp", "smtp://127.0.0.1:1"]);
        command.args(["--payment-provider", &self.line.address]).args(&self.told);
        let running = Running::start(&mut command);
        self.door.leads_to(&running.address);
        running
    }

    /// Somebody who can propose, or agree; a token of theirs.
    fn colleague(&self, name: &str, role: &str) -> String {
        let email = format!("{name}@city.example");
        let grant = ["--role", role, "--department", &self.department];
        self.runs(&[&["staff", "add", "--email", &email, "--name", name][..], &grant].concat());
        self.runs(&["staff", "token", "--email", &email, "--scope", "cases"])
    }

    /// What waits for a time of its own is due, and nobody holds a job any more.
    fn hours_pass(&self) {
        for statement in [
            "UPDATE leases SET lease_until = '2020-01-01 00:00:00'",
            "UPDATE refunds SET try_at = decided_at WHERE try_at IS NOT NULL",
        ] {
            tamper(&self.database, statement);
        }
    }

    /// Waits until a row of a table says so.
    #[track_caller]
    fn comes_to(&self, table: &str, word: &str) {
        let began = Instant::now();
        let is_there = || {
            let rows = dump(&self.database);
            rows.iter().any(|row| row.starts_with(table) && row.contains(word))
        };
        while !is_there() {
            assert!(began.elapsed() < PATIENCE, "no {word} comes to {table}");
        }
    }
}

fn happened(status: &Value) -> Vec<&str> {
    let timeline = status["timeline"].as_array().expect("a timeline");
    timeline.iter().filter_map(|entry| entry["what"].as_str()).collect()
}

fn commands(web: &Browser, token: &str, case: &str, mut command: Value) {
    let (proof, path) = (format!("Bearer {token}"), format!("/api/v1/cases/{case}"));
    let headers = [("authorization", proof.as_str())];
    let now = web.send("GET", &path, &headers, Vec::new()).expect(200).json();
    command["version"] = now["version"].clone();
    web.post_json(&format!("{path}/commands"), &headers, &command).expect(200);
}

/// Dies after the provider has the order, and once more after it has given back.
fn dies_twice(provider: &Provider, database: Option<&Schema>) {
    let town = Town::founded(database, provider);
    let (clerk, approver) = (town.colleague("sato", "clerk"), town.colleague("mori", "approver"));
    let (opening, giving_back) = provider.requests();

    let first = town.opens();
    let hanako = Resident::at(&town.door.address);
    let receipt = hanako.files(COPY, &hanako.with_pictures(town.example.clone()));
    let died = town.line.plans(opening, first.end());
    let bill = receipt.body["payment_url"].as_str().expect("a bill");
    hanako.web.get(bill).expect(502);
    died.recv_timeout(PATIENCE).expect("it dies when the provider has the order");

    let second = town.opens();
    let page = hanako.web.get(bill).expect(303).location();
    assert_eq!(hanako.web.get(bill).expect(303).location(), page, "the order that it had opened");
    provider.is_paid(&page);
    let paid = hanako.status(&receipt);
    assert_eq!((&paid["state"], happened(&paid)), (&json!("received"), vec!["filed", "paid"]));
    let case = case_of(&hanako, &clerk, &receipt);
    let all = json!({ "type": "propose_refund", "amount_yen": 110, "reason": "取下げのため" });
    commands(&hanako.web, &clerk, &case, all);
    commands(&hanako.web, &approver, &case, json!({ "type": "confirm_refund" }));
    second.end()();

    // What is due is asked for as soon as it opens. The plan is made before.
    town.hours_pass();
    let third = Arc::new(Mutex::new(None::<Running>));
    let doomed = Arc::clone(&third);
    let died = town.line.plans(giving_back, move || {
        let third = doomed.lock().expect("nobody fell").take();
        drop(third.expect("it is open"));
    });
    {
        let mut third = third.lock().expect("nobody fell");
        *third = Some(town.opens());
    }
    died.recv_timeout(PATIENCE).expect("it dies when the provider has given back");
    assert_eq!(provider.moved(), (1, 1));
    assert!(dump(&town.database).iter().all(|row| !row.contains("returned")), "not heard of yet");

    town.hours_pass();
    let _fourth = town.opens();
    town.comes_to("refunds", "returned");
    assert_eq!(provider.moved(), (1, 1), "nothing is lost, and nothing is done twice");
    let status = hanako.status(&receipt);
    let told = ["filed", "paid", "refund-proposed", "refund-approved", "refunded"];
    assert_eq!(happened(&status), told);
    assert_eq!(status["payment"]["state"], "captured", "300 yen are left");
    town.runs(&["fsck", "--deep"]);
    assert_eq!(town.runs(&["payments", "differences"]), "");
}

fn case_of(web: &Resident, token: &str, receipt: &Receipt) -> String {
    let proof = format!("Bearer {token}");
    let path = format!("/api/v1/cases?q={}", receipt.number);
    let headers = [("authorization", proof.as_str())];
    let queue = web.web.send("GET", &path, &headers, Vec::new()).expect(200).json();
    queue["cases"][0]["id"].as_str().expect("a case").to_owned()
}

#[test]
fn a_death_between_stub_and_sqlite_loses_and_doubles_nothing() {
    dies_twice(&Provider::stub(), None);
}

#[test]
fn a_death_between_stub_and_postgres_loses_and_doubles_nothing() {
    if let Some(schema) = Schema::wanted() {
        dies_twice(&Provider::stub(), Some(&schema));
    }
}

#[test]
fn a_death_between_stripe_and_sqlite_loses_and_doubles_nothing() {
    if let Some(house) = StripeHouse::opens(SystemClock.now()) {
        dies_twice(&Provider::Stripe(house), None);
    }
}

#[test]
fn a_death_between_stripe_and_postgres_loses_and_doubles_nothing() {
    if let Some(house) = StripeHouse::opens(SystemClock.now())
        && let Some(schema) = Schema::wanted()
    {
        dies_twice(&Provider::Stripe(house), Some(&schema));
    }
}
