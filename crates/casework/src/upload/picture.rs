//! Photos: decoded within bounds, set upright, encoded anew.

use std::{borrow::Cow, io::Cursor};

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::UploadFault;

/// The longest side of a photo: 300 dpi on A3, more than any office prints.
const LONGEST_SIDE: u32 = 12_000;
/// Decoded size of the largest photo that is worked on: 100 megapixels are 400 MB, twice
/// what today's phones make; a quarter of it is plenty.
const DECODED_BYTES: u64 = 160 * 1024 * 1024;
/// On less nobody could read anything: passport photographs, the smallest that are asked for,
/// have more than twice as much.
const LEGIBLE_SIDE: u32 = 160;

/// Decodes and encodes anew, upright, without metadata.
pub(super) fn rewrite(
    bytes: &[u8],
    format: ImageFormat,
    legible: bool,
) -> Result<Vec<u8>, UploadFault> {
    let shown = if format == ImageFormat::Png {
        Cow::Owned(bare_png(bytes).ok_or(UploadFault::Broken)?)
    } else {
        Cow::Borrowed(bytes)
    };
    let mut reader = ImageReader::with_format(Cursor::new(shown.as_ref()), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|fault| picture_fault(&fault))?;
    if decoder.total_bytes() > DECODED_BYTES {
        return Err(UploadFault::Pixels);
    }
    let (width, height) = decoder.dimensions();
    if legible && width.min(height) < LEGIBLE_SIDE {
        return Err(UploadFault::Small { least: LEGIBLE_SIDE });
    }
    let orientation = decoder.orientation().map_err(|fault| picture_fault(&fault))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|fault| picture_fault(&fault))?;
    picture.apply_orientation(orientation);
    let mut clean = Cursor::new(Vec::with_capacity(bytes.len()));
    encode(&picture, format, &mut clean).map_err(|fault| picture_fault(&fault))?;
    Ok(clean.into_inner())
}

/// The chunks of a PNG that make its picture. The others can be told to unpack to gigabytes
/// before the first pixel is read: 190 kB of colour profile took two seconds and 420 MB.
fn bare_png(bytes: &[u8]) -> Option<Vec<u8>> {
    const SIGNATURE: usize = 8;
    let mut bare = Vec::with_capacity(bytes.len());
    let (signature, mut rest) = bytes.split_at_checked(SIGNATURE)?;
    bare.extend_from_slice(signature);
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let kind = after.first_chunk::<4>()?;
        // Length, kind, content, check sum.
        let (chunk, behind) = rest.split_at_checked(length.checked_add(12)?)?;
        if matches!(kind, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND" | b"eXIf") {
            bare.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(bare);
        }
        rest = behind;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn photo(format: ImageFormat) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(32, 16).write_to(&mut out, format).unwrap();
        out.into_inner()
    }

    fn has(haystack: &[u8], needle: &[u8]) -> bool {
        haystack.windows(needle.len()).any(|window| window == needle)
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

    /// A PNG with one more chunk before its pixels, check sum and all.
    fn png_with(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
        const HEADER: usize = 8 + 25;
        let plain = photo(ImageFormat::Png);
        let named = [&kind, content].concat();
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        let sum = crc32(&named).to_be_bytes();
        [&plain[..HEADER], &length, &named, &sum, &plain[HEADER..]].concat()
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
            })
        })
    }

    #[test]
    fn a_photo_loses_its_metadata_and_stands_upright() {
        let kept = rewrite(&photo_with_exif(), ImageFormat::Jpeg, false).unwrap();
        assert!(!has(&kept, b"SECRET-POSITION"));
        let picture = image::load_from_memory(&kept).unwrap();
        assert_eq!((picture.width(), picture.height()), (16, 32));
    }

    #[test]
    fn what_hides_behind_a_picture_is_dropped() {
        let mut polyglot = photo(ImageFormat::Png);
        polyglot.extend_from_slice(b"<script>alert(1)</script>");
        assert!(!has(&rewrite(&polyglot, ImageFormat::Png, false).unwrap(), b"<script>"));
    }

    #[test]
    fn a_profile_is_dropped_before_anything_unpacks_it() {
        let packed = png_with(*b"iCCP", b"name\0\0 not even compressed");
        let bare = bare_png(&packed).unwrap();
        assert_eq!(bare, photo(ImageFormat::Png));
        assert!(rewrite(&packed, ImageFormat::Png, false).is_ok());
        for cut in 0..bare.len() {
            assert_eq!(bare_png(&bare[..cut]), None, "{cut}");
        }
    }

    #[test]
    fn a_pixel_flood_is_refused_before_it_is_decoded() {
        let mut flood = photo(ImageFormat::Png);
        flood[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
        let refused = rewrite(&flood, ImageFormat::Png, false);
        assert!(matches!(refused, Err(UploadFault::Pixels | UploadFault::Broken)), "{refused:?}");
    }

    #[test]
    fn a_picture_nobody_can_read_is_told() {
        let tiny = photo(ImageFormat::Png);
        let refused = rewrite(&tiny, ImageFormat::Png, true);
        assert_eq!(refused, Err(UploadFault::Small { least: LEGIBLE_SIDE }));
        assert!(rewrite(&tiny, ImageFormat::Png, false).is_ok());
    }
}
