//! 見た記録: who looked at what, and when. Nothing of what was seen stands here, nor the words that
//! were looked for: the caller gives a term that tells no more than that somebody repeated them.
//!
//! A look is never changed and never goes away: the head of its day covers it.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};
use diesel::prelude::*;
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

/// Rows of a day that are read with one statement.
const AT_ONCE: i64 = 2_000;

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
    /// The same for words, by their term.
    Search,
    /// A new access code, which opens the case as its applicant.
    Code,
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
    Code = "code",
    Readers = "readers",
    Looks = "looks",
});

impl LookKind {
    /// Whether it is no look at one case.
    const fn is_of_no_case(self) -> bool {
        matches!(self, Self::List | Self::Search | Self::Looks)
    }
}

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

impl Look {
    /// Before the term of a surname, in the part of a search.
    pub const NAME: &'static str = "name";

    /// The term of the surname that was searched for, which tells no more than that the same person
    /// looked for the same again.
    pub fn name_term(&self) -> Option<&str> {
        self.part.split(' ').find_map(|word| word.strip_prefix(Self::NAME)?.strip_prefix('='))
    }

    /// Whether it goes on with a list that was looked at before.
    pub fn is_next_page(&self) -> bool {
        self.part.split(' ').any(|word| word.starts_with("page="))
    }
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

/// Whether the same person looked at the same since `since`, and was shown as much.
pub fn is_repeated(tx: &mut impl Reads, look: &Look, since: Instant) -> Result<bool, StoreError> {
    let before: Option<String> = tx.run(TABLE, |conn, here| {
        let same = looks::table
            .filter(looks::municipality.eq(here))
            .filter(looks::staff_id.eq(look.by.as_str()))
            .filter(looks::day.ge(since.day()))
            .filter(looks::at.gt(since.naive_utc()))
            // A clock that was put back makes no look the same as a later one.
            .filter(looks::at.le(look.at.naive_utc()))
            .filter(looks::kind.eq(look.kind.word()))
            .filter(looks::part.eq(&look.part))
            .select(looks::id)
            .into_boxed();
        let same = match &look.case {
            Some(case) => same.filter(looks::case_id.eq(case.as_str())),
            None => same.filter(looks::case_id.is_null()),
        };
        let same = match look.found {
            Some(found) => same.filter(looks::found.eq(i64::from(found))),
            None => same.filter(looks::found.is_null()),
        };
        same.first(conn).optional()
    })?;
    Ok(before.is_some())
}

/// On which days somebody looked at a case, by which role of which department: each once, the
/// newest first. Who looked only at who looked is left out.
pub fn days_of(
    tx: &mut impl Reads,
    case: &SubmissionId,
    limit: u32,
) -> Result<Vec<(NaiveDate, Role, DepartmentId)>, StoreError> {
    let rows: Vec<(NaiveDate, String, String)> = tx.run(TABLE, |conn, here| {
        looks::table
            .filter(looks::municipality.eq(here))
            .filter(looks::case_id.eq(case.as_str()))
            .filter(looks::kind.ne(LookKind::Readers.word()))
            .filter(looks::role.is_not_null())
            .filter(looks::department.is_not_null())
            .select((
                looks::day,
                looks::role.assume_not_null(),
                looks::department.assume_not_null(),
            ))
            .distinct()
            .order((
                looks::day.desc(),
                looks::role.assume_not_null(),
                looks::department.assume_not_null(),
            ))
            .limit(i64::from(limit))
            .load(conn)
    })?;
    let read = |(day, role, department): (NaiveDate, String, String)| {
        let at = At::row(TABLE, case.as_str());
        Ok((day, at.parse("role", &role)?, at.parse("department", &department)?))
    };
    rows.into_iter().map(read).collect()
}

/// Looks at the cases of these departments, the newest first. Those at no case, lists and
/// searches, are of no department: they are among all.
pub fn list(
    tx: &mut impl Reads,
    departments: &Among<DepartmentId>,
    filter: &LookFilter,
    page: &Page,
) -> Result<Listed<Look>, StoreError> {
    let nothing = Ok(Listed { items: Vec::new(), next: None, previous: None });
    // Lists and searches are of no department.
    if *departments != Among::All && filter.kind.is_some_and(LookKind::is_of_no_case) {
        return nothing;
    }
    let limit = i64::from(page.rows()) + 1;
    let after = match &page.after {
        Some(Cursor { key, id }) => match day_of(*key) {
            Some(day) => Some((day, id.clone())),
            None => return nothing,
        },
        None => None,
    };
    // Each department has its own place in an index, and several have none.
    let slices: Vec<Option<&DepartmentId>> = match departments {
        Among::All => vec![None],
        Among::These(some) => some.iter().map(Some).collect(),
    };
    let mut rows: Vec<LookRow> = Vec::new();
    for department in slices {
        rows.extend(tx.run(TABLE, |conn, here| {
            let mut query = narrowed(here, department, filter);
            if let Some((day, id)) = &after {
                // The first condition is what an index can begin at.
                query = query
                    .filter(looks::day.le(day))
                    .filter(looks::day.lt(day).or(looks::id.lt(id)));
            }
            query
                .order((looks::day.desc(), looks::id.desc()))
                .limit(limit)
                .select(LookRow::as_select())
                .load(conn)
        })?);
    }
    // One row more than the page tells that there is more.
    rows.sort_by(|one, other| (other.day, &other.id).cmp(&(one.day, &one.id)));
    let cursor =
        |row: &LookRow| Cursor { key: i64::from(row.day.num_days_from_ce()), id: row.id.clone() };
    let cut = Listed::cut(rows, page, cursor);
    let items = cut.items.into_iter().map(Look::try_from).collect::<Result<_, _>>()?;
    Ok(Listed { items, next: cut.next, previous: cut.previous })
}

type Narrowed<'a> = diesel::dsl::IntoBoxed<'a, looks::table, MultiBackend>;

fn narrowed<'a>(
    here: &'a str,
    department: Option<&'a DepartmentId>,
    filter: &'a LookFilter,
) -> Narrowed<'a> {
    let mut query = looks::table.into_boxed().filter(looks::municipality.eq(here));
    if let Some(department) = department {
        query = query.filter(looks::case_department.eq(department.as_str()));
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
        query = query.filter(looks::day.ge(within_reach(day)));
    }
    if let Some(day) = filter.until {
        query = query.filter(looks::day.le(within_reach(day)));
    }
    query
}

