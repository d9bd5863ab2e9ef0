//! What comes in as a file: measured, recognised by its bytes, cleaned, never trusted.
//!
//! Photos and PDFs are read and written anew, which drops positions, authors, thumbnails and
//! anything hidden behind what is shown.
//! Deliberately not here: where files are kept, and scanning for malware.

mod pdf;
mod picture;

use image::ImageFormat;

use crate::Sender;

/// A file as it arrived.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The name that the sender gave it; only ever shown, never used as a path.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Whom it came from; nobody is counted who is known by name.
    pub sender: Option<Sender>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UploadFault {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than the field allows.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Not one of the kinds that the field takes.
    #[error("the file is not of an accepted kind")]
    WrongType {
        /// Accepted media types.
        accept: Vec<String>,
    },
    /// A photo format that phones write and nothing else reads.
    #[error("the photo is in HEIC format")]
    Heic,
    /// Says it is a picture or PDF, but cannot be read.
    #[error("the file is damaged")]
    Broken,
    /// More pixels than anybody needs.
    #[error("the picture has too many pixels")]
    Pixels,
    /// Fewer pixels than anybody can read.
    #[error("the picture is smaller than {least} pixels")]
    Small {
        /// The shortest side that is taken.
        least: u32,
    },
    /// A PDF that asks for a password.
    #[error("the PDF is encrypted")]
    Encrypted,
    /// A PDF with scripts, actions that reach out of it, or embedded files.
    #[error("the PDF carries active content")]
    ActiveContent,
    /// More files than the field takes.
    #[error("more than {limit} files")]
    TooMany {
        /// The limit.
        limit: u32,
    },
    /// More than one person or network may send ahead in a day.
    #[error("too much was sent ahead")]
    TooMuch,
    /// The field takes no files, or is not on the page.
    #[error("no such attachment field")]
    NoSuchField,
}

/// A file fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CleanFile {
    /// Its name, without paths and controls.
    pub file_name: String,
    /// What it is, from its bytes.
    pub media_type: &'static str,
    /// Cleaned content.
    pub bytes: Vec<u8>,
}

/// What is asked of a file.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    /// Media types.
    pub accept: Vec<String>,
    /// In bytes.
    pub limit: u64,
    /// Whether a photo must be large enough to read. Asked of people, who can take another one at
    /// once, and not of programs, which pass on what they were given.
    pub legible: bool,
}

/// Recognises and cleans `upload`.
pub(crate) fn clean(upload: &Upload, terms: &Terms) -> Result<CleanFile, UploadFault> {
    let Terms { accept, limit, legible } = terms;
    let limit = *limit;
    if upload.bytes.is_empty() {
        return Err(UploadFault::Empty);
    }
    if u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(UploadFault::TooLarge { limit });
    }
    let media_type = recognise(&upload.bytes)
        .filter(|found| accept.iter().any(|a| a == found))
        .ok_or_else(|| refusal(&upload.bytes, accept))?;
    let bytes = match media_type {
        "image/jpeg" => picture::rewrite(&upload.bytes, ImageFormat::Jpeg, *legible)?,
        "image/png" => picture::rewrite(&upload.bytes, ImageFormat::Png, *legible)?,
        _ => pdf::rewrite(&upload.bytes)?,
    };
    Ok(CleanFile { file_name: shown_name(&upload.file_name), media_type, bytes })
}

fn recognise(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        _ => None,
    }
}

fn refusal(bytes: &[u8], accept: &[String]) -> UploadFault {
    let brand = bytes.get(4..12).unwrap_or_default();
    if brand.starts_with(b"ftyphe") || brand.starts_with(b"ftypmif1") {
        UploadFault::Heic
    } else {
        UploadFault::WrongType { accept: accept.to_vec() }
    }
}

/// The last path component, without controls and direction marks, at most 120 characters.
fn shown_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'))
        .take(120)
        .collect();
    let trimmed = visible.trim();
    if trimmed.is_empty() { "file".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(bytes: &[u8]) -> Result<CleanFile, UploadFault> {
        let accept = ["image/jpeg", "image/png", "application/pdf"].map(str::to_owned).to_vec();
        let terms = Terms { accept, limit: 1_000_000, legible: false };
        clean(&Upload { file_name: "a.bin".into(), bytes: bytes.to_vec(), sender: None }, &terms)
    }

    #[test]
    fn the_bytes_decide_what_a_file_is() {
        assert!(matches!(take(b"MZ\x90\0"), Err(UploadFault::WrongType { .. })));
        assert!(matches!(take(b"<svg/>"), Err(UploadFault::WrongType { .. })));
        assert_eq!(take(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(UploadFault::Heic));
        assert_eq!(take(b""), Err(UploadFault::Empty));
        assert_eq!(take(&[0xFF, 0xD8, 0xFF, 0]), Err(UploadFault::Broken));
        assert_eq!(take(b"%PDF-1.7 cut off"), Err(UploadFault::Broken));
    }

    #[test]
    fn names_are_shown_without_paths_or_tricks() {
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("photo\u{202E}gpj.exe\r\n"), "photogpj.exe");
        assert_eq!(shown_name(" \0 "), "file");
    }
}
