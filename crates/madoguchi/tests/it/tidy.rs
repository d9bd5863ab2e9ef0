//! Rules of the house that no compiler knows: module docs, paired migrations,
//! no orphans, no unsafe markup, calm sizes.
//!
//! Each test tells every fault at once and what to do about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::house;

/// The lines of a source file, its tests excluded, above which a room wants to be two.
const MOST_LINES: usize = 500;
/// Names that tell nothing.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "types", "util", "utils"];
/// The rooms that are shown in a browser or asked over HTTP.
const WEB_ROOMS: &[&str] = &["web", "portal", "office", "api"];
/// The templates that may print markup unescaped, and what they print.
const MAY_PRINT_MARKUP: &[(&str, &str)] = &[];

fn sources() -> Vec<String> {
    house::files(&["crates", "tests"], &["rs"])
}

fn templates() -> Vec<String> {
    house::files(&["crates"], &["html", "txt"])
        .into_iter()
        .filter(|path| path.contains("/templates/"))
        .collect()
}

/// The faults of a set of files: `fault` tells what is wrong with the text of one.
fn faults_of(paths: Vec<String>, fault: impl Fn(&str, &str) -> Option<String>) -> Vec<String> {
    paths
        .into_iter()
        .filter_map(|path| fault(&path, &house::read(&path)).map(|what| format!("{path}: {what}")))
        .collect()
}

#[test]
fn every_module_says_its_reason() {
    let faults = faults_of(sources(), |_, text| {
        (!text.starts_with("//!")).then(|| "does not open with `//!`".to_owned())
    });
    house::assert_none(
        &faults,
        "one sentence: why the module exists and what it deliberately does not do",
    );
}

#[test]
fn every_address_stands_in_the_table() {
    let ways_around = ["ServiceConfig", "web::resource(", "web::scope(", ".route(", ".service("];
    let rooms = sources().into_iter().filter(|path| {
        let of_a_room =
            WEB_ROOMS.iter().any(|room| path.starts_with(&format!("crates/{room}/src/")));
        of_a_room && !["crates/web/src/lib.rs", "crates/web/src/table.rs"].contains(&path.as_str())
    });
    let faults = faults_of(rooms.collect(), |_, text| {
        ways_around.iter().find(|way| text.contains(**way)).map(|way| format!("has `{way}`"))
    });
    house::assert_none(&faults, "register it in the table, with its rule: crates/web/src/table.rs");
}

#[test]
fn no_module_has_an_empty_name() {
    let faults: Vec<String> = sources()
        .into_iter()
        .filter(|path| {
            path.split('/')
                .any(|part| EMPTY_NAMES.contains(&part.strip_suffix(".rs").unwrap_or(part)))
        })
        .collect();
    house::assert_none(&faults, "name the noun of the office that it is about");
}

#[test]
fn files_stay_calm() {
    let faults = faults_of(sources(), |path, text| {
        let code = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count();
        (code > MOST_LINES && !path.contains("/tests/"))
            .then(|| format!("{code} lines without its tests"))
    });
    house::assert_none(&faults, "make it two rooms");
}

#[test]
fn nothing_is_ignored_or_left_for_later() {
    let forbidden = [
        concat!("#[ign", "ore"),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
    ];
    let faults = faults_of(sources(), |_, text| {
        forbidden.iter().find(|word| text.contains(**word)).map(|word| format!("has `{word}`"))
    });
    house::assert_none(&faults, "do it now, or open an issue");
}

#[test]
fn lints_are_silenced_only_with_a_reason() {
    let faults = faults_of(sources(), |_, text| {
        let compact: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        ["[allow(", "[expect("].iter().find_map(|opening| {
            compact
                .split(&format!("#{opening}"))
                .skip(1)
                .find(|rest| !rest.split(")]").next().unwrap_or_default().contains("reason ="))
                .map(|rest| {
                    format!(
                        "silences `{}` without a reason",
                        rest.split([',', ')']).next().unwrap_or_default()
                    )
                })
        })
    });
    house::assert_none(&faults, "#[expect(lint, reason = \"…\")]");
}

#[test]
fn browser_tests_skip_nothing() {
    let forbidden = [".on", ".ski", ".tod"]
        .iter()
        .zip(["ly(", "p(", "o("])
        .map(|(head, tail)| format!("{head}{tail}"));
    let forbidden: Vec<String> = forbidden.collect();
    let faults = faults_of(house::files(&["tests/e2e"], &["js", "mjs"]), |_, text| {
        forbidden
            .iter()
            .find(|word| text.contains(word.as_str()))
            .map(|word| format!("has `{word}`"))
    });
    house::assert_none(&faults, "a test that does not run proves nothing");
}

