//! Reads `x-procedure.follows`: which answers of an earlier filing are taken over.

use super::desk::{At, Desk, nearest};
use super::property::Property;
use crate::{Follows, Procedure, Widget};

/// The procedure with what it follows.
pub(crate) fn told(
    desk: &mut Desk<'_>,
    root: &At<'_>,
    properties: &[Property],
    procedure: Option<Procedure>,
) -> Option<Procedure> {
    let follows = read(desk, root, properties);
    procedure.map(|procedure| Procedure { follows, ..procedure })
}

/// All of them. That the procedures are there is looked at beside the other definitions.
fn read(desk: &mut Desk<'_>, root: &At<'_>, properties: &[Property]) -> Vec<Follows> {
    let Some(procedure) = root.child("x-procedure") else { return Vec::new() };
    let mut all: Vec<Follows> = Vec::new();
    for at in desk.list(&procedure, "follows") {
        if !desk.only(&at, &["procedure", "answers", "$comment"]) {
            continue;
        }
        let Some(procedure) = desk.slug(&at, "procedure") else {
            desk.missing(&at, "procedure", "name the procedure that was filed before");
            continue;
        };
        if all.iter().any(|known| known.procedure == procedure) {
            let what = format!("\"{procedure}\" is named already");
            desk.fault(&at, what, "name all its answers in one place");
        }
        let answers = answers(desk, &at, properties);
        all.push(Follows { procedure, answers });
    }
    all
}

fn answers(desk: &mut Desk<'_>, at: &At<'_>, properties: &[Property]) -> Vec<String> {
    let items = desk.list(at, "answers");
    if items.is_empty() {
        desk.missing(at, "answers", "name the questions whose answers stay the same");
    }
    let known: Vec<&str> = properties.iter().map(|it| it.field.name.as_str()).collect();
    let mut answers = Vec::new();
    for item in items {
        let Some(name) = desk.string_at(&item) else { continue };
        match properties.iter().find(|property| property.field.name == name) {
            None if desk.report.unread().contains(&format!("/{name}")) => {}
            None => {
                let mend = nearest(&name, &known).map_or_else(
                    || format!("known here are {}", known.join(", ")),
                    |near| format!("did you mean \"{near}\"?"),
                );
                desk.fault(&item, format!("there is no question \"{name}\""), mend);
            }
            Some(property) if is_given_anew(property) => {
                let what = format!("the answer to \"{name}\" is given anew each time");
                desk.fault(
                    &item,
                    what,
                    "remove it: files, ticks, sealed and computed answers stay out",
                );
            }
            Some(_) => answers.push(name),
        }
    }
    answers
}

/// Whether an answer is never taken over: what is sealed would be shown, and a file or a tick says
/// something of one filing.
fn is_given_anew(property: &Property) -> bool {
    let of_one = matches!(property.field.widget, Widget::Attachment | Widget::Checkbox);
    of_one || property.field.sensitive.is_some() || property.field.computed
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::{Form, Parts, Source};

    /// Where what is wrong stands, and how to mend it.
    fn faults(follows: &Value) -> Vec<(String, String)> {
        let text = json!({
            "$id": "sample", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification",
                             "follows": follows },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["spouse", "agreed", "bank"] }],
            "properties": {
                "spouse": { "title": "配偶者", "type": "string" },
                "agreed": { "title": "同意", "type": "boolean", "const": true },
                "bank": { "title": "口座", "type": "string", "x-sensitive": "bank" },
            },
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        let faults = Form::compile(&source, &Parts::default()).err().unwrap_or_default();
        faults.iter().map(|fault| (fault.pointer.clone(), fault.mend.clone())).collect()
    }

    fn at(place: &str) -> String {
        format!("/x-procedure/follows/{place}")
    }

    #[test]
    fn questions_that_stay_the_same_are_named() {
        let right = json!([{ "procedure": "sample", "answers": ["spouse"] }]);
        assert_eq!(faults(&right), []);
        let slip = faults(&json!([{ "procedure": "sample", "answers": ["spuose"] }]));
        assert_eq!(slip, [(at("0/answers/0"), "did you mean \"spouse\"?".to_owned())]);
        let twice = json!([{ "procedure": "a", "answers": ["spouse"] }, { "procedure": "a", "answers": ["spouse"] }]);
        assert_eq!(faults(&twice)[0].0, at("1"));
        for empty in [json!({ "procedure": "a" }), json!({ "procedure": "a", "answers": [] })] {
            assert_eq!(faults(&json!([empty]))[0].0, at("0"));
        }
    }

    #[test]
    fn what_is_given_anew_is_refused() {
        for anew in ["agreed", "bank"] {
            let told = faults(&json!([{ "procedure": "a", "answers": [anew] }]));
            assert_eq!(told[0].0, at("0/answers/0"), "{anew}");
        }
    }
}
