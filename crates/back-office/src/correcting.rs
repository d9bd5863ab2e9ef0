//! 補正のお願い as the resident will read it, before it leaves.

use casework::{policy_for, worded};
use chrono::NaiveDate;
use kernel::{Language, SubmissionId};
use review_workflow::{Command, Event, decide};
use submission_store::looks::LookKind;

use crate::{BackOffice, Error, Staff, permission::Work};

/// What the resident would read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionPreview {
    /// In which language.
    pub language: Language,
    /// Until when.
    pub due_on: NaiveDate,
    /// The questions, each with what is said about it.
    pub remarks: Vec<(String, String)>,
    /// The letter: subject and text. Without an address there is none.
    pub letter: Option<(String, String)>,
}

impl BackOffice {
    /// What the resident would read if this was asked for now, or the rule that refuses it.
    pub async fn preview_correction(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        asked: Command,
    ) -> Result<CorrectionPreview, Error> {
        let now = self.now();
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        if rows.record.case.version != version {
            return Err(self.conflict(id).await);
        }
        let published = self.casework.form_of(&rows.submission).await?;
        let answers = rows.latest_content()?;
        let policy = policy_for(&published.form, &rows.record.place, &answers, now);
        let facts = decide(&rows.record.case, asked, &staff.actor(), &policy, now)?;
        let Some(fact @ Event::CorrectionRequested { remarks, due_on, .. }) = facts.first() else {
            return Err(Error::NotFound);
        };
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        let language = rows.submission.language;
        let said = remarks.iter().map(|remark| {
            let field = published.form.field(&remark.at);
            let label = field.map_or(&*remark.at, |field| field.title(language)).to_owned();
            (label, worded(remark, language).text)
        });
        Ok(CorrectionPreview {
            language,
            due_on: *due_on,
            remarks: said.collect(),
            letter: self.casework.letter_about(&rows.submission, &published, fact)?,
        })
    }
}
