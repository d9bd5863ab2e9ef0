//! `madoguchi config check`: connects to everything that the settings name, one line each.
//!
//! Changes nothing: no schema, no key, no folder, no letter.

use std::{fmt::Display, process::ExitCode, time::Duration};

use mail::SmtpTransport;
use serde::Serialize;
use sign_on::ResidentProvider;
use submission_store::{Inspection, Line, Store};

use crate::{
    external, fault::Fault, output, provider::Provider, residents, settings::Settings, signing,
    town_hall,
};

/// How long each of the others may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// One thing that the settings name, and how it is.
#[derive(Debug, Serialize)]
struct Finding {
    setting: &'static str,
    ok: bool,
    what: String,
}

type Told = Result<String, String>;

pub(crate) fn run(settings: &Settings, demo: bool, json: bool) -> Result<ExitCode, Fault> {
    let findings = [
        ("data", data_folder(settings)),
        ("database", database(settings)),
        ("master-key-file", master_key(settings)),
        ("public-url", front(settings)),
        ("smtp", smtp(settings, demo)),
        ("payment-provider", provider(settings, demo)),
        ("signing-app", signing_app(settings, demo)),
        ("external-services", external_services(settings, demo)),
        ("citizen-issuer", residents_known(settings, demo)),
    ]
    .map(|(setting, told)| Finding {
        setting,
        ok: told.is_ok(),
        what: told.unwrap_or_else(|wrong| wrong),
    });
    if json {
        output::json(&findings)?;
    } else {
        for found in &findings {
            let word = if found.ok { "ok" } else { "wrong" };
            output::data(format_args!("{word}\t{}\t{}", found.setting, found.what));
        }
    }
    let sound = findings.iter().all(|found| found.ok);
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn words(fault: impl Display) -> String {
    fault.to_string()
}

fn data_folder(settings: &Settings) -> Told {
    let folder = &settings.data;
    if !folder.exists() {
        return Ok("is not there yet; the first start makes it".to_owned());
    }
    match tempfile::NamedTempFile::new_in(folder) {
        Ok(_) => Ok("can be written".to_owned()),
        Err(fault) => Err(format!("{} cannot be written: {fault}", folder.display())),
    }
}

fn database(settings: &Settings) -> Told {
    let store = town_hall::store_settings(settings).map_err(words)?;
    let line = store.line().map_err(words)?;
    match Store::inspect(&store).map_err(words)? {
        Inspection::Unmade => Ok("is not there yet; the first start makes it".to_owned()),
        Inspection::Found { pending: pending @ 1.., engine, .. } if !settings.is_embedded() => {
            Err(format!("{engine} answers, and {pending} migrations are to be run: migrate"))
        }
        Inspection::Found { engine, tls, walled, .. } => {
            let line = match (tls, line) {
                (Some(tls), Line::Verified) => format!("{engine}, {tls}, verified"),
                (Some(tls), Line::Inside | Line::Open) => format!("{engine}, {tls}, not verified"),
                (None, Line::Open) => {
                    format!("{engine}, without TLS, as database-without-tls says")
                }
                (None, Line::Inside | Line::Verified) => engine,
            };
            let wall = if walled { "" } else { "; our role is a superuser, whom no wall holds" };
            Ok(format!("{line}{wall}"))
        }
    }
}

/// Opening takes every key out of its wrapping, and compares folder and database.
fn master_key(settings: &Settings) -> Told {
    let store = town_hall::store_settings(settings).map_err(words)?;
    match Store::inspect(&store) {
        Ok(Inspection::Found { used: true, .. }) => {}
        Ok(Inspection::Found { .. } | Inspection::Unmade) => {
            return Ok("nothing is sealed yet".to_owned());
        }
        Err(_) => return Err("cannot be tried without the database".to_owned()),
    }
    Store::open(&store).map_err(words)?;
    Ok("opens what is sealed; files and database belong together".to_owned())
}

fn front(settings: &Settings) -> Told {
    settings.check_front().map_err(words)?;
    Ok(match &settings.public_url {
        Some(url) => format!("{url}, listening on {}", settings.listen),
        None => format!("none, listening on {}", settings.listen),
    })
}

fn smtp(settings: &Settings, demo: bool) -> Told {
    let Some(url) = &settings.smtp else { return unnamed(demo, "a folder takes the letters") };
    let relay = SmtpTransport::with_patience(url, PATIENCE).map_err(words)?;
    relay.try_connection().map_err(words)?;
    Ok("greets us".to_owned())
}

/// Certificates are read; the app itself is asked when somebody signs.
fn signing_app(settings: &Settings, demo: bool) -> Told {
    match signing::named(&settings.signing).map_err(words)? {
        Some(signing) => Ok(format!("{}; its authorities can be read", signing.app.pages())),
        None if demo => Ok("a pretended one".to_owned()),
        None => Ok("none: no procedure that needs a signature can be sent".to_owned()),
    }
}

/// Secrets are read; the services themselves are asked when somebody goes there.
fn external_services(settings: &Settings, demo: bool) -> Told {
    let named = external::named(settings).map_err(words)?;
    let services: Vec<_> =
        named.iter().map(|(name, service)| format!("{name}: {}", service.pages())).collect();
    Ok(match (services.is_empty(), demo) {
        (false, _) => services.join(", "),
        (true, true) => "a pretended bank".to_owned(),
        (true, false) => "none: what forms ask of them can only be done on paper".to_owned(),
    })
}

/// Keys and secrets are read; the providers themselves are asked when somebody goes there.
fn residents_known(settings: &Settings, demo: bool) -> Told {
    let named = residents::named(&settings.residents, "").map_err(words)?;
    let issuers: Vec<&str> = named.iter().map(ResidentProvider::issuer).collect();
    Ok(match (issuers.is_empty(), demo) {
        (false, _) => issuers.join(", "),
        (true, true) => "pretended ones".to_owned(),
        (true, false) => "none: nobody is asked to sign in".to_owned(),
    })
}

fn provider(settings: &Settings, demo: bool) -> Told {
    match Provider::named(settings).map_err(words)? {
        Some(provider) => provider.try_connection(),
        None => unnamed(demo, "a pretended one"),
    }
}

fn unnamed(demo: bool, instead: &str) -> Told {
    if demo { Ok(instead.to_owned()) } else { Err("is not set, and serve needs it".to_owned()) }
}
