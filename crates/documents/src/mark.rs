//! The mark in a PDF that says which case it was made for.
//!
//! A slot that is used twice, a job that ran into its time limit, a cache with the wrong
//! key: each has handed one person's paper to another somewhere. So every paper carries
//! its case in its metadata, and is asked for it before it leaves the house.

use kernel::{DraftId, ReceiptNumber, SubmissionId};

const OPENING: &[u8] = b"<pdf:Keywords>";
const CLOSING: &[u8] = b"</pdf:Keywords>";

/// The two keywords that name the case.
pub(crate) fn keywords(submission: &SubmissionId, number: &ReceiptNumber) -> [String; 2] {
    [format!("madoguchi-case-{submission}"), format!("madoguchi-receipt-{number}")]
}

/// The keyword that names a draft.
pub(crate) fn keyword_of_draft(draft: &DraftId) -> String {
    format!("madoguchi-draft-{draft}")
}

/// Text for the metadata beside the keywords, which cannot be taken for them: a PDF
/// repeats its title and author outside of the escaped packet.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).collect()
}

/// Whether `pdf` was made for exactly this case. The caller asks before a paper
/// leaves the house (invariant: a document is only ever served to its own case).
pub fn is_paper_of(pdf: &[u8], submission: &SubmissionId, number: &ReceiptNumber) -> bool {
    let Some(found) = metadata_keywords(pdf) else { return false };
    let mut found: Vec<&str> = found.split(',').map(str::trim).collect();
    let mut wanted = keywords(submission, number);
    found.sort_unstable();
    wanted.sort_unstable();
    found == wanted
}

/// Whether `pdf` was made for exactly this draft.
pub(crate) fn is_paper_of_draft(pdf: &[u8], draft: &DraftId) -> bool {
    metadata_keywords(pdf).is_some_and(|found| found == keyword_of_draft(draft))
}

/// The keywords of the XMP packet, which a PDF keeps uncompressed. What people typed
/// stands in compressed streams only.
fn metadata_keywords(pdf: &[u8]) -> Option<&str> {
    let (_, rest) = split_at(pdf, OPENING)?;
    let (keywords, _) = split_at(rest, CLOSING)?;
    str::from_utf8(keywords).ok()
}

fn split_at<'a>(bytes: &'a [u8], needle: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let start = bytes.windows(needle.len()).position(|window| window == needle)?;
    let (before, rest) = bytes.split_at(start);
    rest.get(needle.len()..).map(|after| (before, after))
}
