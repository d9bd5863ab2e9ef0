//! 振り分け: the rules in force, and which of them takes a case.

use std::collections::HashMap;

use kernel::{CasePlace, DepartmentId, DepartmentTree};
use submission_store::{
    Reads, StoreError, departments,
    routing::{self, Rule},
    submissions::Source,
};

/// The rules in force, by the department that said them.
#[derive(Debug, Clone, Default)]
pub struct Routing {
    lists: HashMap<DepartmentId, Vec<Rule>>,
    tree: DepartmentTree,
    changes: i64,
}

/// The rule that takes a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken<'a> {
    /// The department whose rule it is.
    pub of: &'a DepartmentId,
    /// Its place in the list, from 0.
    pub position: usize,
    /// The rule.
    pub rule: &'a Rule,
}

impl Routing {
    pub(crate) fn load(tx: &mut impl Reads) -> Result<Self, StoreError> {
        let (tree, changes) = (departments::tree(tx)?, routing::changes(tx)?);
        let confirmed = routing::confirmed(tx)?.into_iter();
        // Of each department the last one stays.
        let lists = confirmed.map(|list| (list.department, list.rules)).collect();
        Ok(Self { lists, tree, changes })
    }

    /// How many lists were ever confirmed.
    pub(crate) const fn changes(&self) -> i64 {
        self.changes
    }

    /// The same with other rules of one department: what would be.
    #[must_use]
    pub fn with(mut self, department: DepartmentId, rules: Vec<Rule>) -> Self {
        self.lists.insert(department, rules);
        self
    }

    /// The first rule that takes a case: of the department that answers for it, else of the nearest
    /// above.
    pub fn taken<'a>(&'a self, place: &'a CasePlace, source: Source) -> Option<Taken<'a>> {
        self.tree.above(&place.department).find_map(|of| {
            let rules = self.lists.get(of)?;
            let position = rules.iter().position(|rule| rule.takes(place, source))?;
            Some(Taken { of, position, rule: rules.get(position)? })
        })
    }

    /// The desk of a new case; nothing where it lies with the department that answers for it.
    pub fn desk_of(&self, place: &CasePlace, source: Source) -> Option<DepartmentId> {
        let desk = self.taken(place, source)?.rule.desk.as_ref();
        desk.filter(|desk| **desk != place.department).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Rule = Rule { procedure: None, ward: None, source: None, desk: None };

    fn id(text: &str) -> DepartmentId {
        text.parse().unwrap()
    }

    fn to(desk: &str) -> Rule {
        Rule { desk: Some(id(desk)), ..NOTHING }
    }

    fn of(procedure: &str, rule: Rule) -> Rule {
        Rule { procedure: Some(procedure.to_owned()), ..rule }
    }

    fn routing(lists: Vec<(&str, Vec<Rule>)>) -> Routing {
        let tree = DepartmentTree::new([(id("child"), id("welfare")), (id("welfare"), id("city"))]);
        let lists = lists.into_iter().map(|(department, rules)| (id(department), rules)).collect();
        Routing { lists, tree, changes: 1 }
    }

    #[track_caller]
    fn check(routing: &Routing, procedure: &str, source: Source, expected: Option<&str>) {
        let place = CasePlace {
            department: id("child"),
            desk: None,
            procedure: procedure.to_owned(),
            ward: Some("aoba".parse().unwrap()),
        };
        assert_eq!(routing.desk_of(&place, source), expected.map(id), "{procedure}");
    }

    #[test]
    fn the_first_rule_that_takes_a_case_decides() {
        let rules = vec![
            of("a", to("centre")),
            of("a", to("post")),
            Rule { source: Some(Source::Counter), ..to("post") },
        ];
        let routing = routing(vec![("child", rules)]);
        check(&routing, "a", Source::Counter, Some("centre"));
        check(&routing, "b", Source::Counter, Some("post"));
        check(&routing, "b", Source::Web, None);
    }

    #[test]
    fn what_is_nearer_comes_before_what_is_above() {
        let routing = routing(vec![
            ("city", vec![to("centre")]),
            ("child", vec![of("a", NOTHING), of("b", to("post")), of("c", to("child"))]),
        ]);
        check(&routing, "a", Source::Web, None);
        check(&routing, "b", Source::Web, Some("post"));
        check(&routing, "c", Source::Web, None);
        check(&routing, "d", Source::Web, Some("centre"));
    }

    #[test]
    fn a_ward_that_is_said_is_asked_for() {
        let ward = |ward: &str| Rule { ward: Some(ward.parse().unwrap()), ..to("centre") };
        check(&routing(vec![("welfare", vec![ward("aoba")])]), "a", Source::Web, Some("centre"));
        check(&routing(vec![("welfare", vec![ward("izumi")])]), "a", Source::Web, None);
    }

    #[test]
    fn another_list_of_one_department_leaves_the_others() {
        let kept = routing(vec![("city", vec![to("centre")]), ("child", vec![to("post")])]);
        let tried = kept.with(id("child"), Vec::new());
        check(&tried, "a", Source::Web, Some("centre"));
    }
}
