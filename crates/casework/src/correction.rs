//! 補正, and what staff mend ex officio, become a revision: the one before stays as it was.

use catalogue::Published;
use form_engine::{Checked, Context, Severity};
use kernel::{Instant, Language};
use review_workflow::Finding;
use serde_json::Value;
use submission_store::{Digest, StoreError, WriteTx, submissions};

use crate::{
    Casework, Error, Files, Move, Rows, Told, Verified,
    answers::{Answers, Kept, WriteFault},
    limit::{Holding, Holdings},
};

/// A correction that somebody may make, with what it does to the case.
pub struct Corrected {
    /// The answers, without errors.
    pub checked: Checked,
    /// What it makes of the case, and what the applicant says with it.
    pub step: Move,
    /// Who wrote it, as the log names them.
    pub by: String,
    /// The language of problems.
    pub language: Language,
    /// When it was sent.
    pub at: Instant,
    /// What was found about it: the step tells it.
    pub findings: Vec<Finding>,
    /// Whether it is recorded although others came in meanwhile that are of the same thing: where
    /// many come at once, nobody is sent away for it.
    pub is_last_try: bool,
}

/// So often a correction begins anew with what came in meanwhile.
pub const CORRECTION_TRIES: u32 = 5;

impl Rows {
    /// What is claimed was claimed on the day of arrival.
    pub fn arrival(&self) -> Result<Context, Error> {
        let verified = self.verified()?;
        Ok(Verified::context(verified.as_ref(), self.submission.arrived_at.day()))
    }

    /// Whose new files a correction brings: those of who filed it, whichever browser sends
    /// them.
    pub fn owner(&self) -> Digest {
        let fallback = || Digest::of(self.submission.id.as_str().as_bytes());
        self.submission.owner_hash.unwrap_or_else(fallback)
    }
}

impl Casework {
    /// Checked as of the day of arrival: a correction keeps the place in time, and what services told.
    pub async fn check_correction(
        &self,
        rows: &Rows,
        published: &Published,
        raw: &Value,
        language: Language,
        now: Instant,
    ) -> Result<Checked, Error> {
        let told = Told::filed(&published.form, &rows.latest_content()?);
        let raw = told.over(&published.form, raw);
        let mut checked = published.form.check(&raw, &rows.arrival()?.speaking(language));
        let submission = Some(&rows.submission.id);
        let files = Files { owner: &rows.owner(), submission, now };
        self.check_files(published, files, &mut checked, language).await?;
        Ok(checked)
    }

    /// Records a correction as the next revision; false where something of the same thing came in
    /// since it was looked for: then it is looked for anew.
    pub async fn record_correction(
        &self,
        rows: &Rows,
        published: &Published,
        corrected: Corrected,
    ) -> Result<bool, Error> {
        let Corrected { checked, step, by, language, at, findings, is_last_try } = corrected;
        let holdings = match self.holdings(published, &checked.data, &rows.arrival()?) {
            Ok(holdings) => holdings,
            Err(unclear) => return Err(unclear.refuse(checked, language)),
        };
        let alike = self.likenesses(published, &checked.data, rows.submission.arrived_at);
        let kept = self.corrected_answers(rows, published, &checked.data, &by, at)?;
        // Whom a protected case is about is what it says now.
        let is_protected = rows.record.case.protected_until.is_some();
        let people = is_protected.then(|| self.protected_people(published, &checked.data));
        let step = step.protecting(people);
        let (owner, sealer) = (rows.owner(), rows.sealer().clone());
        let written = self.inner.store.write(move |tx| {
            take_anew(tx, &kept, &holdings)?;
            alike.hold(tx)?;
            // Nobody else writes what is found here until this transaction ends.
            let found = alike.found(tx, &kept.revision.submission, at)?;
            if !is_last_try && !found.iter().all(|it| findings.contains(it)) {
                return Err(WriteFault::Alike(found));
            }
            alike.write(tx, &kept.revision.submission)?;
            step.write(tx)?;
            kept.write(tx, &sealer, &owner)?;
            Ok(correct_applicant(tx, &kept)?)
        });
        match written.await {
            Ok(()) => Ok(true),
            Err(WriteFault::Alike(_) | WriteFault::Waits(_)) => Ok(false),
            Err(WriteFault::Limit(limit)) => Err(limit.refuse(checked, language)),
            Err(WriteFault::FileMissing) => Err(Error::Gone),
            Err(WriteFault::OtherContent) => Err(Error::IdempotencyMismatch),
            Err(WriteFault::Store(fault)) => Err(fault.into()),
        }
    }

    /// The corrected answers, with the files that the case does not have yet.
    fn corrected_answers(
        &self,
        rows: &Rows,
        published: &Published,
        data: &Value,
        by: &str,
        at: Instant,
    ) -> Result<Kept, Error> {
        let number = i64::from(rows.record.case.revision.saturating_add(1));
        let email = Self::contact_after(rows, published, data)?;
        let warnings = rows.subject()?.warnings;
        let arrived_at = rows.submission.arrived_at;
        let (signature, verified) = (None, rows.verified()?);
        let verified = verified.as_ref();
        let is_protected = rows.record.case.protected_until.is_some();
        let answers = Answers {
            published,
            data,
            warnings,
            signature,
            verified,
            email,
            by,
            is_protected,
            arrived_at,
            at,
        };
        let (mut kept, _content) = self.keep_answers(rows.sealer(), number, &answers)?;
        kept.files.retain(|(file, _)| rows.attachments.iter().all(|known| known.id != *file));
        Ok(kept)
    }
}

/// Whether something stops the answers; a warning does not.
pub fn has_errors(checked: &Checked) -> bool {
    checked.problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// What is claimed now is taken, in place of what was held.
fn take_anew(tx: &mut WriteTx<'_>, kept: &Kept, holdings: &Holdings) -> Result<(), WriteFault> {
    let id = &kept.revision.submission;
    match holdings.take_anew(tx, id)? {
        Holding::Refused(limit) => Err(WriteFault::Limit(limit)),
        Holding::Taken | Holding::Waits(_) => Ok(()),
    }
}

fn correct_applicant(tx: &mut WriteTx<'_>, kept: &Kept) -> Result<(), StoreError> {
    let id = &kept.revision.submission;
    let words = (kept.revision.number, &kept.words);
    submissions::correct_applicant(tx, id, &kept.applicant, words)?;
    submissions::correct_contact(tx, id, kept.contact.as_ref())
}
