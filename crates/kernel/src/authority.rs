//! Who may do what, and where: a set of grants, asked in one place.
//!
//! A grant ties one role to one department. Something is allowed when *one* grant has the
//! role and reaches the department; nothing is ever the product of a list of roles and a list
//! of departments.

use std::{
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
};

use crate::{DepartmentId, Role, StaffId};

/// One role in one department and in everything below it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grant {
    /// The department.
    pub department: DepartmentId,
    /// The role.
    pub role: Role,
}

/// Which department is part of which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepartmentTree {
    parents: BTreeMap<DepartmentId, DepartmentId>,
}

/// The departments that somebody reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The whole municipality.
    Everywhere,
    /// These and no others; none at all when empty.
    Only(BTreeSet<DepartmentId>),
}

/// Something that staff are allowed or not. One of the roles is needed, in the department.
pub trait Permission {
    /// The roles of which one is enough.
    const ROLES: &'static [Role];
}

/// What one person may do: all their grants, and how far each reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    person: StaffId,
    held: Vec<(Grant, Reach)>,
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
    #[error("no grant has the role in this department")]
    Department,
}

impl DepartmentTree {
    /// The tree in which each department is below its parent.
    pub fn new(parents: impl IntoIterator<Item = (DepartmentId, DepartmentId)>) -> Self {
        Self { parents: parents.into_iter().collect() }
    }

    /// The department and everything below it.
    pub fn below(&self, department: &DepartmentId) -> Reach {
        if *department == DepartmentId::city() {
            return Reach::Everywhere;
        }
        let inside = self.parents.keys().filter(|id| self.is_below(id, department));
        Reach::Only(inside.chain([department]).cloned().collect())
    }

    fn is_below(&self, id: &DepartmentId, department: &DepartmentId) -> bool {
        let above = std::iter::successors(Some(id), |id| self.parents.get(*id));
        // No chain is longer than the tree is large, unless it is a ring.
        above.take(self.parents.len() + 1).any(|above| above == department)
    }
}

impl Reach {
    /// No department.
    pub const NOWHERE: Self = Self::Only(BTreeSet::new());

    /// Whether it contains the department.
    pub fn covers(&self, department: &DepartmentId) -> bool {
        match self {
            Self::Everywhere => true,
            Self::Only(departments) => departments.contains(department),
        }
    }

    /// Whether there is a department in both.
    pub fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Only(here), Self::Only(there)) => !here.is_disjoint(there),
            (Self::Everywhere, Self::Only(some)) | (Self::Only(some), Self::Everywhere) => {
                !some.is_empty()
            }
            (Self::Everywhere, Self::Everywhere) => true,
        }
    }

    /// What either contains.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(mut here), Self::Only(there)) => {
                here.extend(there.iter().cloned());
                Self::Only(here)
            }
            (Self::Everywhere, _) | (_, Self::Everywhere) => Self::Everywhere,
        }
    }
}

impl Authority {
    /// What `person` may do with these grants.
    pub fn new(
        person: StaffId,
        grants: impl IntoIterator<Item = Grant>,
        tree: &DepartmentTree,
    ) -> Self {
        let reaching = |grant: Grant| {
            let reach = tree.below(&grant.department);
            (grant, reach)
        };
        Self { person, held: grants.into_iter().map(reaching).collect() }
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
        P::ROLES.iter().any(|role| self.holds(*role))
    }

    /// The departments in which `P` is allowed.
    pub fn reach<P: Permission>(&self) -> Reach {
        let held = self.held.iter().filter(|(grant, _)| P::ROLES.contains(&grant.role));
        held.fold(Reach::NOWHERE, |reach, (_, more)| reach.or(more))
    }

    /// The proof that the person may do `P` in `department`.
    pub fn allow<P: Permission>(&self, department: &DepartmentId) -> Result<Authorised<P>, Denied> {
        self.ask(P::ROLES, department)?;
        Ok(Authorised { by: self.person.clone(), permission: PhantomData })
    }

    /// Whether one grant has one of `roles` in `department`.
    pub fn ask(&self, roles: &[Role], department: &DepartmentId) -> Result<(), Denied> {
        let mut held = self.held.iter().filter(|(grant, _)| roles.contains(&grant.role)).peekable();
        if held.peek().is_none() {
            return Err(Denied::Role);
        }
        if held.any(|(_, reach)| reach.covers(department)) {
            Ok(())
        } else {
            Err(Denied::Department)
        }
    }
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

    fn authority(grants: &[(Role, &str)]) -> Authority {
        let person = "0193a5c8-7e1b-7c3d-9e4f-000000000001".parse().unwrap();
        let grants = grants.iter().map(|(role, at)| Grant { role: *role, department: id(at) });
        Authority::new(person, grants, &tree())
    }

    #[test]
    fn a_role_of_one_department_is_no_role_of_another() {
        let who = authority(&[(Role::Clerk, "pension"), (Role::Approver, "dogs")]);
        assert_eq!(who.allow::<Decide>(&id("pension")).err(), Some(Denied::Department));
        assert!(who.allow::<Decide>(&id("dogs")).is_ok());
        assert!(who.allow::<Work>(&id("pension")).is_ok());
        let watching = authority(&[(Role::Auditor, "city"), (Role::Clerk, "dogs")]);
        assert_eq!(watching.allow::<Work>(&id("pension")).err(), Some(Denied::Department));
        assert_eq!(authority(&[]).allow::<Work>(&id("dogs")).err(), Some(Denied::Role));
    }

    #[test]
    fn a_grant_covers_its_department_and_everything_below() {
        let who = authority(&[(Role::Clerk, "water")]);
        assert!(who.allow::<Work>(&id("water-sales")).is_ok());
        assert!(who.allow::<Work>(&id("city")).is_err());
        assert!(who.allow::<Work>(&id("dogs")).is_err());
        let everywhere = authority(&[(Role::Clerk, "city")]);
        assert!(everywhere.allow::<Work>(&id("founded-yesterday")).is_ok());
    }

    #[test]
    fn a_ring_of_departments_ends() {
        let ring = DepartmentTree::new([(id("a"), id("b")), (id("b"), id("a"))]);
        assert!(ring.below(&id("a")).covers(&id("b")));
        assert!(!ring.below(&id("a")).covers(&id("c")));
    }

    /// The regulation in the plainest words: walk up from the department of the case.
    fn plainly(grant: (Role, &str), roles: &[Role], mut at: &str) -> bool {
        loop {
            if grant.1 == at {
                return roles.contains(&grant.0);
            }
            match TREE.iter().find(|(below, _)| *below == at) {
                Some((_, above)) => at = above,
                None => return false,
            }
        }
    }

    proptest! {
        #[test]
        fn allowed_is_what_some_single_grant_allows(
            grants in vec((select(Role::ALL.to_vec()), select(vec![
                "city", "water", "water-sales", "water-works", "health", "pension", "dogs",
            ])), 0..5),
            at in select(vec!["city", "water", "water-sales", "health", "pension", "dogs"]),
        ) {
            let who = authority(&grants);
            let case = id(at);
            let single = |roles: &[Role]| grants.iter().any(|grant| plainly(*grant, roles, at));
            prop_assert_eq!(who.allow::<Decide>(&case).is_ok(), single(Decide::ROLES));
            prop_assert_eq!(who.allow::<Work>(&case).is_ok(), single(Work::ROLES));
            // What is listed is what may be opened, and nothing else.
            prop_assert_eq!(who.reach::<Work>().covers(&case), single(Work::ROLES));
            prop_assert_eq!(who.reach::<Decide>().covers(&case), single(Decide::ROLES));
        }
    }
}
