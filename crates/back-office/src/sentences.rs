//! 補正の文: what a department writes to residents for each reason, kept by who decides there.
//!
//! A clerk who chooses a reason has the nearest sentence: of this question, else of this
//! procedure, else of the department, else the one that comes with the program.

use std::sync::Arc;

use casework::{Rows, shipped};
use catalogue::Published;
use kernel::{Among, Authority, CasePlace, DepartmentId, Language, SubmissionId};
use review_workflow::{Refusal, Remark, RemarkCode, is_unseen};
use submission_store::{
    Reads, StoreError,
    departments::{self, Department},
    sentences,
};

pub use submission_store::sentences::{Sentence, SentenceKey};

use crate::{
    BackOffice, Error, Staff,
    permission::{Lead, Work},
};

/// Characters of a sentence.
pub const SENTENCE_LIMIT: usize = 1_000;

/// Sentences of one department: more than anybody looks through.
const MOST: i64 = 300;

/// What somebody keeps.
#[derive(Debug, Clone)]
pub struct SentenceBook {
    /// The departments of which they keep the sentences, those that their grants name first.
    pub departments: Vec<KeptDepartment>,
    /// The sentences of these.
    pub sentences: Vec<Sentence>,
}

/// A department that somebody leads.
#[derive(Debug, Clone)]
pub struct KeptDepartment {
    /// Its id.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// Its own procedures, and those of departments below.
    pub procedures: Vec<Arc<Published>>,
}

/// What stands in the field of a remark once a reason is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedSentence {
    /// For which reason.
    pub code: RemarkCode,
    /// The question as a pointer without indices; empty for every other one.
    pub field: String,
    /// In Japanese.
    pub text: String,
}

impl BackOffice {
    /// The sentences that this person keeps.
    pub async fn sentences(&self, staff: &Staff) -> Result<SentenceBook, Error> {
        let departments = self.led(staff).await?;
        let mut sentences = self.inner.store.read(|tx| sentences::list(tx)).await?;
        sentences.retain(|sentence| {
            departments.iter().any(|department| department.id == sentence.key.department)
        });
        Ok(SentenceBook { departments, sentences })
    }

    /// The departments that this person leads, those that their grants name first.
    pub(crate) async fn led(&self, staff: &Staff) -> Result<Vec<KeptDepartment>, Error> {
        let read = self
            .inner
            .store
            .read(|tx| Ok::<_, StoreError>((departments::list(tx)?, departments::tree(tx)?)));
        let (all, tree) = read.await?;
        let led = all.into_iter().filter(|department| leads(&staff.authority, &department.id));
        let mut departments: Vec<KeptDepartment> = led
            .map(|Department { id, name, .. }| {
                let procedures = self.procedures_below(&tree.below(&id));
                KeptDepartment { id, name, procedures }
            })
            .collect();
        let named = |id: &DepartmentId| staff.authority.grants().any(|it| it.department == *id);
        departments.sort_by_key(|department| !named(&department.id));
        if departments.is_empty() { Err(Error::Forbidden) } else { Ok(departments) }
    }

    /// Keeps a sentence as it was read when it had its version; 0 for a new one.
    pub async fn keep_sentence(&self, staff: &Staff, sentence: Sentence) -> Result<(), Error> {
        let now = self.now();
        self.may_keep(staff, &sentence.key)?;
        let sentence = tidied(sentence)?;
        let by = staff.id().clone();
        let written = self.inner.store.write(move |tx| {
            if sentence.version == 0 && sentences::count(tx, &sentence.key.department)? >= MOST {
                return Err(Refusal::TooManySentences { limit: MOST }.into());
            }
            Ok::<_, Error>(sentences::save(tx, &sentence, &by, now)?)
        });
        written.await
    }

    /// Takes a sentence away as it was read when it had this version.
    pub async fn drop_sentence(
        &self,
        staff: &Staff,
        key: SentenceKey,
        version: i64,
    ) -> Result<(), Error> {
        if !leads(&staff.authority, &key.department) {
            return Err(Error::NotFound);
        }
        let written = self.inner.store.write(move |tx| sentences::remove(tx, &key, version));
        Ok(written.await?)
    }

    fn procedures_below(&self, departments: &Among<DepartmentId>) -> Vec<Arc<Published>> {
        let all = self.catalogue().procedures();
        let below =
            |it: &&Arc<Published>| holds_for(departments, &self.catalogue().department_of(it));
        all.iter().filter(below).cloned().collect()
    }

