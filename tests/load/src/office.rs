//! How long the office waits: lists to any depth, searches, cases, many cases that are confirmed
//! and issued at once, and many people who take the next case at the same moment.
//!
//! Reads with tokens that somebody issued for the measurement; what is taken stays taken, and what
//! is issued issued.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::pace::{quantile, rate, shown};
use crate::wire::{Answer, Connection, get, post};
use crate::{local, say};

/// What to measure, and as whom.
#[derive(Debug, Args)]
pub(crate) struct Plan {
    /// The server's address, such as 127.0.0.1:8080
    #[arg(long)]
    server: SocketAddr,
    /// A file with one staff token a line: whoever reads is the first, all of them take
    #[arg(long)]
    tokens: PathBuf,
    /// Filters of lists, each as it stands in an address, such as `view=unclaimed&ward=aoba`
    #[arg(long = "list", value_name = "QUERY")]
    lists: Vec<String>,
    /// Words to search for
    #[arg(long = "search", value_name = "WORDS")]
    searches: Vec<String>,
    /// How many pages of each list and search, one after the other, from the first on
    #[arg(long, default_value_t = 50)]
    pages: u32,
    /// How many cases of the first list are confirmed and issued as one job; none without it
    #[arg(long, default_value_t = 0)]
    settle: usize,
    /// How many cases all take together; none without it
    #[arg(long, default_value_t = 0)]
    take: usize,
    /// Milliseconds for which everybody does something else before each case that they take
    #[arg(long, default_value_t = 0)]
    pause: u64,
}

/// One person at the API.
struct Person {
    connection: Connection,
    proof: String,
}

pub(crate) fn run(plan: &Plan) -> Result<(), Fault> {
    let server = local(plan.server)?;
    let tokens = fs::read_to_string(&plan.tokens)?;
    let tokens: Vec<&str> = tokens.lines().filter(|line| !line.is_empty()).collect();
    let first = tokens.first().ok_or(Fault::Answer("no token"))?;
    let mut reader = Person::at(server, first)?;
    let mut cases = BTreeSet::new();
    for list in &plan.lists {
        let times = reader.walks(&format!("/api/v1/cases?{list}"), plan.pages, &mut cases)?;
        report(&format!("list {list}"), times);
    }
    for words in &plan.searches {
        let body = json!({ "words": words }).to_string();
        let begun = reader.posts("/api/v1/searches", &body)?.0.expect(201, "POST searches")?;
        let path = format!("/api/v1/searches/{}?limit=50", text(&begun, "search")?);
        let times = reader.walks(&path, plan.pages, &mut cases)?;
        report(&format!("search {words}"), times);
    }
    let mut times = Vec::new();
    for case in cases.iter().take(500) {
        let (answer, time) = reader.gets(&format!("/api/v1/cases/{case}"))?;
        answer.expect(200, "GET case")?;
        times.push(time);
    }
    report("case", times);
    if let Some(list) = plan.lists.first().filter(|_| plan.settle > 0) {
        reader.settles(&format!("/api/v1/cases?{list}"), plan.settle)?;
    }
    if plan.take > 0 { takes(server, &tokens, plan) } else { Ok(()) }
}

/// Everybody takes the next case until so many are taken; nobody gets what another has.
fn takes(server: SocketAddr, tokens: &[&str], plan: &Plan) -> Result<(), Fault> {
    let (each, pause) =
        (plan.take.div_ceil(tokens.len().max(1)), Duration::from_millis(plan.pause));
    let people = u32::try_from(tokens.len()).unwrap_or(u32::MAX).max(1);
    let began = Instant::now();
    let taken = thread::scope(|scope| {
        // Nobody presses because somebody else does.
        let begins = (0..people).map(|place| pause / people * place);
        let people: Vec<_> = tokens
            .iter()
            .zip(begins)
            .map(|(token, begins)| {
                scope.spawn(move || {
                    thread::park_timeout(begins);
                    take(server, token, (each, pause))
                })
            })
            .collect();
        let mut taken = Vec::new();
        for person in people {
            taken.extend(person.join().map_err(|_panic| Fault::Panicked)??);
        }
        Ok::<_, Fault>(taken)
    })?;
    let took = began.elapsed();
    let cases: BTreeSet<&str> = taken.iter().map(|(case, _)| case.as_str()).collect();
    if cases.len() != taken.len() {
        return Err(Fault::Answer("one case was given to two people"));
    }
    let count = u64::try_from(taken.len()).unwrap_or(u64::MAX);
    say(&format!("{} people took {count} cases: {} a second", tokens.len(), rate(count, took)));
    report("next case", taken.into_iter().map(|(_, time)| time).collect());
    Ok(())
}

