//! One page of a draft: shown, saved as it was typed, checked once, with its files.

use casework::{Files, Upload, Verified, named};
use catalogue::Published;
use form_engine::{AnswerGroup, Checked, Context, Page};
use kernel::{AttachmentId, DraftId, Instant, Language};
use serde_json::{Map, Value};
use submission_store::{StoreError, attachments, drafts, unsent};

use crate::{
    Counter, Draft, Error, Revision, Visitor,
    draft::draft_life,
    draft_note::Note,
    identity::where_they_are,
    named_file::{forget_file, name_file},
    prefill::{Asking, followed},
};

/// One page of a draft, with everything that is said about it.
#[derive(Debug, Clone)]
pub struct DraftPage {
    /// The draft.
    pub draft: Draft,
    /// The problems of that page, those of its files and of its places among them.
    pub checked: Checked,
    /// What another tab or device has saved on that page, where the draft shows what was typed
    /// here and not taken.
    pub elsewhere: Option<AnswerGroup>,
}

/// A posted page of a draft.
#[derive(Debug, Clone, Copy)]
pub struct TypedPage<'a> {
    /// Its id.
    pub page: &'a str,
    /// The fields as they were posted.
    pub fields: &'a [(String, String)],
    /// How far the draft was when the page was shown, and by which tab.
    pub seen: Option<&'a Revision>,
}

/// The attachment field that changes, and the tab that changes it.
struct Place<'a> {
    pointer: &'a str,
    seen: Option<&'a Revision>,
    now: Instant,
}

/// A page of a draft as it is looked at.
struct Shown<'a> {
    page: &'a Page,
    raw: &'a Value,
    context: &'a Context,
    now: Instant,
}

/// What is written when a draft is saved.
pub(crate) struct Saving<'a> {
    /// The page that was saved.
    pub(crate) page: &'a str,
    pub(crate) raw: &'a Value,
    pub(crate) note: &'a Note,
    pub(crate) language: Language,
    /// What waited to be taken, and is taken with this.
    pub(crate) taken: Option<String>,
    pub(crate) now: Instant,
}

/// What became of a posted page.
#[derive(Debug, Clone)]
pub enum Saved {
    /// It was saved, also where it is wrong.
    Taken(Box<DraftPage>),
    /// Another tab or device changed that page after this one was shown: what was typed here
    /// is kept apart, and nothing is overwritten.
    Stale,
}

/// How often a page is merged again when others save the same draft at the same time: a
/// browser keeps at most six connections open.
pub(crate) const MERGES: u32 = 8;

/// Where what was typed on a page of a draft waits.
fn place_of(draft: &DraftId, page: &str) -> String {
    format!("draft {draft} {page}")
}

impl Counter {
    /// One page as it is to be shown. With `typed`, what was typed here and not taken stands
    /// in the place of what another tab has saved.
    pub async fn draft_page(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        page: &str,
        typed: bool,
        language: Language,
    ) -> Result<DraftPage, Error> {
        let now = self.now();
        let mut draft = self.draft_at(visitor, id, now).await?;
        let definition = page_of(&draft.published, page)?;
        let kept =
            if typed { self.unsent_at(visitor, &place_of(id, page), now).await? } else { None };
        let mut elsewhere = None;
        if let Some(typed) = kept {
            let context = draft.context(now.day()).speaking(language);
            let saved = draft.published.form.check(&draft.raw, &context);
            let groups = draft.published.form.answers(&saved.data, language);
            elsewhere = groups.into_iter().find(|group| group.page == definition.id);
            let raw = merged(definition, &draft.raw, &typed);
            draft.raw = Verified::over(draft.verified.as_ref(), &draft.published.form, &raw);
            draft.raw = draft.told().over(&draft.published.form, &draft.raw);
        }
        let context = draft.context(now.day()).speaking(language);
        let shown = Shown { page: definition, raw: &draft.raw, context: &context, now };
        let checked = self.checked_page(visitor, &draft.published, shown).await?;
        Ok(DraftPage { draft, checked, elsewhere })
    }

    /// Saves one posted page, also when it is wrong, and says what is wrong on it.
    ///
    /// The script saves while somebody types, and the page itself when it is left: whoever
    /// comes second merges its fields again into what the first has kept. A page that another
    /// tab has changed since it was shown (`seen`) is not saved over that.
    pub async fn save_page(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        typed: TypedPage<'_>,
        language: Language,
    ) -> Result<Saved, Error> {
        let now = self.now();
        for _ in 1..MERGES {
            match self.merge_page(visitor, id, typed, language, now).await {
                Err(Error::Conflict { .. }) => {}
                done => return done,
            }
        }
        self.merge_page(visitor, id, typed, language, now).await
    }

