//! By which answers a submission is of the same thing as another (`x-procedure.sameAs`): the same
//! child, the same household.
//!
//! The engine tells the key; whoever stores submissions compares it, and a person decides what a
//! match means.

use japanese_values::search::address_key;
use serde_json::Value;

use crate::claim::optional_text;
use crate::expression::Program;
use crate::pipeline::Setting;
use crate::{Context, Defect, Form};

/// What a match is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameKind {
    /// The same thing is asked for twice.
    Duplicate,
    /// Somebody of the same household asks for it.
    Household,
}

impl SameKind {
    /// By their words.
    pub(crate) const WORDS: [(&'static str, Self); 2] =
        [("duplicate", Self::Duplicate), ("household", Self::Household)];
}

/// A comparison.
#[derive(Debug)]
pub(crate) struct SameRule {
    pub(crate) id: String,
    pub(crate) kind: SameKind,
    pub(crate) key: Vec<Program>,
    pub(crate) days: u32,
    pub(crate) message: String,
}

/// By what a submission is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Same {
    /// The rule.
    pub rule: String,
    /// What a match is about.
    pub kind: SameKind,
    /// Equal for what is the same. Holds answers: hash it before it is kept.
    pub key: String,
    /// For so many days it is compared with later ones.
    pub days: u32,
}

impl Form {
    /// By what canonical `data` is compared with other submissions. Where one of the answers of a
    /// key is not given, nothing is.
    pub fn same_as(&self, data: &Value, context: &Context) -> Result<Vec<Same>, Defect> {
        let setting = Setting::new(&self.body().tables, context);
        let mut all = Vec::new();
        for rule in &self.body().compiled.same {
            let mut key = vec![self.id().to_owned(), rule.id.clone()];
            for part in &rule.key {
                let part = optional_text(part, data, &setting)?.map(|text| address_key(&text));
                key.extend(part.filter(|part| !part.is_empty()));
            }
            if key.len() == rule.key.len() + 2 {
                let (rule, kind, days) = (rule.id.clone(), rule.kind, rule.days);
                all.push(Same { rule, kind, key: key.join("\n"), days });
            }
        }
        Ok(all)
    }

    /// What staff are told of a match by that rule.
    pub fn same_message(&self, rule: &str) -> Option<&str> {
        let rule = self.body().compiled.same.iter().find(|known| known.id == rule)?;
        Some(&rule.message)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{DefinitionFault, Parts, Source};

    fn compiled(same: &Value) -> Result<Form, Vec<DefinitionFault>> {
        let text = json!({
            "$id": "sample", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification",
                             "sameAs": same },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["child", "block"] }],
            "properties": {
                "child": { "title": "お子さん", "type": "string" },
                "block": { "title": "番地", "type": "string" }
            }
        })
        .to_string();
        Form::compile(&Source { file: "f.json", text: &text, overlays: &[] }, &Parts::default())
    }

    fn rule(key: &Value) -> Value {
        json!([{ "id": "same-child", "key": key, "days": 90, "message": "同じ子です。" }])
    }

    fn keys(form: &Form, answers: &Value) -> Vec<String> {
        let context = Context::on("2026-11-25".parse().unwrap());
        form.same_as(answers, &context).unwrap().into_iter().map(|same| same.key).collect()
    }

    #[test]
    fn what_is_the_same_has_one_key_however_it_is_written() {
        let form = compiled(&rule(&json!(["form.child", "form.block"]))).unwrap();
        let one = keys(&form, &json!({ "child": "髙橋 花", "block": "7番1号" }));
        assert_eq!(one.len(), 1);
        assert_eq!(one, keys(&form, &json!({ "child": "高橋花", "block": "７－１" })));
        assert_ne!(one, keys(&form, &json!({ "child": "高橋花", "block": "71" })));
        assert_eq!(
            keys(&form, &json!({ "child": "高橋花" })).len(),
            0,
            "half a key compares nothing"
        );
        assert_eq!(form.same_message("same-child"), Some("同じ子です。"));
        let kinds = |form: &Form| {
            let context = Context::on("2026-11-25".parse().unwrap());
            form.same_as(&json!({ "child": "花" }), &context).unwrap()[0].kind
        };
        let form = compiled(&rule(&json!("form.child"))).unwrap();
        assert_eq!(kinds(&form), SameKind::Duplicate);
    }

    #[test]
    fn what_is_wrong_with_a_comparison_is_told_where_it_stands() {
        let told = |same: &Value| -> Vec<String> {
            let faults = compiled(same).unwrap_err();
            faults.into_iter().map(|fault| fault.pointer).collect()
        };
        assert_eq!(told(&rule(&json!("form.chidl"))), ["/x-procedure/sameAs/0/key"]);
        assert_eq!(told(&rule(&json!(["form.child", "form.x"]))), ["/x-procedure/sameAs/0/key/1"]);
        let twice = json!([rule(&json!("form.child"))[0], rule(&json!("form.block"))[0]]);
        assert_eq!(told(&twice), ["/x-procedure/sameAs/1"]);
        let bare = json!([{ "id": "a", "key": "form.child" }]);
        assert_eq!(told(&bare).len(), 2, "days and message");
        let kind =
            json!([{ "id": "a", "key": "form.child", "days": 1, "message": "x", "kind": "twin" }]);
        assert_eq!(told(&kind), ["/x-procedure/sameAs/0/kind"]);
    }
}
