//! 通知書と手紙のひな形: what a department's notices and letters by mail say in their frame, written by one
//! and published by another of those who lead it. Nothing is kept that cannot be set.

use std::{collections::HashMap, sync::Arc};

use casework::{
    NoticeExample, NoticeFault, NoticePart, NoticeProblem, NoticeText, ProofFault, instruction_key,
    letter_topic, notice_kind, verdict_of,
};
use catalogue::Published;
use kernel::{DepartmentId, Instant, Language, StaffId};
use review_workflow::Verdict;
use submission_store::{
    StoreError,
    notice_templates::{self as store, NoticeTemplate, TABLE, TemplateSettled},
    staff,
};

pub use submission_store::notice_templates::NoticeTemplateKey;

use crate::{BackOffice, Error, KeptDepartment, Pdf, Staff, sentences::leads};

/// Texts on one page.
const VERSIONS: i64 = 20;

/// Texts that are told to wait elsewhere: when they are settled, others come.
const WAITING: i64 = 50;

/// The notices of one department and procedure, with what this person may do.
#[derive(Debug)]
pub struct NoticeTemplateBook {
    /// The departments of which they keep templates, those that their grants name first.
    pub departments: Vec<KeptDepartment>,
    /// Which notices these are.
    pub key: NoticeTemplateKey,
    /// What they say now.
    pub text: NoticeText,
    /// Which template that is, and whose; nothing where it is the one that comes with the program.
    pub holds: Option<(i64, NoticeTemplateKey)>,
    /// The last texts that were written for just these, or those before the one that was asked for.
    pub versions: Vec<TemplateVersion>,
    /// Before which number there are more; nothing where these are the first.
    pub older: Option<i64>,
    /// The others of theirs that wait for a second person, the first fifty of them.
    pub elsewhere: Vec<NoticeTemplateKey>,
}

/// A text with what became of it.
#[derive(Debug, Clone)]
pub struct TemplateVersion {
    /// Its number.
    pub number: i64,
    /// What it says.
    pub text: NoticeText,
    /// Who wrote it, and when.
    pub written: (String, Instant),
    /// Whether it was published, by whom and when; nothing while it waits.
    pub settled: Option<(bool, String, Instant)>,
    /// Whether this person wrote it.
    pub is_own: bool,
}

/// What a template makes of an example.
#[derive(Debug)]
pub enum TemplateProof {
    /// A notice.
    Paper(Pdf),
    /// A letter by mail.
    Letter {
        /// 件名
        subject: String,
        /// The letter.
        text: String,
    },
}

/// Why a template is not kept, published or shown.
#[derive(Debug, thiserror::Error)]
pub enum NoticeTemplateFault {
    /// It is not whole, or no paper can be set by it.
    #[error("{} parts of it cannot be kept", .0.len())]
    Problems(Vec<NoticeProblem>),
    /// Another one waits.
    #[error("another one waits")]
    Waiting,
    /// Another one was published since this one was begun.
    #[error("another one was published meanwhile")]
    Changed,
    /// Nobody publishes what they wrote.
    #[error("nobody publishes what they wrote")]
    Own,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for NoticeTemplateFault {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Duplicate { table: TABLE }) {
            return Self::Waiting;
        }
        Self::Intent(fault.into())
    }
}

impl From<ProofFault> for NoticeTemplateFault {
    fn from(fault: ProofFault) -> Self {
        match fault {
            ProofFault::Window => {
                let (part, fault) = (NoticePart::Addressee, NoticeFault::Window);
                Self::Problems(vec![NoticeProblem { part, fault }])
            }
            ProofFault::Other(fault) => Self::Intent(fault),
        }
    }
}

