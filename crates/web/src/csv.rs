//! A table as a file that spreadsheet programs open: UTF-8 with its mark, every cell quoted, and none
//! of them run as a formula.

/// The mark by which spreadsheet programs know UTF-8.
const MARK: char = '\u{FEFF}';

/// What a formula begins with, also as it is typed in Japanese.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'];

/// The rows one below the other, as RFC 4180 writes them.
pub fn table<'a>(rows: impl IntoIterator<Item = Vec<&'a str>>) -> String {
    let mut text = String::from(MARK);
    for row in rows {
        let cells: Vec<String> = row.into_iter().map(cell).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell that begins like a formula is told to be text.
fn cell(value: &str) -> String {
    let text = if value.starts_with(FORMULA) { "'" } else { "" };
    format!("\"{text}{}\"", value.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_it_begins_with() {
        let rows = [vec!["氏名", "住所"], vec!["青葉 \"花子\"", "一丁目1,\n2号"]];
        assert_eq!(
            table(rows),
            "\u{FEFF}\"氏名\",\"住所\"\r\n\"青葉 \"\"花子\"\"\",\"一丁目1,\n2号\"\r\n"
        );
        for formula in ["=1+1", "+81", "-1", "@SUM(A1)", "＝1", "\t=1"] {
            let text = table([vec![formula]]);
            assert!(text.contains(&format!("\"'{formula}\"")), "{text}");
        }
    }
}
