//! 「この条件の n件すべて」: the cases of a list, frozen with the versions that they have now.

use kernel::SubmissionId;
use submission_store::{Page, StoreError, cases};

use super::MOST_CASES;
use crate::{
    BackOffice, Counted, Error, QueueFilter, Staff, counts::COUNTED, look::asked,
    permission::reach_of,
};

/// The cases of a list.
#[derive(Debug)]
pub enum Chosen {
    /// All of them, each with its version.
    Cases(Vec<(SubmissionId, i64)>),
    /// There are more than one person answers for at once.
    TooMany(Counted),
}

impl BackOffice {
    /// Every case that the queue shows this person under `filter`, in its order. That they were
    /// looked through is written down like a page of the queue.
    pub async fn chosen_by(&self, staff: &Staff, filter: QueueFilter) -> Result<Chosen, Error> {
        let now = self.now();
        let wanted = Self::store_filter(staff, &filter, now.day());
        let words = filter.words.as_deref().filter(|_| wanted.sought.is_some());
        let terms = words.map(|words| self.terms_of(staff, words)).unwrap_or_default();
        let (kind, part) = asked(&filter, wanted.receipt_number.as_ref(), terms);
        let reach = reach_of(&staff.authority);
        let read = self.inner.store.read(move |tx| {
            let count = cases::count(tx, &reach, &wanted, COUNTED + 1)?;
            if count.stopped || usize::try_from(count.number).is_ok_and(|many| many > MOST_CASES) {
                return Ok(Chosen::TooMany(Counted::of(count)));
            }
            let (mut chosen, mut page) = (Vec::new(), Some(Page::first(Page::MOST)));
            while let Some(here) = page {
                let listed = cases::list(tx, &reach, &wanted, &here)?;
                chosen.extend(listed.items.into_iter().map(|entry| (entry.id, entry.version)));
                page = listed.next.map(|cursor| Page::after(Page::MOST, cursor));
            }
            chosen.truncate(MOST_CASES);
            Ok::<_, StoreError>(Chosen::Cases(chosen))
        });
        let chosen = read.await?;
        if let Chosen::Cases(cases) = &chosen {
            self.looked_through(
                staff,
                kind,
                format!("{part} page=all").trim().to_owned(),
                cases.len(),
                now,
            )
            .await?;
        }
        Ok(chosen)
    }
}