impl BackOffice {
    /// The notices of a kind in a department that this person leads, of one procedure or (where
    /// that is empty) of every one; of their first department where none is named. Texts that were
    /// written `before` a number, or the last ones.
    pub async fn notice_templates(
        &self,
        staff: &Staff,
        department: &str,
        procedure: &str,
        kind: &str,
        before: Option<i64>,
    ) -> Result<NoticeTemplateBook, Error> {
        let departments = self.with_notices(staff).await?;
        let named = departments.iter().find(|it| it.id.as_str() == department);
        let found = named.or(departments.first().filter(|_| department.is_empty()));
        let department = found.ok_or(Error::NotFound)?.id.clone();
        let procedure = procedure.to_owned();
        let kind = if kind.is_empty() { notice_kind(Verdict::Approve) } else { kind }.to_owned();
        let key = NoticeTemplateKey { department, procedure, kind };
        example(&departments, &key)?;
        let holds =
            self.casework.notice_template_for(&key.department, &key.procedure, &key.kind).await?;
        let text = self.casework.notice_text(holds, &key.kind).await?;
        let (wanted, kept) = (key.clone(), ids_of(&departments));
        let read = self.inner.store.read(move |tx| {
            let mut versions = store::list(tx, &wanted, before, VERSIONS + 1)?;
            let older = cut(&mut versions);
            let waiting = store::waiting(tx, &kept, WAITING)?;
            let told = |it: &NoticeTemplate| {
                [Some(it.written_by.clone()), it.settled.as_ref().map(|it| it.by.clone())]
            };
            let people: Vec<StaffId> = versions.iter().flat_map(told).flatten().collect();
            let of = holds.map(|number| store::find(tx, number)).transpose()?.flatten();
            Ok::<_, StoreError>((versions, older, staff::names(tx, &people)?, of, waiting))
        });
        let (versions, older, people, of, waiting) = read.await?;
        let elsewhere = waiting.into_iter().map(|it| it.key).filter(|it| *it != key);
        let view = |it: &NoticeTemplate| TemplateVersion::of(it, &people, staff.id());
        Ok(NoticeTemplateBook {
            versions: versions.iter().map(view).collect::<Result<_, _>>()?,
            older,
            elsewhere: elsewhere.collect(),
            holds: of.map(|it| (it.number, it.key)),
            departments,
            text,
            key,
        })
    }

    /// The departments that this person leads and where something is decided.
    async fn with_notices(&self, staff: &Staff) -> Result<Vec<KeptDepartment>, Error> {
        let mut departments = self.led(staff).await?;
        departments.retain(|it| !it.procedures.is_empty());
        Ok(departments)
    }

    /// Writes a template that papers are set by once somebody else has published it. One paper is
    /// set by it first: what cannot be set is not kept. `base` is the one that held when it was
    /// begun: what somebody else published since is not written over unseen.
    pub async fn write_notice_template(
        &self,
        staff: &Staff,
        key: NoticeTemplateKey,
        text: NoticeText,
        base: Option<i64>,
    ) -> Result<(), NoticeTemplateFault> {
        let now = self.now();
        self.proof(staff, &key, &text, Language::Japanese, now).await?;
        let holds =
            self.casework.notice_template_for(&key.department, &key.procedure, &key.kind).await?;
        if holds != base {
            return Err(NoticeTemplateFault::Changed);
        }
        let body = serde_json::to_string(&text.tidied()).map_err(Error::internal)?;
        let attempt = || {
            let (key, body, by) = (key.clone(), body.clone(), staff.id().clone());
            self.inner.store.write(move |tx| store::write(tx, &key, &body, &by, now))
        };
        let written = match attempt().await {
            // Somebody else took the number at the same moment; or one waits, which is told then.
            Err(StoreError::Duplicate { table: TABLE }) => attempt().await,
            written => written,
        };
        Ok(written?)
    }

    /// Publishes a template that somebody else wrote: what is decided from now on is told by it.
    /// Or drops one.
    pub async fn settle_notice_template(
        &self,
        staff: &Staff,
        number: i64,
        publishes: bool,
    ) -> Result<(), NoticeTemplateFault> {
        let now = self.now();
        let template = self.kept_template(staff, number).await?;
        if publishes && template.written_by == *staff.id() {
            return Err(NoticeTemplateFault::Own);
        }
        let settled = TemplateSettled { published: publishes, by: staff.id().clone(), at: now };
        let written = self.inner.store.write(move |tx| store::settle(tx, number, &settled));
        Ok(written.await?)
    }

    /// What a template that is being written makes of an example, for who filed in `language`.
    pub async fn preview_notice(
        &self,
        staff: &Staff,
        key: &NoticeTemplateKey,
        text: &NoticeText,
        language: Language,
    ) -> Result<TemplateProof, NoticeTemplateFault> {
        self.proof(staff, key, text, language, self.now()).await
    }

