//! Filing together: what several procedures ask alike is typed once.
//!
//! A bundle knows the common answers and one draft a procedure. Each draft is filled,
//! checked and filed on its own; the bundle only puts the common answers into it, and
//! never over something that was typed there.

use std::sync::Arc;

use chrono::Duration;
use form_engine::{Checked, Context, Field, Form, Widget};
use kernel::{BundleId, DraftId, Language, ReceiptNumber};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use submission_store::{Place, Sealed, bundles};

use crate::{Desk, DeskError, Published, Visitor};

/// The guide without steps that asks the common answers.
pub const COMMON: &str = "together";
/// Its only page.
const QUESTIONS: &str = "questions";
/// As many as a household needs for any event of life.
const MOST: usize = 20;
/// How often a saving is tried again when another tab was faster.
const MERGES: u32 = 4;

/// A bundle as its owner sees it.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// Its id, which stands in the address of its page.
    pub id: BundleId,
    /// The form of the common answers.
    pub common: Arc<Form>,
    /// The common answers as typed.
    pub raw: Value,
    /// What is said about them.
    pub checked: Checked,
    /// The places in the common answers that conditions hide.
    pub hidden: Vec<String>,
    /// The common answers that at least one of the procedures needs, by name.
    pub needed: Vec<String>,
    /// Whether the common answers have been given.
    pub answered: bool,
    /// The procedures, in the order of the list.
    pub items: Vec<BundleItem>,
}

/// One procedure of a bundle.
#[derive(Debug, Clone)]
pub struct BundleItem {
    /// The procedure.
    pub published: Arc<Published>,
    /// How far it is.
    pub state: BundleState,
}

/// How far a procedure of a bundle is.
#[derive(Debug, Clone)]
pub enum BundleState {
    /// Its draft waits for the common answers, or was thrown away.
    NotStarted,
    /// Being filled in.
    Open {
        /// The draft.
        draft: DraftId,
        /// Where to go on.
        next_page: String,
        /// How many pages are left, the check page not counted.
        pages_left: usize,
    },
    /// Filed.
    Filed(ReceiptNumber),
}

/// What is kept of a bundle.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    answers: Value,
    answered: bool,
    items: Vec<KeptItem>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptItem {
    procedure: String,
    draft: Option<DraftId>,
}

/// As long as a draft.
fn bundle_life() -> Duration {
    Duration::days(30)
}

impl Desk {
    /// Begins a bundle of these procedures; those that do not exist are left out.
    pub async fn start_bundle(
        &self,
        visitor: &Visitor,
        procedures: &[String],
    ) -> Result<BundleId, DeskError> {
        let mut items: Vec<KeptItem> = Vec::new();
        for id in procedures {
            let fresh = items.iter().all(|item| item.procedure != *id);
            if fresh && items.len() < MOST && self.procedure(id).is_some() {
                items.push(KeptItem { procedure: id.clone(), draft: None });
            }
        }
        if items.is_empty() {
            return Err(DeskError::NotFound);
        }
        let now = self.now();
        let id = BundleId::new(&*self.inner.ids, now);
        let common = self.guide(COMMON).ok_or(DeskError::NotFound)?;
        let kept = Kept { answers: common.beginning(), answered: false, items };
        let row = bundles::Bundle {
            data: self.seal_bundle(&id, &kept)?,
            owner_hash: *visitor.owner_hash(),
            saves: 0,
            expires_at: now.plus(bundle_life()),
            id: id.clone(),
        };
        self.inner
            .store
            .write(move |tx| bundles::insert(tx, &row))
            .await
            .map_err(DeskError::from)?;
        Ok(id)
    }

    /// The bundles that this browser can go on with, the youngest first.
    pub async fn bundles_of(&self, visitor: &Visitor) -> Result<Vec<BundleId>, DeskError> {
        let (owner, now) = (*visitor.owner_hash(), self.now());
        let found = self.inner.store.read(move |tx| bundles::list_of_owner(tx, &owner, now));
        found.await.map_err(DeskError::from)
    }

    /// One bundle.
    pub async fn bundle(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        language: Language,
    ) -> Result<Bundle, DeskError> {
        let (_, kept) = self.bundle_row(visitor, id).await?;
        let common = self.guide(COMMON).ok_or(DeskError::NotFound)?;
        let checked = self.check_common(&common, &kept, language);
        let mut items = Vec::with_capacity(kept.items.len());
        for item in &kept.items {
            // A procedure that was retired meanwhile has nothing to go on with.
            let Some(published) = self.procedure(&item.procedure) else { continue };
            let state = self.bundle_state(visitor, item).await?;
            items.push(BundleItem { published, state });
        }
        Ok(Bundle {
            id: id.clone(),
            hidden: common.hidden(&kept.answers, &Context::on(self.today())),
            needed: self.needed(&common, &kept),
            raw: kept.answers,
            answered: kept.answered,
            checked,
            items,
            common,
        })
    }

