//! The queue: which cases wait, and in which order.

use std::collections::{BTreeSet, HashMap};

use casework::Subject;
use chrono::NaiveDate;
use japanese_values::calendar;
use kernel::{
    Authority, CasePlace, DepartmentId, Instant, Language, Permission as _, ReceiptNumber, StaffId,
    SubmissionId, WardId,
};
use review_workflow::{Returned, State};
use submission_store::{
    Cursor, Page, StoreError,
    cases::{self, QueueEntry},
    departments,
    labels::{self, Label},
    looks::LookKind,
    search, seen, staff,
    submissions::Source,
};

use crate::{
    BackOffice, Error, QueueFilter, Staff,
    look::asked,
    permission::{See, Take, Work, reach_of},
    place::Mark,
};

/// One case in the list.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "one for each mark of a row")]
pub struct QueueRow {
    /// The case.
    pub id: SubmissionId,
    /// 受付番号
    pub receipt_number: ReceiptNumber,
    /// The procedure's id.
    pub procedure: String,
    /// The procedure's title in Japanese.
    pub title: String,
    /// The applicant as the form names them.
    pub applicant: Option<String>,
    /// Their kana.
    pub applicant_kana: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Why it is back in the hands of who works on it.
    pub returned: Option<Returned>,
    /// Whose turn a proposal is, from 1, and how many it goes by.
    pub step: Option<(u32, u32)>,
    /// 合議中: whether a department was asked that has not answered.
    pub is_asked: bool,
    /// Who has it.
    pub assignee: Option<String>,
    /// When it arrived.
    pub received_at: Instant,
    /// When it was changed last.
    pub changed_at: Instant,
    /// When it came to its end.
    pub ended_at: Option<Instant>,
    /// How often its answers were corrected.
    pub corrections: u32,
    /// Until when it should be done.
    pub due_on: Option<NaiveDate>,
    /// Open days left, negative when overdue; `None` while the clock stands still or it is over.
    pub remaining_days: Option<i64>,
    /// Which day it is on which the clock stands still, and the last one for an answer or for paying.
    pub stopped: Option<(i64, NaiveDate)>,
    /// By which door it came.
    pub source: Source,
    /// How many warnings the resident confirmed.
    pub warnings: u32,
    /// How much of it is still to be looked at.
    pub open_findings: u64,
    /// The labels that it bears.
    pub labels: Vec<Label>,
    /// Whether somebody put it before all others.
    pub is_first: bool,
    /// 支援措置: whether it is kept back where the applicant is.
    pub is_protected: bool,
    /// 質問あり: since when the resident waits for an answer.
    pub question_at: Option<Instant>,
    /// Whether the person who asks has it.
    pub is_mine: bool,
    /// Whether somebody else changed it since that person read it.
    pub is_unread: bool,
    /// The responsible department.
    pub department: DepartmentId,
    /// Its name.
    pub department_name: String,
    /// The department at which it lies, when that is another one.
    pub desk: Option<DepartmentId>,
    /// Its name.
    pub desk_name: Option<String>,
    /// The ward, where it is known.
    pub ward: Option<WardId>,
    /// Its name.
    pub ward_name: Option<String>,
    /// For commands.
    pub version: i64,
}

/// A page of the list.
#[derive(Debug, Clone, Default)]
pub struct QueuePage {
    /// The cases.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Where the page before begins.
    pub previous: Option<String>,
    /// A search went back to this day of arrival and found no full page; `next` goes on from there.
    pub stopped_at: Option<NaiveDate>,
    /// So many rows were looked at that the page is not full; `next` goes on from there.
    pub stopped: bool,
    /// Whether a search does not find older cases yet: they are still being indexed.
    pub is_behind: bool,
}

/// Which way along a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To what is done after it.
    Next,
    /// To what is done before it.
    Previous,
}

/// To whom a case can be given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heirs {
    /// The colleagues who work on such cases: id and name.
    pub colleagues: Vec<(StaffId, String)>,
    /// Those of them who are away now.
    pub away: Vec<StaffId>,
    /// The other departments where somebody takes such cases, the one that answers for this
    /// case first: id and name.
    pub desks: Vec<(DepartmentId, String)>,
}

fn told_to_security(staff: &Staff, shown: usize, kind: LookKind) {
    tracing::info!(
        target: "security",
        outcome = "looked at cases",
        staff = %staff.id(),
        shown,
        searched = kind == LookKind::Search,
    );
}

