//! 本人確認: what a provider of identities said of who gives answers, which questions that
//! answers, and how the answers compare with it.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use form_engine::{Context, Field, Form, Widget};
use japanese_values::PersonName;
use kernel::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use submission_store::{CaseSealer, revisions::Revision};

use crate::{Error, Likeness, Rows, Subject};

/// Our names of facts, each with what forms mark its questions with.
const QUESTIONS: [(&str, &str); 5] = [
    ("name", "resident.name"),
    ("birthDate", "resident.birthDate"),
    ("organisation", "applicant.organisation"),
    ("corporateNumber", "applicant.corporateNumber"),
    ("representative", "applicant.representative"),
];

/// What a provider said of somebody, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// By what it knows them: `card` or `business`.
    pub by: String,
    /// The provider.
    pub provider: String,
    /// A keyed digest of what it calls them: the name itself is kept nowhere.
    pub subject: String,
    /// When.
    pub at: Instant,
    /// What it said, by our names.
    pub facts: BTreeMap<String, String>,
}

/// The same as the office sees it, beside what the case says now.
#[derive(Debug, Clone)]
pub struct VerifiedView {
    /// What was said.
    pub said: Verified,
    /// The questions whose answers are what was said, by their pointers.
    pub answers: Vec<String>,
    /// The questions whose answers are something else by now.
    pub changed: Vec<String>,
    /// Whether the address is one of the case; nothing where none was told.
    pub address: Option<bool>,
}

impl Verified {
    /// Whether a provider may tell the answer to a question that is marked so.
    pub fn tells(mark: &str) -> bool {
        QUESTIONS.iter().any(|(_, told)| *told == mark)
    }

    /// What was kept with a revision, where somebody was verified.
    pub fn kept(sealer: &CaseSealer, revision: &Revision) -> Result<Option<Self>, Error> {
        let Some(kept) = &revision.verified else { return Ok(None) };
        serde_json::from_slice(&sealer.open(kept)?).map(Some).map_err(Error::internal)
    }

    /// How answers are checked on `day` by what is known of who gives them.
    pub fn context(verified: Option<&Self>, day: NaiveDate) -> Context {
        let mut context = Context::on(day);
        context.applicant = verified.map(Self::applicant);
        context
    }

    /// What expressions see: a name as forms keep names, or no answer could equal it.
    fn applicant(&self) -> Value {
        let mut facts = self.facts.clone();
        if let Some(name) = facts.get_mut("name")
            && let Ok(kept) = PersonName::parse(name)
        {
            kept.as_str().clone_into(name);
        }
        json!(facts)
    }

    /// The questions of `form` that this answers, by their pointers.
    pub fn answers(&self, form: &Form) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        form.pages().iter().for_each(|page| self.collect(&page.fields, &mut found));
        found
    }

    /// Rows are other people's: nothing of the applicant's own is asked there.
    fn collect(&self, fields: &[Arc<Field>], found: &mut Vec<(String, Value)>) {
        for field in fields {
            let mark = field.prefill.as_deref();
            let asked = QUESTIONS.iter().find(|(_, asked)| mark == Some(*asked));
            let fact = asked.and_then(|(fact, _)| self.facts.get(*fact));
            if let Some(fact) = fact {
                found.push((field.pointer.clone(), json!(fact)));
            } else if field.widget == Widget::Group {
                self.collect(&field.children, found);
            }
        }
    }

    /// What was typed, with what is verified in the place of whatever stands there.
    pub fn over(verified: Option<&Self>, form: &Form, typed: &Value) -> Value {
        let mut data = typed.clone();
        for (pointer, value) in verified.iter().flat_map(|known| known.answers(form)) {
            put(&mut data, &pointer, value);
        }
        data
    }
}

/// Puts `value` at a pointer, making the groups around it.
fn put(data: &mut Value, pointer: &str, value: Value) {
    let mut at = data;
    for name in pointer.split('/').skip(1) {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(members) = at else { return };
        at = members.entry(name).or_insert(Value::Null);
    }
    *at = value;
}

