//! What authors of definitions type.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use kernel::Language;

use crate::environment;

/// In which language faults of definitions are told.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Told {
    /// Language of what is told [default: that of the locale; Japanese where it names none]
    #[arg(long, value_enum)]
    lang: Option<Lang>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Lang {
    Ja,
    En,
}

impl Told {
    pub(crate) fn language(self) -> Language {
        match self.lang {
            Some(Lang::Ja) => Language::Japanese,
            Some(Lang::En) => Language::English,
            None => environment::language(),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum FormsCommand {
    /// Report every fault of definitions and run their examples
    Check {
        /// Files or folders [default: the whole catalogue]
        paths: Vec<PathBuf>,
        /// List what the city must confirm before it publishes them, and do nothing else
        #[arg(long)]
        confirm: bool,
        #[command(flatten)]
        told: Told,
    },
    /// Lay out files the house way, and order their keys; what they say stays
    Fmt {
        /// Files or folders
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// Change nothing: name the files that are laid out otherwise, and fail where there are any
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        told: Told,
    },
    /// Print a starting point for a new definition
    New {
        /// The procedure's id, such as `shimin-noen`
        id: String,
    },
    /// Show a definition in the browser, read anew at every save
    Preview {
        /// A definition, or a folder of them
        path: PathBuf,
        /// Address to listen on; port 0 picks a free one
        #[arg(long, default_value = "127.0.0.1:8082", value_name = "ADDR")]
        listen: String,
    },
    /// Offer definitions to residents from now on; nothing goes that is not named
    Publish(PublishArgs),
    /// List the procedures
    List,
    /// Check one filing and print what the API's check prints
    Try {
        /// The procedure
        id: String,
        /// The data, as JSON
        file: PathBuf,
        /// The day of receipt [default: today]
        #[arg(long, value_name = "DATE")]
        today: Option<NaiveDate>,
        #[command(flatten)]
        told: Told,
    },
    /// Read values by a format: `ok⇥normalised` or `error⇥sentence`, a line each
    Format {
        /// For example `jp-postal-code`
        name: String,
        /// Values [default: the lines of stdin]
        values: Vec<String>,
        #[command(flatten)]
        told: Told,
    },
    /// Evaluate one CEL expression and print its value as JSON
    Eval {
        /// For example `age(form.birthDate, today)`
        expression: String,
        /// The data that `form` stands for
        #[arg(long, value_name = "FILE")]
        form: Option<PathBuf>,
        /// The day that `today` stands for [default: today]
        #[arg(long, value_name = "DATE")]
        today: Option<NaiveDate>,
        #[command(flatten)]
        told: Told,
    },
}

#[derive(Debug, Args)]
pub(crate) struct PublishArgs {
    /// Files or folders [default: the whole catalogue; with --retire, none]
    pub(crate) paths: Vec<PathBuf>,
    /// Only print what would change
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Take this procedure off the counter; repeat for several
    #[arg(long, value_name = "ID")]
    pub(crate) retire: Vec<String>,
    /// The member of staff who publishes [default: the operator]
    #[arg(long, value_name = "EMAIL")]
    pub(crate) by: Option<String>,
    #[command(flatten)]
    pub(crate) told: Told,
}
