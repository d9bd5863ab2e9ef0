//! Filing together: what several procedures ask alike is typed once.
//!
//! A bundle knows the common answers and one draft a procedure. Each draft is filled,
//! checked and filed on its own; the bundle only puts the common answers into it, and
//! never over something that was typed there.

use std::sync::Arc;

use catalogue::Published;
use chrono::Duration;
use form_engine::{Checked, Context, Field, Form};
use kernel::{BundleId, DraftId, Instant, Language, ReceiptNumber};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use submission_store::{Place, Sealed, StoreError, WriteTx, bundles, drafts};

use crate::{
    Counter, Error, Visitor,
    draft_note::Note,
    draft_page::Saving,
    prefill::{Asking, Known, asked_for, prefilled, sources_of},
};

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
    /// The answers that were put into the drafts; `None` before the first time.
    #[serde(default)]
    put: Option<Value>,
    /// Whether they were put there, in bundles from before `put`.
    #[serde(default)]
    answered: bool,
    items: Vec<KeptItem>,
}

impl Kept {
    fn is_answered(&self) -> bool {
        self.answered || self.put.is_some()
    }
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

impl Counter {
    /// Begins a bundle of these procedures; those that do not exist are left out.
    pub async fn start_bundle(
        &self,
        visitor: &Visitor,
        procedures: &[String],
    ) -> Result<BundleId, Error> {
        let mut items: Vec<KeptItem> = Vec::new();
        for id in procedures {
            let fresh = items.iter().all(|item| item.procedure != *id);
            if fresh && items.len() < MOST && self.catalogue().procedure(id).is_some() {
                items.push(KeptItem { procedure: id.clone(), draft: None });
            }
        }
        if items.is_empty() {
            return Err(Error::NotFound);
        }
        let now = self.now();
        let id = BundleId::new(&*self.inner.ids, now);
        let common = self.catalogue().guide(COMMON).ok_or(Error::NotFound)?;
        let kept = Kept { answers: common.beginning(), put: None, answered: false, items };
        let row = bundles::Bundle {
            data: self.seal_bundle(&id, &kept)?,
            owner_hash: *visitor.owner_hash(),
            saves: 0,
            expires_at: now.plus(bundle_life()),
            id: id.clone(),
        };
        self.inner.store.write(move |tx| bundles::insert(tx, &row)).await.map_err(Error::from)?;
        Ok(id)
    }

    /// The bundles that this browser can go on with, the youngest first.
    pub async fn bundles_of(&self, visitor: &Visitor) -> Result<Vec<BundleId>, Error> {
        let (owner, now) = (*visitor.owner_hash(), self.now());
        let found = self.inner.store.read(move |tx| bundles::list_of_owner(tx, &owner, now));
        found.await.map_err(Error::from)
    }

    /// One bundle.
    pub async fn bundle(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        language: Language,
    ) -> Result<Bundle, Error> {
        self.bundle_at(visitor, id, language, self.now()).await
    }

    async fn bundle_at(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        language: Language,
        now: Instant,
    ) -> Result<Bundle, Error> {
        let (_, kept) = self.bundle_row(visitor, id, now).await?;
        let common = self.catalogue().guide(COMMON).ok_or(Error::NotFound)?;
        let context = Context::on(now.day()).speaking(language);
        let checked = self.check_common(&common, &kept, &context);
        let mut items = Vec::with_capacity(kept.items.len());
        for item in &kept.items {
            // A procedure that was retired meanwhile has nothing to go on with.
            let Some(published) = self.catalogue().procedure(&item.procedure) else { continue };
            let state = self.bundle_state(visitor, item, now).await?;
            items.push(BundleItem { published, state });
        }
        Ok(Bundle {
            id: id.clone(),
            hidden: common.hidden(&kept.answers, &Context::on(now.day())),
            needed: self.needed(&common, &kept),
            answered: kept.is_answered(),
            raw: kept.answers,
            checked,
            items,
            common,
        })
    }

