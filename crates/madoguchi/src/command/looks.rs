//! `madoguchi looks`: who looked at what.

use std::process::ExitCode;

use chores::Sight;

use crate::{cli::LooksArgs, fault::Fault, output, settings::Settings, town_hall};

pub(crate) fn run(settings: &Settings, args: LooksArgs, json: bool) -> Result<ExitCode, Fault> {
    town_hall::block_on(async {
        let archive = town_hall::open_archive(settings)?;
        let LooksArgs { case, staff, since, most } = args;
        let sight = Sight { case, staff, since };
        let looks = chores::list_looks(&archive, sight, most).await.map_err(Fault::found)?;
        if json {
            output::json(&looks)?;
            return Ok(ExitCode::SUCCESS);
        }
        for look in &looks {
            let number = look.receipt_number.as_deref().unwrap_or("-");
            let (at, name, kind, part) = (look.at, &look.name, look.kind, &look.part);
            let found = look.found.map_or_else(|| "-".to_owned(), |found| found.to_string());
            output::data(format_args!("{at}\t{name}\t{kind}\t{number}\t{found}\t{part}"));
        }
        Ok(ExitCode::SUCCESS)
    })
}
