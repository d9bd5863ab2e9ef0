//! One published version, compiled.

use std::sync::{Arc, OnceLock};

use form_engine::{Form, Parts, Source};
use kernel::Instant;
use submission_store::procedures::ProcedureVersion;

use crate::search::Entry;

/// One immutable version of a procedure's form.
#[derive(Debug)]
pub struct Published {
    /// The compiled form.
    pub form: Arc<Form>,
    /// 版: counts from 1 for each procedure.
    pub number: u32,
    /// Since when it is the current one.
    pub published_at: Instant,
    /// What the search compares; taken from the form once.
    searched: OnceLock<Arc<Entry>>,
}

impl Published {
    /// A form whose document lies in the store.
    pub fn new(form: Form, number: u32, published_at: Instant) -> Self {
        Self { form: Arc::new(form), number, published_at, searched: OnceLock::new() }
    }

    /// The same version as a list holds it: ready to be found, its form folded into `document`.
    pub(crate) fn offered(&self, document: &str, parts: &Parts) -> Self {
        let searched = OnceLock::from(self.searched());
        Self {
            searched,
            ..Self::new(self.form.folded(document, parts), self.number, self.published_at)
        }
    }

    pub(crate) fn searched(&self) -> Arc<Entry> {
        Arc::clone(self.searched.get_or_init(|| Arc::new(Entry::of(&self.form))))
    }

    /// Compiles a stored version, which carries its parts and translations. One that an older
    /// or a newer program published may use what this one does not know; then it tells what.
    pub(crate) fn tried(stored: &ProcedureVersion) -> Result<Self, String> {
        let number = u32::try_from(stored.number).map_err(|fault| fault.to_string())?;
        let name = format!("{} version {number}", stored.procedure);
        let source = Source { file: &name, text: &stored.definition, overlays: &[] };
        let form = Form::open(&source, &Parts::default()).map_err(|faults| {
            let first = faults.first().map(ToString::to_string).unwrap_or_default();
            format!("{name} does not compile here: {first}")
        })?;
        form.try_bounds().map_err(|what| format!("{name} checks nothing here: {what}"))?;
        Ok(Self::new(form, number, stored.published_at))
    }
}
