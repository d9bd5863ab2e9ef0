//! `madoguchi seed`: synthetic submissions.

use std::process::ExitCode;

use crate::{fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(settings: &Settings, submissions: u32, seed: u64) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let desk = town_hall::desk_for_command(settings).await?;
        if desk.procedures().is_empty() {
            return Err(Fault::usage("nothing is published yet: run `madoguchi forms publish`"));
        }
        let filed = desk.seed(submissions, seed).await.map_err(Fault::found)?;
        output::data(format_args!("{filed} submissions"));
        Ok(ExitCode::SUCCESS)
    })
}
