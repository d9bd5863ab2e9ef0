//! `madoguchi routing`: what rules that nobody confirmed yet would have done, by the same trial as
//! the page shows.

use std::process::ExitCode;

use crate::{cli::RoutingCommand, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(
    settings: &Settings,
    command: &RoutingCommand,
    json: bool,
) -> Result<ExitCode, Fault> {
    let RoutingCommand::Try { department, last } = command;
    town_hall::block_on(async {
        let back_office = town_hall::rooms_for_command(settings).await?.back_office;
        let last = usize::try_from(*last).map_err(Fault::usage)?;
        let tried = back_office.try_waiting(department.as_ref(), last).await;
        let tried = tried.map_err(Fault::found)?;
        if json {
            output::json(&tried)?;
            return Ok(ExitCode::SUCCESS);
        }
        if tried.is_empty() {
            output::say("no list waits for a second look");
        }
        for list in &tried {
            let (id, number) = (&list.department, list.number);
            for moved in &list.trial.moved {
                let (procedure, from, to) = (&moved.procedure, &moved.from, &moved.to);
                let cases = moved.cases;
                output::data(format_args!("{id}/{number}\t{cases}\t{procedure}\t{from}\t{to}"));
            }
            let elsewhere: usize = list.trial.moved.iter().map(|moved| moved.cases).sum();
            let cases = list.trial.cases;
            output::say(format_args!(
                "{id}/{number}: {elsewhere} of the last {cases} cases would lie elsewhere"
            ));
        }
        Ok(ExitCode::SUCCESS)
    })
}
