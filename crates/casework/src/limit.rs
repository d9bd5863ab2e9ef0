//! How many may file: the places and periods that a form's answers claim, and the line of those who
//! wait for a place.

use catalogue::Published;
use chrono::NaiveDate;
use form_engine::{
    Checked, Claims, Context, Form, OnceClaim, Page, Problem, QuotaClaim, Severity, Text,
    WaitingClaim,
};
use kernel::{Language, SubmissionId};
use serde_json::Value;
use submission_store::{
    Digest, Reads, StoreError, WriteTx, holds,
    waits::{self, Wait},
};

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

/// Places of one slot.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) slot: Digest,
    pub(crate) units: u32,
    pub(crate) places: u32,
    full: Text,
    waiting: Option<WaitingClaim>,
}

/// Who comes after whom where places are scarce.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Turn {
    /// Who files now comes after everybody who waits, and may join them.
    New {
        today: NaiveDate,
        /// Whether they have said that they would wait.
        would_wait: bool,
    },
    /// Who has filed, and mends it, keeps what they hold, and joins nobody.
    Filed,
}

/// What became of taking everything.
#[derive(Debug)]
pub(crate) enum Holding {
    /// It is theirs.
    Taken,
    /// They wait for it, and no longer than until that day.
    Waits(NaiveDate),
    /// It is not to be had; then the transaction must not commit.
    Refused(Limit),
}

/// The rule of a place that can be waited for: who confirms it, would wait.
pub const WAITING: &str = "waiting";

/// Why a submission cannot be taken, although its answers are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    rule: &'static str,
    /// `None` when nobody can tell what is claimed.
    message: Option<Text>,
    /// How they can wait for what is gone.
    waiting: Option<Line>,
}

/// A line that can be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    /// How many stand in it.
    ahead: i64,
    /// The last day on which a place is passed on.
    until: NaiveDate,
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

    pub(crate) fn wanted(&self, published: &Published, quota: QuotaClaim) -> Wanted {
        let slot = format!("{}\n{}", published.form.id(), quota.slot);
        Wanted {
            slot: self.inner.store.keys().hold(&slot),
            units: quota.units,
            places: quota.places,
            full: quota.full,
            waiting: quota.waiting,
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
        let (except, today) = (except.cloned(), context.today);
        Ok(self.inner.store.read(move |tx| holdings.peek(tx, except.as_ref(), today)).await?)
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
        self.places_gone(published, chosen, context.today).await
    }

    /// Whether there is no place for anybody, before anything is answered, and what is said of it.
    pub async fn is_full(
        &self,
        published: &Published,
        today: NaiveDate,
        language: Language,
    ) -> Result<Option<Problem>, Error> {
        let nothing = Value::Object(serde_json::Map::new());
        let quota = published.form.quota_claim(&nothing, &Context::on(today));
        let quota = quota.unwrap_or_default();
        if quota.is_empty() {
            return Ok(None);
        }
        let gone = self.places_gone(published, quota, today).await?;
        Ok(gone.map(|limit| limit.problem(language)))
    }

    async fn places_gone(
        &self,
        published: &Published,
        quota: Vec<QuotaClaim>,
        today: NaiveDate,
    ) -> Result<Option<Limit>, Error> {
        let holdings = Holdings { places: self.all_wanted(published, quota), once: Vec::new() };
        Ok(self.inner.store.read(move |tx| holdings.peek(tx, None, today)).await?)
    }
}

