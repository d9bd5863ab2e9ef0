//! How residents sign with their cards: the settings of the app and its authorities.

use std::path::PathBuf;

use serde::Serialize;

use super::{SettingsFile, layers::Layers};
use crate::cli::SigningArgs;

/// The app and its authorities, as they are set.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct SigningSettings {
    #[serde(rename = "signing-app")]
    pub(crate) app: Option<String>,
    #[serde(rename = "signing-secret-file")]
    pub(crate) secret_file: Option<PathBuf>,
    #[serde(rename = "signing-authorities")]
    pub(crate) authorities: Option<PathBuf>,
    #[serde(rename = "signing-revoked")]
    pub(crate) revoked: Option<PathBuf>,
}

impl SigningSettings {
    pub(super) fn read(
        args: SigningArgs,
        file: &mut SettingsFile,
        layers: &mut Layers<'_>,
    ) -> Self {
        let app = layers.take("signing-app", args.signing_app, file.signing_app.take());
        let secret_file = layers.take(
            "signing-secret-file",
            args.signing_secret_file,
            file.signing_secret_file.take(),
        );
        let authorities = layers.take(
            "signing-authorities",
            args.signing_authorities,
            file.signing_authorities.take(),
        );
        let revoked =
            layers.take("signing-revoked", args.signing_revoked, file.signing_revoked.take());
        Self { app, secret_file, authorities, revoked }
    }
}
