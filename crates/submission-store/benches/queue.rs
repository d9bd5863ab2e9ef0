//! How long a page of the queue takes among a million cases.
//!
//! `cargo bench -p submission-store --bench queue` fills a fresh SQLite database, and a schema of
//! its own in PostgreSQL where `MADOGUCHI_TEST_POSTGRES_URL` names a server, with rows as a city
//! of twenty departments and a hundred procedures has them after five years, asks for random
//! pages at random depths, and prints how long one took. `MADOGUCHI_BENCH_CASES` sets how many
//! cases there are. The bare reading of 51 rows by key, in the same run, is the physical limit.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
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
use diesel::{
    Connection, PgConnection, RunQueryDsl as _, SqliteConnection,
    connection::SimpleConnection,
    sql_query,
    sql_types::{Text, Timestamp},
};
use kernel::{Among, Area, DepartmentId, Reach, ReceiptNumber, Through};
use review_workflow::State;
use submission_store::{
    Page, Store, StoreSettings,
    cases::{self, Assigned, InWard, QueueFilter, QueueSort},
    departments::{self, Department},
    procedures,
    submissions::Source,
};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DEPARTMENTS: u64 = 20;
const PROCEDURES: u64 = 100;
const WARDS: [&str; 5] = ["aoba", "miyagino", "wakabayashi", "taihaku", "izumi"];
const STAFF: u64 = 200;
/// Days that the cases are spread over.
const DAYS: i64 = 5 * 365;
const PAGE: u32 = 50;
const ROUNDS: usize = 200;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: u64) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    /// Small numbers far more often: a few procedures are most of what is filed.
    fn skewed(&mut self, sides: u64) -> u64 {
        let (one, other, third) = (self.roll(sides), self.roll(sides), self.roll(sides));
        one.min(other).min(third)
    }
}

fn main() {
    let many = env::var("MADOGUCHI_BENCH_CASES").map_or(1_000_000, |n| n.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    bench("SQLite", &url, folder.path(), many);
    if let Ok(server) = env::var("MADOGUCHI_TEST_POSTGRES_URL") {
        let mut conn = PgConnection::establish(&server).unwrap();
        conn.batch_execute("DROP SCHEMA IF EXISTS bench_queue CASCADE; CREATE SCHEMA bench_queue")
            .unwrap();
        let and = if server.contains('?') { '&' } else { '?' };
        let folder = tempfile::tempdir().unwrap();
        let url = format!("{server}{and}options=-csearch_path%3Dbench_queue");
        bench("PostgreSQL", &url, folder.path(), many);
        conn.batch_execute("DROP SCHEMA bench_queue CASCADE").unwrap();
    }
}

#[tokio::main(flavor = "current_thread")]
async fn bench(engine: &str, url: &str, folder: &std::path::Path, many: u64) {
    let settings = StoreSettings::new(url.to_owned(), folder, "sendai".parse().unwrap());
    Store::migrate(&settings).unwrap();
    let store = Store::open(&settings).unwrap();
    store.write(found_city).await.unwrap();
    let began = Clock::now();
    fill(url, many);
    println!("{engine}: {many} cases in {:.0} s", began.elapsed().as_secs_f64());
    let mut dice = Dice(7);
    println!("{:36} {:>10} {:>10} {:>10}", "", "median", "99 %", "longest");
    report("51 rows by key, the bare statement", &mut bare(url, many));
    let mut whole = Vec::new();
    for (name, ask) in questions() {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let (reach, filter, page) = ask(&mut dice);
            let began = Clock::now();
            store.read(move |tx| cases::list(tx, &reach, &filter, &page)).await.unwrap();
            times.push(began.elapsed());
        }
        report(name, &mut times);
        whole.extend(times);
    }
    report("every page", &mut whole);
    let mut menus = vec![Span::ZERO; ROUNDS];
    for (name, filter) in menu() {
        let mut times = Vec::new();
        for menu in &mut menus {
            let (reach, filter) = (someone(&mut dice), filter.clone());
            let began = Clock::now();
            store.read(move |tx| cases::count(tx, &reach, &filter, 1_001)).await.unwrap();
            times.push(began.elapsed());
            *menu += began.elapsed();
        }
        report(name, &mut times);
    }
    report("the seven counts of the menu", &mut menus);
}

