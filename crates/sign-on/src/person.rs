//! Whom a provider for residents says that somebody is: a person by their card, or who acts for
//! a business by its account.

use std::collections::BTreeMap;

use kernel::Instant;
use serde_json::{Map, Value};

use crate::{
    Provider, Round, SignOnFault,
    delegation::{Delegation, acts_for},
    wire::origin,
};

/// The shape of a provider: what it knows people by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// The national service: people by their My Number Card or the one on their phone.
    Card,
    /// GビズID: who acts for a business.
    Business,
}

/// What a provider told of somebody, in our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The provider that says so.
    pub issuer: String,
    /// What it calls them towards us, and towards nobody else.
    pub subject: String,
    /// What is known, by our names: `name`, `birthDate`, `sex`, `address`; of a business
    /// `account`, `kind`, `organisation`, `corporateNumber`, `representative`, `name`, `address`.
    /// Of one that lets another act for it, `agent` is that other, `user` who sits there for it,
    /// `delegation` the number, and `delegatedUntil` the last day.
    pub facts: BTreeMap<&'static str, String>,
    /// Whether that is good here; nothing where a business acts for itself.
    pub delegation: Option<Delegation>,
}

/// A provider, and by which of its claims it tells what.
pub struct ResidentProvider {
    shape: Shape,
    provider: Provider,
    claims: BTreeMap<String, String>,
    categories: Vec<String>,
}

impl Shape {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Card, Self::Business];

    /// Its word in addresses and in what is kept.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Business => "business",
        }
    }

    /// The shape of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.word() == word)
    }

    /// What is asked for. For whom an account acts is told only to who agreed with the service on
    /// `categories` of delegations (委任区分) that are good here.
    pub const fn scope(self, categories: &[String]) -> &'static str {
        match self {
            Self::Card => "openid name birthdate gender address",
            Self::Business if categories.is_empty() => "openid profile user",
            Self::Business => "openid profile user delegation_info",
        }
    }

    /// Our names of facts, each with the claims that tell it, unless the town says otherwise:
    /// what stands in several is put together.
    pub const fn facts(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Card => &[
                ("name", "name"),
                ("birthDate", "birthdate"),
                ("sex", "gender"),
                ("address", "address"),
            ],
            Self::Business => &[
                ("account", "account_type"),
                ("kind", "corp_type"),
                ("organisation", "name"),
                ("corporateNumber", "corporate_number"),
                ("representative", "rep_last_nm rep_first_nm"),
                ("name", "user_last_nm user_first_nm"),
                ("address", "prefecture_name address1 address2"),
            ],
        }
    }
}

impl ResidentProvider {
    /// A provider of `shape`; `claims` are those that it calls otherwise, by our names, and
    /// `categories` those of the delegations that are good here.
    pub const fn new(
        shape: Shape,
        provider: Provider,
        claims: BTreeMap<String, String>,
        categories: Vec<String>,
    ) -> Self {
        Self { shape, provider, claims, categories }
    }

    /// What it knows people by.
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// Where its pages are, for the policy of ours.
    pub fn origin(&self) -> &str {
        origin(self.provider.issuer())
    }

    /// The name of the provider.
    pub fn issuer(&self) -> &str {
        self.provider.issuer()
    }

    /// Where somebody is sent. Blocks.
    pub fn door(&self, round: &Round) -> Result<String, SignOnFault> {
        self.provider.door(round)
    }

