//! The catalogue as it is served: how long its forms take to compile and to check. How much
//! memory they hold is counted by the bench `memory`: counting takes time.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

mod written;

use divan::{Bencher, black_box};
use form_engine::{Context, Form};
use serde_json::Value;
use written::{compile, forms, read_parts, written};

/// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The first five procedures of the house, small and large.
const FIVE: [&str; 5] =
    ["juminhyo-utsushi", "sodai-gomi", "jido-teate-nintei", "suido-kaishi", "inu-toroku"];

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn compile_the_whole_catalogue(bencher: Bencher<'_, '_>) {
    let definitions = written(&forms());
    assert!(definitions.len() >= 100, "{}", definitions.len());
    bencher.bench_local(|| {
        let parts = read_parts();
        for one in &definitions {
            black_box(compile(black_box(one), &parts));
        }
    });
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn compile_five_definitions(bencher: Bencher<'_, '_>) {
    let mut definitions = written(&forms());
    definitions.retain(|definition| FIVE.contains(&definition.id.as_str()));
    assert_eq!(definitions.len(), FIVE.len());
    bencher.bench_local(|| {
        let parts = read_parts();
        for one in &definitions {
            black_box(compile(black_box(one), &parts));
        }
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
