//! 前の申請から写す: what the first page of a draft offers of what this browser sent before, and what
//! every page says once something was put in.

use counter::{Counter, Earlier};
use kernel::DraftId;

use super::sheet::Sheet;
use crate::{link, visit::Visit};
use ::web::{guard::WebError, shown, wording::Phrase};

/// What a page says of it.
pub(super) struct EarlierView {
    /// That answers were put in, and from what.
    pub(super) done: Option<Phrase>,
    /// From what they can be: receipt numbers, and words.
    pub(super) offers: Vec<(String, Phrase)>,
}

impl EarlierView {
    /// Nothing where nothing was put in or can be.
    pub(super) async fn of(
        counter: &Counter,
        visit: &Visit,
        sheet: &Sheet,
    ) -> Result<Option<Self>, WebError> {
        let w = visit.words();
        if let Some(number) = &sheet.draft.copied {
            let done = Some(w.earlier_done(number));
            return Ok(Some(Self { done, offers: Vec::new() }));
        }
        if sheet.progress().0 != 1 {
            return Ok(None);
        }
        let found = counter.earlier_of(&visit.visitor(), &sheet.draft, visit.language).await?;
        let offer = |it: Earlier| {
            let when = shown::day(it.sent_on, counter.today(), visit.language);
            let words = match it.name {
                Some(name) => w.earlier_copy_of(name, it.title, when),
                None => w.earlier_copy(it.title, when),
            };
            (it.receipt_number.to_string(), words)
        };
        let offers: Vec<_> = found.into_iter().map(offer).collect();
        Ok((!offers.is_empty()).then_some(Self { done: None, offers }))
    }
}

/// The page again, at what it says of it.
pub(super) fn copied_at(id: &DraftId, page: &str, returns: bool) -> String {
    let how: &[&str] = if returns { &[link::RETURN] } else { &[] };
    format!("{}#{}", link::apply_again(id, page, how), link::EARLIER)
}
