//! One case on a clerk's screen, and the commands that move it.

use std::{collections::HashMap, sync::Arc};

use fees::FeeLine;
use form_engine::{AnswerGroup, Sensitivity};
use kernel::{AttachmentId, DepartmentId, Instant, Language, ReceiptNumber, StaffId, SubmissionId};
use review_workflow::{Case, CommandKind, Event, Remark, State, available_commands};
use submission_store::{Scope, StoreError, attachments, events, submissions};

use crate::{
    Desk, DeskError, MessageView, PaymentView, Published, Staff,
    file::Rows,
    look::works_on,
    mask::{self, masked},
    permission::scope_of,
    policy::policy_of,
    queue::staff_names,
    subject::Subject,
};

/// A case as a member of staff sees it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// Where it stands, with everything that the office's procedure knows.
    pub case: Case,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The version of the form that it was made with.
    pub published: Arc<Published>,
    /// The responsible department.
    pub department: DepartmentId,
    /// Its name.
    pub department_name: String,
    /// Who applies.
    pub applicant: Applicant,
    /// The latest answers as the resident saw them; sensitive ones masked.
    pub answers: Vec<AnswerGroup>,
    /// The files that came with it.
    pub attachments: Vec<AttachedFile>,
    /// What the resident was warned of and confirmed.
    pub warnings: Vec<String>,
    /// What happened, the earliest first.
    pub history: Vec<HistoryEntry>,
    /// Messages with the resident, the earliest first.
    pub messages: Vec<MessageView>,
    /// Notes that only the office reads.
    pub notes: Vec<Note>,
    /// Every revision.
    pub revisions: Vec<RevisionView>,
    /// What the last correction changed.
    pub changes: Vec<ChangedField>,
    /// What was asked to be corrected last.
    pub remarks: Vec<Remark>,
    /// The bill, if there is one.
    pub payment: Option<PaymentView>,
    /// What the office would ask for, where it may ask.
    pub proposed_fee: Vec<FeeLine>,
    /// The name of who has it.
    pub assignee: Option<String>,
    /// Open days left, negative when overdue; `None` while the clock stands still or it is over.
    pub remaining_days: Option<i64>,
    /// Whether opening the files is this person's work; otherwise they say why.
    pub opens_files: bool,
    /// What this person may do now.
    pub available: Vec<CommandKind>,
    /// Other submissions of the same person.
    pub previous: Vec<PastSubmission>,
}

/// Who applies, as the form names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applicant {
    /// Name.
    pub name: Option<String>,
    /// Kana.
    pub kana: Option<String>,
    /// E-mail address for letters.
    pub email: Option<String>,
}

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its id.
    pub id: AttachmentId,
    /// The question it answers.
    pub label: String,
    /// The name it was given.
    pub name: String,
    /// What it is.
    pub media_type: String,
    /// Its size.
    pub bytes: u64,
}

/// Something that happened, as the office reads it.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// When.
    pub at: Instant,
    /// Who of the staff; `None` for the resident or the system.
    pub by: Option<String>,
    /// What.
    pub event: Event,
}

/// A note that only the office reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
}

/// One revision of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionView {
    /// Counts from 1.
    pub number: u32,
    /// When it was recorded.
    pub at: Instant,
}

/// A field that the last correction changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedField {
    /// Its place in the data.
    pub at: String,
    /// The question.
    pub label: String,
    /// The answer before.
    pub before: String,
    /// The answer now.
    pub after: String,
    /// Whether it needs its own permission; then both answers are masked.
    pub sensitive: Option<Sensitivity>,
}

/// Another submission of the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastSubmission {
    /// Its case.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The procedure's title.
    pub title: String,
    /// When it arrived.
    pub received_at: Instant,
    /// Where it stands.
    pub state: State,
}

/// An entry of the chained log, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EventView {
    /// Counts from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// `resident`, `system` or the staff member's id.
    pub actor: String,
    /// The event's word.
    pub kind: String,
    /// The fact itself.
    pub event: serde_json::Value,
    /// Hash of the entry before, in hex.
    pub previous_hash: String,
    /// Hash of this entry, in hex.
    pub hash: String,
}

/// Other submissions of the same person that are listed.
const PREVIOUS: u32 = 10;

