//! The boxes of a date: era, year, month and day, and the raw text they make.
//!
//! Whatever was typed comes back into the same boxes, also when it is no date.

/// What stands in the boxes of a date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DateBoxes {
    /// `西暦`, `令和`, `平成`, `昭和`, `大正` or `明治`.
    pub era: String,
    /// The year as typed.
    pub year: String,
    /// The month as typed.
    pub month: String,
    /// The day as typed.
    pub day: String,
}

/// The eras that the first box offers.
pub const ERAS: [&str; 6] = ["西暦", "令和", "平成", "昭和", "大正", "明治"];

/// The boxes of a raw or canonical date: `1990-3-9`, `昭和65年3月9日`, `1990-03-09`.
pub fn date_boxes(raw: &str) -> DateBoxes {
    unimplemented!("{raw}")
}
