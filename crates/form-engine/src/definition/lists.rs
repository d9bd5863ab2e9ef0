//! Lists that choices come from, as `x-lists` writes them: schools, facilities, courses.
//!
//! A list lies in the definition or in a shared part. Its items carry attributes, so
//! that one choice can narrow the next and expressions can look a fee up:
//! `tables.NAME[value].attribute`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::MAX_CHOICES;
use super::desk::{At, Desk};
use crate::{Choice, Text};

/// The lists of a definition by name.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    lists: BTreeMap<String, Vec<Item>>,
}

/// One item of a list.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    value: String,
    title: Text,
    kana: String,
    attributes: Map<String, Value>,
}

impl Lists {
    /// The items of a list.
    pub(crate) fn get(&self, name: &str) -> Option<&[Item]> {
        self.lists.get(name).map(Vec::as_slice)
    }

    /// The names of the lists.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.keys().map(String::as_str)
    }

    /// The attributes by list and value, for expressions.
    pub(crate) fn into_tables(self) -> Map<String, Value> {
        let table = |items: Vec<Item>| -> Map<String, Value> {
            items.into_iter().map(|item| (item.value, item.attributes.into())).collect()
        };
        self.lists.into_iter().map(|(name, items)| (name, table(items).into())).collect()
    }
}

impl Item {
    /// A text among its attributes.
    pub(crate) fn text(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).and_then(Value::as_str)
    }

    /// The item as a choice; `narrowed` names the attribute that narrows the list.
    pub(crate) fn choice(&self, narrowed: Option<&str>) -> Choice {
        let group = narrowed.and_then(|name| self.attributes.get(name)).and_then(Value::as_str);
        Choice {
            value: self.value.clone(),
            data: Value::String(self.value.clone()),
            title: self.title.clone(),
            kana: self.kana.clone(),
            group: group.map(str::to_owned),
            closes: None,
        }
    }
}

/// Reads the lists.
pub(crate) fn read(desk: &mut Desk<'_>, root: &At<'_>) -> Lists {
    let mut lists = BTreeMap::new();
    let Some(at) = root.child("x-lists") else { return Lists::default() };
    for (name, list) in at.members() {
        if list.node.get("$ref").is_some() {
            // A part that is not there, which is told already.
            lists.insert(name.to_owned(), Vec::new());
            continue;
        }
        if !desk.only(&list, &["title", "source", "items", "$comment"]) {
            continue;
        }
        desk.string(&list, "title");
        desk.string(&list, "source");
        let items = items(desk, &list);
        if items.is_empty() || items.len() > MAX_CHOICES {
            let what = format!("the list has {} items", items.len());
            desk.fault(&list, what, format!("write 1 to {MAX_CHOICES} items"));
        }
        lists.insert(name.to_owned(), items);
    }
    Lists { lists }
}

fn items(desk: &mut Desk<'_>, list: &At<'_>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for at in desk.list(list, "items") {
        let Some(value) = desk.string(&at, "const") else {
            desk.missing(&at, "const", "write the value of the item");
            continue;
        };
        if value.len() > 200 || !seen.insert(value.clone()) {
            desk.fault(
                &at,
                format!("the item \"{value}\" stands here twice or is too long"),
                "give each its own",
            );
        }
        let kana = desk.string(&at, "kana").unwrap_or_default();
        let title = desk.name_text(&at, "title").unwrap_or_else(|| Text::japanese(&*value));
        let mut attributes = Map::new();
        attributes.insert("title".to_owned(), title.get(kernel::Language::Japanese).into());
        for (name, attribute) in at.members() {
            if matches!(name, "const" | "title" | "kana") {
                continue;
            }
            let plain = attribute.node.text().is_some() || attribute.node.to_value().is_number();
            if !plain {
                desk.fault(
                    &attribute,
                    format!("this is {}", attribute.node.kind()),
                    "write a string or a number",
                );
            }
            attributes.insert(name.to_owned(), attribute.node.to_value());
        }
        items.push(Item { value, title, kana, attributes });
    }
    items
}
