//! 補正: the applicant corrects the fields that the office named, and only those.

use std::sync::Arc;

use form_engine::{Checked, Context};
use kernel::{AttachmentId, Instant, Language, ReceiptNumber};
use review_workflow::{Command, Remark};
use serde_json::Value;
use submission_store::{
    Content, Digest, Part, StoreError, attachments, holds,
    messages::{self, Author},
    revisions::{self, Revision},
    submissions,
};

use crate::{
    Access, Desk, DeskError, Published, Upload, UploadedFile, attachment,
    file::Rows,
    intake::{Files, uploaded_file},
    limit::{Holdings, Limit},
    record::APPLICANT,
    sending::has_errors,
    subject::Subject,
};

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

/// What is recorded of a correction.
struct Corrected<'a> {
    data: &'a Value,
    holdings: Holdings,
    /// Why nothing was changed; empty where something was.
    because: &'a str,
}

/// Why a correction was not recorded.
enum CorrectionFault {
    Store(StoreError),
    FileMissing,
    Limit(Limit),
}

impl From<StoreError> for CorrectionFault {
    fn from(fault: StoreError) -> Self {
        Self::Store(fault)
    }
}

impl Desk {
    /// The fields to correct, with the answers as they stand or as they were `typed` since,
    /// and what would be wrong with sending them; stores nothing.
    pub async fn correction_form(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        typed: Option<CorrectionInput>,
        language: Language,
    ) -> Result<CorrectionForm, DeskError> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        let asked = rows.record.case.correction.as_ref().ok_or(DeskError::NotFound)?;
        let published = self.form_of(&rows.submission).await?;
        let raw = match typed {
            Some(typed) => Self::corrected_raw(&rows, &published, &typed)?,
            None => rows.latest_content()?,
        };
        let filed = rows.attachments.iter().map(uploaded_file);
        let mut uploads: Vec<UploadedFile> = filed.collect::<Result<_, _>>()?;
        uploads.extend(self.uploads(owner_of(&rows), &published, &raw, now).await?);
        let mut checked = self.checked_correction(&rows, &published, &raw, language, now).await?;
        if !has_errors(&checked) {
            let (arrival, id) = (arrival_of(&rows), Some(&rows.submission.id));
            let limit = self.limit_ahead(&published, &checked.data, &arrival, id).await?;
            checked.problems.extend(limit.map(|limit| limit.problem(language)));
        }
        Ok(CorrectionForm { remarks: asked.remarks.clone(), published, raw, uploads, checked })
    }

    /// Records the correction as the next revision.
    pub async fn correct(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        input: CorrectionInput,
        language: Language,
    ) -> Result<(), DeskError> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        let published = self.form_of(&rows.submission).await?;
        let raw = Self::corrected_raw(&rows, &published, &input)?;
        let checked = self.checked_correction(&rows, &published, &raw, language, now).await?;
        if has_errors(&checked) {
            return Err(DeskError::Problems(Box::new(checked)));
        }
        let because = match input {
            CorrectionInput::Posted { because, .. } if checked.data == rows.latest_content()? => {
                Some(because)
                    .filter(|because| !because.trim().is_empty())
                    .ok_or(DeskError::Unchanged)?
            }
            CorrectionInput::Posted { .. } | CorrectionInput::Data(_) => String::new(),
        };
        let holdings = match self.holdings(&published, &checked.data, &arrival_of(&rows)) {
            Ok(holdings) => holdings,
            Err(unclear) => return Err(unclear.refuse(checked, language)),
        };
        let corrected = Corrected { data: &checked.data, holdings, because: &because };
        match self.record_correction(rows, &published, corrected, now).await? {
            None => Ok(()),
            Some(limit) => Err(limit.refuse(checked, language)),
        }
    }

    async fn record_correction(
        &self,
        rows: Rows,
        published: &Published,
        corrected: Corrected<'_>,
        now: Instant,
    ) -> Result<Option<Limit>, DeskError> {
        let Corrected { data, holdings, because } = corrected;
        let number = rows.record.case.revision.saturating_add(1);
        let mut commands = vec![Command::Resubmit { revision: number }];
        let said = (!because.is_empty()).then(|| {
            commands.insert(0, Command::Message { text: because.to_owned() });
            self.sealed_message(&rows, Author::Resident, because, now)
        });
        let step = self.resident_moves(&rows, commands, now).await?;
        let id = rows.submission.id.clone();
        let canonical = serde_json::to_vec(data).map_err(DeskError::internal)?;
        let content = Content::fresh(&*self.inner.ids, &canonical);
        let revision = Revision {
            submission: id.clone(),
            number: i64::from(number),
            content: rows.sealer().seal(Part::Revision(i64::from(number)), content.bytes()),
            digest: content.digest(),
            by: APPLICANT.to_owned(),
            at: now,
        };
        let warnings = rows.subject()?.warnings;
        let subject = Subject { warnings, ..Subject::of(&published.form, data) };
        let sealer = rows.sealer().clone();
        let applicant = sealer.seal(Part::Applicant, &subject.to_stored());
        let terms = self.search_terms(&subject);
        let contact = Self::contact_after(&rows, published, data)?;
        let contact = contact.map(|email| sealer.seal(Part::Contact, email.as_bytes()));
        let files = new_files(&rows, published, data);
        let owner = owner_of(&rows);
        let written = self
            .inner
            .store
            .write(move |tx| {
                holds::release(tx, &id)?;
                if let Some(limit) = holdings.take(tx, &id)? {
                    return Err(CorrectionFault::Limit(limit));
                }
                step.write(tx)?;
                if let Some(said) = &said {
                    messages::insert(tx, said)?;
                }
                revisions::insert(tx, &revision)?;
                submissions::correct_applicant(tx, &id, &applicant, &terms)?;
                submissions::correct_contact(tx, &id, contact.as_ref())?;
                for (file, at) in &files {
                    if !attachments::file_with(tx, &owner, file, &sealer, at, now)? {
                        return Err(CorrectionFault::FileMissing);
                    }
                }
                Ok(())
            })
            .await;
        match written {
            Ok(()) => Ok(None),
            Err(CorrectionFault::Limit(limit)) => Ok(Some(limit)),
            Err(CorrectionFault::FileMissing) => Err(DeskError::Gone),
            Err(CorrectionFault::Store(fault)) => Err(fault.into()),
        }
    }

    /// Takes a file for an open attachment field; its id is then the field's value.
    pub async fn attach_correction(
        &self,
        number: &ReceiptNumber,
        access: &Access,
        pointer: &str,
        upload: Upload,
    ) -> Result<UploadedFile, DeskError> {
        let now = self.now();
        let rows = self.own_rows(number, access, now).await?;
        let asked = rows.record.case.correction.as_ref().ok_or(DeskError::NotFound)?;
        if !is_open(&asked.remarks, pointer) {
            return Err(crate::UploadFault::NoSuchField.into());
        }
        let published = self.form_of(&rows.submission).await?;
        let stored = self.take_for_field(owner_of(&rows), &published, pointer, upload, now).await?;
        uploaded_file(&stored)
    }

    /// The answers with the open fields as sent, everything else as it stands.
    fn corrected_raw(
        rows: &Rows,
        published: &Published,
        input: &CorrectionInput,
    ) -> Result<Value, DeskError> {
        let asked = rows.record.case.correction.as_ref().ok_or(DeskError::NotFound)?;
        let mut raw = rows.latest_content()?;
        let sent = match input {
            CorrectionInput::Data(data) => data.clone(),
            CorrectionInput::Posted { fields, .. } => {
                shape_open(published, &asked.remarks, fields, &raw)
            }
        };
        for remark in &asked.remarks {
            copy(&sent, &mut raw, &remark.at);
        }
        Ok(raw)
    }

    /// Checked as of the day of arrival: a correction keeps the place in time.
    async fn checked_correction(
        &self,
        rows: &Rows,
        published: &Published,
        raw: &Value,
        language: Language,
        now: Instant,
    ) -> Result<Checked, DeskError> {
        let arrived: Instant = rows.submission.arrived_at;
        let context = Context::on(arrived.day()).speaking(language);
        let mut checked = published.form.check(raw, &context);
        let submission = Some(&rows.submission.id);
        let files = Files { owner: &owner_of(rows), submission, now };
        self.check_files(published, files, &mut checked, language).await?;
        Ok(checked)
    }
}

