//! What comes in as a file: measured, recognised by its bytes, cleaned, never trusted.
//!
//! Photos are decoded and written anew, which drops positions, thumbnails and anything
//! hidden behind the picture. PDFs are kept as they are, unless they carry active content.
//! Deliberately not here: where files are kept, and scanning for malware.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// A file as it arrived.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The name that the sender gave it; only ever shown, never used as a path.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
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
    /// A PDF with scripts, launch actions or embedded files.
    #[error("the PDF carries active content")]
    ActiveContent,
    /// More files than the field takes.
    #[error("more than {limit} files")]
    TooMany {
        /// The limit.
        limit: u32,
    },
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

/// The longest side of a photo: 300 dpi on A3, more than any office prints.
const LONGEST_SIDE: u32 = 12_000;
/// Decoded size of the largest photo that is worked on: 100 megapixels are 400 MB, twice
/// what today's phones make; a quarter of it is plenty.
const DECODED_BYTES: u64 = 160 * 1024 * 1024;

/// Recognises and cleans `upload`.
///
/// `accept` are media types, `limit` is in bytes.
pub(crate) fn clean(
    upload: Upload,
    accept: &[String],
    limit: u64,
) -> Result<CleanFile, UploadFault> {
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
        "image/jpeg" => rewrite(&upload.bytes, ImageFormat::Jpeg)?,
        "image/png" => rewrite(&upload.bytes, ImageFormat::Png)?,
        _ => passive_pdf(upload.bytes)?,
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

/// Decodes and encodes anew, upright, without metadata.
fn rewrite(bytes: &[u8], format: ImageFormat) -> Result<Vec<u8>, UploadFault> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|fault| picture_fault(&fault))?;
    if decoder.total_bytes() > DECODED_BYTES {
        return Err(UploadFault::Pixels);
    }
    let orientation = decoder.orientation().map_err(|fault| picture_fault(&fault))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|fault| picture_fault(&fault))?;
    picture.apply_orientation(orientation);
    let mut clean = Cursor::new(Vec::with_capacity(bytes.len()));
    encode(&picture, format, &mut clean).map_err(|fault| picture_fault(&fault))?;
    Ok(clean.into_inner())
}

fn encode(
    picture: &DynamicImage,
    format: ImageFormat,
    out: &mut Cursor<Vec<u8>>,
) -> image::ImageResult<()> {
    // Letters on a photographed card stay sharp at 88, and the file stays small.
    const QUALITY: u8 = 88;
    if format == ImageFormat::Jpeg {
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(out, QUALITY);
        return picture.to_rgb8().write_with_encoder(encoder);
    }
    picture.write_to(out, format)
}

fn picture_fault(fault: &image::ImageError) -> UploadFault {
    if matches!(fault, image::ImageError::Limits(_)) {
        UploadFault::Pixels
    } else {
        UploadFault::Broken
    }
}

/// Names of PDF that make a viewer act (ISO 32000-2, 12.6 and 7.11.4).
const ACTIVE_NAMES: [&[u8]; 6] =
    [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA"];

fn passive_pdf(bytes: Vec<u8>) -> Result<Vec<u8>, UploadFault> {
    let tail = bytes.len().saturating_sub(2048);
    let ends = bytes.get(tail..).is_some_and(|end| contains(end, b"%%EOF"));
    if !ends {
        return Err(UploadFault::Broken);
    }
    if ACTIVE_NAMES.iter().any(|name| has_name(&bytes, name)) {
        return Err(UploadFault::ActiveContent);
    }
    Ok(bytes)
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Whether `name` stands as a whole name object, so that `/JSON` is not taken for `/JS`.
fn has_name(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len() + 1).any(|window| {
        window.starts_with(name) && window.last().is_some_and(|next| !next.is_ascii_alphanumeric())
    })
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

    fn all() -> Vec<String> {
        ["image/jpeg", "image/png", "application/pdf"].map(str::to_owned).to_vec()
    }

    fn take(bytes: &[u8]) -> Result<CleanFile, UploadFault> {
        clean(Upload { file_name: "a.bin".into(), bytes: bytes.to_vec() }, &all(), 1_000_000)
    }

    fn photo(format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(32, 16).write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    /// A JPEG whose Exif says "turn by 90°" and names a maker.
    fn photo_with_exif() -> Vec<u8> {
        let plain = photo(ImageFormat::Jpeg);
        let mut tiff =
            b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        tiff.extend_from_slice(b"SECRET-POSITION");
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend_from_slice(&tiff);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
    }

    #[test]
    fn a_photo_loses_its_metadata_and_stands_upright() {
        let kept = take(&photo_with_exif()).unwrap();
        assert_eq!(kept.media_type, "image/jpeg");
        assert!(!contains(&kept.bytes, b"SECRET-POSITION"));
        let picture = image::load_from_memory(&kept.bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (16, 32));
    }

    #[test]
    fn what_hides_behind_a_picture_is_dropped() {
        let mut polyglot = photo(ImageFormat::Png);
        polyglot.extend_from_slice(b"<script>alert(1)</script>");
        assert!(!contains(&take(&polyglot).unwrap().bytes, b"<script>"));
    }

    #[test]
    fn the_bytes_decide_what_a_file_is() {
        assert!(matches!(take(b"MZ\x90\0"), Err(UploadFault::WrongType { .. })));
        assert!(matches!(take(b"<svg/>"), Err(UploadFault::WrongType { .. })));
        assert_eq!(take(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(UploadFault::Heic));
        assert_eq!(take(b""), Err(UploadFault::Empty));
        assert_eq!(take(&[0xFF, 0xD8, 0xFF, 0]), Err(UploadFault::Broken));
    }

    #[test]
    fn a_pdf_that_acts_is_refused() {
        assert!(take(b"%PDF-1.7\n1 0 obj<</Type/Catalog/JSONName 1>>\n%%EOF").is_ok());
        let acting = b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>\n%%EOF";
        assert_eq!(take(acting), Err(UploadFault::ActiveContent));
        assert_eq!(take(b"%PDF-1.7 cut off"), Err(UploadFault::Broken));
    }

    #[test]
    fn a_pixel_flood_is_refused_before_it_is_decoded() {
        let mut flood = photo(ImageFormat::Png);
        flood[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
        let refused = take(&flood);
        assert!(matches!(refused, Err(UploadFault::Pixels | UploadFault::Broken)), "{refused:?}");
    }

    #[test]
    fn names_are_shown_without_paths_or_tricks() {
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("photo\u{202E}gpj.exe\r\n"), "photogpj.exe");
        assert_eq!(shown_name(" \0 "), "file");
    }
}
