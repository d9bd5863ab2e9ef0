//! The cards to choose from: one that works, and one for each way in which cards fail.

use serde::Deserialize;
use strum::{EnumString, IntoStaticStr};

/// A card on the table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Card {
    #[default]
    Valid,
    Expired,
    Revoked,
    /// Its code for signing was wrong too often before.
    Locked,
}

/// The code for signing of every card here: 6 to 16 letters and digits, as on real ones.
pub(crate) const CODE: &str = "MADO1234";

/// How often the code may be wrong.
pub(crate) const TRIES: u32 = 5;

impl Card {
    pub(crate) const ALL: [Self; 4] = [Self::Valid, Self::Expired, Self::Revoked, Self::Locked];

    pub(crate) fn word(self) -> &'static str {
        self.into()
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Valid => "使えるカード",
            Self::Expired => "電子証明書の有効期限が切れたカード",
            Self::Revoked => "引っ越しなどで電子証明書が失効したカード",
            Self::Locked => "暗証番号を5回まちがえて、ロックされたカード",
        }
    }
}

/// What is printed on a card.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Face {
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) birth_date: String,
}

impl Default for Face {
    fn default() -> Self {
        Self {
            name: "見本 花子".to_owned(),
            address: "宮城県仙台市青葉区国分町三丁目7番1号".to_owned(),
            birth_date: "1985-03-15".to_owned(),
        }
    }
}
