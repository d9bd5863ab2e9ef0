//! Pages of somebody's PDF, drawn as pictures.
//!
//! A browser's own engine for PDFs never sees the file. What is drawn came from anybody: it has no
//! files, no network and a bounded picture here. How long it takes and how much memory it wants,
//! it decides itself, so the caller draws in a process that can be ended.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::{
        InterpreterSettings,
        font::{FallbackFontQuery, FontData, FontQuery},
    },
    hayro_syntax::{Pdf, page::Page},
    render,
    vello_cpu::{Pixmap, color::palette::css::WHITE},
};
use image::{ImageFormat, RgbaImage};

use crate::{across, typeface};

/// Pages beyond are not drawn: whoever sends a book is read in a reader.
pub const MOST_PAGES: u32 = 200;

/// A page of A4 upright is so wide: a line of six points can be read.
const WIDTH: f32 = 1400.0;

/// No picture has more dots.
const DOTS: f32 = 4_000_000.0;

/// No side is longer.
const LONGEST_SIDE: f32 = 8000.0;

/// Why something is not drawn. Never quotes what people wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DrawingError {
    /// The PDF has fewer pages, or more than are drawn.
    #[error("no such page is drawn")]
    NoSuchPage,
    /// It is no PDF or picture, or not one that can be drawn here.
    #[error("the file cannot be drawn")]
    Unreadable,
}

/// How many pages a PDF has, those included that are not drawn.
pub fn page_count(pdf: Vec<u8>) -> Result<u32, DrawingError> {
    guarded(|| {
        let pdf = Pdf::new(pdf).map_err(|_broken| DrawingError::Unreadable)?;
        u32::try_from(pdf.pages().len()).map_err(|_too_many| DrawingError::Unreadable)
    })
}

/// A page of a PDF, counted from 1, as a JPEG.
pub fn drawn_page(pdf: Vec<u8>, page: u32) -> Result<Vec<u8>, DrawingError> {
    guarded(|| {
        let pdf = Pdf::new(pdf).map_err(|_broken| DrawingError::Unreadable)?;
        let place = page.checked_sub(1).filter(|place| *place < MOST_PAGES);
        let place = place.and_then(|place| usize::try_from(place).ok());
        let page =
            place.and_then(|place| pdf.pages().get(place)).ok_or(DrawingError::NoSuchPage)?;
        let scale = scale_of(page).ok_or(DrawingError::Unreadable)?;
        let drawn = pixels(page, scale)?;
        across::encoded(drawn, ImageFormat::Jpeg)
    })
}

/// What a file makes the library do: it may give up, and takes nothing with it.
fn guarded<T>(draw: impl FnOnce() -> Result<T, DrawingError>) -> Result<T, DrawingError> {
    catch_unwind(AssertUnwindSafe(draw)).unwrap_or(Err(DrawingError::Unreadable))
}

/// How much a page is enlarged, whatever size it claims to have.
#[expect(clippy::float_arithmetic, reason = "lengths on paper")]
fn scale_of(page: &Page<'_>) -> Option<f32> {
    let (width, height) = page.render_dimensions();
    let scale = (WIDTH / width).min((DOTS / (width * height)).sqrt()).min(LONGEST_SIDE / height);
    let sides = [width * scale, height * scale];
    sides.iter().all(|side| (1.0..=LONGEST_SIDE).contains(side)).then_some(scale)
}

/// A page on white.
fn pixels(page: &Page<'_>, scale: f32) -> Result<RgbaImage, DrawingError> {
    let paper = RenderSettings {
        x_scale: scale,
        y_scale: scale,
        bg_color: WHITE,
        ..RenderSettings::default()
    };
    as_image(&render(page, &RenderCache::new(), &settings(), &paper))
}

fn as_image(pixels: &Pixmap) -> Result<RgbaImage, DrawingError> {
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    let dots = pixels.data_as_u8_slice().to_vec();
    RgbaImage::from_raw(width, height, dots).ok_or(DrawingError::Unreadable)
}

/// The first page of a PDF of this house on nothing, a point as a dot: colours times coverage.
pub(crate) fn drawn_on_nothing(
    pdf: Vec<u8>,
    (width, height): (u32, u32),
) -> Result<RgbaImage, DrawingError> {
    let side = |length: u32| u16::try_from(length).map_err(|_too_long| DrawingError::Unreadable);
    let (width, height) = (Some(side(width)?), Some(side(height)?));
    guarded(|| {
        let pdf = Pdf::new(pdf).map_err(|_broken| DrawingError::Unreadable)?;
        let page = pdf.pages().first().ok_or(DrawingError::NoSuchPage)?;
        let nothing = RenderSettings { width, height, ..RenderSettings::default() };
        as_image(&render(page, &RenderCache::new(), &settings(), &nothing))
    })
}

/// Fonts that a PDF only names are ours: those of the standard, and for Japanese those of our
/// papers.
fn settings() -> InterpreterSettings {
    let font_resolver = Arc::new(|query: &FontQuery| match query {
        FontQuery::Standard(standard) => Some(standard.get_font_data()),
        FontQuery::Fallback(wanted) => {
            japanese(wanted).or_else(|| Some(wanted.pick_standard_font().get_font_data()))
        }
    });
    InterpreterSettings { font_resolver, ..InterpreterSettings::default() }
}

fn japanese(wanted: &FallbackFontQuery) -> Option<(FontData, u32)> {
    wanted.character_collection.as_ref()?;
    let font = typeface::CASE.fonts.get(usize::from(wanted.is_bold))?;
    Some((Arc::new(font.data().clone()), font.index()))
}
