//! The definitions of the catalogue as they lie in their folder.

use std::{fs, path::Path};

use form_engine::{Form, Parts, Source};
use kernel::Language;

/// A definition with its translations.
pub(crate) struct Written {
    pub(crate) id: String,
    text: String,
    overlays: Vec<(Language, String)>,
}

/// What definitions share, and what is the city's.
const SHARED: [&str; 2] = ["parts", "city"];

pub(crate) fn forms() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")
}

pub(crate) fn read_parts() -> Parts {
    let shared = SHARED.into_iter().flat_map(|folder| fs::read_dir(forms().join(folder)).unwrap());
    Parts::new(shared.map(|entry| {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(forms()).unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    }))
}

/// Every definition below a folder.
pub(crate) fn written(folder: &Path) -> Vec<Written> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && !SHARED.contains(&name) {
            found.extend(written(&path));
        } else if folder != forms()
            && let Some(id) = name.strip_suffix(".json").filter(|id| !id.contains('.'))
        {
            let overlay = |language: Language| {
                let overlay = path.with_extension(format!("{}.json", language.tag()));
                fs::read_to_string(overlay).ok().map(|text| (language, text))
            };
            found.push(Written {
                id: id.to_owned(),
                text: fs::read_to_string(&path).unwrap(),
                overlays: Language::ALL.into_iter().filter_map(overlay).collect(),
            });
        }
    }
    found
}

pub(crate) fn compile(definition: &Written, parts: &Parts) -> Form {
    let overlays: Vec<_> = definition.overlays.iter().map(|(l, text)| (*l, &**text)).collect();
    let source = Source { file: &definition.id, text: &definition.text, overlays: &overlays };
    Form::compile(&source, parts).unwrap()
}
