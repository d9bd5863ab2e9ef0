//! What a city must confirm before it publishes a definition as its own: the notes of `x-confirm`.
//!
//! They may stand in any object: its figures, its periods, its articles. Nothing else reads them,
//! and what is published holds none.

use super::json::{Json, Mistake, Node, Place, push_segment, read};
use crate::Confirmation;

const KEYWORD: &str = "x-confirm";

/// The notes of a file, in its order.
pub(crate) fn notes(file: &str, text: &str) -> Vec<Confirmation> {
    let (Some(mut root), _) = read(text, 0) else { return Vec::new() };
    let taken = take(&mut root, &mut String::new());
    let mut report = super::Report::default();
    report.read_file(file, text);
    let note = |(place, pointer, note): (Place, String, Option<String>)| {
        let (line, column) = report.line_and_column(place);
        Some(Confirmation { file: file.to_owned(), line, column, pointer, note: note? })
    };
    let mut notes: Vec<Confirmation> = taken.into_iter().filter_map(note).collect();
    notes.sort();
    notes
}

/// Removes the notes; one that nobody can read is a mistake.
pub(crate) fn strip(node: &mut Node, mistakes: &mut Vec<Mistake>) {
    for (place, pointer, note) in take(node, &mut String::new()) {
        if note.is_none() {
            let what = "this note says nothing".to_owned();
            let mend = "write what the city must confirm, in one sentence".to_owned();
            mistakes.push(Mistake { place, pointer, what, mend });
        }
    }
}

/// Takes the notes out: where each stands, the pointer of what it is about, and what it says.
fn take(node: &mut Node, pointer: &mut String) -> Vec<(Place, String, Option<String>)> {
    let (mut taken, outer) = (Vec::new(), pointer.len());
    match &mut node.json {
        Json::Object(members) => {
            for member in members.extract_if(.., |member| member.name == KEYWORD) {
                let said = member.node.text().filter(|note| !note.trim().is_empty());
                taken.push((member.node.place, pointer.clone(), said.map(str::to_owned)));
            }
            for member in members {
                push_segment(pointer, &member.name);
                taken.extend(take(&mut member.node, pointer));
                pointer.truncate(outer);
            }
        }
        Json::List(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                push_segment(pointer, &index.to_string());
                taken.extend(take(item, pointer));
                pointer.truncate(outer);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => {}
    }
    taken
}
