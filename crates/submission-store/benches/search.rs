//! How long a search takes over years of cases.
//!
//! `cargo bench -p submission-store --bench search` fills a fresh SQLite database, and a schema of
//! its own in PostgreSQL where `MADOGUCHI_TEST_POSTGRES_URL` names a server, with cases of sixty
//! months, puts them into the index as the chore does, and prints how long searches took.
//! `MADOGUCHI_BENCH_CASES` sets how many cases there are. Surnames are as common as in Japan: one of
//! sixty people is called 佐藤.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints, and one that cannot go on stops"
)]

use std::{
    env,
    fmt::Write as _,
    time::{Duration as Span, Instant as Clock},
};

use chrono::{Duration, NaiveDate, NaiveDateTime};
use diesel::{Connection, PgConnection, SqliteConnection, connection::SimpleConnection};
use kernel::{Among, DepartmentId, Instant, Reach, ReceiptNumber, SubmissionId};
use review_workflow::State;
use submission_store::{
    Page, Store, StoreError, StoreSettings,
    cases::{self, QueueFilter},
    departments::{self, Department},
    procedures,
    search::{self, Field, Indexed, Sought, Word},
};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CASES: u64 = 20_000;
const DEPARTMENTS: u64 = 20;
const SURNAMES: u64 = 20_000;
const GIVEN_NAMES: u64 = 3_000;
/// Names of the first rank.
const FIRST: u64 = 5;
const DAYS: i64 = 5 * 365;
const BATCH: u64 = 1_000;
const ROUNDS: usize = 200;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    /// The first ones far more often: each doubling of the rank holds as many people.
    fn name(&mut self, names: u64) -> u64 {
        let doublings = (0..64).find(|times| FIRST << times >= names).unwrap();
        let from = FIRST << self.roll(doublings);
        from + self.roll(from) - FIRST
    }
}

