//! The table of checks in `docs/security.md`: written from `security/checks.toml`, and every
//! test that it names is one that runs.
//!
//! Tests are named and not placed: a test that moves to another room stays in the table.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
};

use serde::Deserialize;

use crate::house;

const SOURCE: &str = "crates/madoguchi/tests/it/security/checks.toml";
const PAPER: &str = "docs/security.md";
/// The generated part of the paper stands between these lines.
const BEGIN: &str = "<!-- written from checks.toml: begin -->\n";
const END: &str = "<!-- written from checks.toml: end -->\n";
/// Checks of priority 0: a line that was lost would make the figures look better.
const MUST_HOLD: usize = 155;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    title: String,
    checks: BTreeMap<String, Check>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    /// Without one, the line is an attack and no check of the catalogue.
    p: Option<u8>,
    what: String,
    #[serde(default)]
    held: Vec<String>,
    open: Option<String>,
    absent: Option<String>,
}

#[derive(PartialEq, Eq)]
enum State {
    Held,
    Open,
    Absent,
}

impl Check {
    const fn state(&self) -> State {
        match (&self.absent, &self.open) {
            (Some(_), _) => State::Absent,
            (None, Some(_)) => State::Open,
            (None, None) => State::Held,
        }
    }

    /// Why the line cannot stand as it is.
    fn fault(&self) -> Option<&'static str> {
        let reasons = usize::from(self.open.is_some()) + usize::from(self.absent.is_some());
        if reasons == 2 {
            Some("is open or absent, not both")
        } else if reasons == 0 && self.held.is_empty() {
            Some("names no test, and does not say why")
        } else if self.absent.as_deref().is_some_and(|why| !why.starts_with("needs ")) {
            Some("says what it needs: `absent = \"needs …\"`")
        } else {
            None
        }
    }
}

fn table() -> Table {
    toml::from_str(&house::read(SOURCE)).unwrap_or_else(|fault| panic!("{SOURCE}: {fault}"))
}

fn checks(table: &Table) -> impl Iterator<Item = (&String, &Check)> {
    table.groups.iter().flat_map(|group| &group.checks)
}

#[test]
fn every_check_stands_once_and_says_how_it_is_held() {
    let table = table();
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    for (id, check) in checks(&table) {
        if !seen.insert(id) {
            faults.push(format!("{id} stands twice"));
        }
        faults.extend(check.fault().map(|what| format!("{id} {what}")));
    }
    let must = checks(&table).filter(|(_, check)| check.p == Some(0)).count();
    if must != MUST_HOLD {
        faults.push(format!("{must} checks of priority 0 instead of {MUST_HOLD}"));
    }
    house::assert_none(&faults, SOURCE);
}

#[test]
fn every_test_that_a_check_names_is_one_that_runs() {
    let (table, tests) = (table(), Tests::of_the_house());
    let mut faults = Vec::new();
    for (id, check) in checks(&table) {
        let named = check.held.iter().filter_map(|name| tests.fault(name));
        faults.extend(named.map(|what| format!("{id}: {what}")));
    }
    house::assert_none(&faults, "name a test as it is called now, or write it");
}

/// Every Rust test, by its name, with the stems of the files that have one of that name.
struct Tests {
    stems: BTreeMap<String, Vec<String>>,
}

impl Tests {
    fn of_the_house() -> Self {
        let mut stems: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in house::files(&["crates", "tests"], &["rs"]) {
            let stem = path.rsplit('/').next().and_then(|name| name.strip_suffix(".rs"));
            for name in tests_in(&house::read(&path)) {
                stems.entry(name).or_default().push(stem.unwrap_or_default().to_owned());
            }
        }
        Self { stems }
    }

    /// What is wrong with a reference, if anything.
    fn fault(&self, reference: &str) -> Option<String> {
        if let Some((path, words)) = reference.split_once(": ") {
            return fault_of_script(path, words);
        }
        let (stem, name) = match reference.split_once("::") {
            Some((stem, name)) => (Some(stem), name),
            None => (None, reference),
        };
        let Some(stems) = self.stems.get(name) else {
            return Some(format!("no test is called `{name}`"));
        };
        let fitting = stems.iter().filter(|found| stem.is_none_or(|stem| stem == *found)).count();
        (fitting != 1).then(|| format!("`{reference}` is in {fitting} of {}", stems.join(", ")))
    }
}

