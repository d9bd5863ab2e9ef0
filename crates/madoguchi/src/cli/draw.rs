//! Draws, as anybody can check them.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use lots::Figure;

#[derive(Debug, Subcommand)]
pub(crate) enum DrawCommand {
    /// Draw once more anywhere, and compare: no database, no network
    Verify(DrawArgs),
}

#[derive(Debug, Args)]
pub(crate) struct DrawArgs {
    /// What is published of the draw, in JSON
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The SHA-256 that was noted before the draw [default: the one in the file]
    #[arg(long, value_name = "HEX")]
    pub(crate) sha256: Option<String>,
    /// The figure as its source published it [default: the one in the file]
    #[arg(long, value_name = "FIGURE")]
    pub(crate) seed: Option<Figure>,
}
