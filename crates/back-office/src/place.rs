//! Where a page of the queue begins: a text that is given out and handed back. It names a row and
//! the way from there, and bears the mark of the list: in another list, or another order, the row
//! would be a place that nobody meant.

use submission_store::{Cursor, Digest, Page, cases::QueueSort};

use crate::Error;

const AFTER: &str = "after";
const BEFORE: &str = "before";

/// Letters of the mark: it keeps mistakes out, not people.
const MARK: usize = 8;

/// A list, as its cursors tell it from others.
#[derive(Debug)]
pub(crate) struct Mark(String);

impl Mark {
    /// The mark of the list that was `asked` for in this order.
    pub(crate) fn of(asked: &str, sort: QueueSort) -> Self {
        let digest = Digest::of(format!("{asked}\n{}", sort.word()).as_bytes());
        Self(digest.hex().chars().take(MARK).collect())
    }

    /// The page that `text` names, which has to be one that this list gave out.
    pub(crate) fn page(&self, text: Option<&str>, limit: u32) -> Result<Page, Error> {
        let Some(text) = text else { return Ok(Page::first(limit)) };
        let mut parts = text.splitn(3, '~');
        let (mark, way) = (parts.next(), parts.next());
        let cursor: Option<Cursor> = parts.next().and_then(|place| place.parse().ok());
        match (way, cursor.filter(|_| mark == Some(&self.0))) {
            (Some(AFTER), Some(cursor)) => Ok(Page::after(limit, cursor)),
            (Some(BEFORE), Some(cursor)) => Ok(Page::before(limit, cursor)),
            (_, _) => Err(Error::NotFound),
        }
    }

    pub(crate) fn after(&self, cursor: &Cursor) -> String {
        format!("{}~{AFTER}~{cursor}", self.0)
    }

    pub(crate) fn before(&self, cursor: &Cursor) -> String {
        format!("{}~{BEFORE}~{cursor}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_of_its_own_list_and_order() {
        let mark = Mark::of("view=mine", QueueSort::Due);
        let cursor: Cursor = "739000~0193-ab".parse().unwrap();
        let (after, before) = (mark.after(&cursor), mark.before(&cursor));
        assert_eq!(mark.page(Some(&after), 50).unwrap(), Page::after(50, cursor.clone()));
        assert_eq!(mark.page(Some(&before), 50).unwrap(), Page::before(50, cursor));
        for other in [Mark::of("view=all", QueueSort::Due), Mark::of("view=mine", QueueSort::Moved)]
        {
            assert!(matches!(other.page(Some(&after), 50), Err(Error::NotFound)));
        }
        for text in ["", "~", "739000~0193-ab", &after.replace(AFTER, "beside")] {
            assert!(matches!(mark.page(Some(text), 50), Err(Error::NotFound)), "{text}");
        }
    }
}
