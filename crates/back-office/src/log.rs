//! What happened to a case: each part that the office reads comes from the newest, bounded,
//! and none is cut out of another.

use std::collections::{BTreeSet, HashMap};

use casework::{Shelter, open_event};
use form_engine::Form;
use kernel::{DepartmentId, Instant, Language, StaffId, SubmissionId};
use review_workflow::{Call, Case, Event, Remark};
use serde_json::Value;
use submission_store::{
    CaseSealer, Reads, Scope, StoreError,
    cases::{self, CaseRecord},
    events::{self, Kinds, LoggedEvent},
    looks::LookKind,
    staff,
};

use crate::{
    BackOffice, Error, Staff,
    consultations::people_asked,
    permission::{scope_of, shelter_of},
};

/// A part of what happened to a case.
#[derive(Debug, Clone, Default)]
pub struct HistoryPage {
    /// The entries, the earliest first.
    pub entries: Vec<HistoryEntry>,
    /// Before which entry the earlier ones are, if there are any.
    pub earlier: Option<i64>,
}

/// Something that happened, as the office reads it.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// When.
    pub at: Instant,
    /// Who of the staff; `None` for the resident or the system.
    pub by: Option<String>,
    /// The department to which it was handed or routed, where it was.
    pub desk: Option<String>,
    /// The question whose answer or file was opened, where the form asks it.
    pub question: Option<String>,
    /// What.
    pub event: Event,
}

/// A note that only the office reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// What.
    pub text: String,
    /// With whom they spoke, and about what, where it tells of a call.
    pub call: Option<Call>,
}

/// An entry of the chained log, as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EventView {
    /// Counts from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// `resident`, `system` or the staff member's id.
    pub actor: String,
    /// The event's word.
    pub kind: String,
    /// The fact itself.
    pub event: Value,
    /// Hash of the entry before, in hex.
    pub previous_hash: String,
    /// Hash of this entry, in hex.
    pub hash: String,
}

/// Entries of the history on one page.
const HISTORY: u32 = 100;
/// Notes that are shown.
const NOTES: u32 = 100;
/// Entries of the log in one answer of the API.
const LOG: u32 = 200;

impl BackOffice {
    /// The chained log of a case after entry `after`, the earliest first, and after which
    /// entry it goes on.
    pub async fn case_events(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        after: i64,
    ) -> Result<(Vec<EventView>, Option<i64>), Error> {
        let (scope, record, shelter) = self.looked_at(staff, id).await?;
        let (sealer, case) = (record.sealer, id.clone());
        let log = self.inner.store.read(move |tx| events::list(tx, &scope, &case, after, LOG));
        let log = log.await?;
        let is_full = u32::try_from(log.len()).is_ok_and(|length| length >= LOG);
        let next = log.last().filter(|_| is_full).map(|logged| logged.seq);
        let view = |logged: &LoggedEvent| {
            let event = serde_json::to_value(shelter.over_event(open_event(&sealer, logged)?));
            Ok(EventView {
                seq: logged.seq,
                at: logged.at,
                actor: logged.actor.clone(),
                kind: logged.kind.clone(),
                event: event.map_err(Error::internal)?,
                previous_hash: logged.prev_hash.hex(),
                hash: logged.hash.hex(),
            })
        };
        let events: Result<_, Error> = log.iter().map(view).collect();
        Ok((events?, next))
    }

    /// What happened to a case before entry `before`.
    pub async fn case_history(
        &self,
        staff: &Staff,
        id: &SubmissionId,
        before: i64,
    ) -> Result<HistoryPage, Error> {
        let (scope, record, shelter) = self.looked_at(staff, id).await?;
        let case = id.clone();
        let (history, people) = self
            .inner
            .store
            .read(move |tx| {
                let log =
                    events::list_newest(tx, &scope, &case, Kinds::Every, Some(before), HISTORY)?;
                let people = staff::names(tx, &staff_among(&log))?;
                Ok::<_, StoreError>((log, people))
            })
            .await
            .map_err(Error::from)?;
        let published = self.catalogue().procedure(&record.place.procedure);
        let form = published.as_ref().map(|published| &*published.form);
        self.history_of((&record.sealer, form), &history, &people, shelter)
    }

    /// The reach of this person, the case and what is kept back of it, once the look at a case that
    /// they may see is written down.
    async fn looked_at(
        &self,
        staff: &Staff,
        id: &SubmissionId,
    ) -> Result<(Scope, CaseRecord, Shelter), Error> {
        let (scope, asked, case) =
            (scope_of(&staff.authority), scope_of(&staff.authority), id.clone());
        self.is_of_others(staff, id).await?;
        let found = self.inner.store.read(move |tx| cases::find(tx, &asked, &case));
        let record = found.await?.ok_or(Error::NotFound)?;
        let now = self.now();
        self.opened(staff, &record, LookKind::History, now).await?;
        let shelter = shelter_of(staff, &record, now);
        Ok((scope, record, shelter))
    }

    pub(crate) fn history_of(
        &self,
        (sealer, form): (&CaseSealer, Option<&Form>),
        log: &[LoggedEvent],
        people: &HashMap<StaffId, String>,
        shelter: Shelter,
    ) -> Result<HistoryPage, Error> {
        let earlier = log.first().map(|logged| logged.seq).filter(|seq| *seq > 1);
        let entry = |logged: &LoggedEvent| {
            let event = shelter.over_event(open_event(sealer, logged)?);
            let (by, desk) = (name_of(&logged.actor, people), self.desk_name(desk_in(&event)));
            let question = form.and_then(|form| question_in(&event, form));
            Ok(HistoryEntry { at: logged.at, by, desk, question, event })
        };
        let entries: Result<_, Error> = log.iter().map(entry).collect();
        Ok(HistoryPage { entries: entries?, earlier })
    }