/// The first day after `last` on which somebody looked at something.
pub fn next_day(tx: &mut impl Reads, last: NaiveDate) -> Result<Option<NaiveDate>, StoreError> {
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

/// Hands every look of a day to `take`, the earliest first.
pub fn each_on(
    tx: &mut impl Reads,
    day: NaiveDate,
    mut take: impl FnMut(Look),
) -> Result<(), StoreError> {
    each_row(tx, day, AT_ONCE, |row| {
        take(Look::try_from(row)?);
        Ok(())
    })
}

/// Hands what the head of a day covers to `take`, in the order of ids, `at_once` read at a time.
pub(crate) fn each_of_day(
    tx: &mut impl Reads,
    day: NaiveDate,
    at_once: i64,
    mut take: impl FnMut(Seen<'_>),
) -> Result<(), StoreError> {
    each_row(tx, day, at_once, |row| {
        take(row.seen());
        Ok(())
    })
}

fn each_row(
    tx: &mut impl Reads,
    day: NaiveDate,
    at_once: i64,
    mut take: impl FnMut(LookRow) -> Result<(), StoreError>,
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
        match rows.last() {
            Some(row) => last.clone_from(&row.id),
            None => return Ok(()),
        }
        rows.into_iter().try_for_each(&mut take)?;
    }
}

/// The day of a cursor, if it can have been given out.
fn day_of(number: i64) -> Option<NaiveDate> {
    let day = i32::try_from(number).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    day.filter(|day| within_reach(*day) == *day)
}

/// The day within the years that every engine knows.
fn within_reach(day: NaiveDate) -> NaiveDate {
    let year = day.year().clamp(1970, 9999);
    if year == day.year() { day } else { NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(day) }
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