/// What is claimed was claimed on the day of arrival.
fn arrival_of(rows: &Rows) -> Context {
    Context::on(rows.submission.arrived_at.day())
}

/// Whose new files a correction brings: those of who filed it, whichever browser sends them.
fn owner_of(rows: &Rows) -> Digest {
    let fallback = || Digest::of(rows.submission.id.as_str().as_bytes());
    rows.submission.owner_hash.unwrap_or_else(fallback)
}

/// Whether a remark opens the answer at `pointer`, or the group that holds it.
fn is_open(remarks: &[Remark], pointer: &str) -> bool {
    remarks.iter().any(|remark| {
        pointer
            .strip_prefix(&*remark.at)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Posts of several pages at once: each page shapes the fields it knows.
fn shape_open(
    published: &Published,
    remarks: &[Remark],
    posted: &[(String, String)],
    raw: &Value,
) -> Value {
    let top =
        |remark: &Remark| remark.at.trim_start_matches('/').split('/').next().map(str::to_owned);
    let opened: Vec<String> = remarks.iter().filter_map(top).collect();
    let pages = published.form.pages().iter();
    pages
        .filter(|page| page.fields.iter().any(|field| opened.contains(&field.name)))
        .fold(raw.clone(), |raw, page| published.form.shape_page(&page.id, posted, &raw))
}

/// Files that the corrected answers name and the submission does not have yet.
fn new_files(rows: &Rows, published: &Published, data: &Value) -> Vec<(AttachmentId, String)> {
    attachment::named(&published.form, data)
        .into_iter()
        .filter(|named| rows.attachments.iter().all(|known| known.id != named.id))
        .map(|named| (named.id, named.at))
        .collect()
}

/// Copies the value at `pointer`; what is absent there becomes absent here.
fn copy(from: &Value, to: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    let value = from.pointer(pointer).cloned();
    match to.pointer_mut(parent) {
        Some(Value::Object(members)) => match value {
            Some(value) => drop(members.insert(name.to_owned(), value)),
            None => drop(members.remove(name)),
        },
        Some(Value::Array(rows)) => {
            let row = name.parse::<usize>().ok().and_then(|row| rows.get_mut(row));
            if let (Some(row), Some(value)) = (row, value) {
                *row = value;
            }
        }
        Some(_) | None => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn remark(at: &str) -> Remark {
        Remark { at: at.to_owned(), text: "直してください".to_owned() }
    }

    #[test]
    fn only_named_fields_and_what_they_hold_are_open() {
        let remarks = [remark("/address"), remark("/children/0/name")];
        for open in ["/address", "/address/postal", "/children/0/name"] {
            assert!(is_open(&remarks, open), "{open}");
        }
        for shut in ["/addressee", "/children", "/children/1/name", "/name"] {
            assert!(!is_open(&remarks, shut), "{shut}");
        }
    }

    #[test]
    fn copying_changes_one_place_only() {
        let mut to = json!({ "a": 1, "rows": [{ "b": 2 }], "c": 3 });
        copy(&json!({ "a": 9, "rows": [{ "b": 8 }] }), &mut to, "/rows/0/b");
        copy(&json!({ "a": 9 }), &mut to, "/c");
        assert_eq!(to, json!({ "a": 1, "rows": [{ "b": 8 }] }));
    }
}
