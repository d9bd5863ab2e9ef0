//! Who may do what, and where: a set of grants, asked in one place.
//!
//! A grant ties one role to one department, and may be narrowed to some of its procedures and to
//! some wards. Something is allowed when *one* grant has the role and covers the case; nothing is
//! ever the product of a list of roles and a list of departments.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    marker::PhantomData,
};

use chrono::NaiveDate;

use crate::{DepartmentId, Rank, Right, Role, StaffId, WardId};

/// One role in one department and in everything below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The department.
    pub department: DepartmentId,
    /// The role.
    pub role: Role,
    /// How high: what somebody may decide.
    pub rank: Rank,
    /// The procedures.
    pub procedures: Among<String>,
    /// The wards.
    pub wards: Among<WardId>,
    /// What it opens beside its role.
    pub rights: BTreeSet<Right>,
    /// The last day on which it holds; for good without one.
    pub until: Option<NaiveDate>,
}

/// All of a kind, or some.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Among<T> {
    /// All of them, also those that nobody has named yet.
    All,
    /// These and no others; none at all when empty.
    These(BTreeSet<T>),
}

/// Where a case belongs: what grants are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CasePlace {
    /// 所管: the department that answers for it and decides.
    pub department: DepartmentId,
    /// 手元: the department that works on it now, where that is another one.
    pub desk: Option<DepartmentId>,
    /// The procedure.
    pub procedure: String,
    /// The ward, where it is known.
    pub ward: Option<WardId>,
}

/// Which department is part of which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepartmentTree {
    parents: BTreeMap<DepartmentId, DepartmentId>,
}

/// Which of the two departments of a case has to be covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Through {
    /// One or the other: to look at it and to work on it.
    Either,
    /// The one that answers for it: to decide.
    Responsible,
    /// The one that works on it now: to be given it.
    Desk,
}

/// The cases that one grant covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Those of these departments,
    pub departments: Among<DepartmentId>,
    /// by one of their two or a certain one,
    pub through: Through,
    /// of these procedures,
    pub procedures: Among<String>,
    /// of these wards.
    pub wards: Among<WardId>,
}

/// The cases that somebody reaches: those of one area or another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    areas: Vec<Area>,
}

/// Something that staff are allowed or not. One of the roles is needed, in the department.
pub trait Permission {
    /// The roles of which one is enough.
    const ROLES: &'static [Role];
    /// How high an approver stands at least.
    const RANK: Rank = Rank::Staff;
    /// By which of its departments a case is theirs.
    const THROUGH: Through = Through::Either;
}

/// What one person may do: all their grants, and how far each reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    person: StaffId,
    held: Vec<(Grant, Area)>,
}

/// The proof that somebody may do `P` in a department. Only [`Authority::allow`] makes one.
#[derive(Debug)]
pub struct Authorised<P> {
    by: StaffId,
    permission: PhantomData<fn() -> P>,
}

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// They hold no such role anywhere.
    #[error("no grant has the role")]
    Role,
    /// They hold the role elsewhere.
    #[error("no grant that has the role covers this")]
    Elsewhere,
    /// They hold the role here, and a lower rank than is needed.
    #[error("no grant that covers this has the rank {0}")]
    Rank(Rank),
}

impl DepartmentTree {
    /// The tree in which each department is below its parent.
    pub fn new(parents: impl IntoIterator<Item = (DepartmentId, DepartmentId)>) -> Self {
        Self { parents: parents.into_iter().collect() }
    }

    /// The department and everything below it.
    pub fn below(&self, department: &DepartmentId) -> Among<DepartmentId> {
        if *department == DepartmentId::city() {
            return Among::All;
        }
        let inside = self.parents.keys().filter(|id| self.is_below(id, department));
        Among::These(inside.chain([department]).cloned().collect())
    }

    /// The department, and everything that it is a part of, the nearest first.
    pub fn above<'a>(&'a self, id: &'a DepartmentId) -> impl Iterator<Item = &'a DepartmentId> {
        let above = std::iter::successors(Some(id), |id| self.parents.get(*id));
        // No chain is longer than the tree is large, unless it is a ring.
        above.take(self.parents.len() + 1)
    }

    fn is_below(&self, id: &DepartmentId, department: &DepartmentId) -> bool {
        self.above(id).any(|above| above == department)
    }
}

impl<T: Ord> Among<T> {
    /// Whether it is one of them. What is not known is among all, and among no others.
    fn has(&self, one: Option<&T>) -> bool {
        match self {
            Self::All => true,
            Self::These(some) => one.is_some_and(|one| some.contains(one)),
        }
    }

