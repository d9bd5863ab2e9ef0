//! `madoguchi forms`: what a department does with definitions at a terminal.

use std::{
    fs,
    io::BufRead as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::NaiveDate;
use form_engine::{Context, Form};
use japanese_values::{Format, Tongue};
use kernel::{Clock as _, Language, SystemClock};
use publishing::{Compiled, FormFile, Rehearsal, compile, compile_among, is_shared};
use serde_json::Value;

use super::{confirm, layout, preview};
use crate::{cli::FormsCommand, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: FormsCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    match command {
        FormsCommand::Check { paths, confirm: true, told } => {
            Ok(confirm::run(&named_files(settings, &paths)?.files, told.language()))
        }
        FormsCommand::Check { paths, confirm: false, told } => {
            check(settings, &paths, told.language())
        }
        FormsCommand::Fmt { paths, check, told } => layout::run(&paths, check, told.language()),
        FormsCommand::New { id } => new(&id),
        FormsCommand::Preview { path, listen } => {
            preview::run(&Settings { listen, ..settings.clone() }, path)
        }
        FormsCommand::Publish(args) => super::publish::run(settings, args, json),
        FormsCommand::List => list(settings, json),
        FormsCommand::Try { id, file, today, told } => {
            try_filing(settings, (&id, &file), today, told.language())
        }
        FormsCommand::Format { name, values, told } => format(&name, &values, told.language()),
        FormsCommand::Eval { expression, form, today, told } => {
            eval(&expression, form.as_deref(), today, told.language())
        }
    }
}

fn catalogue(settings: &Settings) -> Result<Compiled, Fault> {
    Ok(compile(&town_hall::forms(settings)?))
}

/// A definition that can be published as it is, to be changed piece by piece.
fn new(id: &str) -> Result<ExitCode, Fault> {
    const STARTING_POINT: &str = include_str!("starting_point.json");
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || id.len() > 60 || !id.chars().all(fits) {
        let rule = "write a-z, 0-9 and hyphens, at most 60";
        return Err(Fault::usage(format!("`{id}` cannot be an id: {rule}")));
    }
    output::data(STARTING_POINT.replace("PROCEDURE", id).trim_end());
    Ok(ExitCode::SUCCESS)
}

/// Reports every fault, runs every example, counts missing translations.
fn check(settings: &Settings, paths: &[PathBuf], language: Language) -> Result<ExitCode, Fault> {
    let Named { files, around } = named_files(settings, paths)?;
    let compiled = compile_among(&files, &around);
    for form in compiled.forms.values().chain(compiled.guides.values()) {
        tell_translations(form, language);
    }
    let (procedures, guides) = (compiled.forms.len(), compiled.guides.len());
    let faults = tell_unfit(&Rehearsal::of(compiled, language), language);
    if language == Language::English {
        output::say(format_args!("{procedures} procedures, {guides} guides, {faults} faults"));
    } else {
        output::say(format_args!("手続 {procedures}件、案内 {guides}件、誤り {faults}件"));
    }
    Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Reports what cannot be published, and how many faults that are.
pub(super) fn tell_unfit(rehearsal: &Rehearsal, language: Language) -> usize {
    rehearsal.broken.iter().for_each(|broken| output::data(broken.told(language)));
    rehearsal.failed.iter().for_each(|failed| output::data(failed.told(language)));
    let broken = rehearsal.broken.iter().map(|broken| broken.faults.len());
    let failed = rehearsal.failed.iter().map(|failed| failed.faults.len());
    broken.sum::<usize>() + failed.sum::<usize>()
}

fn tell_translations(form: &Form, told_in: Language) {
    for language in [Language::EasyJapanese, Language::English] {
        let missing = form.missing_translations(language);
        if !missing.is_empty() {
            let (id, tag, count) = (form.id(), language.tag(), missing.len());
            if told_in == Language::English {
                output::say(format_args!("{id}: {count} texts are not in {tag}"));
            } else {
                output::say(format_args!("{id}: {tag} の訳が {count}個ありません"));
            }
        }
    }
}

/// Files that are read, and those that lie around them, which they may lead to.
#[derive(Default)]
pub(super) struct Named {
    pub(super) files: Vec<FormFile>,
    pub(super) around: Vec<FormFile>,
}

/// The named files or folders, with parts from the catalogue they lie in; the whole catalogue
/// where none is named.
pub(super) fn named_files(settings: &Settings, paths: &[PathBuf]) -> Result<Named, Fault> {
    let catalogue = town_hall::forms(settings)?;
    if paths.is_empty() {
        return Ok(Named { files: catalogue, around: Vec::new() });
    }
    let (mut files, mut around) = (Vec::new(), Vec::new());
    for path in paths {
        let (root, inside) = surroundings(path)?;
        let (folder, only) = if path.is_dir() {
            if root.join("parts").is_dir() {
                around.extend(town_hall::forms_in(&root, settings)?);
            }
            (path.clone(), None)
        } else {
            (root, Some(inside))
        };
        let mut found = town_hall::forms_in(&folder, settings)?;
        if let Some(only) = only {
            let stem = only.trim_end_matches(".json").to_owned();
            let is_named = |f: &FormFile| is_shared(&f.path) || f.path.starts_with(&stem);
            let (named, others) = found.into_iter().partition(is_named);
            found = named;
            around.extend::<Vec<FormFile>>(others);
        }
        files.extend(found);
    }
    if !files.iter().any(|file| file.path.starts_with("parts/")) {
        let parts = catalogue.iter().filter(|file| file.path.starts_with("parts/"));
        files.extend(parts.cloned());
    }
    around.extend(catalogue);
    Ok(Named { files, around })
}

/// The folder that holds `parts/` above a definition, and the definition's path inside it.
fn surroundings(file: &Path) -> Result<(PathBuf, String), Fault> {
    let whole = fs::canonicalize(file)
        .map_err(|fault| Fault::usage(format!("{}: {fault}", file.display())))?;
    let parent = whole.parent().unwrap_or(Path::new("/"));
    let root = whole.ancestors().skip(1).find(|folder| folder.join("parts").is_dir());
    let root = root.unwrap_or(parent).to_path_buf();
    let inside = whole.strip_prefix(&root).unwrap_or(&whole).to_string_lossy().into_owned();
    Ok((root, inside))
}

fn list(settings: &Settings, json: bool) -> Result<ExitCode, Fault> {
    let mut compiled = catalogue(settings)?;
    if json {
        let rows: Vec<Value> = compiled
            .forms
            .values_mut()
            .map(|form| {
                serde_json::json!({
                    "id": form.id(),
                    "title": form.title(Language::Japanese),
                    "pages": form.pages().len(),
                    "minutes": form.estimated_minutes(),
                    "content_hash": form.take_document().content_hash,
                })
            })
            .collect();
        output::json(&rows)?;
    } else {
        for form in compiled.forms.values() {
            output::data(format_args!("{}\t{}", form.id(), form.title(Language::Japanese)));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn try_filing(
    settings: &Settings,
    (id, file): (&str, &Path),
    today: Option<NaiveDate>,
    language: Language,
) -> Result<ExitCode, Fault> {
    let compiled = catalogue(settings)?;
    let form =
        compiled.forms.get(id).ok_or_else(|| unknown(language, ("procedure", "手続"), id))?;
    let data = read_json(file)?;
    let context = Context::on(today.unwrap_or_else(this_day)).speaking(language);
    let checked = form.check(&data, &context);
    let code = if checked.ok() { ExitCode::SUCCESS } else { ExitCode::from(1) };
    output::json(&api::check_answer(checked, language))?;
    Ok(code)
}

/// What is called by a name that nothing has.
fn unknown(language: Language, (english, japanese): (&str, &str), name: &str) -> Fault {
    Fault::usage(match language {
        Language::English => format!("there is no {english} `{name}`"),
        Language::Japanese | Language::EasyJapanese => {
            format!("{japanese} `{name}` はありません")
        }
    })
}

fn format(name: &str, values: &[String], language: Language) -> Result<ExitCode, Fault> {
    let format = Format::named(name);
    let format = format.ok_or_else(|| unknown(language, ("format", "書式"), name))?;
    let tongue = match language {
        Language::Japanese => Tongue::Japanese,
        Language::EasyJapanese => Tongue::Plain,
        Language::English => Tongue::English,
    };
    let mut refused = false;
    let mut tell = |raw: &str| match format.read(raw) {
        Ok(read) => output::data(format_args!("ok\t{read}")),
        Err(fault) => {
            refused = true;
            output::data(format_args!("error\t{}", fault.sentence(tongue)));
        }
    };
    if values.is_empty() {
        for line in std::io::stdin().lock().lines() {
            tell(&line.map_err(Fault::usage)?);
        }
    } else {
        for value in values {
            tell(value);
        }
    }
    Ok(if refused { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn eval(
    expression: &str,
    form: Option<&Path>,
    today: Option<NaiveDate>,
    language: Language,
) -> Result<ExitCode, Fault> {
    let data = match form {
        Some(file) => read_json(file)?,
        None => serde_json::json!({}),
    };
    let today = today.unwrap_or_else(this_day);
    let value = form_engine::evaluate(expression, &data, today)
        .map_err(|fault| Fault::found(publishing::evaluation(&fault, language)))?;
    output::data(value);
    Ok(ExitCode::SUCCESS)
}

fn read_json(file: &Path) -> Result<Value, Fault> {
    let told = |what: String| Fault::usage(format!("{}: {what}", file.display()));
    let text = fs::read_to_string(file).map_err(|fault| told(fault.to_string()))?;
    serde_json::from_str(&text).map_err(|fault| told(fault.to_string()))
}

fn this_day() -> NaiveDate {
    SystemClock.now().day()
}
