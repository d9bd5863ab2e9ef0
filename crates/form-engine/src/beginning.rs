//! What a draft holds before anybody has typed: the preselected answers.
//!
//! They stand in the draft and not only on the page, so that conditions see what people see.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::{Field, Form, Widget};

impl Form {
    /// The answers of a new draft.
    pub fn beginning(&self) -> Value {
        let fields = self.pages().iter().flat_map(|page| &page.fields);
        Value::Object(preselected(fields))
    }
}

impl Field {
    /// A new row of a repeated group.
    pub fn new_row(&self) -> Value {
        Value::Object(preselected(self.children.iter()))
    }

    /// How many rows a repeated group has at least.
    pub fn fewest_rows(&self) -> usize {
        let fewest = self.min_items.unwrap_or(0).max(u64::from(self.required));
        usize::try_from(fewest).unwrap_or(usize::MAX)
    }

    fn preselected(&self) -> Option<Value> {
        match self.widget {
            Widget::Group => Some(self.new_row()).filter(is_answered),
            Widget::Repeat => {
                let row = Some(self.new_row()).filter(is_answered)?;
                Some(Value::Array(vec![row; self.fewest_rows()])).filter(is_answered)
            }
            Widget::Text
            | Widget::TextArea
            | Widget::Integer
            | Widget::Date
            | Widget::Radio
            | Widget::Select
            | Widget::Checkboxes
            | Widget::Checkbox
            | Widget::Attachment => self.default.clone(),
        }
    }
}

fn preselected<'f>(fields: impl Iterator<Item = &'f Arc<Field>>) -> Map<String, Value> {
    let asked = fields.filter(|field| !field.computed);
    asked.filter_map(|field| Some((field.name.clone(), field.preselected()?))).collect()
}

fn is_answered(value: &Value) -> bool {
    let empty =
        value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
    !empty
}
