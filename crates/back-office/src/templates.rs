//! ひな形: what a department writes to residents again and again. Who leads it keeps the texts, in
//! three languages; who works on a case has them filled in.

use casework::{Placeholder, Rows};
use catalogue::Published;
use kernel::{CasePlace, DepartmentId, Language, SubmissionId, TemplateId};
use review_workflow::{Command, Refusal, TemplateRefusal, is_unseen};
use submission_store::{
    Reads, StoreError, departments,
    message_templates::{self as store, TABLE},
};

pub use submission_store::message_templates::MessageTemplate;

use crate::{
    BackOffice, Error, KeptDepartment, Staff,
    permission::Work,
    sentences::{holds_for, leads},
    views::departments_around,
};

/// Characters of a text: what is filled in has to fit into a message.
pub const TEMPLATE_LIMIT: usize = 2_000;
/// Characters of a name.
pub const TEMPLATE_NAME_LIMIT: usize = 40;
/// Templates of one department: more than anybody looks through.
const MOST: usize = 100;

/// What somebody keeps.
#[derive(Debug, Clone)]
pub struct TemplateBook {
    /// The departments of which they keep the templates, those that their grants name first.
    pub departments: Vec<KeptDepartment>,
    /// The templates of these, by name.
    pub templates: Vec<MessageTemplate>,
}

/// A template as it is to be.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    /// What clerks call it.
    pub name: String,
    /// In Japanese.
    pub japanese: String,
    /// In やさしい日本語, or empty.
    pub easy: String,
    /// In English, or empty.
    pub english: String,
}

/// A template filled in for one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedTemplate {
    /// The template.
    pub id: TemplateId,
    /// What clerks call it.
    pub name: String,
    /// In the resident's language, or in Japanese where nobody has written it in theirs.
    pub text: String,
    /// In which language that is.
    pub language: Language,
    /// In やさしい日本語; empty where nobody has written it.
    pub easy: String,
}

impl BackOffice {
    /// The templates that this person keeps.
    pub async fn template_book(&self, staff: &Staff) -> Result<TemplateBook, Error> {
        let departments = self.led(staff).await?;
        let read = self.inner.store.read(|tx| store::list(tx));
        let mut templates = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        templates.retain(|it| departments.iter().any(|known| known.id == it.department));
        Ok(TemplateBook { departments, templates })
    }

    /// The templates of the departments around this person's, by name: those that some of their
    /// cases can be written to from.
    pub async fn known_templates(&self, staff: &Staff) -> Result<Vec<MessageTemplate>, Error> {
        let authority = staff.authority.clone();
        let read = self.inner.store.read(move |tx| {
            let mut known = store::list(tx)?;
            if !known.is_empty() {
                let around = departments_around(tx, &authority)?;
                known.retain(|it| around.contains(&it.department));
            }
            Ok::<_, StoreError>(known)
        });
        Ok(read.await?)
    }

    /// Adds a template to a department, for one procedure of it or for every one.
    pub async fn add_template(
        &self,
        staff: &Staff,
        department: &DepartmentId,
        procedure: &str,
        template: NewTemplate,
    ) -> Result<(), Error> {
        let now = self.now();
        let is_known = procedure.is_empty() || self.catalogue().procedure(procedure).is_some();
        if !leads(&staff.authority, department) || !is_known {
            return Err(Error::NotFound);
        }
        let NewTemplate { name, japanese, easy, english } = tidied(template)?;
        let template = MessageTemplate {
            id: TemplateId::new(&*self.inner.ids, now),
            department: department.clone(),
            procedure: procedure.to_owned(),
            name,
            japanese,
            easy,
            english,
            version: 1,
        };
        let by = staff.id().clone();
        let written = self.inner.store.write(move |tx| {
            let all = store::list(tx)?;
            if all.iter().filter(|it| it.department == template.department).count() >= MOST {
                return Err(refused(TemplateRefusal::TooManyTemplates { limit: MOST }));
            }
            store::insert(tx, &template, &by, now).map_err(named_twice)
        });
        written.await
    }

    /// Changes a template that was seen when it had `version`; for what it stands stays.
    pub async fn change_template(
        &self,
        staff: &Staff,
        id: &TemplateId,
        version: i64,
        template: NewTemplate,
    ) -> Result<(), Error> {
        let NewTemplate { name, japanese, easy, english } = tidied(template)?;
        let (now, authority, id) = (self.now(), staff.authority.clone(), id.clone());
        let written = self.inner.store.write(move |tx| {
            let found = store::list(tx)?.into_iter().find(|it| it.id == id);
            let kept = found.filter(|it| leads(&authority, &it.department));
            let kept = kept.ok_or(Error::NotFound)?;
            let (name, japanese) = (name.clone(), japanese.clone());
            let (easy, english) = (easy.clone(), english.clone());
            let next = MessageTemplate { name, japanese, easy, english, version, ..kept };
            store::save(tx, &next, authority.person(), now).map_err(named_twice)
        });
        written.await
    }

