//! Whom somebody chooses to be, and what goes wrong.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use strum::{EnumString, IntoStaticStr};

use crate::Shape;

/// What becomes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Outcome {
    #[default]
    Well,
    /// The person stops.
    Cancelled,
    /// The provider stumbles.
    Failing,
    /// The code is too old when it is brought.
    LateCode,
    /// The token is of another round.
    OtherNonce,
    /// The token is over.
    Expired,
    /// The token is by another provider.
    OtherIssuer,
    /// The token is signed by nobody.
    Unsigned,
    /// Another key than that of the provider signed the token.
    OtherKey,
}

impl Outcome {
    pub(super) const ALL: [Self; 9] = [
        Self::Well,
        Self::Cancelled,
        Self::Failing,
        Self::LateCode,
        Self::OtherNonce,
        Self::Expired,
        Self::OtherIssuer,
        Self::Unsigned,
        Self::OtherKey,
    ];

    pub(super) fn word(self) -> &'static str {
        self.into()
    }

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Well => "うまくいく",
            Self::Cancelled => "途中でやめる",
            Self::Failing => "サービスの側で失敗する",
            Self::LateCode => "時間がかかりすぎて、引きかえの期限が切れる",
            Self::OtherNonce => "ほかの回の証明が返る（にせもの）",
            Self::Expired => "期限の切れた証明が返る（にせもの）",
            Self::OtherIssuer => "ほかの発行者の証明が返る（にせもの）",
            Self::Unsigned => "署名のない証明が返る（にせもの）",
            Self::OtherKey => "ほかの鍵で署名した証明が返る（にせもの）",
        }
    }
}

/// The kind of delegations that a demonstration takes for agreed.
pub const CATEGORY: &str = "MADOGUCHI";

/// What is typed of whom to be; what is left out is as it stands ready.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Face {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) birth_date: String,
    pub(super) sex: String,
    pub(super) account: String,
    pub(super) organisation: String,
    pub(super) corporate_number: String,
    /// The business that lets this one act for it; empty where it acts for itself.
    pub(super) principal: String,
    pub(super) principal_number: String,
    pub(super) category: String,
    /// The last day of it.
    pub(super) delegated_until: String,
}

impl Default for Face {
    fn default() -> Self {
        Self {
            name: "見本 花子".to_owned(),
            address: "宮城県仙台市青葉区国分町三丁目7番1号".to_owned(),
            birth_date: "1985-03-15".to_owned(),
            sex: "2".to_owned(),
            account: "2".to_owned(),
            organisation: "株式会社見本商店".to_owned(),
            corporate_number: "7000012050002".to_owned(),
            principal: String::new(),
            principal_number: "4040001099999".to_owned(),
            category: CATEGORY.to_owned(),
            delegated_until: "2099-03-31".to_owned(),
        }
    }
}

impl Face {
    /// By what the person is told apart from others; towards the town they are called otherwise.
    pub(super) fn who(&self) -> String {
        format!("{}\n{}\n{}", self.name, self.birth_date, self.corporate_number)
    }

    /// The claims of it that `scope` opens, in the names that a provider of this shape uses.
    pub(super) fn claims(&self, shape: Shape, scope: &str) -> Map<String, Value> {
        let parts = match shape {
            Shape::Card => vec![json!({
                "name": self.name,
                "birthdate": self.birth_date.replace('-', ""),
                "gender": self.sex,
                "address": self.address,
            })],
            Shape::Business => {
                let (last, first) = self.name.split_once([' ', '　']).unwrap_or((&self.name, ""));
                let told = [
                    ("profile", self.profile()),
                    ("user", json!({ "user_last_nm": last, "user_first_nm": first })),
                    ("delegation_info", json!({ "delegation_info": self.delegation() })),
                ];
                let opens = |word: &str| scope.split(' ').any(|asked| asked == word);
                told.into_iter().filter(|(word, _)| opens(word)).map(|(_, told)| told).collect()
            }
        };
        let open = |part: Value| match part {
            Value::Object(claims) => claims,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Map::new(),
        };
        parts.into_iter().flat_map(open).collect()
    }

    fn profile(&self) -> Value {
        json!({
            "account_type": self.account,
            "corp_type": "1",
            "name": self.organisation,
            "corporate_number": self.corporate_number,
            // The code of JIS X 0401.
            "prefecture_name": "04",
            "address1": self.address.trim_start_matches("宮城県"),
            "address2": "",
            "rep_last_nm": "見本",
            "rep_first_nm": "太郎",
        })
    }

    fn delegation(&self) -> Value {
        if self.principal.is_empty() {
            return json!({});
        }
        json!({
            "delegation_no": "1092730197",
            "delegation_start": "20260401",
            "delegation_end": self.delegated_until.replace('-', ""),
            "category_info": [
                { "category_cd": self.category, "category_nm": "市への申請", "active_flg": true },
            ],
            "business_type": "法人",
            "corp_no": self.principal_number,
            "firm_nm": self.principal,
            "address_pref": "宮城県",
            "address_city": "仙台市青葉区",
            "address_number": "国分町三丁目7番1号",
            "last_nm": "委任",
            "first_nm": "次郎",
        })
    }
}
