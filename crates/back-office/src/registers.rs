//! 文書番号簿: the papers of a department by their numbers, for who leads it.

use kernel::{DepartmentId, ReceiptNumber, SubmissionId};
use submission_store::{
    Scope, StoreError,
    registers::{self, Numbered, read_number},
    staff, submissions,
};

use crate::{BackOffice, Error, KeptDepartment, QueueFilter, Staff};

/// Numbers on one page.
pub const NUMBERS: u32 = 100;

/// The register of one department and fiscal year.
#[derive(Debug)]
pub struct RegisterBook {
    /// The departments that the person leads.
    pub departments: Vec<KeptDepartment>,
    /// Whose register this is.
    pub department: DepartmentId,
    /// The fiscal years that have one: year, 記号 and how many numbers were taken, the last first.
    pub years: Vec<(i64, String, i64)>,
    /// Which of them this is; nothing where no number was taken yet.
    pub year: Option<i64>,
    /// The number of the first line.
    pub from: i64,
    /// The numbers, in order.
    pub lines: Vec<RegisterLine>,
}

/// One number.
#[derive(Debug, Clone)]
pub struct RegisterLine {
    /// The number and what became of its paper.
    pub number: Numbered,
    /// 受付番号 of the case.
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// Who said that it does not count.
    pub voided_by: Option<String>,
}

impl BackOffice {
    /// A part of a register: of the first department that the person leads, of its last year, and
    /// of its last numbers where none of these is named.
    pub async fn register(
        &self,
        staff: &Staff,
        department: &str,
        year: Option<i64>,
        from: Option<i64>,
    ) -> Result<RegisterBook, Error> {
        let departments = self.led(staff).await?;
        let named = departments.iter().find(|it| it.id.as_str() == department);
        let named = if department.is_empty() { departments.first() } else { named };
        let department = named.ok_or(Error::NotFound)?.id.clone();
        let of = department.clone();
        let read = self.inner.store.read(move |tx| {
            let years = registers::registers(tx, &of)?;
            let wanted = year.map_or(years.first(), |year| years.iter().find(|it| it.0 == year));
            let Some((year, _, count)) = wanted.cloned() else {
                return Ok((years, None, 1, Vec::new()));
            };
            let first = |number: i64| number - (number - 1).rem_euclid(i64::from(NUMBERS));
            let from = first(from.unwrap_or(count).clamp(1, count.max(1)));
            let mut lines = Vec::new();
            for number in registers::list(tx, &of, year, from, NUMBERS)? {
                let filed = submissions::known(tx, &number.paper.case)?;
                let by = number.void.as_ref().map(|void| void.by.clone());
                let people = staff::names(tx, &Vec::from_iter(by.clone()))?;
                lines.push((number, filed, by.and_then(|by| people.get(&by).cloned())));
            }
            Ok::<_, StoreError>((years, Some(year), from, lines))
        });
        let (years, year, from, lines) = read.await?;
        let lines = lines.into_iter().map(|(number, filed, voided_by)| {
            let (receipt_number, procedure) = filed;
            let title = self.catalogue().title_of(&procedure);
            RegisterLine { number, receipt_number, title, voided_by }
        });
        let lines = lines.collect();
        Ok(RegisterBook { departments, department, years, year, from, lines })
    }

    /// The same filter with a 文書番号 among its words read as the case whose paper it stands on.
    pub(crate) async fn by_document_number(
        &self,
        filter: QueueFilter,
    ) -> Result<QueueFilter, Error> {
        let words = filter.words.as_deref().unwrap_or_default();
        let named = words.split_whitespace().find_map(|word| Some((word, read_number(word)?)));
        let Some((word, (code, number))) = named else { return Ok(filter) };
        let read = self.inner.store.read(move |tx| {
            let found = registers::find_all(tx, &code, number)?;
            let Some(paper) = found.into_iter().next() else { return Ok(None) };
            let case: SubmissionId = paper.paper.case;
            submissions::find(tx, &Scope::Worker, &case)
        });
        let Some(found) = read.await? else { return Ok(filter) };
        let words = words.replacen(word, found.receipt_number.as_str(), 1);
        Ok(QueueFilter { words: Some(words), ..filter })
    }
}
