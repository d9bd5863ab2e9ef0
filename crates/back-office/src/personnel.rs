//! Who works here, for those who arrange it at the screen, and for those who may see it.
//!
//! Somebody is seen by whoever administers, heads or audits a department that one of their grants
//! names; who holds none, by those who do so in all of them. What may not be seen is not there.

mod change;

use std::collections::{BTreeSet, HashMap};

use chrono::{Duration, NaiveDate};
use kernel::{
    Among, Authority, CasePlace, DepartmentId, Grant, Instant, Permission, Reach, Role, StaffId,
    StaffRequestId,
};
use submission_store::{
    Reads, StoreError, cases, departments, invitations,
    office_events::{self, OfficeEvent, OfficeEventKind},
    outbox::LetterState,
    staff::{self, Entry, Sought},
    staff_requests::{self, StaffRequest},
    tokens,
};

use crate::{
    BackOffice, Error, Staff, TokenView,
    permission::{Administer, SeeStaff},
    readers::page_at,
    seats::{SessionView, seats},
};

pub(crate) use change::needs_two;
pub use change::{Changed, PersonChange};

/// Who is wanted of the list; everything combines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffQuery {
    /// In the name or the address; empty for any.
    pub words: String,
    /// With a grant in this department or below it.
    pub department: Option<DepartmentId>,
    /// Who stands before the page.
    pub after: Option<StaffId>,
}

/// Somebody in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffLine {
    /// The person.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// What they are granted, in order.
    pub grants: Vec<Grant>,
    /// When they last came in at the screen.
    pub signed_in_at: Option<Instant>,
    /// Whether they have set up a second factor.
    pub has_factor: bool,
    /// Since when they may do nothing any more.
    pub disabled_at: Option<Instant>,
}

/// A page of the list, by address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffList {
    /// The people.
    pub rows: Vec<StaffLine>,
    /// Who stands last, where there are more.
    pub next: Option<StaffId>,
    /// What waits for a second person, of those whom one sees.
    pub waiting: Vec<WaitingRequest>,
    /// The departments whose people one sees: id and name, by name.
    pub departments: Vec<(DepartmentId, String)>,
}

/// Something about a person that waits for a second one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingRequest {
    /// The id.
    pub id: StaffRequestId,
    /// About whom: id and name.
    pub about: (StaffId, String),
    /// The grant; without one, the second factor is to be taken away.
    pub grant: Option<Grant>,
    /// The name of whoever asked.
    pub asked_by: String,
    /// When.
    pub asked_at: Instant,
    /// The day on which it lapses.
    pub lapses_on: NaiveDate,
    /// What one can do about it.
    pub part: RequestPart,
}

/// What somebody has to do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestPart {
    /// They may agree or not.
    Second,
    /// They asked, and may take it back.
    Asker,
    /// It waits for somebody else.
    Nothing,
}

/// A grant, and how somebody came to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGrant {
    /// The grant.
    pub grant: Grant,
    /// When it was given, and by whom; nothing for what was given before such things were
    /// written down. No name is the machine's operator.
    pub given: Option<(Instant, Option<String>)>,
    /// Whether one may take it away.
    pub may_end: bool,
}

/// What was done about somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEvent {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: OfficeEventKind,
    /// The name of whoever did it; the machine's operator has none.
    pub by: Option<String>,
    /// The name of whoever confirmed it.
    pub second: Option<String>,
    /// As what whoever did it last could.
    pub by_grant: Option<(Role, DepartmentId)>,
    /// The grant that it is about.
    pub grant: Option<Grant>,
    /// The name of the token that it is about.
    pub token: Option<String>,
}

