//! 廃棄予定: which finished cases are long over, and the lists by which two people have them
//! erased.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{CasePlace, Instant, ReceiptNumber, StaffId, SubmissionId};

use crate::{
    Reads, StoreError, WriteTx,
    row::At,
    schema::{case_keys, cases, erasures, retention_items, retention_lists, submissions},
    transaction::Door as _,
};

const LISTS: &str = "retention_lists";
const ITEMS: &str = "retention_items";

/// A case that is finished and not erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The case.
    pub case: SubmissionId,
    /// The number on the receipt.
    pub receipt_number: ReceiptNumber,
    /// Where it belongs.
    pub place: CasePlace,
    /// The version of its form.
    pub version: i64,
    /// When it was moved last.
    pub moved_at: Instant,
    /// The version of the case, which moves with it.
    pub case_version: i64,
    /// Whether it has a key that can be destroyed.
    pub has_key: bool,
}

/// A list of cases to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionList {
    /// Counts from 1 in a municipality.
    pub number: i64,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Instant,
    /// Who approved it, and when.
    pub approved: Option<(StaffId, Instant)>,
}

/// One case on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The case.
    pub case: SubmissionId,
    /// The first day on which it can be erased.
    pub due_on: NaiveDate,
    /// The rule.
    pub rule: String,
}