    /// Whether there is one in both.
    fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::These(here), Self::These(there)) => !here.is_disjoint(there),
            (Self::All, Self::These(some)) | (Self::These(some), Self::All) => !some.is_empty(),
            (Self::All, Self::All) => true,
        }
    }
}

impl CasePlace {
    /// The department that works on it now.
    pub fn at_desk(&self) -> &DepartmentId {
        self.desk.as_ref().unwrap_or(&self.department)
    }
}

impl Area {
    fn covers(&self, place: &CasePlace, through: Through) -> bool {
        let responsible = || self.departments.has(Some(&place.department));
        let desk = || self.departments.has(Some(place.at_desk()));
        let by_department = match through {
            Through::Either => responsible() || desk(),
            Through::Responsible => responsible(),
            Through::Desk => desk(),
        };
        by_department
            && self.procedures.has(Some(&place.procedure))
            && self.wards.has(place.ward.as_ref())
    }

    /// Whether a case that lies at its own department, as nearly all do, can stand in both.
    fn meets(&self, other: &Self) -> bool {
        self.departments.meets(&other.departments)
            && self.procedures.meets(&other.procedures)
            && self.wards.meets(&other.wards)
    }
}

impl Reach {
    /// Nothing.
    pub const NOWHERE: Self = Self { areas: Vec::new() };

    /// The cases of one of these areas or another.
    pub const fn new(areas: Vec<Area>) -> Self {
        Self { areas }
    }

    /// Every case of the municipality.
    pub fn everywhere() -> Self {
        Self::departments(Among::All)
    }

    /// Every case of these departments.
    pub fn departments(departments: Among<DepartmentId>) -> Self {
        let (procedures, wards) = (Among::All, Among::All);
        Self::new(vec![Area { departments, through: Through::Either, procedures, wards }])
    }

    /// What it consists of.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// Whether it contains a case that stands there.
    pub fn covers(&self, place: &CasePlace) -> bool {
        self.areas.iter().any(|area| area.covers(place, area.through))
    }

    /// The departments whose cases are all of them contained.
    pub fn whole_departments(&self) -> Among<DepartmentId> {
        let whole = |area: &&Area| area.procedures == Among::All && area.wards == Among::All;
        let mut departments = BTreeSet::new();
        for area in self.areas.iter().filter(whole) {
            match &area.departments {
                Among::All => return Among::All,
                Among::These(some) => departments.extend(some.iter().cloned()),
            }
        }
        Among::These(departments)
    }

    /// Whether a case can stand in both.
    pub fn meets(&self, other: &Self) -> bool {
        self.areas.iter().any(|here| other.areas.iter().any(|there| here.meets(there)))
    }
}

impl Grant {
    /// A role in the whole of a department, for good, with the lowest rank that has it.
    pub const fn new(role: Role, department: DepartmentId) -> Self {
        let rank = Rank::lowest_of(role);
        let (procedures, wards) = (Among::All, Among::All);
        Self { department, role, rank, procedures, wards, rights: BTreeSet::new(), until: None }
    }

    /// Whether it holds on `day`.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.until.is_none_or(|until| day <= until)
    }
}

/// `approver:section@hoken-nenkin`, and in brackets what it is narrowed to.
impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.role)?;
        if self.rank != Rank::lowest_of(self.role) {
            write!(f, ":{}", self.rank)?;
        }
        write!(f, "@{}", self.department)?;
        narrowing(f, "wards", &self.wards)?;
        narrowing(f, "procedures", &self.procedures)?;
        if !self.rights.is_empty() {
            in_brackets(f, "rights", &self.rights)?;
        }
        self.until.map_or(Ok(()), |day| write!(f, "[until={day}]"))
    }
}

fn narrowing<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    among: &Among<T>,
) -> fmt::Result {
    let Among::These(some) = among else { return Ok(()) };
    in_brackets(f, what, some)
}

fn in_brackets<T: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    some: &BTreeSet<T>,
) -> fmt::Result {
    let named: Vec<String> = some.iter().map(T::to_string).collect();
    write!(f, "[{what}={}]", named.join(","))
}

impl Authority {
    /// What `person` may do on the day `today` with these grants.
    pub fn new(
        person: StaffId,
        grants: impl IntoIterator<Item = Grant>,
        tree: &DepartmentTree,
        today: NaiveDate,
    ) -> Self {
        let covering = |grant: Grant| {
            let area = Area {
                departments: tree.below(&grant.department),
                through: Through::Either,
                procedures: grant.procedures.clone(),
                wards: grant.wards.clone(),
            };
            (grant, area)
        };
        let holding = grants.into_iter().filter(|grant| grant.holds_on(today));
        Self { person, held: holding.map(covering).collect() }
    }