/// Everything about one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// Who it is.
    pub line: StaffLine,
    /// What they are granted, in order.
    pub grants: Vec<HeldGrant>,
    /// Their open sessions, the one that began last first.
    pub sessions: Vec<SessionView>,
    /// Their tokens that were not revoked, the oldest first.
    pub tokens: Vec<TokenView>,
    /// Whether they have a password.
    pub has_password: bool,
    /// The link that was mailed to them and not followed: how far it came, and until when it is
    /// good.
    pub invited: Option<(LetterState, Instant)>,
    /// How many open cases they have.
    pub open_cases: u64,
    /// What waits for a second person.
    pub waiting: Vec<WaitingRequest>,
    /// What was done, the newest first.
    pub events: Vec<PersonEvent>,
    /// Where older events begin.
    pub older: Option<String>,
    /// The departments for which one may give grants: id and name, by name.
    pub may_give_in: Vec<(DepartmentId, String)>,
    /// Whether one may change what is not about one grant.
    pub may_change: bool,
    /// Whether it is oneself.
    pub is_oneself: bool,
}

/// So many people are shown on a page.
const PEOPLE: u32 = 50;
/// So many events of a person.
const EVENTS: u32 = 50;

/// Open cases are counted so far.
const MOST_COUNTED: u32 = 1_000;

/// A request lapses after this long.
pub(crate) fn patience() -> Duration {
    Duration::days(14)
}

impl BackOffice {
    /// The people whom this person may see, by address.
    pub async fn staff_list(&self, staff: &Staff, query: StaffQuery) -> Result<StaffList, Error> {
        let (now, viewer) = (self.now(), staff.clone());
        let seen = staff.authority.reach::<SeeStaff>().whole_departments();
        let wanted = seen.clone();
        let read = self.inner.store.read(move |tx| {
            let tree = departments::tree(tx)?;
            let below = query.department.as_ref().map_or(Among::All, |top| tree.below(top));
            let sought =
                Sought { departments: both(&wanted, &below), words: query.words.trim().to_owned() };
            let mut entries = staff::page(tx, &sought, query.after.as_ref(), PEOPLE)?;
            let shown = usize::try_from(PEOPLE).unwrap_or(usize::MAX);
            let more = entries.len() > shown;
            entries.truncate(shown);
            let next = entries.last().filter(|_| more).map(|last| last.staff.id.clone());
            let waiting = waiting(tx, &viewer, None, now)?;
            let rows = entries.into_iter().map(StaffLine::from).collect();
            let known = departments::list(tx)?.into_iter().map(|department| department.id);
            let known: Vec<DepartmentId> = known.collect();
            Ok::<_, StoreError>((rows, next, waiting, known))
        });
        let (rows, next, waiting, known) = read.await?;
        let departments = self.named(known.into_iter().filter(|id| is_among(&seen, id)));
        Ok(StaffList { rows, next, waiting, departments })
    }

    /// One person, if they may be seen; `cursor` is where the events begin.
    pub async fn person(
        &self,
        staff: &Staff,
        id: &StaffId,
        cursor: Option<&str>,
    ) -> Result<PersonView, Error> {
        let (now, viewer, id) = (self.now(), staff.clone(), id.clone());
        let page = page_at(cursor, EVENTS)?;
        let read = self.inner.store.read(move |tx| {
            let found = staff::entry(tx, &id)?;
            let seen = found.filter(|entry| is_seen(&viewer.authority, &entry.staff.grants));
            let Some(entry) = seen else { return Ok(None) };
            let givings = office_events::givings(tx, &id)?;
            let events = office_events::list(tx, &id, &page)?;
            let people: Vec<StaffId> =
                givings.iter().chain(&events.items).flat_map(doers).collect();
            let names = staff::names(tx, &people)?;
            let filter = cases::QueueFilter {
                assignee: Some(cases::Assigned::To(id.clone())),
                ..cases::QueueFilter::default()
            };
            let view = PersonView {
                grants: held(&viewer.authority, &entry.staff, &givings, &names),
                sessions: seats(tx, &id, None, now)?,
                has_password: entry.staff.password_hash.is_some(),
                invited: invitations::of_staff(tx, &id, now)?
                    .map(|link| (link.letter, link.expires_at)),
                tokens: tokens::list_of_staff(tx, &id)?.into_iter().map(Into::into).collect(),
                open_cases: cases::count(tx, &Reach::everywhere(), &filter, MOST_COUNTED)?.number,
                waiting: waiting(tx, &viewer, Some(&id), now)?,
                older: events.next.map(|cursor| cursor.to_string()),
                events: events.items.into_iter().map(|event| told(event, &names)).collect(),
                may_give_in: Vec::new(),
                may_change: over_all(&viewer.authority, &entry.staff.grants).is_some(),
                is_oneself: *viewer.id() == id,
                line: entry.into(),
            };
            let known = departments::list(tx)?.into_iter().map(|department| department.id);
            Ok::<_, StoreError>(Some((view, known.collect::<Vec<_>>())))
        });
        let (view, known) = read.await?.ok_or(Error::NotFound)?;
        Ok(PersonView { may_give_in: self.administered(staff, known), ..view })
    }

