//! Choices that come from elsewhere: `x-options`.

use chrono::{Datelike, NaiveDate};
use kernel::Language;

use super::desk::{At, Desk, nearest};
use super::lists::Lists;
use super::property::Narrowing;
use super::{Snippet, choices::closing_day};
use crate::Choice;
use crate::reckoned::{Reckoned, Span, Step, filled};

/// What is written beside each source of choices, which comes first.
const OF_LIST: [&str; 4] = ["list", "where", "closes", "$comment"];
const OF_CALENDAR: [&str; 6] = ["calendar", "first", "last", "turns", "title", "$comment"];
const OF_ANSWERS: [&str; 2] = ["from", "$comment"];

/// How far around the day choices may reach.
const MAX_SPAN: i32 = 60;

/// The choices of the list that the property names; none without one.
pub(super) fn choices(desk: &mut Desk<'_>, at: &At<'_>, lists: &Lists) -> Vec<Choice> {
    let Some(options) = at.child("x-options") else { return Vec::new() };
    if ["calendar", "from"].iter().any(|source| options.node.get(source).is_some())
        || !desk.only(&options, &OF_LIST)
    {
        return Vec::new();
    }
    let Some(name) = desk.string(&options, "list") else {
        desk.missing(&options, "list", "name a list of \"x-lists\"");
        return Vec::new();
    };
    let Some(items) = lists.get(&name) else {
        let known: Vec<&str> = lists.names().collect();
        let mend = match nearest(&name, &known) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "add it to \"x-lists\"".to_owned(),
        };
        desk.fault(&options, format!("there is no list \"{name}\""), mend);
        return Vec::new();
    };
    let attribute = condition(&options).map(|(attribute, _)| attribute);
    let mut choices: Vec<Choice> = items.iter().map(|item| item.choice(attribute)).collect();
    if let Some(attribute) = attribute.filter(|_| choices.iter().any(|c| c.group.is_none())) {
        let what = format!("not every item of \"{name}\" has a text \"{attribute}\"");
        desk.fault(&options, what, "add it to the items");
    }
    if let Some(closes) = options.child("closes") {
        let attribute = desk.string_at(&closes).unwrap_or_default();
        for (choice, item) in choices.iter_mut().zip(items) {
            let Some(text) = item.text(&attribute) else { continue };
            choice.closes = closing_day(desk, &closes, &attribute, text);
        }
        if choices.iter().all(|choice| choice.closes.is_none()) {
            let what = format!("no item of \"{name}\" has a day \"{attribute}\"");
            desk.fault(&closes, what, "add it to the items");
        }
    }
    choices
}

/// Choices that are reckoned when somebody fills in the form.
pub(super) fn reckoned(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Reckoned> {
    let options = at.child("x-options")?;
    if options.node.get("calendar").is_some() {
        let numbers = at.node.get("type").and_then(|node| node.text()) == Some("integer");
        return span(desk, &options, numbers).map(Reckoned::Calendar);
    }
    options.child("from")?;
    desk.only(&options, &OF_ANSWERS);
    let pointers = desk.strings(&options, "from");
    if pointers.is_empty() {
        desk.fault(
            &options,
            "there is nothing to choose",
            "point to questions, such as \"/people/name\"",
        );
    }
    Some(Reckoned::Answers(pointers))
}

fn span(desk: &mut Desk<'_>, options: &At<'_>, numbers: bool) -> Option<Span> {
    desk.only(options, &OF_CALENDAR);
    let steps = [
        ("fiscal-years", Step::Years { month: 4, day: 1 }),
        ("years", Step::Years { month: 1, day: 1 }),
        ("months", Step::Months),
    ];
    let step = desk.one_of(options, "calendar", &steps)?;
    let (first, last) = (around(desk, options, "first"), around(desk, options, "last"));
    if first > last {
        desk.fault(
            options,
            "the choices end before they begin",
            "write the smaller number in \"first\"",
        );
    }
    let step = turning(desk, options, step);
    let title = desk.needed_text(options, "title");
    let sample = NaiveDate::from_ymd_opt(2026, 4, 1)?;
    for language in [Language::Japanese, Language::EasyJapanese, Language::English] {
        if filled(title.get(language), sample).is_none() {
            let what = format!("the title \"{}\" names what is not known", title.get(language));
            let mend = "use year, era and month in braces, or year-1 and the like";
            desk.fault(&options.child("title")?, what, mend);
            return None;
        }
    }
    if numbers && step == Step::Months {
        desk.fault(options, "a month is no number", "write \"type\": \"string\"");
    }
    Some(Span { step, first, last, title, numbers })
}

/// How far from the day, 0 where nothing is said: -4 is four years ago.
fn around(desk: &mut Desk<'_>, options: &At<'_>, name: &str) -> i32 {
    let Some(child) = options.child(name) else { return 0 };
    let count = child.node.to_value().as_i64().and_then(|count| i32::try_from(count).ok());
    let near = count.filter(|count| (-MAX_SPAN..=MAX_SPAN).contains(count));
    near.unwrap_or_else(|| {
        let mend = format!("write a whole number from -{MAX_SPAN} to {MAX_SPAN}");
        desk.fault(&child, format!("\"{name}\" is no such number"), mend);
        0
    })
}

/// `"turns": "06-01"`: the day on which the next year takes its place.
fn turning(desk: &mut Desk<'_>, options: &At<'_>, step: Step) -> Step {
    let Some(turns) = options.child("turns") else { return step };
    let text = desk.string_at(&turns).unwrap_or_default();
    let day = text.split_once('-').and_then(|(month, day)| {
        let day = NaiveDate::from_ymd_opt(2026, month.parse().ok()?, day.parse().ok()?)?;
        (text.len() == 5).then_some(day)
    });
    if let (Some(day), Step::Years { .. }) = (day, step) {
        return Step::Years { month: day.month(), day: day.day() };
    }
    let mend = "write it like \"06-01\", and only for years";
    desk.fault(&turns, "no year turns on this day", mend);
    step
}

/// `"where": { "ward": "/ward" }`: the items whose attribute is that other answer.
pub(super) fn narrowing(desk: &mut Desk<'_>, at: &At<'_>) -> Option<Narrowing> {
    let options = at.child("x-options")?;
    let written = options.child("where")?;
    let Some((_, from)) = condition(&options) else {
        let mend = "write one attribute and the pointer of the answer that it must equal";
        desk.fault(&written, "this is no condition", mend);
        return None;
    };
    let from: Snippet = desk.snippet_at(&from)?;
    Some(Narrowing { from })
}

fn condition<'n>(options: &At<'n>) -> Option<(&'n str, At<'n>)> {
    let written = options.child("where")?;
    let mut members = written.members();
    let only = members.next()?;
    members.next().is_none().then_some(only)
}