/// The physical limit: the columns of a page's rows, one after the other by their key.
fn bare(url: &str, many: u64) -> Vec<Span> {
    #[derive(diesel::QueryableByName)]
    #[expect(dead_code, reason = "what counts is that it was read")]
    struct Row {
        #[diesel(sql_type = Text)]
        id: String,
        #[diesel(sql_type = Text)]
        receipt_number: String,
        #[diesel(sql_type = Text)]
        state: String,
        #[diesel(sql_type = Timestamp)]
        arrived_at: NaiveDateTime,
    }
    let mut dice = Dice(5);
    let mut time = |load: &mut dyn FnMut(String) -> usize| {
        let from = case_id(dice.roll(many - u64::from(PAGE) - 1));
        let statement = format!(
            "SELECT cases.id, receipt_number, state, cases.arrived_at FROM cases \
             JOIN submissions ON submissions.id = cases.id \
             WHERE cases.id >= '{from}' ORDER BY cases.id LIMIT 51"
        );
        let began = Clock::now();
        assert_eq!(load(statement), 51);
        began.elapsed()
    };
    if let Some(path) = url.strip_prefix("sqlite:") {
        let mut conn = SqliteConnection::establish(path).unwrap();
        let mut load = |text| sql_query::<String>(text).load::<Row>(&mut conn).unwrap().len();
        (0..ROUNDS).map(|_| time(&mut load)).collect()
    } else {
        let mut conn = PgConnection::establish(url).unwrap();
        let mut load = |text| sql_query::<String>(text).load::<Row>(&mut conn).unwrap().len();
        (0..ROUNDS).map(|_| time(&mut load)).collect()
    }
}

fn report(name: &str, times: &mut [Span]) {
    times.sort();
    let at = |per_cent: usize| format!("{:.2?}", times[(times.len() - 1) * per_cent / 100]);
    println!("{name:36} {:>10} {:>10} {:>10}", at(50), at(99), at(100));
}

type Question = fn(&mut Dice) -> (Reach, QueueFilter, Page);

