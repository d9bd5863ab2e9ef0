//! 補正のお願い as the resident will read it, before it leaves.

use casework::{Rows, compare::flat, worded};
use catalogue::Published;
use chrono::NaiveDate;
use kernel::{Language, ReceiptNumber, SubmissionId};
use review_workflow::{Command, Event};
use submission_store::looks::LookKind;

use crate::{BackOffice, Error, Staff, command::Resolved, permission::Work};

/// What the resident would read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionPreview {
    /// Of which case.
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// Who applies.
    pub applicant: Option<String>,
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
    /// A request for a correction with the sentences that its department keeps.
    pub(crate) async fn in_words(
        &self,
        rows: &Rows,
        published: &Published,
        command: Command,
    ) -> Result<Command, Error> {
        let Command::RequestCorrection { remarks, due_on } = command else { return Ok(command) };
        let nearest = self.nearest(rows).await?;
        let remarks = remarks.into_iter().map(|remark| nearest.worded(remark, published));
        Ok(Command::RequestCorrection { remarks: remarks.collect(), due_on })
    }

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
        let Resolved { rows, published, facts, .. } =
            self.resolved(staff, rows, version, asked, now).await?;
        let Some(Event::CorrectionRequested { remarks, due_on, .. }) = facts.first() else {
            return Err(Error::NotFound);
        };
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        let language = rows.submission.language;
        let asked = flat(published.form.answers(&rows.latest_content()?, language));
        let said = remarks.iter().map(|remark| {
            let answer = asked.iter().find(|answer| answer.at == remark.at);
            let title = || published.form.field(&remark.at).map(|field| field.title(language));
            let label = answer.map(|answer| answer.label.as_str()).or_else(title);
            (label.unwrap_or(&remark.at).to_owned(), worded(remark, language).text)
        });
        Ok(CorrectionPreview {
            receipt_number: rows.submission.receipt_number.clone(),
            title: published.form.title(Language::Japanese).to_owned(),
            applicant: rows.subject()?.name(),
            language,
            due_on: *due_on,
            remarks: said.collect(),
            letter: self.casework.correction_letter(&rows.submission, &published, *due_on).await?,
        })
    }
}
