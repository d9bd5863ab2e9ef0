//! The departments and the wards of the municipality, as `city/departments.json`
//! names them.
//!
//! A definition says an id; people read the name. Which department is part of which, and which
//! wards there are, decides how far a grant reaches.

use std::collections::BTreeSet;

use form_engine::{DefinitionFault, nearest};
use kernel::{DepartmentId, WardId};
use serde::{Deserialize, de::IgnoredAny};
use submission_store::{departments::Department, organisation::Organisation, wards::Ward};

use crate::{
    definitions::{BrokenDefinition, FormFile},
    mentions,
};

/// Where the departments stand in a folder of definitions.
pub const FILE: &str = "city/departments.json";

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "$comment")]
    _comment: Option<IgnoredAny>,
    departments: Vec<Entry>,
    /// A municipality without wards has none.
    #[serde(default)]
    wards: Vec<WardEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: DepartmentId,
    parent: Option<DepartmentId>,
    name: String,
    #[serde(rename = "ja-easy")]
    easy_name: Option<String>,
    #[serde(rename = "en")]
    english_name: Option<String>,
    /// 記号 of its papers.
    code: Option<String>,
    /// Whether it answers for the 教示 of papers.
    #[serde(default)]
    legal: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WardEntry {
    id: WardId,
    name: String,
    #[serde(rename = "ja-easy")]
    easy_name: Option<String>,
    #[serde(rename = "en")]
    english_name: Option<String>,
}

/// The departments and wards that the files name; nothing when no file does.
pub fn read(files: &[FormFile]) -> Result<Option<Organisation>, BrokenDefinition> {
    let Some(file) = files.iter().find(|file| file.path == FILE) else { return Ok(None) };
    let broken = |faults| BrokenDefinition { file: FILE.to_owned(), faults };
    let written: Written = serde_json::from_str(mentions::bare(&file.text)).map_err(|fault| {
        let place = (fault.line(), fault.column());
        broken(vec![told(place, String::new(), fault.to_string(), "write it as the others are")])
    })?;
    let organisation = Organisation {
        departments: written.departments.into_iter().map(Department::from).collect(),
        wards: written.wards.into_iter().map(Ward::from).collect(),
    };
    let mut faults = faults_of(&organisation.departments);
    faults.extend(code_faults(&organisation.departments));
    faults.extend(ward_faults(&organisation.wards));
    if faults.is_empty() { Ok(Some(organisation)) } else { Err(broken(faults)) }
}

/// Wards are told apart by id and by name, and none is called like what is outside.
fn ward_faults(wards: &[Ward]) -> Vec<DefinitionFault> {
    let reserved = [WardId::outside(), WardId::unknown()];
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut faults = Vec::new();
    for (at, Ward { id, name, .. }) in wards.iter().enumerate() {
        let mut fault = |member: &str, what: String, mend: &str| {
            faults.push(told((1, 1), format!("/wards/{at}/{member}"), what, mend));
        };
        if reserved.contains(id) {
            fault("id", format!("\"{id}\" has a meaning of its own"), "choose another id");
        } else if !ids.insert(id) {
            fault("id", format!("\"{id}\" stands here twice"), "keep one of them");
        }
        if name.trim().is_empty() {
            fault("name", "the name is empty".to_owned(), "write what people call it");
        } else if !names.insert(name) {
            fault("name", format!("\"{name}\" stands here twice"), "give each its own name");
        }
    }
    faults
}

/// Characters of a 記号: it stands in the corner of every paper.
const LONGEST_CODE: usize = 12;

/// Papers of two departments are told apart by what stands before their numbers.
fn code_faults(departments: &[Department]) -> Vec<DefinitionFault> {
    let mut codes = BTreeSet::new();
    let mut faults = Vec::new();
    for (at, department) in departments.iter().enumerate() {
        let Some(code) = &department.code else { continue };
        let mut fault = |what: String, mend: &str| {
            faults.push(told((1, 1), format!("/departments/{at}/code"), what, mend));
        };
        let is_seen = |c: char| !c.is_whitespace() && !c.is_control() && c != '第';
        if !(1..=LONGEST_CODE).contains(&code.chars().count()) || !code.chars().all(is_seen) {
            fault(
                format!("\"{code}\" cannot stand before a number"),
                "write 1 to 12 characters without spaces and without 第",
            );
        } else if !codes.insert(code) {
            fault(format!("\"{code}\" stands here twice"), "give each its own code");
        }
    }
    faults
}

