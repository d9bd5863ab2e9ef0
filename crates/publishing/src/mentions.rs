//! What definitions name outside of themselves: other procedures, and the file that they lie in.

use std::collections::BTreeMap;

use form_engine::{DefinitionFault, nearest};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::definitions::{BrokenDefinition, FormFile, is_definition};

/// The lists whose items name a procedure, and how.
const MENTIONS: [(&str, &str); 3] =
    [("/x-eligibility", "see"), ("/x-steps", "procedure"), ("/x-procedure/follows", "procedure")];

/// The definitions among `files` that lead to a procedure that neither they nor `around` hold.
/// One that is broken is there nevertheless; a guide is no procedure.
pub(crate) fn of_nothing(files: &[FormFile], around: &[FormFile]) -> Vec<BrokenDefinition> {
    let all = files.iter().chain(around).filter(|file| is_definition(&file.path));
    let procedures = all.filter(|file| !is_guide(&file.text));
    let known: BTreeMap<&str, &FormFile> =
        procedures.map(|file| (stem(&file.path), file)).collect();
    let definitions = files.iter().filter(|file| is_definition(&file.path));
    definitions.filter_map(|file| leads_astray(file, &known)).collect()
}

fn is_guide(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Guide {
        #[serde(rename = "x-steps")]
        _steps: IgnoredAny,
    }
    serde_json::from_str::<Guide>(bare(text)).is_ok()
}

/// The text without the mark that some editors begin a file with.
pub(crate) fn bare(text: &str) -> &str {
    text.trim_start_matches('\u{FEFF}')
}

fn leads_astray(file: &FormFile, known: &BTreeMap<&str, &FormFile>) -> Option<BrokenDefinition> {
    let written: Value = serde_json::from_str(bare(&file.text)).ok()?;
    let mut faults = Vec::new();
    for (list, keyword) in MENTIONS {
        let items = written.pointer(list).and_then(Value::as_array).into_iter().flatten();
        for (index, item) in items.enumerate() {
            let Some(id) = item.get(keyword).and_then(Value::as_str) else { continue };
            if let Some(other) = known.get(id) {
                let at = format!("{list}/{index}/answers");
                faults.extend(unasked((file, &written), (&at, item), (id, other)));
                continue;
            }
            let near = nearest(id, &known.keys().copied().collect::<Vec<_>>());
            let mend = near.map_or_else(
                || "name one of `madoguchi forms list`".to_owned(),
                |near| format!("did you mean \"{near}\"?"),
            );
            let pointer = format!("{list}/{index}/{keyword}");
            let what = format!("there is no procedure \"{id}\" to lead to");
            faults.push(DefinitionFault::at((&file.path, &file.text), &pointer, what, mend));
        }
    }
    (!faults.is_empty()).then(|| BrokenDefinition { file: file.path.clone(), faults })
}

/// The questions whose answers are taken over from another procedure, and that it does not ask. What
/// is no question of this one either is told with the others of this one.
fn unasked(
    (file, written): (&FormFile, &Value),
    (at, item): (&str, &Value),
    (id, other): (&str, &FormFile),
) -> Vec<DefinitionFault> {
    let Some(names) = item.get("answers").and_then(Value::as_array) else { return Vec::new() };
    let Ok(before) = serde_json::from_str::<Value>(bare(&other.text)) else { return Vec::new() };
    let (own, asked) = (questions(written), questions(&before));
    let names = names.iter().enumerate().filter_map(|(n, name)| Some((n, name.as_str()?)));
    let missing = names.filter(|(_, name)| own.contains(name) && !asked.contains(name));
    let fault = |(n, name): (usize, &str)| {
        let mend = nearest(name, &asked).map_or_else(
            || "remove it: what is not asked there cannot be taken over".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        );
        let what = format!("\"{id}\" asks no question \"{name}\"");
        DefinitionFault::at((&file.path, &file.text), &format!("{at}/{n}"), what, mend)
    };
    missing.map(fault).collect()
}

fn questions(written: &Value) -> Vec<&str> {
    let asked = written.get("properties").and_then(Value::as_object);
    asked.into_iter().flat_map(|asked| asked.keys().map(String::as_str)).collect()
}

/// What is wrong with a definition that lies in a file of another name: links and translations
/// would look for it elsewhere.
pub(crate) fn misnamed(file: &FormFile, id: &str) -> Option<BrokenDefinition> {
    if stem(&file.path) == id {
        return None;
    }
    let what = format!("the file is not called {id}.json");
    let mend = format!("rename it, or write \"$id\": \"{}\"", stem(&file.path));
    let fault = DefinitionFault::at((&file.path, &file.text), "/$id", what, mend);
    Some(BrokenDefinition { file: file.path.clone(), faults: vec![fault] })
}

/// The name of a file without folders and `.json`.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".json").unwrap_or(name)
}
