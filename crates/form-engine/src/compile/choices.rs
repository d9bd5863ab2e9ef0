//! The answers that choices depend on.

use super::Compiler;
use crate::Reckoned;
use crate::definition::{Kind, Property, Snippet};
use crate::pipeline;

impl Compiler<'_> {
    /// What narrows choices, and what they are taken from, must be there.
    pub(super) fn choices(&mut self, properties: &[Property]) {
        for property in properties {
            self.narrowing(property);
            if let Some(Reckoned::Answers(pointers)) = property.field.reckoned.as_deref() {
                for pointer in pointers {
                    self.source(property, pointer);
                }
            }
            self.choices(property.children());
        }
    }

    /// The answer that narrows a list must exist, and lie in the same row or in none.
    fn narrowing(&mut self, property: &Property) {
        let Some(narrowing) = &property.narrowing else { return };
        let Snippet { text, place, pointer } = &narrowing.from;
        let (own, other) = (self.rows_around(&property.field.pointer), self.rows_around(text));
        let known = pipeline::find(&self.definition.properties, text).is_some();
        if !self.is_unread(text) && (!known || !own.starts_with(&other)) {
            let what = format!("{text} is no answer that this list can be narrowed by");
            let mend = "write the pointer of a field outside of rows or in the same row";
            self.report.fault(*place, pointer, what, mend);
        }
    }

    /// An answer that can be chosen is a plain text of the same format, and no secret.
    fn source(&mut self, property: &Property, pointer: &str) {
        if self.is_unread(pointer) {
            return;
        }
        let found = pipeline::find(&self.definition.properties, pointer);
        let text = found.filter(|found| {
            matches!(found.kind, Kind::Text)
                && found.field.sensitive.is_none()
                && found.field.reckoned.is_none()
                && found.field.choices.is_empty()
        });
        let Some(text) = text else {
            let what = format!("{pointer} is no text that can be chosen");
            let mend = "point to questions with an answer in words, such as \"/people/name\"";
            self.report.fault(property.place, &property.definition, what, mend);
            return;
        };
        if matches!(property.kind, Kind::Text) && property.format != text.format {
            let what = format!("the format is not that of {pointer}");
            self.report.fault(
                property.place,
                &property.definition,
                what,
                "write the same \"format\"",
            );
        }
    }
}
