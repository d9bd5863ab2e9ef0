//! Reads what can be chosen: written one by one, or taken from a list.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::desk::{At, Desk, is_unsafe};
use super::json::Json;
use super::property::{CHOICES, Kind};
use super::showing::Showing;
use super::{MAX_CHOICES, options};
use crate::{Choice, Text};

/// How many choices all fields of a definition may have together.
pub(crate) const MAX_ALL_CHOICES: usize = 20_000;

impl Showing<'_, '_> {
    /// The choices that a definition writes down, or names a list of.
    pub(super) fn choices(&mut self, at: &At<'_>, kind: &Kind) -> Vec<Choice> {
        let items = choosing(at, kind);
        let at = items.as_ref().unwrap_or(at);
        let (mut choices, mut seen) = (Vec::new(), BTreeSet::new());
        for option in self.desk.list(at, "enum") {
            let title = option.node.text().map(Text::japanese).unwrap_or_default();
            choices.extend(self.add_choice(&option, &option, title, &mut seen));
        }
        for option in self.desk.list(at, "oneOf") {
            if self.desk.only(&option, &["const", "title", CLOSES]) {
                let title = self.desk.needed_text(&option, "title");
                match option.child("const") {
                    Some(value) => {
                        let mut choice = self.add_choice(&option, &value, title, &mut seen);
                        if let Some(choice) = &mut choice {
                            choice.closes = self.closes(&option);
                        }
                        choices.extend(choice);
                    }
                    None => self.desk.missing(&option, "const", "write the value of the choice"),
                }
            }
        }
        choices.extend(options::choices(self.desk, at, self.lists));
        self.only_one_source(at, kind, &choices);
        if choices.len() > MAX_CHOICES {
            let what = format!("there are {} choices, more than {MAX_CHOICES}", choices.len());
            self.desk.fault(at, what, "shorten the list or split the question");
        }
        let all = self.desk.report.count_choices(choices.len());
        if all > MAX_ALL_CHOICES {
            let what = format!("the fields have more than {MAX_ALL_CHOICES} choices together");
            self.desk.fault(at, what, "shorten the lists, or use a long one for fewer fields");
            return Vec::new();
        }
        choices.shrink_to_fit();
        choices
    }

    /// Choices that nobody could take, or that contradict each other, are a mistake.
    fn only_one_source(&mut self, at: &At<'_>, kind: &Kind, choices: &[Choice]) {
        let mut sources = CHOICES.iter().filter_map(|keyword| at.child(keyword));
        let (Some(first), second) = (sources.next(), sources.next()) else { return };
        if let Some(second) = second {
            self.desk.fault(&second, "the choices come from two places", "keep one of them");
        } else if first.node.list().is_some_and(<[_]>::is_empty) {
            self.desk.fault(&first, "there is nothing to choose", "write at least one choice");
        }
        let numbers = match kind {
            Kind::Text => false,
            Kind::Integer | Kind::Number => true,
            Kind::Choices => at.node.get("type").and_then(|node| node.text()) == Some("integer"),
            Kind::Attachment
            | Kind::Attachments
            | Kind::Boolean
            | Kind::Group(_)
            | Kind::Rows(_) => return,
        };
        if let Some(other) = choices.iter().find(|choice| choice.data.is_number() != numbers) {
            let what = format!("the choice \"{}\" does not fit the type", other.value);
            self.desk.fault(&first, what, "change the type, or write the choice as that type");
        }
    }

    fn add_choice(
        &mut self,
        at: &At<'_>,
        value: &At<'_>,
        title: Text,
        seen: &mut BTreeSet<String>,
    ) -> Option<Choice> {
        let shown = match &value.node.json {
            Json::Text(text)
                if !text.is_empty() && text.len() <= 200 && !text.chars().any(is_unsafe) =>
            {
                text.clone()
            }
            Json::Number(number) if number.is_i64() => number.to_string(),
            Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::Text(_)
            | Json::List(_)
            | Json::Object(_) => {
                self.desk.fault(
                    value,
                    "this cannot be chosen",
                    "write a plain string or a whole number",
                );
                return None;
            }
        };
        if !seen.insert(shown.clone()) {
            self.desk.fault(at, format!("the choice \"{shown}\" stands here twice"), "remove one");
        }
        let title = if title.is_empty() { Text::japanese(&*shown) } else { title };
        Some(Choice {
            value: shown,
            data: value.node.to_value(),
            title,
            kana: String::new(),
            group: None,
            closes: None,
        })
    }

    /// The last day on which a choice can be made.
    fn closes(&mut self, option: &At<'_>) -> Option<NaiveDate> {
        let child = option.child(CLOSES)?;
        let text = self.desk.string_at(&child)?;
        closing_day(self.desk, &child, CLOSES, &text)
    }
}

/// The keyword for the last day on which a choice can be made.
const CLOSES: &str = "x-closes";

/// The day that a text says.
pub(super) fn closing_day(
    desk: &mut Desk<'_>,
    at: &At<'_>,
    name: &str,
    text: &str,
) -> Option<NaiveDate> {
    let day = text.parse().ok();
    if day.is_none() {
        desk.no_day(at, name, text);
    }
    day
}

/// Where the choices stand of which several can be chosen.
pub(super) fn choosing<'n>(at: &At<'n>, kind: &Kind) -> Option<At<'n>> {
    if matches!(kind, Kind::Choices) { at.child("items") } else { None }
}