impl Rows {
    /// Who gives the answers, where a provider of identities said so when they were filed.
    pub fn verified(&self) -> Result<Option<Verified>, Error> {
        let last = self.revisions.last();
        last.map_or(Ok(None), |last| Verified::kept(self.sealer(), last))
    }

    /// The same beside what the case says now.
    pub fn verified_view(&self, form: &Form) -> Result<Option<VerifiedView>, Error> {
        let Some(said) = self.verified()? else { return Ok(None) };
        let content = self.latest_content()?;
        // In the shape that the form gives to answers: a name has one wide space between its parts.
        let known = Verified::context(Some(&said), self.submission.arrived_at.day());
        let shaped = form.check(&Verified::over(Some(&said), form, &content), &known).data;
        let asked = said.answers(form).into_iter().map(|(pointer, _)| pointer);
        let answered = asked.filter(|at| content.pointer(at).is_some());
        let (answers, changed): (Vec<_>, Vec<_>) =
            answered.partition(|at| content.pointer(at) == shaped.pointer(at));
        let told = said.facts.get("address");
        let address = told.map(|address| {
            Likeness::between(("", None, address), &Subject::of(form, &content)).address
        });
        Ok(Some(VerifiedView { said, answers, changed, address }))
    }
}

#[cfg(test)]
mod tests {
    use form_engine::{Parts, Source};

    use super::*;

    fn form() -> Form {
        let text = json!({
            "$id": "f", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["who", "others", "copy"] }],
            "properties": {
                "who": { "title": "あなた", "type": "object", "properties": {
                    "name": { "title": "氏名", "type": "string", "format": "jp-person-name",
                              "x-prefill": "resident.name" } } },
                "others": { "title": "世帯", "type": "array", "items": { "type": "object", "properties": {
                    "name": { "title": "氏名", "type": "string" } } } },
                "copy": { "title": "写し", "type": "string", "x-visible": "applicant == null" },
            },
            "x-rules": [{ "id": "as-verified", "at": ["/who/name"], "when": "present(applicant.name)",
                          "check": "form.who.name == applicant.name", "message": "氏名がちがいます。" }],
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).unwrap()
    }

    fn hanako() -> Verified {
        Verified {
            by: "card".into(),
            provider: "https://id.example".into(),
            subject: "00".into(),
            at: Instant::parse_rfc3339("2026-11-20T09:00:00+09:00").expect("an instant"),
            facts: [("name".to_owned(), "見本 花子".to_owned())].into(),
        }
    }

    #[test]
    fn what_is_verified_stands_whatever_was_typed() {
        let (form, known) = (form(), hanako());
        let typed = json!({ "who": { "name": "別の 人" }, "others": [{ "name": "子" }] });
        let over = Verified::over(Some(&known), &form, &typed);
        assert_eq!(over, json!({ "who": { "name": "見本 花子" }, "others": [{ "name": "子" }] }));
        assert_eq!(Verified::over(Some(&known), &form, &json!({}))["who"]["name"], "見本 花子");
        assert_eq!(Verified::over(None, &form, &typed), typed);
    }

    #[test]
    fn a_name_that_was_said_is_the_name_that_the_form_keeps() {
        let (form, known) = (form(), hanako());
        let context = Verified::context(Some(&known), "2026-11-20".parse().unwrap());
        let said = Verified::over(Some(&known), &form, &json!({}));
        assert_eq!(form.check(&said, &context).problems, []);
        let other = json!({ "who": { "name": "別の 人" } });
        assert_eq!(form.check(&other, &context).problems.len(), 1);
    }

    #[test]
    fn who_is_verified_is_seen_by_conditions() {
        let day = "2026-11-20".parse().unwrap();
        let hidden =
            |known: Option<&Verified>| form().hidden(&json!({}), &Verified::context(known, day));
        assert_eq!(hidden(Some(&hanako())), ["/copy"]);
        assert_eq!(hidden(None), [""; 0]);
    }
}
