//! From the text of a definition to what it asks, with every fault on the way.
//!
//! The dialect is an allow-list: what is not known here is a fault, never ignored.

mod bounds;
mod branches;
mod choices;
mod city;
mod comparing;
mod confirm;
mod consent;
mod decision;
mod desk;
mod desk_use;
mod draw;
mod examples;
mod external;
mod follows;
mod gate;
mod identity;
mod inline;
mod json;
mod keywords;
mod layout;
mod limits;
mod lists;
mod mending;
mod options;
mod overlay;
mod parts;
mod pointers;
mod prefill;
mod prices;
mod procedure;
mod processing;
mod property;
mod report;
mod root;
mod same;
mod showing;
mod slips;
mod steps;
mod themes;
mod whereabouts;
mod words;

pub(crate) use bounds::{
    Bounds, DEFAULT_FILE_BYTES, DEFAULT_ITEMS, DEFAULT_LENGTH, MAX_FILE_BYTES, MAX_FILES,
    MAX_ITEMS, MAX_LARGE_PATTERNS, MAX_LENGTH, MAX_PATTERN, MAX_PATTERNS,
};
pub(crate) use branches::Branch;
pub(crate) use choices::MAX_ALL_CHOICES;
pub(crate) use confirm::notes;
pub(crate) use decision::WrittenLevel;
pub(crate) use desk::{MAX_TEXT, distance, nearest};
pub(crate) use draw::WrittenDraw;
pub(crate) use examples::{MAX_VALUES as MAX_EXAMPLE_VALUES, WrittenExample};
pub(crate) use gate::MOST_QUESTIONS;
pub(crate) use inline::{MAX_CHAIN, MAX_NODES};
pub(crate) use json::{MAX_VALUES, Node, Place, push_segment};
pub use layout::laid_out;
pub(crate) use limits::{MOST_WAITING, WrittenOnce, WrittenQuota, WrittenWaiting};
pub(crate) use mending::Named;
pub use parts::Parts;
pub(crate) use pointers::meant as meant_pointer;
pub(crate) use prices::MAX_YEN;
pub(crate) use property::{Kind, Property};
pub(crate) use report::{MAX_FAULTS, Report, place_in};
pub(crate) use root::{Definition, WrittenPage, read_root};
pub(crate) use same::WrittenSame;
pub(crate) use showing::{LONG_TEXT, MOST_RADIO_BUTTONS, meant, near};

use kernel::Language;

use crate::{Severity, Source, StepKind, Text};

/// How many fields a definition may have.
pub(crate) const MAX_FIELDS: usize = 300;
/// How deep fields may be nested.
pub(crate) const MAX_DEPTH: usize = 8;
/// How many rules a definition may have.
pub(crate) const MAX_RULES: usize = 200;
/// How many choices one field may have.
pub(crate) const MAX_CHOICES: usize = 2_000;
/// How large a definition may be, in bytes.
pub(crate) const MAX_BYTES: usize = 256 * 1024;
/// How large a document with parts and translations inside may be, in bytes.
pub(crate) const MAX_PUBLISHED_BYTES: usize = 2 * 1024 * 1024;
/// How long an expression may be, in bytes.
pub(crate) const MAX_EXPRESSION_BYTES: usize = 2 * 1024;

/// The text of an expression or a pointer, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Snippet {
    pub(crate) text: String,
    pub(crate) place: Place,
    pub(crate) pointer: String,
}

/// A rule as it is written.
#[derive(Debug, Clone)]
pub(crate) struct WrittenRule {
    pub(crate) id: String,
    pub(crate) each: Option<Snippet>,
    pub(crate) at: Vec<Snippet>,
    pub(crate) when: Option<Snippet>,
    pub(crate) check: Option<Snippet>,
    pub(crate) message: Text,
    pub(crate) severity: Severity,
}

/// A line of the fee as it is written.
#[derive(Debug, Clone)]
pub(crate) struct WrittenPrice {
    pub(crate) label: Text,
    pub(crate) unit: Amount,
    pub(crate) quantity: Amount,
    pub(crate) when: Option<Snippet>,
}

/// A number, or an expression that gives one.
#[derive(Debug, Clone)]
pub(crate) enum Amount {
    Fixed(i64),
    Computed(Snippet),
}

/// A step of a guide as it is written.
#[derive(Debug)]
pub(crate) struct WrittenStep {
    pub(crate) what: StepKind,
    pub(crate) when: Option<Snippet>,
    pub(crate) by: Option<Snippet>,
    pub(crate) note: Text,
}

/// What reading a definition gives: what could be read, and the faults so far.
pub(crate) struct Reading {
    pub(crate) definition: Option<Definition>,
    pub(crate) report: Report,
}

/// What a definition is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be published: the document is written down with its parts and translations inside.
    Publishing,
    /// To be used: it is such a document, and lies in the store.
    Opening,
}

/// Reads a definition with its parts and translations.
pub(crate) fn read(source: &Source<'_>, parts: &Parts, purpose: Purpose) -> Reading {
    let mut report = match purpose {
        Purpose::Publishing => Report::default(),
        Purpose::Opening => Report::of_opening(),
    };
    let definition = read_into(source, parts, purpose, &mut report);
    Reading { definition, report }
}

fn read_into(
    source: &Source<'_>,
    parts: &Parts,
    purpose: Purpose,
    report: &mut Report,
) -> Option<Definition> {
    let overlays = source.overlays.iter().map(|(_, text)| text.len());
    if source.text.len() > MAX_PUBLISHED_BYTES || overlays.sum::<usize>() > MAX_PUBLISHED_BYTES {
        report.read_file(source.file, "{}");
        too_large(report, source.text.len());
        return None;
    }
    let mut root = match purpose {
        Purpose::Publishing => {
            report.note_city(parts.city());
            report.read_written(source.file, source.text, parts.city(), Language::Japanese)?
        }
        Purpose::Opening => report.read_file(source.file, source.text)?,
    };
    if source.text.len() > MAX_BYTES && root.get("x-overlays").is_none() {
        too_large(report, source.text.len());
        return None;
    }
    let mounts = inline::inline(&mut root, parts, report);
    themes::mount(&mut root, parts, report);
    let mut translations = overlay::Translations::read(source, &root, &mounts, parts, report);
    let mut definition = read_root(&root, report, &mut translations);
    translations.report_unused(report);
    if let Some(definition) = &mut definition {
        if purpose == Purpose::Publishing {
            definition.published = publish(root, &translations);
        }
        definition.untranslated = translations.take_missing();
    }
    definition
}

fn too_large(report: &mut Report, bytes: usize) {
    let start = Place { file: 0, offset: 0 };
    let what = format!("the definition has {bytes} bytes, more than {MAX_BYTES}");
    report.fault(start, "", what, "split the procedure or shorten its texts");
}

/// One line of JSON with the parts and the translations inside.
fn publish(mut root: Node, translations: &overlay::Translations) -> String {
    if let json::Json::Object(members) = &mut root.json {
        members.retain(|member| member.name != "x-overlays");
    }
    let overlays = translations.to_value();
    // Serialising to a string fails only for maps with keys that are no strings.
    let document = serde_json::to_string(&root).unwrap_or_default();
    match document.strip_suffix('}') {
        Some(open) if overlays.as_object().is_some_and(|languages| !languages.is_empty()) => {
            format!("{open},\"x-overlays\":{overlays}}}")
        }
        Some(_) | None => document,
    }
}
