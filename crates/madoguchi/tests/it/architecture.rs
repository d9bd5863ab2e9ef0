//! A crate rests only on lower storeys, and the paper that says so tells the truth.
//!
//! `docs/architecture.md` is the source: its table is parsed here and held
//! against `cargo metadata`. What a storey means is said there, not here.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::house;

/// What a crate of the two pure storeys may use from outside.
const PURE_MAY_USE: &[&str] = &[
    "cel",
    "chrono",
    "flate2",
    "getrandom",
    "hmac",
    "jsonschema",
    "regex",
    "rust_decimal",
    "serde",
    "serde_json",
    "sha2",
    "strum",
    "thiserror",
    "uuid",
];

/// Who acts in another room: what must never be named in this one.
const STRANGERS: &[(&str, &[&str])] = &[
    ("casework", &["Visitor", "Staff", "Authority", "Authorised", "Clock"]),
    ("counter", &["Staff", "Authority", "Authorised"]),
    ("back-office", &["Visitor", "Access", "Caller", "DraftId"]),
    ("publishing", &["SubmissionId", "ReceiptNumber", "Visitor"]),
    ("portal", &["Staff", "StaffId", "Signed", "Bearer", "Reader", "Clerk", "Worker"]),
    ("office", &["Visitor", "Visit", "Access", "AccessCode", "DraftId"]),
    ("api", &["Browser", "Visit", "Guarded", "Signed", "cookie", "see_other"]),
];

/// The storey of a crate; `None` is the row `–`: tools that nothing may rest on.
type Storeys = BTreeMap<String, Option<u8>>;

fn storeys() -> Storeys {
    house::read("docs/architecture.md").lines().filter_map(storey_row).collect()
}

/// Reads `| 2 | `mail` | … |`.
fn storey_row(line: &str) -> Option<(String, Option<u8>)> {
    let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
    let (storey, name) = (cells.next()?, cells.next()?);
    let name = name.strip_prefix('`')?.strip_suffix('`')?.to_owned();
    match storey {
        "–" => Some((name, None)),
        digit => Some((name, Some(digit.parse().ok()?))),
    }
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(house::root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("cargo metadata runs")
}

#[test]
fn every_crate_has_a_storey_and_every_storey_a_crate() {
    let told: Vec<String> = storeys().into_keys().collect();
    let mut built: Vec<String> =
        metadata().workspace_packages().iter().map(|package| package.name.to_string()).collect();
    built.sort();
    assert_eq!(built, told, "the workspace and the table of docs/architecture.md differ");
}

#[test]
fn crates_rest_only_on_lower_storeys() {
    let storeys = storeys();
    let faults: Vec<String> = metadata()
        .workspace_packages()
        .into_iter()
        .flat_map(|package| weight_on(package, &storeys))
        .collect();
    house::assert_none(&faults, "docs/architecture.md tells the storeys");
}

/// The dependencies of one crate that its storey forbids.
fn weight_on(package: &Package, storeys: &Storeys) -> Vec<String> {
    let Some(Some(here)) = storeys.get(package.name.as_str()).copied() else { return Vec::new() };
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development)
        .filter(|dependency| match storeys.get(&dependency.name) {
            Some(Some(there)) => *there >= here,
            Some(None) => true,
            None => here <= 1 && !PURE_MAY_USE.contains(&dependency.name.as_str()),
        })
        .map(|dependency| {
            format!("{} (storey {here}) must not use {}", package.name, dependency.name)
        })
        .collect()
}

/// Traits with one implementation, and why they are traits all the same.
const LONE_TRAITS: [(&str, &str); 3] = [
    ("IdSource", "chance is a parameter, as time is"),
    ("Job", "forgets which closure waits in a queue"),
    ("Door", "seals `Reads`: nobody else opens a connection"),
];

#[test]
fn a_trait_has_two_implementations() {
    let sources: Vec<String> = house::files(&["crates", "tests/load"], &["rs"])
        .iter()
        .map(|path| house::read(path))
        .collect();
    let lines = || sources.iter().flat_map(|text| text.lines()).map(str::trim);
    let visible = ["pub(crate) ", "pub(super) ", "pub "];
    let plain = |line: &str| {
        let shown = visible.iter().find_map(|word| line.strip_prefix(word));
        shown.unwrap_or(line).strip_prefix("trait ").map(|rest| {
            let name = rest.split(|c: char| !c.is_alphanumeric()).next();
            name.unwrap_or_default().to_owned()
        })
    };
    let shipped = house::files(&["crates"], &["rs"]);
    let shipped = shipped.iter().filter(|path| path.contains("/src/") && !path.contains("/tests"));
    let shipped: Vec<String> = shipped.map(|path| house::read(path)).collect();
    let before_tests = |text: &String| -> Vec<String> {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        code.lines().map(str::trim).filter_map(plain).collect()
    };
    let traits: Vec<String> = shipped.iter().flat_map(before_tests).collect();
    assert!(traits.len() > LONE_TRAITS.len(), "{traits:?}");
    let implementations = |name: &str| {
        let is_one = |line: &&str| {
            let Some((before, _)) = line.strip_prefix("impl").and_then(|l| l.split_once(" for "))
            else {
                return false;
            };
            let named = before
                .split(|c: char| !(c.is_alphanumeric() || c == ':'))
                .any(|word| word == name || word.ends_with(&format!("::{name}")));
            named && !before.contains('=')
        };
        lines().filter(is_one).count()
    };
    let lone = |name: &&String| LONE_TRAITS.iter().any(|(known, _)| known == name);
    let faults: Vec<String> = traits
        .iter()
        .filter(|name| !lone(name) && implementations(name) < 2)
        .map(|name| format!("the trait {name} has fewer than two implementations"))
        .collect();
    house::assert_none(&faults, "docs/decisions/003-no-repository-traits.md");
}

