//! Lists that `build.rs` packed into the program, unpacked one block at a time.
//!
//! A blob is the place of every block and of the end (`u32`, little-endian), then the blocks, each
//! deflated by itself. What the lines of a block mean is known only where they are read.

use std::io::Read;

use flate2::read::DeflateDecoder;

const OFFSET: usize = size_of::<u32>();

/// The text of a block; empty when there is none. The blob is part of the program, and tests read
/// all of it.
pub(crate) fn unpack(blob: &[u8], block: usize) -> String {
    let packed = place(blob, block).zip(place(blob, block + 1));
    let packed = packed.and_then(|(from, to)| blob.get(from..to)).unwrap_or_default();
    let mut text = String::new();
    if !packed.is_empty() && DeflateDecoder::new(packed).read_to_string(&mut text).is_err() {
        text.clear();
    }
    text.shrink_to_fit();
    text
}

fn place(blob: &[u8], block: usize) -> Option<usize> {
    let bytes = blob.get(block * OFFSET..)?.first_chunk::<OFFSET>()?;
    usize::try_from(u32::from_le_bytes(*bytes)).ok()
}
