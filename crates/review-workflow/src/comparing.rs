//! 見比べる: what somebody found to be the same in the answers and on a file.
//!
//! Which answers belong beside which file the form says; here is kept who said so, and when. It holds
//! for the answers as they were: a later revision is compared anew.

use kernel::{Instant, StaffId};
use serde::{Deserialize, Serialize};

use crate::{Case, Event, LineRefusal, Refusal};

/// One answer that is the same on a file (合う).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The question of the files, as a JSON pointer.
    pub file: String,
    /// The answer.
    pub field: String,
    /// Who compared them.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

impl Case {
    /// Who found the answer at `field` to be the same on the files at `file`.
    pub fn compared(&self, file: &str, field: &str) -> Option<&Compared> {
        self.compared.iter().find(|it| it.file == file && it.field == field)
    }
}

/// What is said of the answers of which nobody has said it yet.
pub(crate) fn same(
    case: &Case,
    file: String,
    mut fields: Vec<String>,
    by: StaffId,
    at: Instant,
) -> Result<Event, Refusal> {
    fields.retain(|field| case.compared(&file, field).is_none());
    fields.sort();
    fields.dedup();
    if fields.is_empty() {
        return Err(LineRefusal::NothingToCompare.into());
    }
    Ok(Event::Compared { at, by, file, fields })
}

/// What that makes of a case.
pub(crate) fn found_same(case: &mut Case, event: &Event) {
    let Event::Compared { at, by, file, fields } = event else { return };
    let one = |field: &String| Compared {
        file: file.clone(),
        field: field.clone(),
        by: by.clone(),
        at: *at,
    };
    case.compared.extend(fields.iter().map(one));
}