#[test]
fn a_room_never_names_who_acts_in_another() {
    let mut faults = Vec::new();
    for (room, strangers) in STRANGERS {
        let sources = house::files(&[&format!("crates/{room}/src")], &["rs"]);
        assert!(!sources.is_empty(), "{room} has no sources");
        for path in sources {
            let text = house::read(&path);
            let code = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
            let code = code.filter(|line| !line.trim_start().starts_with("//"));
            // What stands between quotation marks is said and not named.
            let code = code.flat_map(|line| line.split('"').step_by(2));
            let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
            let words: Vec<&str> = code.flat_map(|code| code.split(|c| !is_of_a_name(c))).collect();
            let met = strangers.iter().filter(|stranger| words.contains(stranger));
            faults.extend(met.map(|stranger| format!("{path} names {stranger}")));
        }
    }
    house::assert_none(
        &faults,
        "who acts there has a room of their own: docs/decisions/043-rooms-by-who-acts.md",
    );
}

/// What writes a case.
const PENS: &[&str] = &[
    "submissions::insert",
    "revisions::insert",
    "cases::insert",
    "cases::save",
    "cases::claim_next",
    "events::begin",
    "events::append",
    "messages::insert",
    "notices::insert",
    "payments::insert",
    "outbox::insert",
];

#[test]
fn a_case_is_written_in_one_room() {
    let uses = |room: &str| -> Vec<String> {
        let sources = house::files(&[&format!("crates/{room}/src")], &["rs"]);
        let pens = |path: &String| {
            let text = house::read(path);
            let found = PENS.iter().filter(|pen| text.contains(&format!("{pen}(")));
            found.map(|pen| format!("{path} calls {pen}")).collect::<Vec<_>>()
        };
        sources.iter().flat_map(pens).collect()
    };
    assert!(uses("casework").len() >= PENS.len(), "the pens have other names now");
    let rooms = ["catalogue", "publishing", "counter", "back-office", "chores"];
    let faults: Vec<String> = rooms.into_iter().flat_map(uses).collect();
    house::assert_none(&faults, "hand it to casework, as a Move or as a fact to note");
}

/// Where a case of the office is read whosever it is, and why: the door itself, the chores, the print
/// of a whole batch, and what goes out of somebody's hands.
const PAST_THE_DOOR: &[&str] = &[
    "crates/back-office/src/own_matters.rs",
    "crates/back-office/src/lives.rs",
    "crates/back-office/src/dispatch/print.rs",
    "crates/back-office/src/consultations.rs",
];

#[test]
fn nobody_of_the_office_reads_a_case_past_who_keeps_away() {
    let reads = |path: &String| house::read(path).contains("casework.rows(");
    let sources = house::files(&["crates/back-office/src"], &["rs"]);
    let found: Vec<&String> = sources.iter().filter(|path| reads(path)).collect();
    assert_eq!(found.len(), PAST_THE_DOOR.len(), "the door has another name now: {found:?}");
    let faults: Vec<String> = found
        .into_iter()
        .filter(|path| !PAST_THE_DOOR.contains(&path.as_str()))
        .map(|path| format!("{path} reads a case that may be the person's own"))
        .collect();
    house::assert_none(&faults, "read it by `rows_of`: docs/decisions/099-own-matters.md");
}

#[test]
fn every_crate_has_its_invariant_in_writing() {
    let paper = house::read("docs/architecture.md");
    let faults: Vec<String> = storeys()
        .into_iter()
        .filter(|(name, storey)| storey.is_some() && !paper.contains(&format!("- **`{name}`**")))
        .map(|(name, _)| format!("docs/architecture.md says no invariant of {name}"))
        .collect();
    house::assert_none(&faults, "say in one sentence what the crate guarantees");
}

#[test]
fn the_papers_name_only_files_that_exist() {
    let papers = house::files(&["docs"], &["md"])
        .into_iter()
        .chain(["README.md", "CONTRIBUTING.md"].map(Into::into));
    let faults: Vec<String> = papers
        .flat_map(|paper| {
            let text = house::read(&paper);
            named_paths(&text)
                .filter(|path| !house::root().join(path).exists())
                .map(|path| format!("{paper} names {path}, which does not exist"))
                .collect::<Vec<_>>()
        })
        .collect();
    house::assert_none(&faults, "mend the paper with the code");
}

/// The words between backticks that are paths of this repository.
fn named_paths(text: &str) -> impl Iterator<Item = &str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| {
            ["crates/", "docs/", "forms/", "tests/", "deploy/", ".ci/"]
                .iter()
                .any(|top| word.starts_with(top))
        })
        .filter(|word| !word.contains([' ', '*', '{', '…', '<']))
}