    /// Whom the code is about, with what the provider signed and what it tells apart. Blocks.
    pub fn person(
        &self,
        round: &Round,
        code: &str,
        unique: &str,
        now: Instant,
    ) -> Result<Person, SignOnFault> {
        let told = self.provider.told(round, code, unique, now.millis() / 1_000)?;
        let (issuer, subject) = (told.claims.iss, told.claims.sub);
        let mut said = told.claims.others;
        if let Some(access_token) = &told.access_token {
            let more = self.provider.more(access_token)?;
            let of_them = more.get("sub").and_then(Value::as_str) == Some(&subject);
            if !more.is_empty() && !of_them {
                return Err(SignOnFault::Unbelievable("told of somebody else"));
            }
            // What it signed counts before what it only tells.
            for (claim, value) in more {
                said.entry(claim).or_insert(value);
            }
        }
        let mut facts = self.facts_in(&said);
        if facts.get("name").is_none_or(String::is_empty) {
            return Err(SignOnFault::Unbelievable("told of nobody by name"));
        }
        let claim = said.get("delegation_info").filter(|_| self.shape == Shape::Business);
        let delegation = match acts_for(claim) {
            Ok(None) => None,
            Ok(Some(delegated)) => {
                delegated.put_over(&mut facts);
                Some(delegated.standing(now.day(), &self.categories))
            }
            Err(unreadable) => Some(unreadable),
        };
        Ok(Person { issuer, subject, facts, delegation })
    }

    fn facts_in(&self, said: &Map<String, Value>) -> BTreeMap<&'static str, String> {
        let facts = self.shape.facts().iter().map(|(name, claims)| {
            let claims = self.claims.get(*name).map_or(*claims, String::as_str);
            let between = if *name == "address" { "" } else { " " };
            let parts: Vec<String> =
                claims.split(' ').filter_map(|claim| text(said.get(claim)?)).collect();
            (*name, parts.join(between))
        });
        facts.filter(|(_, told)| !told.is_empty()).collect()
    }
}

/// A claim as text; an address may come in the shape that OpenID Connect gives it.
pub(crate) fn text(claim: &Value) -> Option<String> {
    let told = match claim {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Object(parts) => parts.get("formatted")?.as_str()?.replace('\n', ""),
        Value::Null | Value::Bool(_) | Value::Array(_) => return None,
    };
    (!told.is_empty()).then_some(told)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{ClientProof, ProviderSettings};

    fn facts(
        shape: Shape,
        claims: &[(&str, &str)],
        said: &Value,
    ) -> BTreeMap<&'static str, String> {
        let provider = Provider::new(ProviderSettings {
            issuer: "https://id.example".into(),
            client_id: "madoguchi".into(),
            proof: ClientProof::Secret("secret".into()),
            redirect_uri: "https://city.example/identity/card/back".into(),
            scope: shape.scope(&[]).into(),
            levels: Vec::new(),
            second_factors: Vec::new(),
        });
        let claims = claims.iter().map(|(name, claim)| ((*name).into(), (*claim).into()));
        let provider = ResidentProvider::new(shape, provider, claims.collect(), Vec::new());
        provider.facts_in(said.as_object().unwrap())
    }

    #[test]
    fn facts_are_read_by_the_claims_that_the_town_names() {
        let said = json!({ "name": " 山田 花子 ", "birthdate": "19850315", "gender": 1,
                           "address": { "formatted": "宮城県\n仙台市青葉区" }, "jpki_name": "山田 華子" });
        let told = facts(Shape::Card, &[], &said);
        assert_eq!(told["name"], "山田 花子");
        assert_eq!((&*told["sex"], &*told["address"]), ("1", "宮城県仙台市青葉区"));
        assert_eq!(facts(Shape::Card, &[("name", "jpki_name")], &said)["name"], "山田 華子");
        assert!(!facts(Shape::Card, &[("sex", "sex")], &said).contains_key("sex"));
    }

    #[test]
    fn a_business_is_told_apart_from_who_acts_for_it() {
        let said = json!({ "account_type": "2", "name": "株式会社見本", "user_last_nm": "山田",
                           "user_first_nm": "花子", "prefecture_name": "宮城県", "address1": "仙台市" });
        let told = facts(Shape::Business, &[], &said);
        assert_eq!((&*told["organisation"], &*told["name"]), ("株式会社見本", "山田 花子"));
        assert_eq!((&*told["account"], &*told["address"]), ("2", "宮城県仙台市"));
    }
}
