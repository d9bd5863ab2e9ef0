//! The provider of identities: which one, and how we prove to it that it is us.

use std::fs;

use sign_on::{ClientKey, ClientProof, Provider, ProviderSettings};

use crate::{fault::Fault, provider::is_private, settings::SignOnSettings};

/// Where the provider sends people back to, below our public address.
const BACK: &str = "/office/sign-in/oidc/back";

/// The provider that the settings name; nothing where they name none.
pub(crate) fn named(
    settings: &SignOnSettings,
    public_url: &str,
) -> Result<Option<Provider>, Fault> {
    let SignOnSettings { issuer, client_id, secret_file, key_file, second_factors } = settings;
    let Some(issuer) = issuer.clone() else {
        return if client_id.is_some() || secret_file.is_some() || key_file.is_some() {
            Err(Fault::usage("sign-on-issuer: name the provider that the other settings are for"))
        } else {
            Ok(None)
        };
    };
    if !is_private(&issuer) {
        return Err(Fault::usage(format!(
            "sign-on-issuer: {issuer} is neither https nor this machine, and whoever is between \
             could say who anybody is"
        )));
    }
    let read = |name: &str, file: &std::path::Path| {
        fs::read_to_string(file)
            .map_err(|fault| Fault::usage(format!("{name}: {}: {fault}", file.display())))
    };
    let proof = match (secret_file, key_file) {
        (Some(file), None) => {
            let text = read("sign-on-secret-file", file)?;
            let secret = text.lines().next().unwrap_or_default().trim().to_owned();
            if secret.is_empty() {
                return Err(Fault::usage("sign-on-secret-file: its first line is empty"));
            }
            ClientProof::Secret(secret)
        }
        (None, Some(file)) => {
            let pem = read("sign-on-key-file", file)?;
            let key = ClientKey::from_pem(&pem, None);
            ClientProof::Key(key.map_err(|fault| {
                Fault::usage(format!("sign-on-key-file: {}: {fault}", file.display()))
            })?)
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(Fault::usage(
                "sign-on-issuer: set either --sign-on-secret-file or --sign-on-key-file",
            ));
        }
    };
    let client_id = client_id.clone().ok_or_else(|| {
        Fault::usage("sign-on-issuer: set --sign-on-client-id to what the provider calls us")
    })?;
    Ok(Some(Provider::new(ProviderSettings {
        issuer,
        client_id,
        proof,
        redirect_uri: format!("{public_url}{BACK}"),
        scope: "openid email".to_owned(),
        levels: Vec::new(),
        second_factors: second_factors.clone(),
    })))
}
