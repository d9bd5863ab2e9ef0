//! The effective settings: flags, then `MADOGUCHI_…` variables, then `madoguchi.toml`.
//!
//! The only module that knows their names and defaults.

mod city;
mod layers;
mod payment;
mod residents;
mod sign_on;
mod signing;

use std::{
    collections::BTreeMap,
    fmt::Display,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use ::web::{guard::IpRange, limits::Limits};
use chores::Watch;
use serde::{Deserialize, Serialize, Serializer};

pub(crate) use self::{
    city::CitySettings,
    payment::{GatewayKind, PaymentSettings},
    residents::ResidentsSettings,
    sign_on::SignOnSettings,
    signing::SigningSettings,
};

use self::{city::CityFile, layers::Layers};
use crate::{
    cli::{Options, ServeArgs},
    fault::Fault,
    given::{Given, Origin},
};

/// `madoguchi.toml`. An unknown key is an error, so that a slip of the hand shows.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SettingsFile {
    data: Option<PathBuf>,
    database: Option<String>,
    database_password_file: Option<PathBuf>,
    database_without_tls: Option<bool>,
    master_key_file: Option<PathBuf>,
    forms: Option<PathBuf>,
    city_folder: Option<PathBuf>,
    listen: Option<String>,
    public_url: Option<String>,
    smtp: Option<String>,
    payment_gateway: Option<GatewayKind>,
    payment_provider: Option<String>,
    payment_secret_file: Option<PathBuf>,
    payment_webhook_secret_file: Option<PathBuf>,
    sign_on_issuer: Option<String>,
    sign_on_client_id: Option<String>,
    sign_on_secret_file: Option<PathBuf>,
    sign_on_key_file: Option<PathBuf>,
    sign_on_second_factors: Option<Vec<String>>,
    signing_app: Option<String>,
    signing_secret_file: Option<PathBuf>,
    signing_authorities: Option<PathBuf>,
    signing_revoked: Option<PathBuf>,
    external_services: Option<PathBuf>,
    citizen_issuer: Option<String>,
    citizen_client_id: Option<String>,
    citizen_key_file: Option<PathBuf>,
    citizen_levels: Option<Vec<String>>,
    citizen_claims: Option<Vec<String>>,
    business_issuer: Option<String>,
    business_client_id: Option<String>,
    business_secret_file: Option<PathBuf>,
    business_claims: Option<Vec<String>>,
    business_delegations: Option<Vec<String>>,
    trusted_proxies: Option<Vec<String>>,
    shared_machines: Option<Vec<String>>,
    operators: Option<Vec<String>>,
    metrics_listen: Option<String>,
    witness: Option<PathBuf>,
    limits: Option<Vec<String>>,
    watch: Option<Vec<String>>,
    servers: Option<u32>,
    connections: Option<usize>,
    queue: Option<usize>,
    city: Option<CityFile>,
}

/// Everything that can be set.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) database: String,
    pub(crate) database_password_file: Option<PathBuf>,
    pub(crate) database_without_tls: bool,
    pub(crate) master_key_file: Option<PathBuf>,
    pub(crate) forms: Option<PathBuf>,
    pub(crate) city_folder: Option<PathBuf>,
    pub(crate) listen: String,
    pub(crate) public_url: Option<String>,
    pub(crate) smtp: Option<String>,
    #[serde(flatten)]
    pub(crate) payment: PaymentSettings,
    #[serde(flatten)]
    pub(crate) sign_on: SignOnSettings,
    #[serde(flatten)]
    pub(crate) signing: SigningSettings,
    pub(crate) external_services: Option<PathBuf>,
    #[serde(flatten)]
    pub(crate) residents: ResidentsSettings,
    #[serde(serialize_with = "as_texts")]
    pub(crate) trusted_proxies: Vec<IpRange>,
    #[serde(serialize_with = "as_texts")]
    pub(crate) shared_machines: Vec<IpRange>,
    #[serde(serialize_with = "as_texts")]
    pub(crate) operators: Vec<IpRange>,
    pub(crate) metrics_listen: Option<String>,
    pub(crate) witness: Option<PathBuf>,
    #[serde(serialize_with = "as_rules")]
    pub(crate) limits: Limits,
    #[serde(serialize_with = "as_rules")]
    pub(crate) watch: Watch,
    pub(crate) servers: u32,
    pub(crate) connections: usize,
    pub(crate) queue: usize,
    pub(crate) city: CitySettings,
    /// Where each setting comes from, by its name in the settings file.
    #[serde(skip)]
    pub(crate) origins: BTreeMap<&'static str, Origin>,
}

const LISTEN: &str = "127.0.0.1:8080";

