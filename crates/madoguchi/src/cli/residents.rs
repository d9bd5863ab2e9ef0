//! Who says who residents are, as it can be typed.

use std::path::PathBuf;

use clap::Args;

/// Sign-in of residents by card, and of businesses by their account (OpenID Connect).
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ResidentsArgs {
    /// Name of the provider that knows residents by their card, an address
    #[arg(long, env = "MADOGUCHI_CITIZEN_ISSUER", value_name = "URL")]
    pub(crate) citizen_issuer: Option<String>,
    /// By what it knows us
    #[arg(long, env = "MADOGUCHI_CITIZEN_CLIENT_ID", value_name = "ID")]
    pub(crate) citizen_client_id: Option<String>,
    /// File with our private key for it (PKCS #8, PEM; P-256 or RSA)
    #[arg(long, env = "MADOGUCHI_CITIZEN_KEY_FILE", value_name = "FILE")]
    pub(crate) citizen_key_file: Option<PathBuf>,
    /// How well it has to know somebody, in its words of `acr`, with commas between
    #[arg(long, env = "MADOGUCHI_CITIZEN_LEVELS", value_name = "WORDS")]
    pub(crate) citizen_levels: Option<String>,
    /// Claims that it calls otherwise: `name=…,birthDate=…,sex=…,address=…`
    #[arg(long, env = "MADOGUCHI_CITIZEN_CLAIMS", value_name = "FACT=CLAIM")]
    pub(crate) citizen_claims: Option<String>,
    /// Name of the provider that knows businesses by their account, an address
    #[arg(long, env = "MADOGUCHI_BUSINESS_ISSUER", value_name = "URL")]
    pub(crate) business_issuer: Option<String>,
    /// By what it knows us
    #[arg(long, env = "MADOGUCHI_BUSINESS_CLIENT_ID", value_name = "ID")]
    pub(crate) business_client_id: Option<String>,
    /// File with the secret that it knows us by, in its first line
    #[arg(long, env = "MADOGUCHI_BUSINESS_SECRET_FILE", value_name = "FILE")]
    pub(crate) business_secret_file: Option<PathBuf>,
    /// Claims that it calls otherwise: `organisation=…,corporateNumber=…,name=…`
    #[arg(long, env = "MADOGUCHI_BUSINESS_CLAIMS", value_name = "FACT=CLAIM")]
    pub(crate) business_claims: Option<String>,
    /// Categories of delegations (委任区分) that are good here, with commas between; without, nobody
    /// files for another business
    #[arg(long, env = "MADOGUCHI_BUSINESS_DELEGATIONS", value_name = "CODES")]
    pub(crate) business_delegations: Option<String>,
}
