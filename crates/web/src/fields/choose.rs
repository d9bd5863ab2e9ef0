//! Choices of a field, with those marked that were chosen.

use std::borrow::Borrow;

use form_engine::{Choice, DateBoxes, ERAS};
use kernel::Language;
use serde_json::Value;

use super::control::Pick;

/// The choices of a radio group, a select or a group of checkboxes.
///
/// The first takes the field's own id, so that a mistake's link leads to it.
pub(super) fn picks(
    id: &str,
    choices: impl IntoIterator<Item = impl Borrow<Choice>>,
    chosen: &[String],
    language: Language,
) -> Vec<Pick> {
    choices
        .into_iter()
        .enumerate()
        .map(|(place, choice)| {
            let choice = choice.borrow();
            Pick {
                id: if place == 0 { id.to_owned() } else { format!("{id}-{}", place + 1) },
                value: choice.value.clone(),
                label: choice.title.get(language).to_owned(),
                kana: choice.kana.clone(),
                chosen: chosen.contains(&choice.value),
            }
        })
        .collect()
}

/// The eras; 西暦 stands first and is chosen while nothing else is.
pub(super) fn eras(id: &str, boxes: &DateBoxes, language: Language) -> Vec<Pick> {
    ERAS.iter()
        .enumerate()
        .map(|(place, era)| Pick {
            id: format!("{id}-era-{place}"),
            value: (*era).to_owned(),
            label: era_label(era, language),
            kana: String::new(),
            chosen: boxes.era == *era,
        })
        .collect()
}

fn era_label(era: &str, language: Language) -> String {
    let english = match era {
        "西暦" => "Western",
        "令和" => "Reiwa 令和",
        "平成" => "Heisei 平成",
        "昭和" => "Showa 昭和",
        "大正" => "Taisho 大正",
        "明治" => "Meiji 明治",
        other => other,
    };
    match language {
        Language::Japanese | Language::EasyJapanese => era.to_owned(),
        Language::English => english.to_owned(),
    }
}

/// A value as it stands in a control or is posted by one.
pub(super) fn typed(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) => yes.to_string(),
        Some(Value::Null | Value::Array(_) | Value::Object(_)) | None => String::new(),
    }
}

/// A list of values as they are posted; a single value is a list of one.
pub(super) fn typed_list(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items.iter().map(|item| typed(Some(item))).collect(),
        Some(Value::String(_) | Value::Number(_) | Value::Bool(_)) => vec![typed(value)],
        Some(Value::Null | Value::Object(_)) | None => Vec::new(),
    }
}
