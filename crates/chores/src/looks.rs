//! Who looked at what, for operators: the register as it stands in the store.

use catalogue::Archive;
use chrono::NaiveDate;
use kernel::{Among, DepartmentId, Instant, ReceiptNumber, Role, StaffId};
use submission_store::{
    Page, StoreError,
    looks::{self, LookFilter},
    staff, submissions,
};

/// Which looks an operator asks for.
#[derive(Debug, Clone, Default)]
pub struct Sight {
    /// At the case with this number.
    pub case: Option<ReceiptNumber>,
    /// Of the person with this address.
    pub staff: Option<String>,
    /// On this day or later.
    pub since: Option<NaiveDate>,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LookLine {
    /// When.
    pub at: Instant,
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// As what, where it was one case.
    pub role: Option<Role>,
    /// In which department they are that.
    pub department: Option<DepartmentId>,
    /// What, in a word.
    pub kind: &'static str,
    /// At which case.
    pub receipt_number: Option<String>,
    /// Which part of it, or what a list was narrowed to.
    pub part: String,
    /// How many rows were shown.
    pub found: Option<u32>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SightFault {
    /// Nothing has this number.
    #[error("no case has the number {0}")]
    Case(ReceiptNumber),
    /// Nobody has this address.
    #[error("nobody has the address {0}")]
    Staff(String),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The newest looks, at most `most` of them.
pub async fn list_looks(
    archive: &Archive,
    sight: Sight,
    most: usize,
) -> Result<Vec<LookLine>, SightFault> {
    let read = archive.store().read(move |tx| {
        let mut filter = LookFilter { from: sight.since, ..LookFilter::default() };
        if let Some(number) = sight.case {
            let id = submissions::id_of(tx, &number)?;
            filter.case = Some(id.ok_or(SightFault::Case(number))?);
        }
        if let Some(email) = sight.staff {
            let person = staff::find_by_email(tx, &email.trim().to_lowercase())?;
            filter.by = Some(person.ok_or(SightFault::Staff(email))?.id);
        }
        let mut lines = Vec::new();
        let mut page = Page::first(Page::MOST);
        loop {
            let listed = looks::list(tx, &Among::All, &filter, &page)?;
            let people: Vec<StaffId> = listed.items.iter().map(|look| look.by.clone()).collect();
            let people = staff::names(tx, &people)?;
            let cases: Vec<_> = listed.items.iter().filter_map(|look| look.case.clone()).collect();
            let numbers = submissions::numbers(tx, &cases)?;
            lines.extend(listed.items.into_iter().map(|look| LookLine {
                at: look.at,
                name: people.get(&look.by).cloned().unwrap_or_default(),
                staff: look.by,
                role: look.role,
                department: look.department,
                kind: look.kind.word(),
                receipt_number:
                    look.case.and_then(|id| numbers.get(&id).map(|(number, _)| number.to_string())),
                part: look.part,
                found: look.found,
            }));
            match listed.next {
                Some(next) if lines.len() < most => page = Page::after(Page::MOST, next),
                Some(_) | None => break,
            }
        }
        lines.truncate(most);
        Ok(lines)
    });
    read.await
}
