//! What staff write in a resident's place becomes the next revision: an obvious slip, in a field that
//! the definition names, or what the resident answered to a correction by another way.

use std::sync::Arc;

use casework::{
    Basis, CORRECTION_TRIES, ChangedField, Corrected, MendedAnswers, Mending, Rows, Writing,
    compare::differences, has_errors, opened, policy_for, worded,
};
use catalogue::Published;
use form_engine::{Checked, Form};
use kernel::{Instant, Language, ReceiptNumber, SubmissionId};
use review_workflow::{
    Case, Command, CommandKind, Event, Finding, Refusal, Remark, decide, permit,
};
use serde_json::Value;
use submission_store::looks::LookKind;

use crate::{
    BackOffice, Error, Staff,
    permission::{Work, shelter_of},
};

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
    /// What was asked of the resident, where that is what staff write down.
    pub remarks: Vec<Remark>,
    /// The questions among them that only the resident can answer.
    pub left: Vec<String>,
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
    /// What was asked of the resident and stays as it is.
    pub left: Vec<String>,
    /// The letter: subject and text. Without an address there is none.
    pub letter: Option<(String, String)>,
}

/// What is ready to be written.
struct Mended {
    rows: Rows,
    published: Arc<Published>,
    before: Value,
    checked: Checked,
    left: Vec<String>,
    facts: Vec<Event>,
    /// What was found about the answers, which the facts tell.
    findings: Vec<Finding>,
}

