//! ひな形: what a department writes to residents again and again. Who may keep them, and how they are
//! filled in, is for others to say.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use kernel::{DepartmentId, Instant, StaffId, TemplateId};

use crate::{
    Reads, StoreError, WriteTx, row::At, schema::message_templates, transaction::Door as _,
};

/// The table, as a name that is there already tells it.
pub const TABLE: &str = "message_templates";

/// A template of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageTemplate {
    /// The template.
    pub id: TemplateId,
    /// Whose it is; it holds for the departments below as well.
    pub department: DepartmentId,
    /// The procedure; empty for every one.
    pub procedure: String,
    /// What clerks call it.
    pub name: String,
    /// In Japanese.
    pub japanese: String,
    /// In やさしい日本語; empty when nobody has written it.
    pub easy: String,
    /// In English; empty when nobody has written it.
    pub english: String,
    /// Counts its changes from 1.
    pub version: i64,
}

/// Adds a template. [`StoreError::Duplicate`] says that the department has one of that name.
pub fn insert(
    tx: &mut WriteTx<'_>,
    template: &MessageTemplate,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(message_templates::table)
            .values((
                message_templates::id.eq(template.id.as_str()),
                message_templates::municipality.eq(here),
                message_templates::department.eq(template.department.as_str()),
                message_templates::procedure.eq(&template.procedure),
                changes(template, by, at),
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Saves a template that was read when it had `template.version`, if nobody has changed it since.
/// For what it stands stays.
pub fn save(
    tx: &mut WriteTx<'_>,
    template: &MessageTemplate,
    by: &StaffId,
    at: Instant,
) -> Result<(), StoreError> {
    let next = MessageTemplate { version: template.version + 1, ..template.clone() };
    let changed = tx.run(TABLE, |conn, here| {
        diesel::update(message_templates::table)
            .filter(message_templates::id.eq(template.id.as_str()))
            .filter(message_templates::municipality.eq(here))
            .filter(message_templates::version.eq(template.version))
            .set(changes(&next, by, at))
            .execute(conn)
    })?;
    once(changed)
}

/// Takes a template away that was read when it had `version`.
pub fn remove(tx: &mut WriteTx<'_>, id: &TemplateId, version: i64) -> Result<(), StoreError> {
    let removed = tx.run(TABLE, |conn, here| {
        diesel::delete(message_templates::table)
            .filter(message_templates::id.eq(id.as_str()))
            .filter(message_templates::municipality.eq(here))
            .filter(message_templates::version.eq(version))
            .execute(conn)
    })?;
    once(removed)
}

/// Every template of the municipality, by name.
pub fn list(tx: &mut impl Reads) -> Result<Vec<MessageTemplate>, StoreError> {
    let rows: Vec<TemplateRow> = tx.run(TABLE, |conn, here| {
        message_templates::table
            .filter(message_templates::municipality.eq(here))
            .order((message_templates::name, message_templates::id))
            .select(TemplateRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(MessageTemplate::try_from).collect()
}

const fn once(rows: usize) -> Result<(), StoreError> {
    if rows == 1 {
        return Ok(());
    }
    Err(StoreError::Conflict { table: TABLE, by: None, at: None })
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = message_templates)]
struct TemplateChanges<'a> {
    name: &'a str,
    japanese: &'a str,
    easy: &'a str,
    english: &'a str,
    version: i64,
    changed_by: &'a str,
    changed_at: NaiveDateTime,
}

fn changes<'a>(template: &'a MessageTemplate, by: &'a StaffId, at: Instant) -> TemplateChanges<'a> {
    TemplateChanges {
        name: &template.name,
        japanese: &template.japanese,
        easy: &template.easy,
        english: &template.english,
        version: template.version,
        changed_by: by.as_str(),
        changed_at: at.naive_utc(),
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = message_templates)]
struct TemplateRow {
    id: String,
    department: String,
    procedure: String,
    name: String,
    japanese: String,
    easy: String,
    english: String,
    version: i64,
}

impl TryFrom<TemplateRow> for MessageTemplate {
    type Error = StoreError;

    fn try_from(row: TemplateRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        let (id, department) = (at.parse("id", &row.id)?, at.parse("department", &row.department)?);
        let TemplateRow { procedure, name, japanese, easy, english, version, .. } = row;
        Ok(Self { id, department, procedure, name, japanese, easy, english, version })
    }
}
