//! 見比べる: what is compared with a file can be read beside it.

use super::Compiler;
use crate::definition::{Kind, Property, Snippet};
use crate::pipeline;

impl<'a> Compiler<'a> {
    /// What files are compared with must be there.
    pub(super) fn comparisons(&mut self, properties: &[Property]) {
        for property in properties {
            for named in &property.compared {
                self.comparison(property, named);
            }
            self.comparisons(property.children());
        }
    }

    /// The field that is named by its pointer, which must be one of the form.
    pub(super) fn named(&mut self, named: &Snippet) -> Option<&'a Property> {
        let Snippet { text, place, pointer } = named;
        let found = pipeline::find(&self.definition.properties, text);
        if found.is_none() && !self.is_unread(text) {
            let what = format!("{text} is no field of the form");
            let mend = "write its pointer without indices, such as \"/birthDate\"";
            self.report.fault(*place, pointer, what, mend);
        }
        found
    }

    /// An answer, or a group of them, outside of rows or in the row of the file.
    fn comparison(&mut self, file: &Property, named: &Snippet) {
        let Snippet { text, place, pointer } = named;
        let Some(found) = self.named(named) else { return };
        if matches!(found.kind, Kind::Attachment | Kind::Attachments | Kind::Rows(_)) {
            let what = format!("{text} cannot be compared with a file");
            let mend = "name an answer, or a group of them, that is read on the file";
            self.report.fault(*place, pointer, what, mend);
        } else if !self.rows_around(&file.field.pointer).starts_with(&self.rows_around(text)) {
            let what = format!("{text} lies in a row, and the file in another place");
            let mend = "name an answer outside of rows, or in the same row as the file";
            self.report.fault(*place, pointer, what, mend);
        }
    }
}
