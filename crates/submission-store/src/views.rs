//! Views of the queue that people keep, their own and those of departments. Who may read and change
//! them, and what they narrow a list to, is for others to say.

use chrono::{Duration, NaiveDateTime};
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, StaffId, ViewId};

use crate::{
    Reads, StoreError, WriteTx, engine::MultiBackend, one_of::one_of, row::At, schema::views,
    transaction::Door as _,
};

const TABLE: &str = "views";

/// What is put away can be brought back for so long.
const KEPT: Duration = Duration::days(30);

/// Whose a view is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// One person's.
    Person(StaffId),
    /// A department's.
    Department(DepartmentId),
}

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredView {
    /// The view.
    pub id: ViewId,
    /// Whose it is.
    pub owner: Owner,
    /// What people call it.
    pub name: String,
    /// What it narrows a list to, as JSON.
    pub wanted: String,
    /// The columns that it shows, with blanks between.
    pub shown: String,
    /// How many rows a page has.
    pub page_size: i64,
    /// Whether the menu says how many cases there are.
    pub counted: bool,
    /// What a change has to name.
    pub version: i64,
    /// When it was put away.
    pub put_away_at: Option<Instant>,
}

impl Owner {
    fn columns(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Person(staff) => (Some(staff.as_str()), None),
            Self::Department(department) => (None, Some(department.as_str())),
        }
    }
}

/// Adds a view.
pub fn insert(tx: &mut WriteTx<'_>, view: &StoredView, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(views::table)
            .values((
                views::id.eq(view.id.as_str()),
                views::municipality.eq(here),
                changes(view, now),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Saves a view that was read when it had `view.version`, if nobody has changed it since.
pub fn save(tx: &mut WriteTx<'_>, view: &StoredView, now: Instant) -> Result<(), StoreError> {
    let next = StoredView { version: view.version + 1, ..view.clone() };
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(views::table)
            .filter(views::id.eq(view.id.as_str()))
            .filter(views::municipality.eq(here))
            .filter(views::version.eq(view.version))
            .set(changes(&next, now))
            .execute(conn)
    })?;
    if changed == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    Ok(())
}

/// A view, unless it was put away too long ago.
pub fn find(
    tx: &mut impl Reads,
    id: &ViewId,
    now: Instant,
) -> Result<Option<StoredView>, StoreError> {
    let row: Option<ViewRow> = tx.run(TABLE, |conn, here| {
        kept(here, now)
            .filter(views::id.eq(id.as_str()))
            .select(ViewRow::as_select())
            .get_result(conn)
            .optional()
    })?;
    row.map(StoredView::try_from).transpose()
}

/// The views of a person and of these departments, also those that are put away, by name.
pub fn list(
    tx: &mut impl Reads,
    staff: &StaffId,
    departments: &[DepartmentId],
    now: Instant,
) -> Result<Vec<StoredView>, StoreError> {
    let departments: Vec<&str> = departments.iter().map(DepartmentId::as_str).collect();
    let rows: Vec<ViewRow> = tx.run(TABLE, |conn, here| {
        let shared = one_of(views::department.assume_not_null(), departments);
        kept(here, now)
            .filter(views::owner_id.assume_not_null().eq(staff.as_str()).or(shared))
            .order((views::name, views::id))
            .select(ViewRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(StoredView::try_from).collect()
}

/// The views of one owner that are not put away.
pub fn number(tx: &mut impl Reads, owner: &Owner) -> Result<i64, StoreError> {
    let (staff, department) = owner.columns();
    tx.run(TABLE, |conn, here| {
        views::table
            .filter(views::municipality.eq(here))
            .filter(views::put_away_at.is_null())
            .filter(views::owner_id.eq(staff).or(views::department.eq(department)))
            .count()
            .get_result(conn)
    })
}

/// Forgets what was put away too long ago.
pub(crate) fn forget(tx: &mut WriteTx<'_>, now: Instant) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::delete(views::table)
            .filter(views::municipality.eq(here))
            .filter(views::put_away_at.le(now.plus(-KEPT).naive_utc()))
            .execute(conn)
    })?;
    Ok(())
}

fn kept(here: &str, now: Instant) -> diesel::dsl::IntoBoxed<'_, views::table, MultiBackend> {
    let since = now.plus(-KEPT).naive_utc();
    let known = views::put_away_at.is_null().or(views::put_away_at.assume_not_null().gt(since));
    views::table.into_boxed().filter(views::municipality.eq(here)).filter(known)
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = views, treat_none_as_null = true)]
struct ViewChanges<'a> {
    owner_id: Option<String>,
    department: Option<String>,
    name: &'a str,
    wanted: &'a str,
    shown: &'a str,
    page_size: i64,
    counted: bool,
    version: i64,
    changed_at: NaiveDateTime,
    put_away_at: Option<NaiveDateTime>,
}

fn changes(view: &StoredView, now: Instant) -> ViewChanges<'_> {
    let (owner_id, department) = view.owner.columns();
    ViewChanges {
        owner_id: owner_id.map(str::to_owned),
        department: department.map(str::to_owned),
        name: &view.name,
        wanted: &view.wanted,
        shown: &view.shown,
        page_size: view.page_size,
        counted: view.counted,
        version: view.version,
        changed_at: now.naive_utc(),
        put_away_at: view.put_away_at.map(Instant::naive_utc),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = views)]
struct ViewRow {
    id: String,
    owner_id: Option<String>,
    department: Option<String>,
    name: String,
    wanted: String,
    shown: String,
    page_size: i64,
    counted: bool,
    version: i64,
    put_away_at: Option<NaiveDateTime>,
}

impl TryFrom<ViewRow> for StoredView {
    type Error = StoreError;

    fn try_from(row: ViewRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let owner = match (&row.owner_id, &row.department) {
            (Some(staff), None) => Owner::Person(at.parse("owner", staff)?),
            (None, Some(department)) => Owner::Department(at.parse("department", department)?),
            (_, _) => return Err(at.damaged("owner")),
        };
        Ok(Self {
            id: at.parse("id", &row.id)?,
            owner,
            name: row.name,
            wanted: row.wanted,
            shown: row.shown,
            page_size: row.page_size,
            counted: row.counted,
            version: row.version,
            put_away_at: row.put_away_at.map(Instant::from_naive_utc),
        })
    }
}