    async fn merge_page(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        TypedPage { page, fields, seen }: TypedPage<'_>,
        language: Language,
        now: Instant,
    ) -> Result<Saved, Error> {
        let row = self.draft_row(visitor, id, now).await?;
        let published = self.published_of(&row).await?;
        let definition = page_of(&published, page)?;
        let (before, mut note) = self.open_noted_draft(&row, now)?;
        let known = note.identified.verified.clone();
        let typed = published.form.shape_page(page, fields, &before);
        let raw = note.over(&published.form, &typed);
        let place = place_of(id, page);
        if differ(definition, &before, &raw) {
            if seen.is_some_and(|seen| note.is_stale(page, seen)) {
                let until = now.plus(draft_life());
                self.keep_unsent_until(visitor, &place, &fields_of(definition, &raw), until)
                    .await?;
                return Ok(Saved::Stale);
            }
            note.change(page, row.saves + 1, seen);
        }
        let raw = self.followed((&row, &published), [&before, &raw], &mut note, now);
        let row = self
            .save_draft(
                row,
                Saving { page, raw: &raw, note: &note, language, taken: Some(place), now },
            )
            .await?;
        let context = Verified::context(known.as_ref(), now.day()).speaking(language);
        let shown = Shown { page: definition, raw: &raw, context: &context, now };
        let checked = self.checked_page(visitor, &published, shown).await?;
        let draft = self.draft_view(&row, now).await?;
        Ok(Saved::Taken(Box::new(DraftPage { draft, checked, elsewhere: None })))
    }

    /// What was saved, with what is known where only the new answers tell that it is asked there.
    fn followed(
        &self,
        (row, published): (&drafts::Draft, &Published),
        [before, raw]: [&Value; 2],
        note: &mut Note,
        now: Instant,
    ) -> Value {
        let form = &published.form;
        if !form.prefills_by_answers() {
            return raw.clone();
        }
        let verified = note.identified.verified.as_ref();
        let known = verified.map(where_they_are).unwrap_or_default().or(&note.known);
        let (context, city) = (Verified::context(verified, now.day()), self.city().official_name());
        let asking = |raw| Asking::of(form, raw, &context, city);
        let filled = followed(&asking(before), &asking(raw), raw, &known);
        for page in form.pages().iter().filter(|page| differ(page, raw, &filled)) {
            note.change(&page.id, row.saves + 1, None);
        }
        filled
    }

    /// What is wrong on a page: what the form says, its files, and the places that are gone.
    async fn checked_page(
        &self,
        visitor: &Visitor,
        published: &Published,
        Shown { page, raw, context, now }: Shown<'_>,
    ) -> Result<Checked, Error> {
        let language = context.language;
        let mut checked = published.form.check_page(&page.id, raw, context);
        let files = Files { owner: visitor.owner_hash(), submission: None, now };
        self.casework.check_files(published, files, &mut checked, language).await?;
        let limit = self.casework.places_ahead(published, page, &checked.data, context).await?;
        checked.problems.extend(limit.map(|limit| limit.problem(language)));
        Ok(checked)
    }

    /// Replaces the typed answers of a page that was just saved: rows added or removed, a
    /// value repaired.
    pub async fn save_raw(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        page: &str,
        raw: &Value,
    ) -> Result<(), Error> {
        let now = self.now();
        let row = self.draft_row(visitor, id, now).await?;
        let (_, mut note) = self.open_noted_draft(&row, now)?;
        note.change(page, row.saves + 1, None);
        let language = row.language;
        self.save_draft(row, Saving { page, raw, note: &note, language, taken: None, now })
            .await
            .map(drop)
    }

    /// Takes a file for the attachment field at `pointer`, an instance pointer.
    pub async fn attach(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        pointer: &str,
        upload: Upload,
        seen: Option<&Revision>,
    ) -> Result<Draft, Error> {
        let now = self.now();
        let row = self.draft_row(visitor, id, now).await?;
        let published = self.published_of(&row).await?;
        let most = published.form.field(pointer).map_or(1, |field| field.max_files);
        let stored = self
            .casework
            .take_for_field(*visitor.owner_hash(), &published, pointer, upload, now)
            .await?;
        let put = |raw: &mut Value| Ok(name_file(raw, pointer, &stored.id, most)?);
        self.change_files(row, &published, Place { pointer, seen, now }, put).await
    }

    /// Removes a file from the attachment field at `pointer`.
    pub async fn detach(
        &self,
        visitor: &Visitor,
        id: &DraftId,
        pointer: &str,
        attachment: &AttachmentId,
        seen: Option<&Revision>,
    ) -> Result<(), Error> {
        let now = self.now();
        let row = self.draft_row(visitor, id, now).await?;
        let published = self.published_of(&row).await?;
        let drop_it = |raw: &mut Value| {
            forget_file(raw, pointer, attachment);
            Ok(())
        };
        self.change_files(row, &published, Place { pointer, seen, now }, drop_it).await?;
        let (owner, file) = (*visitor.owner_hash(), attachment.clone());
        self.inner.store.write(move |tx| attachments::discard(tx, &owner, &file)).await?;
        Ok(())
    }

