//! How long it takes to read values, and to find the places of a postal code and banks.
//!
//! `cargo bench -p japanese-values`

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement stops when it has nothing to measure, and is printed"
)]

use divan::{Bencher, black_box};
use japanese_values::{Fault, Format, PostalCode, Roll, Tongue, bank, deadline, postal};

fn main() {
    // The first lookup unpacks the table of municipalities and one block.
    let first = std::time::Instant::now();
    let found = postal::places(PostalCode::parse("980-0011").expect("a code")).len();
    println!("first lookup of a postal code: {:?}, {found} place(s)", first.elapsed());
    // The first lookup unpacks the table of banks, the first search makes its lines.
    let first = std::time::Instant::now();
    let found = bank::branch_by_code("0005", "001").is_some();
    println!("first lookup of a branch: {:?}, {found}", first.elapsed());
    let first = std::time::Instant::now();
    let found = bank::find("とーきょー").len();
    println!("first search for banks: {:?}, {found} bank(s)", first.elapsed());
    divan::main();
}

/// A format and what a resident might type for it.
const TYPED: &[(Format, &str)] = &[
    (Format::MyNumber, "１２３４－５６７８－９０１８"),
    (Format::PostalCode, "〒９８０ー８６７１"),
    (Format::Phone, "０２２（２６１）１１１１"),
    (Format::PersonName, "山田 太郎"),
    (Format::Furigana, "やまだ たろう"),
    (Format::BankHolder, "ヤマダ　タロウ"),
    (Format::Date, "昭和39年10月10日"),
    (Format::Address, "宮城県仙台市青葉区国分町三丁目７番１号"),
    (Format::Money, "１，２３４円"),
    (Format::Email, "taro@example.jp"),
];

#[divan::bench(args = TYPED.iter().map(|&(format, _)| format.name()))]
fn read(bencher: Bencher<'_, '_>, name: &str) {
    let (format, typed) =
        TYPED.iter().find(|(format, _)| format.name() == name).expect("a typed value");
    bencher.bench(|| format.read(black_box(typed)));
}

#[divan::bench]
fn tell_a_fault(bencher: Bencher<'_, '_>) {
    let fault: Fault = Format::Phone.read("090-1234-567").expect_err("a digit is missing");
    bencher.bench(|| black_box(&fault).sentence(Tongue::Japanese));
}

#[divan::bench(args = ["980-0011", "452-0961", "100-0001"])]
fn places_of(bencher: Bencher<'_, '_>, code: &str) {
    let code = PostalCode::parse(code).expect("a code");
    bencher.bench(|| postal::places(black_box(code)));
}

#[divan::bench(args = ["0125", "七十七", "ちゅうおう", "77銀行", "𠮷"])]
fn find_banks(bencher: Bencher<'_, '_>, words: &str) {
    bencher.bench(|| bank::find(black_box(words)));
}

#[divan::bench(args = ["七十七銀行", "77銀行"])]
fn only_bank(bencher: Bencher<'_, '_>, words: &str) {
    bencher.bench(|| bank::only(black_box(words)));
}

#[divan::bench(args = ["しんじゅく", "𠮷"])]
fn find_branches_of_the_largest_bank(bencher: Bencher<'_, '_>, words: &str) {
    bencher.bench(|| bank::find_branches("0005", black_box(words)));
}

#[divan::bench]
fn a_deadline_over_the_new_year(bencher: Bencher<'_, '_>) {
    let event = "2026-12-17".parse().expect("a day");
    bencher.bench(|| deadline(black_box(event), 14, true, Roll::Next));
}
