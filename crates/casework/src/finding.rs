//! What the machine found in checked answers that a person has to look at.

use catalogue::Published;
use form_engine::{Checked, Severity};
use kernel::Instant;
use review_workflow::{Finding, FindingKind};

use crate::{Casework, Error, Likeness, Rows, Subject};

/// What the resident was warned of: a filing has confirmed it, a correction leaves it as it is.
pub(crate) fn of_filing(checked: &Checked) -> Vec<Finding> {
    let warnings = checked.problems.iter().filter(|it| it.severity == Severity::Warning);
    warnings.map(|warning| Finding::confirmed(&warning.rule, &warning.at)).collect()
}

/// In what who signed differs from who is named.
pub(crate) fn of_signature(likeness: Likeness) -> Vec<Finding> {
    let parts = [
        ("name", likeness.name),
        ("birth-date", likeness.birth_date),
        ("address", likeness.address),
    ];
    let differing = parts.into_iter().filter(|(_, alike)| !alike);
    differing.map(|(part, _)| Finding::signed_otherwise(part)).collect()
}

impl Casework {
    /// The same for a correction of what the case says `before`; what changed comes first. Who signed
    /// is compared with who is named now, and so are other submissions.
    pub async fn findings_of_correction(
        &self,
        rows: &Rows,
        published: &Published,
        checked: &Checked,
        now: Instant,
    ) -> Result<Vec<Finding>, Error> {
        let changed = (checked.data != rows.latest_content()?).then(Finding::changed);
        let mut findings: Vec<Finding> = changed.into_iter().chain(of_filing(checked)).collect();
        let subject = Subject::of(&published.form, &checked.data);
        if let Some(Ok(signed)) = self.signature_of(rows, now).await?.map(|view| view.proved) {
            findings.extend(of_signature(Likeness::of(&signed, &subject)));
        } else {
            // What it said then is all that is known of it.
            let known = rows.record.case.findings.iter();
            let signed = known.filter(|known| known.kind == FindingKind::Signature);
            findings.extend(signed.cloned());
        }
        let alike = self.likenesses(published, &checked.data, rows.submission.arrived_at);
        let id = rows.submission.id.clone();
        findings.extend(self.inner.store.read(move |tx| alike.found(tx, &id, now)).await?);
        Ok(findings)
    }
}
