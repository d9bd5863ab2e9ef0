//! A compiled form: immutable, shared, and the one place that knows a definition.

use kernel::Language;
use serde_json::Value;

use crate::{Checked, Context, DefinitionFault, Field, Page, Parts, Procedure};

/// A definition as it lies in a file or in the database.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The name for faults, such as `forms/certificates/juminhyo-utsushi.json`.
    pub file: &'a str,
    /// The JSON document.
    pub text: &'a str,
    /// The translations: one JSON document a language.
    pub overlays: &'a [(Language, &'a str)],
}

/// A compiled definition.
#[derive(Debug)]
pub struct Form {
    pages: Vec<Page>,
}

/// An example of a definition that does not come out as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFault {
    /// The example's name.
    pub example: String,
    /// What was expected and what came.
    pub what: String,
}

impl Form {
    /// Compiles a definition, or tells every fault of it.
    pub fn compile(source: &Source<'_>, parts: &Parts) -> Result<Self, Vec<DefinitionFault>> {
        unimplemented!("{source:?} {parts:?}")
    }

    /// The name of the procedure in addresses: `juminhyo-utsushi`.
    pub fn id(&self) -> &str {
        unimplemented!()
    }

    /// The title.
    pub fn title(&self, language: Language) -> &str {
        unimplemented!("{language:?}")
    }

    /// A sentence or two about the procedure, empty when there are none.
    pub fn description(&self, language: Language) -> &str {
        unimplemented!("{language:?}")
    }

    /// What the procedure is.
    pub fn procedure(&self) -> &Procedure {
        unimplemented!()
    }

    /// The pages in order, also those that a condition may hide.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The field at a pointer, with or without array indices: `/children/name`, `/children/0/name`.
    pub fn field(&self, pointer: &str) -> Option<&Field> {
        unimplemented!("{pointer}")
    }

    /// The document as published: one line of JSON with parts and translations
    /// inside, so that a stored version needs nothing else to be compiled again.
    pub fn source(&self) -> &str {
        unimplemented!()
    }

    /// SHA-256 of [`Form::source`] in hexadecimal.
    pub fn content_hash(&self) -> &str {
        unimplemented!()
    }

    /// The minutes that filling in takes, for the page before the start.
    pub fn estimated_minutes(&self) -> u32 {
        unimplemented!()
    }

    /// The pointers of the texts that nobody has translated into `language`.
    pub fn missing_translations(&self, language: Language) -> Vec<String> {
        unimplemented!("{language:?}")
    }

    /// Merges the fields of one posted page into a draft's raw data. What was
    /// typed is kept as it was typed, also when it is wrong.
    pub fn shape_page(&self, page: &str, posted: &[(String, String)], previous: &Value) -> Value {
        unimplemented!("{page} {posted:?} {previous:?}")
    }

    /// The pages that these answers make visible.
    pub fn visible_pages(&self, raw: &Value, context: &Context) -> Vec<&Page> {
        unimplemented!("{raw:?} {context:?}")
    }

    /// Whether the field at an instance pointer such as `/children/0/name` is visible.
    /// For a whole page of fields ask [`Form::hidden`] once.
    pub fn is_visible(&self, pointer: &str, raw: &Value, context: &Context) -> bool {
        self.hidden(raw, context).iter().all(|hidden| {
            pointer
                .strip_prefix(hidden.as_str())
                .is_none_or(|rest| !rest.is_empty() && !rest.starts_with('/'))
        })
    }

    /// The instance pointers of all fields that these answers hide.
    pub fn hidden(&self, raw: &Value, context: &Context) -> Vec<String> {
        unimplemented!("{raw:?} {context:?}")
    }

    /// Normalises, prunes, computes and checks, and tells every problem.
    pub fn check(&self, raw: &Value, context: &Context) -> Checked {
        unimplemented!("{raw:?} {context:?}")
    }

    /// The same, but only the problems that can be mended on `page`: those of its
    /// fields, and of rules that it completes.
    pub fn check_page(&self, page: &str, raw: &Value, context: &Context) -> Checked {
        unimplemented!("{page} {raw:?} {context:?}")
    }

    /// Runs the definition's own examples.
    pub fn run_examples(&self) -> Vec<ExampleFault> {
        unimplemented!()
    }
}