    /// Saves the common answers. When they are right, every procedure gets them: those that
    /// have no draft yet get one. All in one transaction, so that a second press finds the
    /// drafts of the first, and a failure leaves no draft that no bundle knows.
    pub async fn answer_bundle(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        posted: &[(String, String)],
        language: Language,
    ) -> Result<(), Error> {
        let now = self.now();
        for _ in 0..MERGES {
            let answered = self.answered_bundle(visitor, id, posted, language, now);
            let (bundle, filled) = answered.await?;
            let written = self.inner.store.write(move |tx| {
                bundles::save(tx, &bundle)?;
                filled.iter().try_for_each(|draft| draft.write(tx))
            });
            match written.await {
                Err(StoreError::Conflict { .. }) => {}
                done => return done.map_err(Error::from),
            }
        }
        Err(Error::Busy)
    }

    /// Keeps the common answers as they are typed, and puts them nowhere yet.
    pub async fn note_bundle(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        posted: &[(String, String)],
        language: Language,
    ) -> Result<Bundle, Error> {
        let common = self.catalogue().guide(COMMON).ok_or(Error::NotFound)?;
        let now = self.now();
        for _ in 0..MERGES {
            let (mut row, mut kept) = self.bundle_row(visitor, id, now).await?;
            kept.answers = common.shape_page(QUESTIONS, posted, &kept.answers);
            row.data = self.seal_bundle(id, &kept)?;
            match self.inner.store.write(move |tx| bundles::save(tx, &row)).await {
                Err(StoreError::Conflict { .. }) => {}
                done => {
                    done?;
                    return self.bundle_at(visitor, id, language, now).await;
                }
            }
        }
        Err(Error::Busy)
    }

    /// The bundle with `posted` in it, and the drafts that change with it.
    async fn answered_bundle(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        posted: &[(String, String)],
        language: Language,
        now: Instant,
    ) -> Result<(bundles::Bundle, Vec<Filled>), Error> {
        let common = self.catalogue().guide(COMMON).ok_or(Error::NotFound)?;
        let (mut row, mut kept) = self.bundle_row(visitor, id, now).await?;
        let before = kept.put.as_ref().map(|put| Known::of(&common, put)).unwrap_or_default();
        kept.answers = common.shape_page(QUESTIONS, posted, &kept.answers);
        let context = Context::on(now.day()).speaking(language);
        let checked = self.check_common(&common, &kept, &context);
        let mut drafts = Vec::new();
        if checked.ok() {
            let known = Known::of(&common, &checked.data);
            let answers = Shared { known: &known, before: &before, language, now };
            for item in &mut kept.items {
                let Some(filled) = self.filled_item(visitor, item, &answers).await? else {
                    continue;
                };
                item.draft = Some(filled.id().clone());
                drafts.push(filled);
            }
            kept.put = Some(checked.data);
        }
        row.data = self.seal_bundle(id, &kept)?;
        row.expires_at = now.plus(bundle_life());
        Ok((row, drafts))
    }

    async fn bundle_row(
        &self,
        visitor: &Visitor,
        id: &BundleId,
        now: Instant,
    ) -> Result<(bundles::Bundle, Kept), Error> {
        let (owner, wanted) = (*visitor.owner_hash(), id.clone());
        let row = self.inner.store.read(move |tx| bundles::find(tx, &owner, &wanted, now)).await;
        let row = row.map_err(Error::from)?.ok_or(Error::NotFound)?;
        let plain = self.inner.store.sealer().open(&row.data)?;
        let kept = serde_json::from_slice(&plain).map_err(Error::internal)?;
        Ok((row, kept))
    }

    fn seal_bundle(&self, id: &BundleId, kept: &Kept) -> Result<Sealed, Error> {
        let plain = serde_json::to_vec(kept).map_err(Error::internal)?;
        Ok(self.inner.store.sealer().seal(Place::bundle(id), &plain))
    }

    /// Problems only of answers that somebody asked for.
    fn check_common(&self, common: &Form, kept: &Kept, context: &Context) -> Checked {
        let needed = self.needed(common, kept);
        let mut checked = common.check(&kept.answers, context);
        checked.problems.retain(|problem| {
            problem.at.split('/').nth(1).is_some_and(|name| needed.iter().any(|n| n == name))
        });
        checked
    }

