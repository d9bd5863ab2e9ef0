//! Lists by keyset: a limit, and a cursor that names the last row seen.
//!
//! The tenth thousandth page costs what the first one costs, and a row that is
//! added meanwhile shifts nothing.

use std::{fmt, str::FromStr};

use kernel::Instant;

/// Behind every id.
const LAST_ID: &str = "ffffffff";

/// A place in a list: the sort key and the id of the last row seen. Opaque to callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) key: i64,
    pub(crate) id: String,
}

/// The text is not a cursor of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct ParseCursorError;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// At most so many rows, 1 to 200; other values are moved into that range.
    pub limit: u32,
    /// Only what comes after this place.
    pub after: Option<Cursor>,
    /// Only what comes before this place, and of that the nearest; for lists that are walked both
    /// ways.
    pub before: Option<Cursor>,
    most: u32,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where to go on, if there is more.
    pub next: Option<Cursor>,
    /// The first of the rows, if there are any before it.
    pub previous: Option<Cursor>,
}

impl Page {
    /// No list gives more rows at once.
    pub const MOST: u32 = 200;

    /// The first rows.
    pub const fn first(limit: u32) -> Self {
        Self { limit, after: None, before: None, most: Self::MOST }
    }

    /// The rows after `cursor`.
    pub const fn after(limit: u32, cursor: Cursor) -> Self {
        Self { limit, after: Some(cursor), before: None, most: Self::MOST }
    }

    /// The last rows before `cursor`.
    pub const fn before(limit: u32, cursor: Cursor) -> Self {
        Self { limit, after: None, before: Some(cursor), most: Self::MOST }
    }

    /// So many rows the same way, beyond `from` where there is such a place: more than a list gives.
    pub(crate) fn stretch(&self, rows: u32, from: Option<Cursor>) -> Self {
        let page = match from {
            Some(from) if self.before.is_some() => Self::before(rows, from),
            Some(from) => Self::after(rows, from),
            None => Self { limit: rows, ..self.clone() },
        };
        Self { most: rows.max(1), ..page }
    }

    /// The limit within its range.
    pub(crate) fn rows(&self) -> u32 {
        self.limit.clamp(1, self.most)
    }

    /// One row more tells that there is more.
    pub(crate) fn rows_and_one(&self) -> usize {
        usize::try_from(self.rows()).unwrap_or(usize::MAX).saturating_add(1)
    }
}

impl Cursor {
    /// The place behind everything that arrived in or after a month, and that of no row.
    pub(crate) fn behind(first: Instant) -> Self {
        Self { key: first.millis() - 1, id: LAST_ID.to_owned() }
    }

    /// Until when a search went that stopped here before its page was full.
    pub fn stopped_at(&self) -> Option<Instant> {
        (self.id == LAST_ID).then(|| Instant::from_millis(self.key + 1))
    }
}

impl<T> Listed<T> {
    /// `rows` holds up to one row more than the page: that one only tells that there is more. Of a
    /// page before a place they come with the nearest to it first.
    pub(crate) fn cut(mut rows: Vec<T>, page: &Page, cursor: impl Fn(&T) -> Cursor) -> Self {
        let limit = usize::try_from(page.rows()).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let backwards = page.before.is_some();
        if backwards {
            rows.reverse();
        }
        // Where one came from there is more.
        let (goes_on, came_on) =
            if backwards { (true, more) } else { (more, page.after.is_some()) };
        let next = rows.last().filter(|_| goes_on).map(&cursor);
        let previous = rows.first().filter(|_| came_on).map(&cursor);
        Self { items: rows, next, previous }
    }
}

/// `1795222800123~0193…`: the key, then the id.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.key, self.id)
    }
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, ParseCursorError> {
        let (key, id) = text.split_once('~').ok_or(ParseCursorError)?;
        let fits = |c: char| c.is_ascii_hexdigit() || c == '-';
        if id.len() > 36 || !id.chars().all(fits) {
            return Err(ParseCursorError);
        }
        let key = key.parse().ok().ok_or(ParseCursorError)?;
        Ok(Self { key, id: id.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_nothing_else_does() {
        let cursor = Cursor { key: -5, id: "0193-ab".to_owned() };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", "~", "x~0193", "5~zzz", "5"] {
            assert_eq!(text.parse::<Cursor>(), Err(ParseCursorError), "{text}");
        }
    }

    #[test]
    fn only_a_full_page_has_a_next_one() {
        let at = |n: &i64| Cursor { key: *n, id: String::new() };
        let full = Listed::cut(vec![1, 2, 3], &Page::first(2), at);
        assert_eq!((full.items, full.next.map(|c| c.key)), (vec![1, 2], Some(2)));
        assert_eq!(full.previous, None);
        let last = Listed::cut(vec![1, 2], &Page::first(2), at);
        assert_eq!((last.items, last.next), (vec![1, 2], None));
    }

    #[test]
    fn a_page_before_a_place_goes_on_where_it_was_come_from() {
        let at = |n: &i64| Cursor { key: *n, id: String::new() };
        let keys = |listed: Listed<i64>| {
            let (next, previous) = (listed.next.map(|c| c.key), listed.previous.map(|c| c.key));
            (listed.items, previous, next)
        };
        let before = |rows| keys(Listed::cut(rows, &Page::before(2, at(&9)), at));
        assert_eq!(before(vec![8, 7, 6]), (vec![7, 8], Some(7), Some(8)));
        assert_eq!(before(vec![8]), (vec![8], None, Some(8)), "the beginning");
        let after = keys(Listed::cut(vec![10], &Page::after(2, at(&9)), at));
        assert_eq!(after, (vec![10], Some(10), None));
    }
}
