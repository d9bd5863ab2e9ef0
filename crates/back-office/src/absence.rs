//! 不在 and 代決: who is away, and who acts in their place meanwhile.
//!
//! Whoever holds a seat, or stands above it, names who acts for it, and nobody names themselves.
//! An absence is said by who is away or by who leads them; who said it about somebody else does not
//! act in that person's place by it.

use std::collections::BTreeSet;

use kernel::{
    Authority, CasePlace, DepartmentId, DepartmentTree, Grant, Instant, Language, OfficeEventId,
    Permission as _, Rank, Role, StaffId, Through,
};
use review_workflow::StandIn;
use submission_store::{
    StoreError,
    absences::{self, Absence, Deputy},
    departments,
    office_events::{self, OfficeEvent, OfficeEventKind},
    staff,
};

use crate::{
    BackOffice, Error, Staff,
    permission::{Decide, Lead},
};

/// No absence is longer than this in one go: somebody who is away for good has a successor.
const MOST_DAYS: i64 = 366;

/// Who is away and who acts, as it is arranged.
#[derive(Debug)]
pub struct AbsenceBook {
    /// One's own absences that are not over.
    pub own: Vec<AbsenceView>,
    /// Those of the people whom this person leads.
    pub others: Vec<AbsenceView>,
    /// The people whom this person leads.
    pub people: Vec<(StaffId, String)>,
    /// The seats for which this person names deputies.
    pub seats: Vec<SeatView>,
}

/// Somebody is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsenceView {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Which.
    pub number: i64,
    /// From when.
    pub from: Instant,
    /// Until when (exclusive).
    pub until: Instant,
    /// Whether it has begun.
    pub is_now: bool,
}

/// A seat with those who act for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatView {
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// The rank.
    pub rank: Rank,
    /// The names of those who hold it.
    pub holders: Vec<String>,
    /// Who acts, in order.
    pub deputies: Vec<(StaffId, String)>,
    /// Who could be named besides.
    pub offered: Vec<(StaffId, String)>,
}

/// A seat of the line of a case whose holder is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaySeat {
    /// The holder.
    pub holder: StaffId,
    /// Their name.
    pub name: String,
    /// The rank.
    pub rank: Rank,
    /// Until when they are away (exclusive).
    pub until: Instant,
    /// Who acts for it now.
    pub deputy: Option<String>,
    /// Whether that is the person who looks.
    pub is_own: bool,
}

/// Why an absence or a deputy is not written down.
#[derive(Debug, thiserror::Error)]
pub enum AbsenceFault {
    /// It ends before it begins, or is over.
    #[error("it ends before it begins, or is over")]
    Backwards,
    /// It is longer than a year.
    #[error("it is longer than {MOST_DAYS} days")]
    TooLong,
    /// The person is away then already.
    #[error("the person is away then already")]
    Overlaps,
    /// Nobody acts for themselves, and only who decides there acts.
    #[error("this person cannot act for the seat")]
    NoDeputy,
    /// They act for it already.
    #[error("they act for it already")]
    Named,
    /// Something else.
    #[error(transparent)]
    Intent(#[from] Error),
}

impl From<StoreError> for AbsenceFault {
    fn from(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Duplicate { table: "deputies" }) {
            return Self::Named;
        }
        Self::Intent(fault.into())
    }
}

/// Everything that tells who acts for whom.
pub(crate) struct Seats {
    people: Vec<(Authority, String)>,
    absences: Vec<Absence>,
    deputies: Vec<Deputy>,
    tree: DepartmentTree,
    now: Instant,
}

impl BackOffice {
    /// Who is away and who acts, as far as this person arranges it.
    pub async fn absence_book(&self, staff: &Staff) -> Result<AbsenceBook, Error> {
        let now = self.now();
        let seats = self.seats(now).await?;
        let led = |who: &Authority| who.person() != staff.id() && is_led(staff, who, &seats.tree);
        let people: Vec<_> = seats.people.iter().filter(|(who, _)| led(who)).collect();
        let is_theirs = |id: &StaffId| people.iter().any(|(who, _)| who.person() == id);
        let view = |absence: &Absence| seats.view(absence);
        Ok(AbsenceBook {
            own: seats.absences.iter().filter(|it| it.staff == *staff.id()).map(view).collect(),
            others: seats.absences.iter().filter(|it| is_theirs(&it.staff)).map(view).collect(),
            seats: self.seats_below(staff, &seats),
            people: people
                .into_iter()
                .map(|(who, name)| (who.person().clone(), name.clone()))
                .collect(),
        })
    }

