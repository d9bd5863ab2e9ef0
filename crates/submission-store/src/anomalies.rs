//! What stands out among the looks of a day (気になる見方), and what who heads the person says of it.
//!
//! A line says who, when and how many, and nothing of what was seen. It never goes away, and an
//! answer never changes: triggers refuse both.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use kernel::{AnomalyId, DepartmentId, Instant, StaffId};

use crate::{
    Cursor, Listed, Page, Reads, StoreError, WriteTx,
    row::{At, words},
    schema::{anomalies, watched_looks},
    transaction::Door as _,
};

const TABLE: &str = "anomalies";

/// Rows that are read with one statement.
const AT_ONCE: i64 = 500;

/// What stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnomalyKind {
    /// Many cases within minutes.
    ManyCases,
    /// Many cases looked at on a day with which the person did nothing.
    LookedOnly,
    /// One surname searched for again and again.
    OneName,
    /// Looks while the office is shut.
    AfterHours,
    /// Many rows taken out at once.
    ManyRows,
    /// Looks at protected cases (支援措置).
    Protected,
}

words!(AnomalyKind {
    ManyCases = "many-cases",
    LookedOnly = "looked-only",
    OneName = "one-name",
    AfterHours = "after-hours",
    ManyRows = "many-rows",
    Protected = "protected",
});

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anomaly {
    /// The id, which sorts by when it was found.
    pub id: AnomalyId,
    /// Of which day.
    pub day: NaiveDate,
    /// Whose looks.
    pub staff: StaffId,
    /// Where that person was granted something.
    pub departments: Vec<DepartmentId>,
    /// What stands out.
    pub kind: AnomalyKind,
    /// How many: cases, searches, looks or rows.
    pub number: i64,
    /// When it was found.
    pub found_at: Instant,
    /// What was said of it.
    pub answer: Option<AnomalyAnswer>,
}

/// What was said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnomalyAnswer {
    /// In words.
    pub words: String,
    /// By whom, who is not the person.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// Until which day the looks were watched.
pub fn watched_until(tx: &mut impl Reads) -> Result<Option<NaiveDate>, StoreError> {
    tx.run("watched_looks", |conn, here| {
        watched_looks::table
            .filter(watched_looks::municipality.eq(here))
            .select(watched_looks::until_day)
            .first(conn)
            .optional()
    })
}

/// Keeps what stands out on a day, and that the looks were watched until then.
pub fn watched(tx: &mut WriteTx<'_>, day: NaiveDate, found: &[Anomaly]) -> Result<(), StoreError> {
    found.iter().try_for_each(|anomaly| insert(tx, anomaly))?;
    let known = tx.run("watched_looks", |conn, here| {
        diesel::update(watched_looks::table)
            .filter(watched_looks::municipality.eq(here))
            .set(watched_looks::until_day.eq(day))
            .execute(conn)
    })?;
    if known == 0 {
        tx.run("watched_looks", |conn, here| {
            diesel::insert_into(watched_looks::table)
                .values((watched_looks::municipality.eq(here), watched_looks::until_day.eq(day)))
                .execute(conn)
        })?;
    }
    Ok(())
}

