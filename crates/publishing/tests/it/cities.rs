//! One catalogue, two cities: the definitions are everybody's, and what is a city's own lies in its
//! folder.

use std::collections::BTreeSet;

use publishing::{Compiled, FormFile, compile_among};

use crate::catalogue::{catalogue, town};

/// Words that are Sendai's alone. 宮城県 is not among them: people move from there to any town.
const OF_SENDAI: [&str; 19] = [
    "仙台",
    "せんだい",
    "センダイ",
    "sendai",
    "青葉",
    "宮城野",
    "若林",
    "太白",
    "泉区",
    "泉中央",
    "国分町",
    "ｾﾝﾀﾞｲ",
    "aoba",
    "022-26",
    "022-24",
    "022-39",
    "区役所",
    "市民税",
    "ward office",
];

fn compiled(files: &[FormFile]) -> Compiled {
    let compiled = compile_among(files, &[]);
    let told: Vec<String> = compiled.broken.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
    compiled
}

/// Every definition of a city passes its own examples; its documents.
fn documents(files: &[FormFile]) -> Vec<(String, String)> {
    let Compiled { forms, guides, .. } = compiled(files);
    let mut failed = Vec::new();
    let documents = forms.into_iter().chain(guides).map(|(id, mut form)| {
        failed.extend(form.run_examples().into_iter().map(|fault| format!("{id}: {fault:?}")));
        (id, form.take_document().json)
    });
    let documents = documents.collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    documents
}

#[test]
fn a_hundred_procedures_are_both_cities() {
    for files in [catalogue(), town()] {
        let documents = documents(&files);
        assert_eq!(documents.len(), 108);
        for (id, document) in documents {
            assert!(!document.contains("{{"), "{id} holds the name of a word");
        }
    }
}

#[test]
fn nothing_in_the_town_speaks_of_sendai() {
    let mut found = Vec::new();
    for (id, document) in documents(&town()) {
        let lower = document.to_lowercase();
        for word in OF_SENDAI.into_iter().filter(|word| lower.contains(word)) {
            let (before, behind) = lower.split_once(word).unwrap();
            let before: String =
                before.chars().skip(before.chars().count().saturating_sub(24)).collect();
            let behind: String = behind.chars().take(24).collect();
            found.push(format!("{id}: {before}[{word}]{behind}"));
        }
    }
    assert!(found.is_empty(), "{} times:\n{}", found.len(), found.join("\n"));
}

/// A city that copies the folder learns here what its own has to hold, and what nobody reads.
#[test]
fn both_cities_hold_the_same_words_and_files() {
    let own = |files: Vec<FormFile>| -> BTreeSet<String> {
        let own = files.into_iter().filter(|file| file.path.starts_with("city/"));
        own.map(|file| file.path).filter(|path| path.matches('.').count() == 1).collect()
    };
    assert_eq!(own(catalogue()), own(town()));
    let words = |files: &[FormFile]| -> BTreeSet<String> {
        let file = files.iter().find(|file| file.path == "city/words.json").unwrap();
        let words: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&file.text).unwrap();
        words.into_iter().map(|(name, _)| name).collect()
    };
    let (here, there) = (words(&catalogue()), words(&town()));
    let missing: Vec<&String> = here.difference(&there).collect();
    assert!(missing.is_empty(), "the town has no {missing:?}");
    let called: String = catalogue().into_iter().map(|file| file.text).collect();
    let settings = ["自治体id", "案内", "$comment"];
    let idle: Vec<&String> = here
        .iter()
        .filter(|name| !settings.contains(&name.as_str()))
        .filter(|name| !called.contains(&format!("{{{{{name}}}}}")))
        .filter(|name| !called.contains(&format!("{{{{={name}}}}}")))
        .collect();
    assert!(idle.is_empty(), "nobody calls {idle:?}");
}

#[test]
fn the_town_has_no_wards_and_its_own_departments_and_fees() {
    let town = compiled(&town());
    assert!(town.organisation.wards.is_empty());
    let city = compiled(&catalogue());
    assert_eq!(city.organisation.wards.len(), 5);
    let ids = |of: &Compiled| -> Vec<String> {
        of.organisation.departments.iter().map(|known| known.id.to_string()).collect()
    };
    assert_eq!(ids(&town), ids(&city), "the definitions name the same departments");
}
