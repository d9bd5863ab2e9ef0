//! Consent: what another person is shown before they agree can be shown to them.

use super::Compiler;
use crate::definition::{Kind, Property, Snippet};

impl Compiler<'_> {
    /// What is shown to whoever is asked must be there, and nothing that is kept from others.
    pub(super) fn consents(&mut self, properties: &[Property]) {
        for property in properties {
            for named in &property.consent {
                self.shown_to_others(property, named);
            }
        }
    }

    fn shown_to_others(&mut self, consent: &Property, named: &Snippet) {
        let Snippet { text, place, pointer } = named;
        let Some(found) = self.named(named) else { return };
        let is_itself = found.field.name == consent.field.name;
        let above = text.rsplit_once('/').map_or("", |(above, _)| above);
        let in_row = !self.rows_around(above).is_empty();
        if is_itself || in_row || is_kept_back(found) {
            let what = format!("{text} cannot be shown to another person");
            let mend = "name answers that are not sensitive, no files, and rows as a whole";
            self.report.fault(*place, pointer, what, mend);
        }
    }
}

/// Whether something in it is for few, or is a file.
fn is_kept_back(property: &Property) -> bool {
    let is_file = matches!(property.kind, Kind::Attachment | Kind::Attachments);
    is_file || property.field.sensitive.is_some() || property.children().iter().any(is_kept_back)
}
