//! Definitions as authors write them: a folder of files, compiled or with their faults.
//!
//! A definition that does not compile is set aside with its faults and never stops the
//! others. Deliberately not here: which of them are published.

use std::{collections::BTreeMap, fmt, mem};

use form_engine::{DefinitionFault, Form, Parts, Source};
use kernel::Language;
use submission_store::{departments::Department, organisation::Organisation};

use crate::{cores::on_every_core, mentions, organisation, phrases};

/// One file of the `forms/` folder: its path inside the folder, with `/`, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFile {
    /// For example `waste/sodai-gomi.json`.
    pub path: String,
    /// The JSON text.
    pub text: String,
}

/// A definition that is not served, and why.
#[derive(Debug)]
pub struct BrokenDefinition {
    /// Its file inside the folder.
    pub file: String,
    /// Everything that is wrong with it.
    pub faults: Vec<DefinitionFault>,
}

/// What reading a folder of definitions gives.
#[derive(Debug, Default)]
pub struct Compiled {
    /// Forms that compile, by id.
    pub forms: BTreeMap<String, Form>,
    /// Life-event guides that compile, by id.
    pub guides: BTreeMap<String, Form>,
    /// The file of each of them, by id.
    pub files: BTreeMap<String, String>,
    /// The departments and wards that the folder names; none where it does not say.
    pub organisation: Organisation,
    /// The others.
    pub broken: Vec<BrokenDefinition>,
}

/// Compiles every definition among `files`, on every core that there is; parts and overlays
/// are recognised by their names.
pub fn compile(files: &[FormFile]) -> Compiled {
    let parts =
        Parts::new(files.iter().filter(|f| is_shared(&f.path)).map(|f| (&*f.path, &*f.text)));
    let definitions: Vec<&FormFile> = files.iter().filter(|f| is_definition(&f.path)).collect();
    let compile_one = |file: &FormFile| {
        let overlays = overlays_of(&file.path, files);
        Form::compile(&Source { file: &file.path, text: &file.text, overlays: &overlays }, &parts)
    };
    let mut compiled = Compiled::default();
    for (file, result) in definitions.iter().zip(on_every_core(&definitions, compile_one)) {
        match result {
            Ok(form) => {
                if let Some(broken) = mentions::misnamed(file, form.id()) {
                    compiled.broken.push(broken);
                    continue;
                }
                let shelf =
                    if form.is_guide() { &mut compiled.guides } else { &mut compiled.forms };
                compiled.files.insert(form.id().to_owned(), file.path.clone());
                shelf.insert(form.id().to_owned(), form);
            }
            Err(faults) => {
                compiled.broken.push(BrokenDefinition { file: file.path.clone(), faults });
            }
        }
    }
    compiled.broken.extend(files.iter().filter_map(|file| overlay_of_nothing(file, files)));
    match organisation::read(files) {
        Ok(Some(organisation)) => compiled.answered_for_by(organisation, files),
        Ok(None) => {}
        Err(broken) => compiled.broken.push(broken),
    }
    compiled
}

/// The same, and sets aside every definition that leads to a procedure which is neither among
/// `files` nor `around`.
pub fn compile_among(files: &[FormFile], around: &[FormFile]) -> Compiled {
    let mut compiled = compile(files);
    for broken in mentions::of_nothing(files, around) {
        compiled.set_aside(broken);
    }
    compiled
}

impl Compiled {
    fn set_aside(&mut self, broken: BrokenDefinition) {
        let ids = self.files.iter().filter(|(_, file)| **file == broken.file);
        for id in ids.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.forms.remove(&id);
            self.guides.remove(&id);
            self.files.remove(&id);
        }
        match self.broken.iter_mut().find(|other| other.file == broken.file) {
            Some(other) => other.faults.extend(broken.faults),
            None => self.broken.push(broken),
        }
    }

    /// Sets aside every form whose department nobody knows.
    fn answered_for_by(&mut self, organisation: Organisation, files: &[FormFile]) {
        let departments = &organisation.departments;
        let is_known = |form: &Form| strange_department(form, departments).is_none();
        let (known, strange): (BTreeMap<_, _>, BTreeMap<_, _>) =
            mem::take(&mut self.forms).into_iter().partition(|(_, form)| is_known(form));
        self.forms = known;
        for (id, form) in strange {
            let path = self.files.remove(&id).unwrap_or(id);
            let text = files.iter().find(|file| file.path == path).map_or("", |file| &file.text);
            if let Some(named) = strange_department(&form, &organisation.departments) {
                self.broken.push(organisation::unknown((&path, text), named, &organisation));
            }
        }
        self.organisation = organisation;
    }
}

