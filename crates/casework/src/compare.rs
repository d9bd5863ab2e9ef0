//! Two revisions side by side: which answers changed, in the words of the form.

use std::collections::BTreeSet;

use catalogue::Published;
use form_engine::{Answer, AnswerGroup, Sensitivity, Shown};
use kernel::Language;
use serde_json::Value;

use crate::{APPLICANT, Error, Rows, Shelter, mask};

/// A field that another revision changed.
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

/// One answer without its surroundings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlatAnswer {
    /// Its place in the data.
    pub at: String,
    /// The question, with those around it.
    pub label: String,
    /// The answer in words.
    pub text: String,
    /// Whether it needs its own permission.
    pub sensitive: Option<Sensitivity>,
}

/// Every answer of every group, in the order of the form.
pub fn flat(groups: Vec<AnswerGroup>) -> Vec<FlatAnswer> {
    let mut answers = Vec::new();
    for group in groups {
        for answer in group.answers {
            flatten(answer, "", &mut answers);
        }
    }
    answers
}

fn flatten(answer: Answer, around: &str, answers: &mut Vec<FlatAnswer>) {
    let label =
        if around.is_empty() { answer.label } else { format!("{around}・{}", answer.label) };
    let text = match answer.shown {
        Shown::Nothing => String::new(),
        Shown::Text(text) => text,
        Shown::List(chosen) => chosen.join("、"),
        Shown::Attachments(files) => files.join(" "),
        Shown::Group(inner) => {
            for inner in inner {
                flatten(inner, &label, answers);
            }
            return;
        }
        Shown::Rows(rows) => {
            for (row, inner) in rows.into_iter().enumerate() {
                let label = format!("{label} {}", row + 1);
                for inner in inner {
                    flatten(inner, &label, answers);
                }
            }
            return;
        }
    };
    answers.push(FlatAnswer { at: answer.at, label, text, sensitive: answer.sensitive });
}

impl Rows {
    /// What revision `number` changed in the one before, answer by answer.
    pub fn changes(
        &self,
        published: &Published,
        number: u32,
        (language, shelter): (Language, Shelter),
    ) -> Result<Vec<ChangedField>, Error> {
        let found = |number: u32| {
            self.revisions.iter().find(move |revision| revision.number == i64::from(number))
        };
        let Some((before, after)) = found(number.saturating_sub(1)).zip(found(number)) else {
            return Ok(Vec::new());
        };
        let (before, after) = (self.content(before)?, self.content(after)?);
        Ok(differences(published, &before, &after, (language, shelter)))
    }

    /// The answers that staff wrote last, in the resident's place: where what they filed for
    /// somebody is theirs as a whole, what they changed in it since.
    pub fn written_by_staff(
        &self,
        published: &Published,
        told: (Language, Shelter),
    ) -> Result<BTreeSet<String>, Error> {
        let mut written = BTreeSet::new();
        if self.revisions.iter().skip(1).all(|revision| revision.by == APPLICANT) {
            return Ok(written);
        }
        for revision in self.revisions.iter().skip(1) {
            let number = u32::try_from(revision.number).map_err(Error::internal)?;
            for change in self.changes(published, number, told)? {
                if revision.by == APPLICANT {
                    written.remove(&change.at);
                } else {
                    written.insert(change.at);
                }
            }
        }
        Ok(written)
    }
}

/// What differs between two contents of one submission, as somebody may read it.
pub fn differences(
    published: &Published,
    before: &Value,
    after: &Value,
    (language, shelter): (Language, Shelter),
) -> Vec<ChangedField> {
    let flat = |content: &Value| flat(shelter.over(published.form.answers(content, language)));
    changed(&flat(before), &flat(after))
}

/// What differs, in the order of the newer revision; what is gone comes last.
fn changed(before: &[FlatAnswer], after: &[FlatAnswer]) -> Vec<ChangedField> {
    let text_in = |answers: &[FlatAnswer], at: &str| {
        answers.iter().find(|a| a.at == at).map(|a| a.text.clone()).unwrap_or_default()
    };
    let gone = before.iter().filter(|old| after.iter().all(|new| new.at != old.at));
    after
        .iter()
        .chain(gone)
        .map(|answer| (answer, text_in(before, &answer.at), text_in(after, &answer.at)))
        .filter(|(_, old, new)| old != new)
        .map(|(answer, old, new)| ChangedField {
            at: answer.at.clone(),
            label: answer.label.clone(),
            before: shown(&old, answer.sensitive),
            after: shown(&new, answer.sensitive),
            sensitive: answer.sensitive,
        })
        .collect()
}

/// Masks an answer of the comparison when it is sensitive.
fn shown(text: &str, sensitive: Option<Sensitivity>) -> String {
    match sensitive {
        Some(kind) if !text.is_empty() => mask::mask_text(kind, text),
        Some(_) | None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(at: &str, text: &str) -> FlatAnswer {
        FlatAnswer { at: at.into(), label: at.into(), text: text.into(), sensitive: None }
    }

    #[test]
    fn changed_added_and_removed_answers_are_named_and_the_rest_is_not() {
        let before = [answer("/a", "1"), answer("/b", "2"), answer("/gone", "3")];
        let after = [answer("/a", "1"), answer("/b", "9"), answer("/new", "4")];
        let changes: Vec<(String, String, String)> =
            changed(&before, &after).into_iter().map(|c| (c.at, c.before, c.after)).collect();
        let expect =
            |at: &str, old: &str, new: &str| (at.to_owned(), old.to_owned(), new.to_owned());
        assert_eq!(
            changes,
            [expect("/b", "2", "9"), expect("/new", "", "4"), expect("/gone", "3", "")]
        );
    }
}
