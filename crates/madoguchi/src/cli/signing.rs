//! How residents sign with their cards, as it can be typed.

use std::path::PathBuf;

use clap::Args;

/// Electronic signatures with My Number Cards.
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_field_names, reason = "each is a flag of that name")]
pub(crate) struct SigningArgs {
    /// Address of the app that asks residents for their card; they can sign by it then
    #[arg(long, env = "MADOGUCHI_SIGNING_APP", value_name = "URL")]
    pub(crate) signing_app: Option<String>,
    /// File with what is shared with the app, in its first line
    #[arg(long, env = "MADOGUCHI_SIGNING_SECRET_FILE", value_name = "FILE")]
    pub(crate) signing_secret_file: Option<PathBuf>,
    /// File with the certificates of the authorities that are believed, in PEM
    #[arg(long, env = "MADOGUCHI_SIGNING_AUTHORITIES", value_name = "FILE")]
    pub(crate) signing_authorities: Option<PathBuf>,
    /// Folder of their lists of revoked certificates, `*.crl` in DER, which somebody else keeps new
    #[arg(long, env = "MADOGUCHI_SIGNING_REVOKED", value_name = "FOLDER")]
    pub(crate) signing_revoked: Option<PathBuf>,
}
