//! The queue: which cases wait, in which order, and taking the next one.

use std::collections::HashMap;

use casework::Subject;
use chrono::{Duration, NaiveDate};
use japanese_values::calendar;
use kernel::{
    Authority, CasePlace, DepartmentId, Instant, Language, ReceiptNumber, StaffId, SubmissionId,
    WardId,
};
use review_workflow::{Case, Command, Event, Policy, State, decide, evolve};
use strum::IntoStaticStr;
use submission_store::{
    Cursor, Page, StoreError,
    cases::{self, Assigned, CaseRecord, InWard, QueueEntry},
    departments,
    looks::LookKind,
    staff,
};

use crate::{
    BackOffice, Error, Staff,
    look::asked,
    permission::{See, Take, Work, reach_of},
};

/// A saved way to look at the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum QueueView {
    /// 担当中: taken by me and not decided.
    Mine,
    /// 未着手: received and taken by nobody.
    Unclaimed,
    /// 補正待ち
    #[strum(serialize = "correction")]
    AwaitingCorrection,
    /// 決裁待ち
    #[strum(serialize = "approval")]
    AwaitingApproval,
    /// 期限3日以内: open, and due within three open days or overdue.
    DueSoon,
    /// 完了
    Closed,
    /// すべて
    All,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum QueueSort {
    /// The nearest deadline first.
    #[default]
    Due,
    /// The earliest arrival first.
    Received,
    /// The newest arrival first.
    Newest,
}

/// Which cases to list; everything combines.
#[derive(Debug, Clone, Default)]
pub struct QueueFilter {
    /// A saved view.
    pub view: Option<QueueView>,
    /// One procedure.
    pub procedure: Option<String>,
    /// One state.
    pub state: Option<State>,
    /// One department.
    pub department: Option<DepartmentId>,
    /// One ward, or [`WardId::unknown`].
    pub ward: Option<WardId>,
    /// One member of staff.
    pub assignee: Option<StaffId>,
    /// Arrived on this day or later.
    pub received_from: Option<NaiveDate>,
    /// With something still to be looked at, or without.
    pub open_findings: Option<bool>,
    /// Receipt number, or a name, surname, given name or kana, or a phone number.
    pub words: Option<String>,
    /// The order.
    pub sort: QueueSort,
}

/// One case in the list.
#[derive(Debug, Clone)]
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
    /// Who has it.
    pub assignee: Option<String>,
    /// When it arrived.
    pub received_at: Instant,
    /// Until when it should be done.
    pub due_on: Option<NaiveDate>,
    /// Open days left, negative when overdue; `None` while the clock stands still or it is over.
    pub remaining_days: Option<i64>,
    /// How many warnings the resident confirmed.
    pub warnings: u32,
    /// How much of it is still to be looked at.
    pub open_findings: u64,
    /// Whether the person who asks has it.
    pub is_mine: bool,
    /// The responsible department.
    pub department: DepartmentId,
    /// Its name.
    pub department_name: String,
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
}

/// Counts stop here: "1000+" says enough.
const COUNTED: u32 = 1_000;

/// More words than this are not what anybody types of a name.
const WORDS: usize = 10;

/// How many there are, counted up to a thousand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// So many, at least.
    pub number: u64,
    /// Whether there are more.
    pub more: bool,
}

/// For so long nobody is offered what they have put back.
const fn put_back_rest() -> Duration {
    Duration::hours(24)
}

