//! Holds every answer of the API against its description: what it does not say is a fault.

use std::sync::LazyLock;

use serde_json::Value;

use crate::Answer;

static DESCRIPTION: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(api::description()).expect("JSON"));

/// Whether the description has this status for this address, and a refusal its form.
#[track_caller]
pub(crate) fn hold(method: &str, address: &str, answer: &Answer) {
    let path = address.split('?').next().unwrap_or_default();
    let Some(operation) = operation(method, path) else { return };
    let told = &operation["responses"][answer.status.to_string()];
    assert!(told.is_object(), "{method} {path} answers {}, undescribed", answer.status);
    let media_type = answer.header("content-type").unwrap_or_default();
    if let Some(forms) = told["content"].as_object().filter(|_| method != "HEAD") {
        let fits = forms.keys().any(|form| media_type.starts_with(form.as_str()));
        assert!(fits, "{method} {path} {}: {media_type} is not described", answer.status);
    }
    if media_type == "application/problem+json" && method != "HEAD" {
        let known = &DESCRIPTION["components"]["schemas"]["Problem"]["properties"];
        for member in answer.json().as_object().expect("an object").keys() {
            assert!(known.get(member).is_some(), "{member} of a problem is not described");
        }
    }
}

fn operation(method: &str, path: &str) -> Option<&'static Value> {
    let method = if method == "HEAD" { "get".to_owned() } else { method.to_lowercase() };
    let fits = |template: &str| {
        let (ours, theirs) = (path.split('/'), template.split('/'));
        ours.clone().count() == theirs.clone().count()
            && ours.zip(theirs).all(|(part, name)| name.starts_with('{') || part == name)
    };
    let paths = DESCRIPTION["paths"].as_object()?;
    // A fixed address is tried before one with a name in it.
    let found = paths.get(path).or_else(|| paths.iter().find(|(p, _)| fits(p)).map(|(_, p)| p));
    found?.get(method)
}
