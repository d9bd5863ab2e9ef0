//! `madoguchi routes`: every address with its rule, for people and for tests.

use std::process::ExitCode;

use crate::{fault::Fault, output};

pub(crate) fn run(json: bool) -> Result<ExitCode, Fault> {
    let table = madoguchi::table().list();
    if json {
        output::json(&table)?;
        return Ok(ExitCode::SUCCESS);
    }
    let line = |cells: [&str; 6]| {
        let [method, path, access, object, csrf, rate] = cells;
        format!("{method:<7}{path:<52}{access:<42}{object:<12}{csrf:<12}{rate}")
    };
    output::data(line(["METHOD", "PATH", "ACCESS", "OBJECT", "CSRF", "LIMIT"]));
    for route in table {
        let (access, rule) = (route.rule.access.to_string(), route.rule);
        let (object, csrf, rate) = (rule.object.word(), rule.csrf.word(), rule.rate.word());
        output::data(line([route.method, &route.path, &access, object, csrf, rate]));
    }
    Ok(ExitCode::SUCCESS)
}
