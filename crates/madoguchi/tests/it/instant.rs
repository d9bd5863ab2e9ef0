//! One instant an intent: no path through a room asks the clock twice, or in a loop.
//!
//! Reads the source as rustfmt leaves it; a helper that needs the time takes it.

use std::collections::{BTreeMap, BTreeSet};

use crate::house;

/// Where intents begin.
const ROOMS: &[&str] = &["publishing", "counter", "back-office", "chores"];

/// What asks the clock, in the rooms' own words.
const READINGS: &[&str] =
    &["self.now()", "self.today()", "desk.now()", "desk.today()", "archive.now()", "clock.now()"];

/// The functions that may ask again, and why.
const MAY_ASK_AGAIN: &[(&str, &str)] = &[
    ("send_letters", "what the post office took counts towards the next try of a letter"),
    ("work_on_bulk", "every case of a job is an intent of its own"),
    ("resume_draws", "every draw is an intent of its own"),
    ("resume_bulk", "every job is an intent of its own"),
    ("seed", "every filing is an intent of its own"),
    ("with_files", "every file is an intent of its own"),
    ("accept_invitation", "the link is looked at anew when the password has been hashed"),
    ("count_for_all", "the letter of each person is an intent of its own"),
    ("count_mornings", "the letter of each person is an intent of its own"),
    ("prove_again", "the session that it makes is read as every request reads one"),
    ("rebuild_index", "every round of it is an intent of its own"),
    ("second_step", "what an authenticator is asked bears the moment of asking"),
    ("settle_instruction", "whose section it is, is read as the page reads it"),
    ("sign_on", "the provider is asked meanwhile, over the network"),
    ("workings", "each figure is of the moment in which it is read"),
    ("write_instruction", "whose section it is, is read as the page reads it"),
];

/// The functions of a source text by name: the lines of each body.
fn functions(text: &str) -> Vec<(String, Vec<&str>)> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    let mut lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    while let Some(line) = lines.next() {
        let Some((before, after)) = line.split_once("fn ") else { continue };
        let is_function = before
            .split_whitespace()
            .all(|word| matches!(word, "async" | "const") || word.starts_with("pub"));
        if !is_function || line.ends_with(';') {
            continue;
        }
        let name = after.split(['(', '<']).next().unwrap_or_default();
        let end = format!("{}}}", indentation(line));
        let body = if line.ends_with('}') {
            vec![after]
        } else {
            lines.by_ref().take_while(|line| *line != end).collect()
        };
        found.push((name.to_owned(), body));
    }
    found
}

fn indentation(line: &str) -> &str {
    line.split_once(|letter: char| letter != ' ').map_or("", |(spaces, _)| spaces)
}

/// How often a body asks the clock, by itself or through a function of `askers`. What
/// stands in a loop counts as often.
fn askings(body: &[&str], askers: &BTreeSet<String>) -> usize {
    let mut loops: Vec<String> = Vec::new();
    let mut count = 0;
    for line in body {
        let code = line.split("//").next().unwrap_or_default();
        if loops.last().is_some_and(|end| line == end) {
            loops.pop();
        }
        let word = code.trim_start();
        let direct = READINGS.iter().map(|reading| code.matches(reading).count()).sum::<usize>();
        let through = askers.iter().map(|name| calls(code, name)).sum::<usize>();
        count += (direct + through) * if loops.is_empty() { 1 } else { 2 };
        if ["for ", "while ", "loop "].iter().any(|start| word.starts_with(start))
            && code.ends_with('{')
        {
            loops.push(format!("{}}}", indentation(line)));
        }
    }
    count
}

fn calls(code: &str, name: &str) -> usize {
    ["self", "desk"].iter().map(|who| code.matches(&format!("{who}.{name}(")).count()).sum()
}

/// The functions of these sources that ask the clock more than once.
fn who_asks_again(sources: &[String]) -> Vec<String> {
    // The two that are the clock.
    let asks = |(name, _): &(String, Vec<&str>)| name != "now" && name != "today";
    let functions: Vec<(String, Vec<&str>)> =
        sources.iter().flat_map(|text| functions(text)).filter(asks).collect();
    let mut askers = BTreeSet::new();
    loop {
        let found: BTreeSet<String> = functions
            .iter()
            .filter(|(_, body)| askings(body, &askers) > 0)
            .map(|(name, _)| name.clone())
            .collect();
        if found == askers {
            break;
        }
        askers = found;
    }
    let mut again = BTreeMap::new();
    for (name, body) in &functions {
        let count = askings(body, &askers);
        if count > 1 {
            again.insert(name.clone(), count);
        }
    }
    again.into_keys().collect()
}

/// Every source of a room.
fn sources(room: &str) -> Vec<String> {
    let paths = house::files(&[&format!("crates/{room}/src")], &["rs"]);
    paths.iter().map(|path| house::read(path)).collect()
}

#[test]
fn casework_takes_its_instant_from_the_fact() {
    let asks = |text: &String| READINGS.iter().any(|reading| text.contains(reading));
    assert_eq!(sources("casework").iter().filter(|text| asks(text)).count(), 0);
}

#[test]
fn an_intent_asks_the_clock_once() {
    let again: Vec<String> = ROOMS.iter().flat_map(|room| who_asks_again(&sources(room))).collect();
    let known = |name: &String| MAY_ASK_AGAIN.iter().any(|(known, _)| known == name);
    let faults: Vec<String> = again.iter().filter(|name| !known(name)).cloned().collect();
    house::assert_none(&faults, "ask once, where the intent begins, and hand the instant on");
    let idle: Vec<String> = MAY_ASK_AGAIN
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .filter(|name| !again.contains(name))
        .collect();
    house::assert_none(&idle, "needs no exception any more");
}

#[test]
fn a_second_look_at_the_clock_is_seen() {
    let check = |text: &str, expected: &[&str]| {
        assert_eq!(who_asks_again(&[text.to_owned()]), expected, "{text}");
    };
    let once = "    fn a(&self) {\n        let now = self.now();\n        self.b(now);\n    }\n";
    let helper = "    fn b(&self) {\n        let at = self.today();\n    }\n";
    check(once, &[]);
    check(&format!("{once}{helper}"), &["a"]);
    check("    fn a(&self) {\n        f(self.now(), self.now());\n    }\n", &["a"]);
    let in_loop =
        "    fn a(&self) {\n        for b in c {\n            self.b();\n        }\n    }\n";
    check(&format!("{in_loop}{helper}"), &["a"]);
    check(in_loop, &[]);
}
