//! Electronic signatures, as they can be asked about.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use kernel::{Instant, ReceiptNumber};

#[derive(Debug, Subcommand)]
pub(crate) enum SignatureCommand {
    /// Write what was signed with a filing, and the signature, into two files
    Export {
        /// The number on the receipt
        number: ReceiptNumber,
        /// Folder for `NUMBER.json` and `NUMBER.cms`
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
    },
    /// Check a signature anywhere: no database, no network
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// What was signed
    #[arg(long, value_name = "FILE")]
    pub(crate) content: PathBuf,
    /// The signature, CMS in DER
    #[arg(long, value_name = "FILE")]
    pub(crate) signature: PathBuf,
    /// The certificates of the authorities that are believed, in PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) authorities: PathBuf,
    /// Folder of their lists of revoked certificates, `*.crl` in DER [default: none]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) revoked: Option<PathBuf>,
    /// When it arrived, such as `2026-11-25T09:00:00+09:00` [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    pub(crate) arrived: Option<Instant>,
}

fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse_rfc3339(text).ok_or_else(|| "write it as RFC 3339 does".to_owned())
}