    async fn change_files(
        &self,
        row: drafts::Draft,
        published: &Published,
        Place { pointer, seen, now }: Place<'_>,
        change: impl Fn(&mut Value) -> Result<(), Error>,
    ) -> Result<Draft, Error> {
        let (mut raw, mut note) = self.open_noted_draft(&row, now)?;
        change(&mut raw)?;
        if let Some(page) = published.form.page_of(pointer) {
            note.change(&page.id, row.saves + 1, seen);
        }
        let (page, language) = (row.page.clone(), row.language);
        let row = self
            .save_draft(
                row,
                Saving { page: &page, raw: &raw, note: &note, language, taken: None, now },
            )
            .await?;
        self.draft_view(&row, now).await
    }

    /// Saves what was typed, with its files.
    pub(crate) async fn save_draft(
        &self,
        row: drafts::Draft,
        saving: Saving<'_>,
    ) -> Result<drafts::Draft, Error> {
        let published = self.published_of(&row).await?;
        let raw = &saving.note.over(&published.form, saving.raw);
        let mut row = self.changed_draft(row, &Saving { raw, taken: None, ..saving })?;
        let taken = saving.taken;
        let files: Vec<AttachmentId> =
            named(&published.form, raw).into_iter().map(|file| file.id).collect();
        let (written, owner) = (row.clone(), row.owner_hash);
        self.inner
            .store
            .write(move |tx| {
                drafts::save(tx, &written)?;
                if let Some(place) = &taken {
                    unsent::remove(tx, &owner, place)?;
                }
                if files.is_empty() {
                    return Ok::<_, StoreError>(());
                }
                attachments::keep_until(tx, &owner, &files, written.expires_at)
            })
            .await?;
        row.saves += 1;
        Ok(row)
    }

    /// Keeps what was typed on a page whose draft went on elsewhere in the meantime; it is
    /// shown beside what was saved there when the draft is taken back.
    pub(crate) async fn keep_for_way_back(
        &self,
        visitor: &Visitor,
        row: &drafts::Draft,
        (page, posted): (&str, &[(String, String)]),
        now: Instant,
    ) -> Result<(), Error> {
        let published = self.published_of(row).await?;
        let Ok(definition) = page_of(&published, page) else { return Ok(()) };
        let raw = published.form.shape_page(page, posted, &Value::Object(Map::new()));
        let typed = fields_of(definition, &raw);
        self.keep_unsent_until(visitor, &place_of(&row.id, page), &typed, now.plus(draft_life()))
            .await
    }
}

fn page_of<'p>(published: &'p Published, page: &str) -> Result<&'p Page, Error> {
    published.form.pages().iter().find(|known| known.id == page).ok_or(Error::NotFound)
}

fn fields_of(page: &Page, raw: &Value) -> Value {
    let fields = page.fields.iter();
    let typed = |name: &String| raw.get(name).map(|value| (name.clone(), value.clone()));
    Value::Object(fields.filter_map(|field| typed(&field.name)).collect())
}

/// Whether an answer of the page is another one; nothing and an empty box are the same.
fn differ(page: &Page, before: &Value, after: &Value) -> bool {
    page.fields.iter().any(|field| {
        let (before, after) = (before.get(&field.name), after.get(&field.name));
        before != after && !(before.is_none_or(is_blank) && after.is_none_or(is_blank))
    })
}

pub(crate) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(members) => members.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What was saved with what was typed here over it; where nothing was typed, nothing is lost.
fn merged(page: &Page, saved: &Value, typed: &Value) -> Value {
    let mut raw = saved.clone();
    for field in &page.fields {
        let (Some(mine), Some(members)) = (typed.get(&field.name), raw.as_object_mut()) else {
            continue;
        };
        let theirs = members.get(&field.name).cloned().unwrap_or_default();
        members.insert(field.name.clone(), over(&theirs, mine));
    }
    raw
}

fn over(theirs: &Value, mine: &Value) -> Value {
    match (theirs, mine) {
        (Value::Object(theirs), Value::Object(mine)) => {
            let mut both = theirs.clone();
            for (name, value) in mine {
                let there = theirs.get(name).cloned().unwrap_or_default();
                both.insert(name.clone(), over(&there, value));
            }
            Value::Object(both)
        }
        (theirs, mine) if is_blank(mine) && !theirs.is_null() => theirs.clone(),
        (_, mine) => mine.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_typed_here_never_blanks_what_was_saved_elsewhere() {
        let saved = json!({ "postal": "980-8671", "town": "国分町" });
        let typed = json!({ "postal": "", "town": "上杉" });
        assert_eq!(over(&saved, &typed), json!({ "postal": "980-8671", "town": "上杉" }));
        assert_eq!(over(&Value::Null, &json!("")), json!(""));
        assert_eq!(over(&json!("a"), &json!(["b"])), json!(["b"]));
    }

    #[test]
    fn an_empty_box_is_no_answer() {
        for blank in [json!(null), json!(" "), json!([]), json!({ "a": "" }), json!([{ "b": "" }])]
        {
            assert!(is_blank(&blank), "{blank}");
        }
        for said in [json!("x"), json!(false), json!(0), json!({ "a": "x" })] {
            assert!(!is_blank(&said), "{said}");
        }
    }
}
