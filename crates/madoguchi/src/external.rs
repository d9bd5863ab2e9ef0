//! Services outside that forms send people to: those of a file, or a pretended bank for a
//! demonstration.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use casework::ExternalServices;
use data_encoding::HEXLOWER;
use external_service::{ExternalService, PretendedBank};
use kernel::{SystemClock, SystemIds};
use serde::Deserialize;
use submission_store::Store;

use crate::{
    fault::Fault,
    provider::{is_private, read_secret},
    settings::Settings,
};

const SETTING: &str = "external-services";
/// What forms call the pretended bank.
const BANK: &str = "bank-debit";

/// One service in the file, under the name that forms give it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Named {
    url: String,
    secret_file: PathBuf,
}

/// What the file names; nothing where no file is named.
pub(crate) fn named(settings: &Settings) -> Result<ExternalServices, Fault> {
    let Some(file) = &settings.external_services else { return Ok(BTreeMap::new()) };
    let told = |why: String| Fault::usage(format!("{SETTING}: {}: {why}", file.display()));
    let text = fs::read_to_string(file).map_err(|fault| told(fault.to_string()))?;
    let named: BTreeMap<String, Named> =
        toml::from_str(&text).map_err(|fault| told(fault.to_string()))?;
    let service = |(name, Named { url, secret_file }): (String, Named)| {
        if !is_private(&url) {
            return Err(told(format!(
                "{name}: {url} is neither https nor this machine, and whoever is between could \
                 read what we share"
            )));
        }
        let secret = read_secret(SETTING)(&secret_file)?;
        Ok((name, ExternalService::new(url.trim_end_matches('/'), &secret)))
    };
    named.into_iter().map(service).collect()
}

/// The same; for a demonstration that names nothing, a pretended bank.
pub(crate) fn for_residents(
    settings: &Settings,
    store: &Store,
    demo: bool,
) -> Result<ExternalServices, Fault> {
    let named = named(settings)?;
    if !named.is_empty() || !demo {
        return Ok(named);
    }
    let secret = HEXLOWER.encode(&store.keys().derive("pretended-bank"));
    let (server, address) = external_service::serve(PretendedBank {
        listen: "127.0.0.1:0".to_owned(),
        secret: secret.clone(),
        clock: Arc::new(SystemClock),
        ids: Arc::new(SystemIds),
    })
    .map_err(Fault::found)?;
    actix_web::rt::spawn(server);
    let bank = ExternalService::new(&format!("http://{address}"), &secret);
    Ok([(BANK.to_owned(), bank)].into())
}
