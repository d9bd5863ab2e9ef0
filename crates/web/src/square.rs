//! Squares that telephones read.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// The square of a text, as a drawing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Square {
    /// Its side, with the quiet around it.
    pub side: i32,
    /// Its dark dots as a path.
    pub dots: String,
}

/// So many dots around it stay empty, or it is not found.
const QUIET: i32 = 4;

impl Square {
    /// The square of `text`; nothing for one that is too long.
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut dots = String::new();
        for y in 0..code.size() {
            for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
                // Writing into a String cannot fail.
                _ = write!(dots, "M{},{}h1v1h-1z", x + QUIET, y + QUIET);
            }
        }
        Some(Self { side: code.size() + 2 * QUIET, dots })
    }
}
