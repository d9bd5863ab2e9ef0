//! Packs the data files into the shapes in which they are looked up.
//!
//! - `places.bin`: Japan Post's list, one deflated block for each three-digit prefix, so that a
//!   lookup unpacks about a thousandth of the list.
//! - `banks.bin`: the table of banks, then one deflated block of branches for each of them.
//! - `kanji.rs`, `windows_kanji.rs`: kanji and their levels, sorted.
//! - `area_codes.rs`: prefix and length of every telephone area code, sorted.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    io::{Read, Write as _},
    path::Path,
};

use flate2::{Compression, read::GzDecoder, write::DeflateEncoder};

type Outcome<T> = Result<T, Box<dyn Error>>;

const POSTAL: &str = "src/data/postal-codes.tsv.gz";
const BANKS: &str = "src/data/banks.tsv.gz";
const KANJI: &str = "src/data/jis-kanji.tsv";
const AREAS: &str = "src/data/area-codes.json";

/// One block for each prefix `000` to `999`, then the table of municipalities.
const PREFIXES: usize = 1000;

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={POSTAL}");
    println!("cargo::rerun-if-changed={BANKS}");
    println!("cargo::rerun-if-changed={AREAS}");
    println!("cargo::rerun-if-changed={KANJI}");
    let out = env::var_os("OUT_DIR").ok_or("cargo names no folder for the output")?;
    let out = Path::new(&out);
    fs::write(out.join("places.bin"), pack_places(&unpack(POSTAL)?)?)?;
    fs::write(out.join("banks.bin"), pack_banks(&unpack(BANKS)?)?)?;
    fs::write(out.join("area_codes.rs"), area_codes(&fs::read_to_string(AREAS)?)?)?;
    let kanji = fs::read_to_string(KANJI)?;
    fs::write(out.join("kanji.rs"), kanji_levels(&kanji)?)?;
    fs::write(out.join("windows_kanji.rs"), windows_kanji(&kanji)?)?;
    Ok(())
}

fn unpack(path: &str) -> Outcome<String> {
    let mut text = String::new();
    GzDecoder::new(fs::File::open(path)?).read_to_string(&mut text)?;
    Ok(text)
}

/// A block for each prefix, then the municipalities.
fn pack_places(list: &str) -> Outcome<Vec<u8>> {
    let mut municipalities = Municipalities::default();
    let mut blocks = vec![String::new(); PREFIXES];
    for line in list.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[code, municipality, prefecture, city, town, prefecture_kana, city_kana, town_kana] =
            columns.as_slice()
        else {
            return Err("a line of the postal codes has not eight columns".into());
        };
        let (prefix, suffix) = code.split_at_checked(3).ok_or("a postal code is too short")?;
        let index = municipalities
            .index(&[municipality, prefecture, city, prefecture_kana, city_kana].join("\t"));
        municipalities.has_prefix(index, prefix);
        let block = blocks.get_mut(prefix.parse::<usize>()?).ok_or("prefix out of range")?;
        for (town, kana) in towns(town, town_kana) {
            let row = format!("{suffix}\t{index}\t{town}\t{kana}\n");
            // The list repeats a row whose reading is written in two ways.
            if !block.ends_with(&row) {
                block.push_str(&row);
            }
        }
    }
    blocks.push(municipalities.table());
    assemble(&blocks)
}

/// The municipalities in the order of the list, each with the prefixes of its codes.
#[derive(Default)]
struct Municipalities {
    known: BTreeMap<String, usize>,
    rows: Vec<(String, BTreeSet<String>)>,
}

impl Municipalities {
    fn index(&mut self, row: &str) -> usize {
        if let Some(&index) = self.known.get(row) {
            return index;
        }
        let index = self.known.len();
        self.known.insert(row.to_owned(), index);
        self.rows.push((row.to_owned(), BTreeSet::new()));
        index
    }

    fn has_prefix(&mut self, index: usize, prefix: &str) {
        self.rows.get_mut(index).map(|(_, prefixes)| prefixes.insert(prefix.to_owned()));
    }