impl QueueView {
    /// Every view, in the order of the menu.
    pub const ALL: [Self; 7] = [
        Self::Mine,
        Self::Unclaimed,
        Self::AwaitingCorrection,
        Self::AwaitingApproval,
        Self::DueSoon,
        Self::Closed,
        Self::All,
    ];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        self.into()
    }
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
        let now = self.now();
        let today = now.day();
        let wanted = self.store_filter(staff, &filter, today);
        let page = page_at(cursor.as_deref(), limit)?;
        let term = wanted.sought.is_some().then(|| filter.words.as_deref().unwrap_or_default());
        let term = term.and_then(|words| self.term_of(staff, words));
        let number = wanted.receipt_number.as_ref();
        let (kind, part) = asked(&filter, number, term, cursor.as_deref());
        let reach = reach_of(&staff.authority);
        let (listed, people) = self
            .inner
            .store
            .read(move |tx| {
                let listed = cases::list(tx, &reach, &wanted, &page)?;
                let people: Vec<StaffId> =
                    listed.items.iter().filter_map(|entry| entry.assignee.clone()).collect();
                Ok::<_, StoreError>((listed, staff::names(tx, &people)?))
            })
            .await?;
        self.looked_through(staff, kind, part, listed.items.len(), now).await?;
        tracing::info!(
            target: "security",
            outcome = "looked at cases",
            staff = %staff.id(),
            shown = listed.items.len(),
            searched = kind == LookKind::Search,
        );
        let rows = listed.items.into_iter().map(|entry| {
            let is_mine = entry.assignee.as_ref() == Some(staff.id());
            let row = self.queue_row(entry, &people, today)?;
            Ok::<_, Error>(QueueRow { is_mine, ..row })
        });
        Ok(QueuePage {
            rows: rows.collect::<Result<_, _>>()?,
            next: listed.next.map(|cursor| cursor.to_string()),
        })
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
            is_mine: false,
            assignee: entry.assignee.as_ref().and_then(|id| people.get(id).cloned()),
            remaining_days: due_on.map(|due| calendar::open_days_between(today, due)),
            id: entry.id,
            receipt_number: entry.receipt_number,
            procedure: entry.procedure,
            state: entry.state,
            received_at: entry.arrived_at,
            due_on,
            department_name: self
                .catalogue()
                .department_name(entry.department.as_str(), Language::Japanese),
            department: entry.department,
            ward_name: self.ward_name(entry.ward.as_ref()),
            ward: entry.ward,
            version: entry.version,
        })
    }

    /// How many cases each view holds, counted up to a thousand.
    pub async fn queue_counts(&self, staff: &Staff) -> Result<Vec<(QueueView, Counted)>, Error> {
        let today = self.today();
        let filters: Vec<(QueueView, cases::QueueFilter)> = QueueView::ALL
            .into_iter()
            .map(|view| {
                let filter = QueueFilter { view: Some(view), ..QueueFilter::default() };
                (view, self.store_filter(staff, &filter, today))
            })
            .collect();
        let reach = reach_of(&staff.authority);
        self.inner
            .store
            .read(move |tx| {
                let mut counts = Vec::with_capacity(filters.len());
                for (view, filter) in filters {
                    let count = cases::count(tx, &reach, &filter, COUNTED + 1)?;
                    counts.push((view, Counted::of(count)));
                }
                Ok::<_, StoreError>(counts)
            })
            .await
            .map_err(Error::from)
    }

    /// How many cases a filter finds, counted up to a thousand.
    pub async fn queue_count(&self, staff: &Staff, filter: &QueueFilter) -> Result<Counted, Error> {
        let reach = reach_of(&staff.authority);
        let wanted = self.store_filter(staff, filter, self.today());
        let count = self
            .inner
            .store
            .read(move |tx| cases::count(tx, &reach, &wanted, COUNTED + 1))
            .await
            .map_err(|fault: StoreError| Error::from(fault))?;
        Ok(Counted::of(count))
    }

    /// How many cases stand in each state, every one of them counted, in the order of a
    /// case's life.
    pub async fn tally(&self, staff: &Staff) -> Result<Vec<(State, u64)>, Error> {
        let reach = reach_of(&staff.authority);
        let found: HashMap<State, u64> = self
            .inner
            .store
            .read(move |tx| cases::tally(tx, &reach))
            .await
            .map_err(|fault: StoreError| Error::from(fault))?
            .into_iter()
            .collect();
        Ok(State::ALL.map(|state| (state, found.get(&state).copied().unwrap_or(0))).into())
    }

    /// Takes the most urgent case that nobody has. Two people never take the same one.
    pub async fn take_next(
        &self,
        staff: &Staff,
        filter: QueueFilter,
    ) -> Result<Option<SubmissionId>, Error> {
        if !staff.authority.allows_somewhere::<Take>() {
            return Err(Error::Forbidden);
        }
        let now = self.now();
        let free = cases::Free {
            reach: staff.authority.reach::<Take>(),
            department: filter.department,
            procedure: filter.procedure,
            ward: filter.ward.map(in_ward),
            open_findings: filter.open_findings,
            put_back_since: now.plus(-put_back_rest()),
        };
        let person = staff.clone();
        let claim = move |record: &CaseRecord| claimed(record, &person, now);
        self.casework.claim_next(free, staff.id().clone(), now, claim).await
    }

    /// What people of the office call a ward.
    pub(crate) fn ward_name(&self, ward: Option<&WardId>) -> Option<String> {
        ward.map(|ward| self.catalogue().ward_name(ward, Language::Japanese))
    }

    /// The colleagues to whom a case that belongs there can be given: id and name.
    pub async fn colleagues(&self, place: &CasePlace) -> Result<Vec<(StaffId, String)>, Error> {
        let all = self.everybody(self.now()).await?;
        let works_here = |who: &Authority| who.allow::<Work>(place).is_ok();
        Ok(named(all.into_iter().filter(|(who, _)| works_here(who))))
    }

    /// Whoever may have a case that this person sees: id and name.
    pub async fn holders(&self, staff: &Staff) -> Result<Vec<(StaffId, String)>, Error> {
        let mine = staff.authority.reach::<See>();
        let all = self.everybody(self.now()).await?;
        let meets = |who: &Authority| who.reach::<Work>().meets(&mine);
        Ok(named(all.into_iter().filter(|(who, _)| meets(who))))
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

    fn store_filter(
        &self,
        staff: &Staff,
        filter: &QueueFilter,
        today: NaiveDate,
    ) -> cases::QueueFilter {
        let mut wanted = cases::QueueFilter {
            procedure: filter.procedure.clone(),
            states: filter.state.into_iter().collect(),
            assignee: filter.assignee.clone().map(Assigned::To),
            department: filter.department.clone(),
            ward: filter.ward.clone().map(in_ward),
            received_from: filter.received_from,
            open_findings: filter.open_findings,
            sort: match filter.sort {
                QueueSort::Due => cases::QueueSort::Due,
                QueueSort::Received => cases::QueueSort::Received,
                QueueSort::Newest => cases::QueueSort::Newest,
            },
            ..cases::QueueFilter::default()
        };
        if let Some(view) = filter.view {
            apply_view(view, staff, today, &mut wanted);
        }
        let mut words = Vec::new();
        for word in filter.words.as_deref().unwrap_or_default().split_whitespace().take(WORDS) {
            match word.parse::<ReceiptNumber>() {
                Ok(number) => wanted.receipt_number = Some(number),
                Err(_) => words.push(word),
            }
        }
        // Whoever types a number means that case, also when it is over.
        if wanted.receipt_number.is_some() && filter.view.is_none() && wanted.states.is_empty() {
            wanted.states = State::ALL.into();
        }
        if !words.is_empty() {
            let keys = self.inner.store.keys();
            wanted.sought = Some(cases::Sought {
                whole: keys.search_term(&words.concat()),
                words: words.iter().map(|word| keys.search_term(word)).collect(),
            });
        }
        wanted
    }
}