#[test]
fn migrations_come_in_pairs() {
    let of = |engine: &str| -> BTreeSet<String> {
        house::files(&["migrations", "crates/submission-store/migrations"], &["sql"])
            .into_iter()
            .filter_map(|path| {
                path.split_once(&format!("migrations/{engine}/")).map(|(_, rest)| rest.to_owned())
            })
            .collect()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    assert!(!sqlite.is_empty(), "no migrations found");
    assert_eq!(sqlite, postgres, "every migration exists for both engines under the same name");
    for name in &sqlite {
        let undo = name.replace("/up.sql", "/down.sql");
        assert!(sqlite.contains(&undo), "{name} has no way back");
    }
}

#[test]
fn migrations_never_ask_the_clock() {
    let paths = house::files(&["migrations", "crates/submission-store/migrations"], &["sql"]);
    let faults = faults_of(paths, |_, text| {
        let text = text.to_ascii_lowercase();
        ["now()", "current_timestamp", "current_date"]
            .iter()
            .find(|word| text.contains(**word))
            .map(|word| format!("has `{word}`"))
    });
    house::assert_none(&faults, "time is a parameter");
}

#[test]
fn every_template_is_used() {
    let mut users: BTreeMap<&str, String> = BTreeMap::new();
    let (sources, templates) = (sources(), templates());
    for path in sources.iter().chain(&templates) {
        let text = house::read(path);
        let krate = path.split('/').nth(1).unwrap_or_default();
        users.entry(krate).or_default().push_str(&text);
    }
    let faults: Vec<String> = templates
        .iter()
        .filter(|path| {
            let krate = path.split('/').nth(1).unwrap_or_default();
            let name = path.split_once("/templates/").map_or("", |(_, name)| name);
            !users.get(krate).is_some_and(|text| text.contains(&format!("\"{name}\"")))
        })
        .cloned()
        .collect();
    house::assert_none(&faults, "no struct and no template names it: delete it");
}

#[test]
fn markup_is_printed_unescaped_only_where_it_is_listed() {
    let mut found = Vec::new();
    for path in templates() {
        for line in house::read(&path).lines() {
            let compact = line.replace(' ', "");
            for print in compact
                .split("{{")
                .skip(1)
                .filter_map(|rest| rest.split_once("}}").map(|(inner, _)| inner))
            {
                if let Some((expression, "")) = print.split_once("|safe") {
                    found.push((path.clone(), expression.to_owned()));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    let listed: Vec<(String, String)> = MAY_PRINT_MARKUP
        .iter()
        .map(|(path, what)| ((*path).to_owned(), (*what).to_owned()))
        .collect();
    assert_eq!(
        found, listed,
        "`|safe` and MAY_PRINT_MARKUP differ: every entry must be markup that we made ourselves"
    );
}

#[test]
fn pages_carry_no_script_or_style_of_their_own() {
    let faults = faults_of(templates(), |path, text| {
        let krate = path.split('/').nth(1).unwrap_or_default();
        if !WEB_ROOMS.contains(&krate) && krate != "payment-stub" {
            return None;
        }
        let inline_script = text
            .split("<script")
            .skip(1)
            .any(|tag| !tag.split('>').next().unwrap_or_default().contains("src="));
        let inline_style = text.contains("<style") || text.contains(" style=");
        let handler = [" onclick=", " onsubmit=", " onchange=", " onload=", "javascript:"]
            .iter()
            .any(|word| text.contains(word));
        (inline_script || inline_style || handler)
            .then(|| "has inline script, style or handlers".to_owned())
    });
    house::assert_none(
        &faults,
        "the content security policy forbids it: use the served script and style sheets",
    );
}

#[test]
fn every_snapshot_has_its_source() {
    let faults = faults_of(house::files(&["crates"], &["snap"]), |_, text| {
        let source = text.lines().find_map(|line| line.strip_prefix("source: "));
        match source.map(|path| path.trim_matches('"')) {
            Some(path) if house::root().join(path).exists() => None,
            Some(path) => Some(format!("its source {path} is gone")),
            None => Some("names no source".to_owned()),
        }
    });
    house::assert_none(&faults, "delete it");
}