    /// Whose it is.
    pub const fn person(&self) -> &StaffId {
        &self.person
    }

    /// The grants.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.held.iter().map(|(grant, _)| grant)
    }

    /// Whether the person holds `role` anywhere at all: enough for a menu, never for a case.
    pub fn holds(&self, role: Role) -> bool {
        self.grants().any(|grant| grant.role == role)
    }

    /// Whether there is any department in which `P` is allowed: enough for a menu and for the
    /// door, never for a case.
    pub fn allows_somewhere<P: Permission>(&self) -> bool {
        self.grants().any(permits::<P>)
    }

    /// The cases with which `P` is allowed.
    pub fn reach<P: Permission>(&self) -> Reach {
        let held = self.held.iter().filter(|(grant, _)| permits::<P>(grant));
        Reach::new(held.map(|(_, area)| Area { through: P::THROUGH, ..area.clone() }).collect())
    }

    /// The proof that the person may do `P` with what stands at `place`.
    pub fn allow<P: Permission>(&self, place: &CasePlace) -> Result<Authorised<P>, Denied> {
        self.ask(P::ROLES, Rank::Staff, P::THROUGH, place)?;
        self.grant_for::<P>(place).ok_or(Denied::Rank(P::RANK))?;
        Ok(Authorised { by: self.person.clone(), permission: PhantomData })
    }

    /// The grant by which the person may do `P` with what stands at `place`, by the order of the
    /// roles that [`Permission::ROLES`] names.
    pub fn grant_for<P: Permission>(&self, place: &CasePlace) -> Option<&Grant> {
        let held = self.held.iter().filter(|(grant, _)| permits::<P>(grant));
        let here = held.filter(|(_, area)| area.covers(place, P::THROUGH));
        let rank_of = |grant: &Grant| P::ROLES.iter().position(|role| *role == grant.role);
        here.map(|(grant, _)| grant).min_by_key(|grant| rank_of(grant))
    }

    /// Whether one grant that permits `P` at `place` carries the right too.
    pub fn carries<P: Permission>(&self, right: Right, place: &CasePlace) -> bool {
        let held = self.held.iter().filter(|(grant, _)| permits::<P>(grant));
        let mut here = held.filter(|(_, area)| area.covers(place, P::THROUGH));
        here.any(|(grant, _)| grant.rights.contains(&right))
    }

    /// Whether one grant that has one of `roles`, and at least this rank, covers `place`.
    pub fn ask(
        &self,
        roles: &[Role],
        at_least: Rank,
        through: Through,
        place: &CasePlace,
    ) -> Result<(), Denied> {
        let mut held = self.held.iter().filter(|(grant, _)| roles.contains(&grant.role)).peekable();
        if held.peek().is_none() {
            return Err(Denied::Role);
        }
        let mut here = held.filter(|(_, area)| area.covers(place, through)).peekable();
        if here.peek().is_none() {
            return Err(Denied::Elsewhere);
        }
        if here.any(|(grant, _)| grant.rank >= at_least) {
            Ok(())
        } else {
            Err(Denied::Rank(at_least))
        }
    }
}

/// Whether `P` is allowed by this grant, where it reaches.
fn permits<P: Permission>(grant: &Grant) -> bool {
    let high_enough = grant.role != Role::Approver || grant.rank >= P::RANK;
    P::ROLES.contains(&grant.role) && high_enough
}

impl<P> Authorised<P> {
    /// Who is allowed.
    pub const fn by(&self) -> &StaffId {
        &self.by
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*, sample::select};

    use super::*;

    /// 市 → 局 → 課, twice.
    const TREE: [(&str, &str); 6] = [
        ("water", "city"),
        ("water-sales", "water"),
        ("water-works", "water"),
        ("health", "city"),
        ("pension", "health"),
        ("dogs", "health"),
    ];

    #[derive(Debug)]
    enum Decide {}
    impl Permission for Decide {
        const ROLES: &'static [Role] = &[Role::Approver];
    }

    #[derive(Debug)]
    enum Work {}
    impl Permission for Work {
        const ROLES: &'static [Role] = &[Role::Clerk, Role::Approver];
    }

    fn id(text: &str) -> DepartmentId {
        text.parse().unwrap()
    }

    fn tree() -> DepartmentTree {
        DepartmentTree::new(TREE.map(|(below, above)| (id(below), id(above))))
    }

