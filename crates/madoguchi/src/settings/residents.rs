//! Who says who residents are: the settings of the providers of cards and of accounts.

use std::path::PathBuf;

use serde::Serialize;

use super::{SettingsFile, layers::Layers};
use crate::cli::ResidentsArgs;

/// The providers, as they are set.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ResidentsSettings {
    pub(crate) citizen_issuer: Option<String>,
    pub(crate) citizen_client_id: Option<String>,
    pub(crate) citizen_key_file: Option<PathBuf>,
    pub(crate) citizen_levels: Vec<String>,
    pub(crate) citizen_claims: Vec<String>,
    pub(crate) business_issuer: Option<String>,
    pub(crate) business_client_id: Option<String>,
    pub(crate) business_secret_file: Option<PathBuf>,
    pub(crate) business_claims: Vec<String>,
    pub(crate) business_delegations: Vec<String>,
}

impl ResidentsSettings {
    pub(super) fn read(
        args: ResidentsArgs,
        file: &mut SettingsFile,
        layers: &mut Layers<'_>,
    ) -> Self {
        let mut word = |key, given, file: &mut Option<String>| layers.take(key, given, file.take());
        let citizen_issuer = word("citizen-issuer", args.citizen_issuer, &mut file.citizen_issuer);
        let citizen_client_id =
            word("citizen-client-id", args.citizen_client_id, &mut file.citizen_client_id);
        let business_issuer =
            word("business-issuer", args.business_issuer, &mut file.business_issuer);
        let business_client_id =
            word("business-client-id", args.business_client_id, &mut file.business_client_id);
        let mut path =
            |key, given, file: &mut Option<PathBuf>| layers.take(key, given, file.take());
        let citizen_key_file =
            path("citizen-key-file", args.citizen_key_file, &mut file.citizen_key_file);
        let business_secret_file =
            path("business-secret-file", args.business_secret_file, &mut file.business_secret_file);
        let mut list = |key, given, file: &mut Option<Vec<String>>| {
            layers.list(key, given, file.take()).unwrap_or_default()
        };
        Self {
            citizen_levels: list("citizen-levels", args.citizen_levels, &mut file.citizen_levels),
            citizen_claims: list("citizen-claims", args.citizen_claims, &mut file.citizen_claims),
            business_claims: list(
                "business-claims",
                args.business_claims,
                &mut file.business_claims,
            ),
            business_delegations: list(
                "business-delegations",
                args.business_delegations,
                &mut file.business_delegations,
            ),
            citizen_issuer,
            citizen_client_id,
            citizen_key_file,
            business_issuer,
            business_client_id,
            business_secret_file,
        }
    }
}