    /// Writes down that somebody is away: oneself, or somebody whom one leads.
    pub async fn be_away(
        &self,
        staff: &Staff,
        who: &StaffId,
        from: Instant,
        until: Instant,
    ) -> Result<(), AbsenceFault> {
        let now = self.now();
        if until <= from || until <= now {
            return Err(AbsenceFault::Backwards);
        }
        if until.since(from).num_days() > MOST_DAYS {
            return Err(AbsenceFault::TooLong);
        }
        self.arranges(staff, who, now).await?;
        let (about, by) = (who.clone(), staff.id().clone());
        let absence =
            Absence { staff: about.clone(), number: 0, from, until, entered_by: by.clone() };
        let event = self.event_about(OfficeEventKind::AbsenceEntered, &about, &by, None, now);
        let written = self.inner.store.write(move |tx| {
            let known = absences::list(tx, now)?;
            let meets = |it: &Absence| it.staff == about && it.from < until && from < it.until;
            if known.iter().any(meets) {
                return Err(AbsenceFault::Overlaps);
            }
            absences::enter(tx, &absence, now)?;
            Ok(office_events::insert(tx, &event)?)
        });
        written.await
    }

    /// Says that somebody is back, or does not go away after all.
    pub async fn be_back(
        &self,
        staff: &Staff,
        who: &StaffId,
        number: i64,
    ) -> Result<(), AbsenceFault> {
        let now = self.now();
        self.arranges(staff, who, now).await?;
        let (about, by) = (who.clone(), staff.id().clone());
        let event = self.event_about(OfficeEventKind::AbsenceEnded, &about, &by, None, now);
        let written = self.inner.store.write(move |tx| {
            if !absences::end(tx, &about, number, &by, now)? {
                return Err(AbsenceFault::Intent(Error::NotFound));
            }
            Ok(office_events::insert(tx, &event)?)
        });
        written.await
    }

    /// Names who acts for a seat, or does not any more.
    pub async fn name_deputy(
        &self,
        staff: &Staff,
        (department, rank): (&DepartmentId, Rank),
        deputy: &StaffId,
        is_named: bool,
    ) -> Result<(), AbsenceFault> {
        let now = self.now();
        let all = self.seats_below(staff, &self.seats(now).await?);
        let seat = all.iter().find(|seat| seat.department == *department && seat.rank == rank);
        let seat = seat.ok_or(Error::NotFound)?;
        let known = if is_named { &seat.offered } else { &seat.deputies };
        if !known.iter().any(|(id, _)| id == deputy) {
            return Err(AbsenceFault::NoDeputy);
        }
        let kind =
            if is_named { OfficeEventKind::DeputyNamed } else { OfficeEventKind::DeputyDropped };
        let grant = Grant { rank, ..Grant::new(Role::Approver, department.clone()) };
        let event = self.event_about(kind, deputy, staff.id(), Some(grant), now);
        let (department, deputy) = (department.clone(), deputy.clone());
        let written = self.inner.store.write(move |tx| {
            if is_named {
                absences::add_deputy(tx, &department, rank, &deputy)?;
            } else if !absences::drop_deputy(tx, &department, rank, &deputy)? {
                return Err(AbsenceFault::Intent(Error::NotFound));
            }
            Ok(office_events::insert(tx, &event)?)
        });
        written.await
    }

    /// Until when somebody is away, if they are.
    pub async fn away_until(&self, staff: &Staff) -> Result<Option<Instant>, Error> {
        self.away_at(staff, self.now()).await
    }

    pub(crate) async fn away_at(
        &self,
        staff: &Staff,
        now: Instant,
    ) -> Result<Option<Instant>, Error> {
        let mut away = self.absences_at(now).await?.into_iter();
        Ok(away.find(|it| it.staff == *staff.id()).map(|absence| absence.until))
    }

    /// Who is away.
    pub(crate) async fn people_away(&self, now: Instant) -> Result<Vec<StaffId>, Error> {
        Ok(self.absences_at(now).await?.into_iter().map(|absence| absence.staff).collect())
    }

