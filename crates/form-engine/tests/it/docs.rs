//! `docs/forms/`: what the papers for authors show is what the engine takes.
//!
//! A snippet says what it is in its info string: `json property`, `json rule`, `json definition`,
//! `json example /POINTER` and `json examples` (of the tutorial's finished example),
//! `json overlay` (of its translation), or nothing.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use form_engine::{Form, Source};
use kernel::Language;
use serde_json::{Value, json};

use crate::catalogue;

fn papers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/forms")
}

/// A snippet of a paper.
#[derive(Debug, PartialEq, Eq)]
struct Snippet {
    paper: String,
    line: usize,
    info: String,
    text: String,
}

/// The fenced blocks of a paper, in order.
fn snippets(paper: &str) -> Vec<Snippet> {
    let text = fs::read_to_string(papers().join(paper)).unwrap();
    let mut found: Vec<Snippet> = Vec::new();
    let mut inside = false;
    for (line, written) in text.lines().enumerate() {
        if let Some(info) = written.strip_prefix("```") {
            inside = !inside;
            if inside {
                let (paper, info) = (paper.to_owned(), info.to_owned());
                found.push(Snippet { paper, line: line + 1, info, text: String::new() });
            }
        } else if inside {
            let snippet = found.last_mut().unwrap();
            snippet.text.push_str(written);
            snippet.text.push('\n');
        }
    }
    found
}

/// A definition that asks one thing, into which snippets are put.
pub(crate) fn with_property(property: &Value) -> Value {
    let mut property = property.clone();
    if property.get("title").is_none() && property.get("$ref").is_none() {
        property["title"] = "質問".into();
    }
    host(&json!({ "asked": property }))
}

/// Whatever properties: all of them on one page.
fn host(properties: &Value) -> Value {
    let names: Vec<&String> = properties.as_object().unwrap().keys().collect();
    json!({
        "$id": "snippet",
        "title": "試し",
        "x-procedure": {
            "department": "課", "category": "other", "workflow": "standard",
            "legalBasis": "番号法", "retentionYears": 5
        },
        "x-pages": [{ "id": "only", "title": "質問", "fields": names }],
        "type": "object",
        "properties": properties,
        "x-examples": []
    })
}

/// Compiles a definition with the parts of the catalogue.
pub(crate) fn minimal(definition: &Value) -> Form {
    compile("snippet", &definition.to_string()).unwrap_or_else(|faults| panic!("{faults}"))
}

