//! 補正: the applicant corrects the fields that the office named, and only those.

use std::sync::Arc;

use casework::{
    APPLICANT, CORRECTION_TRIES, Corrected, Rows, Upload, UploadFault, UploadedFile, has_errors,
    opened, policy_of, uploaded_file, worded,
};
use catalogue::Published;
use form_engine::Checked;
use kernel::{Instant, Language, ReceiptNumber};
use review_workflow::{Command, Remark};
use serde_json::Value;
use submission_store::messages::{Author, Message};

use crate::{Access, Acted, Counter, Error};

/// The form of a correction.
#[derive(Debug, Clone)]
pub struct CorrectionForm {
    /// The version that the submission was made with.
    pub published: Arc<Published>,
    /// The answers as they stand.
    pub raw: Value,
    /// What the office wrote, field by field; only these fields are open.
    pub remarks: Vec<Remark>,
    /// The files that the answers name, those among them that are not sent yet.
    pub uploads: Vec<UploadedFile>,
    /// What would be wrong with sending the answers so.
    pub checked: Checked,
}

/// What the applicant sends.
#[derive(Debug, Clone)]
pub enum CorrectionInput {
    /// A posted page with the open fields.
    Posted {
        /// The fields.
        fields: Vec<(String, String)>,
        /// Why nothing was changed, where nothing was. A person who forgot to change
        /// something is asked; a program is taken at its word.
        because: String,
    },
    /// The whole data, through the API; fields that are not open must be unchanged.
    Data(Value),
}

/// A correction that can be recorded.
#[derive(Clone)]
struct Sent {
    checked: Checked,
    /// What the applicant does beside it.
    commands: Vec<Command>,
    said: Option<Message>,
    language: Language,
}

impl Counter {
    /// The fields to correct, with the answers as they stand or as they were `typed` since,
    /// and what would be wrong with sending them; stores nothing.
    pub async fn correction_form(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        typed: Option<CorrectionInput>,
        language: Language,
    ) -> Result<CorrectionForm, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        let asked = rows.record.case.correction.as_ref().ok_or(Error::NotFound)?;
        let published = self.casework.form_of(&rows.submission).await?;
        let raw = match typed {
            Some(typed) => Self::corrected_raw(&rows, &published, &typed)?,
            None => rows.latest_content()?,
        };
        let filed = rows.answer_files().map(uploaded_file);
        let mut uploads: Vec<UploadedFile> = filed.collect::<Result<_, _>>()?;
        uploads.extend(self.uploads(rows.owner(), &published, &raw, now).await?);
        let mut checked =
            self.casework.check_correction(&rows, &published, &raw, language, now).await?;
        if !has_errors(&checked) {
            let (arrival, id) = (rows.arrival()?, Some(&rows.submission.id));
            let limit = self.casework.limit_ahead(&published, &checked.data, &arrival, id).await?;
            checked.problems.extend(limit.map(|limit| limit.problem(language)));
        }
        let remarks = asked.remarks.iter().map(|remark| worded(remark, language)).collect();
        Ok(CorrectionForm { published, raw, remarks, uploads, checked })
    }

    /// Records the correction as the next revision.
    pub async fn correct(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        input: CorrectionInput,
        language: Language,
    ) -> Result<Acted, Error> {
        let now = self.now();
        let (rows, acting) = self.acting(number, access, now).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let raw = Self::corrected_raw(&rows, &published, &input)?;
        let checked =
            self.casework.check_correction(&rows, &published, &raw, language, now).await?;
        if has_errors(&checked) {
            return Err(Error::Problems(Box::new(checked)));
        }
        let because = match input {
            CorrectionInput::Posted { because, .. } if checked.data == rows.latest_content()? => {
                Some(because)
                    .filter(|because| !because.trim().is_empty())
                    .ok_or(Error::Unchanged)?
            }
            CorrectionInput::Posted { .. } | CorrectionInput::Data(_) => String::new(),
        };
        let mut commands = Vec::new();
        let said = (!because.is_empty()).then(|| {
            commands.push(Command::Message { text: because.clone(), files: Vec::new() });
            self.casework.sealed_message(&rows, Author::Resident, &because, now)
        });
        let sent = Sent { checked, commands, said, language };
        Box::pin(self.resubmit(&rows, &published, sent, now)).await?;
        Ok(acting)
    }

    /// Writes it with what is found about it, which begins anew when something of the same thing
    /// comes in meanwhile.
    async fn resubmit(
        &self,
        rows: &Rows,
        published: &Published,
        sent: Sent,
        now: Instant,
    ) -> Result<(), Error> {
        let revision = rows.record.case.revision.saturating_add(1);
        // How long it takes is told by what they answer now.
        let (form, place) = (&published.form, &rows.record.place);
        let policy = policy_of(form, place, &sent.checked.data, &rows.arrival()?);
        for left in (0..CORRECTION_TRIES).rev() {
            let Sent { checked, mut commands, said, language } = sent.clone();
            let findings =
                self.casework.findings_of_correction(rows, published, &checked, now).await?;
            commands.push(Command::Resubmit { revision, findings: findings.clone() });
            let step = self.resident_moves(rows, &policy, commands, now)?.saying(said);
            let (by, is_last_try) = (APPLICANT.to_owned(), left == 0);
            let corrected =
                Corrected { checked, step, by, language, at: now, findings, is_last_try };
            if self.casework.record_correction(rows, published, corrected).await? {
                return Ok(());
            }
        }
        Err(Error::internal("the last try of a correction is recorded"))
    }

    /// Takes a file for an open attachment field; its id is then the field's value.
    pub async fn attach_correction(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        pointer: &str,
        upload: Upload,
    ) -> Result<UploadedFile, Error> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        let asked = rows.record.case.correction.as_ref().ok_or(Error::NotFound)?;
        if !opened::is_open(&places_of(&asked.remarks), pointer) {
            return Err(UploadFault::NoSuchField.into());
        }
        let published = self.casework.form_of(&rows.submission).await?;
        let stored =
            self.casework.take_for_field(rows.owner(), &published, pointer, upload, now).await?;
        uploaded_file(&stored)
    }

    /// The answers with the open fields as sent, everything else as it stands.
    fn corrected_raw(
        rows: &Rows,
        published: &Published,
        input: &CorrectionInput,
    ) -> Result<Value, Error> {
        let asked = rows.record.case.correction.as_ref().ok_or(Error::NotFound)?;
        let places = places_of(&asked.remarks);
        let mut raw = rows.latest_content()?;
        let sent = match input {
            CorrectionInput::Data(data) => data.clone(),
            CorrectionInput::Posted { fields, .. } => {
                opened::shaped(&published.form, &places, fields, &raw)
            }
        };
        opened::copied(&sent, &mut raw, &places);
        Ok(raw)
    }
}

/// The answers that remarks are about.
fn places_of(remarks: &[Remark]) -> Vec<&str> {
    remarks.iter().map(|remark| remark.at.as_str()).collect()
}
