//! Squares that machines read: the two-dimensional codes on papers.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::{Value, json};

/// The square of a text: its side and the path of its dots; nothing for one that is too long. The
/// path has blanks, because long runs are made to break wherever they stand.
pub(crate) fn square(text: &str) -> Option<Value> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let (side, mut path) = (code.size(), String::new());
    for y in 0..side {
        for x in (0..side).filter(|x| code.get_module(*x, y)) {
            // Writing into a String cannot fail.
            _ = write!(path, "M{x} {y} h1 v1 h-1 z ");
        }
    }
    Some(json!({ "side": side, "path": path }))
}
