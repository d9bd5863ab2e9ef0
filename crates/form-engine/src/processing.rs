//! 標準処理期間: how long it takes, which may hang on the answers.

use japanese_values::Term;
use serde_json::Value;

use crate::branch::first;
use crate::pipeline::Setting;
use crate::{Context, Form};

impl Form {
    /// How long it takes with canonical `data`: the first branch that fits. `None` when it is done
    /// at once.
    pub fn processing(&self, data: &Value, context: &Context) -> Option<Term> {
        let body = self.body();
        let setting = Setting::new(&body.tables, context);
        let row = first(&body.compiled.processing, data, &setting);
        row.map_or(self.procedure().processing, |term| *term)
    }
}

#[cfg(test)]
mod tests {
    use kernel::Language;
    use serde_json::json;

    use super::*;
    use crate::{DefinitionFault, Parts, Source};

    fn compiled(processing: &Value) -> Result<Form, Vec<DefinitionFault>> {
        let text = json!({
            "$id": "copy", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "standard",
                             "processing": processing },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["target"] }],
            "properties": { "target": { "title": "対象", "type": "string", "enum": ["a", "b"] } }
        })
        .to_string();
        let source = Source { file: "copy.json", text: &text, overlays: &[] };
        Form::compile(&source, &Parts::default())
    }

    #[test]
    fn the_first_branch_that_fits_says_how_long_it_takes() {
        let form = compiled(&json!([
            { "when": "form.target == 'a'", "label": "個人情報", "days": 30 },
            { "businessDays": 14 },
        ]))
        .unwrap();
        let context = Context::on("2026-11-25".parse().unwrap());
        let asked = |answers: &Value| form.processing(answers, &context);
        assert_eq!(asked(&json!({ "target": "a" })), Some(Term::Days(30)));
        assert_eq!(asked(&json!({ "target": "b" })), Some(Term::OpenDays(14)));
        assert_eq!(asked(&json!({})), Some(Term::OpenDays(14)));
        let procedure = form.procedure();
        assert_eq!(procedure.processing, Some(Term::OpenDays(14)));
        let told: Vec<_> = procedure
            .processing_branches
            .iter()
            .map(|branch| (branch.label.get(Language::Japanese), branch.term))
            .collect();
        assert_eq!(told, [("個人情報", Some(Term::Days(30)))]);
        let plain = compiled(&json!({ "days": 30 })).unwrap();
        assert_eq!(plain.processing(&json!({}), &context), Some(Term::Days(30)));
        assert_eq!(plain.procedure().processing_branches, []);
        assert_eq!(compiled(&json!({ "days": 0 })).unwrap().processing(&json!({}), &context), None);
    }

    #[test]
    fn every_answer_has_its_period() {
        let told = |processing: &Value| -> Vec<String> {
            let faults = compiled(processing).err().unwrap_or_default();
            faults.into_iter().map(|fault| fault.pointer).collect()
        };
        let at = |rest: &str| format!("/x-procedure/processing{rest}");
        let (some, all) = (
            json!({ "when": "form.target == 'a'", "label": "個人情報", "days": 30 }),
            json!({ "days": 14 }),
        );
        assert_eq!(told(&json!([some, all])), [""; 0]);
        assert_eq!(told(&json!([])), [at("")]);
        assert_eq!(told(&json!([some])), [at("")]);
        assert_eq!(told(&json!([all, some])), [at("/1")]);
        assert_eq!(told(&json!([{ "when": "true", "days": 30 }, all])), [at("/0")]);
        assert_eq!(told(&json!([some, { "label": "公文書", "days": 14 }])), [at("/1/label")]);
        assert_eq!(told(&json!([some, { "weeks": 2 }])), [at("/1/weeks")]);
        let unknown = json!({ "when": "form.aim == 'a'", "label": "個人情報", "days": 30 });
        assert_eq!(told(&json!([unknown, all])), [at("/0/when")]);
        assert_eq!(told(&json!(14)), [at("")]);
    }
}
