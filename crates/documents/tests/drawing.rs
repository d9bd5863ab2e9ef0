//! Pages of PDFs as pictures, and pictures with who looks at them.
#![allow(clippy::unwrap_used, reason = "it may fall over")]

mod sample;

use std::io::Cursor;

use documents::{
    DrawingError, application_pdf, drawn_page, marked_across, page_count, receipt_pdf,
};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use lopdf::{Document, Object, Stream, dictionary};
use sample::{application, morning, receipt};

fn read(picture: &[u8]) -> RgbImage {
    image::load_from_memory(picture).unwrap().into_rgb8()
}

/// Dots in a hundred thousand that are darker than a middle grey.
fn dark(picture: &RgbImage) -> usize {
    let dark = picture.pixels().filter(|dot| dot.0.iter().all(|part| *part < 128)).count();
    dark * 100_000 / picture.pixels().len()
}

fn plain(colour: u8, (width, height): (u32, u32), format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_pixel(width, height, Rgb([colour; 3]));
    let mut file = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// A strip of paper with `content`, set in a font that is only named.
fn strip(content: &str, (width, height): (i64, i64)) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let gothic = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "MS-Gothic", "DW" => 1000,
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Japan1"), "Supplement" => 2,
        },
    });
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "MS-Gothic",
        "Encoding" => "90ms-RKSJ-H", "DescendantFonts" => vec![gothic.into()],
    });
    let content = Stream::new(dictionary! {}, content.as_bytes().to_vec());
    let content = document.add_object(content);
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, Object::Dictionary(kids));
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_page_is_drawn_as_wide_as_a_screen() {
    let pdf = receipt_pdf(&receipt()).unwrap();
    let pages = page_count(pdf.clone()).unwrap();
    let page = drawn_page(pdf.clone(), 1).unwrap();
    assert!(page.starts_with(&[0xFF, 0xD8, 0xFF]), "a JPEG");
    let page = read(&page);
    assert_eq!(page.dimensions(), (1400, 1980));
    assert!((500..30_000).contains(&dark(&page)), "writing on white: {}", dark(&page));
    for none in [0, pages + 1, u32::MAX] {
        assert_eq!(drawn_page(pdf.clone(), none), Err(DrawingError::NoSuchPage), "{none}");
    }
}

#[test]
fn pages_are_counted() {
    let mut long = application();
    let group = long.groups.last().unwrap().clone();
    long.groups.extend((0..40).map(|_| group.clone()));
    assert!(page_count(application_pdf(&long).unwrap()).unwrap() > 1);
}

#[test]
fn japanese_in_a_font_that_is_only_named_is_drawn() {
    // 佐藤花子 in Shift_JIS.
    let written = strip("BT /F 20 Tf 5 5 Td <8DB293A189D48E71> Tj ET", (100, 30));
    assert!(dark(&read(&drawn_page(written, 1).unwrap())) > 5_000);
    assert_eq!(dark(&read(&drawn_page(strip("", (100, 30)), 1).unwrap())), 0);
}

#[test]
fn a_page_of_any_size_is_drawn_within_bounds_or_not_at_all() {
    for size in [(10, 20_000), (20_000, 20_000), (1, 1), (0, 0), (20_000, 1), (-5, 10)] {
        if let Ok(page) = drawn_page(strip("0 0 9 9 re f", size), 1) {
            let (width, height) = read(&page).dimensions();
            assert!(width <= 1400 && height <= 8000 && width * height <= 4_000_000, "{size:?}");
        }
    }
}

#[test]
fn a_broken_pdf_is_an_error_and_takes_nothing_with_it() {
    for broken in [b"".as_slice(), b"%PDF-1.7 cut off", b"\x89PNG", b"%PDF-1.7\n%%EOF"] {
        assert_eq!(drawn_page(broken.to_vec(), 1), Err(DrawingError::Unreadable));
        assert_eq!(page_count(broken.to_vec()), Err(DrawingError::Unreadable));
    }
    let whole = strip("BT /F 20 Tf 5 5 Td <8DB293A1> Tj ET", (100, 5));
    for cut in (0..whole.len()).step_by(61) {
        drop(drawn_page(whole[..cut].to_vec(), 1));
    }
}

#[test]
fn who_looks_is_written_across_light_and_dark() {
    for (colour, format) in
        [(255, ImageFormat::Png), (0, ImageFormat::Jpeg), (128, ImageFormat::Png)]
    {
        let picture = plain(colour, (400, 250), format);
        let marked = marked_across(&picture, "佐藤 花子", morning()).unwrap();
        assert_eq!(image::guess_format(&marked).unwrap(), format);
        let marked = read(&marked);
        assert_eq!(marked.dimensions(), (400, 250));
        let changed = |dot: &&Rgb<u8>| dot.0.iter().all(|part| part.abs_diff(colour) > 20);
        let changed = marked.pixels().filter(changed).count() * 100 / marked.pixels().len();
        assert!((2..40).contains(&changed), "{colour}: {changed} of 100 dots");
        let hidden = |dot: &Rgb<u8>| dot.0.iter().all(|part| part.abs_diff(colour) > 120);
        assert!(!marked.pixels().any(hidden), "what is under it is seen");
    }
}

#[test]
fn each_who_looks_has_their_own_picture_and_a_large_one_fits_a_screen() {
    let picture = plain(200, (300, 200), ImageFormat::Png);
    let marked = |who: &str, later: i64| {
        let at = kernel::Instant::from_millis(morning().millis() + later * 60_000);
        marked_across(&picture, who, at).unwrap()
    };
    assert_eq!(marked("佐藤", 0), marked("佐藤", 0));
    assert_ne!(marked("佐藤", 0), marked("鈴木", 0));
    assert_ne!(marked("佐藤", 0), marked("佐藤", 1));
    assert_ne!(read(&marked(&"長".repeat(200), 0)), read(&picture), "also who has a long name");
    let large = plain(200, (2400, 300), ImageFormat::Jpeg);
    assert_eq!(read(&marked_across(&large, "佐藤", morning()).unwrap()).dimensions(), (2000, 250));
    let unread = marked_across(b"%PDF-1.7", "佐藤", morning());
    assert_eq!(unread, Err(DrawingError::Unreadable));
}