fn take(
    server: SocketAddr,
    token: &str,
    (most, pause): (usize, Duration),
) -> Result<Vec<(String, Duration)>, Fault> {
    let mut person = Person::at(server, token)?;
    let mut cases = Vec::new();
    while cases.len() < most {
        thread::park_timeout(pause);
        let (answer, time) = person.posts("/api/v1/cases/next", "{}")?;
        if answer.status == 204 {
            break;
        }
        cases.push((text(&answer.expect(200, "POST next")?, "id")?, time));
    }
    Ok(cases)
}

impl Person {
    fn at(server: SocketAddr, token: &str) -> Result<Self, Fault> {
        Ok(Self { connection: Connection::open(server)?, proof: format!("Bearer {token}") })
    }

    /// One page after the other, and what each took.
    fn walks(
        &mut self,
        path: &str,
        pages: u32,
        cases: &mut BTreeSet<String>,
    ) -> Result<Vec<Duration>, Fault> {
        let mut times = Vec::new();
        let mut next = path.to_owned();
        for _ in 0..pages {
            let (answer, time) = self.gets(&next)?;
            times.push(time);
            let page = answer.expect(200, &next)?;
            for row in page.get("cases").and_then(Value::as_array).into_iter().flatten() {
                cases.insert(text(row, "id")?);
            }
            let Some(cursor) = page.get("next_cursor").and_then(Value::as_str) else { break };
            next = format!("{path}&cursor={cursor}");
        }
        Ok(times)
    }

    /// Confirms and issues the first cases of a list, and waits until all of them are told; their
    /// papers are set by then.
    fn settles(&mut self, path: &str, most: usize) -> Result<(), Fault> {
        let (mut chosen, mut next) = (Vec::new(), Some(path.to_owned()));
        while let Some(page) = next.filter(|_| chosen.len() < most) {
            let page = self.gets(&page)?.0.expect(200, &page)?;
            let rows = page.get("cases").and_then(Value::as_array).into_iter().flatten();
            chosen.extend(
                rows.map(|row| json!({ "id": row.get("id"), "version": row.get("version") })),
            );
            let cursor = page.get("next_cursor").and_then(Value::as_str);
            next = cursor.map(|cursor| format!("{path}&cursor={cursor}"));
        }
        chosen.truncate(most);
        let body = json!({ "command": { "type": "settle" }, "cases": chosen }).to_string();
        let key = format!("settle-{}", std::process::id());
        let headers = [("authorization", self.proof.as_str()), ("idempotency-key", &key)];
        let began = Instant::now();
        let request = post("/api/v1/bulk", &headers, "application/json", body.as_bytes());
        let job = text(&self.asks(&request)?.0.expect(202, "POST bulk")?, "job")?;
        let told = loop {
            let told = self.gets(&format!("/api/v1/bulk/{job}"))?.0.expect(200, "GET bulk")?;
            if told.get("running") == Some(&Value::Bool(false)) {
                break told;
            }
            thread::park_timeout(Duration::from_millis(200));
        };
        let took = shown(began.elapsed());
        let mut results: BTreeMap<&str, usize> = BTreeMap::new();
        for case in told.get("cases").and_then(Value::as_array).into_iter().flatten() {
            let result = case.get("result").and_then(Value::as_str).unwrap_or("nothing");
            *results.entry(result).or_default() += 1;
        }
        say(&format!("{} cases confirmed and issued in {took}: {results:?}", chosen.len()));
        Ok(())
    }

    fn gets(&mut self, path: &str) -> Result<(Answer, Duration), Fault> {
        self.asks(&get(path, &[("authorization", &self.proof)]))
    }

    fn posts(&mut self, path: &str, body: &str) -> Result<(Answer, Duration), Fault> {
        let headers = [("authorization", self.proof.as_str())];
        self.asks(&post(path, &headers, "application/json", body.as_bytes()))
    }

    fn asks(&mut self, request: &[u8]) -> Result<(Answer, Duration), Fault> {
        let sent = Instant::now();
        let answer = self.connection.send(request)?;
        Ok((answer, sent.elapsed()))
    }
}

fn text(of: &Value, name: &str) -> Result<String, Fault> {
    let text = of.get(name).and_then(Value::as_str).map(str::to_owned);
    text.ok_or(Fault::Answer("a member that is missing"))
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let [middle, late, longest] = [50, 99, 100].map(|percent| shown(quantile(&times, percent)));
    say(&format!("{what}: {} times, p50 {middle}, p99 {late}, longest {longest}", times.len()));
}
