//! Puts the parts that a definition refers to into the definition.
//!
//! `$ref` reaches `parts/`, and `city/` for what is one city's, and nothing else: no network, no file, no document
//! outside the catalogue. Keywords beside a `$ref` win over those of the part.

use std::collections::BTreeMap;

use super::desk::nearest;
use super::json::{Json, Node, push_segment};
use super::parts::Parts;
use super::report::Report;

/// How many values a definition may have when its parts are inside.
/// With it no chain of parts can grow beyond what is checked in a blink.
pub(crate) const MAX_NODES: usize = 20_000;
/// How many parts may refer to the next.
pub(crate) const MAX_CHAIN: usize = 8;

/// Where parts lie: everybody's, and the city's.
const FOLDERS: [&str; 2] = ["parts/", "city/"];

/// The part that stands at a pointer of the definition.
#[derive(Debug)]
pub(crate) struct Mount {
    pub(crate) pointer: String,
    pub(crate) part: String,
}

/// Replaces every `$ref` below `properties`, `items`, `x-lists` and `x-tables`. Returns where parts stand.
pub(crate) fn inline(node: &mut Node, parts: &Parts, report: &mut Report) -> Vec<Mount> {
    let mut inliner = Inliner {
        parts,
        report,
        files: BTreeMap::new(),
        mounts: Vec::new(),
        room: MAX_NODES,
        chain: Vec::new(),
    };
    inliner.schema(node, &mut String::new());
    inliner.mounts
}

struct Inliner<'a> {
    parts: &'a Parts,
    report: &'a mut Report,
    /// The parts used so far, by their number among the files.
    files: BTreeMap<String, usize>,
    mounts: Vec<Mount>,
    room: usize,
    chain: Vec<String>,
}

impl Inliner<'_> {
    fn schema(&mut self, node: &mut Node, pointer: &mut String) {
        let depth = self.chain.len();
        // What cannot be replaced stays: whoever reads it knows that it is told already.
        while let Some(reference) = node.get("$ref").cloned() {
            if !self.replace(node, &reference, pointer) {
                break;
            }
        }
        self.children(node, pointer);
        self.chain.truncate(depth);
    }

    fn children(&mut self, node: &mut Node, pointer: &mut String) {
        let Json::Object(members) = &mut node.json else { return };
        for member in members {
            let outer = pointer.len();
            push_segment(pointer, &member.name);
            match member.name.as_str() {
                "properties" | "x-lists" | "x-tables" => self.each(&mut member.node, pointer),
                "items" => self.schema(&mut member.node, pointer),
                _ => {}
            }
            pointer.truncate(outer);
        }
    }

    /// Each member of an object is a schema, a list or a table.
    fn each(&mut self, node: &mut Node, pointer: &mut String) {
        let Json::Object(members) = &mut node.json else { return };
        for member in members {
            let outer = pointer.len();
            push_segment(pointer, &member.name);
            self.schema(&mut member.node, pointer);
            pointer.truncate(outer);
        }
    }

    /// Puts the part in the place of its `$ref`; `false` when it cannot be.
    fn replace(&mut self, node: &mut Node, reference: &Node, pointer: &str) -> bool {
        let at = format!("{pointer}/$ref");
        let Some(path) = reference.text().filter(|path| is_part(path)) else {
            let written = reference.text().unwrap_or_default();
            let name = written.rsplit('/').next().unwrap_or_default().trim_end_matches(".json");
            let meant = FOLDERS.map(|folder| format!("{folder}{name}.json"));
            let mend = match meant.iter().find(|meant| self.parts.get(meant).is_some()) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => "write \"parts/NAME.json\"".to_owned(),
            };
            self.report.fault(reference.place, &at, "a $ref reaches only the shared parts", mend);
            return false;
        };
        if self.chain.iter().any(|part| part == path) || self.chain.len() == MAX_CHAIN {
            let what = format!("{path} refers to itself, or through too many other parts");
            self.report.fault(reference.place, &at, what, "break the chain of references");
            return false;
        }
        let Some(part) = self.part(path) else {
            let what = format!("there is no readable part {path}");
            let mend = match nearest(path, &self.parts.paths()) {
                Some(near) if near != path => format!("did you mean \"{near}\"?"),
                Some(_) | None => "correct the name or the part".to_owned(),
            };
            self.report.fault(reference.place, &at, what, mend);
            return false;
        };
        let size = count(&part);
        if size > self.room {
            let what = format!("with its parts the definition has more than {MAX_NODES} values");
            self.report.fault(reference.place, &at, what, "use fewer or smaller parts");
            return false;
        }
        self.room -= size;
        self.chain.push(path.to_owned());
        self.mounts.push(Mount { pointer: pointer.to_owned(), part: path.to_owned() });
        merge(node, part);
        true
    }

    fn part(&mut self, path: &str) -> Option<Node> {
        let document = self.parts.get(path)?;
        let report = &mut *self.report;
        let file =
            *self.files.entry(path.to_owned()).or_insert_with(|| report.add_part(path, document));
        let node = document.node().filter(|node| matches!(node.json, Json::Object(_)))?;
        Some(node.in_file(file))
    }
}

fn is_part(path: &str) -> bool {
    let inside = FOLDERS.iter().find_map(|folder| path.strip_prefix(folder));
    inside.and_then(|rest| rest.strip_suffix(".json")).is_some_and(|name| {
        !name.is_empty()
            && name.len() <= 60
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    })
}

/// The part's members first, replaced where the definition has its own.
fn merge(node: &mut Node, part: Node) {
    let Json::Object(own) = &mut node.json else { return };
    let Json::Object(members) = part.json else { return };
    own.retain(|member| member.name != "$ref");
    let about_the_file = |name: &str| matches!(name, "$schema" | "$id" | "$comment");
    let mut merged: Vec<_> = members.into_iter().filter(|m| !about_the_file(&m.name)).collect();
    for member in own.drain(..) {
        match merged.iter_mut().find(|m| m.name == member.name) {
            Some(same) => *same = member,
            None => merged.push(member),
        }
    }
    *own = merged;
}

fn count(node: &Node) -> usize {
    let below: usize = match &node.json {
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => 0,
        Json::List(items) => items.iter().map(count).sum(),
        Json::Object(members) => members.iter().map(|member| count(&member.node)).sum(),
    };
    below + 1
}
