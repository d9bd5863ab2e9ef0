//! Wards: an id that cases and grants name, and the name that people read.
//!
//! They come with the definitions. A row is never taken away: grants and cases name it.

use diesel::prelude::*;
use kernel::{Language, WardId};

use crate::{
    Reads, StoreError, WriteTx, departments::in_language, row::At, schema::wards,
    transaction::Door as _,
};

const TABLE: &str = "wards";

/// A ward of the municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ward {
    /// Its id, which never changes.
    pub id: WardId,
    /// Its name.
    pub name: String,
    /// Its name in やさしい日本語, where it has one.
    pub easy_name: Option<String>,
    /// Its name in English, where it has one.
    pub english_name: Option<String>,
}

impl Ward {
    /// Its name in a language, or in Japanese.
    pub fn name(&self, language: Language) -> &str {
        in_language(language, &self.name, self.easy_name.as_deref(), self.english_name.as_deref())
    }
}

/// Keeps the wards that are told, in their order; whether that changes anything.
pub fn save_all(tx: &mut WriteTx<'_>, told: &[Ward]) -> Result<bool, StoreError> {
    let known = list(tx)?;
    if known.starts_with(told) {
        return Ok(false);
    }
    (0..).zip(told).try_for_each(|(position, ward)| save(tx, ward, position))?;
    // Those that are not told any more come last.
    let former = known.iter().filter(|known| told.iter().all(|told| told.id != known.id));
    (i64::try_from(told.len()).unwrap_or(i64::MAX)..)
        .zip(former)
        .try_for_each(|(position, ward)| save(tx, ward, position))?;
    Ok(true)
}

/// Adds a ward, or gives the known one this name and this place in the order.
fn save(tx: &mut WriteTx<'_>, ward: &Ward, position: i64) -> Result<(), StoreError> {
    let said = (
        wards::position.eq(position),
        wards::name.eq(&ward.name),
        wards::easy_name.eq(ward.easy_name.as_deref()),
        wards::english_name.eq(ward.english_name.as_deref()),
    );
    let known = tx.run(TABLE, |conn, here| {
        diesel::update(wards::table)
            .filter(wards::municipality.eq(here))
            .filter(wards::id.eq(ward.id.as_str()))
            .set(said)
            .execute(conn)
    })?;
    if known > 0 {
        return Ok(());
    }
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(wards::table)
            .values((wards::municipality.eq(here), wards::id.eq(ward.id.as_str()), said))
            .execute(conn)
    })?;
    Ok(())
}

/// Every ward, in order.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Ward>, StoreError> {
    let rows: Vec<WardRow> = tx.run(TABLE, |conn, here| {
        wards::table
            .filter(wards::municipality.eq(here))
            .order((wards::position, wards::id))
            .select(WardRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Ward::try_from).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = wards)]
struct WardRow {
    id: String,
    name: String,
    easy_name: Option<String>,
    english_name: Option<String>,
}

impl TryFrom<WardRow> for Ward {
    type Error = StoreError;

    fn try_from(row: WardRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: At::row(TABLE, &row.id).parse("id", &row.id)?,
            name: row.name,
            easy_name: row.easy_name,
            english_name: row.english_name,
        })
    }
}
