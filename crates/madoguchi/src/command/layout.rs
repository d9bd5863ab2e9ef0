//! `madoguchi forms fmt`: files of definitions laid out the house way, in their places.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use form_engine::laid_out;
use kernel::Language;
use publishing::BrokenDefinition;

use crate::{fault::Fault, output};

/// What came of all files.
#[derive(Default)]
struct Done {
    changed: usize,
    broken: usize,
}

pub(crate) fn run(paths: &[PathBuf], check: bool, language: Language) -> Result<ExitCode, Fault> {
    let mut files = Vec::new();
    for path in paths {
        find(path, &mut files).map_err(|fault| told(path, &fault))?;
    }
    let mut done = Done::default();
    for file in &files {
        lay_out(file, check, language, &mut done)?;
    }
    let (all, Done { changed, broken }) = (files.len(), done);
    match (language, check) {
        (Language::English, true) => {
            output::say(format_args!(
                "{all} files, {changed} laid out otherwise, {broken} unreadable"
            ));
        }
        (Language::English, false) => {
            output::say(format_args!("{all} files, {changed} laid out anew, {broken} unreadable"));
        }
        (_, true) => {
            output::say(format_args!(
                "ファイル {all}個、整っていないもの {changed}個、読めないもの {broken}個"
            ));
        }
        (_, false) => {
            output::say(format_args!(
                "ファイル {all}個、整えたもの {changed}個、読めないもの {broken}個"
            ));
        }
    }
    let failed = broken > 0 || check && changed > 0;
    Ok(ExitCode::from(u8::from(failed)))
}

/// Lays out one file; one that cannot be read is told, and stays as it is.
fn lay_out(file: &Path, check: bool, language: Language, done: &mut Done) -> Result<(), Fault> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|fault| told(file, &fault))?;
    match laid_out(&name, &text) {
        Err(faults) => {
            done.broken += 1;
            output::data(BrokenDefinition { file: name, faults }.told(language));
        }
        Ok(laid) if laid != text => {
            done.changed += 1;
            output::data(&name);
            if !check {
                replace(file, &laid).map_err(|fault| told(file, &fault))?;
            }
        }
        Ok(_) => {}
    }
    Ok(())
}

/// Whole or not at all: whoever reads the folder at this moment finds one of the two.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let beside = file.with_extension("json.new");
    fs::write(&beside, text)?;
    fs::rename(beside, file)
}

/// The files of a folder, in the order of their names; the schema of definitions is none.
fn find(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
    let mut inside = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    inside.sort();
    for path in inside {
        let name = path.to_string_lossy();
        let is_file = name.ends_with(".json") && !name.ends_with(".schema.json");
        if is_file || path.is_dir() {
            find(&path, files)?;
        }
    }
    Ok(())
}

fn told(path: &Path, fault: &io::Error) -> Fault {
    Fault::usage(format!("{}: {fault}", path.display()))
}
