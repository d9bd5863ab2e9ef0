//! Departments: an id that rows name, and the name that people read.
//!
//! They come with the definitions. A row is never taken away: grants and cases name it.

use diesel::prelude::*;
use kernel::{DepartmentId, DepartmentTree, Language};

use crate::{Reads, StoreError, WriteTx, row::At, schema::departments, transaction::Door as _};

const TABLE: &str = "departments";

/// A department of the municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Department {
    /// Its id, which never changes.
    pub id: DepartmentId,
    /// What it is a part of; nothing for the municipality itself.
    pub parent: Option<DepartmentId>,
    /// Its name.
    pub name: String,
    /// Its name in やさしい日本語, where it has one.
    pub easy_name: Option<String>,
    /// Its name in English, where it has one.
    pub english_name: Option<String>,
    /// 記号: what stands before the number on its papers, where that was said.
    pub code: Option<String>,
    /// Whether it answers for the 教示 of papers.
    pub legal: bool,
}

impl Department {
    /// Its name in a language, or in Japanese.
    pub fn name(&self, language: Language) -> &str {
        in_language(language, &self.name, self.easy_name.as_deref(), self.english_name.as_deref())
    }

    /// 記号: what was said, or else the name of the section without the offices above it and
    /// without 課, as such abbreviations are made.
    pub fn document_code(&self) -> String {
        self.code.clone().unwrap_or_else(|| abbreviated(&self.name))
    }
}

/// What ends the name of an office above.
const ABOVE: [&str; 3] = ["局", "区役所", "保健所"];
/// What an abbreviation leaves away.
const ENDINGS: [&str; 5] = ["課", "室", "センター", "担当", "局"];

fn abbreviated(name: &str) -> String {
    let first = name.split(['・', '（', '(']).next().unwrap_or(name).trim();
    let own = ABOVE.iter().find_map(|above| {
        let (_, own) = first.rsplit_once(above)?;
        (!own.is_empty()).then_some(own)
    });
    let own = own.unwrap_or(first);
    let short = ENDINGS.iter().find_map(|ending| own.strip_suffix(ending));
    let short = short.filter(|it| !it.is_empty()).unwrap_or(own);
    // A name of brackets and dots alone still needs something before its numbers.
    if short.is_empty() { name } else { short }.to_owned()
}

/// The name in a language that has one, or the Japanese.
pub(crate) fn in_language<'a>(
    language: Language,
    name: &'a str,
    easy: Option<&'a str>,
    english: Option<&'a str>,
) -> &'a str {
    let translated = match language {
        Language::Japanese => None,
        Language::EasyJapanese => easy,
        Language::English => english,
    };
    translated.unwrap_or(name)
}

/// Adds a department, or gives the known one this name and this place.
pub fn save(tx: &mut WriteTx<'_>, department: &Department) -> Result<(), StoreError> {
    let said = (
        departments::parent.eq(department.parent.as_ref().map(DepartmentId::as_str)),
        departments::name.eq(&department.name),
        departments::easy_name.eq(department.easy_name.as_deref()),
        departments::english_name.eq(department.english_name.as_deref()),
        departments::code.eq(department.code.as_deref()),
        departments::legal.eq(department.legal),
    );
    let known = tx.run(TABLE, |conn, here| {
        diesel::update(departments::table)
            .filter(departments::municipality.eq(here))
            .filter(departments::id.eq(department.id.as_str()))
            .set(said)
            .execute(conn)
    })?;
    if known > 0 {
        return Ok(());
    }
    tx.run(TABLE, |conn, here| {
        diesel::insert_into(departments::table)
            .values((
                departments::municipality.eq(here),
                departments::id.eq(department.id.as_str()),
                said,
            ))
            .execute(conn)
    })?;
    Ok(())
}

/// Keeps the departments that are told; whether that changes anything.
pub fn save_all(tx: &mut WriteTx<'_>, told: &[Department]) -> Result<bool, StoreError> {
    let known = list(tx)?;
    let news: Vec<&Department> =
        told.iter().filter(|department| !known.contains(department)).collect();
    news.iter().try_for_each(|department| save(tx, department))?;
    Ok(!news.is_empty())
}

/// Every department, by id.
pub fn list(tx: &mut impl Reads) -> Result<Vec<Department>, StoreError> {
    let rows: Vec<DepartmentRow> = tx.run(TABLE, |conn, here| {
        departments::table
            .filter(departments::municipality.eq(here))
            .order(departments::id)
            .select(DepartmentRow::as_select())
            .load(conn)
    })?;
    rows.into_iter().map(Department::try_from).collect()
}

/// Which department is part of which.
pub fn tree(tx: &mut impl Reads) -> Result<DepartmentTree, StoreError> {
    let parents = list(tx)?.into_iter().filter_map(|found| Some((found.id, found.parent?)));
    Ok(DepartmentTree::new(parents))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = departments)]
struct DepartmentRow {
    id: String,
    parent: Option<String>,
    name: String,
    easy_name: Option<String>,
    english_name: Option<String>,
    code: Option<String>,
    legal: bool,
}

impl TryFrom<DepartmentRow> for Department {
    type Error = StoreError;

    fn try_from(row: DepartmentRow) -> Result<Self, StoreError> {
        let at = At::row(TABLE, &row.id);
        Ok(Self {
            id: at.parse("id", &row.id)?,
            parent: at.parse_option("parent", row.parent.as_deref())?,
            name: row.name,
            easy_name: row.easy_name,
            english_name: row.english_name,
            code: row.code,
            legal: row.legal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_follows_from_the_name() {
        for (name, code) in [
            ("区役所戸籍住民課・総合支所税務住民課", "戸籍住民"),
            ("建設局道路管理課", "道路管理"),
            ("財政局（ふるさと納税担当）", "財政"),
            ("人事委員会事務局", "人事委員会事務"),
            ("保健所食品監視センター・区役所衛生課", "食品監視"),
            ("仙台市", "仙台市"),
            ("課", "課"),
            ("（仮）", "（仮）"),
        ] {
            assert_eq!(abbreviated(name), code, "{name}");
        }
    }
}