    /// The departments for which a person may give grants: id and name, by name.
    pub async fn may_give_in(&self, staff: &Staff) -> Result<Vec<(DepartmentId, String)>, Error> {
        let read = self.inner.store.read(|tx| departments::list(tx));
        let known = read.await?.into_iter().map(|department| department.id).collect();
        Ok(self.administered(staff, known))
    }

    fn administered(&self, staff: &Staff, known: Vec<DepartmentId>) -> Vec<(DepartmentId, String)> {
        let mine = staff.authority.reach::<Administer>().whole_departments();
        self.named(known.into_iter().filter(|id| is_among(&mine, id)))
    }

    /// Departments with their names, by name.
    fn named(&self, ids: impl Iterator<Item = DepartmentId>) -> Vec<(DepartmentId, String)> {
        self.named_desks(ids.collect::<BTreeSet<_>>())
    }
}

/// The departments in both.
fn both(one: &Among<DepartmentId>, other: &Among<DepartmentId>) -> Among<DepartmentId> {
    match (one, other) {
        (Among::All, some) | (some, Among::All) => some.clone(),
        (Among::These(here), Among::These(there)) => {
            Among::These(here.intersection(there).cloned().collect())
        }
    }
}

fn is_among(departments: &Among<DepartmentId>, id: &DepartmentId) -> bool {
    match departments {
        Among::All => true,
        Among::These(some) => some.contains(id),
    }
}

/// The role and department by which somebody is allowed `P` in the whole of a department.
pub(crate) fn over<P: Permission>(
    authority: &Authority,
    department: &DepartmentId,
) -> Option<(Role, DepartmentId)> {
    // No procedure and no ward: a grant that is narrowed to some covers no department.
    let (department, procedure) = (department.clone(), String::new());
    let place = CasePlace { department, desk: None, procedure, ward: None };
    authority.grant_for::<P>(&place).map(|grant| (grant.role, grant.department.clone()))
}

/// The same for everything that a person with these grants does here; the whole city for who
/// holds none.
pub(crate) fn over_all(authority: &Authority, grants: &[Grant]) -> Option<(Role, DepartmentId)> {
    if grants.is_empty() {
        return over::<Administer>(authority, &DepartmentId::city());
    }
    let each = grants.iter().map(|grant| over::<Administer>(authority, &grant.department));
    each.collect::<Option<Vec<_>>>()?.into_iter().next()
}

/// Whether a person with these grants is seen.
pub(crate) fn is_seen(authority: &Authority, grants: &[Grant]) -> bool {
    if grants.is_empty() {
        return over::<SeeStaff>(authority, &DepartmentId::city()).is_some();
    }
    grants.iter().any(|grant| over::<SeeStaff>(authority, &grant.department).is_some())
}

