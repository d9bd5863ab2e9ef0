//! How many may file: the places and periods that a form's answers claim.

use form_engine::{Checked, Claims, Context, Problem, Severity, Text};
use kernel::{Language, SubmissionId};
use serde_json::Value;
use submission_store::{Digest, StoreError, WriteTx, holds};

use crate::{Desk, DeskError, Published};

/// What a submission is going to hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holdings {
    quota: Option<Wanted>,
    once: Option<(Digest, Text)>,
}

#[derive(Debug, Clone)]
struct Wanted {
    slot: Digest,
    units: u32,
    places: u32,
    full: Text,
}

/// Why a submission cannot be taken, although its answers are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Limit {
    rule: &'static str,
    message: Text,
}

impl Desk {
    /// What canonical answers claim, with their words hashed. A fault of the definition
    /// claims nothing: it must not keep anybody from filing.
    pub(crate) fn holdings(
        &self,
        published: &Published,
        data: &Value,
        context: &Context,
    ) -> Holdings {
        let form = &published.form;
        let claims = form.claims(data, context).unwrap_or_else(|defect| {
            tracing::error!(procedure = form.id(), expression = %defect.expression, what = %defect.what, "a claim could not be reckoned");
            Claims::default()
        });
        let keys = self.inner.store.keys();
        Holdings {
            quota: claims.quota.map(|quota| Wanted {
                slot: keys.hold(&format!("{}\n{}", form.id(), quota.slot)),
                units: quota.units,
                places: quota.places,
                full: quota.full,
            }),
            once: claims.once.map(|once| (keys.hold(&once.key), once.message)),
        }
    }
}

impl Holdings {
    /// Takes everything for `id`, or tells what is gone; then the transaction must not commit.
    pub(crate) fn take(
        &self,
        tx: &mut WriteTx<'_>,
        id: &SubmissionId,
    ) -> Result<Option<Limit>, StoreError> {
        if let Some((key, message)) = &self.once
            && !holds::take_once(tx, id, key)?
        {
            return Ok(Some(Limit { rule: "once", message: message.clone() }));
        }
        if let Some(Wanted { slot, units, places, full }) = &self.quota
            && !holds::take_places(tx, id, slot, *units, *places)?
        {
            return Ok(Some(Limit { rule: "quota", message: full.clone() }));
        }
        Ok(None)
    }
}

impl Limit {
    /// The checked answers with this as a problem of the whole form.
    pub(crate) fn refuse(self, mut checked: Checked, language: Language) -> DeskError {
        checked.problems.push(Problem {
            at: String::new(),
            also: Vec::new(),
            rule: self.rule.to_owned(),
            message: self.message.get(language).to_owned(),
            severity: Severity::Error,
            confirmed: false,
            repair: None,
        });
        DeskError::Problems(Box::new(checked))
    }
}
