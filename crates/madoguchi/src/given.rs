//! Which settings were given as flags and which as variables: what `madoguchi config` tells.

use std::collections::BTreeMap;

use clap::{ArgMatches, parser::ValueSource};
use serde::Serialize;
use strum::IntoStaticStr;

/// Where a setting's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Origin {
    /// A flag of this command.
    Flag,
    /// A `MADOGUCHI_…` variable.
    Variable,
    /// The settings file.
    File,
    /// Nobody said anything.
    Default,
}

impl Origin {
    pub(crate) fn word(self) -> &'static str {
        self.into()
    }
}

/// What was given on the command line and in the environment, by the names of the settings.
#[derive(Debug, Default)]
pub(crate) struct Given(BTreeMap<String, Origin>);

impl Given {
    /// Reads a parsed command line, with its commands.
    pub(crate) fn of(matches: &ArgMatches) -> Self {
        let mut given = Self::default();
        let mut level = Some(matches);
        while let Some(matches) = level {
            given.note(matches);
            level = matches.subcommand().map(|(_, inner)| inner);
        }
        given
    }

    fn note(&mut self, matches: &ArgMatches) {
        for id in matches.ids() {
            let origin = match matches.value_source(id.as_str()) {
                Some(ValueSource::CommandLine) => Origin::Flag,
                Some(ValueSource::EnvVariable) => Origin::Variable,
                Some(_) | None => continue,
            };
            self.0.insert(id.as_str().replace('_', "-"), origin);
        }
    }

    pub(crate) fn origin(&self, setting: &str) -> Option<Origin> {
        self.0.get(setting).copied()
    }
}