    /// The questions of the common form that one of the procedures takes an answer from.
    fn needed(&self, common: &Form, kept: &Kept) -> Vec<String> {
        let published =
            kept.items.iter().filter_map(|item| self.catalogue().procedure(&item.procedure));
        let mut sources: Vec<String> =
            published.flat_map(|published| sources_of(&published.form)).collect();
        let implied: Vec<&str> =
            sources.iter().flat_map(|source| asked_for(source)).copied().collect();
        sources.extend(implied.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let fields = common.pages().iter().flat_map(|page| &page.fields);
        let wanted = |field: &&Arc<Field>| gives_one_of(field, &sources);
        fields.filter(wanted).map(|field| field.name.clone()).collect()
    }

    async fn bundle_state(
        &self,
        visitor: &Visitor,
        item: &KeptItem,
        now: Instant,
    ) -> Result<BundleState, Error> {
        let Some(id) = &item.draft else { return Ok(BundleState::NotStarted) };
        if let Some(filed) = self.filed_draft(visitor, id).await? {
            return Ok(BundleState::Filed(filed.receipt_number));
        }
        match self.draft_summary_at(visitor, id, now).await {
            Ok(draft) => Ok(BundleState::Open {
                draft: draft.id,
                next_page: draft.next_page,
                pages_left: draft.pages_left,
            }),
            Err(Error::NotFound) => Ok(BundleState::NotStarted),
            Err(other) => Err(other),
        }
    }

    /// The draft of one procedure with the common answers in it: a new one where there is
    /// none. Nothing where it was filed or retired.
    async fn filled_item(
        &self,
        visitor: &Visitor,
        item: &KeptItem,
        answers: &Shared<'_>,
    ) -> Result<Option<Filled>, Error> {
        let Some(published) = self.catalogue().procedure(&item.procedure) else { return Ok(None) };
        if let Some(id) = &item.draft {
            if self.filed_draft(visitor, id).await?.is_some() {
                return Ok(None);
            }
            match self.draft_row(visitor, id, answers.now).await {
                Ok(row) => return self.refilled(row, answers).await.map(Some),
                Err(Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        let raw = answers.put_into(&published.form, &published.form.beginning(), self);
        let (language, now) = (answers.language, answers.now);
        let note = Note::knowing(answers.known.by_answers(&published.form));
        self.new_draft(visitor, &published, (&raw, &note), language, now).map(Filled::New).map(Some)
    }

    async fn refilled(&self, row: drafts::Draft, answers: &Shared<'_>) -> Result<Filled, Error> {
        let published = self.published_of(&row).await?;
        let (raw, mut note) = self.open_noted_draft(&row, answers.now)?;
        note.known = answers.known.by_answers(&published.form);
        let raw = answers.put_into(&published.form, &raw, self);
        let (page, language) = (row.page.clone(), row.language);
        let (page, raw, note, now) = (&*page, &raw, &note, answers.now);
        let saving = Saving { page, raw, note, language, taken: None, now };
        self.changed_draft(row, &saving).map(Filled::Known)
    }
}

/// The common answers on their way into the drafts.
struct Shared<'a> {
    known: &'a Known,
    /// What was put there the last time.
    before: &'a Known,
    language: Language,
    now: Instant,
}

impl Shared<'_> {
    fn put_into(&self, form: &Form, raw: &Value, desk: &Counter) -> Value {
        let context = Context::on(self.now.day());
        let asking = Asking::of(form, raw, &context, desk.city().official_name());
        prefilled(&asking, raw, self.known, self.before)
    }
}

/// A draft to be written together with its bundle.
#[derive(Debug, Clone)]
enum Filled {
    New(drafts::Draft),
    Known(drafts::Draft),
}

impl Filled {
    fn id(&self) -> &DraftId {
        match self {
            Self::New(draft) | Self::Known(draft) => &draft.id,
        }
    }

    fn write(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        match self {
            Self::New(draft) => drafts::insert(tx, draft),
            Self::Known(draft) => drafts::save(tx, draft),
        }
    }
}

fn gives_one_of(field: &Field, sources: &[String]) -> bool {
    field.prefill.iter().chain(&field.prefills).any(|own| sources.contains(own))
        || field.children.iter().any(|child| gives_one_of(child, sources))
}