/// With fewer rows than this a list ends, or has stopped. Walked backwards none has too few.
fn full_page(page: &Page) -> usize {
    let rows = if page.before.is_some() { 0 } else { page.limit.clamp(1, Page::MOST) };
    usize::try_from(rows).unwrap_or(usize::MAX)
}

impl BackOffice {
    /// A page of the queue as far as this person may see it.
    pub async fn queue(
        &self,
        staff: &Staff,
        filter: QueueFilter,
        cursor: Option<String>,
        limit: u32,
    ) -> Result<QueuePage, Error> {
        self.queue_at(staff, filter, cursor, limit, self.now()).await
    }

    /// The same in the middle of an intent.
    pub(crate) async fn queue_at(
        &self,
        staff: &Staff,
        filter: QueueFilter,
        cursor: Option<String>,
        limit: u32,
        now: Instant,
    ) -> Result<QueuePage, Error> {
        let today = now.day();
        let filter = self.by_document_number(filter).await?;
        let wanted = Self::store_filter(staff, &filter, today);
        let by_words = wanted.sought.is_some() || wanted.receipt_begins.is_some();
        let words = filter.words.as_deref().filter(|_| by_words);
        let terms = words.map(|words| self.terms_of(staff, words)).unwrap_or_default();
        let (kind, part) = asked(&filter, wanted.receipt_number.as_ref(), terms);
        let mark = Mark::of(&part, wanted.sort);
        let page = mark.page(cursor.as_deref(), limit)?;
        let part = match cursor {
            Some(cursor) => format!("{part} page={cursor}").trim_start().to_owned(),
            None => part,
        };
        let (reach, person) = (reach_of(&staff.authority), staff.id().clone());
        let (searches, full) = (wanted.sought.is_some(), full_page(&page));
        let (listed, people, read, mut labels, is_behind) = self
            .inner
            .store
            .read(move |tx| {
                let mut listed = cases::list(tx, &reach, &wanted, &page)?;
                // Everything before the place has left the list: it begins here.
                if listed.items.is_empty() && page.before.is_some() && listed.previous.is_none() {
                    listed = cases::list(tx, &reach, &wanted, &Page::first(limit))?;
                }
                let people: Vec<StaffId> =
                    listed.items.iter().filter_map(|entry| entry.assignee.clone()).collect();
                let mine: Vec<&SubmissionId> = listed
                    .items
                    .iter()
                    .filter(|entry| entry.assignee.as_ref() == Some(&person))
                    .map(|entry| &entry.id)
                    .collect();
                let read = seen::versions(tx, &person, &mine)?;
                let ids: Vec<&SubmissionId> = listed.items.iter().map(|entry| &entry.id).collect();
                let labels = labels::borne(tx, &ids)?;
                let is_behind = searches && search::is_behind(tx)?;
                Ok::<_, StoreError>((listed, staff::names(tx, &people)?, read, labels, is_behind))
            })
            .await?;
        self.looked_through(staff, kind, part, listed.items.len(), now).await?;
        told_to_security(staff, listed.items.len(), kind);
        let stopped = listed.next.is_some() && listed.items.len() < full;
        let rows = listed.items.into_iter().map(|entry| {
            let is_mine = entry.assignee.as_ref() == Some(staff.id());
            let is_read = entry.changed_by == staff.id().as_str()
                || read.get(&entry.id).is_some_and(|version| *version >= entry.version);
            let row = self.queue_row(entry, &people, today)?;
            let labels = labels.remove(&row.id).unwrap_or_default();
            Ok::<_, Error>(QueueRow { is_mine, is_unread: is_mine && !is_read, labels, ..row })
        });
        Ok(QueuePage {
            stopped,
            rows: rows.collect::<Result<_, _>>()?,
            stopped_at: listed.next.as_ref().and_then(Cursor::stopped_at).map(Instant::day),
            is_behind,
            next: listed.next.map(|cursor| mark.after(&cursor)),
            previous: listed.previous.map(|cursor| mark.before(&cursor)),
        })
    }

