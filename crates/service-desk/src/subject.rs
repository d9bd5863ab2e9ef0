//! Who a submission is about: the few facts that lists and letters need.
//!
//! A form marks them with `x-prefill`; nothing is guessed from names of fields.

use std::sync::Arc;

use form_engine::{Field, Form};
use serde_json::{Value, json};

/// Where a form keeps the applicant's name, kana, phone and address for letters.
#[derive(Debug, Default)]
struct SubjectPointers {
    name: Option<String>,
    kana: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

/// What one submission says of its applicant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) name: Option<String>,
    pub(crate) kana: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    /// How many warnings the resident confirmed.
    pub(crate) warnings: u32,
}

impl SubjectPointers {
    fn of(form: &Form) -> Self {
        let find =
            |prefill: &str| form.pages().iter().find_map(|page| pointer_of(&page.fields, prefill));
        Self {
            name: find("resident.name"),
            kana: find("resident.kana"),
            phone: find("resident.phone"),
            email: find("resident.email"),
        }
    }

    fn read(&self, data: &Value) -> Subject {
        let text = |pointer: &Option<String>| {
            let value = pointer.as_deref().and_then(|p| data.pointer(p)).and_then(Value::as_str);
            value.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        Subject {
            name: text(&self.name),
            kana: text(&self.kana),
            phone: text(&self.phone),
            email: text(&self.email),
            warnings: 0,
        }
    }
}

/// Rows repeat, applicants do not: repeated groups are not searched.
fn pointer_of(fields: &[Arc<Field>], prefill: &str) -> Option<String> {
    fields.iter().find_map(|field| {
        if field.prefill.as_deref() == Some(prefill) {
            Some(field.pointer.clone())
        } else if field.widget == form_engine::Widget::Group {
            pointer_of(&field.children, prefill)
        } else {
            None
        }
    })
}

impl Subject {
    /// What the answers to a form say of their applicant.
    pub(crate) fn of(form: &Form, answers: &Value) -> Self {
        SubjectPointers::of(form).read(answers)
    }

    /// What is sealed beside a submission for the lists of the office.
    pub(crate) fn to_stored(&self) -> Vec<u8> {
        json!({ "name": self.name, "kana": self.kana, "warnings": self.warnings })
            .to_string()
            .into_bytes()
    }

    /// Reads [`Self::to_stored`] again.
    pub(crate) fn from_stored(bytes: &[u8]) -> Self {
        let stored: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let text = |key: &str| stored.get(key).and_then(Value::as_str).map(str::to_owned);
        let warnings = stored.get("warnings").and_then(Value::as_u64).unwrap_or(0);
        Self {
            name: text("name"),
            kana: text("kana"),
            phone: None,
            email: None,
            warnings: u32::try_from(warnings).unwrap_or(u32::MAX),
        }
    }

    /// The words by which the office finds it.
    pub(crate) fn search_words(&self) -> impl Iterator<Item = &str> {
        [&self.name, &self.kana, &self.phone].into_iter().flatten().map(String::as_str)
    }
}