#[expect(clippy::too_many_lines, reason = "a list")]
fn questions() -> [(&'static str, Question); 13] {
    const OVER: [State; 2] = [State::Completed, State::Refused];
    [
        ("open, any order", |dice| {
            let sort = any(dice);
            (someone(dice), QueueFilter { sort, ..QueueFilter::default() }, deep(dice, sort))
        }),
        ("open, one procedure", |dice| {
            let (sort, procedures) = (any(dice), vec![procedure(dice)]);
            let filter = QueueFilter { sort, procedures, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("open, one state and ward", |dice| {
            let (sort, states) = (any(dice), vec![State::InReview]);
            let filter =
                QueueFilter { sort, states, wards: vec![ward(dice)], ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("open, something found", |dice| {
            let (sort, open_findings) = (any(dice), Some(true));
            let filter = QueueFilter { sort, open_findings, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("over, something found", |dice| {
            let (sort, states) = (any(dice), OVER.to_vec());
            let open_findings = Some(true);
            let filter = QueueFilter { sort, states, open_findings, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("over, any order", |dice| {
            let (sort, states) = (any(dice), OVER.to_vec());
            (
                someone(dice),
                QueueFilter { sort, states, ..QueueFilter::default() },
                deep(dice, sort),
            )
        }),
        ("over, one procedure", |dice| {
            let (sort, states, procedures) = (any(dice), OVER.to_vec(), vec![procedure(dice)]);
            let filter = QueueFilter { sort, states, procedures, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("refused, one procedure and ward", |dice| {
            let (sort, states, procedures) =
                (any(dice), vec![State::Refused], vec![procedure(dice)]);
            let wards = vec![ward(dice)];
            let filter = QueueFilter { sort, states, procedures, wards, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("over, by the end, one ward of a procedure", |dice| {
            let (sort, procedures) = (QueueSort::Ended, vec![procedure(dice)]);
            let wards = vec![ward(dice)];
            let filter = QueueFilter { sort, procedures, wards, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("open, three procedures and two wards", |dice| {
            let (sort, procedures) = (any(dice), (0..3).map(|_| procedure(dice)).collect());
            let wards = vec![ward(dice), InWard::Unknown];
            let filter = QueueFilter { sort, procedures, wards, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("everything, over the counter", |dice| {
            let (sort, states) = (any(dice), State::ALL.to_vec());
            let sources = vec![Source::Counter];
            let filter = QueueFilter { sort, states, sources, ..QueueFilter::default() };
            (someone(dice), filter, deep(dice, sort))
        }),
        ("one person's", |dice| {
            let sort = any(dice);
            let number = dice.roll(STAFF);
            let person = staff_id(number).parse().unwrap();
            let states = if dice.roll(2) == 0 { vec![] } else { State::ALL.to_vec() };
            let assignee = Some(Assigned::To(person));
            let filter = QueueFilter { sort, states, assignee, ..QueueFilter::default() };
            let reach = match dice.roll(2) {
                0 => Reach::everywhere(),
                _ => department(number % DEPARTMENTS),
            };
            (reach, filter, deep(dice, sort))
        }),
        ("everything, any order", |dice| {
            let (sort, states) = (any(dice), State::ALL.to_vec());
            (
                someone(dice),
                QueueFilter { sort, states, ..QueueFilter::default() },
                deep(dice, sort),
            )
        }),
    ]
}

/// What the menu counts.
fn menu() -> [(&'static str, QueueFilter); 7] {
    let of = |states: &[State]| QueueFilter { states: states.to_vec(), ..QueueFilter::default() };
    let over = [State::Completed, State::Refused, State::Withdrawn, State::Lapsed];
    let assignee = Some(Assigned::To(staff_id(3).parse().unwrap()));
    let due_until = NaiveDate::from_ymd_opt(2026, 11, 20);
    [
        ("counted: mine", QueueFilter { assignee, ..QueueFilter::default() }),
        ("counted: new", of(&[State::Received])),
        ("counted: corrections", of(&[State::CorrectionRequested])),
        ("counted: approvals", of(&[State::AwaitingApproval])),
        ("counted: due", QueueFilter { due_until, ..QueueFilter::default() }),
        ("counted: over", of(&over)),
        ("counted: open", QueueFilter::default()),
    ]
}

fn any(dice: &mut Dice) -> QueueSort {
    let all = [QueueSort::Due, QueueSort::Received, QueueSort::Newest, QueueSort::Moved];
    all[usize::try_from(dice.roll(4)).unwrap()]
}

/// Where a list begins: at its head, or anywhere.
fn deep(dice: &mut Dice, sort: QueueSort) -> Page {
    if dice.roll(3) == 0 {
        return Page::first(PAGE);
    }
    let at = last_day() - Duration::days(i64::try_from(dice.roll(DAYS.unsigned_abs())).unwrap());
    let key = match sort {
        QueueSort::Due => i64::from(chrono::Datelike::num_days_from_ce(&at.date())),
        QueueSort::Received | QueueSort::Newest | QueueSort::Moved | QueueSort::Ended => {
            at.and_utc().timestamp_millis()
        }
    };
    let cursor = format!("{key}~{}", case_id(dice.roll(1_000_000))).parse().unwrap();
    if dice.roll(4) == 0 { Page::before(PAGE, cursor) } else { Page::after(PAGE, cursor) }
}

/// Somebody of the whole city, of a department, of a ward there, or for three procedures.
fn someone(dice: &mut Dice) -> Reach {
    let number = dice.skewed(DEPARTMENTS);
    match dice.roll(4) {
        0 => Reach::everywhere(),
        1 => department(number),
        2 => Reach::new(vec![Area {
            departments: this(number),
            through: Through::Either,
            procedures: Among::All,
            wards: Among::These([WARDS[2].parse().unwrap()].into()),
        }]),
        _ => Reach::new(vec![Area {
            departments: Among::All,
            through: Through::Either,
            procedures: Among::These((0..3).map(|_| procedure(dice)).collect()),
            wards: Among::All,
        }]),
    }
}

fn department(number: u64) -> Reach {
    Reach::departments(this(number))
}

fn this(number: u64) -> Among<DepartmentId> {
    Among::These([format!("department-{number}").parse().unwrap()].into())
}

fn procedure(dice: &mut Dice) -> String {
    format!("procedure-{}", dice.roll(PROCEDURES))
}

fn ward(dice: &mut Dice) -> InWard {
    let ward = WARDS[usize::try_from(dice.roll(5)).unwrap()];
    InWard::Known(ward.parse().unwrap())
}

fn last_day() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap().and_hms_opt(0, 0, 0).unwrap()
}

fn case_id(number: u64) -> String {
    format!("01930000-0000-7000-8000-{number:012x}")
}

fn staff_id(number: u64) -> String {
    format!("01920000-0000-7000-8000-{number:012x}")
}

fn found_city(tx: &mut submission_store::WriteTx<'_>) -> Result<(), submission_store::StoreError> {
    let below = (0..DEPARTMENTS).map(|number| format!("department-{number}"));
    for id in ["city".to_owned()].into_iter().chain(below) {
        let department = Department {
            parent: (id != "city").then(DepartmentId::city),
            id: id.parse().unwrap(),
            name: id,
            easy_name: None,
            english_name: None,
            code: None,
            legal: false,
        };
        departments::save(tx, &department)?;
    }
    let day = kernel::Instant::from_naive_utc(last_day());
    for number in 0..PROCEDURES {
        let hash = "a".repeat(64);
        procedures::publish(
            tx,
            &format!("procedure-{number}"),
            &hash,
            "{\"title\":\"手続\"}",
            day,
        )?;
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
    for number in 0..STAFF {
        let id = staff_id(number);
        run(&format!(
            "INSERT INTO staff (id, municipality, email, name, created_at) \
             VALUES ('{id}', 'sendai', '{number}@sendai.example', '職員{number}', '2020-04-01 00:00:00')"
        ));
    }
    let mut dice = Dice(42);
    let mut number = 0;
    while number < many {
        let until = (number + 1_000).min(many);
        let (mut submissions, mut cases) = (String::new(), String::new());
        for number in number..until {
            let comma = if submissions.is_empty() { "" } else { "," };
            write_rows(&mut dice, number, many, comma, &mut submissions, &mut cases);
        }
        run(&format!(
            "BEGIN; INSERT INTO submissions (id, municipality, receipt_number, procedure, version, \
             arrived_at, digest, language, source) VALUES {submissions}; \
             INSERT INTO cases (id, municipality, procedure, department, ward, shape, state, \
             is_open, assignee_id, arrived_at, revision, due_sort, due_on, stopped_days, version, \
             changed_by, changed_at, open_findings, ended_at) VALUES {cases}; COMMIT"
        ));
        number = until;
    }
    if !url.starts_with("sqlite:") {
        // The server does so by itself after a while.
        run("ANALYZE");
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
    let procedure = dice.skewed(PROCEDURES);
    let department = procedure % DEPARTMENTS;
    let id = case_id(number);
    let receipt = receipt_number(number);
    let age = DAYS * i64::try_from(many - number).unwrap() / i64::try_from(many).unwrap();
    let arrived = last_day() - Duration::days(age);
    // One of a hundred lies for long; of what is new every second is open.
    let is_open = if age < 40 { dice.roll(2) == 0 } else { dice.roll(70) == 0 };
    // Somebody of the department.
    let someone = department + DEPARTMENTS * dice.roll(STAFF / DEPARTMENTS);
    let (state, assignee) = match (is_open, dice.roll(100)) {
        (true, 0..40) => ("received", None),
        (true, 40..75) => ("in-review", Some(someone)),
        (true, 75..85) => ("correction-requested", Some(someone)),
        (true, 85..95) => ("awaiting-approval", Some(someone)),
        (true, _) => ("awaiting-payment", None),
        (false, 0..93) => ("completed", Some(someone)),
        (false, 93..95) => ("refused", Some(someone)),
        (false, 95..99) => ("withdrawn", None),
        (false, _) => ("lapsed", None),
    };
    let assignee = assignee.map_or("NULL".to_owned(), |n| format!("'{}'", staff_id(n)));
    let ward = WARDS.get(usize::try_from(dice.skewed(6)).unwrap());
    let ward = ward.map_or("NULL".to_owned(), |ward| format!("'{ward}'"));
    let due = (arrived + Duration::days(i64::try_from(10 + dice.roll(20)).unwrap())).date();
    let changed = arrived + Duration::minutes(i64::try_from(dice.roll(30 * 1_440)).unwrap());
    let ended = if is_open { "NULL".to_owned() } else { format!("'{changed}'") };
    // One of forty came over the counter.
    let door = if dice.roll(40) == 0 { "counter" } else { "web" };
    let findings = u64::from(dice.roll(if is_open { 5 } else { 5_000 }) == 0);
    let _ = write!(
        submissions,
        "{comma}('{id}','sendai','{receipt}','procedure-{procedure}',1,'{arrived}',{DIGEST},'ja','{door}')"
    );
    let _ = write!(
        cases,
        "{comma}('{id}','sendai','procedure-{procedure}','department-{department}',{ward},\
         'standard','{state}',{is_open},{assignee},'{arrived}',1,'{due}','{due}',0,1,'system',\
         '{changed}',{findings},{ended})"
    );
}

/// Another one for each: the number, and the check character that fits it.
fn receipt_number(number: u64) -> String {
    let fits = |check: char| format!("{number:011}{check}").parse::<ReceiptNumber>().ok();
    "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().find_map(fits).unwrap().to_string()
}

/// Of nothing.
const DIGEST: &str = "'0123456789abcdef0123456789abcdef'";
