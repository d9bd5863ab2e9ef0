//! Answers as people read them: on the check page, on the clerk's page and on paper.
//!
//! Whether a sensitive value may be shown is decided by whoever shows it.

use std::sync::Arc;

use japanese_values::Format;
use kernel::Language;
use serde_json::Value;

use crate::{Field, Form, Sensitivity, Widget};

/// The answers of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerGroup {
    /// The page's id.
    pub page: String,
    /// The page's heading.
    pub title: String,
    /// Its answers in order.
    pub answers: Vec<Answer>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The JSON Pointer in the data: `/children/0/name`.
    pub at: String,
    /// The question.
    pub label: String,
    /// What was answered.
    pub shown: Shown,
    /// Whether it needs its own permission.
    pub sensitive: Option<Sensitivity>,
    /// Whether it tells where somebody lives, or how they are reached.
    pub locates: bool,
    /// Whether the server reckoned it, so that nobody can change it.
    pub computed: bool,
}

/// What was answered, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing, although the question was asked.
    Nothing,
    /// A value in words: `2026年4月1日（令和8年）`, `3通`, `金融機関`.
    Text(String),
    /// Several choices.
    List(Vec<String>),
    /// The ids of uploaded files.
    Attachments(Vec<String>),
    /// Answers that belong together.
    Group(Vec<Answer>),
    /// The answers of each row.
    Rows(Vec<Vec<Answer>>),
}

impl Form {
    /// The answers as people read them, page by page. Conditional questions
    /// without an answer are left out: they were not asked.
    pub fn answers(&self, data: &Value, language: Language) -> Vec<AnswerGroup> {
        let group = |page: &crate::Page| AnswerGroup {
            page: page.id.clone(),
            title: page.title(language).to_owned(),
            answers: object(&page.fields, data, "", language),
        };
        let mut groups: Vec<_> = self.pages().iter().map(group).collect();
        groups.retain(|group| !group.answers.is_empty());
        groups
    }
}

fn object(fields: &[Arc<Field>], data: &Value, above: &str, language: Language) -> Vec<Answer> {
    let answer = |field: &Arc<Field>| {
        let at = format!("{above}/{}", field.name);
        let shown = match data.get(&field.name) {
            Some(value) => show(field, value, &at, language),
            None if field.conditional || field.computed => return None,
            None => Shown::Nothing,
        };
        let label = field.title(language).to_owned();
        let Field { sensitive, locates, computed, .. } = **field;
        Some(Answer { at, label, shown, sensitive, locates, computed })
    };
    fields.iter().filter_map(answer).collect()
}

fn show(field: &Field, value: &Value, at: &str, language: Language) -> Shown {
    match field.widget {
        Widget::Group => {
            let inside = object(&field.children, value, at, language);
            if inside.is_empty() { Shown::Nothing } else { Shown::Group(inside) }
        }
        Widget::Repeat => {
            let rows = value.as_array().map_or(&[][..], Vec::as_slice).iter().enumerate();
            let row =
                |(index, row)| object(&field.children, row, &format!("{at}/{index}"), language);
            Shown::Rows(rows.map(row).collect())
        }
        Widget::Attachment => Shown::Attachments(texts(value)),
        Widget::Checkboxes => {
            let chosen = value.as_array().map_or(&[][..], Vec::as_slice).iter();
            Shown::List(chosen.map(|value| field.in_words(value, language)).collect())
        }
        Widget::Text
        | Widget::TextArea
        | Widget::Integer
        | Widget::Date
        | Widget::Radio
        | Widget::Select
        | Widget::Checkbox => Shown::Text(field.in_words(value, language)),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let single = std::slice::from_ref(value);
    let items = value.as_array().map_or(single, Vec::as_slice);
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

impl Field {
    /// A single value as people read it, with its unit: `金融機関`, `1,200円`, `2025年度`.
    pub fn in_words(&self, value: &Value, language: Language) -> String {
        if let Some(words) = self.chosen(value, language) {
            return words;
        }
        match value {
            Value::Bool(truth) => yes_or_no(*truth, language).to_owned(),
            Value::Number(number) => self.number(&number.to_string(), language),
            Value::String(text) => formatted(self, text, language),
            Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
        }
    }

    /// Years are read without commas: 2,025年 is nobody's year.
    fn number(&self, digits: &str, language: Language) -> String {
        let is_year = self.unit.get(Language::Japanese).starts_with('年');
        let digits = if is_year { digits.to_owned() } else { grouped(digits) };
        let unit = self.unit.get(language);
        match language {
            Language::English if unit.is_empty() => digits,
            Language::English if digits == "1" => format!("{digits} {}", one_of(unit)),
            Language::English => format!("{digits} {unit}"),
            Language::Japanese | Language::EasyJapanese => digits + unit,
        }
    }
}

/// What an English unit counts, of which there is one: `copies` is `copy`. Signs stay as they are.
fn one_of(unit: &str) -> String {
    let hisses = |stem: &&str| ["ss", "x", "ch", "sh"].iter().any(|end| stem.ends_with(end));
    match unit {
        "people" | "persons" => "person".to_owned(),
        "children" => "child".to_owned(),
        _ => match (unit.strip_suffix("ies"), unit.strip_suffix("es").filter(hisses)) {
            (Some(stem), _) => format!("{stem}y"),
            (None, Some(stem)) => stem.to_owned(),
            (None, None) => unit.strip_suffix('s').unwrap_or(unit).to_owned(),
        },
    }
}

fn yes_or_no(truth: bool, language: Language) -> &'static str {
    match (language, truth) {
        (Language::Japanese | Language::EasyJapanese, true) => "はい",
        (Language::Japanese | Language::EasyJapanese, false) => "いいえ",
        (Language::English, true) => "Yes",
        (Language::English, false) => "No",
    }
}

/// A text as its format is read. What is masked is decided by whoever shows it.
fn formatted(field: &Field, text: &str, language: Language) -> String {
    if field.widget == Widget::Date {
        return date(text, language).unwrap_or_else(|| text.to_owned());
    }
    match field.format.as_deref().and_then(Format::named) {
        Some(format) if field.sensitive.is_none() => format.display(text),
        Some(_) | None => text.to_owned(),
    }
}

/// `2026年4月1日（令和8年）`, in English `1 April 2026`.
fn date(text: &str, language: Language) -> Option<String> {
    let day: chrono::NaiveDate = text.parse().ok()?;
    if language == Language::English {
        return Some(day.format("%-d %B %Y").to_string());
    }
    let era = japanese_values::wareki::format(day);
    let western = day.format("%Y年%-m月%-d日");
    Some(match era.split_once('年') {
        Some((year, _)) if !era.starts_with("西暦") => format!("{western}（{year}年）"),
        Some(_) | None => western.to_string(),
    })
}

/// Digits in groups of three.
fn grouped(number: &str) -> String {
    let digits = number.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut shown = String::with_capacity(number.len() + 4);
    if number.starts_with('-') {
        shown.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push('.');
        shown.push_str(fraction);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::one_of;

    #[test]
    fn one_is_no_plural() {
        let units = [
            ("copies", "copy"),
            ("babies", "baby"),
            ("people", "person"),
            ("children", "child"),
            ("boxes", "box"),
            ("sheets", "sheet"),
            ("times", "time"),
            ("cubic metres", "cubic metre"),
            ("yen", "yen"),
            ("m²", "m²"),
            ("%", "%"),
        ];
        for (many, one) in units {
            assert_eq!(one_of(many), one);
        }
    }
}
