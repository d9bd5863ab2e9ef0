//! Where people of the office are known already, as it can be typed.

use std::path::PathBuf;

use clap::Args;

/// The city's own provider of identities (OpenID Connect).
#[derive(Debug, Clone, Default, Args)]
#[expect(clippy::struct_field_names, reason = "each is a flag of that name")]
pub(crate) struct SignOnArgs {
    /// Name of the provider of identities, an address; staff may come in by it then
    #[arg(long, env = "MADOGUCHI_SIGN_ON_ISSUER", value_name = "URL")]
    pub(crate) sign_on_issuer: Option<String>,
    /// By what the provider knows us
    #[arg(long, env = "MADOGUCHI_SIGN_ON_CLIENT_ID", value_name = "ID")]
    pub(crate) sign_on_client_id: Option<String>,
    /// File with the secret that the provider knows us by, in its first line
    #[arg(long, env = "MADOGUCHI_SIGN_ON_SECRET_FILE", value_name = "FILE")]
    pub(crate) sign_on_secret_file: Option<PathBuf>,
    /// File with a private key (PKCS #8, PEM; P-256 or RSA) in place of a secret
    #[arg(long, env = "MADOGUCHI_SIGN_ON_KEY_FILE", value_name = "FILE")]
    pub(crate) sign_on_key_file: Option<PathBuf>,
    /// What of `amr` and `acr` stands for a second factor, with commas between [default: nothing,
    /// and everybody gives theirs here]
    #[arg(long, env = "MADOGUCHI_SIGN_ON_SECOND_FACTORS", value_name = "WORDS")]
    pub(crate) sign_on_second_factors: Option<String>,
}