/// What the answers claim; what cannot be told is refused.
fn claimed(form: &Form, data: &Value, context: &Context) -> Result<Claims, Limit> {
    form.claims(data, context).map_err(|defect| {
        tracing::error!(procedure = form.id(), expression = %defect.expression, what = %defect.what, "a claim could not be computed");
        Limit { rule: "claim", message: None, waiting: None }
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
        today: NaiveDate,
    ) -> Result<Option<Limit>, StoreError> {
        for OneFiling { key, message, .. } in &self.once {
            if holds::has_filed(tx, key, except)? {
                return Ok(Some(Limit::once(message)));
            }
        }
        for wanted in &self.places {
            let slot = &wanted.slot;
            let own = except.map(|id| holds::held(tx, id, slot)).transpose()?.unwrap_or(0);
            let taken = holds::taken(tx, slot)?.unwrap_or(0) - own;
            if wanted.is_gone(tx, taken, own)? {
                let may_wait = Some(today).filter(|_| except.is_none());
                return Ok(Some(wanted.gone(waits::count(tx, slot)?, may_wait)));
            }
        }
        Ok(None)
    }

    /// Takes everything for `id`, or puts it in the line for it, or tells what is gone.
    pub(crate) fn take(
        &self,
        tx: &mut WriteTx<'_>,
        id: &SubmissionId,
        turn: Turn,
    ) -> Result<Holding, StoreError> {
        self.hold_lines(tx)?;
        self.take_after(tx, id, turn, &[])
    }

    /// The same for `id`, which holds something: that goes back, and what is claimed now is taken.
    pub(crate) fn take_anew(
        &self,
        tx: &mut WriteTx<'_>,
        id: &SubmissionId,
    ) -> Result<Holding, StoreError> {
        self.hold_lines(tx)?;
        let held = self.places.iter().map(|wanted| holds::held(tx, id, &wanted.slot));
        let held = held.collect::<Result<Vec<i64>, StoreError>>()?;
        holds::release(tx, id)?;
        self.take_after(tx, id, Turn::Filed, &held)
    }

    /// Before anything is counted, in whatever is taken: of two who hold a line and a count, each
    /// would wait for the other.
    fn hold_lines(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        let lines = self.places.iter().filter(|wanted| wanted.waiting.is_some());
        waits::hold(tx, lines.map(|wanted| &wanted.slot))
    }

    /// The same for who has `held` so many places of each slot.
    fn take_after(
        &self,
        tx: &mut WriteTx<'_>,
        id: &SubmissionId,
        turn: Turn,
        held: &[i64],
    ) -> Result<Holding, StoreError> {
        for OneFiling { key, lasts, message } in &self.once {
            if !holds::take_once(tx, id, key, *lasts)? {
                return Ok(Holding::Refused(Limit::once(message)));
            }
        }
        let held = held.iter().copied().chain(std::iter::repeat(0));
        for (wanted, own) in self.places.iter().zip(held) {
            let Wanted { slot, units, places, .. } = wanted;
            let taken = holds::taken(tx, slot)?.unwrap_or(0);
            // Fewer places than before take nobody's place away.
            let places = if i64::from(*units) <= own { u32::MAX } else { *places };
            if !wanted.is_gone(tx, taken, own)? && holds::take_places(tx, id, slot, *units, places)?
            {
                continue;
            }
            let today = if let Turn::New { today, .. } = turn { Some(today) } else { None };
            let gone = wanted.gone(waits::count(tx, slot)?, today);
            let (Some(Line { until, .. }), Turn::New { would_wait: true, .. }) =
                (gone.waiting, turn)
            else {
                return Ok(Holding::Refused(gone));
            };
            let wait = Wait { submission: id.clone(), slot: *slot, units: *units, until };
            waits::join(tx, &wait)?;
            return Ok(Holding::Waits(until));
        }
        Ok(Holding::Taken)
    }
}

impl Wanted {
    /// Whether there is no place, where others have `taken` theirs and `own` are held already. Nobody
    /// passes who waits and would have one.
    fn is_gone(&self, tx: &mut impl Reads, taken: i64, own: i64) -> Result<bool, StoreError> {
        let units = i64::from(self.units);
        if units <= own {
            return Ok(false);
        }
        let free = i64::from(self.places) - taken;
        Ok(free < units || own == 0 && waits::is_passed_over(tx, &self.slot, free)?)
    }

    /// What is said where `ahead` wait already. Nobody joins them once the last day is over, nor who
    /// needs more places than there are.
    fn gone(&self, ahead: i64, today: Option<NaiveDate>) -> Limit {
        let line = self.waiting.filter(|waiting| {
            let is_open = today.is_some_and(|today| today <= waiting.until);
            is_open && ahead < i64::from(waiting.most) && self.units <= self.places
        });
        let waiting = line.map(|line| Line { ahead, until: line.until });
        let rule = if waiting.is_some() { WAITING } else { "quota" };
        Limit { rule, message: Some(self.full.clone()), waiting }
    }
}

impl Limit {
    /// This as a problem of the whole form.
    pub fn problem(self, language: Language) -> Problem {
        let said = self.message.as_ref().map_or(unclear(language), |said| said.get(language));
        let (message, severity) = match self.waiting {
            Some(line) => (format!("{said}{}", line.says(language)), Severity::Warning),
            None => (said.to_owned(), Severity::Error),
        };
        Problem {
            at: String::new(),
            also: Vec::new(),
            rule: self.rule.to_owned(),
            message,
            severity,
            confirmed: false,
            repair: None,
        }
    }

    fn once(message: &Text) -> Self {
        Self { rule: "once", message: Some(message.clone()), waiting: None }
    }

    /// The checked answers with this among their problems.
    pub(crate) fn refuse(self, mut checked: Checked, language: Language) -> Error {
        checked.problems.push(self.problem(language));
        Error::Problems(Box::new(checked))
    }
}

impl Line {
    /// What comes after the sentence of the definition.
    fn says(self, language: Language) -> String {
        let Self { ahead, until } = self;
        match language {
            Language::Japanese => {
                let until = until.format("%-m月%-d日");
                format!(
                    "キャンセル待ちはできます（いま{ahead}件待っています）。{until}までに空きが出たら、申込みの順に席を確保して、お知らせします（空いた数で足りないときは、次の方へ渡ります）。出なければ、申込みは終わります。"
                )
            }
            Language::EasyJapanese => {
                let until = until.format("%-m月（がつ）%-d日（にち）");
                format!(
                    "だれかが やめるのを 待（ま）つことが できます（いま {ahead}件（けん） 待（ま）って います）。{until}までに あいたら、順番（じゅんばん）に 場所（ばしょ）を とります。あかなければ、終（お）わりです。"
                )
            }
            Language::English => {
                let until = until.format("%-d %B");
                format!(
                    " You can wait for a cancellation ({ahead} waiting now). A place that comes free by {until} goes to the next in line, and we tell you. If none does, your application ends."
                )
            }
        }
    }
}

/// What is said when the answers do not tell which place or period is claimed.
const fn unclear(language: Language) -> &'static str {
    match language {
        Language::Japanese => {
            "空きがあるかを確かめられませんでした。日や場所の答えを確かめてください。答えがそろっているときは、問い合わせ先へお電話ください。"
        }
        Language::EasyJapanese => {
            "空（あ）いて いるか、わかりませんでした。日（ひ）や 場所（ばしょ）の 答（こた）えを 見（み）て ください。わからない ときは、電話（でんわ）して ください。"
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
            let line = Line { ahead: 2, until: context.today };
            let told = Limit { waiting: Some(line), ..limit.clone() }.problem(language);
            assert_eq!(told.severity, Severity::Warning);
            // It is said where nothing reads the marks of furigana.
            assert!(!told.message.contains('《'), "{}", told.message);
        }
    }
}
