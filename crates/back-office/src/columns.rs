//! Answers of a form as columns of a list (`x-column`): read for the rows that are shown, and for
//! nothing else.

use std::{collections::HashMap, sync::Arc};

use casework::{Shelter, compare::flat, content};
use form_engine::Field;
use kernel::{Language, SubmissionId};
use submission_store::{StoreError, protected, revisions};

use crate::{BackOffice, Error, Published, Staff, permission::reach_of};

/// The columns of one procedure, and what some of its cases say in them.
#[derive(Debug, Default)]
pub struct AnswerColumns {
    /// What each column is called.
    pub titles: Vec<String>,
    /// The answers of a case, one for each column; empty where there is none.
    pub of: HashMap<SubmissionId, Vec<String>>,
}

impl BackOffice {
    /// Which answers lists of this procedure show, as it is on offer now.
    pub fn answer_columns(&self, procedure: &str) -> Vec<(String, String)> {
        let published = self.catalogue().procedure(procedure);
        let columns = published.map(|published| columns(&published)).unwrap_or_default();
        let told =
            |field: Arc<Field>| (field.pointer.clone(), field.title(Language::Japanese).to_owned());
        columns.into_iter().map(told).collect()
    }

    /// The same with what these cases say there. That they were listed is written down already.
    pub async fn column_answers(
        &self,
        staff: &Staff,
        procedure: &str,
        ids: Vec<SubmissionId>,
    ) -> Result<AnswerColumns, Error> {
        let (pointers, titles): (Vec<String>, Vec<String>) =
            self.answer_columns(procedure).into_iter().unzip();
        let Some(published) =
            self.catalogue().procedure(procedure).filter(|_| !pointers.is_empty())
        else {
            return Ok(AnswerColumns::default());
        };
        let (reach, today) = (reach_of(&staff.authority), self.now().day());
        let read = self.inner.store.read(move |tx| {
            Ok::<_, StoreError>((revisions::current(tx, &reach, &ids)?, protected::on(tx, today)?))
        });
        let (current, protected) = read.await?;
        let mut of = HashMap::new();
        for (sealer, revision) in current {
            let answers = content(&sealer, &revision)?;
            if self.names_own(staff, &published, &answers) {
                continue;
            }
            // A list shows to nobody where a protected person is.
            let is_protected = protected.contains(&revision.submission);
            let shelter = if is_protected { Shelter::Shut } else { Shelter::Open };
            let shown = flat(shelter.over(published.form.answers(&answers, Language::Japanese)));
            let answer = |pointer: &String| {
                let open = shown.iter().find(|one| one.at == *pointer && one.sensitive.is_none());
                open.map(|one| one.text.clone()).unwrap_or_default()
            };
            of.insert(revision.submission, pointers.iter().map(answer).collect());
        }
        Ok(AnswerColumns { titles, of })
    }
}

fn columns(published: &Published) -> Vec<Arc<Field>> {
    fn below(fields: &[Arc<Field>], found: &mut Vec<Arc<Field>>) {
        for field in fields {
            if field.column && field.sensitive.is_none() {
                found.push(Arc::clone(field));
            }
            below(&field.children, found);
        }
    }
    let mut found = Vec::new();
    published.form.pages().iter().for_each(|page| below(&page.fields, &mut found));
    found
}
