//! The list of banks and branches in memory, the branches of a bank unpacked when first asked for.
//!
//! `build.rs` writes the table of banks as the first block, then a block of branches for each bank
//! in the order of the table. What is unpacked stays, so that names can be borrowed.

use std::sync::OnceLock;

use super::{Bank, Branch, ending, register::Register};
use crate::packed;

static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/banks.bin"));

static BANKS: OnceLock<Register<Bank>> = OnceLock::new();
static BRANCHES: OnceLock<Vec<OnceLock<Register<Branch>>>> = OnceLock::new();

pub(super) fn banks() -> &'static Register<Bank> {
    BANKS.get_or_init(|| Register::new(rows(0).filter_map(bank).collect()))
}

/// The branches of a bank; none when there is no such bank.
pub(super) fn branches(bank: &str) -> Option<&'static Register<Branch>> {
    let place = banks().place(bank)?;
    let cells = BRANCHES.get_or_init(|| banks().all().map(|_| OnceLock::new()).collect());
    let unpack = || Register::new(rows(place + 1).map(branch).collect());
    cells.get(place).map(|cell| cell.get_or_init(unpack))
}

/// The lines of a block: code, name and kana. The text is leaked once, as it lives in a static.
fn rows(block: usize) -> impl Iterator<Item = [&'static str; 3]> {
    let text: &'static str = packed::unpack(BLOB, block).leak();
    text.lines().filter_map(|line| {
        let mut columns = line.split('\t');
        Some([columns.next()?, columns.next()?, columns.next()?])
    })
}

fn bank([code, short_name, kana]: [&'static str; 3]) -> Option<Bank> {
    let name: &'static str = ending::full_name(code.parse().ok()?, short_name).leak();
    Some(Bank { code, name, short_name, kana })
}

fn branch([code, name, kana]: [&'static str; 3]) -> Branch {
    Branch { code, name, kana }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_list_is_there_and_small() {
        let mut rows = 0;
        let (mut memory, mut searched) = (banks().memory(), banks().memory_of_lines());
        assert_eq!(banks().all().count(), 1146);
        for bank in banks().all() {
            let branches = branches(bank.code).unwrap();
            assert!(branches.all().is_sorted_by_key(|branch| branch.code), "{bank}");
            rows += branches.all().count();
            memory += branches.memory();
            searched += branches.memory_of_lines();
        }
        assert_eq!(rows, 28_944);
        assert!(BLOB.len() < 500_000, "{} bytes in the program", BLOB.len());
        assert!(memory < 2_500_000, "{memory} bytes when everything is unpacked");
        assert!(searched < 8_000_000, "{searched} more when everything is searched");
    }
}
