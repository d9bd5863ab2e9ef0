//! Labels that departments put on their cases. Who may, is for others to say.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, LabelId, StaffId, SubmissionId};
use strum::{EnumString, IntoStaticStr};

use crate::{
    Reads, StoreError, WriteTx,
    one_of::one_of,
    row::At,
    schema::{case_labels, labels},
    transaction::Door as _,
};

/// The table, as a name that is there already tells it.
pub const TABLE: &str = "labels";
const BORNE: &str = "case_labels";

/// What sets labels apart beside their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Colour {
    /// 灰
    #[default]
    Grey,
    /// 青
    Blue,
    /// 緑
    Green,
    /// 黄
    Amber,
    /// 赤
    Red,
    /// 紫
    Purple,
}

impl Colour {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::Grey, Self::Blue, Self::Green, Self::Amber, Self::Red, Self::Purple];

    /// The word in forms and in the API.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The label.
    pub id: LabelId,
    /// Whose it is; it is put on the cases of the departments below as well.
    pub department: DepartmentId,
    /// What it says.
    pub name: String,
    /// In which colour.
    pub colour: Colour,
    /// What a change has to name.
    pub version: i64,
    /// When it was put away: it is put on no other case.
    pub put_away_at: Option<Instant>,
}

/// Adds a label. [`StoreError::Duplicate`] says that the department has one of that name.
pub fn insert(
    tx: &mut WriteTx<'_>,
    label: &Label,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(labels::table)
            .values((
                labels::id.eq(label.id.as_str()),
                labels::municipality.eq(here),
                labels::department.eq(label.department.as_str()),
                changes(label, by, at),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Saves a label that was read when it had `label.version`, if nobody has changed it since.
pub fn save(
    tx: &mut WriteTx<'_>,
    label: &Label,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let next = Label { version: label.version + 1, ..label.clone() };
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(labels::table)
            .filter(labels::id.eq(label.id.as_str()))
            .filter(labels::municipality.eq(here))
            .filter(labels::version.eq(label.version))
            .set(changes(&next, by, at))
            .execute(conn)
    })?;
    if changed == 0 {
        return Err(StoreError::Conflict { table: TABLE, by: None, at: None });
    }
    Ok(())
}

/// Every label of the municipality, by name.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Label>, StoreError> {
    let rows: Vec<LabelRow> = tx.run(TABLE, |conn, here| {
        labels::table
            .filter(labels::municipality.eq(here))
            .order((labels::name, labels::id))
            .select(LabelRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Label::try_from).collect()
}

/// The labels that these cases bear, each by name.
pub fn borne(
    tx: &mut impl Reads,
    cases: &[&SubmissionId],
) -> Result<HashMap<SubmissionId, Vec<Label>>, StoreError> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<&str> = cases.iter().map(|id| id.as_str()).collect();
    let rows: Vec<(String, LabelRow)> = tx.run(BORNE, |conn, here| {
        case_labels::table
            .inner_join(labels::table.on(labels::id.eq(case_labels::label)))
            .filter(case_labels::municipality.eq(here))
            .filter(one_of(case_labels::case_id, ids))
            .order((labels::name, labels::id))
            .select((case_labels::case_id, LabelRow::as_select()))
            .load(conn)
    })?;
    let mut borne: HashMap<SubmissionId, Vec<Label>> = HashMap::new();
    for (case, row) in rows {
        let case = At::row(BORNE, &case).parse("case", &case)?;
        borne.entry(case).or_default().push(Label::try_from(row)?);
    }
    Ok(borne)
}

/// Puts a label on a case that does not bear it.
pub fn put_on(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    label: &LabelId,
) -> Result<(), StoreError> {
    tx.run(BORNE, |conn, here| {
        diesel::insert_into(case_labels::table)
            .values((
                case_labels::municipality.eq(here),
                case_labels::label.eq(label.as_str()),
                case_labels::case_id.eq(case.as_str()),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Takes a label off a case.
pub fn take_off(
    tx: &mut WriteTx<'_>,
    case: &SubmissionId,
    label: &LabelId,
) -> Result<(), StoreError> {
    tx.run(BORNE, |conn, here| {
        diesel::delete(case_labels::table)
            .filter(case_labels::municipality.eq(here))
            .filter(case_labels::label.eq(label.as_str()))
            .filter(case_labels::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

/// Forgets what a case bore that is erased.
pub(crate) fn forget(tx: &mut WriteTx<'_>, case: &SubmissionId) -> Result<(), StoreError> {
    tx.run(BORNE, |conn, here| {
        diesel::delete(case_labels::table)
            .filter(case_labels::municipality.eq(here))
            .filter(case_labels::case_id.eq(case.as_str()))
            .execute(conn)
    })?;
    Ok(())
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = labels, treat_none_as_null = true)]
struct LabelChanges<'a> {
    name: &'a str,
    colour: &'static str,
    version: i64,
    changed_by: &'a str,
    changed_at: NaiveDateTime,
    put_away_at: Option<NaiveDateTime>,
}

fn changes<'a>(label: &'a Label, by: &'a StaffId, at: Instant) -> LabelChanges<'a> {
    LabelChanges {
        name: &label.name,
        colour: label.colour.word(),
        version: label.version,
        changed_by: by.as_str(),
        changed_at: at.naive_utc(),
        put_away_at: label.put_away_at.map(Instant::naive_utc),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = labels)]
struct LabelRow {
    id: String,
    department: String,
    name: String,
    colour: String,
    version: i64,
    put_away_at: Option<NaiveDateTime>,
}

impl TryFrom<LabelRow> for Label {
    type Error = StoreError;

    fn try_from(row: LabelRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        Ok(Self {
            id: at.parse("id", &row.id)?,
            department: at.parse("department", &row.department)?,
            colour: at.parse("colour", &row.colour)?,
            name: row.name,
            version: row.version,
            put_away_at: row.put_away_at.map(Instant::from_naive_utc),
        })
    }
}