fn insert(tx: &mut WriteTx<'_>, anomaly: &Anomaly) -> Result<(), StoreError> {
    let departments: Vec<&str> = anomaly.departments.iter().map(DepartmentId::as_str).collect();
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(anomalies::table)
            .values((
                anomalies::id.eq(anomaly.id.as_str()),
                anomalies::municipality.eq(here),
                anomalies::day.eq(anomaly.day),
                anomalies::staff_id.eq(anomaly.staff.as_str()),
                anomalies::departments.eq(departments.join(" ")),
                anomalies::kind.eq(anomaly.kind.word()),
                anomalies::number.eq(anomaly.number),
                anomalies::found_at.eq(anomaly.found_at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Keeps what somebody says of it; false where it is not there or was answered before.
pub fn answer(
    tx: &mut WriteTx<'_>,
    id: &AnomalyId,
    answer: &AnomalyAnswer,
) -> Result<bool, StoreError> {
    let answered = tx.run(TABLE, |conn, here| {
        diesel::update(anomalies::table)
            .filter(anomalies::municipality.eq(here))
            .filter(anomalies::id.eq(id.as_str()))
            .filter(anomalies::answer.is_null())
            .set((
                anomalies::answer.eq(&answer.words),
                anomalies::answered_by.eq(answer.by.as_str()),
                anomalies::answered_at.eq(answer.at.naive_utc()),
            ))
            .execute(conn)
    })?;
    Ok(answered == 1)
}

/// One of them.
pub fn find(tx: &mut impl Reads, id: &AnomalyId) -> Result<Option<Anomaly>, StoreError> {
    let row: Option<Row> = tx.run(TABLE, |conn, here| {
        anomalies::table
            .filter(anomalies::municipality.eq(here))
            .filter(anomalies::id.eq(id.as_str()))
            .select(Row::as_select())
            .first(conn)
            .optional()
    })?;
    row.map(Anomaly::try_from).transpose()
}

/// What nobody has answered and `is_wanted`, the oldest first, up to `most` after a place.
pub fn open(
    tx: &mut impl Reads,
    most: usize,
    after: Option<&Cursor>,
    is_wanted: impl Fn(&Anomaly) -> bool,
) -> Result<Vec<Anomaly>, StoreError> {
    let (mut found, mut last) = (Vec::new(), after.map(place));
    loop {
        let rows: Vec<Row> = tx.run(TABLE, |conn, here| {
            let mut wanted = anomalies::table
                .filter(anomalies::municipality.eq(here))
                .filter(anomalies::answer.is_null())
                .order((anomalies::day, anomalies::id))
                .limit(AT_ONCE)
                .select(Row::as_select())
                .into_boxed();
            if let Some((day, id)) = &last {
                wanted = wanted
                    .filter(anomalies::day.ge(day))
                    .filter(anomalies::day.gt(day).or(anomalies::id.gt(id)));
            }
            wanted.load(conn)
        })?;
        let Some(end) = rows.last() else { break };
        last = Some((end.day, end.id.clone()));
        for row in rows {
            found.extend(Some(Anomaly::try_from(row)?).filter(&is_wanted));
        }
        if found.len() >= most {
            break;
        }
    }
    found.truncate(most);
    Ok(found)
}

/// The place of a line among what nobody has answered.
pub fn cursor_of(anomaly: &Anomaly) -> Cursor {
    Cursor { key: i64::from(anomaly.day.num_days_from_ce()), id: anomaly.id.to_string() }
}

fn place(cursor: &Cursor) -> (NaiveDate, String) {
    let day = i32::try_from(cursor.key).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    // A cursor that nobody gave out begins where no line is.
    (day.unwrap_or_default().max(NaiveDate::default()), cursor.id.clone())
}

/// What was answered, the newest first.
pub fn answered(tx: &mut impl Reads, page: &Page) -> Result<Listed<Anomaly>, StoreError> {
    let after = page.after.as_ref().map(|cursor| cursor.id.clone());
    let rows: Vec<Row> = tx.run(TABLE, |conn, here| {
        let mut wanted = anomalies::table
            .filter(anomalies::municipality.eq(here))
            .filter(anomalies::answer.is_not_null())
            .order(anomalies::id.desc())
            .limit(i64::from(page.rows()) + 1)
            .select(Row::as_select())
            .into_boxed();
        if let Some(after) = &after {
            wanted = wanted.filter(anomalies::id.lt(after));
        }
        wanted.load(conn)
    })?;
    let cut = Listed::cut(rows, page, |row: &Row| Cursor { key: 0, id: row.id.clone() });
    let items = cut.items.into_iter().map(Anomaly::try_from).collect::<Result<_, _>>()?;
    Ok(Listed { items, next: cut.next, previous: cut.previous })
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = anomalies)]
struct Row {
    id: String,
    day: NaiveDate,
    staff_id: String,
    departments: String,
    kind: String,
    number: i64,
    found_at: NaiveDateTime,
    answer: Option<String>,
    answered_by: Option<String>,
    answered_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Anomaly {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let departments = row.departments.split_whitespace();
        let departments = departments.map(|id| at.parse("department", id));
        let answer = match (row.answer, row.answered_by, row.answered_at) {
            (Some(words), Some(by), Some(when)) => Some(AnomalyAnswer {
                words,
                by: at.parse("staff", &by)?,
                at: Instant::from_naive_utc(when),
            }),
            _ => None,
        };
        Ok(Self {
            id: at.parse("id", &row.id)?,
            day: row.day,
            staff: at.parse("staff", &row.staff_id)?,
            departments: departments.collect::<Result<_, _>>()?,
            kind: at.parse("kind", &row.kind)?,
            number: row.number,
            found_at: Instant::from_naive_utc(row.found_at),
            answer,
        })
    }
}
