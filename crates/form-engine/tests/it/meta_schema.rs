//! `forms/form.schema.json`, from which editors complete a definition, says what the engine takes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{collections::BTreeSet, fs, path::Path};

use japanese_values::Format;
use serde_json::Value;

use crate::catalogue::definitions;

fn read(path: &str) -> Value {
    let forms = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../forms");
    serde_json::from_str(&fs::read_to_string(forms.join(path)).unwrap()).unwrap()
}

#[test]
fn every_definition_fits_the_schema_that_editors_use() {
    let schema = jsonschema::validator_for(&read("form.schema.json")).unwrap();
    for path in definitions() {
        let definition = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let faults: Vec<String> = schema
            .iter_errors(&definition)
            .map(|fault| format!("{}{}: {}", path.display(), fault.instance_path(), fault.masked()))
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

#[test]
fn a_misspelt_keyword_does_not_fit() {
    let schema = jsonschema::validator_for(&read("form.schema.json")).unwrap();
    let mut definition = read("health/inu-toroku.json");
    definition["properties"]["coat"]["x-hepl"] = "茶".into();
    assert!(!schema.is_valid(&definition));
}

#[test]
fn the_schema_names_the_formats_that_the_engine_knows() {
    let schema = read("form.schema.json");
    let told = schema.pointer("/$defs/property/properties/format/enum").unwrap();
    let told: BTreeSet<&str> =
        told.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let known: BTreeSet<&str> =
        Format::ALL.iter().map(|format| format.name()).chain(["attachment", "jp-digits"]).collect();
    assert_eq!(told, known);
}
