//! A table as a file for a spreadsheet: UTF-8 with a mark, so that Japanese opens as it is, and
//! nothing in it is run as a formula.

/// Before everything: without it Excel takes UTF-8 for Shift JIS.
const MARK: char = '\u{FEFF}';

/// A table, row by row.
#[derive(Debug)]
pub struct Sheet {
    text: String,
}

impl Sheet {
    /// An empty one under these headings.
    pub fn new(headings: &[&str]) -> Self {
        let mut sheet = Self { text: MARK.to_string() };
        sheet.row(headings);
        sheet
    }

    /// Adds a row.
    pub fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let cells: Vec<String> = cells.iter().map(|text| cell(text.as_ref())).collect();
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }

    /// The file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

/// Every cell is quoted, and one that a spreadsheet would compute is marked as text.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let mark = if is_formula { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_opens_as_it_was_written_and_computes_nothing() {
        let mut sheet = Sheet::new(&["氏名", "件数"]);
        sheet.row(&["=HYPERLINK(\"x\")", "3"]);
        sheet.row(&["山田,花子", "-1"]);
        let text = String::from_utf8(sheet.into_bytes()).unwrap();
        assert_eq!(
            text,
            "\u{FEFF}\"氏名\",\"件数\"\r\n\"'=HYPERLINK(\"\"x\"\")\",\"3\"\r\n\"山田,花子\",\"'-1\"\r\n"
        );
    }
}