    /// Takes a template away that was seen when it had `version`.
    pub async fn drop_template(
        &self,
        staff: &Staff,
        id: &TemplateId,
        version: i64,
    ) -> Result<(), Error> {
        let (authority, id) = (staff.authority.clone(), id.clone());
        let written = self.inner.store.write(move |tx| {
            let found = store::list(tx)?.into_iter().find(|it| it.id == id);
            found.filter(|it| leads(&authority, &it.department)).ok_or(Error::NotFound)?;
            Ok::<_, Error>(store::remove(tx, &id, version)?)
        });
        written.await
    }

    /// The templates that stand ready for a case.
    pub(crate) async fn templates_at(
        &self,
        rows: &Rows,
        published: &Published,
    ) -> Result<Vec<OfferedTemplate>, Error> {
        let place = rows.record.place.clone();
        let read = self.inner.store.read(move |tx| ready_at(tx, &place));
        let found = read.await.map_err(|fault: StoreError| Error::from(fault))?;
        found.into_iter().map(|it| self.offered(rows, published, it)).collect()
    }

    /// The same with the language that the resident chose, for who works on the case.
    pub async fn offered_templates(
        &self,
        staff: &Staff,
        id: &SubmissionId,
    ) -> Result<(Language, Vec<OfferedTemplate>), Error> {
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        let published = self.casework.form_of(&rows.submission).await?;
        let offered = self.templates_at(&rows, &published).await?;
        Ok((rows.submission.language, offered))
    }

    /// A template, filled in for a case.
    pub(crate) fn offered(
        &self,
        rows: &Rows,
        published: &Published,
        template: MessageTemplate,
    ) -> Result<OfferedTemplate, Error> {
        let MessageTemplate { id, name, japanese, easy, english, .. } = template;
        let theirs = rows.submission.language;
        let own = match theirs {
            Language::Japanese => &japanese,
            Language::EasyJapanese => &easy,
            Language::English => &english,
        };
        let (text, language) =
            if own.is_empty() { (&japanese, Language::Japanese) } else { (own, theirs) };
        let filled =
            |text: &str, language| self.casework.filled_in(rows, published, text, language);
        Ok(OfferedTemplate {
            id,
            name,
            text: filled(text, language)?,
            language,
            easy: filled(&easy, Language::EasyJapanese)?,
        })
    }
}

/// The templates for a case that lies there: of the department that answers for it, of the one where
/// it lies, and of those above them; those of its procedure first.
pub(crate) fn ready_at(
    tx: &mut impl Reads,
    place: &CasePlace,
) -> Result<Vec<MessageTemplate>, StoreError> {
    let mut found = store::list(tx)?;
    found.retain(|it| it.procedure.is_empty() || it.procedure == place.procedure);
    if !found.is_empty() {
        let tree = departments::tree(tx)?;
        found.retain(|it| {
            let below = tree.below(&it.department);
            holds_for(&below, &place.department) || holds_for(&below, place.at_desk())
        });
    }
    found.sort_by_key(|it| it.procedure.is_empty());
    Ok(found)
}

/// Nobody is sent a place in braces in place of what belongs there.
pub(crate) fn nothing_left(command: &Command) -> Result<(), Error> {
    let Command::Message { text, .. } = command else { return Ok(()) };
    let Some(left) = Placeholder::left_in(text) else { return Ok(()) };
    Err(refused(TemplateRefusal::PlaceholderLeft { word: left.word().to_owned() }))
}

fn refused(rule: TemplateRefusal) -> Error {
    Refusal::from(rule).into()
}

fn named_twice(fault: StoreError) -> Error {
    if matches!(fault, StoreError::Duplicate { table: TABLE }) {
        return refused(TemplateRefusal::NameTaken);
    }
    fault.into()
}

fn tidied(template: NewTemplate) -> Result<NewTemplate, Error> {
    let name = template.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if length == 0 || length > TEMPLATE_NAME_LIMIT || name.chars().any(is_unseen) {
        return Err(refused(TemplateRefusal::NameWrong { limit: TEMPLATE_NAME_LIMIT }));
    }
    let text = |text: String| {
        // As forms post them, and as they are compared with what stands in a message.
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.chars().any(is_unseen) {
            return Err(Refusal::UnseenCharacter.into());
        }
        if text.chars().count() > TEMPLATE_LIMIT {
            return Err(Refusal::TextTooLong { limit: TEMPLATE_LIMIT }.into());
        }
        let unknown = |fault: casework::UnknownPlaceholder| {
            refused(TemplateRefusal::UnknownPlaceholder { word: fault.word })
        };
        Placeholder::check(&text, &Placeholder::IN_MESSAGES).map_err(unknown)?;
        Ok::<_, Error>(text)
    };
    let NewTemplate { japanese, easy, english, .. } = template;
    let (japanese, easy, english) = (text(japanese)?, text(easy)?, text(english)?);
    if japanese.is_empty() {
        return Err(Refusal::TextMissing.into());
    }
    Ok(NewTemplate { name, japanese, easy, english })
}