    /// Role, department, and the procedures and wards that it is narrowed to.
    type Held = (Role, &'static str, Option<&'static str>, Option<&'static str>);

    fn grant((role, at, procedure, ward): Held) -> Grant {
        Grant {
            procedures: procedure.map_or(Among::All, |only| Among::These([only.into()].into())),
            wards: ward.map_or(Among::All, |only| Among::These([only.parse().unwrap()].into())),
            ..Grant::new(role, id(at))
        }
    }

    fn authority(grants: &[Held]) -> Authority {
        let person = "0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap();
        Authority::new(person, grants.iter().copied().map(grant), &tree(), day("2026-11-23"))
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn place(department: &str, procedure: &str, ward: Option<&str>) -> CasePlace {
        CasePlace {
            department: id(department),
            desk: None,
            procedure: procedure.to_owned(),
            ward: ward.map(|ward| ward.parse().unwrap()),
        }
    }

    fn whole(grants: &[(Role, &'static str)]) -> Authority {
        let grants: Vec<Held> = grants.iter().map(|(role, at)| (*role, *at, None, None)).collect();
        authority(&grants)
    }

    #[track_caller]
    fn check<P: Permission>(who: &Authority, department: &str, expected: Result<(), Denied>) {
        let answer = who.allow::<P>(&place(department, "dog", None)).map(drop);
        assert_eq!(answer, expected, "{department}");
    }

    #[test]
    fn a_right_opens_where_its_own_grant_reaches_and_nowhere_else() {
        let seeing =
            Grant { rights: [Right::SeeBank].into(), ..grant((Role::Clerk, "dogs", None, None)) };
        assert_eq!(seeing.to_string(), "clerk@dogs[rights=see:bank]");
        let other = grant((Role::Clerk, "pension", None, None));
        let person = "0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap();
        let who = Authority::new(person, [seeing, other], &tree(), day("2026-11-23"));
        let at = |department: &str| CasePlace {
            department: id(department),
            desk: None,
            procedure: "any".to_owned(),
            ward: None,
        };
        assert!(who.carries::<Work>(Right::SeeBank, &at("dogs")));
        assert!(!who.carries::<Work>(Right::SeeHealth, &at("dogs")));
        assert!(!who.carries::<Work>(Right::SeeBank, &at("pension")), "grants are not added up");
        assert!(!who.carries::<Decide>(Right::SeeBank, &at("dogs")));
    }

    #[test]
    fn a_role_of_one_department_is_no_role_of_another() {
        let who = whole(&[(Role::Clerk, "pension"), (Role::Approver, "dogs")]);
        check::<Decide>(&who, "pension", Err(Denied::Elsewhere));
        check::<Decide>(&who, "dogs", Ok(()));
        check::<Work>(&who, "pension", Ok(()));
        let watching = whole(&[(Role::Auditor, "city"), (Role::Clerk, "dogs")]);
        check::<Work>(&watching, "pension", Err(Denied::Elsewhere));
        check::<Work>(&whole(&[]), "dogs", Err(Denied::Role));
    }

    #[test]
    fn a_grant_covers_its_department_and_everything_below() {
        let who = whole(&[(Role::Clerk, "water")]);
        check::<Work>(&who, "water-sales", Ok(()));
        check::<Work>(&who, "city", Err(Denied::Elsewhere));
        check::<Work>(&who, "dogs", Err(Denied::Elsewhere));
        check::<Work>(&whole(&[(Role::Clerk, "city")]), "founded-yesterday", Ok(()));
    }

    #[test]
    fn a_grant_for_a_ward_covers_neither_another_nor_an_unknown_one() {
        let who = authority(&[(Role::Clerk, "pension", None, Some("aoba"))]);
        let allowed = |ward| who.allow::<Work>(&place("pension", "dog", ward)).is_ok();
        assert!(allowed(Some("aoba")));
        assert!(!allowed(Some("izumi")) && !allowed(Some("outside")) && !allowed(None));
    }

    /// 課長 and whoever audits.
    #[derive(Debug)]
    enum Oversee {}
    impl Permission for Oversee {
        const ROLES: &'static [Role] = &[Role::Auditor, Role::Approver];
        const RANK: Rank = Rank::Section;
    }

    #[test]
    fn a_permission_may_ask_how_high_an_approver_stands() {
        let with = |rank| {
            let grant = Grant { rank, ..Grant::new(Role::Approver, id("pension")) };
            Authority::new(authority(&[]).person, [grant], &tree(), day("2026-11-23"))
        };
        check::<Oversee>(&with(Rank::Chief), "pension", Err(Denied::Rank(Rank::Section)));
        assert!(!with(Rank::Chief).allows_somewhere::<Oversee>());
        assert_eq!(with(Rank::Chief).reach::<Oversee>(), Reach::NOWHERE);
        check::<Oversee>(&with(Rank::Section), "pension", Ok(()));
        check::<Oversee>(&with(Rank::Section), "dogs", Err(Denied::Elsewhere));
        let both = whole(&[(Role::Approver, "city"), (Role::Auditor, "pension")]);
        let by = both.grant_for::<Oversee>(&place("pension", "dog", None));
        assert_eq!(by.map(|grant| grant.role), Some(Role::Auditor), "not by a 係長's grant");
    }

    #[test]
    fn a_narrowed_grant_holds_no_department_as_a_whole() {
        let who = authority(&[
            (Role::Clerk, "health", None, Some("aoba")),
            (Role::Clerk, "water-sales", None, None),
        ]);
        let whole_ones = Among::These([id("water-sales")].into());
        assert_eq!(who.reach::<Work>().whole_departments(), whole_ones);
        let city = whole(&[(Role::Clerk, "city")]);
        assert_eq!(city.reach::<Work>().whole_departments(), Among::All);
    }

    #[test]
    fn a_grant_ends_with_its_last_day() {
        let until = |last: &str| {
            let person = "0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap();
            let grant = Grant { until: Some(day(last)), ..Grant::new(Role::Clerk, id("dogs")) };
            Authority::new(person, [grant], &tree(), day("2026-11-23"))
        };
        check::<Work>(&until("2026-11-23"), "dogs", Ok(()));
        check::<Work>(&until("2026-11-22"), "dogs", Err(Denied::Role));
    }

    #[test]
    fn a_rank_counts_where_its_own_grant_covers_and_nowhere_else() {
        let person = "0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap();
        let of = |rank, at| Grant { rank, ..Grant::new(Role::Approver, id(at)) };
        let grants = [of(Rank::Section, "pension"), of(Rank::Chief, "dogs")];
        let who = Authority::new(person, grants, &tree(), day("2026-11-23"));
        let asked =
            |at, rank| who.ask(&[Role::Approver], rank, Through::Either, &place(at, "dog", None));
        assert_eq!(asked("pension", Rank::Section), Ok(()));
        assert_eq!(asked("pension", Rank::Division), Err(Denied::Rank(Rank::Division)));
        assert_eq!(asked("dogs", Rank::Section), Err(Denied::Rank(Rank::Section)));
        assert_eq!(asked("water", Rank::Staff), Err(Denied::Elsewhere));
    }

    #[test]
    fn a_ring_of_departments_ends() {
        let ring = DepartmentTree::new([(id("a"), id("b")), (id("b"), id("a"))]);
        assert_eq!(ring.below(&id("a")), Among::These([id("a"), id("b")].into()));
    }

    /// The regulation in the plainest words: walk up from the department of the case.
    fn plainly(held: Held, roles: &[Role], mut at: &str, procedure: &str, ward: &str) -> bool {
        let (role, department, only_procedure, only_ward) = held;
        if !roles.contains(&role)
            || only_procedure.is_some_and(|only| only != procedure)
            || only_ward.is_some_and(|only| only != ward)
        {
            return false;
        }
        loop {
            if department == at {
                return true;
            }
            match TREE.iter().find(|(below, _)| *below == at) {
                Some((_, above)) => at = above,
                None => return false,
            }
        }
    }

    fn held() -> impl Strategy<Value = Held> {
        let departments = ["city", "water", "water-sales", "water-works", "health", "pension"];
        (
            select(Role::ALL.to_vec()),
            select(departments.to_vec()),
            select(vec![None, Some("dog"), Some("tap")]),
            select(vec![None, Some("aoba"), Some("izumi")]),
        )
    }

    proptest! {
        #[test]
        fn allowed_is_what_some_single_grant_allows(
            grants in vec(held(), 0..5),
            at in select(vec!["city", "water", "water-sales", "health", "pension", "dogs"]),
            procedure in select(vec!["dog", "tap", "other"]),
            ward in select(vec!["aoba", "izumi", "outside"]),
        ) {
            let who = authority(&grants);
            let place = place(at, procedure, Some(ward));
            let single = |roles: &[Role]| {
                grants.iter().any(|grant| plainly(*grant, roles, at, procedure, ward))
            };
            prop_assert_eq!(who.allow::<Decide>(&place).is_ok(), single(Decide::ROLES));
            prop_assert_eq!(who.allow::<Work>(&place).is_ok(), single(Work::ROLES));
            // What is listed is what may be opened, and nothing else.
            prop_assert_eq!(who.reach::<Work>().covers(&place), single(Work::ROLES));
            prop_assert_eq!(who.reach::<Decide>().covers(&place), single(Decide::ROLES));
        }
    }
}
