//! Words for the terminal: data to stdout, talk to stderr.

use std::io::Write as _;

use serde::Serialize;

use crate::fault::Fault;

/// A line of data.
pub(crate) fn data(line: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    // A reader that waits for the line must see it now, also through a pipe. One that has
    // read enough, such as `head`, is no fault.
    drop(writeln!(out, "{line}").and_then(|()| out.flush()));
}

/// A value as indented JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Fault> {
    data(serde_json::to_string_pretty(value).map_err(Fault::found)?);
    Ok(())
}

/// Talk: progress, hints.
#[expect(clippy::print_stderr, reason = "the command line's talk")]
pub(crate) fn say(line: impl std::fmt::Display) {
    eprintln!("{line}");
}

/// Why the command failed.
pub(crate) fn complain(fault: &Fault) {
    say(format_args!("madoguchi: {fault}"));
}
