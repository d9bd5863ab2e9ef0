//! How many may file: the places and periods that a form's answers claim.

use catalogue::Published;
use chrono::NaiveDate;
use form_engine::{
    Checked, Claims, Context, Form, OnceClaim, Page, Problem, QuotaClaim, Severity, Text,
};
use kernel::{Language, SubmissionId};
use serde_json::Value;
use submission_store::{Digest, Reads, StoreError, WriteTx, holds};

use crate::{Casework, Error};

/// What a submission is going to hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holdings {
    places: Vec<Wanted>,
    once: Vec<OneFiling>,
}

/// The one filing of a person.
#[derive(Debug, Clone)]
struct OneFiling {
    key: Digest,
    lasts: holds::Lasts,
    message: Text,
}

#[derive(Debug, Clone)]
struct Wanted {
    slot: Digest,
    units: u32,
    places: u32,
    full: Text,
}

/// Why a submission cannot be taken, although its answers are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    rule: &'static str,
    /// `None` when nobody can tell what is claimed.
    message: Option<Text>,
}

impl Casework {
    /// What canonical answers claim, with their words hashed. What cannot be told is refused:
    /// a place that nobody counts would be given twice.
    pub(crate) fn holdings(
        &self,
        published: &Published,
        data: &Value,
        context: &Context,
    ) -> Result<Holdings, Limit> {
        let claims = claimed(&published.form, data, context)?;
        let filing = |once: OnceClaim| OneFiling {
            key: self.inner.store.keys().hold(&once.key),
            lasts: if once.while_open { holds::Lasts::WhileOpen } else { holds::Lasts::ForGood },
            message: once.message,
        };
        let once = claims.once.into_iter().map(filing).collect();
        Ok(Holdings { places: self.all_wanted(published, claims.quota), once })
    }

    /// In one order for everybody, so that two who want the same slots never wait for each other.
    fn all_wanted(&self, published: &Published, claims: Vec<QuotaClaim>) -> Vec<Wanted> {
        let mut places: Vec<Wanted> =
            claims.into_iter().map(|quota| self.wanted(published, quota)).collect();
        places.sort_by(|one, two| one.slot.as_bytes().cmp(two.slot.as_bytes()));
        places
    }

    fn wanted(&self, published: &Published, quota: QuotaClaim) -> Wanted {
        let slot = format!("{}\n{}", published.form.id(), quota.slot);
        Wanted {
            slot: self.inner.store.keys().hold(&slot),
            units: quota.units,
            places: quota.places,
            full: quota.full,
        }
    }

    /// What would stand in the way of filing these answers now. `except` is the submission
    /// that they correct, which holds what it holds.
    pub async fn limit_ahead(
        &self,
        published: &Published,
        data: &Value,
        context: &Context,
        except: Option<&SubmissionId>,
    ) -> Result<Option<Limit>, Error> {
        let holdings = match self.holdings(published, data, context) {
            Ok(holdings) => holdings,
            Err(unclear) => return Ok(Some(unclear)),
        };
        if holdings.is_nothing() {
            return Ok(None);
        }
        let except = except.cloned();
        Ok(self.inner.store.read(move |tx| holdings.peek(tx, except.as_ref())).await?)
    }

    /// The places that are gone as far as the answers of this page choose them. Whether a
    /// person has filed before is told to nobody who has not filled in the form.
    pub async fn places_ahead(
        &self,
        published: &Published,
        page: &Page,
        data: &Value,
        context: &Context,
    ) -> Result<Option<Limit>, Error> {
        let quota = |data: &Value| published.form.quota_claim(data, context).unwrap_or_default();
        let chosen = quota(data);
        if chosen.is_empty() {
            return Ok(None);
        }
        let mut without = data.clone();
        for field in &page.fields {
            without.as_object_mut().and_then(|members| members.remove(&field.name));
        }
        if quota(&without) == chosen {
            return Ok(None);
        }
        self.places_gone(published, chosen).await
    }

    /// Whether a procedure is full for everybody, before anything is answered, and the
    /// sentence for it.
    pub async fn is_full(
        &self,
        published: &Published,
        today: NaiveDate,
    ) -> Result<Option<Text>, Error> {
        let nothing = Value::Object(serde_json::Map::new());
        let quota = published.form.quota_claim(&nothing, &Context::on(today));
        let quota = quota.unwrap_or_default();
        if quota.is_empty() {
            return Ok(None);
        }
        Ok(self.places_gone(published, quota).await?.and_then(|limit| limit.message))
    }

