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
        match &self.ward {
            Some(ward) => optional_text(ward, data, &Setting::new(&self.tables, context)),
            None => Ok(first_postal_code(&self.properties, data).map(str::to_owned)),
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