/// By which grant somebody may do what a request asks for about a person with these grants.
pub(crate) fn over_request(
    authority: &Authority,
    request: &StaffRequest,
    grants: &[Grant],
) -> Option<(Role, DepartmentId)> {
    match &request.grant {
        Some(grant) => over::<Administer>(authority, &grant.department),
        None => over_all(authority, grants),
    }
}

/// What waits for a second person about those whom `viewer` sees, or about one person.
fn waiting(
    tx: &mut impl Reads,
    viewer: &Staff,
    about: Option<&StaffId>,
    now: Instant,
) -> Result<Vec<WaitingRequest>, StoreError> {
    let mut all = staff_requests::waiting(tx, now.plus(-patience()))?;
    all.retain(|request| about.is_none_or(|about| request.about == *about));
    let askers: Vec<StaffId> = all.iter().map(|request| request.asked_by.clone()).collect();
    let names = staff::names(tx, &askers)?;
    let mut shown = Vec::new();
    for request in all {
        let Some(person) = staff::find(tx, &request.about)? else { continue };
        if !is_seen(&viewer.authority, &person.grants) {
            continue;
        }
        let me = viewer.id();
        let part = if request.asked_by == *me {
            RequestPart::Asker
        } else if request.about != *me
            && over_request(&viewer.authority, &request, &person.grants).is_some()
        {
            RequestPart::Second
        } else {
            RequestPart::Nothing
        };
        shown.push(WaitingRequest {
            id: request.id,
            about: (request.about, person.name),
            grant: request.grant,
            asked_by: names.get(&request.asked_by).cloned().unwrap_or_default(),
            asked_at: request.asked_at,
            lapses_on: request.asked_at.plus(patience()).day(),
            part,
        });
    }
    Ok(shown)
}

/// What somebody holds, with how they came to it.
fn held(
    authority: &Authority,
    person: &staff::Staff,
    givings: &[OfficeEvent],
    names: &HashMap<StaffId, String>,
) -> Vec<HeldGrant> {
    let of = |grant: &Grant| {
        let exactly = |event: &&OfficeEvent| event.grant.as_ref() == Some(grant);
        // Rights came to older grants without anybody giving them.
        let plain = |grant: &Grant| Grant { rights: BTreeSet::new(), ..grant.clone() };
        let nearly = |event: &&OfficeEvent| event.grant.as_ref().map(plain) == Some(plain(grant));
        let giving = givings.iter().find(exactly).or_else(|| givings.iter().find(nearly));
        let given = giving.map(|event| {
            let by = event.by.as_ref().and_then(|by| names.get(by).cloned());
            let second = event.second.as_ref().and_then(|second| names.get(second));
            let both = |by: String| match second {
                Some(second) => format!("{by}・{second}"),
                None => by,
            };
            (event.at, by.map(both))
        });
        let may_end = *authority.person() != person.id
            && over::<Administer>(authority, &grant.department).is_some();
        HeldGrant { grant: grant.clone(), given, may_end }
    };
    person.grants.iter().map(of).collect()
}

/// Who is named in an event.
fn doers(event: &OfficeEvent) -> Vec<StaffId> {
    event.by.iter().chain(&event.second).cloned().collect()
}

fn told(event: OfficeEvent, names: &HashMap<StaffId, String>) -> PersonEvent {
    let name = |id: Option<StaffId>| id.and_then(|id| names.get(&id).cloned());
    PersonEvent {
        at: event.at,
        kind: event.kind,
        by: name(event.by),
        second: name(event.second),
        by_grant: event.by_grant,
        grant: event.grant,
        token: event.token,
    }
}

impl From<Entry> for StaffLine {
    fn from(entry: Entry) -> Self {
        let Entry { staff: person, signed_in_at, has_factor } = entry;
        let staff::Staff { id, email, name, grants, disabled_at, .. } = person;
        Self { id, name, email, grants, signed_in_at, has_factor, disabled_at }
    }
}
