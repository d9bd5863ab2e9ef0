//! What can be typed about people and what they are granted.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use kernel::{Rank, Right, Role, WardId};

use super::TokensCommand;

#[derive(Debug, Subcommand)]
pub(crate) enum StaffCommand {
    /// Add a person, or give a known one a further grant and change nothing else
    Add {
        #[arg(long)]
        email: String,
        /// Needed for somebody new
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        grant: GrantArgs,
        /// The last day on which the grant holds, as YYYY-MM-DD [default: for good]
        #[arg(long, value_name = "DAY")]
        until: Option<NaiveDate>,
        /// Read the password of somebody new from stdin; without it one is made and printed
        #[arg(long)]
        password_stdin: bool,
    },
    /// Take one grant away
    End {
        #[arg(long)]
        email: String,
        #[command(flatten)]
        grant: GrantArgs,
    },
    /// Give a person another password; their sessions and tokens end
    Password {
        #[arg(long)]
        email: String,
        /// Read the password from stdin; without it one is made and printed
        #[arg(long)]
        password_stdin: bool,
    },
    /// Mail a person a link by which they choose a password: the first one, or one for a forgotten
    /// one
    Invite {
        #[arg(long)]
        email: String,
    },
    /// Take away the second factor of somebody who lost it; they set up another one when they sign
    /// in next, and their sessions end
    ResetFactor {
        #[arg(long)]
        email: String,
    },
    /// Issue a token for the API; it is printed once
    Token {
        #[arg(long)]
        email: String,
        /// `cases`, `submissions`, …; repeat for several
        #[arg(long, required = true)]
        scope: Vec<String>,
        /// For example `30d` or `12h`
        #[arg(long, default_value = "30d")]
        expires: String,
    },
    /// Tokens that were issued
    #[command(subcommand)]
    Tokens(TokensCommand),
    /// List people with their grants
    List,
    /// Grant what a file says, to everybody who stands in it: the move of 1 April
    ///
    /// Comma-separated values, in UTF-8 or CP932, with the columns `email`, `department`, `role`
    /// and `from` (a day), and where they are needed `name` (for somebody new, who is mailed a
    /// link), `rank`, `wards`, `procedures`, `rights` and `until`. Whoever stands there holds what it says
    /// and nothing else; a row without department and role is for who leaves.
    Transfer {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Tell what would be changed, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Shut a person out at once: sessions and tokens end
    Disable {
        #[arg(long)]
        email: String,
    },
    /// Let a person in again, with the grants that they had
    Enable {
        #[arg(long)]
        email: String,
    },
}

/// One role in one department, for all of its cases or for some.
#[derive(Debug, Args)]
pub(crate) struct GrantArgs {
    /// clerk, centre-clerk, counter-clerk, lead, post-clerk, approver, form-author, administrator
    /// or auditor
    #[arg(long)]
    pub(crate) role: Role,
    /// The id of a department, and everything below it; `city` is the whole city
    #[arg(long)]
    pub(crate) department: String,
    /// Only cases of this ward; repeat for several [default: all]
    #[arg(long, value_name = "ID")]
    pub(crate) ward: Vec<WardId>,
    /// Only cases of this procedure; repeat for several [default: all]
    #[arg(long, value_name = "ID")]
    pub(crate) procedure: Vec<String>,
    /// Of an approver: chief, section, division, bureau or mayor [default: chief]
    #[arg(long)]
    pub(crate) rank: Option<Rank>,
    /// What it opens beside the role: see:bank, see:health, see:household, see:identity,
    /// see:my-number or protected; repeat for several [default: none]
    #[arg(long, value_name = "RIGHT")]
    pub(crate) right: Vec<Right>,
}
