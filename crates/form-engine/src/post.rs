//! An HTML form post merged into a draft's raw data.
//!
//! Everything is kept as it was typed, also when it is wrong: what is right is
//! decided by the check. Names are instance pointers without the first slash.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{DateBoxes, Field, Form, Widget};

/// No page shows more rows than this.
const MAX_ROWS: usize = 200;

impl Form {
    /// Merges the fields of one posted page into a draft's raw data.
    ///
    /// Fields that the page has not posted keep what they had, but for boxes: a
    /// browser posts nothing for one that is not ticked.
    pub fn shape_page(&self, page: &str, posted: &[(String, String)], previous: &Value) -> Value {
        let mut data = previous.as_object().cloned().unwrap_or_default();
        let post = Post { posted };
        if let Some(page) = self.pages().iter().find(|known| known.id == page) {
            post.object(&page.fields, "", &mut data);
        }
        Value::Object(data)
    }
}

struct Post<'p> {
    posted: &'p [(String, String)],
}

impl Post<'_> {
    fn object(&self, fields: &[Arc<Field>], above: &str, data: &mut Map<String, Value>) {
        for field in fields.iter().filter(|field| !field.computed) {
            let name = format!("{above}{}", field.name);
            match field.widget {
                Widget::Group => {
                    let inside = format!("{name}/");
                    let mut group = take_object(data, &field.name);
                    self.object(&field.children, &inside, &mut group);
                    put(data, &field.name, (!group.is_empty()).then_some(Value::Object(group)));
                }
                Widget::Repeat => self.rows(field, &name, data),
                Widget::Date => self.date(field, &name, data),
                Widget::Checkbox => {
                    let ticked = self.values(&name).any(is_tick);
                    put(data, &field.name, ticked.then_some(Value::Bool(true)));
                }
                Widget::Checkboxes => put(data, &field.name, self.several(&name)),
                Widget::Attachment if field.max_files > 1 || field.max_items.is_some() => {
                    if self.values(&name).next().is_some() {
                        put(data, &field.name, self.several(&name));
                    }
                }
                Widget::Text
                | Widget::TextArea
                | Widget::Integer
                | Widget::Radio
                | Widget::Select
                | Widget::Attachment => {
                    if let Some(typed) = self.values(&name).last() {
                        let typed = (!typed.is_empty()).then(|| Value::String(typed.to_owned()));
                        put(data, &field.name, typed);
                    }
                }
            }
        }
    }

    fn values<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        self.posted.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn several(&self, name: &str) -> Option<Value> {
        let chosen = self.values(name).filter(|value| !value.is_empty());
        let chosen: Vec<Value> = chosen.take(MAX_ROWS).map(Value::from).collect();
        (!chosen.is_empty()).then_some(Value::Array(chosen))
    }

    /// The boxes of a date, or one text where a page or a program posts only that.
    fn date(&self, field: &Field, name: &str, data: &mut Map<String, Value>) {
        let part = |part: &str| self.values(&format!("{name}.{part}")).last().map(str::to_owned);
        let (year, month, day) = (part("year"), part("month"), part("day"));
        if year.is_some() || month.is_some() || day.is_some() {
            let filled = |text: Option<String>| text.unwrap_or_default();
            let boxes = DateBoxes {
                era: filled(part("era")),
                year: filled(year),
                month: filled(month),
                day: filled(day),
            };
            put(data, &field.name, boxes.raw().map(Value::String));
        } else if let Some(typed) = self.values(name).last() {
            let typed = (!typed.is_empty()).then(|| Value::String(typed.to_owned()));
            put(data, &field.name, typed);
        }
    }

    fn rows(&self, field: &Field, name: &str, data: &mut Map<String, Value>) {
        let inside = format!("{name}/");
        let index = |(posted, _): &(String, String)| {
            let rest = posted.strip_prefix(&inside)?;
            rest.split('/').next()?.parse::<usize>().ok().filter(|index| *index < MAX_ROWS)
        };
        let posted = self.posted.iter().filter_map(index).max().map_or(0, |last| last + 1);
        let before = data.get(&field.name).and_then(Value::as_array);
        let mut rows = before.cloned().unwrap_or_default();
        if rows.len() < posted {
            rows.resize(posted, Value::Object(Map::new()));
        }
        for (index, row) in rows.iter_mut().enumerate().take(posted) {
            let mut members = row.as_object().cloned().unwrap_or_default();
            self.object(&field.children, &format!("{inside}{index}/"), &mut members);
            *row = Value::Object(members);
        }
        if !rows.is_empty() {
            data.insert(field.name.clone(), Value::Array(rows));
        }
    }
}

fn is_tick(value: &str) -> bool {
    matches!(value, "true" | "on" | "1")
}

fn take_object(data: &Map<String, Value>, name: &str) -> Map<String, Value> {
    data.get(name).and_then(Value::as_object).cloned().unwrap_or_default()
}

fn put(data: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => {
            data.insert(name.to_owned(), value);
        }
        None => {
            data.shift_remove(name);
        }
    }
}
