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
    let raw = raw.trim();
    let era = ERAS.iter().find(|era| raw.starts_with(**era)).copied();
    let rest = era.map_or(raw, |era| raw.strip_prefix(era).unwrap_or(raw));
    let (year, month, day) = if rest.contains(['年', '月', '日']) {
        let (year, rest) = rest.split_once('年').unwrap_or(("", rest));
        let (month, rest) = rest.split_once('月').unwrap_or(("", rest));
        (year, month, rest.strip_suffix('日').unwrap_or(rest))
    } else {
        let mut parts = rest.splitn(3, ['-', '/', '.']);
        let mut next = || parts.next().unwrap_or_default();
        (next(), next(), next())
    };
    let era = if raw.is_empty() { "" } else { era.unwrap_or("西暦") };
    DateBoxes { era: era.to_owned(), year: year.to_owned(), month: plain(month), day: plain(day) }
}

/// A canonical `03` is shown as people write it.
fn plain(number: &str) -> String {
    let short = number.strip_prefix('0').filter(|rest| !rest.is_empty());
    short.unwrap_or(number).to_owned()
}

impl DateBoxes {
    /// The raw text of what was typed, nothing when all boxes are empty.
    pub fn raw(&self) -> Option<String> {
        let [year, month, day] = [&self.year, &self.month, &self.day].map(|text| text.trim());
        if year.is_empty() && month.is_empty() && day.is_empty() {
            return None;
        }
        Some(match self.era.as_str() {
            "" | "西暦" => format!("{year}-{month}-{day}"),
            era => format!("{era}{year}年{month}月{day}日"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, era: &str, year: &str, month: &str, day: &str) {
        let [era, year, month, day] = [era, year, month, day].map(str::to_owned);
        assert_eq!(date_boxes(raw), DateBoxes { era, year, month, day }, "{raw}");
    }

    #[test]
    fn a_date_comes_back_into_its_boxes() {
        check("1990-03-09", "西暦", "1990", "3", "9");
        check("1990-3-9", "西暦", "1990", "3", "9");
        check("昭和65年3月9日", "昭和", "65", "3", "9");
        check("令和元年5月1日", "令和", "元", "5", "1");
        check("１９９０-３-９", "西暦", "１９９０", "３", "９");
        check("", "", "", "", "");
    }

    #[test]
    fn wrong_and_half_dates_keep_what_was_typed() {
        check("1990--", "西暦", "1990", "", "");
        check("昭和年13月日", "昭和", "", "13", "");
        check("きのう", "西暦", "きのう", "", "");
    }

    #[test]
    fn boxes_make_the_text_that_fills_them_again() {
        for raw in ["1990-3-9", "昭和65年3月9日", "1990--", "平成年3月日"] {
            assert_eq!(date_boxes(raw).raw().as_deref(), Some(raw));
        }
        assert_eq!(DateBoxes { era: "昭和".to_owned(), ..DateBoxes::default() }.raw(), None);
    }
}
