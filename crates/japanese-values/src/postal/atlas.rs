//! Japan Post's list in memory, unpacked by three-digit prefix when it is first asked for.
//!
//! `build.rs` writes a block of lines for each prefix, sorted by the last four digits, then the
//! table of municipalities. Unpacked blocks stay, so that places can be borrowed; all of them
//! together are about 5 MB.

use std::{collections::BTreeSet, ops::Range, sync::OnceLock};

use super::Place;
use crate::packed;

static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places.bin"));

const PREFIXES: usize = 1000;

static BLOCKS: [OnceLock<Block>; PREFIXES] = [const { OnceLock::new() }; PREFIXES];
static MUNICIPALITIES: OnceLock<Vec<Municipality>> = OnceLock::new();
static MUNICIPALITY_TABLE: OnceLock<String> = OnceLock::new();

struct Municipality {
    code: &'static str,
    prefecture: &'static str,
    city: &'static str,
    prefecture_kana: &'static str,
    city_kana: &'static str,
    /// The prefixes of its codes, with blanks between them.
    prefixes: &'static str,
}

/// The places of one prefix: rows of fixed size that point into the text.
struct Block {
    rows: Vec<Row>,
    text: String,
}

struct Row {
    suffix: u16,
    municipality: u16,
    /// Where `town⇥kana` stands in the text.
    names: Range<u32>,
}

pub(super) fn places(prefix: u16, suffix: u16) -> Vec<Place> {
    let Some(block) = block(usize::from(prefix)) else { return Vec::new() };
    let first = block.rows.partition_point(|row| row.suffix < suffix);
    let rows = block.rows.iter().skip(first).take_while(|row| row.suffix == suffix);
    rows.filter_map(|row| block.place(row)).collect()
}

/// The codes of the longest listed town that the text begins with, in this municipality.
pub(super) fn codes(prefecture: &str, city: &str, text: &str) -> BTreeSet<(u16, u16)> {
    let is_here = |listed: &Municipality| listed.city == city && listed.prefecture == prefecture;
    let here = municipalities().iter().position(is_here);
    let Some((index, listed)) = here.and_then(|at| Some((at, municipalities().get(at)?))) else {
        return BTreeSet::new();
    };
    let (mut longest, mut codes) = (0, BTreeSet::new());
    for prefix in listed.prefixes.split(' ').filter_map(|prefix| prefix.parse::<u16>().ok()) {
        let rows = block(usize::from(prefix))
            .into_iter()
            .flat_map(|it| it.rows.iter().map(move |row| (it, row)));
        for (block, row) in rows.filter(|(_, row)| usize::from(row.municipality) == index) {
            let Some(place) = block.place(row) else { continue };
            if place.town.len() < longest.max(1) || !text.starts_with(place.town) {
                continue;
            }
            if place.town.len() > longest {
                longest = place.town.len();
                codes.clear();
            }
            codes.insert((prefix, row.suffix));
        }
    }
    codes
}

fn block(prefix: usize) -> Option<&'static Block> {
    BLOCKS.get(prefix).map(|cell| cell.get_or_init(|| Block::unpack(prefix)))
}

/// The listed city that a text starts with, and the rest of the text. The longest name wins
/// (`仙台市青葉区`); a known prefecture rules out cities of the same name elsewhere.
pub(crate) fn city_at_start<'a>(
    prefecture: &str,
    text: &'a str,
) -> Option<(&'static str, &'a str)> {
    municipalities()
        .iter()
        .filter(|listed| prefecture.is_empty() || listed.prefecture == prefecture)
        .filter_map(|listed| Some((listed.city, text.strip_prefix(listed.city)?)))
        .min_by_key(|(_, rest)| rest.len())
}

impl Block {
    fn unpack(prefix: usize) -> Self {
        let text = packed::unpack(BLOB, prefix);
        let mut rows = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            rows.extend(Row::read(line, start));
            start += line.len();
        }
        rows.shrink_to_fit();
        Self { rows, text }
    }

    fn place(&'static self, row: &Row) -> Option<Place> {
        let range = usize::try_from(row.names.start).ok()?..usize::try_from(row.names.end).ok()?;
        let (town, town_kana) = self.text.get(range)?.split_once('\t')?;
        let municipality = municipalities().get(usize::from(row.municipality))?;
        Some(Place {
            municipality_code: municipality.code,
            prefecture: municipality.prefecture,
            city: municipality.city,
            town,
            prefecture_kana: municipality.prefecture_kana,
            city_kana: municipality.city_kana,
            town_kana,
        })
    }
}

impl Row {
    /// A line is `suffix⇥municipality⇥town⇥kana` and a line end.
    fn read(line: &str, start: usize) -> Option<Self> {
        let (suffix, rest) = line.split_once('\t')?;
        let (municipality, names) = rest.split_once('\t')?;
        let end = start + line.len() - 1;
        let names =
            u32::try_from(start + line.len() - names.len()).ok()?..u32::try_from(end).ok()?;
        Some(Self { suffix: suffix.parse().ok()?, municipality: municipality.parse().ok()?, names })
    }
}

fn municipalities() -> &'static [Municipality] {
    MUNICIPALITIES.get_or_init(|| {
        let table = MUNICIPALITY_TABLE.get_or_init(|| packed::unpack(BLOB, PREFIXES));
        table.lines().filter_map(Municipality::read).collect()
    })
}

impl Municipality {
    fn read(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        Some(Self {
            code: columns.next()?,
            prefecture: columns.next()?,
            city: columns.next()?,
            prefecture_kana: columns.next()?,
            city_kana: columns.next()?,
            prefixes: columns.next()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_list_is_there_and_small() {
        let (mut rows, mut bytes) = (0, 0);
        for (prefix, cell) in BLOCKS.iter().enumerate() {
            let block = cell.get_or_init(|| Block::unpack(prefix));
            assert!(block.rows.is_sorted_by_key(|row| row.suffix));
            assert!(block.rows.iter().all(|row| block.place(row).is_some()), "{prefix}");
            rows += block.rows.len();
            bytes += block.text.capacity() + block.rows.capacity() * size_of::<Row>();
        }
        assert!(rows > 124_000, "{rows} rows");
        assert_eq!(municipalities().len(), 1892);
        assert!(bytes < 7_000_000, "{bytes} bytes when everything is unpacked");
    }
}