    /// A reason, a procedure and a question that are there, in a department that is theirs.
    fn may_keep(&self, staff: &Staff, key: &SentenceKey) -> Result<(), Error> {
        let SentenceKey { department, code, procedure, field } = key;
        let is_known = code.parse::<RemarkCode>().is_ok()
            && if procedure.is_empty() {
                field.is_empty()
            } else {
                let found = self.catalogue().procedure(procedure);
                let asked = |published: &Published| {
                    field.is_empty()
                        || published.form.field(field).is_some_and(|it| it.pointer == *field)
                };
                found.is_some_and(|published| asked(&published))
            };
        if leads(&staff.authority, department) && is_known { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The sentences that stand ready for a case that this person works on.
    pub async fn offered_sentences(
        &self,
        staff: &Staff,
        id: &SubmissionId,
    ) -> Result<Vec<OfferedSentence>, Error> {
        let (rows, _proof) = self.authorised::<Work>(staff, id).await?;
        Ok(self.nearest(&rows).await?.offered())
    }

    /// The sentences that hold for a case, the nearest first.
    pub(crate) async fn nearest(&self, rows: &Rows) -> Result<Nearest, Error> {
        let place = rows.record.place.clone();
        let read = self.inner.store.read(move |tx| nearest(tx, &place));
        read.await.map_err(|fault: StoreError| fault.into())
    }
}

/// The sentences that hold for a case that lies there, the nearest first.
pub(crate) fn nearest(tx: &mut impl Reads, place: &CasePlace) -> Result<Nearest, StoreError> {
    let mut found = sentences::list(tx)?;
    if found.is_empty() {
        return Ok(Nearest(found));
    }
    let tree = departments::tree(tx)?;
    let below = |department: &DepartmentId| tree.below(department);
    found.retain(|it| {
        (it.key.procedure.is_empty() || it.key.procedure == place.procedure)
            && holds_for(&below(&it.key.department), &place.department)
    });
    // Whose department has fewer below it is nearer to the case.
    found.sort_by_key(|it| {
        let key = &it.key;
        let far = match below(&key.department) {
            Among::These(all) => all.len(),
            Among::All => usize::MAX,
        };
        (key.field.is_empty(), key.procedure.is_empty(), far)
    });
    Ok(Nearest(found))
}

/// The sentences that hold for one case, the nearest first.
#[derive(Debug)]
pub(crate) struct Nearest(Vec<Sentence>);

impl Nearest {
    fn of(&self, code: RemarkCode, field: &str) -> Option<&Sentence> {
        let fits = |key: &SentenceKey| {
            key.code == code.word() && (key.field.is_empty() || key.field == field)
        };
        self.0.iter().find(|sentence| fits(&sentence.key))
    }

    /// The one of each reason, and of each question that has one of its own.
    pub(crate) fn offered(&self) -> Vec<OfferedSentence> {
        let general = RemarkCode::ALL.into_iter().filter_map(|code| {
            let own = self.of(code, "").map(|sentence| sentence.japanese.clone());
            let ready = || code.says_it_all().then(|| shipped(code, Language::Japanese).to_owned());
            let text = own.or_else(ready)?;
            Some(OfferedSentence { code, field: String::new(), text })
        });
        let mut offered: Vec<OfferedSentence> = Vec::new();
        for Sentence { key, japanese, .. } in self.0.iter().filter(|it| !it.key.field.is_empty()) {
            let Ok(code) = key.code.parse() else { continue };
            let known = |it: &OfferedSentence| it.code == code && it.field == key.field;
            if !offered.iter().any(known) {
                let (field, text) = (key.field.clone(), japanese.clone());
                offered.push(OfferedSentence { code, field, text });
            }
        }
        offered.into_iter().chain(general).collect()
    }

    /// A remark whose words are those of a sentence has them in every language.
    pub(crate) fn worded(&self, remark: Remark, published: &Published) -> Remark {
        let Some(code) = remark.code else { return remark };
        let field = published.form.field(&remark.at).map_or("", |field| field.pointer.as_str());
        let (typed, kept) = (remark.text.trim(), self.of(code, field));
        if let Some(kept) = kept.filter(|kept| typed.is_empty() || typed == kept.japanese.trim()) {
            // What nobody has translated stands behind what the reason says in that language.
            let told = |own: &str, language| match own {
                "" => format!("{}\n{}", shipped(code, language), kept.japanese),
                own => own.to_owned(),
            };
            return Remark {
                text: kept.japanese.clone(),
                easy: told(&kept.easy, Language::EasyJapanese),
                english: told(&kept.english, Language::English),
                ..remark
            };
        }
        if code.says_it_all() && typed == shipped(code, Language::Japanese) {
            return Remark { text: String::new(), ..remark };
        }
        remark
    }
}

/// Whether somebody leads the whole of a department.
pub(crate) fn leads(authority: &Authority, department: &DepartmentId) -> bool {
    let (department, procedure) = (department.clone(), String::new());
    authority.allow::<Lead>(&CasePlace { department, desk: None, procedure, ward: None }).is_ok()
}

/// Whether a department is one of these.
pub(crate) fn holds_for(departments: &Among<DepartmentId>, department: &DepartmentId) -> bool {
    match departments {
        Among::All => true,
        Among::These(all) => all.contains(department),
    }
}

fn tidied(sentence: Sentence) -> Result<Sentence, Error> {
    let Sentence { key, japanese, easy, english, version } = sentence;
    let tidy = |text: String| {
        // It is put into a field of one line.
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let text = lines.collect::<Vec<_>>().join(" ");
        if text.chars().any(is_unseen) {
            return Err(Error::from(Refusal::UnseenCharacter));
        }
        let fits = text.chars().count() <= SENTENCE_LIMIT;
        if fits { Ok(text) } else { Err(Error::Text { limit: SENTENCE_LIMIT }) }
    };
    let (japanese, easy, english) = (tidy(japanese)?, tidy(easy)?, tidy(english)?);
    if japanese.is_empty() {
        return Err(Error::Text { limit: SENTENCE_LIMIT });
    }
    Ok(Sentence { key, japanese, easy, english, version })
}
