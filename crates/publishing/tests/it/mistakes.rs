//! Mistakes as officers make them, each with all that the check says of it, in Japanese.
//!
//! `mistakes.txt` writes them like changes of a file: `- ` stands in the tutorial's finished
//! definition, `+ ` was written instead, and below is what is told.

use std::{collections::HashSet, fs};

use kernel::Language;
use publishing::{FormFile, compile_among, is_shared};

use crate::catalogue::{catalogue, house};

const MISTAKES: &str = include_str!("mistakes.txt");

#[derive(Default)]
struct Mistake {
    name: &'static str,
    stands: String,
    written: String,
    told: Vec<&'static str>,
}

fn mistakes() -> Vec<Mistake> {
    MISTAKES.split("\n\n").filter(|block| !block.trim().is_empty()).map(mistake).collect()
}

fn mistake(block: &'static str) -> Mistake {
    let mut mistake = Mistake::default();
    for line in block.lines() {
        if let Some(name) = line.strip_prefix("# ") {
            mistake.name = name;
        } else if !line.starts_with(['-', '+']) {
            mistake.told.push(line);
        }
    }
    let lines_of = |sign: &str| {
        let lines = block.lines().filter_map(|line| line.strip_prefix(sign));
        lines.collect::<Vec<_>>().join("\n")
    };
    (mistake.stands, mistake.written) = (lines_of("- "), lines_of("+ "));
    mistake
}

fn told(mistake: &Mistake, sound: &str, catalogue: &[FormFile]) -> Vec<String> {
    let Mistake { name, stands, written, .. } = mistake;
    assert_eq!(sound.matches(stands.as_str()).count(), 1, "{name}: {stands}");
    let text = sound.replace(stands.as_str(), written);
    let shared = |file: &&FormFile| is_shared(&file.path);
    let mut files: Vec<FormFile> = catalogue.iter().filter(shared).cloned().collect();
    files.push(FormFile { path: "shimin-noen.json".to_owned(), text });
    let broken = compile_among(&files, catalogue).broken;
    let lines = broken.iter().map(|broken| broken.told(Language::Japanese));
    lines.flat_map(|told| told.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn nothing_is_wrong_with_the_catalogue() {
    let compiled = compile_among(&catalogue(), &[]);
    let told: Vec<String> =
        compiled.broken.iter().map(|broken| broken.told(Language::Japanese)).collect();
    assert!(told.is_empty() && compiled.forms.len() >= 100, "{}", told.join("\n"));
}

#[test]
fn every_mistake_is_told_in_the_wanted_words() {
    let sound = fs::read_to_string(house().join("docs/forms/example/shimin-noen.json")).unwrap();
    let (catalogue, mistakes) = (catalogue(), mistakes());
    let names: HashSet<&str> = mistakes.iter().map(|mistake| mistake.name).collect();
    assert_eq!(names.len(), mistakes.len(), "a name stands twice");
    let mut wrong = Vec::new();
    for mistake in &mistakes {
        let told = told(mistake, &sound, &catalogue);
        if told != mistake.told {
            wrong.push(format!("# {}\n{}", mistake.name, told.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{} are told otherwise:\n{}", wrong.len(), wrong.join("\n\n"));
}
