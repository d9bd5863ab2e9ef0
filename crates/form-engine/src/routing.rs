//! Where a submission belongs, in the words of its answers.
//!
//! The engine tells what the answers say; which wards there are the municipality knows.

use japanese_values::Format;
use serde_json::Value;

use crate::claim::optional_text;
use crate::definition::{Kind, Property};
use crate::pipeline::Setting;
use crate::{Context, Defect, Form};

impl Form {
    /// What canonical `data` says about the ward: its name or id, a city and its ward, or a
    /// postal code. Without an expression, the first postal code that was asked for. `None`
    /// where nothing is said.
    pub fn ward_words(&self, data: &Value, context: &Context) -> Result<Option<String>, Defect> {
        match &self.body().compiled.ward {
            Some(ward) => optional_text(ward, data, &Setting::new(&self.body().tables, context)),
            None => Ok(first_postal_code(&self.body().properties, data).map(str::to_owned)),
        }
    }
}

fn first_postal_code<'d>(properties: &[Property], data: &'d Value) -> Option<&'d str> {
    properties.iter().find_map(|property| {
        let answer = data.get(&property.field.name)?;
        match &property.kind {
            Kind::Text if is_postal_code(property) => answer.as_str(),
            Kind::Group(children) => first_postal_code(children, answer),
            Kind::Text
            | Kind::Rows(_)
            | Kind::Attachment
            | Kind::Attachments
            | Kind::Integer
            | Kind::Number
            | Kind::Boolean
            | Kind::Choices => None,
        }
    })
}

fn is_postal_code(property: &Property) -> bool {
    property.field.format.as_deref() == Some(Format::PostalCode.name())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{DefinitionFault, Parts, Source};

    /// A form that asks for a shop's ward and for an address with a postal code.
    fn compiled(routing: &Value) -> Result<Form, Vec<DefinitionFault>> {
        let postal = json!({ "title": "郵便番号", "type": "string", "format": "jp-postal-code" });
        let text = json!({
            "$id": "shop", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification",
                             "routing": routing },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["ward", "home"] }],
            "properties": {
                "ward": { "title": "区", "type": "string" },
                "home": { "title": "住所", "type": "object", "properties": { "postal": postal } }
            }
        })
        .to_string();
        let source = Source { file: "shop.json", text: &text, overlays: &[] };
        Form::compile(&source, &Parts::default())
    }

    #[track_caller]
    fn check(routing: &Value, answers: &Value, expected: Option<&str>) {
        let form = compiled(routing).unwrap();
        let context = Context::on("2026-11-23".parse().unwrap());
        let words = form.ward_words(answers, &context).unwrap();
        assert_eq!(words.as_deref(), expected, "{routing} {answers}");
    }

    #[test]
    fn an_expression_tells_the_ward_else_the_first_postal_code_does() {
        let home = json!({ "home": { "postal": "980-0011" } });
        let both = json!({ "ward": "泉区", "home": { "postal": "980-0011" } });
        let asked = json!({ "ward": "form.ward" });
        check(&asked, &both, Some("泉区"));
        check(&asked, &home, None);
        check(&json!({}), &both, Some("980-0011"));
        check(&json!({}), &home, Some("980-0011"));
        check(&json!({}), &json!({}), None);
    }

    #[test]
    fn what_is_wrong_with_an_expression_is_told_where_it_stands() {
        let told = |routing: &Value| -> Vec<String> {
            let faults = compiled(routing).unwrap_err();
            faults.into_iter().map(|fault| fault.pointer).collect()
        };
        assert_eq!(told(&json!({ "ward": "form.wrad" })), ["/x-procedure/routing/ward"]);
        assert_eq!(told(&json!({ "wards": "form.ward" })), ["/x-procedure/routing/wards"]);
    }
}
