//! Where a known value comes from, which may hang on the answers.

use serde_json::Value;

use crate::branch::{Row, first};
use crate::pipeline::Setting;
use crate::{Context, Field, Form};

/// A question with the sources of its known value.
#[derive(Debug)]
pub(crate) struct Sources {
    pub(crate) pointer: String,
    pub(crate) rows: Vec<Row<String>>,
}

impl Form {
    /// Where a known value of `field` comes from, such as `resident.home`, with these canonical
    /// `answers`.
    pub fn prefill<'f>(
        &'f self,
        field: &'f Field,
        answers: &Value,
        context: &Context,
    ) -> Option<&'f str> {
        if field.prefills.is_empty() {
            return field.prefill.as_deref();
        }
        let body = self.body();
        let own = body.compiled.prefills.iter().find(|it| it.pointer == field.pointer)?;
        let setting = Setting::new(&body.tables, context);
        first(&own.rows, answers, &setting).map(String::as_str)
    }

    /// Whether there is a question whose known value hangs on the answers.
    pub fn prefills_by_answers(&self) -> bool {
        !self.body().compiled.prefills.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{DefinitionFault, Parts, Source};

    fn compiled(prefill: &Value) -> Result<Form, Vec<DefinitionFault>> {
        let text = json!({
            "$id": "copy", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "standard" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["by", "home"] }],
            "properties": {
                "by": { "title": "申請する方", "type": "string", "enum": ["self", "other"] },
                "home": { "title": "本人の住所", "type": "string", "x-autocomplete": "street-address",
                          "x-prefill": prefill },
            }
        })
        .to_string();
        let source = Source { file: "copy.json", text: &text, overlays: &[] };
        Form::compile(&source, &Parts::default())
    }

    #[test]
    fn the_first_branch_that_fits_says_what_is_known() {
        let rows = json!([{ "when": "form.by == 'self'", "from": "resident.home" }]);
        let form = compiled(&rows).unwrap();
        let context = Context::on("2026-11-25".parse().unwrap());
        let field = form.field("/home").unwrap();
        let source = |answers: &Value| form.prefill(field, answers, &context);
        assert_eq!(source(&json!({ "by": "self" })), Some("resident.home"));
        assert_eq!(source(&json!({ "by": "other" })), None);
        assert_eq!(source(&json!({})), None);
        assert!(form.prefills_by_answers());
        // A device knows its owner, and this may be somebody else's.
        assert_eq!((&field.prefill, &field.autocomplete), (&None, &None));
        let plain = compiled(&json!("resident.home")).unwrap();
        let field = plain.field("/home").unwrap();
        assert_eq!(plain.prefill(field, &json!({}), &context), Some("resident.home"));
        assert!(field.autocomplete.is_some() && !plain.prefills_by_answers());
    }

    #[test]
    fn who_somebody_is_hangs_on_no_answer() {
        let told = |prefill: &Value| -> Vec<String> {
            let faults = compiled(prefill).err().unwrap_or_default();
            faults.into_iter().map(|fault| fault.pointer).collect()
        };
        let at = |rest: &str| format!("/properties/home/x-prefill{rest}");
        let own = json!({ "when": "form.by == 'self'", "from": "resident.home" });
        assert_eq!(told(&json!([own, { "from": "resident.address" }])), [""; 0]);
        assert_eq!(told(&json!([{ "from": "resident.address" }, own])), [at("/1")]);
        assert_eq!(told(&json!([{ "when": "true", "from": "resident.name" }])), [at("/0/from")]);
        assert_eq!(told(&json!([{ "when": "true", "from": "home" }])), [at("/0/from")]);
        assert_eq!(told(&json!([{ "when": "true" }])), [at("/0")]);
        let strange = json!([{ "when": "form.bye == 'self'", "from": "resident.home" }]);
        assert_eq!(told(&strange), [at("/0/when")]);
    }
}
