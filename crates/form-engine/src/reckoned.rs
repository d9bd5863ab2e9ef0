//! Choices that nobody writes down: years and months around the day of receipt, and what was
//! answered elsewhere in the form.

use chrono::{Datelike, Months, NaiveDate};
use japanese_values::wareki;
use kernel::Language;
use serde_json::{Value, json};

use crate::{Choice, Text};

/// Where such choices come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reckoned {
    /// Years or months around the day.
    Calendar(Span),
    /// Answers to other questions, by their pointers without indices: of a list each row's.
    Answers(Vec<String>),
}

/// Years or months around a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Span {
    pub(crate) step: Step,
    /// The first and the last, counted from the one that the day lies in.
    pub(crate) first: i32,
    pub(crate) last: i32,
    /// What people read, with `{year}`, `{era}` and `{month}`, or `{year-1}` and the like.
    pub(crate) title: Text,
    /// Whether the answer is a number.
    pub(crate) numbers: bool,
}

/// What a span is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// Years that begin on this month and day: 4月1日 for 年度.
    Years { month: u32, day: u32 },
    /// Months of the calendar.
    Months,
}

impl Reckoned {
    /// How many choices there are, where that is known without answers.
    pub(crate) const fn count(&self) -> Option<u32> {
        match self {
            Self::Calendar(span) => Some((span.last - span.first).unsigned_abs() + 1),
            Self::Answers(_) => None,
        }
    }

    /// Everything that can be chosen on a day next to these answers.
    pub(crate) fn choices(&self, answers: &Value, today: NaiveDate) -> Vec<Choice> {
        match self {
            Self::Calendar(span) => span.choices(today),
            Self::Answers(pointers) => {
                let mut found: Vec<&str> = Vec::new();
                for pointer in pointers {
                    let way: Vec<&str> = pointer.split('/').skip(1).collect();
                    collect(answers, &way, &mut found);
                }
                found.into_iter().map(|text| plain(text, Text::japanese(text))).collect()
            }
        }
    }

    /// What is kept for a posted value, whether or not it can be chosen just now.
    pub(crate) fn kept(&self, typed: &str) -> Option<Value> {
        match self {
            Self::Calendar(span) => span.choice(typed).map(|choice| choice.data),
            Self::Answers(_) => Some(json!(typed)),
        }
    }

    /// The words of an answer that was once chosen.
    pub(crate) fn words(&self, value: &Value) -> Option<Text> {
        match (self, value) {
            (Self::Calendar(span), Value::String(text)) => span.choice(text),
            (Self::Calendar(span), Value::Number(number)) => span.choice(&number.to_string()),
            _ => None,
        }
        .map(|choice| choice.title)
    }
}

/// The texts at the end of a way, those of rows one by one, each once.
fn collect<'v>(value: &'v Value, way: &[&str], found: &mut Vec<&'v str>) {
    match (value, way) {
        (Value::Array(rows), _) => rows.iter().for_each(|row| collect(row, way, found)),
        (_, [name, rest @ ..]) => {
            if let Some(below) = value.get(name) {
                collect(below, rest, found);
            }
        }
        (Value::String(text), []) if !text.is_empty() && !found.contains(&text.as_str()) => {
            found.push(text);
        }
        _ => {}
    }
}

fn plain(value: &str, title: Text) -> Choice {
    Choice {
        value: value.to_owned(),
        data: json!(value),
        title,
        kana: String::new(),
        group: None,
        closes: None,
    }
}

impl Span {
    /// Years the newest first, months the nearest first.
    fn choices(&self, today: NaiveDate) -> Vec<Choice> {
        match self.step {
            Step::Years { month, day } => {
                let begun = (today.month(), today.day()) >= (month, day);
                let current = today.year() - i32::from(!begun);
                let years = (current + self.first..=current + self.last).rev();
                years.filter_map(|year| self.choice(&year.to_string())).collect()
            }
            Step::Months => {
                let first = today.with_day(1);
                let months = (self.first..=self.last).filter_map(|months| moved(first?, months));
                months.filter_map(|day| self.choice(&day.format("%Y-%m").to_string())).collect()
            }
        }
    }

