//! The effective settings: flags, then `MADOGUCHI_…` variables, then `madoguchi.toml`.
//!
//! The only module that knows their names and defaults.

use std::path::{Path, PathBuf};

use kernel::MunicipalityId;
use serde::{Deserialize, Serialize};

use crate::{
    cli::{Options, ServeArgs},
    fault::Fault,
};

/// `madoguchi.toml`. An unknown key is an error, so that a slip of the hand shows.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct SettingsFile {
    data: Option<PathBuf>,
    database: Option<String>,
    forms: Option<PathBuf>,
    listen: Option<String>,
    public_url: Option<String>,
    smtp: Option<String>,
    payment_provider: Option<String>,
    city: Option<CityFile>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct CityFile {
    id: Option<MunicipalityId>,
    name: Option<String>,
    contact: Option<String>,
    mail_from: Option<String>,
}

/// Everything that can be set.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) database: String,
    pub(crate) forms: Option<PathBuf>,
    pub(crate) listen: String,
    pub(crate) public_url: Option<String>,
    pub(crate) smtp: Option<String>,
    pub(crate) payment_provider: Option<String>,
    pub(crate) city: CitySettings,
}

/// Who runs the counter.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct CitySettings {
    pub(crate) id: MunicipalityId,
    pub(crate) name: String,
    pub(crate) contact: String,
    pub(crate) mail_from: String,
}

impl Settings {
    /// Reads the settings file and lays the flags over it.
    pub(crate) fn read(options: &Options, serve: &ServeArgs) -> Result<Self, Fault> {
        let file = read_file(options.config.as_deref())?;
        let data =
            options.data.clone().or(file.data).unwrap_or_else(|| PathBuf::from("madoguchi-data"));
        let database = options
            .database
            .clone()
            .or(file.database)
            .unwrap_or_else(|| format!("sqlite:{}", data.join("madoguchi.sqlite").display()));
        Ok(Self {
            forms: options.forms.clone().or(file.forms),
            listen: serve
                .listen
                .clone()
                .or(file.listen)
                .unwrap_or_else(|| "127.0.0.1:8080".to_owned()),
            public_url: serve.public_url.clone().or(file.public_url),
            smtp: serve.smtp.clone().or(file.smtp),
            payment_provider: serve.payment_provider.clone().or(file.payment_provider),
            city: CitySettings::from_file(file.city.unwrap_or_default())?,
            data,
            database,
        })
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

impl CitySettings {
    fn from_file(file: CityFile) -> Result<Self, Fault> {
        let variable = |name: &str| crate::environment::variable(name);
        let id = match variable("MADOGUCHI_CITY_ID") {
            Some(id) => Some(
                id.parse().map_err(|fault| Fault::usage(format!("MADOGUCHI_CITY_ID: {fault}")))?,
            ),
            None => file.id,
        };
        let id = match id {
            Some(id) => id,
            None => "sendai".parse().map_err(|fault| Fault::usage(format!("city id: {fault}")))?,
        };
        let or = |name, from_file: Option<String>, default: &str| {
            variable(name).or(from_file).unwrap_or_else(|| default.to_owned())
        };
        Ok(Self {
            id,
            name: or("MADOGUCHI_CITY_NAME", file.name, "仙台市"),
            contact: or(
                "MADOGUCHI_CITY_CONTACT",
                file.contact,
                "総合コールセンター 022-398-4894（年中無休 8:00〜20:00）",
            ),
            mail_from: or("MADOGUCHI_MAIL_FROM", file.mail_from, "no-reply@madoguchi.example"),
        })
    }
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
        let settings = Settings::read(&options, &ServeArgs::default()).unwrap();
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
}