    /// Saves the common answers. When they are right, every procedure gets them: those that
    /// have no draft yet get one.
    pub async fn answer_bundle(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        posted: &[(String, String)],
        language: Language,
    ) -> Result<(), DeskError> {
        let common = self.guide(COMMON).ok_or(DeskError::NotFound)?;
        for _ in 0..MERGES {
            let (mut row, mut kept) = self.bundle_row(visitor, id).await?;
            kept.answers = common.shape_page(QUESTIONS, posted, &kept.answers);
            let checked = self.check_common(&common, &kept, language);
            if checked.ok() {
                kept.answered = true;
                for item in &mut kept.items {
                    self.fill_item(visitor, item, &common, &checked.data, language).await?;
                }
            }
            row.data = self.seal_bundle(id, &kept)?;
            row.expires_at = self.now().plus(bundle_life());
            match self.inner.store.write(move |tx| bundles::save(tx, &row)).await {
                Err(submission_store::StoreError::Conflict { .. }) => {}
                done => return done.map_err(DeskError::from),
            }
        }
        Err(DeskError::Busy)
    }

    async fn bundle_row(
        &self,
        visitor: &Visitor,
        id: &BundleId,
    ) -> Result<(bundles::Bundle, Kept), DeskError> {
        let (owner, wanted, now) = (*visitor.owner_hash(), id.clone(), self.now());
        let row = self.inner.store.read(move |tx| bundles::find(tx, &owner, &wanted, now)).await;
        let row = row.map_err(DeskError::from)?.ok_or(DeskError::NotFound)?;
        let plain = self.inner.store.sealer().open(&row.data)?;
        let kept = serde_json::from_slice(&plain).map_err(DeskError::internal)?;
        Ok((row, kept))
    }

    fn seal_bundle(&self, id: &BundleId, kept: &Kept) -> Result<Sealed, DeskError> {
        let plain = serde_json::to_vec(kept).map_err(DeskError::internal)?;
        Ok(self.inner.store.sealer().seal(Place::bundle(id), &plain))
    }

    /// Problems only of answers that somebody asked for.
    fn check_common(&self, common: &Form, kept: &Kept, language: Language) -> Checked {
        let needed = self.needed(common, kept);
        let mut checked =
            common.check(&kept.answers, &Context::on(self.today()).speaking(language));
        checked.problems.retain(|problem| {
            problem.at.split('/').nth(1).is_some_and(|name| needed.iter().any(|n| n == name))
        });
        checked
    }

    /// The questions of the common form that one of the procedures takes an answer from.
    fn needed(&self, common: &Form, kept: &Kept) -> Vec<String> {
        let mut sources = Vec::new();
        for published in kept.items.iter().filter_map(|item| self.procedure(&item.procedure)) {
            for field in published.form.pages().iter().flat_map(|page| &page.fields) {
                collect_prefills(field, &mut sources);
            }
        }
        let fields = common.pages().iter().flat_map(|page| &page.fields);
        let wanted = |field: &&Arc<Field>| {
            let mut own = Vec::new();
            collect_prefills(field, &mut own);
            own.iter().any(|source| sources.contains(source))
        };
        fields.filter(wanted).map(|field| field.name.clone()).collect()
    }

    async fn bundle_state(
        &self,
        visitor: &Visitor,
        item: &KeptItem,
    ) -> Result<BundleState, DeskError> {
        let Some(id) = &item.draft else { return Ok(BundleState::NotStarted) };
        if let Some(filed) = self.filed_draft(visitor, id).await? {
            return Ok(BundleState::Filed(filed.receipt_number));
        }
        match self.draft_summary(visitor, id).await {
            Ok(draft) => Ok(BundleState::Open {
                draft: draft.id,
                next_page: draft.next_page,
                pages_left: draft.pages_left,
            }),
            Err(DeskError::NotFound) => Ok(BundleState::NotStarted),
            Err(other) => Err(other),
        }
    }

    /// Puts the common answers into the item's draft, which is started where there is none.
    async fn fill_item(
        &self,
        visitor: &Visitor,
        item: &mut KeptItem,
        common: &Form,
        answers: &Value,
        language: Language,
    ) -> Result<(), DeskError> {
        let Some(published) = self.procedure(&item.procedure) else { return Ok(()) };
        if matches!(self.bundle_state(visitor, item).await?, BundleState::Filed(_)) {
            return Ok(());
        }
        let draft = match &item.draft {
            Some(id) => match self.draft(visitor, id).await {
                Ok(draft) => Some(draft),
                Err(DeskError::NotFound) => None,
                Err(other) => return Err(other),
            },
            None => None,
        };
        let draft = if let Some(draft) = draft {
            draft
        } else {
            let id = self.start_draft(visitor, published.form.id(), language).await?;
            self.draft(visitor, &id).await?
        };
        item.draft = Some(draft.id.clone());
        let raw = prefilled(&draft.published.form, &draft.raw, &sources_of(common, answers));
        let page = draft.page.unwrap_or_default();
        self.save_raw(visitor, &draft.id, &page, raw).await.map(|_| ())
    }
}