impl BackOffice {
    /// The page on which staff write in a resident's place, with what was `typed` since. The look
    /// is written down.
    pub async fn mend_form(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        writing: Writing,
        typed: Option<&MendedAnswers>,
    ) -> Result<MendForm, Error> {
        let now = self.now();
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let content = rows.latest_content()?;
        let policy = policy_for(&published.form, &rows, &content, None, now)?;
        let case = &rows.record.case;
        permit(case, writing.command(), &staff.actor(), &policy, now)?;
        let (open, left) = writing.places(&published.form, case, &content, now);
        if open.is_empty() {
            return Err(Error::NotFound);
        }
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        let raw = match typed {
            Some(typed) => written_into(&published.form, &open, &content, typed)?,
            None => content,
        };
        let language = Language::Japanese;
        let checked =
            self.casework.check_correction(&rows, &published, &raw, language, now).await?;
        Ok(MendForm {
            receipt_number: rows.submission.receipt_number.clone(),
            applicant: rows.subject()?.name(),
            version: case.version,
            remarks: asked(&rows, writing),
            left: titles(&published.form, &left),
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
        let Mended { rows, published, before, checked, left, .. } =
            self.mended(staff, id, version, mending, now).await?;
        self.opened(staff, &rows.record, LookKind::Case, now).await?;
        let said = (Language::Japanese, shelter_of(staff, &rows.record, now));
        Ok(MendPreview {
            receipt_number: rows.submission.receipt_number.clone(),
            title: published.form.title(Language::Japanese).to_owned(),
            applicant: rows.subject()?.name(),
            language: rows.submission.language,
            changes: differences(&published, &before, &checked.data, said),
            left: titles(&published.form, &left),
            letter: self
                .casework
                .mended_letter(&rows.submission, &published, &mending.ground)
                .await?,
        })
    }

    /// Records it as the next revision, and tells the resident.
    pub(crate) async fn write_for(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        version: i64,
        mending: &Mending,
        now: Instant,
    ) -> Result<(), Error> {
        for left in (0..CORRECTION_TRIES).rev() {
            let Mended { rows, published, checked, facts, findings, .. } =
                self.mended(staff, id, version, mending, now).await?;
            let (case, by) = (rows.record.case.clone(), staff.id().to_string());
            let step = self.casework.prepare_move(case, &facts, &by, &rows.submission)?;
            let (language, is_last_try) = (Language::Japanese, left == 0);
            let corrected =
                Corrected { checked, step, by, language, at: now, findings, is_last_try };
            match self.casework.record_correction(&rows, &published, corrected).await {
                Err(Error::Conflict { .. }) => return Err(self.conflict(id).await),
                Ok(true) => return Ok(()),
                // Something of the same thing came in: it is looked for anew.
                Ok(false) => {}
                Err(fault) => return Err(fault),
            }
        }
        Err(Error::internal("the last try of a correction is recorded"))
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
        let policy = policy_for(&published.form, &rows, &before, None, now)?;
        let writing = mending.ground.writing();
        permit(case, writing.command(), &staff.actor(), &policy, now)?;
        let (open, left) = writing.places(&published.form, case, &before, now);
        let raw = written_into(&published.form, &open, &before, &mending.answers)?;
        let language = Language::Japanese;
        let checked =
            self.casework.check_correction(&rows, &published, &raw, language, now).await?;
        if has_errors(&checked) {
            return Err(Error::Problems(Box::new(checked)));
        }
        if checked.data == before {
            return Err(Refusal::NothingChanged.into());
        }
        let revision = case.revision.saturating_add(1);
        let findings =
            self.casework.findings_of_correction(&rows, &published, &checked, now).await?;
        let wanted = match mending.ground.clone() {
            Basis::Slip { reason } => {
                Command::CorrectFor { revision, reason, findings: findings.clone() }
            }
            Basis::Word { way, identity } => {
                Command::TakeAnswer { revision, way, identity, findings: findings.clone() }
            }
        };
        // How long it takes is told by the answers as they are now.
        let policy = policy_for(&published.form, &rows, &checked.data, None, now)?;
        let facts = decide(case, wanted, &staff.actor(), &policy, now)?;
        Ok(Mended { rows, published, before, checked, left, facts, findings })
    }
}

/// What the resident was asked, as staff read it.
fn asked(rows: &Rows, writing: Writing) -> Vec<Remark> {
    match writing {
        Writing::Slip => Vec::new(),
        Writing::Word => {
            let remarks = rows.record.case.correction.iter().flat_map(|asked| &asked.remarks);
            remarks.map(|remark| worded(remark, Language::Japanese)).collect()
        }
    }
}

fn titles(form: &Form, places: &[String]) -> Vec<String> {
    let fields = places.iter().filter_map(|at| form.field(at));
    fields.map(|field| field.title(Language::Japanese).to_owned()).collect()
}

/// The answers with what staff wrote; what is not open to them is refused by its place.
fn written_into(
    form: &Form,
    open: &[String],
    before: &Value,
    answers: &MendedAnswers,
) -> Result<Value, Error> {
    let places: Vec<&str> = open.iter().map(String::as_str).collect();
    let refuse = |at: &str| Refusal::FieldNotEditable { at: at.to_owned() };
    let mut raw = before.clone();
    match answers {
        MendedAnswers::Posted(fields) => {
            // Boxes of a date and the like follow the name of their question behind a dot.
            let pointer = |name: &str| format!("/{}", name.split('.').next().unwrap_or(name));
            let asked = fields.iter().map(|(name, _)| pointer(name));
            let strange = asked.filter(|at| form.field(at).is_some());
            if let Some(at) = strange.into_iter().find(|at| !opened::is_open(&places, at)) {
                return Err(refuse(&at).into());
            }
            opened::copied(&opened::shaped(form, &places, fields, before), &mut raw, &places);
        }
        MendedAnswers::Given(values) => {
            for (at, value) in values {
                if !opened::is_open(&places, at) {
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

/// Where no answer is staff's to write, nothing is offered to write.
pub(crate) fn leave_out(
    available: &mut Vec<CommandKind>,
    published: &Published,
    case: &Case,
    content: &Value,
    now: Instant,
) {
    for writing in [Writing::Slip, Writing::Word] {
        let (open, _) = writing.places(&published.form, case, content, now);
        available.retain(|command| *command != writing.command() || !open.is_empty());
    }
}