/// Finished cases that were not moved since `before`, by id: those behind `after`.
pub fn list_finished(
    tx: &mut impl Reads,
    before: Instant,
    after: Option<&SubmissionId>,
    limit: u32,
) -> Result<Vec<Finished>, StoreError> {
    let after = after.map_or("", SubmissionId::as_str);
    let rows: Vec<FinishedRow> = tx.run("cases", |conn, here| {
        cases::table
            .inner_join(submissions::table)
            .left_join(case_keys::table.on(case_keys::case_id.eq(cases::id)))
            .filter(cases::municipality.eq(here))
            .filter(cases::is_open.eq(false))
            .filter(submissions::erased_at.is_null())
            .filter(cases::changed_at.lt(before.naive_utc()))
            .filter(cases::id.gt(after))
            .order(cases::id)
            .limit(i64::from(limit))
            .select(FinishedRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Finished::try_from).collect()
}

/// One finished case that is not erased.
pub fn find_finished(
    tx: &mut impl Reads,
    case: &SubmissionId,
) -> Result<Option<Finished>, StoreError> {
    let row: Option<FinishedRow> = tx.run("cases", |conn, here| {
        cases::table
            .inner_join(submissions::table)
            .left_join(case_keys::table.on(case_keys::case_id.eq(cases::id)))
            .filter(cases::municipality.eq(here))
            .filter(cases::id.eq(case.as_str()))
            .filter(cases::is_open.eq(false))
            .filter(submissions::erased_at.is_null())
            .select(FinishedRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Finished::try_from).transpose()
}

/// Keeps a list, and gives its number. Two at the same moment cannot both get it.
pub fn propose(
    tx: &mut WriteTx<'_>,
    by: &StaffId,
    at: Instant,
    items: &[Item],
) -> Result<i64, StoreError> {
    let last: Option<i64> = tx.run(LISTS, |conn, here| {
        retention_lists::table
            .filter(retention_lists::municipality.eq(here))
            .select(diesel::dsl::max(retention_lists::number))
            .first(conn)
    })?;
    let number = last.unwrap_or(0) + 1;
    tx.run(LISTS, |conn, here| {
        diesel::insert_into(retention_lists::table)
            .values((
                retention_lists::municipality.eq(here),
                retention_lists::number.eq(number),
                retention_lists::proposed_by.eq(by.as_str()),
                retention_lists::proposed_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    for item in items {
        tx.run(ITEMS, |conn, here| {
            diesel::insert_into(retention_items::table)
                .values((
                    retention_items::municipality.eq(here),
                    retention_items::list.eq(number),
                    retention_items::case_id.eq(item.case.as_str()),
                    retention_items::due_on.eq(item.due_on),
                    retention_items::rule.eq(&item.rule),
                ))
                .execute(conn)
        })?;
    }
    Ok(number)
}

/// Signs a list for the second time; false when it is signed already.
pub fn approve(
    tx: &mut WriteTx<'_>,
    number: i64,
    by: &StaffId,
    at: Instant,
) -> Result<bool, StoreError> {
    let signed = tx.run(LISTS, |conn, here| {
        diesel::update(retention_lists::table)
            .filter(retention_lists::municipality.eq(here))
            .filter(retention_lists::number.eq(number))
            .filter(retention_lists::approved_at.is_null())
            .set((
                retention_lists::approved_by.eq(by.as_str()),
                retention_lists::approved_at.eq(at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(signed == 1)
}

/// One list.
pub fn find(tx: &mut impl Reads, number: i64) -> Result<Option<RetentionList>, StoreError> {
    let row: Option<ListRow> = tx.run(LISTS, |conn, here| {
        retention_lists::table
            .filter(retention_lists::municipality.eq(here))
            .filter(retention_lists::number.eq(number))
            .select(ListRow::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(RetentionList::try_from).transpose()
}

/// Every list, the first one first.
pub fn list(tx: &mut impl Reads) -> Result<Vec<RetentionList>, StoreError> {
    let rows: Vec<ListRow> = tx.run(LISTS, |conn, here| {
        retention_lists::table
            .filter(retention_lists::municipality.eq(here))
            .order(retention_lists::number)
            .select(ListRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(RetentionList::try_from).collect()
}

/// The cases on a list that are not erased yet, by id.
pub fn remaining(tx: &mut impl Reads, number: i64) -> Result<Vec<Item>, StoreError> {
    let rows: Vec<(String, NaiveDate, String)> = tx.run(ITEMS, |conn, here| {
        retention_items::table
            .left_join(erasures::table.on(erasures::case_id.eq(retention_items::case_id)))
            .filter(retention_items::municipality.eq(here))
            .filter(retention_items::list.eq(number))
            .filter(erasures::case_id.nullable().is_null())
            .order(retention_items::case_id)
            .select((retention_items::case_id, retention_items::due_on, retention_items::rule))
            .load(conn)
    })?;
    let read = |(case, due_on, rule): (String, NaiveDate, String)| {
        let case = At::row(ITEMS, &case).parse("case", &case)?;
        Ok(Item { case, due_on, rule })
    };
    rows.into_iter().map(read).collect()
}

/// The newest list that a case stands on.
pub fn listed(tx: &mut impl Reads, case: &SubmissionId) -> Result<Option<i64>, StoreError> {
    tx.run(ITEMS, |conn, here| {
        retention_items::table
            .filter(retention_items::municipality.eq(here))
            .filter(retention_items::case_id.eq(case.as_str()))
            .order(retention_items::list.desc())
            .select(retention_items::list)
            .first(conn)
            .optional()
    })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct FinishedRow {
    id: String,
    #[diesel(select_expression = submissions::receipt_number)]
    receipt_number: String,
    procedure: String,
    #[diesel(select_expression = submissions::version)]
    form_version: i64,
    department: String,
    ward: Option<String>,
    desk: Option<String>,
    changed_at: NaiveDateTime,
    version: i64,
    #[diesel(select_expression = case_keys::town_key.nullable())]
    town_key: Option<i64>,
}

impl TryFrom<FinishedRow> for Finished {
    type Error = StoreError;

    fn try_from(row: FinishedRow) -> Result<Self, StoreError> {
        let at = At::row("cases", &row.id);
        Ok(Self {
            case: at.parse("id", &row.id)?,
            receipt_number: at.parse("receipt number", &row.receipt_number)?,
            place: CasePlace {
                department: at.parse("department", &row.department)?,
                desk: at.parse_option("desk", row.desk.as_deref())?,
                ward: at.parse_option("ward", row.ward.as_deref())?,
                procedure: row.procedure,
            },
            version: row.form_version,
            moved_at: Instant::from_naive_utc(row.changed_at),
            case_version: row.version,
            has_key: row.town_key.is_some(),
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = retention_lists)]
struct ListRow {
    number: i64,
    proposed_by: String,
    proposed_at: NaiveDateTime,
    approved_by: Option<String>,
    approved_at: Option<NaiveDateTime>,
}

impl TryFrom<ListRow> for RetentionList {
    type Error = StoreError;

    fn try_from(row: ListRow) -> Result<Self, StoreError> {
        let number = row.number.to_string();
        let at = At::row(LISTS, &number);
        let approved_by = at.parse_option("who approved", row.approved_by.as_deref())?;
        Ok(Self {
            number: row.number,
            proposed_by: at.parse("who proposed", &row.proposed_by)?,
            proposed_at: Instant::from_naive_utc(row.proposed_at),
            approved: approved_by.zip(row.approved_at.map(Instant::from_naive_utc)),
        })
    }
}
