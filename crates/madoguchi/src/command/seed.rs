//! `madoguchi seed`: synthetic submissions.

use std::process::ExitCode;

use chrono::Duration;

use crate::{cli::SeedArgs, fault::Fault, output, settings::Settings, town_hall};

/// How far back lives go.
const FIVE_YEARS: Duration = Duration::days(1_826);

pub(crate) fn run(settings: &Settings, args: SeedArgs) -> Result<ExitCode, Fault> {
    let SeedArgs { submissions, seed, lives } = args;
    town_hall::block_on(async {
        let rooms = town_hall::rooms_for_command(settings).await?;
        let counter = rooms.counter;
        // What arrives from now on is real.
        let begun = rooms.archive.now();
        if counter.catalogue().procedures().is_empty() {
            return Err(Fault::usage("nothing is published yet: run `madoguchi forms publish`"));
        }
        if lives {
            rooms.back_office.somebody_works_here().await.map_err(Fault::found)?;
        }
        let filed = counter.seed(submissions, seed, lives.then_some(FIVE_YEARS)).await;
        let filed = filed.map_err(Fault::found)?;
        output::data(format_args!("{filed} submissions"));
        if lives {
            let over = rooms.back_office.live(begun).await.map_err(Fault::found)?;
            output::data(format_args!("{over} of them are over"));
            // A city that has worked for years has no backlog there.
            while rooms.chores.index_words().await.map_err(Fault::found)? > 0 {}
        }
        Ok(ExitCode::SUCCESS)
    })
}
