//! Who runs the counter. What is not said comes from the city's folder of definitions.

use std::path::Path;

use form_engine::Parts;
use kernel::MunicipalityId;
use serde::{Deserialize, Serialize};

use super::layers::Layers;
use crate::{fault::Fault, town_hall};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CityFile {
    id: Option<MunicipalityId>,
    name: Option<String>,
    contact: Option<String>,
    mail_from: Option<String>,
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

impl CitySettings {
    pub(super) fn read(
        file: CityFile,
        (forms, folder): (Option<&Path>, Option<&Path>),
        layers: &mut Layers<'_>,
    ) -> Result<Self, Fault> {
        let words = town_hall::city_words(forms, folder)?;
        let city = Parts::new([("city/words.json", words)]);
        let mut or = |key, variable, from_file, word: &str| {
            let said = layers.variable(key, variable, from_file);
            let said = said.or_else(|| city.word(word).map(str::to_owned));
            let what = format!("{key} of the city: write the word {word} into its words.json");
            said.ok_or_else(|| Fault::usage(what))
        };
        let id = or("id", "MADOGUCHI_CITY_ID", file.id.map(|id| id.to_string()), "自治体id")?;
        Ok(Self {
            id: id.parse().map_err(|fault| Fault::usage(format!("city id: {fault}")))?,
            name: or("name", "MADOGUCHI_CITY_NAME", file.name, "市名")?,
            contact: or("contact", "MADOGUCHI_CITY_CONTACT", file.contact, "案内")?,
            mail_from: layers
                .variable("mail-from", "MADOGUCHI_MAIL_FROM", file.mail_from)
                .unwrap_or_else(|| "no-reply@madoguchi.example".to_owned()),
        })
    }
}
