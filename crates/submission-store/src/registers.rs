//! 文書番号簿: the numbers of the papers that departments issue, counted by fiscal year.
//!
//! A number is taken in the transaction that decides, as its last write: where that fails, nothing
//! was taken, so that no number is ever missing. Its paper is set afterwards. Who may take one
//! back is for others to say.

mod list;

use chrono::{Datelike as _, Duration, NaiveDate};
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, StaffId, SubmissionId};
use review_workflow::VoidReason;

use crate::{
    StoreError, WriteTx,
    departments::{self, Department},
    engine::per_engine,
    row::At,
    schema::{register_numbers, registers},
    transaction::Door as _,
};

pub use list::{count_late, due, find_all, list, of_case, registers};

const TABLE: &str = "register_numbers";
const BOOKS: &str = "registers";

/// So long whoever decided sets the paper themselves; then whoever looks for such does.
const OWN_TIME: Duration = Duration::seconds(10);

/// So many departments with the same abbreviation are told apart.
const NAMESAKES: u32 = 100;

/// A paper that needs a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    /// The case.
    pub case: SubmissionId,
    /// The paper, counted from 1 in its case.
    pub notice: i64,
    /// The kind of the paper, in a word.
    pub kind: String,
    /// Whose register it stands in: the department that answers for the case.
    pub department: DepartmentId,
    /// When it was decided.
    pub at: Instant,
    /// Which version of the 教示 it carries, where it carries one that was confirmed.
    pub instruction: Option<i64>,
    /// Which template it is set by; nothing for the one that comes with the program.
    pub template: Option<i64>,
}

/// A number that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// For which paper.
    pub paper: Numbering,
    /// 年度: the fiscal year, by the calendar year in which it begins.
    pub year: i64,
    /// 記号, as it is printed.
    pub code: String,
    /// Counts from 1 in its register.
    pub number: i64,
    /// When the paper is set, or tried again; nothing once it is set.
    pub due_at: Option<Instant>,
    /// 欠番: why it does not count any more.
    pub void: Option<Void>,
}

/// Why a number does not count any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Void {
    /// Why.
    pub reason: VoidReason,
    /// Who said so.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

impl Numbered {
    /// 文書番号 as it stands on the paper.
    pub fn text(&self) -> String {
        format!("{}第{}号", self.code, self.number)
    }

    /// The first of its year, for what is only to look like one.
    pub fn sample(paper: Numbering) -> Self {
        let year = fiscal_year(paper.at.day());
        Self { year, paper, code: "見本".to_owned(), number: 1, due_at: None, void: None }
    }

    /// 第12号 of 2026 in some department, with who made it void.
    #[doc(hidden)]
    pub fn of_a_test(case: SubmissionId, at: Instant, voided_by: Option<StaffId>) -> Self {
        let void = voided_by.map(|by| Void { reason: VoidReason::Addressee, by, at });
        let (kind, department) = ("approval".to_owned(), DepartmentId::city());
        let paper =
            Numbering { case, notice: 1, kind, department, at, instruction: None, template: None };
        Self { year: 2026, paper, code: "仙区戸".to_owned(), number: 12, due_at: None, void }
    }

    /// Whether its paper is still to be set.
    pub const fn is_waiting(&self) -> bool {
        self.due_at.is_some()
    }
}

/// The fiscal year of a day: it begins on 1 April.
pub fn fiscal_year(day: NaiveDate) -> i64 {
    i64::from(if day.month() < 4 { day.year() - 1 } else { day.year() })
}

/// 記号 and figure of a 文書番号, however its figures are typed.
pub fn read_number(text: &str) -> Option<(String, i64)> {
    let (code, rest) = text.trim().rsplit_once('第')?;
    let digits = rest.strip_suffix('号')?;
    if code.is_empty() || digits.is_empty() {
        return None;
    }
    let digits: Option<String> = digits.chars().map(plain).collect();
    Some((code.trim().to_owned(), digits?.parse().ok()?))
}

fn plain(digit: char) -> Option<char> {
    let shift = u32::from(digit).checked_sub(0xFF10).filter(|it| *it < 10);
    let plain = shift.and_then(|it| char::from_digit(it, 10));
    Some(digit).filter(char::is_ascii_digit).or(plain)
}