fn main() {
    let many = env::var("MADOGUCHI_BENCH_CASES").map_or(CASES, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.db");
    bench("SQLite", &format!("sqlite:{}", path.display()), folder.path(), many);
    println!("{} MB in all", std::fs::metadata(path).unwrap().len() / 1_000_000);
    if let Ok(server) = env::var("MADOGUCHI_TEST_POSTGRES_URL") {
        let mut conn = PgConnection::establish(&server).unwrap();
        conn.batch_execute(
            "DROP SCHEMA IF EXISTS bench_search CASCADE; CREATE SCHEMA bench_search",
        )
        .unwrap();
        let and = if server.contains('?') { '&' } else { '?' };
        let folder = tempfile::tempdir().unwrap();
        let url = format!("{server}{and}options=-csearch_path%3Dbench_search");
        bench("PostgreSQL", &url, folder.path(), many);
        conn.batch_execute("DROP SCHEMA bench_search CASCADE").unwrap();
    }
}

#[tokio::main(flavor = "current_thread")]
async fn bench(engine: &str, url: &str, folder: &std::path::Path, many: u64) {
    let settings = StoreSettings::new(url.to_owned(), folder, "sendai".parse().unwrap());
    Store::migrate(&settings).unwrap();
    let store = Store::open(&settings).unwrap();
    store.write(found_city).await.unwrap();
    fill(url, many);
    let began = Clock::now();
    index(&store, many).await;
    if !url.starts_with("sqlite:") {
        // The server does so by itself after a while.
        PgConnection::establish(url).unwrap().batch_execute("ANALYZE").unwrap();
    }
    println!("{engine}: {many} cases indexed in {:.0} s", began.elapsed().as_secs_f64());
    println!("{:36} {:>10} {:>10} {:>10} {:>6}", "", "median", "99 %", "longest", "found");
    let mut dice = Dice(7);
    for (name, ask) in questions() {
        let (mut times, mut found) = (Vec::new(), 0);
        for _ in 0..ROUNDS {
            let (reach, words) = ask(&mut dice);
            let words = words.into_iter().map(|word| vec![word]).collect();
            let sought = Some(Sought { whole: Vec::new(), words });
            let states = State::ALL.to_vec();
            let filter = QueueFilter { sought, states, ..QueueFilter::default() };
            let page = Page::first(50);
            let began = Clock::now();
            let listed =
                store.read(move |tx| cases::list(tx, &reach, &filter, &page)).await.unwrap();
            times.push(began.elapsed());
            found += listed.items.len();
        }
        report(name, &mut times, found / ROUNDS);
    }
}

type Question = (&'static str, fn(&mut Dice) -> (Reach, Vec<Word>));

fn questions() -> [Question; 7] {
    [
        ("the commonest surname", |_| (Reach::everywhere(), vec![surname(0)])),
        ("any surname", |dice| (Reach::everywhere(), vec![surname(dice.name(SURNAMES))])),
        ("surname and given name", |dice| {
            let given = Word::new(Field::Name, format!("名{}", dice.name(GIVEN_NAMES)));
            (Reach::everywhere(), vec![surname(dice.name(SURNAMES)), given])
        }),
        ("a word that nobody has", |dice| {
            let word = Word::new(Field::Name, format!("無{}", dice.roll(1_000_000)));
            (Reach::everywhere(), vec![word])
        }),
        ("any surname, one department", |dice| {
            (department(dice.roll(DEPARTMENTS)), vec![surname(dice.name(SURNAMES))])
        }),
        ("the commonest, one department", |dice| {
            (department(dice.roll(DEPARTMENTS)), vec![surname(0)])
        }),
        ("the commonest, nowhere", |_| (Reach::NOWHERE, vec![surname(0)])),
    ]
}

fn report(name: &str, times: &mut [Span], found: usize) {
    times.sort_unstable();
    let at = |part: usize| {
        let span = times.get((times.len() * part / 100).min(times.len() - 1)).unwrap();
        let micros = span.as_micros();
        format!("{}.{:02} ms", micros / 1_000, micros % 1_000 / 10)
    };
    println!("{name:36} {:>10} {:>10} {:>10} {found:>6}", at(50), at(99), at(100));
}

fn surname(number: u64) -> Word {
    Word::new(Field::Name, format!("姓{number}"))
}

fn department(number: u64) -> Reach {
    let one: DepartmentId = format!("department-{number}").parse().unwrap();
    Reach::departments(Among::These([one].into()))
}

/// What a case of a person with reading, telephone, day of birth and address is found by.
fn words(dice: &mut Dice) -> std::collections::BTreeSet<Word> {
    let (surname_no, given_no) = (dice.name(SURNAMES), dice.name(GIVEN_NAMES));
    let phone = format!("090{:08}", dice.roll(100_000_000));
    let born = format!("19{:02}-{:02}-{:02}", dice.roll(99), 1 + dice.roll(12), 1 + dice.roll(28));
    let (sei, mei) = (format!("姓{surname_no}"), format!("名{given_no}"));
    let (kana, kana_given) = (format!("セイ{surname_no}"), format!("メイ{given_no}"));
    let (town, house) = (dice.roll(1_500), dice.roll(40));
    let end = phone.chars().skip(7).collect::<String>();
    let head = |text: &str| text.chars().take(3).collect::<String>();
    [
        (Field::Name, format!("{sei}{mei}")),
        (Field::Name, sei.clone()),
        (Field::Name, mei.clone()),
        (Field::Kana, format!("{kana}{kana_given}")),
        (Field::Kana, head(&kana)),
        (Field::Kana, head(&kana_given)),
        (Field::Kana, kana),
        (Field::Kana, kana_given),
        (Field::PhoneEnd, end),
        (Field::BirthDate, born.clone()),
        (Field::PostalCode, format!("98{town:05}")),
        (Field::Town, format!("町{town}")),
        (Field::Town, format!("町{town}-{house}")),
        (Field::Email, format!("{phone}@example.jp")),
        (Field::Person, format!("{sei}{mei} {born}")),
        (Field::PersonKana, format!("{sei}{mei} {born} kana")),
        (Field::PersonPhone, format!("{sei}{mei} {born} {phone}")),
        (Field::PersonTown, format!("{sei}{mei} {born} {town}-{house}")),
        (Field::Phone, phone),
    ]
    .map(|(field, key)| Word::new(field, key))
    .into()
}

/// As the chore does it, a thousand cases at a time.
async fn index(store: &Store, many: u64) {
    let mut dice = Dice(42);
    let mut number = 0;
    while number < many {
        let until = (number + BATCH).min(many);
        let batch: Vec<Indexed> = (number..until)
            .map(|number| {
                let id: SubmissionId = case_id(number).parse().unwrap();
                Indexed {
                    // Nobody opens these lists.
                    sealer: store.sealer().begin_case(&id),
                    arrived_at: Instant::from_naive_utc(arrived(number, many)),
                    revision: 1,
                    words: words(&mut dice),
                    is_protected: false,
                }
            })
            .collect();
        store.write(move |tx| search::file(tx, &batch)).await.unwrap();
        number = until;
    }
}

fn arrived(number: u64, many: u64) -> NaiveDateTime {
    let minutes = i64::try_from((many - number) * 1_440 * DAYS.unsigned_abs() / many).unwrap();
    last_day() - Duration::minutes(minutes)
}

fn last_day() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(0, 0, 0).unwrap()
}

fn case_id(number: u64) -> String {
    format!("01930000-0000-7000-8000-{number:012x}")
}

fn found_city(tx: &mut submission_store::WriteTx<'_>) -> Result<(), StoreError> {
    for number in 0..DEPARTMENTS {
        let department = Department {
            id: format!("department-{number}").parse().unwrap(),
            parent: None,
            name: number.to_string(),
            easy_name: None,
            english_name: None,
            code: None,
            legal: false,
        };
        departments::save(tx, &department)?;
        let day = Instant::from_naive_utc(last_day());
        let (id, hash) = (format!("procedure-{number}"), "a".repeat(64));
        procedures::publish(tx, &id, &hash, "{\"title\":\"手続\"}", day)?;
    }
    Ok(())
}

/// Rows as the use cases write them, a thousand in one statement.
fn fill(url: &str, many: u64) {
    let mut run: Box<dyn FnMut(&str)> = if let Some(path) = url.strip_prefix("sqlite:") {
        let mut conn = SqliteConnection::establish(path).unwrap();
        conn.batch_execute("PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000").unwrap();
        Box::new(move |text| conn.batch_execute(text).unwrap())
    } else {
        let mut conn = PgConnection::establish(url).unwrap();
        Box::new(move |text| conn.batch_execute(text).unwrap())
    };
    let mut dice = Dice(5);
    let mut number = 0;
    while number < many {
        let until = (number + BATCH).min(many);
        let (mut submissions, mut cases) = (String::new(), String::new());
        for number in number..until {
            let comma = if submissions.is_empty() { "" } else { "," };
            write_rows(&mut dice, number, many, comma, &mut submissions, &mut cases);
        }
        run(&format!(
            "BEGIN; INSERT INTO submissions (id, municipality, receipt_number, procedure, version, \
             arrived_at, digest, language, source) VALUES {submissions}; \
             INSERT INTO cases (id, municipality, procedure, department, shape, state, \
             is_open, arrived_at, revision, due_sort, due_on, stopped_days, version, \
             changed_by, changed_at, open_findings) VALUES {cases}; COMMIT"
        ));
        number = until;
    }
}

fn write_rows(
    dice: &mut Dice,
    number: u64,
    many: u64,
    comma: &str,
    submissions: &mut String,
    cases: &mut String,
) {
    let (id, department) = (case_id(number), dice.roll(DEPARTMENTS));
    let at = arrived(number, many);
    let due = (at + Duration::days(14)).date();
    let is_open = dice.roll(25) == 0;
    let state = if is_open { "received" } else { "completed" };
    let _ = write!(
        submissions,
        "{comma}('{id}','sendai','{}','procedure-{department}',1,'{at}',{DIGEST},'ja','web')",
        receipt_number(number)
    );
    let _ = write!(
        cases,
        "{comma}('{id}','sendai','procedure-{department}','department-{department}',\
         'standard','{state}',{is_open},'{at}',1,'{due}','{due}',0,1,'system','{at}',0)"
    );
}

/// Another one for each: the number, and the check character that fits it.
fn receipt_number(number: u64) -> String {
    let fits = |check: char| format!("{number:011}{check}").parse::<ReceiptNumber>().ok();
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().find_map(fits).unwrap().to_string()
}

/// Of nothing.
const DIGEST: &str = "'0123456789abcdef0123456789abcdef'";
