//! 前の申請から写す: what this browser sent before fills in what another form asks for, when the
//! resident presses for it.
//!
//! Taken over are who somebody is and how they are reached, as `x-prefill` marks it in both forms, and
//! what a definition names (`x-procedure.follows`): answers that stay the same. Never what is
//! sealed, a file or a tick; and nothing of a case that is protected (支援措置).

use std::sync::Arc;

use catalogue::Published;
use chrono::NaiveDate;
use form_engine::{Context, Field, Form, Widget};
use kernel::{DraftId, Instant, Language, ReceiptNumber};
use serde_json::{Map, Value, json};
use submission_store::{Scope, drafts};

use crate::{
    Counter, Draft, Error, Visitor,
    draft_note::Note,
    draft_page::{MERGES, Saving},
    prefill::{Asking, Known, prefilled},
};

/// A submission of this browser from which something can be put into a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// What the procedure is called.
    pub title: String,
    /// Who filed it, as far as its form tells.
    pub name: Option<String>,
    /// The day in Japan on which it arrived.
    pub sent_on: NaiveDate,
}

/// What comes of putting a submission into a draft.
struct Put {
    raw: Value,
    known: Known,
    from: Earlier,
}

impl Counter {
    /// What this browser sent from which something could be put into the draft, the latest first.
    /// Of those that would put in the same, the latest alone; what cannot be read is offered to
    /// nobody, and keeps nobody from their form.
    pub async fn earlier_of(
        &self,
        visitor: &Visitor,
        draft: &Draft,
        language: Language,
    ) -> Result<Vec<Earlier>, Error> {
        let spoken = (language, self.now());
        let mut puts: Vec<Put> = Vec::new();
        for sent in self.sent_by(visitor).await? {
            let into = (&*draft.published, &draft.raw);
            let put = self.put_from(visitor, into, &sent.receipt_number, spoken);
            let put = put.await.unwrap_or_else(|fault| {
                tracing::warn!(%fault, "an earlier filing is not offered");
                None
            });
            let Some(put) = put else { continue };
            if puts.iter().all(|known| known.raw != put.raw) {
                puts.push(put);
            }
        }
        Ok(puts.into_iter().map(|put| put.from).collect())
    }

    /// Puts what a submission of this browser tells into the draft, where nothing stands yet. The
    /// script may save the same page at this moment: then it is put in over that.
    pub async fn copy_earlier(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        number: &ReceiptNumber,
        language: Language,
    ) -> Result<(), Error> {
        let spoken = (language, self.now());
        for _ in 1..MERGES {
            match self.put_into(visitor, id, number, spoken).await {
                Err(Error::Conflict { .. }) => {}
                done => return done,
            }
        }
        self.put_into(visitor, id, number, spoken).await
    }

    async fn put_into(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        number: &ReceiptNumber,
        (language, now): (Language, Instant),
    ) -> Result<(), Error> {
        let row = self.draft_row(visitor, id, now).await?;
        let published = self.published_of(&row).await?;
        let (before, mut note) = self.open_noted_draft(&row, now)?;
        let put = self.put_from(visitor, (&published, &before), number, (language, now)).await?;
        let put = put.ok_or(Error::NotFound)?;
        let raw = put.raw;
        note.known = put.known.by_answers(&published.form);
        note.copied = Some(number.to_string());
        self.save_put(row, &published.form, ([&before, &raw], note), (language, now)).await
    }

    /// Saves a draft in which answers were put in, `before` and after. Where a page of it stands
    /// open elsewhere and nothing was put in there, it goes on.
    pub(crate) async fn save_put(
        &self,
        row: drafts::Draft,
        form: &Form,
        ([before, raw], mut note): ([&Value; 2], Note),
        (language, now): (Language, Instant),
    ) -> Result<(), Error> {
        // Who is verified has the last word, as on every page that is saved.
        let raw = note.over(form, raw);
        let is_put = |field: &Arc<Field>| raw.get(&field.name) != before.get(&field.name);
        for page in form.pages().iter().filter(|page| page.fields.iter().any(is_put)) {
            note.change(&page.id, row.saves + 1, None);
        }
        let page = row.page.clone();
        let saving = Saving { page: &page, raw: &raw, note: &note, language, taken: None, now };
        self.save_draft(row, saving).await.map(drop)
    }

    /// The draft with what a submission of this browser tells; nothing where that is nothing more.
    async fn put_from(
        &self,
        visitor: &Visitor,
        (published, raw): (&Published, &Value),
        number: &ReceiptNumber,
        (language, now): (Language, Instant),
    ) -> Result<Option<Put>, Error> {
        let scope = Scope::Visitor { owner_hash: *visitor.owner_hash() };
        let rows = self.casework.rows_by_number(scope, number).await?;
        if rows.record.case.is_protected(now) {
            return Ok(None);
        }
        let asked = self.casework.form_of(&rows.submission).await?;
        let answers = rows.latest_content()?;
        let before = without_nothing(raw);
        let known = Known::since(&asked.form, &answers).of_whom(&published.form, &before);
        let nothing = Known::default();
        let (context, city) = (Context::on(now.day()), self.city().official_name());
        let asking = Asking::of(&published.form, &before, &context, city);
        let mut filled = prefilled(&asking, &before, &known, &nothing);
        continued(&published.form, &mut filled, &asked.form, &answers);
        if filled == before {
            return Ok(None);
        }
        let from = Earlier {
            receipt_number: number.clone(),
            title: asked.form.title(language).to_owned(),
            name: rows.subject()?.name(),
            sent_on: rows.submission.arrived_at.day(),
        };
        Ok(Some(Put { raw: filled, known, from }))
    }
}

