//! Reads the tables of test vectors: tab-separated, `#` lines are remarks, `␣` is a full-width
//! space, `\u{…}` and `\uXXXX` are code points.

/// The rows of a table.
pub(crate) fn rows(table: &str) -> Vec<Vec<String>> {
    let rows: Vec<Vec<String>> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').map(unescaped).collect())
        .collect();
    assert!(!rows.is_empty(), "a table without rows tests nothing");
    rows
}

fn unescaped(cell: &str) -> String {
    let mut parts = cell.split("\\u");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = match part.strip_prefix('{') {
            Some(braced) => braced.split_once('}').expect("a closed escape"),
            None => part.split_at(4),
        };
        let code = u32::from_str_radix(code, 16).expect("a hexadecimal code point");
        text.push(char::from_u32(code).expect("a code point"));
        text.push_str(rest);
    }
    text.replace('␣', "\u{3000}")
}
