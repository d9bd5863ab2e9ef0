//! What can be typed about what refusals say on contesting them.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum InstructionsCommand {
    /// List every row with where it stands; fails while one that refusals need is not confirmed for
    /// today
    List,
    /// Confirm a version that waits, for a year from today
    Confirm {
        /// The kind of body, as `instructions list` names it
        body: String,
        /// Its name there; left out for the mayor
        #[arg(long, default_value = "", hide_default_value = true)]
        reviewer: String,
        /// The version that was read: `instructions list --json` prints it
        #[arg(long)]
        version: i64,
        /// Who confirms: somebody of the legal section, and not who wrote it
        #[arg(long, value_name = "EMAIL")]
        by: String,
    },
}