    /// The same of one that is kept.
    pub async fn preview_kept_notice(
        &self,
        staff: &Staff,
        number: i64,
        language: Language,
    ) -> Result<TemplateProof, NoticeTemplateFault> {
        let now = self.now();
        let template = self.kept_template(staff, number).await?;
        let departments = self.with_notices(staff).await?;
        let published = example(&departments, &template.key)?;
        let text = self.casework.notice_text(Some(number), &template.key.kind).await?;
        let example = NoticeExample { published: &published, kind: &template.key.kind, language };
        self.proof_of(&text, example, Some(number), now).await
    }

    async fn proof_of(
        &self,
        text: &NoticeText,
        example: NoticeExample<'_>,
        number: Option<i64>,
        now: Instant,
    ) -> Result<TemplateProof, NoticeTemplateFault> {
        let NoticeExample { published, kind, language } = example;
        let Some(topic) = letter_topic(kind) else {
            let paper = self.casework.notice_proof(text, example, number, now).await?;
            return Ok(TemplateProof::Paper(paper));
        };
        let (subject, text) = self.casework.letter_proof(text, published, topic, language, now)?;
        Ok(TemplateProof::Letter { subject, text })
    }

    async fn proof(
        &self,
        staff: &Staff,
        key: &NoticeTemplateKey,
        text: &NoticeText,
        language: Language,
        now: Instant,
    ) -> Result<TemplateProof, NoticeTemplateFault> {
        let departments = self.with_notices(staff).await?;
        let published = example(&departments, key)?;
        let text = text.clone().tidied();
        let problems = text.problems(&key.kind);
        if !problems.is_empty() {
            return Err(NoticeTemplateFault::Problems(problems));
        }
        let example = NoticeExample { published: &published, kind: &key.kind, language };
        self.proof_of(&text, example, None, now).await
    }

    /// A template of a department that this person leads.
    async fn kept_template(&self, staff: &Staff, number: i64) -> Result<NoticeTemplate, Error> {
        let read = self.inner.store.read(move |tx| store::find(tx, number));
        let found: Option<NoticeTemplate> = read.await.map_err(|it: StoreError| it)?;
        let kept = found.filter(|it| leads(&staff.authority, &it.key.department));
        kept.ok_or(Error::NotFound)
    }
}

fn ids_of(departments: &[KeptDepartment]) -> Vec<DepartmentId> {
    departments.iter().map(|it| it.id.clone()).collect()
}

/// Leaves a page of them, and says before which number there are more.
fn cut(versions: &mut Vec<NoticeTemplate>) -> Option<i64> {
    let page = usize::try_from(VERSIONS).unwrap_or(usize::MAX);
    let has_more = versions.len() > page;
    versions.truncate(page);
    versions.last().filter(|_| has_more).map(|last| last.number)
}

/// The procedure whose examples show these notices, if there are such notices; of several, one in
/// which something can be refused.
fn example(
    departments: &[KeptDepartment],
    key: &NoticeTemplateKey,
) -> Result<Arc<Published>, Error> {
    let is_kind = verdict_of(&key.kind).is_some() || letter_topic(&key.kind).is_some();
    let department = departments.iter().find(|it| it.id == key.department).filter(|_| is_kind);
    let procedures = &department.ok_or(Error::NotFound)?.procedures;
    let is_named = |it: &&Arc<Published>| key.procedure.is_empty() || it.form.id() == key.procedure;
    let decides_nothing = |it: &&Arc<Published>| instruction_key(it.form.procedure()).is_none();
    let found = procedures.iter().filter(is_named).min_by_key(decides_nothing);
    found.cloned().ok_or(Error::NotFound)
}

impl TemplateVersion {
    fn of(
        it: &NoticeTemplate,
        people: &HashMap<StaffId, String>,
        reader: &StaffId,
    ) -> Result<Self, Error> {
        let name = |id: &StaffId| people.get(id).cloned().unwrap_or_default();
        let settled = it.settled.as_ref();
        Ok(Self {
            number: it.number,
            text: serde_json::from_str(&it.body).map_err(Error::internal)?,
            written: (name(&it.written_by), it.written_at),
            settled: settled.map(|it| (it.published, name(&it.by), it.at)),
            is_own: it.written_by == *reader,
        })
    }
}
