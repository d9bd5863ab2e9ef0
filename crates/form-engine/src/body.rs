//! What is compiled of a definition: the largest part of a form, and needed only when somebody
//! fills it in, checks it or reads what was filed with it.

use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde_json::Value;

use crate::compile::{Compiled, compile};
use crate::definition::{
    self, Definition, Kind, Property, Purpose, Reading, WrittenExample, WrittenPage,
};
use crate::{DefinitionFault, Field, Page, Parts, Source};

pub(crate) struct Body {
    pub(crate) pages: Vec<Page>,
    pub(crate) properties: Vec<Property>,
    pub(crate) compiled: Compiled,
    pub(crate) tables: Value,
    /// Built with the first answers that are checked: a form that nobody fills in holds none.
    pub(crate) validator: OnceLock<Validator>,
    pub(crate) examples: Vec<WrittenExample>,
}

impl Body {
    /// Compiles a definition, or tells every fault of it; what it says beside its body stays.
    pub(crate) fn read(
        source: &Source<'_>,
        parts: &Parts,
        purpose: Purpose,
    ) -> Result<(Definition, Self), Vec<DefinitionFault>> {
        let Reading { definition, mut report } = definition::read(source, parts, purpose);
        let Some(mut definition) = definition else { return Err(report.into_faults()) };
        let compiled = compile(&definition, &mut report);
        if report.len() > 0 {
            return Err(report.into_faults());
        }
        let body = Self::assemble(&mut definition, compiled, parts);
        Ok((definition, body))
    }

    fn assemble(definition: &mut Definition, compiled: Compiled, parts: &Parts) -> Self {
        let properties = &mut definition.properties;
        let pages = definition.pages.iter().map(|page| show_page(page, properties, parts));
        Self {
            pages: pages.collect(),
            properties: std::mem::take(&mut definition.properties),
            compiled,
            tables: definition.tables.take(),
            validator: OnceLock::new(),
            examples: std::mem::take(&mut definition.examples),
        }
    }

    /// They only say whether a definition may be published.
    pub(crate) fn leave_failing_examples(&mut self) {
        self.examples.retain(WrittenExample::is_valid);
        self.examples.shrink_to_fit();
    }
}

fn show_page(page: &WrittenPage, properties: &mut [Property], parts: &Parts) -> Page {
    let conditional = page.visible.is_some();
    let fields = page.fields.iter().filter_map(|name| {
        let property = properties.iter_mut().find(|property| property.field.name == *name)?;
        Some(show_field(property, conditional, parts))
    });
    Page {
        id: page.id.clone(),
        title: page.title.clone(),
        help: page.help.clone(),
        conditional,
        fields: fields.collect(),
    }
}

/// The field with what lies above and below it; pages and properties share it, and other forms
/// that have the same.
fn show_field(property: &mut Property, above: bool, parts: &Parts) -> Arc<Field> {
    let conditional = above || property.field.conditional;
    let children = match &mut property.kind {
        Kind::Group(children) | Kind::Rows(children) => children.as_mut_slice(),
        Kind::Text
        | Kind::Attachment
        | Kind::Attachments
        | Kind::Integer
        | Kind::Number
        | Kind::Boolean
        | Kind::Choices => &mut [],
    };
    let below = children.iter_mut().map(|child| show_field(child, conditional, parts)).collect();
    let field = Arc::make_mut(&mut property.field);
    (field.conditional, field.children) = (conditional, below);
    parts.share(&mut property.field);
    Arc::clone(&property.field)
}
