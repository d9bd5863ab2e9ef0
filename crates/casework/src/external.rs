//! What others told of a filing: a service outside, such as a bank that took a direct debit, or somebody
//! who agreed to a part of it.

use std::collections::BTreeMap;

use external_service::{ExternalService, ExternalServiceError, Opened, Outcome};
use form_engine::{Field, Form};
use kernel::Instant;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Casework, Error};

/// The services outside, by the names that forms give them.
pub type ExternalServices = BTreeMap<String, ExternalService>;

/// What others told, by the question and by the names of its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told(BTreeMap<String, BTreeMap<String, String>>);

impl Told {
    /// What answers that were filed say was told.
    pub(crate) fn filed(form: &Form, answers: &Value) -> Self {
        let facts = |field: &Field| {
            let members = answers.get(&field.name)?.as_object()?;
            let told =
                |(name, fact): (&String, &Value)| Some((name.clone(), fact.as_str()?.into()));
            Some((field.name.clone(), members.iter().filter_map(told).collect()))
        };
        Self(told_of(form).filter_map(facts).collect())
    }

    /// Notes what was told for the question `name`, in the place of what was told before.
    pub fn put(&mut self, name: &str, facts: BTreeMap<String, String>) {
        self.0.insert(name.to_owned(), facts);
    }

    /// Whether something was told for the question `name`.
    pub fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Whether nothing was told at all.
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// What was typed, with what was told in the place of whatever stands there: nobody types it.
    pub fn over(&self, form: &Form, typed: &Value) -> Value {
        let mut data = typed.clone();
        let Some(members) = data.as_object_mut() else { return data };
        for field in told_of(form) {
            members.shift_remove(&field.name);
            if let Some(facts) = self.0.get(&field.name) {
                members.insert(field.name.clone(), Value::Object(asked(field, facts)));
            }
        }
        data
    }
}

/// The questions of a form that others answer: services outside, and people who agree.
pub fn told_of(form: &Form) -> impl Iterator<Item = &Field> {
    let fields = form.pages().iter().flat_map(|page| &page.fields);
    let is_told = |field: &&Field| field.external.is_some() || field.consent.is_some();
    fields.map(AsRef::as_ref).filter(is_told)
}

/// A service may tell more than a form asks for.
fn asked(field: &Field, facts: &BTreeMap<String, String>) -> Map<String, Value> {
    let told = |child: &str| facts.get(child).map(|fact| (child.to_owned(), fact.as_str().into()));
    field.children.iter().filter_map(|child| told(&child.name)).collect()
}

impl Casework {
    /// The service of that name, where the town has it.
    fn external(&self, name: &str) -> Result<ExternalService, Error> {
        self.inner.external.get(name).cloned().ok_or(Error::NotFound)
    }

    /// Whether the town has the service of that name.
    pub fn has_external(&self, name: &str) -> bool {
        self.inner.external.contains_key(name)
    }

    /// Asks a service to receive whoever is sent to its page, with what `title` says.
    pub async fn ask_external(
        &self,
        name: &str,
        title: String,
        return_path: &str,
    ) -> Result<Opened, Error> {
        let (service, back) =
            (self.external(name)?, format!("{}{return_path}", self.city().public_url));
        self.ask_service(move || service.open(&title, &back)).await
    }

    /// What became of that.
    pub async fn external_outcome(
        &self,
        name: &str,
        reference: String,
        now: Instant,
    ) -> Result<Outcome, Error> {
        let service = self.external(name)?;
        self.ask_service(move || service.outcome(&reference, now)).await
    }

    async fn ask_service<T: Send + 'static>(
        &self,
        question: impl FnOnce() -> Result<T, ExternalServiceError> + Send + 'static,
    ) -> Result<T, Error> {
        let answer = self.inner.provider.run(1, question).await?;
        answer.map_err(|fault| {
            tracing::warn!(%fault, "a service outside could not be asked");
            Error::ProviderAway
        })
    }
}

#[cfg(test)]
mod tests {
    use form_engine::{Parts, Source};
    use serde_json::json;

    use super::*;

    fn form() -> Form {
        let text = json!({
            "$id": "f", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["who", "debit"] }],
            "properties": {
                "who": { "title": "氏名", "type": "string" },
                "debit": { "title": "受付", "type": "object", "x-external": "bank-debit",
                           "properties": { "receipt": { "title": "受付番号", "type": "string" } } },
            },
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).unwrap()
    }

    #[test]
    fn only_what_was_told_stands_there() {
        let typed = json!({ "who": "花子", "debit": { "receipt": "BK-forged" } });
        let mut told = Told::default();
        assert_eq!(told.over(&form(), &typed), json!({ "who": "花子" }));
        told.put("debit", [("receipt".into(), "BK-1".into()), ("more".into(), "x".into())].into());
        told.put("who", BTreeMap::new());
        let over = told.over(&form(), &typed);
        assert_eq!(over, json!({ "who": "花子", "debit": { "receipt": "BK-1" } }));
        assert_eq!(Told::filed(&form(), &over).over(&form(), &typed), over);
    }
}