impl Settings {
    /// Reads the settings file and lays variables and flags over it.
    #[expect(clippy::too_many_lines, reason = "one for each setting")]
    pub(crate) fn read(options: &Options, serve: &ServeArgs, given: &Given) -> Result<Self, Fault> {
        let mut file = read_file(options.config.as_deref())?;
        let (options, serve) = (options.clone(), serve.clone());
        let mut layers = Layers::new(given);
        let payment = PaymentSettings::read(serve.payment, &mut file, &mut layers);
        let sign_on = SignOnSettings::read(serve.sign_on, &mut file, &mut layers);
        let signing = SigningSettings::read(serve.signing, &mut file, &mut layers);
        let residents = ResidentsSettings::read(serve.residents, &mut file, &mut layers);
        let data = layers.or("data", options.data, file.data, || "madoguchi-data".into());
        let embedded = || format!("sqlite:{}", data.join("madoguchi.sqlite").display());
        let database = layers.or("database", options.database, file.database, embedded);
        let listen = layers.or("listen", serve.listen, file.listen, || LISTEN.to_owned());
        // Nobody stands in front of a demonstration, so nobody is believed there.
        let beside_us = !serve.demo && is_loopback(&listen);
        let proxies = || if beside_us { IpRange::loopback() } else { Vec::new() };
        let forms = layers.take("forms", options.forms, file.forms);
        let city_folder = layers.take("city-folder", options.city_folder, file.city_folder);
        let of_city = (forms.as_deref(), city_folder.as_deref());
        let city = CitySettings::read(file.city.unwrap_or_default(), of_city, &mut layers)?;
        let servers = layers.or("servers", serve.servers, file.servers, || 1);
        let limits = layers.list("limits", serve.limits, file.limits).unwrap_or_default();
        let watch = layers.list("watch", serve.watch, file.watch).unwrap_or_default();
        Ok(Self {
            database_password_file: layers.take(
                "database-password-file",
                options.database_password_file,
                file.database_password_file,
            ),
            database_without_tls: layers.or(
                "database-without-tls",
                options.database_without_tls.then_some(true),
                file.database_without_tls,
                || false,
            ),
            master_key_file: layers
                .take("master-key-file", options.master_key_file, file.master_key_file)
                .or_else(credential),
            forms,
            city_folder,
            public_url: layers.take("public-url", serve.public_url, file.public_url),
            smtp: layers.take("smtp", serve.smtp, file.smtp),
            payment,
            sign_on,
            signing,
            external_services: layers.take(
                "external-services",
                serve.external_services,
                file.external_services,
            ),
            residents,
            trusted_proxies: layers
                .networks("trusted-proxies", serve.trusted_proxies, file.trusted_proxies)?
                .unwrap_or_else(proxies),
            shared_machines: layers
                .networks("shared-machines", serve.shared_machines, file.shared_machines)?
                .unwrap_or_default(),
            operators: layers
                .networks("operators", serve.operators, file.operators)?
                .unwrap_or_else(IpRange::loopback),
            witness: layers.take("witness", serve.witness, file.witness),
            metrics_listen: layers.take(
                "metrics-listen",
                serve.metrics_listen,
                file.metrics_listen,
            ),
            limits: read_limits(&limits, servers, serve.demo)?,
            watch: read_watch(&watch)?,
            connections: layers.or("connections", serve.connections, file.connections, || 4),
            queue: layers.or("queue", serve.queue, file.queue, || 2_048),
            city,
            origins: layers.origins(),
            servers,
            listen,
            data,
            database,
        })
    }

    /// Refuses to stand behind a proxy that is not named: all residents would look like one
    /// caller, or any of them like an operator.
    pub(crate) fn check_front(&self) -> Result<(), Fault> {
        let over_tls = self.public_url.as_ref().is_some_and(|url| url.starts_with("https:"));
        if over_tls && self.trusted_proxies.is_empty() {
            return Err(Fault::usage(
                "the public address is https, so a proxy stands in front: set --trusted-proxies \
                 to its network, such as 10.0.0.5/32",
            ));
        }
        Ok(())
    }

    /// Whether the database is a file of ours.
    pub(crate) fn is_embedded(&self) -> bool {
        self.database.starts_with("sqlite:")
    }

    /// The settings as TOML, passwords in URLs masked.
    pub(crate) fn masked(&self) -> Self {
        let mut shown = self.clone();
        shown.database = mask_password(&shown.database);
        shown.smtp = shown.smtp.as_deref().map(mask_password);
        shown
    }
}

/// The master key as systemd hands it over (`LoadCredential=master.key:…`).
fn credential() -> Option<PathBuf> {
    let folder = crate::environment::variable("CREDENTIALS_DIRECTORY")?;
    Some(Path::new(&folder).join("master.key")).filter(|file| file.exists())
}

fn read_limits(rules: &[String], servers: u32, demo: bool) -> Result<Limits, Fault> {
    let mut limits = Limits { servers, spare_this_machine: demo, ..Limits::default() };
    for rule in rules {
        limits.set(rule).map_err(|fault| Fault::usage(format!("limits: {fault}")))?;
    }
    Ok(limits)
}

fn read_watch(rules: &[String]) -> Result<Watch, Fault> {
    let mut watch = Watch::default();
    for rule in rules {
        watch.set(rule).map_err(|fault| Fault::usage(format!("watch: {fault}")))?;
    }
    Ok(watch)
}