    /// The choice of this value, whatever day it is.
    fn choice(&self, value: &str) -> Option<Choice> {
        let day: NaiveDate = match self.step {
            Step::Years { .. } if value.len() == 4 => format!("{value}-12-31"),
            Step::Months if value.len() == 7 => format!("{value}-01"),
            Step::Years { .. } | Step::Months => return None,
        }
        .parse()
        .ok()?;
        let mut title = Text::japanese(filled(self.title.get(Language::Japanese), day)?);
        for language in [Language::EasyJapanese, Language::English] {
            title.translate(language, &filled(self.title.get(language), day)?);
        }
        let data = if self.numbers { json!(day.year()) } else { json!(value) };
        Some(Choice { data, ..plain(value, title) })
    }
}

fn moved(day: NaiveDate, months: i32) -> Option<NaiveDate> {
    let by = Months::new(months.unsigned_abs());
    if months < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) }
}

/// A title with its words in braces filled in; nothing where one of them is not known.
pub(crate) fn filled(title: &str, day: NaiveDate) -> Option<String> {
    let mut pieces = title.split('{');
    let mut told = pieces.next()?.to_owned();
    for piece in pieces {
        let (word, rest) = piece.split_once('}')?;
        let sign = word.find(['+', '-']).unwrap_or(word.len());
        let (word, by) = word.split_at_checked(sign)?;
        let by: i32 = if by.is_empty() { 0 } else { by.parse().ok()? };
        told.push_str(&match word {
            "month" if by == 0 => day.month().to_string(),
            "year" => (day.year() + by).to_string(),
            "era" => year_of_era(day, by)?,
            _ => return None,
        });
        told.push_str(rest);
    }
    Some(told)
}

/// `令和8`: as the year, or the month, is called when it ends.
fn year_of_era(day: NaiveDate, by: i32) -> Option<String> {
    let day = day.with_year(day.year() + by)?;
    let last = moved(day.with_day(1)?, 1)?.pred_opt()?;
    wareki::format(last).split_once('年').map(|(year, _)| year.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(step: Step, first: i32, last: i32, title: &str) -> Reckoned {
        let title = Text::japanese(title);
        Reckoned::Calendar(Span { step, first, last, title, numbers: false })
    }

    fn offered(reckoned: &Reckoned, today: &str) -> Vec<(String, String)> {
        let choices = reckoned.choices(&Value::Null, day(today));
        let told = |choice: Choice| (choice.value, choice.title.get(Language::Japanese).to_owned());
        choices.into_iter().map(told).collect()
    }

    #[test]
    fn a_new_year_is_offered_from_the_day_on_which_it_turns() {
        let years = span(Step::Years { month: 6, day: 1 }, -1, 0, "{era}年度（{era-1}年の所得）");
        let before = offered(&years, "2027-05-31");
        assert_eq!(before[0], ("2026".to_owned(), "令和8年度（令和7年の所得）".to_owned()));
        let after = offered(&years, "2027-06-01");
        let values: Vec<&str> = after.iter().map(|(value, _)| value.as_str()).collect();
        assert_eq!(values, ["2027", "2026"]);
        assert_eq!(
            years.words(&json!("1990")).unwrap().get(Language::Japanese),
            "平成2年度（平成元年の所得）"
        );
    }

    #[test]
    fn months_to_come_run_over_the_end_of_the_year() {
        let months = span(Step::Months, 0, 2, "{year}年{month}月");
        let told = offered(&months, "2026-11-30");
        assert_eq!(told[0], ("2026-11".to_owned(), "2026年11月".to_owned()));
        assert_eq!(told[2], ("2027-01".to_owned(), "2027年1月".to_owned()));
        assert_eq!(months.kept("2026"), None);
    }

    #[test]
    fn answers_are_chosen_from_once_each() {
        let reckoned = Reckoned::Answers(vec!["/name".to_owned(), "/people/name".to_owned()]);
        let answers =
            json!({ "name": "花子", "people": [{ "name": "太郎" }, {}, { "name": "花子" }] });
        assert_eq!(
            reckoned
                .choices(&answers, day("2026-11-30"))
                .iter()
                .map(|c| c.value.as_str())
                .collect::<Vec<_>>(),
            ["花子", "太郎"]
        );
    }

    #[test]
    fn a_title_knows_its_words() {
        assert_eq!(filled("{yaer}", day("2026-11-30")), None);
        assert_eq!(filled("{year", day("2026-11-30")), None);
        assert_eq!(filled("{era+1}", day("2018-12-31")).unwrap(), "令和元");
    }
}
