//! `madoguchi config`: the effective settings, secrets masked.

use std::process::ExitCode;

use crate::{fault::Fault, output, settings::Settings};

pub(crate) fn run(settings: &Settings, json: bool) -> Result<ExitCode, Fault> {
    let shown = settings.masked();
    if json {
        output::json(&shown)?;
    } else {
        output::data(toml::to_string(&shown).map_err(Fault::found)?.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
