//! `madoguchi migrate`: the schema.

use std::process::ExitCode;

use submission_store::Store;

use crate::{fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(settings: &Settings, dry_run: bool) -> Result<ExitCode, Fault> {
    let store = town_hall::store_settings(settings)?;
    if dry_run {
        let pending = Store::pending(&store).map_err(Fault::found)?;
        output::data(format_args!("{pending} pending"));
    } else {
        for name in Store::migrate(&store).map_err(Fault::found)? {
            output::data(name);
        }
    }
    Ok(ExitCode::SUCCESS)
}
