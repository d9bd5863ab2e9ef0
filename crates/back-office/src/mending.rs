//! 職権で直す: an obvious slip, in a field that the definition names, becomes the next revision.

use std::sync::Arc;

use casework::{
    ChangedField, Corrected, MendedAnswers, Mending, Rows, compare::differences, editable, finding,
    has_errors, opened, policy_for,
};
use catalogue::Published;
use form_engine::{Checked, Form};
use kernel::{Instant, Language, ReceiptNumber, SubmissionId};
use review_workflow::{Command, CommandKind, Event, Refusal, decide, permit};
use serde_json::Value;
use submission_store::looks::LookKind;

use crate::{BackOffice, Error, Staff, permission::Work};

/// The questions that staff may mend, with the answers as they stand or as they were typed.
#[derive(Debug, Clone)]
pub struct MendForm {
    /// Of which case.
    pub receipt_number: ReceiptNumber,
    /// Who applies.
    pub applicant: Option<String>,
    /// What the person sees.
    pub version: i64,
    /// The form that it was made with.
    pub published: Arc<Published>,
    /// The answers.
    pub raw: Value,
    /// The places that are open.
    pub open: Vec<String>,
    /// What would be wrong with keeping them.
    pub checked: Checked,
}

/// What would become of it.
#[derive(Debug, Clone)]
pub struct MendPreview {
    /// Of which case.
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// Who applies.
    pub applicant: Option<String>,
    /// The language of the letter.
    pub language: Language,
    /// Before and after, answer by answer.
    pub changes: Vec<ChangedField>,
    /// The letter: subject and text. Without an address there is none.
    pub letter: Option<(String, String)>,
}

/// What is ready to be written.
struct Mended {
    rows: Rows,
    published: Arc<Published>,
    before: Value,
    checked: Checked,
    facts: Vec<Event>,
}

impl BackOffice {
    /// The page on which a slip is mended, with what was `typed` since. The look is written down.
    pub async fn mend_form(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        typed: Option<&MendedAnswers>,
    ) -> Result<MendForm, Error> {
        let now = self.now();
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let content = rows.latest_content()?;
        let policy = policy_for(&published.form, &rows.record.place, &content, now);
        permit(&rows.record.case, CommandKind::CorrectFor, &staff.actor(), &policy, now)?;
        let open = editable(&published.form, &content);
        if open.is_empty() {
            return Err(Error::NotFound);
        }
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        let raw = match typed {
            Some(typed) => written_into(&published.form, &content, typed)?,
            None => content,
        };
        let language = Language::Japanese;
        let checked =
            self.casework.check_correction(&rows, &published, &raw, language, now).await?;
        Ok(MendForm {
            receipt_number: rows.submission.receipt_number.clone(),
            applicant: rows.subject()?.name(),
            version: rows.record.case.version,
            published,
            raw,
            open,
            checked,
        })
    }

    /// Before and after, and the letter, as they would be; nothing is kept yet.
    pub async fn preview_mending(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        mending: &Mending,
    ) -> Result<MendPreview, Error> {
        let now = self.now();
        let Mended { rows, published, before, checked, .. } =
            self.mended(staff, id, version, mending, now).await?;
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        Ok(MendPreview {
            receipt_number: rows.submission.receipt_number.clone(),
            title: published.form.title(Language::Japanese).to_owned(),
            applicant: rows.subject()?.name(),
            language: rows.submission.language,
            changes: differences(&published, &before, &checked.data, Language::Japanese),
            letter: self.casework.mended_letter(&rows.submission, &published)?,
        })
    }

    /// Records it as the next revision, and tells the resident.
    pub(crate) async fn correct_for(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        mending: &Mending,
        now: Instant,
    ) -> Result<(), Error> {
        let Mended { rows, published, checked, facts, .. } =
            self.mended(staff, id, version, mending, now).await?;
        let (case, by) = (rows.record.case.clone(), staff.id().to_string());
        let step = self.casework.prepare_move(case, &facts, &by, &rows.submission)?;
        let corrected = Corrected { checked, step, by, language: Language::Japanese, at: now };
        match self.casework.record_correction(&rows, &published, corrected).await {
            Err(Error::Conflict { .. }) => Err(self.conflict(id).await),
            done => done,
        }
    }

    /// Checked by the same engine as a filing, and by the rules of the office.
    async fn mended(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        mending: &Mending,
        now: Instant,
    ) -> Result<Mended, Error> {
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        let case = &rows.record.case;
        if case.version != version {
            return Err(self.conflict(id).await);
        }
        let published = self.casework.form_of(&rows.submission).await?;
        let before = rows.latest_content()?;
        let policy = policy_for(&published.form, &rows.record.place, &before, now);
        permit(case, CommandKind::CorrectFor, &staff.actor(), &policy, now)?;
        let raw = written_into(&published.form, &before, &mending.answers)?;
        let language = Language::Japanese;
        let checked =
            self.casework.check_correction(&rows, &published, &raw, language, now).await?;
        if has_errors(&checked) {
            return Err(Error::Problems(Box::new(checked)));
        }
        if checked.data == before {
            return Err(Refusal::NothingChanged.into());
        }
        let wanted = Command::CorrectFor {
            revision: case.revision.saturating_add(1),
            reason: mending.reason.clone(),
            findings: finding::of_correction(&checked, &before),
        };
        let facts = decide(case, wanted, &staff.actor(), &policy, now)?;
        Ok(Mended { rows, published, before, checked, facts })
    }
}

/// The answers with what staff wrote; what the definition does not name is refused by its place.
fn written_into(form: &Form, before: &Value, answers: &MendedAnswers) -> Result<Value, Error> {
    let open = editable(form, before);
    let places: Vec<&str> = open.iter().map(String::as_str).collect();
    let refuse = |at: &str| Refusal::FieldNotEditable { at: at.to_owned() };
    let mut raw = before.clone();
    match answers {
        MendedAnswers::Posted(fields) => {
            // Boxes of a date and the like follow the name of their question behind a dot.
            let pointer = |name: &str| format!("/{}", name.split('.').next().unwrap_or(name));
            let asked = fields.iter().map(|(name, _)| pointer(name));
            let strange = asked.filter(|at| form.field(at).is_some());
            if let Some(at) = strange.into_iter().find(|at| !places.contains(&at.as_str())) {
                return Err(refuse(&at).into());
            }
            opened::copied(&opened::shaped(form, &places, fields, before), &mut raw, &places);
        }
        MendedAnswers::Given(values) => {
            for (at, value) in values {
                if !places.contains(&at.as_str()) {
                    return Err(refuse(at).into());
                }
                put(&mut raw, at, value);
            }
        }
    }
    Ok(raw)
}

/// Puts a value where a question is asked; null takes the answer away.
fn put(raw: &mut Value, at: &str, value: &Value) {
    let Some((parent, name)) = at.rsplit_once('/') else { return };
    let Some(members) = raw.pointer_mut(parent).and_then(Value::as_object_mut) else { return };
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value.clone());
    }
}