    /// The case beside this one in a list that it stands in, or stood in.
    pub async fn neighbour(
        &self,
        staff: &Staff,
        filter: QueueFilter,
        id: &SubmissionId,
        way: Way,
    ) -> Result<Option<SubmissionId>, Error> {
        let filter = self.by_document_number(filter).await?;
        let wanted = Self::store_filter(staff, &filter, self.now().day());
        let (reach, id) = (reach_of(&staff.authority), id.clone());
        let beside = self.inner.store.read(move |tx| {
            let Some(place) = cases::place(tx, wanted.sort, &id)? else { return Ok(None) };
            let page = match way {
                Way::Next => Page::after(1, place),
                Way::Previous => Page::before(1, place),
            };
            let listed = cases::list(tx, &reach, &wanted, &page)?;
            Ok::<_, StoreError>(listed.items.into_iter().next().map(|entry| entry.id))
        });
        Ok(beside.await?)
    }

    fn queue_row(
        &self,
        entry: QueueEntry,
        people: &HashMap<StaffId, String>,
        today: NaiveDate,
    ) -> Result<QueueRow, Error> {
        let subject = match &entry.applicant {
            Some(sealed) => Subject::from_stored(&entry.sealer.open(sealed)?),
            None => Subject::default(),
        };
        let running = !entry.state.is_decided() && !entry.state.stops_the_clock();
        let due_on = entry.due_on.filter(|_| running);
        Ok(QueueRow {
            title: self.catalogue().title_of(&entry.procedure),
            applicant: subject.name(),
            applicant_kana: subject.kana(),
            warnings: subject.warnings,
            open_findings: entry.open_findings,
            labels: Vec::new(),
            is_first: entry.first_on.is_some(),
            is_protected: entry.protected_until.is_some_and(|until| today <= until),
            question_at: entry.question_at,
            is_mine: false,
            is_unread: false,
            assignee: entry.assignee.as_ref().and_then(|id| people.get(id).cloned()),
            remaining_days: due_on.map(|due| calendar::open_days_between(today, due)),
            id: entry.id,
            receipt_number: entry.receipt_number,
            procedure: entry.procedure,
            state: entry.state,
            returned: entry.returned,
            step: entry.step,
            is_asked: entry.is_asked,
            received_at: entry.arrived_at,
            changed_at: entry.changed_at,
            ended_at: entry.ended_at,
            corrections: entry.corrections,
            due_on,
            stopped: entry.stopped_at.map(|since| (nth_day(since, today), entry.next_date)),
            source: entry.source,
            department_name: self
                .catalogue()
                .department_name(entry.department.as_str(), Language::Japanese),
            department: entry.department,
            desk_name: self.desk_name(entry.desk.as_ref()),
            desk: entry.desk,
            ward_name: self.ward_name(entry.ward.as_ref()),
            ward: entry.ward,
            version: entry.version,
        })
    }

    /// What people of the office call a ward.
    pub(crate) fn ward_name(&self, ward: Option<&WardId>) -> Option<String> {
        ward.map(|ward| self.catalogue().ward_name(ward, Language::Japanese))
    }

    /// What people of the office call the department at which a case lies.
    pub(crate) fn desk_name(&self, desk: Option<&DepartmentId>) -> Option<String> {
        desk.map(|desk| self.catalogue().department_name(desk.as_str(), Language::Japanese))
    }

    /// To whom, and to which other department, a case that stands there can be given.
    pub async fn heirs(&self, place: &CasePlace) -> Result<Heirs, Error> {
        let now = self.now();
        let all = self.everybody(now).await?;
        let away = self.people_away(now).await?;
        let mut desks = self.named_desks(desks_of(&all, place));
        // The one that answers for it comes first.
        desks.sort_by_key(|(desk, _)| *desk != place.department);
        let works_here = |who: &Authority| who.allow::<Work>(place).is_ok();
        let colleagues = named(all.into_iter().filter(|(who, _)| works_here(who)));
        Ok(Heirs { colleagues, away, desks })
    }

    /// The departments at which cases lie that this person sees, id and name; none where all of
    /// them lie with whoever answers for them.
    pub async fn desks(&self, staff: &Staff) -> Result<Vec<(DepartmentId, String)>, Error> {
        let reach = reach_of(&staff.authority);
        let found = self.inner.store.read(move |tx| cases::desks(tx, &reach)).await;
        Ok(self.named_desks(found.map_err(|fault: StoreError| Error::from(fault))?))
    }

    /// The departments where somebody takes cases: id and name.
    pub async fn staffed_desks(&self) -> Result<Vec<(DepartmentId, String)>, Error> {
        Ok(self.desks_of_all(&self.everybody(self.now()).await?))
    }

