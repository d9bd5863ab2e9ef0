//! 見た記録: who looked at what, and when. Nothing of what was seen stands here; what was looked
//! for is kept as its keyed term, which tells the same words from others and not what they are.
//!
//! A look is never changed and never goes away: the head of its day covers it.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::{dsl::max, prelude::*};
use kernel::{Among, DepartmentId, Instant, LookId, Role, StaffId, SubmissionId};

use crate::{
    Cursor, Listed, Page, Reads, StoreError, WriteTx,
    chain::Seen,
    engine::{MultiBackend, per_engine},
    row::{At, words},
    schema::looks,
    transaction::Door as _,
};

const TABLE: &str = "looks";

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LookKind {
    /// The page of a case.
    Case,
    /// What happened to it.
    History,
    /// A masked answer, by its pointer.
    Value,
    /// A file, by its id.
    File,
    /// The application on paper.
    Application,
    /// A document that was issued, by its number.
    Notice,
    /// A page of the queue, by what it was narrowed to.
    List,
    /// The same for words, by their terms.
    Search,
    /// Who looked at a case.
    Readers,
    /// This register.
    Looks,
}

words!(LookKind {
    Case = "case",
    History = "history",
    Value = "value",
    File = "file",
    Application = "application",
    Notice = "notice",
    List = "list",
    Search = "search",
    Readers = "readers",
    Looks = "looks",
});

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The id, which sorts by the moment.
    pub id: LookId,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: StaffId,
    /// As what they could, where it was one case.
    pub role: Option<Role>,
    /// In which department they hold that role.
    pub department: Option<DepartmentId>,
    /// What.
    pub kind: LookKind,
    /// Of which case.
    pub case: Option<SubmissionId>,
    /// The department that answered for it then.
    pub case_department: Option<DepartmentId>,
    /// Which part or page of it; empty for the whole.
    pub part: String,
    /// How many rows were shown.
    pub found: Option<u32>,
}

/// Which looks are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookFilter {
    /// Of this person.
    pub by: Option<StaffId>,
    /// At this case.
    pub case: Option<SubmissionId>,
    /// Of this kind.
    pub kind: Option<LookKind>,
    /// On this day in Japan or later.
    pub from: Option<NaiveDate>,
    /// On this day in Japan or earlier.
    pub until: Option<NaiveDate>,
}

/// Writes a look down.
pub fn insert(tx: &mut WriteTx<'_>, look: &Look) -> Result<(), StoreError> {
    let day = tx.book_day(look.at)?;
    tx.run(TABLE, |conn, here| {
        per_engine!(conn, |conn| diesel::insert_into(looks::table)
            .values((
                looks::municipality.eq(here),
                looks::day.eq(day),
                looks::id.eq(look.id.as_str()),
                looks::at.eq(look.at.naive_utc()),
                looks::staff_id.eq(look.by.as_str()),
                looks::role.eq(look.role.map(Role::word)),
                looks::department.eq(look.department.as_ref().map(DepartmentId::as_str)),
                looks::kind.eq(look.kind.word()),
                looks::case_id.eq(look.case.as_ref().map(SubmissionId::as_str)),
                looks::case_department.eq(look.case_department.as_ref().map(DepartmentId::as_str)),
                looks::part.eq(&look.part),
                looks::found.eq(look.found.map(i64::from)),
            ))
            .execute(conn))
    })?;
    Ok(())
}

/// When the same person last looked at the same, since `since`.
pub fn last_like(
    tx: &mut impl Reads,
    look: &Look,
    since: Instant,
) -> Result<Option<Instant>, StoreError> {
    let at: Option<NaiveDateTime> = tx.run(TABLE, |conn, here| {
        let same = looks::table
            .filter(looks::municipality.eq(here))
            .filter(looks::staff_id.eq(look.by.as_str()))
            .filter(looks::day.ge(since.day()))
            .filter(looks::at.gt(since.naive_utc()))
            .filter(looks::kind.eq(look.kind.word()))
            .filter(looks::part.eq(&look.part))
            .select(max(looks::at))
            .into_boxed();
        match &look.case {
            Some(case) => same.filter(looks::case_id.eq(case.as_str())).first(conn),
            None => same.filter(looks::case_id.is_null()).first(conn),
        }
    })?;
    Ok(at.map(Instant::from_naive_utc))
}

