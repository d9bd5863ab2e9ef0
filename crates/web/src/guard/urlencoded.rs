//! Posted forms read strictly: `application/x-www-form-urlencoded` as pairs of text.
//!
//! Stricter than the usual readers, which put U+FFFD where bytes are no UTF-8: a name that
//! was damaged on the way must not be filed.

/// More fields than the largest form has rows and columns.
const MOST_PAIRS: usize = 4_000;

/// Why a body is not a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormFault {
    /// More fields than any form has.
    #[error("more than {MOST_PAIRS} fields")]
    TooMany,
    /// A `%` without two hexadecimal digits.
    #[error("a percent sign without two hexadecimal digits")]
    Percent,
    /// Bytes that are no UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// U+0000, which no database keeps alike.
    #[error("a NUL character")]
    Nul,
}

/// The posted names and values in their order.
pub fn pairs(body: &[u8]) -> Result<Vec<(String, String)>, FormFault> {
    let mut found = Vec::new();
    for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        if found.len() == MOST_PAIRS {
            return Err(FormFault::TooMany);
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let name = text(halves.next().unwrap_or_default())?;
        let value = text(halves.next().unwrap_or_default())?;
        found.push((name, value));
    }
    Ok(found)
}

fn text(encoded: &[u8]) -> Result<String, FormFault> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex_pair(rest.next(), rest.next())?,
            other => *other,
        });
    }
    plain(bytes)
}

/// `bytes` as text that every database can keep.
pub(crate) fn plain(bytes: Vec<u8>) -> Result<String, FormFault> {
    if bytes.contains(&0) {
        return Err(FormFault::Nul);
    }
    // The fault's own text quotes nothing, but there is nothing to add either.
    String::from_utf8(bytes).ok().ok_or(FormFault::NotUtf8)
}

fn hex_pair(high: Option<&u8>, low: Option<&u8>) -> Result<u8, FormFault> {
    let digit = |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16));
    let value = digit(high).zip(digit(low)).map(|(high, low)| high * 16 + low);
    value.and_then(|value| u8::try_from(value).ok()).ok_or(FormFault::Percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: Result<&[(&str, &str)], FormFault>) {
        let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
        };
        assert_eq!(pairs(body.as_bytes()), expected.map(owned), "{body}");
    }

    #[test]
    fn pairs_keep_their_order_and_repetitions() {
        check("a=1&b=2&a=3", Ok(&[("a", "1"), ("b", "2"), ("a", "3")]));
        check("a=x+y&b=%E8%8A%B1%2B&c", Ok(&[("a", "x y"), ("b", "花+"), ("c", "")]));
        check("children%2F0%2Fname=%F0%A0%AE%B7", Ok(&[("children/0/name", "𠮷")]));
        check("&&", Ok(&[]));
        check("a=b=c", Ok(&[("a", "b=c")]));
    }

    #[test]
    fn damaged_text_is_refused_and_not_repaired() {
        check("a=%FF", Err(FormFault::NotUtf8));
        check("a=%C0%AF", Err(FormFault::NotUtf8));
        check("a=%ED%A0%80", Err(FormFault::NotUtf8));
        check("a=%00", Err(FormFault::Nul));
        check("a=%4", Err(FormFault::Percent));
        check("a=%+1", Err(FormFault::Percent));
        assert_eq!(pairs(b"a=\xFF"), Err(FormFault::NotUtf8));
    }

    #[test]
    fn ten_thousand_fields_are_nobodys_form() {
        assert_eq!(pairs("a=1&".repeat(10_000).as_bytes()), Err(FormFault::TooMany));
    }
}