/// Adds the answers that the definition of `form` names as staying the same since `asked`.
fn continued(form: &Form, raw: &mut Value, asked: &Form, answers: &Value) {
    let follows = &form.procedure().follows;
    let Some(named) = follows.iter().find(|it| it.procedure == asked.id()) else { return };
    let Some(raw) = raw.as_object_mut() else { return };
    for name in &named.answers {
        let pointer = format!("/{name}");
        let (Some(field), Some(before)) = (form.field(&pointer), asked.field(&pointer)) else {
            continue;
        };
        let taken = answers.get(name).and_then(|value| taken_over(field, before, value));
        if let (false, Some(value)) = (raw.contains_key(name), taken) {
            raw.insert(name.clone(), value);
        }
    }
}

/// An answer to `before` as an answer to `field`, where both ask for the same.
fn taken_over(field: &Field, before: &Field, value: &Value) -> Option<Value> {
    let is_open = |it: &Field| it.sensitive.is_none() && !it.computed;
    let is_same = field.widget == before.widget && field.format == before.format;
    if !is_same || !is_open(field) || !is_open(before) {
        return None;
    }
    match field.widget {
        Widget::Attachment | Widget::Checkbox => None,
        Widget::Group => row(&field.children, &before.children, value),
        Widget::Repeat => {
            let rows = value.as_array()?.iter();
            let rows: Vec<Value> =
                rows.filter_map(|value| row(&field.children, &before.children, value)).collect();
            (!rows.is_empty()).then_some(Value::Array(rows))
        }
        Widget::Radio | Widget::Select | Widget::Checkboxes => {
            let offers = |one: &Value| field.choices.iter().any(|choice| choice.data == *one);
            let fits = value.as_array().map_or_else(|| offers(value), |all| all.iter().all(offers));
            // What is reckoned from a day or from other answers, the page looks at.
            (field.choices.is_empty() || fits).then(|| value.clone())
        }
        Widget::Text | Widget::TextArea | Widget::Integer | Widget::Date => Some(value.clone()),
    }
}

fn row(fields: &[Arc<Field>], before: &[Arc<Field>], value: &Value) -> Option<Value> {
    let value = value.as_object()?;
    let one = |field: &Arc<Field>| {
        let asked = before.iter().find(|it| it.name == field.name)?;
        let taken = taken_over(field, asked, value.get(&field.name)?)?;
        Some((field.name.clone(), taken))
    };
    let taken: Map<String, Value> = fields.iter().filter_map(one).collect();
    (!taken.is_empty()).then_some(Value::Object(taken))
}

/// Answers without those that say nothing: a page that was left empty keeps none from being put in.
pub(crate) fn without_nothing(raw: &Value) -> Value {
    let members = raw.as_object().into_iter().flatten();
    Value::Object(members.filter_map(|(name, value)| Some((name.clone(), told(value)?))).collect())
}

/// What an answer says; nothing of one that is empty. A row of a list stays in its place.
fn told(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.trim().is_empty()).then(|| value.clone()),
        Value::Array(items) => items.iter().any(|item| told(item).is_some()).then(|| value.clone()),
        Value::Object(_) => Some(without_nothing(value)).filter(|inside| *inside != json!({})),
        Value::Bool(_) | Value::Number(_) => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What no example of the earlier procedure can put in, nobody ever copies.
    #[test]
    fn every_answer_that_the_catalogue_names_is_taken_over() {
        let forms = publishing::compile(&testkit::every_form()).forms;
        let (mut pairs, mut faults) = (0, Vec::new());
        for form in forms.values() {
            for named in &form.procedure().follows {
                let asked = &forms[&named.procedure];
                let examples: Vec<Value> = asked.valid_examples().collect();
                for name in &named.answers {
                    let pointer = format!("/{name}");
                    let (field, before) = (form.field(&pointer), asked.field(&pointer));
                    let taken = field.zip(before).is_some_and(|(field, before)| {
                        let answers = examples.iter().filter_map(|answers| answers.get(name));
                        answers.filter_map(|answer| taken_over(field, before, answer)).count() > 0
                    });
                    pairs += 1;
                    let told = || format!("{} <- {}: {name}", form.id(), named.procedure);
                    faults.extend((!taken).then(told));
                }
            }
        }
        assert!(pairs > 60 && faults.is_empty(), "{pairs} pairs, {faults:#?}");
    }
}
