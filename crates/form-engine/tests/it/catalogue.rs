//! The catalogue in `forms/` compiles, is translated, and keeps what its examples promise.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use form_engine::{Field, Form, Parts, Source};
use kernel::Language;

const ENGLISH: Language = Language::English;

/// What definitions share, and what is the city's.
const SHARED: [&str; 2] = ["parts", "city"];

fn forms() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    files.sort();
    files
}

pub(crate) fn parts() -> Parts {
    let shared = SHARED.into_iter().flat_map(|folder| json_files(&forms().join(folder)));
    Parts::new(shared.map(|path| {
        let name = path.strip_prefix(forms()).unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    }))
}

pub(crate) fn compile(path: &Path) -> Form {
    let overlay = |language: Language| {
        let overlay = path.with_extension(format!("{}.json", language.tag()));
        fs::read_to_string(overlay).ok().map(|text| (language, text))
    };
    let overlays: Vec<_> =
        [Language::EasyJapanese, Language::English].into_iter().filter_map(overlay).collect();
    let overlays: Vec<_> = overlays.iter().map(|(l, text)| (*l, text.as_str())).collect();
    let text = fs::read_to_string(path).unwrap();
    let source = Source { file: path.to_str().unwrap(), text: &text, overlays: &overlays };
    Form::compile(&source, &parts()).unwrap_or_else(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    })
}

pub(crate) fn definitions() -> Vec<PathBuf> {
    let is_definition = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let folder = path.parent().unwrap();
        !SHARED.iter().any(|shared| folder.ends_with(shared)) && name.matches('.').count() == 1
    };
    json_files(&forms()).into_iter().filter(is_definition).collect()
}

