//! What can be typed about what is kept: under which keys, and for how long.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct RotateArgs {
    /// Wrap the keys of every municipality by another master key
    #[arg(long, required_unless_present = "town", conflicts_with = "town")]
    pub(crate) master: bool,
    /// Add a key of the municipality; servers wrap the keys of cases by it
    #[arg(long)]
    pub(crate) town: bool,
    /// End the older keys of the municipality, when nothing names them
    #[arg(long, requires = "town", conflicts_with = "master")]
    pub(crate) finish: bool,
    /// The next master key, where the data folder does not hold it
    #[arg(long, requires = "master", conflicts_with = "town", value_name = "FILE")]
    pub(crate) new_key_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RetentionCommand {
    /// List finished cases whose term is over, with what stands in the way, and the lists
    List,
    /// Put every case that can be erased on a list
    Propose {
        /// The approver or administrator who proposes
        #[arg(long, value_name = "EMAIL")]
        by: String,
    },
    /// Sign a list for the second time
    Approve {
        /// The number of the list
        list: i64,
        /// The approver or administrator who approves: somebody else than proposed
        #[arg(long, value_name = "EMAIL")]
        by: String,
    },
    /// Erase what is on approved lists: for good
    Run {
        /// The number of one list [default: every approved one]
        list: Option<i64>,
    },
    /// Print who had what erased, by which rule, and where the log says so
    Certificate {
        /// The number of the list
        list: i64,
    },
    /// Hold a case back, whatever is signed
    Hold {
        /// The number on the receipt, or the id of the case
        case: String,
        /// Why; it is sealed with the case
        #[arg(long)]
        reason: String,
        /// The approver or auditor who holds it
        #[arg(long, value_name = "EMAIL")]
        by: String,
    },
    /// Let a case go that was held back
    Release {
        /// The number on the receipt, or the id of the case
        case: String,
        /// The approver or auditor who releases it
        #[arg(long, value_name = "EMAIL")]
        by: String,
    },
    /// Record that a system which the procedure names has taken a case over
    HandOver {
        /// The number on the receipt, or the id of the case
        case: String,
        /// The system, as `handover` of the definition names it
        #[arg(long, value_name = "SYSTEM")]
        to: String,
        /// Under which number it stands there
        #[arg(long)]
        reference: String,
        /// The member of staff who says so
        #[arg(long, value_name = "EMAIL")]
        by: String,
    },
}
