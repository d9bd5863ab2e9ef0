//! `madoguchi seed`: synthetic submissions.

use std::process::ExitCode;

use crate::{fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(settings: &Settings, submissions: u32, seed: u64) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let counter = town_hall::rooms_for_command(settings).await?.counter;
        if counter.catalogue().procedures().is_empty() {
            return Err(Fault::usage("nothing is published yet: run `madoguchi forms publish`"));
        }
        let filed = counter.seed(submissions, seed).await.map_err(Fault::found)?;
        output::data(format_args!("{filed} submissions"));
        Ok(ExitCode::SUCCESS)
    })
}