    async fn absences_at(&self, now: Instant) -> Result<Vec<Absence>, Error> {
        let known = self.inner.store.read(move |tx| absences::list(tx, now)).await;
        let mut known = known.map_err(|fault: StoreError| Error::from(fault))?;
        known.retain(|absence| absence.holds_at(now));
        Ok(known)
    }

    pub(crate) async fn seats(&self, now: Instant) -> Result<Seats, Error> {
        let people = self.everybody(now).await?;
        let read = self.inner.store.read(move |tx| {
            let (absences, deputies) = (absences::list(tx, now)?, absences::list_deputies(tx)?);
            Ok::<_, StoreError>((absences, deputies, departments::tree(tx)?))
        });
        let (absences, deputies, tree) = read.await?;
        Ok(Seats { people, absences, deputies, tree, now })
    }

    /// Oneself, or whom one leads.
    async fn arranges(&self, staff: &Staff, who: &StaffId, now: Instant) -> Result<(), Error> {
        if who == staff.id() {
            return Ok(());
        }
        let (person, today) = (who.clone(), now.day());
        let read = self.inner.store.read(move |tx| {
            Ok::<_, StoreError>((staff::find(tx, &person)?, departments::tree(tx)?))
        });
        let (person, tree) = read.await?;
        let person = person.filter(|person| person.disabled_at.is_none()).ok_or(Error::NotFound)?;
        let authority = Authority::new(person.id, person.grants, &tree, today);
        if is_led(staff, &authority, &tree) { Ok(()) } else { Err(Error::NotFound) }
    }

    /// The seats that this person holds or stands above.
    fn seats_below(&self, staff: &Staff, all: &Seats) -> Vec<SeatView> {
        let tree = &all.tree;
        let keys: BTreeSet<(DepartmentId, Rank)> =
            all.people.iter().flat_map(|(who, _)| seats_of(who)).collect();
        let named = |(department, rank): &(DepartmentId, Rank)| {
            let covers = |grant: &Grant| {
                grant.role == Role::Approver
                    && grant.rank >= *rank
                    && tree.above(department).any(|above| *above == grant.department)
            };
            staff.authority.grants().any(covers)
        };
        let view = |(department, rank): (DepartmentId, Rank)| {
            let name = self.catalogue().department_name(department.as_str(), Language::Japanese);
            let holds = |who: &&(Authority, String)| {
                seats_of(&who.0).any(|seat| seat == (department.clone(), rank))
            };
            let deputies: Vec<(StaffId, String)> = all
                .deputies
                .iter()
                .filter(|it| it.department == department && it.rank == rank)
                .map(|it| (it.staff.clone(), all.name(&it.staff)))
                .collect();
            let may = |who: &&(Authority, String)| {
                let decides = |grant: &Grant| {
                    grant.role == Role::Approver
                        && tree.above(&department).any(|above| *above == grant.department)
                };
                who.0.person() != staff.id()
                    && who.0.grants().any(decides)
                    && !holds(who)
                    && !deputies.iter().any(|(id, _)| id == who.0.person())
            };
            let pair = |(who, name): &(Authority, String)| (who.person().clone(), name.clone());
            SeatView {
                holders: all.people.iter().filter(holds).map(|(_, name)| name.clone()).collect(),
                offered: all.people.iter().filter(may).map(pair).collect(),
                deputies,
                name,
                department,
                rank,
            }
        };
        keys.into_iter().filter(named).map(view).collect()
    }

    fn event_about(
        &self,
        kind: OfficeEventKind,
        about: &StaffId,
        by: &StaffId,
        grant: Option<Grant>,
        at: Instant,
    ) -> OfficeEvent {
        OfficeEvent {
            id: OfficeEventId::new(&*self.inner.ids, at),
            at,
            kind,
            about: about.clone(),
            by: Some(by.clone()),
            second: None,
            by_grant: None,
            grant,
            token: None,
        }
    }
}

impl Seats {
    /// Whose deputy somebody is for cases that belong there, and whether those are away.
    pub(crate) fn stand_ins(&self, who: &StaffId, place: &CasePlace) -> Vec<StandIn> {
        let mut stand_ins = Vec::new();
        for (holder, _) in self.deciders(place) {
            for (department, rank) in self.seats_over(holder, place) {
                if self.acting(&department, rank, holder.person()) == Some(who) {
                    let away = self.away(holder.person());
                    // Nobody makes a deputy of themselves by saying that somebody is away.
                    let is_away = away.is_some_and(|it| it.entered_by != *who || it.staff == *who);
                    stand_ins.push(StandIn { holder: holder.person().clone(), rank, is_away });
                }
            }
        }
        stand_ins
    }