#[test]
fn every_definition_compiles_and_keeps_its_examples() {
    let definitions = definitions();
    assert!(definitions.len() >= 5, "{definitions:?}");
    let mut faults = Vec::new();
    for path in definitions {
        let form = compile(&path);
        faults.extend(form.run_examples().into_iter().map(|fault| (form.id().to_owned(), fault)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_published_document_compiles_again_without_parts_and_overlays() {
    for path in definitions() {
        let mut form = compile(&path);
        let published = form.take_document();
        let source = Source { file: "published", text: &published.json, overlays: &[] };
        let mut again = Form::compile(&source, &Parts::default()).unwrap();
        assert_eq!(again.take_document(), published);
        assert_eq!(again.pages(), form.pages());
        assert_eq!(again.title(Language::English), form.title(Language::English));
        let opened = Form::open(&source, &Parts::default()).unwrap();
        assert_eq!(opened.pages(), form.pages());
        assert!(opened.valid_examples().eq(form.valid_examples()));
        assert_eq!(opened.try_bounds(), Ok(()));
    }
}

#[test]
fn a_folded_form_is_the_form_that_was_opened() {
    let parts = Parts::default();
    for path in definitions() {
        let mut form = compile(&path);
        let published = form.take_document();
        let folded = form.folded(&published.json, &parts);
        assert!(folded.is_folded() && !form.is_folded());
        // What lists show needs no body.
        assert_eq!((folded.id(), folded.is_guide()), (form.id(), form.is_guide()));
        assert_eq!(folded.procedure(), form.procedure());
        assert_eq!(folded.eligibility(), form.eligibility());
        assert_eq!(folded.estimated_minutes(), form.estimated_minutes());
        assert_eq!(folded.description(Language::English), form.description(Language::English));
        // And the body is the same, whoever asks for it first.
        assert_eq!(folded.pages(), form.pages());
        assert!(folded.valid_examples().eq(form.valid_examples()));
        assert!(folded.rules(Language::Japanese).eq(form.rules(Language::Japanese)));
        assert_eq!(folded.try_bounds(), Ok(()));
        let twice = folded.folded(&published.json, &parts);
        assert_eq!(twice.pages(), form.pages());
    }
}

/// A preselected いいえ is an answer that nobody gave, and can cost a family its money: only
/// what everybody wants, such as one copy by ordinary mail, may stand there at first.
#[test]
fn nothing_is_denied_before_anybody_has_answered() {
    fn denied(fields: &[Arc<Field>], found: &mut Vec<String>) {
        for field in fields {
            if field.default.as_ref().is_some_and(|preset| *preset == "no" || *preset == "none") {
                found.push(field.pointer.clone());
            }
            denied(&field.children, found);
        }
    }
    for path in definitions() {
        let mut found = Vec::new();
        let form = compile(&path);
        form.pages().iter().for_each(|page| denied(&page.fields, &mut found));
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

/// The help page says that every procedure's page tells another way, and the privacy page that
/// it tells the years: the years that the retention then counts.
#[test]
fn a_procedure_tells_another_way_and_the_years_it_is_kept() {
    let procedures = definitions().into_iter().map(|path| compile(&path));
    for form in procedures.filter(|form| !form.is_guide()) {
        let procedure = form.procedure();
        let years = procedure.years_kept().to_string();
        for language in Language::ALL {
            assert!(!procedure.offline.get(language).is_empty(), "{} {language:?}", form.id());
        }
        let told = procedure.privacy.get(Language::Japanese);
        let mut numbers = told.split(|c: char| !c.is_ascii_digit());
        assert!(numbers.any(|word| word == years), "{}: {told}", form.id());
    }
}

#[test]
fn the_name_of_a_building_is_asked_once() {
    for name in ["boka-kanrisha", "shobo-tenken-hokoku"] {
        let form = compile(&forms().join(format!("fire/{name}.json")));
        assert!(form.field("/building/name").is_some(), "{name}");
        assert!(form.field("/building/address/building").is_none(), "{name}");
    }
}

#[test]
fn english_counts_one_copy_and_names_what_is_paid_for() {
    let form = compile(&forms().join("certificates/juminhyo-utsushi.json"));
    let copies = |count: i64| form.field("/copies").unwrap().in_words(&count.into(), ENGLISH);
    assert_eq!((copies(1), copies(2)), ("1 copy".to_owned(), "2 copies".to_owned()));
    assert_eq!(form.fee_line_in("住民票の写し", ENGLISH), "Copy of the resident record");
    assert_eq!(form.fee_line_in("調べる費用", ENGLISH), "調べる費用", "the office wrote it");
}

/// What narrows a list stands before it, so that few choices are left and all of them are seen.
#[test]
fn a_course_is_chosen_before_its_day() {
    let form = compile(&forms().join("fire/kyumei-koshu.json"));
    let page = |pointer: &str| form.page_of(pointer).unwrap().id.clone();
    assert_ne!(page("/course"), page("/session"));
}

/// Of whom a form asks name and day of birth, the case is about, and is found by them; but for who
/// only lives there too, or stands for a business.
#[test]
fn a_case_is_found_by_everybody_whom_it_is_about() {
    const BESIDE: [&str; 4] = ["others", "household", "officers", "childcareChildren"];
    fn look(fields: &[Arc<Field>], met: &mut usize, lost: &mut Vec<String>) {
        for field in fields.iter().filter(|it| !BESIDE.contains(&it.name.as_str())) {
            let born = field.child("birthDate").is_some();
            if let Some(name) = field.child("name").filter(|it| born && it.sensitive.is_none()) {
                *met += 1;
                let is_applicant = name.prefill.is_some();
                let is_found = is_applicant || name.searched.is_some();
                lost.extend((!is_found).then(|| name.pointer.clone()));
            }
            look(&field.children, met, lost);
        }
    }
    let (mut met, mut lost) = (0, Vec::new());
    for path in definitions() {
        compile(&path).pages().iter().for_each(|page| look(&page.fields, &mut met, &mut lost));
    }
    assert!(met > 40, "{met}");
    assert_eq!(lost, [""; 0]);
}
