//! What categories and life events are called: the shared document `parts/themes.json`.
//!
//! A definition names them by their ids. What they are called is put into it when it is
//! published, as its parts are, so that a version says the same for as long as it is shown.

use super::desk::{At, Desk, nearest};
use super::json::{Json, Member, Node};
use super::parts::Parts;
use super::report::Report;
use crate::Text;

/// Where a published definition holds them.
pub(super) const KEYWORD: &str = "x-themes";

const FILE: &str = "parts/themes.json";

/// The names of the category and the life events that a definition belongs to.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) category: Text,
    /// In the order of the definition; none where nobody has named them.
    pub(super) life_events: Vec<Text>,
}

/// Puts the entries that the definition names into it, and reports those that nobody knows.
/// A published definition has them already.
pub(super) fn mount(root: &mut Node, parts: &Parts, report: &mut Report) {
    let Some(part) = parts.get(FILE).filter(|_| root.get(KEYWORD).is_none()) else { return };
    let Some(procedure) = root.get("x-procedure").cloned() else { return };
    let file = report.add_part(FILE, part);
    let Some(themes) = part.node().map(|node| node.in_file(file)) else { return };
    let category = procedure.get("category").and_then(|named| {
        find(&themes, "categories", named, ("category", "/x-procedure/category"), report)
    });
    let events = procedure.get("lifeEvents").and_then(Node::list).unwrap_or_default();
    let events = events.iter().enumerate().filter_map(|(at, named)| {
        let pointer = format!("/x-procedure/lifeEvents/{at}");
        find(&themes, "lifeEvents", named, ("life event", &pointer), report)
    });
    let events = Node { place: themes.place, json: Json::List(events.collect()) };
    let member = |name: &str, node: Node| Member { name: name.to_owned(), place: node.place, node };
    let found = category.map(|category| member("category", category));
    let found = found.into_iter().chain([member("lifeEvents", events)]).collect();
    if let Json::Object(members) = &mut root.json {
        members.push(member(KEYWORD, Node { place: themes.place, json: Json::Object(found) }));
    }
}

/// The entry of a list that `named` names by its id.
fn find(
    themes: &Node,
    list: &str,
    named: &Node,
    (kind, pointer): (&str, &str),
    report: &mut Report,
) -> Option<Node> {
    let id = named.text()?;
    let entries = themes.get(list).and_then(Node::list).unwrap_or_default();
    let id_of = |entry: &Node| entry.get("id").and_then(Node::text).map(str::to_owned);
    let found = entries.iter().find(|entry| id_of(entry).as_deref() == Some(id));
    if found.is_none() {
        let known: Vec<String> = entries.iter().filter_map(id_of).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let mend = match nearest(id, &known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "add it to parts/themes.json".to_owned(),
        };
        report.fault(named.place, pointer, format!("there is no {kind} \"{id}\""), mend);
    }
    found.cloned()
}

/// Reads what was put in.
pub(super) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Names {
    let Some(at) = root.child(KEYWORD) else { return Names::default() };
    desk.only(&at, &["category", "lifeEvents"]);
    Names {
        category: at.child("category").map(|entry| name(desk, &entry)).unwrap_or_default(),
        life_events: desk.list(&at, "lifeEvents").iter().map(|entry| name(desk, entry)).collect(),
    }
}

fn name(desk: &mut Desk<'_>, at: &At<'_>) -> Text {
    desk.only(at, &["id", "name", "ja-easy", "en", "$comment"]);
    let Some(name) = desk.string(at, "name") else {
        desk.missing(at, "name", "write the words that people read");
        return Text::default();
    };
    let mut text = Text::japanese(name);
    for language in super::overlay::OVERLAID {
        if let Some(translated) = desk.string(at, language.tag()) {
            text.translate(language, &translated);
        }
    }
    text
}