    async fn places_gone(
        &self,
        published: &Published,
        quota: Vec<QuotaClaim>,
    ) -> Result<Option<Limit>, Error> {
        let holdings = Holdings { places: self.all_wanted(published, quota), once: Vec::new() };
        Ok(self.inner.store.read(move |tx| holdings.peek(tx, None)).await?)
    }
}

/// What the answers claim; what cannot be told is refused.
fn claimed(form: &Form, data: &Value, context: &Context) -> Result<Claims, Limit> {
    form.claims(data, context).map_err(|defect| {
        tracing::error!(procedure = form.id(), expression = %defect.expression, what = %defect.what, "a claim could not be computed");
        Limit { rule: "claim", message: None }
    })
}

impl Holdings {
    const fn is_nothing(&self) -> bool {
        self.places.is_empty() && self.once.is_empty()
    }

    /// Tells what is gone, and takes nothing. What `except` holds is not gone for it.
    fn peek(
        &self,
        tx: &mut impl Reads,
        except: Option<&SubmissionId>,
    ) -> Result<Option<Limit>, StoreError> {
        for OneFiling { key, message, .. } in &self.once {
            if holds::has_filed(tx, key, except)? {
                return Ok(Some(Limit { rule: "once", message: Some(message.clone()) }));
            }
        }
        for Wanted { slot, units, places, full } in &self.places {
            let taken = holds::taken_by_others(tx, slot, except)?;
            if taken + i64::from(*units) > i64::from(*places) {
                return Ok(Some(Limit { rule: "quota", message: Some(full.clone()) }));
            }
        }
        Ok(None)
    }

    /// Takes everything for `id`, or tells what is gone; then the transaction must not commit.
    pub(crate) fn take(
        &self,
        tx: &mut WriteTx<'_>,
        id: &SubmissionId,
    ) -> Result<Option<Limit>, StoreError> {
        for OneFiling { key, lasts, message } in &self.once {
            if !holds::take_once(tx, id, key, *lasts)? {
                return Ok(Some(Limit { rule: "once", message: Some(message.clone()) }));
            }
        }
        for Wanted { slot, units, places, full } in &self.places {
            if !holds::take_places(tx, id, slot, *units, *places)? {
                return Ok(Some(Limit { rule: "quota", message: Some(full.clone()) }));
            }
        }
        Ok(None)
    }
}

impl Limit {
    /// This as a problem of the whole form.
    pub fn problem(self, language: Language) -> Problem {
        let message = match &self.message {
            Some(message) => message.get(language),
            None => unclear(language),
        };
        Problem {
            at: String::new(),
            also: Vec::new(),
            rule: self.rule.to_owned(),
            message: message.to_owned(),
            severity: Severity::Error,
            confirmed: false,
            repair: None,
        }
    }

    /// The checked answers with this among their problems.
    pub(crate) fn refuse(self, mut checked: Checked, language: Language) -> Error {
        checked.problems.push(self.problem(language));
        Error::Problems(Box::new(checked))
    }
}

/// What is said when the answers do not tell which place or period is claimed.
const fn unclear(language: Language) -> &'static str {
    match language {
        Language::Japanese => {
            "空きがあるかを確かめられませんでした。日や場所の答えを確かめてください。答えがそろっているときは、問い合わせ先へお電話ください。"
        }
        Language::EasyJapanese => {
            "空《あ》いているか、わかりませんでした。日《ひ》や場所《ばしょ》の答《こた》えを見《み》てください。わからないときは、電話《でんわ》してください。"
        }
        Language::English => {
            "We could not tell whether there is a place left. Please check your answers about the day and the place; if they are complete, please call us."
        }
    }
}

#[cfg(test)]
mod tests {
    use form_engine::{Parts, Source};
    use serde_json::json;

    use super::*;

    /// A course whose day need not be given.
    fn course() -> Form {
        let text = json!({
            "$id": "sample", "title": "見本", "type": "object",
            "x-procedure": {
                "department": "課", "category": "samples", "workflow": "notification",
                "quota": { "places": 1, "slot": "form.day", "units": 1, "full": "満員です。" }
            },
            "x-pages": [{ "id": "one", "title": "1", "fields": ["day"] }],
            "properties": { "day": { "title": "日", "type": "string", "enum": ["土", "日"] } },
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).unwrap()
    }

    #[test]
    fn a_place_that_nobody_named_is_not_given_away() {
        let context = Context::on(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
        let named = claimed(&course(), &json!({ "day": "土" }), &context);
        assert!(named.is_ok_and(|claims| claims.quota.len() == 1));
        let limit = claimed(&course(), &json!({}), &context).unwrap_err();
        for language in Language::ALL {
            let problem = limit.clone().problem(language);
            assert_eq!(problem.severity, Severity::Error);
            assert!(!problem.message.is_empty());
        }
    }
}