    /// The same of these people.
    pub(crate) fn desks_of_all(
        &self,
        everybody: &[(Authority, String)],
    ) -> Vec<(DepartmentId, String)> {
        self.named_desks(staffed(everybody).map(|(_, desk)| desk.clone()).collect())
    }

    /// Departments with their names, by name.
    pub(crate) fn named_desks(&self, desks: BTreeSet<DepartmentId>) -> Vec<(DepartmentId, String)> {
        let name =
            |id: &DepartmentId| self.catalogue().department_name(id.as_str(), Language::Japanese);
        let mut named: Vec<_> = desks.into_iter().map(|id| (id.clone(), name(&id))).collect();
        named.sort_by(|(_, one), (_, other)| one.cmp(other));
        named
    }

    /// Whoever may have a case that this person sees: id and name.
    pub async fn holders(&self, staff: &Staff) -> Result<Vec<(StaffId, String)>, Error> {
        let mine = staff.authority.reach::<See>();
        let all = self.everybody(self.now()).await?;
        let meets = |who: &Authority| who.reach::<Work>().meets(&mine);
        Ok(named(all.into_iter().filter(|(who, _)| meets(who))))
    }

    /// Whoever has open cases that this person sees and may not work on any more: they left, were
    /// shut out, or have another role. Nobody else would find these cases by a person.
    pub async fn left_behind(&self, staff: &Staff) -> Result<Vec<(StaffId, String)>, Error> {
        let (today, reach) = (self.today(), staff.authority.reach::<See>());
        let read = self.inner.store.read(move |tx| {
            let mut left = Vec::new();
            for (id, name) in staff::left_behind(tx, Work::ROLES, today)? {
                let filter = cases::QueueFilter {
                    assignee: Some(cases::Assigned::To(id.clone())),
                    ..cases::QueueFilter::default()
                };
                if cases::count(tx, &reach, &filter, 1)?.number > 0 {
                    left.push((id, name));
                }
            }
            Ok::<_, StoreError>(left)
        });
        Ok(read.await?)
    }

    /// Everybody who is not disabled, with what they may do.
    pub(crate) async fn everybody(&self, now: Instant) -> Result<Vec<(Authority, String)>, Error> {
        let today = now.day();
        let read = self.inner.store.read(move |tx| {
            let (people, tree) = (staff::list(tx)?, departments::tree(tx)?);
            let active = people.into_iter().filter(|person| person.disabled_at.is_none());
            let of = |person: staff::Staff| {
                (Authority::new(person.id, person.grants, &tree, today), person.name)
            };
            Ok::<_, StoreError>(active.map(of).collect())
        });
        Ok(read.await?)
    }
}

/// The departments that grants name, and the one that answers for a case that stands at `place`,
/// as far as somebody takes such cases there; without the one where it lies.
pub(crate) fn desks_of(
    everybody: &[(Authority, String)],
    place: &CasePlace,
) -> BTreeSet<DepartmentId> {
    let mut desks = BTreeSet::new();
    let home = everybody.iter().map(|(who, _)| (who, &place.department));
    for (who, desk) in staffed(everybody).chain(home) {
        let there = CasePlace { desk: Some(desk.clone()), ..place.clone() };
        let other = desk != place.at_desk() && !desks.contains(desk);
        if other && who.allow::<Take>(&there).is_ok() {
            desks.insert(desk.clone());
        }
    }
    desks
}

/// Who takes cases, with each department that their grants name; the whole city is no desk.
fn staffed(everybody: &[(Authority, String)]) -> impl Iterator<Item = (&Authority, &DepartmentId)> {
    let named = everybody.iter().flat_map(|(who, _)| who.grants().map(move |grant| (who, grant)));
    let takes = named.filter(|(_, grant)| Take::ROLES.contains(&grant.role));
    let desks = takes.map(|(who, grant)| (who, &grant.department));
    desks.filter(|(_, desk)| **desk != DepartmentId::city())
}

fn named(people: impl Iterator<Item = (Authority, String)>) -> Vec<(StaffId, String)> {
    people.map(|(who, name)| (who.person().clone(), name)).collect()
}

/// Which day it is of what began then; the first is 1.
pub(crate) fn nth_day(since: Instant, today: NaiveDate) -> i64 {
    (today - since.day()).num_days().max(0) + 1
}
