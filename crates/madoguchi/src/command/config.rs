//! `madoguchi config`: the effective settings, where each comes from, secrets masked.

use std::{collections::BTreeMap, process::ExitCode};

use serde::Serialize;

use crate::{fault::Fault, given::Origin, output, settings::Settings};

/// The settings, and beside them where each comes from.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    settings: &'a Settings,
    from: &'a BTreeMap<&'static str, Origin>,
}

pub(crate) fn run(settings: &Settings, json: bool) -> Result<ExitCode, Fault> {
    let masked = settings.masked();
    if json {
        output::json(&Shown { settings: &masked, from: &masked.origins })?;
    } else {
        let text = toml::to_string(&masked).map_err(Fault::found)?;
        text.trim_end().lines().for_each(|line| output::data(with_origin(line, &masked)));
    }
    Ok(ExitCode::SUCCESS)
}

/// A line of TOML with its origin as a comment. Keys of `[city]` are known by their own names.
fn with_origin(line: &str, settings: &Settings) -> String {
    let key = line.split(" = ").next().unwrap_or_default();
    let key = key.strip_prefix("[city.").and_then(|key| key.strip_suffix(']')).unwrap_or(key);
    match settings.origins.get(key) {
        Some(origin) => format!("{line} # {}", origin.word()),
        None => line.to_owned(),
    }
}
