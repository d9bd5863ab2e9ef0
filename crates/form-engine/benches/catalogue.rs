//! The catalogue as it is served: how long its forms take to compile and to check, and
//! how much memory they hold (what was allocated and not given back: `alloc` minus
//! `dealloc` of `compile_the_whole_catalogue`).

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use std::{fs, path::Path};

use divan::{AllocProfiler, Bencher, black_box};
use form_engine::{Context, Form, Parts, Source};
use kernel::Language;
use serde_json::Value;

/// As the program has it, counted.
#[global_allocator]
static ALLOCATOR: AllocProfiler<mimalloc::MiMalloc> = AllocProfiler::new(mimalloc::MiMalloc);

/// The first five procedures of the house, small and large.
const FIVE: [&str; 5] =
    ["juminhyo-utsushi", "sodai-gomi", "jido-teate-nintei", "suido-kaishi", "inu-toroku"];

fn main() {
    divan::main();
}

/// A definition with its translations.
struct Written {
    id: String,
    text: String,
    overlays: Vec<(Language, String)>,
}

fn forms() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms")
}

fn read_parts() -> Parts {
    Parts::new(fs::read_dir(forms().join("parts")).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (format!("parts/{name}"), fs::read_to_string(path).unwrap())
    }))
}

/// Every definition below a folder.
fn written(folder: &Path) -> Vec<Written> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "parts" {
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

fn compile(definition: &Written, parts: &Parts) -> Form {
    let overlays: Vec<_> = definition.overlays.iter().map(|(l, text)| (*l, &**text)).collect();
    let source = Source { file: &definition.id, text: &definition.text, overlays: &overlays };
    let mut form = Form::compile(&source, parts).unwrap();
    // As the desk does, which keeps it in the store.
    drop(form.take_source());
    form
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn compile_the_whole_catalogue(bencher: Bencher<'_, '_>) {
    let definitions = written(&forms());
    assert!(definitions.len() >= 100, "{}", definitions.len());
    bencher.bench_local(|| {
        let parts = read_parts();
        definitions.iter().map(|one| compile(black_box(one), &parts)).collect::<Vec<Form>>()
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn compile_five_definitions(bencher: Bencher<'_, '_>) {
    let mut definitions = written(&forms());
    definitions.retain(|definition| FIVE.contains(&definition.id.as_str()));
    assert_eq!(definitions.len(), FIVE.len());
    bencher.bench_local(|| {
        let parts = read_parts();
        definitions.iter().map(|one| compile(black_box(one), &parts)).collect::<Vec<Form>>()
    });
}

/// The first valid example of the form that is `part` of the way from the smallest to the largest.
fn sample(part: fn(usize) -> usize) -> (Form, Value) {
    let parts = read_parts();
    let forms = written(&forms()).into_iter().map(|one| compile(&one, &parts));
    let size = |value: &Value| value.to_string().len();
    let mut samples: Vec<(Form, Value)> = forms
        .filter_map(|form| {
            let largest = form.valid_examples().max_by_key(size)?;
            Some((form, largest))
        })
        .collect();
    samples.sort_by_key(|(_, data)| size(data));
    samples.swap_remove(part(samples.len()))
}

#[divan::bench]
fn check_the_median_form(bencher: Bencher<'_, '_>) {
    let (form, data) = sample(|forms| forms / 2);
    check(bencher, &form, &data);
}

#[divan::bench]
fn check_the_largest_form(bencher: Bencher<'_, '_>) {
    let (form, data) = sample(|forms| forms - 1);
    check(bencher, &form, &data);
}

fn check(bencher: Bencher<'_, '_>, form: &Form, data: &Value) {
    let context = Context::on(chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
    bencher.bench_local(|| form.check(black_box(data), &context));
}
