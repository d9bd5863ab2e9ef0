//! Choices that come from a list: `x-options`.

use super::Snippet;
use super::desk::{At, Desk, nearest};
use super::lists::Lists;
use super::property::Narrowing;
use crate::Choice;

/// The choices of the list that the property names; none without `x-options`.
pub(super) fn choices(desk: &mut Desk<'_>, at: &At<'_>, lists: &Lists) -> Vec<Choice> {
    let Some(options) = at.child("x-options") else { return Vec::new() };
    if !desk.only(&options, &["list", "where", "$comment"]) {
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
    let choices: Vec<Choice> = items.iter().map(|item| item.choice(attribute)).collect();
    if let Some(attribute) = attribute.filter(|_| choices.iter().any(|c| c.group.is_none())) {
        let what = format!("not every item of \"{name}\" has a text \"{attribute}\"");
        desk.fault(&options, what, "add it to the items");
    }
    choices
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
