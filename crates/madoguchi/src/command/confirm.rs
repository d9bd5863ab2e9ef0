//! `madoguchi forms check --confirm`: what a city must confirm before it publishes, by procedure,
//! file and line.

use std::process::ExitCode;

use form_engine::{Confirmation, confirmations};
use kernel::Language;
use publishing::{FormFile, compile, is_shared};

use crate::output;

pub(crate) fn run(files: &[FormFile], language: Language) -> ExitCode {
    let compiled = compile(files);
    let named = compiled.forms.iter().chain(&compiled.guides);
    let mut groups: Vec<(String, Vec<Confirmation>)> = named
        .filter_map(|(id, form)| {
            let file = files.iter().find(|file| Some(&file.path) == compiled.files.get(id))?;
            Some((format!("{id} {}", form.title(language)), notes_of(file)))
        })
        .collect();
    let shared = files.iter().filter(|file| is_shared(&file.path));
    let title = if language == Language::English { "what they share" } else { "共通" };
    groups.push((title.to_owned(), shared.flat_map(notes_of).collect()));
    groups.retain(|(_, notes)| !notes.is_empty());
    for (title, notes) in &groups {
        output::data(title);
        for Confirmation { file, line, column, pointer, note } in notes {
            let pointer = if pointer.is_empty() { "/" } else { pointer };
            output::data(format_args!("  {file}:{line}:{column}: {pointer}: {note}"));
        }
    }
    let count: usize = groups.iter().map(|(_, notes)| notes.len()).sum();
    if language == Language::English {
        output::say(format_args!("{count} points to confirm"));
    } else {
        output::say(format_args!("確かめること {count}件"));
    }
    for broken in &compiled.broken {
        output::say(broken.told(language));
    }
    if compiled.broken.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn notes_of(file: &FormFile) -> Vec<Confirmation> {
    confirmations(&file.path, &file.text)
}
