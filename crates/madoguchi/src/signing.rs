//! Signing with cards: the app of the settings, or a pretended one for a demonstration.

use std::{fs, path::Path, sync::Arc};

use card_app::{CardApp, PretendedApp};
use card_signature::Authorities;
use casework::Signing;
use data_encoding::HEXLOWER;
use kernel::{SystemClock, SystemIds};
use submission_store::Store;

use crate::{
    fault::Fault,
    provider::{is_private, read_secret},
    settings::{Settings, SigningSettings},
};

/// What the settings name; nothing where they name nothing.
pub(crate) fn named(settings: &SigningSettings) -> Result<Option<Signing>, Fault> {
    let SigningSettings { app, secret_file, authorities, revoked } = settings;
    let Some(app) = app else {
        return if secret_file.is_some() || authorities.is_some() || revoked.is_some() {
            Err(Fault::usage("signing-app: name the app that the other settings are for"))
        } else {
            Ok(None)
        };
    };
    if !is_private(app) {
        return Err(Fault::usage(format!(
            "signing-app: {app} is neither https nor this machine, and whoever is between could \
             read what we share"
        )));
    }
    let (Some(secret_file), Some(authorities), Some(revoked)) = (secret_file, authorities, revoked)
    else {
        return Err(Fault::usage(
            "signing-app: set --signing-secret-file, --signing-authorities and --signing-revoked too",
        ));
    };
    let secret = read_secret("signing-secret-file")(secret_file)?;
    if !revoked.is_dir() {
        let told = format!("signing-revoked: {} is no folder", revoked.display());
        return Err(Fault::usage(told));
    }
    Ok(Some(Signing {
        app: CardApp::new(app, &secret),
        authorities: believed(authorities)?,
        revoked: revoked.clone(),
    }))
}

/// The same; for a demonstration that names nothing, a pretended app with its authority.
pub(crate) fn for_residents(
    settings: &Settings,
    store: &Store,
    demo: bool,
) -> Result<Option<Signing>, Fault> {
    if let Some(signing) = named(&settings.signing)? {
        return Ok(Some(signing));
    }
    if !demo {
        return Ok(None);
    }
    let folder = settings.data.join("card-app");
    let secret = HEXLOWER.encode(&store.keys().derive("card-app"));
    let (server, address) = card_app::serve(PretendedApp {
        listen: "127.0.0.1:0".to_owned(),
        secret: secret.clone(),
        folder: folder.clone(),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
    })
    .map_err(Fault::found)?;
    actix_web::rt::spawn(server);
    Ok(Some(Signing {
        app: CardApp::new(&format!("http://{address}"), &secret),
        authorities: believed(&PretendedApp::authority_in(&folder))?,
        revoked: PretendedApp::revoked_in(&folder),
    }))
}

/// The authorities of a file.
pub(crate) fn believed(file: &Path) -> Result<Authorities, Fault> {
    let told = |why: String| Fault::usage(format!("{}: {why}", file.display()));
    let pem = fs::read_to_string(file).map_err(|fault| told(fault.to_string()))?;
    Authorities::from_pem(&pem).map_err(|fault| told(fault.to_string()))
}
