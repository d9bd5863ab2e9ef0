//! `madoguchi search`: whether the index of searches has what the cases say, and building it anew.

use std::process::ExitCode;

use serde_json::json;

use crate::{cli::SearchCommand, fault::Fault, output, settings::Settings, town_hall};

/// One of so many cases is compared, unless all are.
const SAMPLE: usize = 50;

pub(crate) fn run(
    settings: &Settings,
    command: &SearchCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let chores = town_hall::rooms_for_command(settings).await?.chores;
        match command {
            SearchCommand::Check { all } => {
                let every = if *all { 1 } else { SAMPLE };
                let checked = chores.check_index(every).await.map_err(Fault::found)?;
                let (compared, differing) = (checked.compared, checked.differing);
                if json {
                    let waiting = checked.waiting;
                    let told =
                        json!({ "compared": compared, "differing": differing, "waiting": waiting });
                    output::data(told);
                } else {
                    output::data(format_args!("{compared} cases compared, {differing} differ"));
                    if checked.waiting {
                        output::say("some cases still wait for the index");
                    }
                }
                Ok(ExitCode::from(u8::from(differing > 0)))
            }
            SearchCommand::Rebuild { month } => {
                let month = month.as_deref().map(str::parse).transpose().map_err(Fault::usage)?;
                let done = chores.rebuild_index(month).await.map_err(Fault::found)?;
                output::data(format_args!("{done} cases"));
                if chores.is_indexing().await.map_err(Fault::found)? {
                    output::say("a running server puts the rest into the index");
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    })
}