/// The tree has one root, parents come first, and nothing is said twice.
fn faults_of(departments: &[Department]) -> Vec<DefinitionFault> {
    let mut faults = Vec::new();
    let mut fault = |at: usize, member: &str, what: String, mend: &'static str| {
        faults.push(told((1, 1), format!("/departments/{at}/{member}"), what, mend));
    };
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (at, Department { id, parent, name, .. }) in departments.iter().enumerate() {
        let is_city = *id == DepartmentId::city();
        match parent {
            None if !is_city => {
                fault(at, "id", format!("\"{id}\" is part of nothing"), "name its parent");
            }
            Some(_) if is_city => {
                fault(at, "parent", "the city is part of nothing".to_owned(), "remove it");
            }
            Some(parent) if !ids.contains(parent) => {
                let what = format!("there is no \"{parent}\" above");
                fault(at, "parent", what, "write parents before what is below them");
            }
            Some(_) | None => {}
        }
        if name.trim().is_empty() {
            fault(at, "name", "the name is empty".to_owned(), "write what people call it");
        }
        if !ids.insert(id) {
            fault(at, "id", format!("\"{id}\" stands here twice"), "keep one of them");
        }
        if !names.insert(name) {
            fault(at, "name", format!("\"{name}\" stands here twice"), "give each its own name");
        }
    }
    if departments.first().is_none_or(|first| first.id != DepartmentId::city()) {
        fault(0, "id", "the first is not \"city\"".to_owned(), "begin with the city itself");
    }
    faults
}

/// What is wrong with a definition that names a department nobody knows.
pub(crate) fn unknown(
    file: (&str, &str),
    (pointer, department): (String, &str),
    organisation: &Organisation,
) -> BrokenDefinition {
    let named = organisation.departments.iter().find(|known| known.name == department);
    let ids: Vec<&str> = organisation.departments.iter().map(|known| known.id.as_str()).collect();
    let meant = named.map(|known| known.id.as_str()).or_else(|| nearest(department, &ids));
    let mend = meant.map_or_else(
        || "write an id of city/departments.json, or add it there".to_owned(),
        |near| format!("did you mean \"{near}\"?"),
    );
    let what = format!("there is no department \"{department}\"");
    let fault = DefinitionFault::at(file, &pointer, what, mend);
    BrokenDefinition { file: file.0.to_owned(), faults: vec![fault] }
}

fn told(
    (line, column): (usize, usize),
    pointer: String,
    what: String,
    mend: &str,
) -> DefinitionFault {
    let (file, mend) = (FILE.to_owned(), mend.to_owned());
    DefinitionFault { file, line: line.max(1), column: column.max(1), pointer, what, mend }
}

impl From<Entry> for Department {
    fn from(entry: Entry) -> Self {
        let Entry { id, parent, name, easy_name, english_name, code, legal } = entry;
        Self { id, parent, name, easy_name, english_name, code, legal }
    }
}

impl From<WardEntry> for Ward {
    fn from(entry: WardEntry) -> Self {
        let WardEntry { id, name, easy_name, english_name } = entry;
        Self { id, name, easy_name, english_name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Vec<FormFile> {
        vec![FormFile { path: FILE.to_owned(), text: text.to_owned() }]
    }

    #[track_caller]
    fn check(departments: &str, expected: &[&str]) {
        check_file(&format!("{{ \"departments\": [{departments}] }}"), expected);
    }

    #[track_caller]
    fn check_file(text: &str, expected: &[&str]) {
        let faults = read(&file(text)).err().map(|broken| broken.faults).unwrap_or_default();
        let told: Vec<&str> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn the_tree_begins_with_the_city_and_parents_come_first() {
        let city = r#"{ "id": "city", "name": "市" }"#;
        let water = r#"{ "id": "water", "parent": "city", "name": "水道局" }"#;
        check(&format!("{city}, {water}"), &[]);
        check(&format!("{water}, {city}"), &["/departments/0/parent", "/departments/0/id"]);
        check(&format!("{city}, {water}, {water}"), &["/departments/2/id", "/departments/2/name"]);
        check(&format!(r#"{city}, {{ "id": "water", "name": "水道局" }}"#), &["/departments/1/id"]);
        check(r#"{ "id": "水道局", "name": "水道局" }"#, &[""]);
        check(r#"{ "id": "city", "name": "市", "boss": "x" }"#, &[""]);
        check("", &["/departments/0/id"]);
        assert!(read(&[]).unwrap().is_none());
    }

    #[test]
    fn wards_have_ids_and_names_of_their_own() {
        let check = |wards: &str, expected: &[&str]| {
            let city = r#"{ "id": "city", "name": "市" }"#;
            check_file(&format!("{{ \"departments\": [{city}], \"wards\": [{wards}] }}"), expected);
        };
        let aoba = r#"{ "id": "aoba", "name": "青葉区", "en": "Aoba Ward" }"#;
        check(aoba, &[]);
        check(&format!("{aoba}, {aoba}"), &["/wards/1/id", "/wards/1/name"]);
        check(r#"{ "id": "outside", "name": "市外" }"#, &["/wards/0/id"]);
        check(r#"{ "id": "aoba", "name": " " }"#, &["/wards/0/name"]);
    }
}