fn compile(file: &str, text: &str) -> Result<Form, String> {
    let source = Source { file, text, overlays: &[] };
    Form::compile(&source, &catalogue::parts())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// A snippet as JSON; what is written without its braces are members.
fn value_of(snippet: &Snippet) -> Value {
    let members = format!("{{{}}}", snippet.text);
    let read = serde_json::from_str(&snippet.text).or_else(|_| serde_json::from_str(&members));
    read.unwrap_or_else(|fault| panic!("{}:{}: {fault}", snippet.paper, snippet.line))
}

/// The snippet inside the questions, tables and lists that the cookbook begins with.
fn inside(snippet: &Snippet, surroundings: &Value) -> Value {
    let mut definition = host(&surroundings["properties"]);
    for keyword in ["x-tables", "x-lists"] {
        definition[keyword] = surroundings[keyword].clone();
    }
    let written = match snippet.info.as_str() {
        "json property" => json!({ "properties": value_of(snippet) }),
        "json rule" => json!({ "x-rules": [value_of(snippet)] }),
        _ => value_of(snippet),
    };
    for (keyword, value) in written.as_object().unwrap() {
        match (definition.get_mut(keyword).and_then(Value::as_object_mut), value) {
            (Some(known), Value::Object(members)) => known.extend(members.clone()),
            _ => definition[keyword] = value.clone(),
        }
    }
    place_on_pages(&mut definition, written.get("x-pages"));
    definition
}

/// What the snippet's own pages leave over comes onto a page of its own.
fn place_on_pages(definition: &mut Value, own: Option<&Value>) {
    let mut pages: Vec<Value> = own.and_then(Value::as_array).cloned().unwrap_or_default();
    let placed: Vec<Value> =
        pages.iter().flat_map(|page| page["fields"].as_array().unwrap()).cloned().collect();
    let names = definition["properties"].as_object().unwrap().keys();
    let left: Vec<Value> =
        names.map(|name| json!(name)).filter(|name| !placed.contains(name)).collect();
    if !left.is_empty() {
        pages.push(json!({ "id": "left-over", "title": "ほか", "fields": left }));
    }
    definition["x-pages"] = pages.into();
}

fn of_kind(paper: &str, kinds: &[&str]) -> Vec<Snippet> {
    snippets(paper).into_iter().filter(|snippet| kinds.contains(&&*snippet.info)).collect()
}

#[test]
fn every_snippet_of_the_cookbook_compiles() {
    let surroundings = of_kind("ja/cookbook.md", &["json surroundings"]);
    let surroundings = value_of(surroundings.first().unwrap());
    let found = of_kind("ja/cookbook.md", &["json property", "json rule", "json definition"]);
    assert!(found.len() >= 35, "{} snippets", found.len());
    let mut faults = Vec::new();
    for snippet in found {
        let definition = inside(&snippet, &surroundings).to_string();
        if let Err(fault) = compile("snippet", &definition) {
            let Snippet { paper, line, text, .. } = &snippet;
            faults.push(format!("{paper}:{line}: {fault}\n{text}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// What the check prints, without what it says in the reader's language: the command, and the
/// places of faults.
fn without_sentences(text: &str) -> String {
    if !text.starts_with("$ madoguchi forms check") {
        return text.to_owned();
    }
    let place = |line: &str| {
        let (file, rest) = line.split_once(": /")?;
        Some(format!("{file}: /{}", rest.split(": ").next()?))
    };
    let command = text.lines().next().map(str::to_owned);
    command.into_iter().chain(text.lines().filter_map(place)).collect::<Vec<_>>().join("\n")
}

#[test]
fn both_languages_show_the_same_snippets() {
    for paper in ["tutorial.md", "cookbook.md"] {
        let of = |language: &str| -> Vec<(String, String)> {
            let found = snippets(&format!("{language}/{paper}"));
            found
                .into_iter()
                .map(|snippet| (snippet.info, without_sentences(&snippet.text)))
                .collect()
        };
        let (japanese, english) = (of("ja"), of("en"));
        let first = japanese.iter().zip(&english).find(|(one, other)| one != other);
        assert!(japanese == english, "{paper}: the first difference: {first:#?}");
    }
}

#[test]
fn the_cookbook_answers_the_same_questions_in_both_languages() {
    let questions = |language: &str| {
        let text = fs::read_to_string(papers().join(language).join("cookbook.md")).unwrap();
        text.lines().filter(|line| line.starts_with("### ")).count()
    };
    assert!(questions("ja") >= 35, "{}", questions("ja"));
    assert_eq!(questions("ja"), questions("en"));
}

const EXAMPLE: &str = "example/shimin-noen.json";

#[test]
fn the_finished_example_of_the_tutorial_is_a_sound_definition() {
    let form = catalogue::compile(&papers().join(EXAMPLE));
    assert_eq!(form.run_examples(), []);
    for language in [Language::EasyJapanese, Language::English] {
        assert!(form.missing_translations(language).is_empty(), "{language:?}");
    }
    let read = |path: PathBuf| -> Value {
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    };
    let schema = read(papers().join("../../forms/form.schema.json"));
    let schema = jsonschema::validator_for(&schema).unwrap();
    let definition = read(papers().join(EXAMPLE));
    let faults: Vec<String> =
        schema.iter_errors(&definition).map(|fault| fault.masked().to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_tutorial_shows_the_finished_example() {
    let text = fs::read_to_string(papers().join(EXAMPLE)).unwrap();
    let example: Value = serde_json::from_str(&text).unwrap();
    for first in of_kind("ja/tutorial.md", &["json first"]) {
        minimal(&value_of(&first));
    }
    let mut shown = 0;
    for snippet in snippets("ja/tutorial.md") {
        let Some(pointer) = snippet.info.strip_prefix("json example ") else { continue };
        let place = example.pointer(pointer.trim()).unwrap_or_else(|| panic!("{pointer}"));
        let written = value_of(&snippet);
        let same = match (place, &written) {
            (Value::Object(place), Value::Object(members)) => {
                members.iter().all(|(name, value)| place.get(name) == Some(value))
            }
            _ => *place == written,
        };
        assert!(same, "{}:{} is not in {EXAMPLE}", snippet.paper, snippet.line);
        shown += 1;
    }
    assert!(shown >= 6, "{shown}");
}

#[test]
fn examples_and_translations_in_the_cookbook_are_those_of_the_finished_example() {
    let read = |path: &str| -> Value {
        serde_json::from_str(&fs::read_to_string(papers().join(path)).unwrap()).unwrap()
    };
    let (example, english) = (read(EXAMPLE), read("example/shimin-noen.en.json"));
    for snippet in of_kind("ja/cookbook.md", &["json examples"]) {
        let examples = example["x-examples"].as_array().unwrap();
        assert!(examples.contains(&value_of(&snippet)), "{}", snippet.text);
    }
    for snippet in of_kind("ja/cookbook.md", &["json overlay"]) {
        for (pointer, text) in value_of(&snippet).as_object().unwrap() {
            assert_eq!(english.get(pointer), Some(text), "{pointer}");
        }
    }
}

#[test]
fn links_between_the_papers_lead_somewhere() {
    let here = ["README.md", "reference.md"].map(str::to_owned);
    let both = ["ja", "en"].into_iter().flat_map(|language| {
        ["tutorial.md", "cookbook.md", "style.md"].map(|paper| format!("{language}/{paper}"))
    });
    for paper in here.into_iter().chain(both) {
        let path = papers().join(&paper);
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            let target = path.parent().unwrap().join(file);
            let outside = file.is_empty() || file.starts_with("http");
            assert!(outside || target.exists(), "{paper}: {link} leads nowhere");
        }
    }
}