/// Takes the next number. To be the last write of its transaction: whoever decides in the same
/// department at the same moment waits for its end.
pub fn take(tx: &mut WriteTx<'_>, paper: &Numbering) -> Result<(), StoreError> {
    let (department, year) = (&paper.department, fiscal_year(paper.at.day()));
    if !count_on(tx, department, year)? {
        open(tx, department, year)?;
        if !count_on(tx, department, year)? {
            return Err(StoreError::corrupt(BOOKS, department.as_str(), "it cannot be opened"));
        }
    }
    // The row is this transaction's alone since it was counted on.
    let next: i64 = tx.run(BOOKS, |conn, here| {
        registers::table.find((here, department.as_str(), year)).select(registers::next).first(conn)
    })?;
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(register_numbers::table)
            .values((
                register_numbers::municipality.eq(here),
                register_numbers::department.eq(department.as_str()),
                register_numbers::year.eq(year),
                register_numbers::number.eq(next - 1),
                register_numbers::case_id.eq(paper.case.as_str()),
                register_numbers::notice.eq(paper.notice),
                register_numbers::kind.eq(&paper.kind),
                register_numbers::taken_at.eq(paper.at.naive_utc()),
                register_numbers::instruction.eq(paper.instruction),
                register_numbers::template.eq(paper.template),
                register_numbers::due_at.eq(paper.at.plus(OWN_TIME).naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Whether there is such a register, which is counted on by one.
fn count_on(
    tx: &mut WriteTx<'_>,
    department: &DepartmentId,
    year: i64,
) -> Result<bool, StoreError> {
    let counted = tx.run(BOOKS, |conn, here| {
        diesel::update(registers::table.find((here, department.as_str(), year)))
            .set(registers::next.eq(registers::next + 1))
            .execute(conn)
    })?;
    Ok(counted == 1)
}

/// Opens the register of a year, unless somebody else has just done so. Its 記号 stays for the
/// year; a department with that of another one gets a figure behind it.
fn open(tx: &mut WriteTx<'_>, department: &DepartmentId, year: i64) -> Result<(), StoreError> {
    let damaged = || At::row(BOOKS, department.as_str()).damaged("its department is not known");
    let found = departments::list(tx)?.into_iter().find(|it| it.id == *department);
    let code = found.as_ref().map(Department::document_code).ok_or_else(damaged)?;
    for namesake in 1..=NAMESAKES {
        let code = if namesake == 1 { code.clone() } else { format!("{code}{namesake}") };
        let opened = tx.run(BOOKS, |conn, here| {
            per_engine!(conn, |conn| diesel::insert_into(registers::table)
                .values((
                    registers::municipality.eq(here),
                    registers::department.eq(department.as_str()),
                    registers::year.eq(year),
                    registers::code.eq(&code),
                    registers::next.eq(1),
                ))
                .on_conflict_do_nothing()
                .execute(conn))
        })?;
        let is_there: i64 = tx.run(BOOKS, |conn, here| {
            registers::table.find((here, department.as_str(), year)).count().get_result(conn)
        })?;
        if opened == 1 || is_there == 1 {
            return Ok(());
        }
    }
    Err(StoreError::corrupt(BOOKS, department.as_str(), "too many have the same abbreviation"))
}

/// Says that a number does not count any more (欠番); nothing more waits to be set for it.
/// [`StoreError::Conflict`]: there is none that counts.
pub fn void(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    notice: i64,
    void: &Void,
) -> Result<(), StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(register_numbers::table)
            .filter(register_numbers::municipality.eq(here))
            .filter(register_numbers::case_id.eq(case.as_str()))
            .filter(register_numbers::notice.eq(notice))
            .filter(register_numbers::voided_at.is_null())
            .set((
                register_numbers::void_reason.eq(void.reason.word()),
                register_numbers::voided_by.eq(void.by.as_str()),
                register_numbers::voided_at.eq(void.at.naive_utc()),
                register_numbers::due_at.eq(None::<chrono::NaiveDateTime>),
            ))
            .execute(conn)
    })?;
    if changed == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    Ok(())
}

/// The paper of a number is set. False when it was before, or does not count any more.
pub fn set(tx: &mut WriteTx<'_>, case: &SubmissionId, notice: i64) -> Result<bool, StoreError> {
    put_off(tx, case, notice, None)
}

/// The paper of a number is tried at `until`, and not before: by then whoever tries it now is done
/// or dead. False when it is set, or does not count any more.
pub fn try_until(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    notice: i64,
    until: Instant,
) -> Result<bool, StoreError> {
    put_off(tx, case, notice, Some(until))
}

fn put_off(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    notice: i64,
    until: Option<Instant>,
) -> Result<bool, StoreError> {
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(register_numbers::table)
            .filter(register_numbers::municipality.eq(here))
            .filter(register_numbers::case_id.eq(case.as_str()))
            .filter(register_numbers::notice.eq(notice))
            .filter(register_numbers::due_at.is_not_null())
            .set(register_numbers::due_at.eq(until.map(Instant::naive_utc)))
            .execute(conn)
    })?;
    Ok(changed == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_number_is_read_as_it_is_typed() {
        let read = Some(("仙区戸".to_owned(), 12));
        for text in ["仙区戸第12号", "仙区戸第１２号", " 仙区戸第0012号 "] {
            assert_eq!(read_number(text), read, "{text}");
        }
        for text in ["第12号", "仙区戸第号", "仙区戸第十二号", "仙区戸12", "仙区戸第12号の2", ""]
        {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_fiscal_year_begins_on_the_first_of_april() {
        for (day, year) in [("2027-03-31", 2026), ("2027-04-01", 2027), ("2026-12-31", 2026)] {
            assert_eq!(fiscal_year(day.parse().unwrap()), year, "{day}");
        }
    }
}
