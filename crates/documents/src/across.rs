//! Who looks at a picture, and when: written across it, so that a photograph of a screen says
//! whose screen it was.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage, codecs::jpeg::JpegEncoder};
use kernel::Instant;

use crate::{DrawingError, drawing, press};

/// The longest side of what is shown marked: a card is read on it.
const LONGEST_SIDE: u32 = 2000;

/// How much of the mark is seen, of 255: it can be read on light and on dark, and so can what is
/// under it.
const STRENGTH: u32 = 90;

/// Characters of a name: more would not stand in one line.
const LONGEST_NAME: usize = 30;

/// The picture, a JPEG or PNG, with the name and the moment across it, no larger than a screen.
pub fn marked_across(picture: &[u8], name: &str, at: Instant) -> Result<Vec<u8>, DrawingError> {
    let format = image::guess_format(picture).map_err(|_unknown| DrawingError::Unreadable)?;
    let read = image::load_from_memory_with_format(picture, format);
    let read = read.map_err(|_broken| DrawingError::Unreadable)?;
    let is_large = read.width().max(read.height()) > LONGEST_SIDE;
    let shown = if is_large { read.thumbnail(LONGEST_SIDE, LONGEST_SIDE) } else { read };
    let mut shown = shown.into_rgba8();
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let words = format!("{name}　{}", at.local().format("%Y-%m-%d %H:%M"));
    let mark = mark(&words, (shown.width(), shown.height()), at)?;
    for (dot, over) in shown.pixels_mut().zip(mark.pixels()) {
        lay(dot, *over);
    }
    encoded(shown, format)
}

/// The words on nothing, so large.
fn mark(words: &str, size: (u32, u32), at: Instant) -> Result<RgbaImage, DrawingError> {
    let sheet = press::print_across(words, size, at);
    drawing::drawn_on_nothing(sheet.map_err(|_not_set| DrawingError::Unreadable)?, size)
}

/// Lays a dot of the mark, colours times coverage, over one of the picture.
fn lay(dot: &mut Rgba<u8>, over: Rgba<u8>) {
    let (Rgba([red, green, blue, alpha]), Rgba([.., coverage])) = (dot, over);
    let hides = u32::from(coverage) * STRENGTH / 255;
    let under = |part: u8| u32::from(part) * (255 - hides) / 255;
    let narrow = |part: u32| u8::try_from(part).unwrap_or(u8::MAX);
    for (part, colour) in [red, green, blue].into_iter().zip(over.0) {
        *part = narrow(under(*part) + u32::from(colour) * STRENGTH / 255);
    }
    *alpha = narrow(under(*alpha) + hides);
}

/// A picture as a file.
pub(crate) fn encoded(picture: RgbaImage, format: ImageFormat) -> Result<Vec<u8>, DrawingError> {
    // Small letters stay sharp, and a page stays under half a megabyte.
    const QUALITY: u8 = 85;
    let (picture, mut file) = (DynamicImage::from(picture), Cursor::new(Vec::new()));
    let written = if format == ImageFormat::Jpeg {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut file, QUALITY))
    } else {
        picture.write_to(&mut file, format)
    };
    written.map_err(|_unwritten| DrawingError::Unreadable)?;
    Ok(file.into_inner())
}