/// Looks at the cases of these departments, the newest first. Those at no case, lists and
/// searches, are of no department: they are among all.
pub fn list(
    tx: &mut impl Reads,
    departments: &Among<DepartmentId>,
    filter: &LookFilter,
    page: &Page,
) -> Result<Listed<Look>, StoreError> {
    let limit = i64::from(page.rows()) + 1;
    let rows: Vec<LookRow> = tx.run(TABLE, |conn, here| {
        let mut query = narrowed(here, departments, filter);
        if let Some(Cursor { key, id }) = &page.after {
            let day = day_of(*key);
            // The first condition is what an index can begin at.
            query = query
                .filter(looks::day.le(day))
                .filter(looks::day.lt(day).or(looks::id.lt(id.clone())));
        }
        query
            .order((looks::day.desc(), looks::id.desc()))
            .limit(limit)
            .select(LookRow::as_select())
            .load(conn)
    })?;
    let cursor =
        |row: &LookRow| Cursor { key: i64::from(row.day.num_days_from_ce()), id: row.id.clone() };
    let cut = Listed::cut(rows, page, cursor);
    let items = cut.items.into_iter().map(Look::try_from).collect::<Result<_, _>>()?;
    Ok(Listed { items, next: cut.next })
}

type Narrowed<'a> = diesel::dsl::IntoBoxed<'a, looks::table, MultiBackend>;

fn narrowed<'a>(
    here: &'a str,
    departments: &'a Among<DepartmentId>,
    filter: &'a LookFilter,
) -> Narrowed<'a> {
    let mut query = looks::table.into_boxed().filter(looks::municipality.eq(here));
    if let Among::These(some) = departments {
        let some = some.iter().map(DepartmentId::as_str);
        query = query.filter(looks::case_department.eq_any(some));
    }
    if let Some(by) = &filter.by {
        query = query.filter(looks::staff_id.eq(by.as_str()));
    }
    if let Some(case) = &filter.case {
        query = query.filter(looks::case_id.eq(case.as_str()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(looks::kind.eq(kind.word()));
    }
    if let Some(day) = filter.from {
        query = query.filter(looks::day.ge(day));
    }
    if let Some(day) = filter.until {
        query = query.filter(looks::day.le(day));
    }
    query
}

/// The first day after `last` on which somebody looked at something.
pub(crate) fn next_day(
    tx: &mut impl Reads,
    last: NaiveDate,
) -> Result<Option<NaiveDate>, StoreError> {
    tx.run(TABLE, |conn, here| {
        looks::table
            .filter(looks::municipality.eq(here))
            .filter(looks::day.gt(last))
            .order(looks::day)
            .select(looks::day)
            .first(conn)
            .optional()
    })
}

/// Hands every look of a day to `take`, in the order of their ids, `at_once` read at a time.
pub(crate) fn each_of_day(
    tx: &mut impl Reads,
    day: NaiveDate,
    at_once: i64,
    mut take: impl FnMut(Seen<'_>),
) -> Result<(), StoreError> {
    let mut last = String::new();
    loop {
        let rows: Vec<LookRow> = tx.run(TABLE, |conn, here| {
            looks::table
                .filter(looks::municipality.eq(here))
                .filter(looks::day.eq(day))
                .filter(looks::id.gt(&last))
                .order(looks::id)
                .limit(at_once)
                .select(LookRow::as_select())
                .load(conn)
        })?;
        for row in &rows {
            take(row.seen());
        }
        match rows.into_iter().next_back() {
            Some(row) => last = row.id,
            None => return Ok(()),
        }
    }
}

fn day_of(number: i64) -> NaiveDate {
    let day = i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    day.unwrap_or(NaiveDate::MIN)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = looks)]
struct LookRow {
    day: NaiveDate,
    id: String,
    at: NaiveDateTime,
    staff_id: String,
    role: Option<String>,
    department: Option<String>,
    kind: String,
    case_id: Option<String>,
    case_department: Option<String>,
    part: String,
    found: Option<i64>,
}

impl LookRow {
    /// What the head of its day covers.
    fn seen(&self) -> Seen<'_> {
        Seen {
            id: &self.id,
            at: Instant::from_naive_utc(self.at).millis(),
            staff: &self.staff_id,
            role: self.role.as_deref(),
            department: self.department.as_deref(),
            kind: &self.kind,
            case: self.case_id.as_deref(),
            case_department: self.case_department.as_deref(),
            part: &self.part,
            found: self.found,
        }
    }
}

impl TryFrom<LookRow> for Look {
    type Error = StoreError;

    fn try_from(row: LookRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        Ok(Self {
            id: at.parse("id", &row.id)?,
            at: Instant::from_naive_utc(row.at),
            by: at.parse("staff", &row.staff_id)?,
            role: at.parse_option("role", row.role.as_deref())?,
            department: at.parse_option("department", row.department.as_deref())?,
            kind: at.parse("kind", &row.kind)?,
            case: at.parse_option("case", row.case_id.as_deref())?,
            case_department: at.parse_option("department", row.case_department.as_deref())?,
            part: row.part,
            found: row.found.map(|found| at.count("found", found)).transpose()?,
        })
    }
}
