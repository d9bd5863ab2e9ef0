//! Any two revisions of a case beside each other, and what the later of them says.

use casework::{Rows, compare::differences, mask::masked};
use form_engine::AnswerGroup;
use kernel::{Language, ReceiptNumber, SubmissionId};
use submission_store::{looks::LookKind, revisions::Revision};

use crate::{
    AttachedFile, BackOffice, ChangedField, Error, RevisionView, Staff, case::revision_view,
    permission::shelter_of,
};

/// Two revisions beside each other.
#[derive(Debug, Clone)]
pub struct Revised {
    /// Of which case.
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// Every revision, the first one first.
    pub revisions: Vec<RevisionView>,
    /// The one that is looked at as the earlier.
    pub before: u32,
    /// The one that is looked at as the later.
    pub after: u32,
    /// What differs between the two, sensitive values masked.
    pub changes: Vec<ChangedField>,
    /// What the later says, sensitive values masked.
    pub answers: Vec<AnswerGroup>,
    /// The files that it names.
    pub attachments: Vec<AttachedFile>,
}

impl BackOffice {
    /// Two revisions of a case: the first and the latest where nobody says which. The look is
    /// written down first.
    pub async fn revised(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        before: Option<u32>,
        after: Option<u32>,
    ) -> Result<Revised, Error> {
        let (rows, now) = (self.seen_rows(staff, id).await?, self.now());
        let published = self.casework.form_of(&rows.submission).await?;
        let before = before.unwrap_or(1);
        let after = after.unwrap_or(rows.record.case.revision);
        let (older, newer) = (revision(&rows, before)?, revision(&rows, after)?);
        let shelter = shelter_of(staff, &rows.record, now);
        let (older, newer) = (rows.content(older)?, rows.content(newer)?);
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        let language = Language::Japanese;
        let answers = shelter.over(published.form.answers(&newer, language));
        Ok(Revised {
            receipt_number: rows.submission.receipt_number.clone(),
            title: published.form.title(language).to_owned(),
            revisions: rows.revisions.iter().map(revision_view).collect(),
            before,
            after,
            changes: differences(&published, &older, &newer, (language, shelter)),
            answers: masked(answers),
            attachments: Self::answer_files(staff, &rows, (&published, now))?,
        })
    }
}

fn revision(rows: &Rows, number: u32) -> Result<&Revision, Error> {
    let found = rows.revisions.iter().find(|revision| revision.number == i64::from(number));
    found.ok_or(Error::NotFound)
}