    /// Who changed a case last, for the person who came second.
    pub(crate) async fn conflict(&self, id: &SubmissionId) -> Error {
        let case = id.clone();
        let found = self.inner.store.read(move |tx| {
            let changes =
                Kinds::But(&["viewed", "sensitive-viewed", "code-reissued", "notice-opened"]);
            let log = events::list_newest(tx, &Scope::Worker, &case, changes, None, 1)?;
            let people = staff::names(tx, &staff_among(&log))?;
            Ok::<_, StoreError>((log.into_iter().next(), people))
        });
        match found.await {
            Ok((Some(last), people)) => {
                Error::Conflict { by: name_of(&last.actor, &people), at: Some(last.at) }
            }
            Ok((None, _)) => Error::NotFound,
            Err(fault) => fault.into(),
        }
    }
}

pub(crate) fn notes_of(
    sealer: &CaseSealer,
    log: &[LoggedEvent],
    people: &HashMap<StaffId, String>,
) -> Result<Vec<Note>, Error> {
    let mut notes = Vec::with_capacity(log.len());
    for logged in log {
        if let Event::Noted { at, by, text, call } = open_event(sealer, logged)? {
            notes.push(Note { at, by: people.get(&by).cloned().unwrap_or_default(), text, call });
        }
    }
    Ok(notes)
}

pub(crate) fn last_remarks(
    sealer: &CaseSealer,
    asked: Option<&LoggedEvent>,
) -> Result<Vec<Remark>, Error> {
    let asked = asked.map(|logged| open_event(sealer, logged)).transpose()?;
    match asked {
        Some(Event::CorrectionRequested { remarks, .. }) => Ok(remarks),
        Some(_) | None => Ok(Vec::new()),
    }
}

/// Entries of the log by what they are read for.
pub(crate) struct Told {
    pub(crate) history: Vec<LoggedEvent>,
    pub(crate) notes: Vec<LoggedEvent>,
    /// The newest request for a correction, or that it was taken back.
    pub(crate) asked: Option<LoggedEvent>,
    pub(crate) people: HashMap<StaffId, String>,
}

/// What the office reads of the log of a case, each part from the newest and none cut out of
/// another, with the names of who is in it and of `others`.
pub(crate) fn told(
    tx: &mut impl Reads,
    case: &SubmissionId,
    others: &[StaffId],
) -> Result<Told, StoreError> {
    let scope = Scope::Worker;
    let history = events::list_newest(tx, &scope, case, Kinds::Every, None, HISTORY)?;
    let notes = events::list_newest(tx, &scope, case, Kinds::Only(&["noted"]), None, NOTES)?;
    let asked = Kinds::Only(&["correction-requested", "correction-cancelled"]);
    let asked = events::list_newest(tx, &scope, case, asked, None, 1)?;
    let mut people = staff_among(history.iter().chain(&notes));
    people.extend(others.iter().cloned());
    let people = staff::names(tx, &people)?;
    Ok(Told { history, notes, asked: asked.into_iter().next(), people })
}

/// Those of whom the case itself tells.
pub(crate) fn people_of(case: &Case) -> Vec<StaffId> {
    let wanted_by = case.reopening.as_ref().map(|it| it.by.clone());
    let proposed_by = case.proposal.as_ref().map(|it| it.by.clone());
    let sample = case.sample.as_deref();
    let decided_by = sample.and_then(|it| it.of.clone());
    let looked_at_by = sample.and_then(|it| it.answer.as_ref()).map(|it| it.by.clone());
    case.assignee
        .clone()
        .into_iter()
        .chain(wanted_by)
        .chain(proposed_by)
        .chain(decider_of(case).cloned())
        .chain(decided_by)
        .chain(looked_at_by)
        .chain(people_asked(case))
        .chain(case.compared.iter().map(|it| it.by.clone()))
        .chain(case.attached.iter().map(|it| it.by.clone()))
        .collect()
}

/// Who made the decision; nobody where none was made, or a rule made it.
pub(crate) fn decider_of(case: &Case) -> Option<&StaffId> {
    case.decision.as_ref().and_then(|it| it.by.as_ref())
}

/// The members of staff who did something, each once.
fn staff_among<'a>(log: impl IntoIterator<Item = &'a LoggedEvent>) -> Vec<StaffId> {
    let actors: BTreeSet<&str> = log.into_iter().map(|logged| &*logged.actor).collect();
    actors.into_iter().filter_map(|actor| actor.parse().ok()).collect()
}

fn name_of(actor: &str, people: &HashMap<StaffId, String>) -> Option<String> {
    actor.parse::<StaffId>().ok().and_then(|id| people.get(&id).cloned())
}

/// The department to which a case goes with an event.
fn desk_in(event: &Event) -> Option<&DepartmentId> {
    if let Event::Consulted { question, .. } = event {
        return Some(&question.department);
    }
    if let Event::HandedOver { to: desk, .. } | Event::Filed { desk, .. } = event {
        desk.as_ref()
    } else {
        None
    }
}

/// The question whose answer or file was opened: its place stands before why.
fn question_in(event: &Event, form: &Form) -> Option<String> {
    let Event::SensitiveViewed { field, .. } = event else { return None };
    let place = field.split(' ').next().filter(|place| place.starts_with('/'))?;
    Some(form.field(place)?.title(Language::Japanese).to_owned())
}