/// Whether only this machine can come in.
fn is_loopback(listen: &str) -> bool {
    let by_name = listen.strip_prefix("localhost:").is_some();
    by_name || listen.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_loopback())
}

fn as_texts<S: Serializer>(ranges: &[IpRange], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(ranges.iter().map(ToString::to_string))
}

fn as_rules<S: Serializer>(limits: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(limits.to_string().split(','))
}

fn read_file(named: Option<&Path>) -> Result<SettingsFile, Fault> {
    let path = named.unwrap_or(Path::new("madoguchi.toml"));
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text)
            .map_err(|fault| Fault::usage(format!("{}: {fault}", path.display()))),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
            Ok(SettingsFile::default())
        }
        Err(fault) => Err(Fault::usage(format!("{}: {fault}", path.display()))),
    }
}

/// `postgres://user:secret@host/db` becomes `postgres://user:****@host/db`.
fn mask_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let Some((credentials, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:****@{host}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_urls_are_masked() {
        assert_eq!(mask_password("postgres://u:p@ss@h/db"), "postgres://u:****@h/db");
        assert_eq!(mask_password("sqlite:data/x.sqlite"), "sqlite:data/x.sqlite");
        assert_eq!(mask_password("smtp://mail.example:25"), "smtp://mail.example:25");
    }

    #[test]
    fn a_flag_wins_and_defaults_fill_in() {
        let options = Options { data: Some("/tmp/x".into()), ..Options::default() };
        let settings = Settings::read(&options, &ServeArgs::default(), &Given::default()).unwrap();
        assert_eq!(settings.database, "sqlite:/tmp/x/madoguchi.sqlite");
        assert_eq!(settings.listen, "127.0.0.1:8080");
    }

    #[test]
    fn an_unknown_key_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "lisen = '127.0.0.1:80'").unwrap();
        let fault = read_file(Some(file.path())).unwrap_err();
        assert!(fault.to_string().contains("lisen"), "{fault}");
    }

    fn read(serve: &ServeArgs) -> Result<Settings, Fault> {
        Settings::read(&Options::default(), serve, &Given::default())
    }

    fn shown(ranges: &[IpRange]) -> Vec<String> {
        ranges.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn who_listens_on_this_machine_believes_the_proxy_beside_it() {
        let settings = read(&ServeArgs::default()).unwrap();
        assert_eq!(shown(&settings.trusted_proxies), ["127.0.0.1/32", "::1/128"]);
        let open = ServeArgs { listen: Some("0.0.0.0:80".into()), ..ServeArgs::default() };
        assert!(read(&open).unwrap().trusted_proxies.is_empty());
        let demo = ServeArgs { demo: true, ..ServeArgs::default() };
        assert!(read(&demo).unwrap().trusted_proxies.is_empty());
        let named = ServeArgs {
            trusted_proxies: Some("10.0.0.0/8, 2001:db8::1".into()),
            ..ServeArgs::default()
        };
        let named = read(&named).unwrap();
        assert_eq!(shown(&named.trusted_proxies), ["10.0.0.0/8", "2001:db8::1/128"]);
    }

    #[test]
    fn nobody_stands_behind_a_proxy_that_is_not_named() {
        let front = |listen: &str, url: &str, proxies: Option<&str>| {
            read(&ServeArgs {
                listen: Some(listen.into()),
                public_url: Some(url.into()),
                trusted_proxies: proxies.map(str::to_owned),
                ..ServeArgs::default()
            })
            .unwrap()
            .check_front()
        };
        assert!(front("127.0.0.1:8080", "https://city.example", None).is_ok());
        assert!(front("0.0.0.0:8080", "https://city.example", Some("10.0.0.5")).is_ok());
        assert!(front("0.0.0.0:8080", "http://127.0.0.1:8080", None).is_ok());
        for (listen, proxies) in [("0.0.0.0:8080", None), ("127.0.0.1:8080", Some(""))] {
            let refused = front(listen, "https://city.example", proxies).unwrap_err();
            assert!(refused.to_string().contains("--trusted-proxies"), "{refused}");
        }
    }

    #[test]
    fn what_is_no_network_and_no_limit_is_named_with_its_setting() {
        let proxies = Some("10.0.0.0/8,proxy".into());
        let fault = read(&ServeArgs { trusted_proxies: proxies, ..ServeArgs::default() });
        assert!(fault.unwrap_err().to_string().starts_with("trusted-proxies: `proxy`"));
        let limits = Some("page=1/2,papers=3".into());
        let fault = read(&ServeArgs { limits, ..ServeArgs::default() }).unwrap_err();
        assert!(fault.to_string().starts_with("limits: no limit is called `papers`"), "{fault}");
        let watch = Some("cases=30,case=3".into());
        let fault = read(&ServeArgs { watch, ..ServeArgs::default() }).unwrap_err();
        assert!(fault.to_string().starts_with("watch: nothing that is watched"), "{fault}");
    }
}