/// The values by their sources: `resident.name`.
fn sources_of(common: &Form, answers: &Value) -> Vec<(String, Value)> {
    fn collect(field: &Field, answers: &Value, into: &mut Vec<(String, Value)>) {
        if let Some((source, value)) = field.prefill.as_ref().zip(answers.pointer(&field.pointer)) {
            into.push((source.clone(), value.clone()));
        }
        for child in &field.children {
            collect(child, answers, into);
        }
    }
    let mut sources = Vec::new();
    for field in common.pages().iter().flat_map(|page| &page.fields) {
        collect(field, answers, &mut sources);
    }
    sources
}

/// The draft with the known values where nothing has been typed.
fn prefilled(form: &Form, raw: &Value, sources: &[(String, Value)]) -> Value {
    let mut data = raw.as_object().cloned().unwrap_or_default();
    for field in form.pages().iter().flat_map(|page| &page.fields) {
        fill(field, sources, &mut data);
    }
    Value::Object(data)
}

fn fill(field: &Field, sources: &[(String, Value)], data: &mut Map<String, Value>) {
    let known = field.prefill.as_ref().and_then(|prefill| {
        sources.iter().find(|(source, _)| source == prefill).map(|(_, value)| value)
    });
    if let Some(value) = known.filter(|_| !data.contains_key(&field.name)) {
        data.insert(field.name.clone(), fitted(field, value));
        return;
    }
    if field.widget == Widget::Group && field.prefill.is_none() {
        let inside = data.get(&field.name).and_then(Value::as_object).cloned();
        let mut inside = inside.unwrap_or_default();
        for child in &field.children {
            fill(child, sources, &mut inside);
        }
        if !inside.is_empty() {
            data.insert(field.name.clone(), Value::Object(inside));
        }
    }
}

/// An address as the question wants it: with the ward alone where all lie in the city.
fn fitted(field: &Field, value: &Value) -> Value {
    let (Some(ward), Some(address)) = (field.child("ward"), value.as_object()) else {
        return value.clone();
    };
    let city = address.get("city").and_then(Value::as_str).unwrap_or_default();
    let of_city = ward.choices.iter().find(|choice| city.ends_with(choice.value.as_str()));
    let mut fitted: Map<String, Value> = Map::new();
    for child in &field.children {
        if let Some(part) = address.get(&child.name) {
            fitted.insert(child.name.clone(), part.clone());
        }
    }
    if let Some(choice) = of_city {
        fitted.insert("ward".to_owned(), choice.data.clone());
    }
    Value::Object(fitted)
}

fn collect_prefills(field: &Field, into: &mut Vec<String>) {
    into.extend(field.prefill.clone());
    for child in &field.children {
        collect_prefills(child, into);
    }
}

#[cfg(test)]
mod tests {
    use form_engine::{Parts, Source};
    use serde_json::json;

    use super::*;

    fn form(properties: &Value, fields: &[&str]) -> Form {
        let text = json!({
            "$id": "sample", "title": "見本", "type": "object",
            "x-procedure": { "department": "課", "category": "samples", "workflow": "notification" },
            "x-pages": [{ "id": "one", "title": "1", "fields": fields }],
            "properties": properties,
        });
        let source = Source { file: "f.json", text: &text.to_string(), overlays: &[] };
        Form::compile(&source, &Parts::default()).unwrap()
    }

    #[test]
    fn known_answers_go_where_nothing_was_typed() {
        let name = json!({ "title": "氏名", "type": "string", "x-prefill": "resident.name" });
        let contact = json!({ "title": "連絡先", "type": "object", "properties": {
            "phone": { "title": "電話", "type": "string", "x-prefill": "resident.phone" } } });
        let form = form(&json!({ "name": name, "contact": contact }), &["name", "contact"]);
        let sources = [
            ("resident.name".to_owned(), json!("山田 花子")),
            ("resident.phone".to_owned(), json!("022-261-1111")),
        ];
        let filled = prefilled(&form, &json!({}), &sources);
        assert_eq!(filled, json!({ "name": "山田 花子", "contact": { "phone": "022-261-1111" } }));
        let typed = json!({ "name": "山田 太郎" });
        assert_eq!(prefilled(&form, &typed, &sources)["name"], "山田 太郎");
    }

    #[test]
    fn an_address_in_the_city_becomes_its_ward() {
        let address = json!({ "title": "住所", "type": "object", "x-prefill": "resident.address", "properties": {
            "ward": { "title": "区", "type": "string", "enum": ["青葉区", "仙台市以外"] },
            "town": { "title": "町", "type": "string" } } });
        let form = form(&json!({ "address": address }), &["address"]);
        let sources = |city: &str| {
            [(
                "resident.address".to_owned(),
                json!({ "prefecture": "宮城県", "city": city, "town": "国分町" }),
            )]
        };
        let filled = prefilled(&form, &json!({}), &sources("仙台市青葉区"));
        assert_eq!(filled["address"], json!({ "town": "国分町", "ward": "青葉区" }));
        let elsewhere = prefilled(&form, &json!({}), &sources("名取市"));
        assert_eq!(elsewhere["address"], json!({ "town": "国分町" }));
    }
}