    fn table(self) -> String {
        let line = |(row, prefixes): (String, BTreeSet<String>)| {
            let prefixes: Vec<String> = prefixes.into_iter().collect();
            format!("{row}\t{}", prefixes.join(" "))
        };
        self.rows.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// The towns of a row. Japan Post's remarks are not names: `下左草７７地割〜下左草８` is 下左草,
/// `小菅村の次に…番地がくる場合` is the whole village, `甲、乙` are two.
fn towns<'a>(town: &'a str, kana: &'a str) -> Vec<(&'a str, &'a str)> {
    let is_digit = |c: char| ('０'..='９').contains(&c);
    if town.contains("の次に") {
        return vec![("", "")];
    }
    if !kana.contains(is_digit) {
        let name = town.split(is_digit).next().unwrap_or(town);
        let (names, readings) = (name.split('、'), kana.split('、'));
        return names.zip(readings).collect();
    }
    vec![(town, kana)]
}

/// The banks, then a block for the branches of each. The list has a bank before its branches.
fn pack_banks(list: &str) -> Outcome<Vec<u8>> {
    let (mut banks, mut branches) = (String::new(), Vec::<String>::new());
    for line in list.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[bank, branch, name, kana] = columns.as_slice() else {
            return Err("a line of the banks has not four columns".into());
        };
        if branch.is_empty() {
            writeln!(banks, "{bank}\t{name}\t{kana}")?;
            branches.push(String::new());
        } else {
            let block = branches.last_mut().ok_or("a branch has no bank")?;
            writeln!(block, "{branch}\t{name}\t{kana}")?;
        }
    }
    branches.insert(0, banks);
    assemble(&branches)
}

/// Where each block starts and the last one ends, as `u32`, little-endian; then the blocks.
fn assemble(blocks: &[String]) -> Outcome<Vec<u8>> {
    let (mut offsets, mut body) = (Vec::new(), Vec::new());
    let first = (blocks.len() + 1) * size_of::<u32>();
    for block in blocks {
        offsets.extend(u32::try_from(first + body.len())?.to_le_bytes());
        if !block.is_empty() {
            let mut packer = DeflateEncoder::new(&mut body, Compression::best());
            packer.write_all(block.as_bytes())?;
            packer.finish()?;
        }
    }
    offsets.extend(u32::try_from(first + body.len())?.to_le_bytes());
    offsets.extend(body);
    Ok(offsets)
}

/// The JSON file has one `"prefix": length` a line, which spares a JSON reader here.
fn area_codes(json: &str) -> Outcome<String> {
    let mut codes = BTreeMap::new();
    for line in json.lines() {
        let Some((key, value)) = line.trim().trim_end_matches(',').split_once(':') else {
            continue;
        };
        let prefix = key.trim().trim_matches('"');
        if prefix.starts_with('0') {
            codes.insert(prefix, value.trim().parse::<usize>()?);
        }
    }
    let mut code = String::from("&[\n");
    for (prefix, length) in codes {
        writeln!(code, "    (\"{prefix}\", {length}),")?;
    }
    code.push_str("]\n");
    Ok(code)
}

/// A line for each level: its number, a tab, its kanji. They are escaped, as no tool may take a
/// compatibility ideograph for its twin.
fn kanji_levels(list: &str) -> Outcome<String> {
    let mut levels = BTreeMap::new();
    for line in list.lines() {
        let (level, kanji) = line.split_once('\t').ok_or("a line of kanji has no level")?;
        let level = match level {
            "1" => "First",
            "2" => "Second",
            "3" => "Third",
            "4" => "Fourth",
            _ => continue,
        };
        levels.extend(kanji.chars().map(|c| (c, level)));
    }
    let mut code = String::from("&[\n");
    for (kanji, level) in levels {
        writeln!(code, "    ('{}', {level}),", kanji.escape_unicode())?;
    }
    code.push_str("]\n");
    Ok(code)
}

/// The line `w`: kanji of Windows-31J that are in neither of the first two levels.
fn windows_kanji(list: &str) -> Outcome<String> {
    let line = list.lines().find_map(|line| line.strip_prefix("w\t"));
    let mut kanji: Vec<char> = line.ok_or("no line of Windows-31J")?.chars().collect();
    kanji.sort_unstable();
    let mut code = String::from("&[\n");
    for kanji in kanji {
        writeln!(code, "    '{}',", kanji.escape_unicode())?;
    }
    code.push_str("]\n");
    Ok(code)
}