impl Desk {
    /// A case, if this person may see it.
    pub async fn case(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        language: Language,
    ) -> Result<CaseView, DeskError> {
        let rows = self.rows(scope_of(&staff.authority), id).await?;
        let now = self.now();
        self.watched(staff, &rows, now).await?;
        let published = self.form_of(&rows.submission).await?;
        let people = self.inner.store.read(staff_names).await.map_err(DeskError::from)?;
        let facts = rows.events.iter().map(|logged| self.open_event(logged));
        let facts: Vec<Event> = facts.collect::<Result<_, _>>()?;
        let content = self.latest_content(&rows)?;
        let case = &rows.record.case;
        let policy = policy_of(&published.form, &rows.record.department);
        let available = available_commands(case, &staff.actor(), &policy, now);
        Ok(CaseView {
            applicant: self.applicant(&rows)?,
            answers: masked(published.form.answers(&content, language)),
            attachments: self.attached_files(&rows, &published)?,
            warnings: self.confirmed_warnings(&rows, &published, language)?,
            history: history(&rows, &facts, &people),
            messages: self.open_messages(&rows)?,
            notes: notes(&facts, &people),
            revisions: rows.revisions.iter().map(revision_view).collect(),
            changes: self.changes(&rows, &published, language)?,
            remarks: last_remarks(&facts),
            payment: self.payment_view(&rows, now)?,
            proposed_fee: if available.contains(&CommandKind::AskFee) {
                self.proposed_fee(&rows, &published)?
            } else {
                Vec::new()
            },
            assignee: case.assignee.as_ref().and_then(|id| people.get(id).cloned()),
            remaining_days: case.remaining_open_days(now).filter(|_| !case.state.is_decided()),
            opens_files: works_on(&rows, staff),
            available,
            previous: self.previous(staff, &rows).await?,
            receipt_number: rows.submission.receipt_number.clone(),
            department_name: self
                .department_name(rows.record.department.as_str(), Language::Japanese),
            department: rows.record.department.clone(),
            case: rows.record.case,
            published,
        })
    }

    fn applicant(&self, rows: &Rows) -> Result<Applicant, DeskError> {
        let subject = self.subject_of(rows)?;
        let email = self.open_contact(&rows.submission)?;
        Ok(Applicant { name: subject.name, kana: subject.kana, email })
    }

    pub(crate) fn subject_of(&self, rows: &Rows) -> Result<Subject, DeskError> {
        match &rows.submission.applicant {
            Some(sealed) => Ok(Subject::from_stored(&self.inner.store.sealer().open(sealed)?)),
            None => Ok(Subject::default()),
        }
    }

    fn attached_files(
        &self,
        rows: &Rows,
        published: &Published,
    ) -> Result<Vec<AttachedFile>, DeskError> {
        let view = |file: &attachments::Attachment| {
            let field = file.filed.as_ref().and_then(|(_, at)| published.form.field(at));
            let label = field.map(|field| field.title(Language::Japanese).to_owned());
            Ok(AttachedFile {
                id: file.id.clone(),
                label: label.unwrap_or_default(),
                name: self.inner.store.sealer().open_text(&file.name)?,
                media_type: file.media_type.clone(),
                bytes: file.bytes.unsigned_abs(),
            })
        };
        rows.attachments.iter().map(view).collect()
    }

    /// What the engine warned of on the day of filing: all of it was confirmed, or it
    /// would not have been filed.
    fn confirmed_warnings(
        &self,
        rows: &Rows,
        published: &Published,
        language: Language,
    ) -> Result<Vec<String>, DeskError> {
        let day = rows.submission.arrived_at.day();
        let context = form_engine::Context::on(day).speaking(language);
        let checked = published.form.check(&self.latest_content(rows)?, &context);
        let warnings = checked.problems.into_iter();
        Ok(warnings
            .filter(|problem| problem.severity == form_engine::Severity::Warning)
            .map(|problem| problem.message)
            .collect())
    }

    /// What the last correction changed, answer by answer.
    fn changes(
        &self,
        rows: &Rows,
        published: &Published,
        language: Language,
    ) -> Result<Vec<ChangedField>, DeskError> {
        let [.., before, after] = rows.revisions.as_slice() else { return Ok(Vec::new()) };
        let flat = |revision| {
            let content = self.content(revision)?;
            Ok::<_, DeskError>(crate::compare::flat(published.form.answers(&content, language)))
        };
        Ok(crate::compare::changed(&flat(before)?, &flat(after)?))
    }

