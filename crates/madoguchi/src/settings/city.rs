//! Who runs the counter. What is not said comes from the city's folder of definitions.

use std::path::Path;

use form_engine::{Parts, Text};
use kernel::{Language, MunicipalityId};
use serde::{Deserialize, Serialize, Serializer};

use super::layers::Layers;
use crate::{fault::Fault, town_hall};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct CityFile {
    id: Option<MunicipalityId>,
    name: Option<Said>,
    contact: Option<Said>,
    mail_from: Option<String>,
}

/// A text, or one for each language.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Said {
    Japanese(String),
    Languages(Languages),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Languages {
    ja: String,
    ja_easy: Option<String>,
    en: Option<String>,
}

/// Who runs the counter.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct CitySettings {
    pub(crate) id: MunicipalityId,
    pub(crate) mail_from: String,
    #[serde(serialize_with = "by_language")]
    pub(crate) name: Text,
    #[serde(serialize_with = "by_language")]
    pub(crate) contact: Text,
}

impl CitySettings {
    pub(super) fn read(
        file: CityFile,
        (forms, folder): (Option<&Path>, Option<&Path>),
        layers: &mut Layers<'_>,
    ) -> Result<Self, Fault> {
        let words = town_hall::city_words(forms, folder)?;
        let city = Parts::new([("city/words.json", words)]);
        let mut or = |key, variable, from_file: Option<Said>, word: &str| {
            let said = layers.variable(key, variable, from_file).map(Text::from);
            let said = said.or_else(|| city.word(word).cloned());
            let what = format!("{key} of the city: write the word {word} into its words.json");
            said.ok_or_else(|| Fault::usage(what))
        };
        let id = file.id.map(|id| Said::Japanese(id.to_string()));
        let id = or("id", "MADOGUCHI_CITY_ID", id, "自治体id")?;
        let id = id.get(Language::Japanese).parse::<MunicipalityId>();
        Ok(Self {
            id: id.map_err(|fault| Fault::usage(format!("city id: {fault}")))?,
            name: or("name", "MADOGUCHI_CITY_NAME", file.name, "市名")?,
            contact: or("contact", "MADOGUCHI_CITY_CONTACT", file.contact, "案内")?,
            mail_from: layers
                .variable("mail-from", "MADOGUCHI_MAIL_FROM", file.mail_from)
                .unwrap_or_else(|| "no-reply@madoguchi.example".to_owned()),
        })
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::Japanese(text)
    }
}

impl From<Said> for Text {
    fn from(said: Said) -> Self {
        match said {
            Said::Japanese(text) => Self::japanese(text),
            Said::Languages(Languages { ja, ja_easy, en }) => {
                let mut text = Self::japanese(ja);
                for (language, said) in [(Language::EasyJapanese, ja_easy), (Language::English, en)]
                {
                    if let Some(said) = said {
                        text.translate(language, &said);
                    }
                }
                text
            }
        }
    }
}

/// As it is written in the file: a text, or one for each language.
fn by_language<S: Serializer>(text: &Text, to: S) -> Result<S::Ok, S::Error> {
    let there = Language::ALL.into_iter().filter(|language| text.is_in(*language));
    let said: Vec<_> = there.map(|language| (language.tag(), text.get(language))).collect();
    match said.as_slice() {
        [(_, only)] => to.serialize_str(only),
        all => to.collect_map(all.iter().copied()),
    }
}
