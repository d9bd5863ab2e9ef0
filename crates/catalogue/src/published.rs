//! One published version, compiled.

use std::sync::Arc;

use form_engine::{Form, Parts, Source};
use kernel::Instant;
use submission_store::procedures::ProcedureVersion;

/// One immutable version of a procedure's form.
#[derive(Debug)]
pub struct Published {
    /// The compiled form.
    pub form: Arc<Form>,
    /// 版: counts from 1 for each procedure.
    pub number: u32,
    /// Since when it is the current one.
    pub published_at: Instant,
}

impl Published {
    /// A form whose document lies in the store.
    pub fn new(form: Form, number: u32, published_at: Instant) -> Self {
        Self { form: Arc::new(form), number, published_at }
    }

    /// Compiles a stored version, which carries its parts and translations. One that an older
    /// or a newer program published may use what this one does not know; then it tells what. Those
    /// that are read with the same `parts` share what they have in common.
    ///
    /// Whether it can be used is for [`Self::tried`] to say.
    pub(crate) fn read(stored: &ProcedureVersion, parts: &Parts) -> Result<Self, String> {
        let number = u32::try_from(stored.number).map_err(|fault| fault.to_string())?;
        let name = named(&stored.procedure, number);
        let source = Source { file: &name, text: &stored.definition, overlays: &[] };
        match Form::open(&source, parts) {
            Ok(form) => Ok(Self::new(form, number, stored.published_at)),
            Err(faults) => {
                let first = faults.first().map(ToString::to_string).unwrap_or_default();
                Err(format!("{name} does not compile here: {first}"))
            }
        }
    }

    /// Whether answers can be checked with it, or why not.
    pub(crate) fn tried(&self) -> Result<(), String> {
        let name = || named(self.form.id(), self.number);
        self.form.try_bounds().map_err(|what| format!("{} checks nothing here: {what}", name()))
    }
}

fn named(procedure: &str, number: u32) -> String {
    format!("{procedure} version {number}")
}