    async fn previous(&self, staff: &Staff, rows: &Rows) -> Result<Vec<PastSubmission>, DeskError> {
        let subject = self.subject_of(rows)?;
        let words = [subject.name.as_deref(), subject.kana.as_deref()];
        let terms: Vec<i64> =
            words.into_iter().flatten().map(|w| self.inner.store.keys().search_term(w)).collect();
        if terms.is_empty() {
            return Ok(Vec::new());
        }
        let (scope, this) = (scope_of(&staff.authority), rows.submission.id.clone());
        let found = self
            .inner
            .store
            .read(move |tx| {
                let mut past = Vec::new();
                for other in submissions::list_by_terms(tx, &scope, &terms, PREVIOUS)? {
                    let case = submission_store::cases::find(tx, &scope, &other.id)?;
                    if let Some(record) = case.filter(|_| other.id != this) {
                        past.push((other, record.case.state));
                    }
                }
                Ok::<_, StoreError>(past)
            })
            .await?;
        let view = |(other, state): (submissions::Submission, State)| PastSubmission {
            title: self.title_of(&other.procedure),
            id: other.id,
            receipt_number: other.receipt_number,
            received_at: other.arrived_at,
            state,
        };
        Ok(found.into_iter().map(view).collect())
    }

    /// The chained log of a case.
    pub async fn case_events(
        &self,
        staff: &Staff,
        id: &SubmissionId,
    ) -> Result<Vec<EventView>, DeskError> {
        let rows = self.rows(scope_of(&staff.authority), id).await?;
        self.watched(staff, &rows, self.now()).await?;
        let view = |logged: &events::LoggedEvent| {
            let event = serde_json::to_value(self.open_event(logged)?);
            Ok(EventView {
                seq: logged.seq,
                at: logged.at,
                actor: logged.actor.clone(),
                kind: logged.kind.clone(),
                event: event.map_err(DeskError::internal)?,
                previous_hash: logged.prev_hash.hex(),
                hash: logged.hash.hex(),
            })
        };
        rows.events.iter().map(view).collect()
    }

    /// Who changed a case last, for the person who came second.
    pub(crate) async fn conflict(&self, id: &SubmissionId) -> DeskError {
        let Ok(rows) = self.rows(Scope::Worker, id).await else { return DeskError::NotFound };
        let people = self.inner.store.read(staff_names).await.unwrap_or_default();
        let last = rows.events.last();
        DeskError::Conflict {
            by: last.and_then(|logged| name_of(&logged.actor, &people)),
            at: last.map(|logged| logged.at),
        }
    }
}

fn name_of(actor: &str, people: &HashMap<StaffId, String>) -> Option<String> {
    actor.parse::<StaffId>().ok().and_then(|id| people.get(&id).cloned())
}

fn history(rows: &Rows, facts: &[Event], people: &HashMap<StaffId, String>) -> Vec<HistoryEntry> {
    let entry = |(logged, fact): (&events::LoggedEvent, &Event)| HistoryEntry {
        at: logged.at,
        by: name_of(&logged.actor, people),
        event: fact.clone(),
    };
    rows.events.iter().zip(facts).map(entry).collect()
}

fn notes(facts: &[Event], people: &HashMap<StaffId, String>) -> Vec<Note> {
    let note = |fact: &Event| {
        let Event::Noted { at, by, text } = fact else { return None };
        let by = people.get(by).cloned().unwrap_or_default();
        Some(Note { at: *at, by, text: text.clone() })
    };
    facts.iter().filter_map(note).collect()
}

fn last_remarks(facts: &[Event]) -> Vec<Remark> {
    let asked = |fact: &Event| {
        let Event::CorrectionRequested { remarks, .. } = fact else { return None };
        Some(remarks.clone())
    };
    facts.iter().rev().find_map(asked).unwrap_or_default()
}

fn revision_view(revision: &submission_store::revisions::Revision) -> RevisionView {
    RevisionView { number: u32::try_from(revision.number).unwrap_or(u32::MAX), at: revision.at }
}

/// Masks an answer of the comparison when it is sensitive.
pub(crate) fn shown(text: &str, sensitive: Option<Sensitivity>) -> String {
    match sensitive {
        Some(kind) if !text.is_empty() => mask::mask_text(kind, text),
        Some(_) | None => text.to_owned(),
    }
}
