//! 委任: for whom an account of the business service acts, where another business let it
//! (`delegation_info` of GビズID; guide for connected systems, 2.9, 3.4.1.4).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

/// What the service tells of it. Of the business it names what its own claims name otherwise.
#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(crate) struct Told {
    delegation_no: String,
    /// The first and the last day, as `20261127`.
    delegation_start: String,
    delegation_end: String,
    category_info: Vec<Category>,
    business_type: String,
    corp_no: String,
    firm_nm: String,
    address_pref: String,
    address_city: String,
    address_number: String,
    last_nm: String,
    first_nm: String,
}

/// A kind of procedures that it is for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Category {
    category_cd: String,
    active_flg: bool,
}

/// Whether what another business let an account do is good here and today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delegation {
    /// It is.
    Good,
    /// It has not begun, or is over.
    OutOfTime,
    /// It is for procedures of others.
    Elsewhere,
}

impl Told {
    /// Nothing where an account acts for the business that it belongs to (`{}`). What is there and
    /// cannot be read is good for nothing, and not nothing.
    pub(crate) fn of(claim: Option<&Value>) -> Option<Self> {
        let told = claim?.as_object().filter(|told| !told.is_empty())?;
        Some(serde_json::from_value(Value::Object(told.clone())).unwrap_or_default())
    }

    /// Whether it is good on `day` for one of the `categories` that were agreed with the service.
    pub(crate) fn standing(&self, day: NaiveDate, categories: &[String]) -> Delegation {
        let agreed = |told: &Category| told.active_flg && categories.contains(&told.category_cd);
        let limit = |text: &str| NaiveDate::parse_from_str(text, "%Y%m%d").ok();
        let in_time = |(from, until)| from <= day && day <= until;
        if !self.category_info.iter().any(agreed) || self.delegation_no.is_empty() {
            Delegation::Elsewhere
        } else if limit(&self.delegation_start)
            .zip(limit(&self.delegation_end))
            .is_none_or(|days| !in_time(days))
        {
            Delegation::OutOfTime
        } else {
            Delegation::Good
        }
    }

    /// Puts the business that is acted for in the place of the account's own, which becomes its agent.
    pub(crate) fn put_over(self, facts: &mut BTreeMap<&'static str, String>) {
        let own = facts.remove("organisation").or_else(|| facts.remove("representative"));
        let kind = if self.business_type == "法人" { "1" } else { "2" };
        let representative = [self.last_nm, self.first_nm].join(" ").trim().to_owned();
        // Who trades in their own name may have no other.
        let organisation = if self.firm_nm.is_empty() { &representative } else { &self.firm_nm };
        let told = [
            ("agent", own.unwrap_or_default()),
            ("organisation", organisation.clone()),
            ("representative", representative),
            ("corporateNumber", self.corp_no),
            ("address", [self.address_pref, self.address_city, self.address_number].concat()),
            ("kind", kind.to_owned()),
            ("delegation", self.delegation_no),
        ];
        facts.extend(told);
        facts.retain(|_, told| !told.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told() -> Value {
        json!({
            "delegation_no": "1092730197", "delegation_start": "20260401", "delegation_end": "20270331",
            "category_info": [{ "category_cd": "OTHER", "active_flg": true }, { "category_cd": "CITY", "active_flg": true }],
            "business_type": "法人", "corp_no": "7000012050002", "firm_nm": "株式会社見本商店",
            "address_pref": "宮城県", "address_city": "仙台市青葉区", "address_number": "国分町三丁目7番1号",
            "last_nm": "見本", "first_nm": "太郎", "note": "",
        })
    }

    fn standing(told: &Value, day: &str) -> Delegation {
        Told::of(Some(told)).unwrap().standing(day.parse().unwrap(), &["CITY".to_owned()])
    }

    #[test]
    fn it_is_good_from_its_first_day_to_its_last_for_what_was_agreed() {
        for (day, good) in [
            ("2026-03-31", Delegation::OutOfTime),
            ("2026-04-01", Delegation::Good),
            ("2027-03-31", Delegation::Good),
            ("2027-04-01", Delegation::OutOfTime),
        ] {
            assert_eq!(standing(&told(), day), good, "{day}");
        }
        let changed = |name: &str, value: Value| {
            let mut told = told();
            told[name] = value;
            standing(&told, "2026-11-27")
        };
        let switched_off = json!([{ "category_cd": "CITY", "active_flg": false }]);
        assert_eq!(changed("category_info", switched_off), Delegation::Elsewhere);
        assert_eq!(changed("category_info", json!("CITY")), Delegation::Elsewhere);
        assert_eq!(changed("delegation_no", json!("")), Delegation::Elsewhere);
        assert_eq!(changed("delegation_end", json!("")), Delegation::OutOfTime);
        let agreed_on_nothing = Told::of(Some(&told())).unwrap();
        let day = "2026-11-27".parse().unwrap();
        assert_eq!(agreed_on_nothing.standing(day, &[]), Delegation::Elsewhere);
    }

    #[test]
    fn an_account_without_one_acts_for_its_own_business() {
        for nothing in [None, Some(json!({})), Some(json!(null))] {
            assert!(Told::of(nothing.as_ref()).is_none(), "{nothing:?}");
        }
    }

    #[test]
    fn who_is_acted_for_stands_before_who_acts() {
        let own = [("organisation", "見本行政書士法人"), ("name", "行政 一郎"), ("account", "3")];
        let mut facts = own.map(|(name, told)| (name, told.to_owned())).into();
        Told::of(Some(&told())).unwrap().put_over(&mut facts);
        assert_eq!(
            (&*facts["organisation"], &*facts["agent"]),
            ("株式会社見本商店", "見本行政書士法人")
        );
        assert_eq!((&*facts["name"], &*facts["representative"]), ("行政 一郎", "見本 太郎"));
        assert_eq!(facts["address"], "宮城県仙台市青葉区国分町三丁目7番1号");

        let mut trader = told();
        (trader["firm_nm"], trader["business_type"]) = (json!(""), json!("個人事業主"));
        let mut facts = BTreeMap::new();
        Told::of(Some(&trader)).unwrap().put_over(&mut facts);
        assert_eq!((&*facts["organisation"], &*facts["kind"]), ("見本 太郎", "2"));
        assert!(!facts.contains_key("agent"));
    }
}
