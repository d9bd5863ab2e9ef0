//! 委任: for whom an account of the business service acts, where another business let it
//! (`delegation_info` of GビズID; guide for connected systems, 2.9, 3.4.1.4).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::person::text;

/// What the service tells of it. Of the business it names what its own claims name otherwise.
pub(crate) struct Told<'a>(&'a Map<String, Value>);

/// Whether what another business let an account do is good here and today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delegation {
    /// It is.
    Good,
    /// It has not begun, or is over.
    OutOfTime,
    /// It is for procedures of others.
    Elsewhere,
    /// It cannot be read, and so is good for nothing.
    Unreadable,
}

/// Whether an account acts for another business; `Err` where what is told of that is no record.
pub(crate) fn acts_for(claim: Option<&Value>) -> Result<Option<Told<'_>>, Delegation> {
    match claim {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(told)) => Ok((!told.is_empty()).then_some(Told(told))),
        Some(_) => Err(Delegation::Unreadable),
    }
}

impl Told<'_> {
    fn says(&self, name: &str) -> String {
        self.0.get(name).and_then(text).unwrap_or_default()
    }

    /// Whether it is good on `day` for one of the `categories` that were agreed with the service.
    pub(crate) fn standing(&self, day: NaiveDate, categories: &[String]) -> Delegation {
        let limit = |name| NaiveDate::parse_from_str(&self.says(name), "%Y%m%d").ok();
        let days = limit("delegation_start").zip(limit("delegation_end"));
        let kinds = self.0.get("category_info").and_then(Value::as_array);
        let (Some((from, until)), Some(kinds)) = (days, kinds) else {
            return Delegation::Unreadable;
        };
        let agreed = |kind: &&Value| {
            let code = kind.get("category_cd").and_then(text);
            code.is_some_and(|code| categories.contains(&code))
                && kind.get("active_flg").is_some_and(is_true)
        };
        if self.says("delegation_no").is_empty() {
            Delegation::Unreadable
        } else if !kinds.iter().any(|kind| agreed(&kind)) {
            Delegation::Elsewhere
        } else if day < from || until < day {
            Delegation::OutOfTime
        } else {
            Delegation::Good
        }
    }

    /// Puts the business that is acted for in the place of the account's own, which becomes its agent.
    pub(crate) fn put_over(&self, facts: &mut BTreeMap<&'static str, String>) {
        let user = facts.remove("name").unwrap_or_default();
        let own = facts.remove("organisation").filter(|own| !own.is_empty());
        let representative = [self.says("last_nm"), self.says("first_nm")].join(" ");
        let representative = representative.trim().to_owned();
        let is_corporate = self.says("business_type") == "法人";
        let firm = self.says("firm_nm");
        let told = [
            ("agent", own.unwrap_or_else(|| user.clone())),
            // Who trades in their own name may have no other.
            ("organisation", if firm.is_empty() { representative.clone() } else { firm }),
            // Who files is the trader, and of a company whoever sits there for it.
            ("name", if is_corporate { user.clone() } else { representative.clone() }),
            ("user", user),
            ("representative", representative),
            ("corporateNumber", self.says("corp_no")),
            (
                "address",
                ["address_pref", "address_city", "address_number"].map(|it| self.says(it)).concat(),
            ),
            ("kind", if is_corporate { "1" } else { "2" }.to_owned()),
            ("delegation", self.says("delegation_no")),
            ("delegatedUntil", self.says("delegation_end")),
        ];
        facts.extend(told);
        facts.retain(|_, told| !told.is_empty());
    }
}

fn is_true(value: &Value) -> bool {
    value == &Value::Bool(true) || text(value).is_some_and(|told| told == "1" || told == "true")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claim() -> Value {
        json!({
            "delegation_no": "1092730197", "delegation_start": "20260401", "delegation_end": "20270331",
            "category_info": [{ "category_cd": "OTHER", "active_flg": true }, { "category_cd": "CITY", "active_flg": true }],
            "business_type": "法人", "corp_no": "7000012050002", "firm_nm": "株式会社見本商店",
            "address_pref": "宮城県", "address_city": "仙台市青葉区", "address_number": "国分町三丁目7番1号",
            "last_nm": "見本", "first_nm": "太郎", "note": "",
        })
    }

    fn record(claim: &Value) -> Told<'_> {
        acts_for(Some(claim)).unwrap().unwrap()
    }

    fn standing(claim: &Value, day: &str) -> Delegation {
        record(claim).standing(day.parse().unwrap(), &["CITY".to_owned()])
    }

    #[test]
    fn it_is_good_from_its_first_day_to_its_last_for_what_was_agreed() {
        for (day, good) in [
            ("2026-03-31", Delegation::OutOfTime),
            ("2026-04-01", Delegation::Good),
            ("2027-03-31", Delegation::Good),
            ("2027-04-01", Delegation::OutOfTime),
        ] {
            assert_eq!(standing(&claim(), day), good, "{day}");
        }
        let changed = |name: &str, value: Value| {
            let mut claim = claim();
            claim[name] = value;
            standing(&claim, "2026-11-27")
        };
        let switched_off = json!([{ "category_cd": "CITY", "active_flg": false }]);
        assert_eq!(changed("category_info", switched_off), Delegation::Elsewhere);
        let in_words = json!([{ "category_cd": "CITY", "active_flg": "1" }]);
        assert_eq!(changed("category_info", in_words), Delegation::Good);
        assert_eq!(changed("corp_no", Value::Null), Delegation::Good);
        for (name, value) in [
            ("category_info", json!("CITY")),
            ("delegation_no", json!("")),
            ("delegation_end", Value::Null),
        ] {
            assert_eq!(changed(name, value), Delegation::Unreadable, "{name}");
        }
    }

    #[test]
    fn an_account_without_one_acts_for_its_own_business() {
        for nothing in [None, Some(json!({})), Some(json!(null))] {
            assert!(acts_for(nothing.as_ref()).unwrap().is_none(), "{nothing:?}");
        }
        for nonsense in [json!([claim()]), json!("1092730197"), json!(true)] {
            assert_eq!(acts_for(Some(&nonsense)).err(), Some(Delegation::Unreadable), "{nonsense}");
        }
    }

    #[test]
    fn who_is_acted_for_stands_before_who_acts() {
        let own = [("organisation", "見本行政書士法人"), ("name", "行政 一郎"), ("account", "3")];
        let mut facts = own.map(|(name, told)| (name, told.to_owned())).into();
        record(&claim()).put_over(&mut facts);
        assert_eq!(
            (&*facts["organisation"], &*facts["agent"]),
            ("株式会社見本商店", "見本行政書士法人")
        );
        assert_eq!((&*facts["name"], &*facts["representative"]), ("行政 一郎", "見本 太郎"));
        assert_eq!((&*facts["user"], &*facts["delegatedUntil"]), ("行政 一郎", "20270331"));
        assert_eq!(facts["address"], "宮城県仙台市青葉区国分町三丁目7番1号");

        // A trader applies in person, and an agent without a name of a business is its holder.
        let mut trader = claim();
        (trader["firm_nm"], trader["business_type"]) = (Value::Null, json!("個人事業主"));
        let mut facts = [("name", "行政 一郎".to_owned())].into();
        record(&trader).put_over(&mut facts);
        assert_eq!((&*facts["organisation"], &*facts["kind"]), ("見本 太郎", "2"));
        assert_eq!((&*facts["name"], &*facts["agent"]), ("見本 太郎", "行政 一郎"));
    }
}
