//! Where people of the office are known already: the settings of the provider of identities.

use std::path::PathBuf;

use serde::Serialize;

use super::{SettingsFile, layers::Layers};
use crate::cli::SignOnArgs;

/// The provider of identities, as it is set.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct SignOnSettings {
    #[serde(rename = "sign-on-issuer")]
    pub(crate) issuer: Option<String>,
    #[serde(rename = "sign-on-client-id")]
    pub(crate) client_id: Option<String>,
    #[serde(rename = "sign-on-secret-file")]
    pub(crate) secret_file: Option<PathBuf>,
    #[serde(rename = "sign-on-key-file")]
    pub(crate) key_file: Option<PathBuf>,
    #[serde(rename = "sign-on-second-factors")]
    pub(crate) second_factors: Vec<String>,
}

impl SignOnSettings {
    pub(super) fn read(args: SignOnArgs, file: &mut SettingsFile, layers: &mut Layers<'_>) -> Self {
        let issuer = layers.take("sign-on-issuer", args.sign_on_issuer, file.sign_on_issuer.take());
        let client_id =
            layers.take("sign-on-client-id", args.sign_on_client_id, file.sign_on_client_id.take());
        let secret_file = layers.take(
            "sign-on-secret-file",
            args.sign_on_secret_file,
            file.sign_on_secret_file.take(),
        );
        let key_file =
            layers.take("sign-on-key-file", args.sign_on_key_file, file.sign_on_key_file.take());
        let second_factors = layers.list(
            "sign-on-second-factors",
            args.sign_on_second_factors,
            file.sign_on_second_factors.take(),
        );
        let second_factors = second_factors.unwrap_or_default();
        Self { issuer, client_id, secret_file, key_file, second_factors }
    }
}
