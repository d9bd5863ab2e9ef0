//! How well whoever files must be known, which may hang on the answers.

use serde_json::Value;

use crate::branch::Row;
use crate::expression::Failure;
use crate::pipeline::{Setting, root_scope};
use crate::{Context, Defect, Form};

/// How well the applicant must be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Identity {
    /// Nobody asks.
    None,
    /// An account with a confirmed address.
    Account,
    /// A verified identity or a copy of an identity document.
    Verified,
    /// 公的個人認証による電子署名 over the answers.
    Signature,
}

impl Identity {
    /// Every level by its word in definitions.
    pub(crate) const WORDS: [(&'static str, Self); 4] = [
        ("none", Self::None),
        ("account", Self::Account),
        ("verified", Self::Verified),
        ("signature", Self::Signature),
    ];
}

impl Form {
    /// How well the applicant of canonical `data` must be known: the first branch that fits.
    pub fn identity(&self, data: &Value, context: &Context) -> Result<Identity, Defect> {
        let body = self.body();
        let setting = Setting::new(&body.tables, context);
        for Row { when, says: level } in &body.compiled.identity {
            let Some(when) = when else { return Ok(*level) };
            let fits = root_scope(data, &setting, |scope| when.truth(scope));
            let failed = |failure: Failure| Defect {
                expression: when.pointer.clone(),
                what: failure.to_string(),
            };
            if fits.map_err(failed)? == Some(true) {
                return Ok(*level);
            }
        }
        Ok(self.procedure().identity)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{DefinitionFault, Parts, Source};

    fn compiled(identity: &Value) -> Result<Form, Vec<DefinitionFault>> {
        let text = json!({
            "$id": "copy", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification",
                             "identity": identity },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["copies"] }],
            "properties": { "copies": { "title": "通数", "type": "integer" } }
        })
        .to_string();
        let source = Source { file: "copy.json", text: &text, overlays: &[] };
        Form::compile(&source, &Parts::default())
    }

    #[test]
    fn the_first_branch_that_fits_says_how_well_somebody_must_be_known() {
        let form = compiled(&json!([
            { "when": "form.copies == 1", "level": "none" },
            { "when": "form.copies <= 3", "level": "verified" },
            { "level": "signature" },
        ]))
        .unwrap();
        let context = Context::on("2026-11-25".parse().unwrap());
        let asked = |answers: &Value| form.identity(answers, &context).unwrap();
        assert_eq!(asked(&json!({ "copies": 1 })), Identity::None);
        assert_eq!(asked(&json!({ "copies": 2 })), Identity::Verified);
        assert_eq!(asked(&json!({ "copies": 4 })), Identity::Signature);
        // What is not known asks for no less.
        assert_eq!(asked(&json!({})), Identity::Signature);
        assert_eq!(form.procedure().identity, Identity::Signature);
        let plain = compiled(&json!("account")).unwrap();
        assert_eq!(plain.identity(&json!({}), &context).unwrap(), Identity::Account);
    }

    #[test]
    fn branches_leave_nobody_out() {
        let told = |identity: &Value| -> Vec<String> {
            let faults = compiled(identity).err().unwrap_or_default();
            faults.into_iter().map(|fault| fault.pointer).collect()
        };
        let at = |rest: &str| format!("/x-procedure/identity{rest}");
        let (some, all) = (
            json!({ "when": "form.copies == 1", "level": "none" }),
            json!({ "level": "signature" }),
        );
        assert_eq!(told(&json!([some, all])), [""; 0]);
        assert_eq!(told(&json!([])), [at("")]);
        assert_eq!(told(&json!([some])), [at("")]);
        assert_eq!(told(&json!([all, some])), [at("/1")]);
        assert_eq!(told(&json!([{ "level": "sure" }])), [at("/0/level")]);
        assert_eq!(told(&json!([{ "when": "true" }])), [at("/0")]);
        assert_eq!(
            told(&json!([{ "when": "form.copy == 1", "level": "none" }, all])),
            [at("/0/when")]
        );
        assert_eq!(told(&json!("sure")), [at("")]);
    }
}