    /// Those on the line of a case who are away, with who acts for them.
    pub(crate) fn away_on_line(
        &self,
        place: &CasePlace,
        ranks: &[Rank],
        who: &StaffId,
    ) -> Vec<AwaySeat> {
        let mut away = Vec::new();
        for (holder, name) in self.deciders(place) {
            let Some(absence) = self.away(holder.person()) else { continue };
            let seats = self.seats_over(holder, place);
            for (department, rank) in seats {
                let deputy = self.acting(&department, rank, holder.person());
                // A seat above the line is told of to who may act for it.
                let above = deputy == Some(who) && ranks.iter().any(|needed| *needed < rank);
                if !above && !ranks.contains(&rank) {
                    continue;
                }
                away.push(AwaySeat {
                    holder: holder.person().clone(),
                    name: name.clone(),
                    rank,
                    until: absence.until,
                    is_own: deputy == Some(who) && absence.entered_by != *who,
                    deputy: deputy.map(|id| self.name(id)),
                });
            }
        }
        away
    }

    /// Who decides cases that belong there.
    fn deciders<'s>(
        &'s self,
        place: &'s CasePlace,
    ) -> impl Iterator<Item = &'s (Authority, String)> + 's {
        let decides = |who: &Authority| {
            who.ask(Decide::ROLES, Rank::Chief, Through::Responsible, place).is_ok()
        };
        self.people.iter().filter(move |(who, _)| decides(who))
    }

    /// The seats by which somebody decides cases that belong there, and no other that they hold.
    fn seats_over(&self, holder: &Authority, place: &CasePlace) -> Vec<(DepartmentId, Rank)> {
        let covers = |grant: &&Grant| {
            let by = Authority::new(
                holder.person().clone(),
                [(*grant).clone()],
                &self.tree,
                self.now.day(),
            );
            by.ask(Decide::ROLES, grant.rank, Through::Responsible, place).is_ok()
        };
        let seat = |grant: &Grant| (grant.department.clone(), grant.rank);
        holder.grants().filter(covers).map(seat).collect()
    }

    /// The first deputy of a seat who is there.
    fn acting(&self, department: &DepartmentId, rank: Rank, holder: &StaffId) -> Option<&StaffId> {
        let of_seat = |it: &&Deputy| it.department == *department && it.rank == rank;
        let here = |it: &&Deputy| it.staff != *holder && self.away(&it.staff).is_none();
        self.deputies.iter().filter(of_seat).find(here).map(|it| &it.staff)
    }

    fn away(&self, who: &StaffId) -> Option<&Absence> {
        self.absences.iter().find(|it| it.staff == *who && it.holds_at(self.now))
    }

    pub(crate) fn name(&self, id: &StaffId) -> String {
        let known = self.people.iter().find(|(who, _)| who.person() == id);
        known.map(|(_, name)| name.clone()).unwrap_or_default()
    }

    fn view(&self, absence: &Absence) -> AbsenceView {
        AbsenceView {
            staff: absence.staff.clone(),
            name: self.name(&absence.staff),
            number: absence.number,
            from: absence.from,
            until: absence.until,
            is_now: absence.holds_at(self.now),
        }
    }
}

/// The seats that somebody holds.
fn seats_of(who: &Authority) -> impl Iterator<Item = (DepartmentId, Rank)> + '_ {
    let approves = |grant: &&Grant| grant.role == Role::Approver;
    who.grants().filter(approves).map(|grant| (grant.department.clone(), grant.rank))
}

/// Whether somebody leads a department in which the other has a role.
fn is_led(staff: &Staff, who: &Authority, tree: &DepartmentTree) -> bool {
    let leading = |grant: &&Grant| Lead::ROLES.contains(&grant.role) && grant.rank >= lowest(grant);
    let mine: Vec<&DepartmentId> =
        staff.authority.grants().filter(leading).map(|grant| &grant.department).collect();
    let inside = |grant: &Grant| tree.above(&grant.department).any(|it| mine.contains(&it));
    who.grants().any(inside)
}

/// Who leads has no rank; who approves leads from 係長 on.
const fn lowest(grant: &Grant) -> Rank {
    if matches!(grant.role, Role::Approver) { Rank::Chief } else { Rank::Staff }
}
