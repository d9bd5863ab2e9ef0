//! Typed text in general: invisible characters, widths, free text. Never NFC or NFKC.

use crate::Fault;

/// Without zero-width characters and bidirectional controls.
pub fn strip_invisible(_raw: &str) -> String {
    unimplemented!()
}

/// Full-width digits become ASCII; everything else stays.
pub fn half_width_digits(_raw: &str) -> String {
    unimplemented!()
}

/// Free text of several lines: trimmed, lines end with LF, control characters are refused.
pub fn tidy_free_text(_raw: &str) -> Result<String, Fault> {
    unimplemented!()
}

/// Free text of one line: as [`tidy_free_text`], line ends and tabs become a space.
pub fn tidy_line(_raw: &str) -> Result<String, Fault> {
    unimplemented!()
}
