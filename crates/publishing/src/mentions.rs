//! What definitions name outside of themselves: other procedures, and the file that they lie in.

use std::collections::BTreeSet;

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
    let known: BTreeSet<&str> = procedures.map(|file| stem(&file.path)).collect();
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

fn leads_astray(file: &FormFile, known: &BTreeSet<&str>) -> Option<BrokenDefinition> {
    let written: Value = serde_json::from_str(bare(&file.text)).ok()?;
    let mut faults = Vec::new();
    for (list, keyword) in MENTIONS {
        let items = written.pointer(list).and_then(Value::as_array).into_iter().flatten();
        for (index, item) in items.enumerate() {
            let Some(id) = item.get(keyword).and_then(Value::as_str) else { continue };
            if known.contains(id) {
                continue;
            }
            let near = nearest(id, &known.iter().copied().collect::<Vec<_>>());
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