/// The names of the tests in a source: functions behind an attribute that ends with `test`,
/// and those that run on both engines.
fn tests_in(text: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim) {
        if let Some(attribute) = line.strip_prefix("#[") {
            let path = attribute.split(['(', ']']).next().unwrap_or_default();
            is_test |= path.rsplit("::").next() == Some("test");
        } else if let Some((_, after)) = line.split_once("fn ") {
            let name = after.split(|c| !is_name(c)).next().unwrap_or_default();
            if is_test {
                found.insert(name.to_owned());
            }
            is_test = false;
        }
    }
    for listed in text.split("on_both_engines!(").skip(1) {
        let names = listed.split(");").next().unwrap_or_default();
        let names = names.lines().filter(|line| !line.trim_start().starts_with("//"));
        let names = names.flat_map(|line| line.split(',')).map(str::trim);
        found.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
    }
    found
}

/// A story of the browser by its title, a step of a script by its words.
fn fault_of_script(path: &str, words: &str) -> Option<String> {
    let Ok(text) = fs::read_to_string(house::root().join(path)) else {
        return Some(format!("there is no {path}"));
    };
    let is_story = path.starts_with("tests/e2e/");
    let stands = if is_story {
        ["'", "`"].iter().any(|quote| text.contains(&format!("test({quote}{words}{quote}")))
    } else {
        text.contains(words) && house::read("tests/run").contains(path)
    };
    (!stands).then(|| format!("{path} has no `{words}`, or is not run"))
}

#[test]
fn the_paper_is_what_the_checks_say() {
    let paper = house::read(PAPER);
    let (before, rest) = paper.split_once(BEGIN).expect("the line where the table begins");
    let (_, after) = rest.split_once(END).expect("the line where the table ends");
    let written = format!("{before}{BEGIN}{}{END}{after}", written(&table()));
    if paper == written {
        return;
    }
    if env::var_os("MADOGUCHI_WRITE").is_some() {
        fs::write(house::root().join(PAPER), written).expect("the paper can be written");
        return;
    }
    panic!("{PAPER} is old: MADOGUCHI_WRITE=1 cargo nextest run -p madoguchi the_paper_is_what");
}

/// The generated part of the paper.
fn written(table: &Table) -> String {
    let must = |state| {
        checks(table).filter(|(_, check)| check.p == Some(0) && check.state() == state).count()
    };
    let (held, open, absent) = (must(State::Held), must(State::Open), must(State::Absent));
    let mut text = format!(
        "\n**Priority 0: {held} of {} that apply are held; open: {open}. \
         {absent} need a feature that does not exist yet.**\n",
        held + open
    );
    for group in &table.groups {
        let _ = write!(text, "\n### {}\n\n| | | what holds | what would notice |\n", group.title);
        text.push_str("|---|---|---|---|\n");
        for (id, check) in &group.checks {
            let p = check.p.map_or(String::new(), |p| format!("P{p}"));
            let _ = writeln!(text, "| {id} | {p} | {} | {} |", check.what, noticed(check));
        }
    }
    text.push('\n');
    text
}

fn noticed(check: &Check) -> String {
    let mut parts: Vec<String> = check.held.iter().map(|name| format!("`{name}`")).collect();
    let missing = check.absent.as_ref().map(|why| format!("**absent: {why}**"));
    parts.extend(check.open.as_ref().map(|why| format!("**open: {why}**")).or(missing));
    parts.join(", ")
}

#[test]
fn tests_are_found_however_they_are_written() {
    let source = "
        #[test]
        fn plain() {}
        #[actix_web::test]
        #[cfg(target_os = \"linux\")]
        async fn later() {}
        fn no_test() {}
        on_both_engines!(
            // Said first.
            one, two,
        );
    ";
    let found: Vec<String> = tests_in(source).into_iter().collect();
    assert_eq!(found, ["later", "one", "plain", "two"]);
}