/// The page of a list after `cursor`, which has to be one that was given out.
pub(crate) fn page_at(cursor: Option<&str>, limit: u32) -> Result<Page, Error> {
    let Some(text) = cursor else { return Ok(Page::first(limit)) };
    let cursor: Cursor = text.parse().ok().ok_or(Error::NotFound)?;
    Ok(Page::after(limit, cursor))
}

fn in_ward(ward: WardId) -> InWard {
    if ward == WardId::unknown() { InWard::Unknown } else { InWard::Known(ward) }
}

fn named(people: impl Iterator<Item = (Authority, String)>) -> Vec<(StaffId, String)> {
    people.map(|(who, name)| (who.person().clone(), name)).collect()
}

impl Counted {
    /// What was counted up to one more than is shown.
    fn of(counted: u64) -> Self {
        let most = u64::from(COUNTED);
        Self { number: counted.min(most), more: counted > most }
    }
}

/// The case as it is once this person has taken it, if they may. What the taking depends on
/// stands in the case's own row: a procedure that is offered no more is worked on to its end.
fn claimed(record: &CaseRecord, person: &Staff, now: Instant) -> Option<(Case, Event)> {
    let policy = Policy::new(record.case.shape, record.place.clone());
    let facts = decide(&record.case, Command::Claim, &person.actor(), &policy, now).ok()?;
    let fact = facts.into_iter().next()?;
    Some((evolve(record.case.clone(), &fact), fact))
}

fn apply_view(view: QueueView, staff: &Staff, today: NaiveDate, wanted: &mut cases::QueueFilter) {
    let unless_named = |states: &[State], named: &mut Vec<State>| {
        if named.is_empty() {
            named.extend_from_slice(states);
        }
    };
    match view {
        QueueView::Mine => wanted.assignee = Some(Assigned::To(staff.id().clone())),
        QueueView::Unclaimed => {
            wanted.assignee = Some(Assigned::Nobody);
            unless_named(&[State::Received], &mut wanted.states);
        }
        QueueView::AwaitingCorrection => {
            unless_named(&[State::CorrectionRequested], &mut wanted.states);
        }
        QueueView::AwaitingApproval => {
            unless_named(&[State::AwaitingApproval], &mut wanted.states);
        }
        QueueView::DueSoon => {
            wanted.due_until = Some(calendar::add_open_days(today, 3));
            let running = [State::Received, State::InReview, State::AwaitingApproval];
            unless_named(&running, &mut wanted.states);
        }
        QueueView::Closed => {
            let closed: Vec<State> =
                State::ALL.into_iter().filter(|state| state.is_final()).collect();
            unless_named(&closed, &mut wanted.states);
        }
        QueueView::All => unless_named(&State::ALL, &mut wanted.states),
    }
}