/// A department that a form names and nobody knows, with where: the one that answers for it, or one
/// that is to be asked.
fn strange_department<'f>(form: &'f Form, known: &[Department]) -> Option<(String, &'f str)> {
    let answers = ("/x-procedure/department".to_owned(), form.procedure().department.as_str());
    let asked = form.consulted().map(|(at, department)| (at, department.as_str()));
    let is_known = |id: &str| known.iter().any(|known| known.id.as_str() == id);
    std::iter::once(answers).chain(asked).find(|(_, id)| !is_known(id))
}

/// A translation whose definition is called otherwise: a slip in a name would lose all of it.
fn overlay_of_nothing(file: &FormFile, files: &[FormFile]) -> Option<BrokenDefinition> {
    let name = file.path.strip_suffix(".json").filter(|_| !is_shared(&file.path))?;
    let overlaid =
        Language::ALL.iter().find_map(|l| name.strip_suffix(&format!(".{}", l.tag())))?;
    let definition = format!("{overlaid}.json");
    if files.iter().any(|other| other.path == definition) {
        return None;
    }
    let fault = DefinitionFault {
        file: file.path.clone(),
        line: 1,
        column: 1,
        pointer: String::new(),
        what: format!("there is no {definition} that this translates"),
        mend: "call it as the definition is called".to_owned(),
    };
    Some(BrokenDefinition { file: file.path.clone(), faults: vec![fault] })
}

/// Whether definitions share what a file says: `parts/`, and the city's own `city/`.
pub fn is_shared(path: &str) -> bool {
    let in_folder = path.starts_with("parts/") || path.starts_with("city/");
    in_folder && path.strip_suffix(".json").is_some()
}

pub(crate) fn is_definition(path: &str) -> bool {
    let Some(name) = path.strip_suffix(".json") else { return false };
    let overlay = Language::ALL.iter().any(|l| name.ends_with(&format!(".{}", l.tag())));
    !is_shared(path) && !name.ends_with(".schema") && !overlay
}

fn overlays_of<'a>(path: &str, files: &'a [FormFile]) -> Vec<(Language, &'a str)> {
    let stem = path.trim_end_matches(".json");
    let overlay_of = |language: Language| {
        let name = format!("{stem}.{}.json", language.tag());
        files.iter().find(|f| f.path == name).map(|f| (language, &*f.text))
    };
    Language::ALL.into_iter().filter_map(overlay_of).collect()
}

impl BrokenDefinition {
    /// Every fault on a line of its own.
    pub fn told(&self, language: Language) -> String {
        let lines = self.faults.iter().map(|fault| phrases::line(fault, language));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// As the log has it.
impl fmt::Display for BrokenDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::English))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_overlays_and_the_meta_schema_are_not_definitions() {
        for path in [
            "parts/address.json",
            "sodai-gomi.en.json",
            "form.schema.json",
            "city/departments.json",
        ] {
            assert!(!is_definition(path), "{path}");
        }
        assert!(is_definition("waste/sodai-gomi.json"));
    }

    #[test]
    fn a_broken_definition_does_not_stop_the_others() {
        let file = |path: &str, text: &str| FormFile { path: path.into(), text: text.into() };
        let compiled = compile(&[file("a/broken.json", "{ not json")]);
        assert!(compiled.forms.is_empty());
        assert_eq!(compiled.broken.len(), 1);
    }

    #[test]
    fn a_translation_of_nothing_is_told() {
        let file = |path: &str| FormFile { path: path.into(), text: "{}".into() };
        let compiled = compile(&[file("a/gohst.en.json"), file("parts/words.en.json")]);
        let told: Vec<String> = compiled.broken.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("there is no a/gohst.json"), "{told:?}");
    }
}
