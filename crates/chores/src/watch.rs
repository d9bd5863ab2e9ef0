//! What stands out among the looks of one day, by numbers that a city can set. It reads nothing
//! and decides nothing about anybody: a number is where a person asks.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    fmt,
};

use chrono::{Duration, NaiveTime};
use japanese_values::calendar;
use kernel::{Instant, Role, StaffId, SubmissionId};
use submission_store::{
    anomalies::AnomalyKind,
    looks::{Look, LookKind},
};

/// What is many within these minutes is nobody's reading.
const MOMENT: Duration = Duration::minutes(10);

/// From how many on something stands out, and while what hours the office is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// More cases than this within ten minutes.
    pub cases: usize,
    /// More cases than this looked at on a day with which the person did nothing.
    pub looked_only: usize,
    /// More searches than this for one surname on a day.
    pub one_name: usize,
    /// More rows than this taken out at once.
    pub rows: u32,
    /// Nobody is asked about looks of an open day from here on …
    pub from: NaiveTime,
    /// … until here.
    pub until: NaiveTime,
}

impl Default for Watch {
    fn default() -> Self {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let (from, until) = (hour(7), hour(22));
        Self { cases: 60, looked_only: 20, one_name: 10, rows: 10_000, from, until }
    }
}

/// The text sets nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WatchFault {
    /// Nothing is called so.
    #[error("nothing that is watched is called `{0}`; there are {all}", all = Watch::WORDS.join(", "))]
    Unknown(String),
    /// The value cannot be read.
    #[error("`{0}`: write NAME=NUMBER, or hours=07:00-22:00")]
    Unreadable(String),
}

impl Watch {
    const WORDS: [&str; 5] = ["cases", "looked-only", "one-name", "rows", "hours"];

    /// Sets what `rule` says: `cases=60`, `hours=07:00-22:00`.
    pub fn set(&mut self, rule: &str) -> Result<(), WatchFault> {
        let unreadable = || WatchFault::Unreadable(rule.to_owned());
        let (name, value) = rule.split_once('=').ok_or_else(unreadable)?;
        let (name, value) = (name.trim(), value.trim());
        let number = || value.parse::<u32>().ok().ok_or_else(unreadable);
        let many = || number().map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        match name {
            "cases" => self.cases = many()?,
            "looked-only" => self.looked_only = many()?,
            "one-name" => self.one_name = many()?,
            "rows" => self.rows = number()?,
            "hours" => {
                let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
                let (from, until) = value.split_once('-').ok_or_else(unreadable)?;
                let hours = time(from).zip(time(until)).filter(|(from, until)| from < until);
                let (from, until) = hours.ok_or_else(unreadable)?;
                (self.from, self.until) = (from, until);
            }
            other => return Err(WatchFault::Unknown(other.to_owned())),
        }
        Ok(())
    }

    /// Whether nobody has to be asked why they looked then.
    fn is_at_work(&self, at: Instant) -> bool {
        let time = at.local().time();
        calendar::is_open_day(at.day()) && self.from <= time && time < self.until
    }
}

/// As it can be set.
impl fmt::Display for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cases, looked_only, one_name, rows, from, until } = self;
        write!(f, "cases={cases},looked-only={looked_only},one-name={one_name},rows={rows},")?;
        write!(f, "hours={}-{}", from.format("%H:%M"), until.format("%H:%M"))
    }
}

/// The looks of one day, person by person.
pub(crate) struct Watched<'w> {
    watch: &'w Watch,
    protected: HashSet<SubmissionId>,
    people: BTreeMap<StaffId, Person>,
}

/// What one person looked at.
#[derive(Default)]
struct Person {
    /// Their looks at cases within the last minutes, and how often each case is among them.
    lately: VecDeque<(Instant, SubmissionId)>,
    at_hand: HashMap<SubmissionId, usize>,
    most_at_hand: usize,
    seen: HashSet<SubmissionId>,
    names: HashMap<String, usize>,
    after_hours: usize,
    most_rows: u32,
    protected: usize,
}

impl<'w> Watched<'w> {
    /// On a day on which these cases are protected.
    pub(crate) const fn new(watch: &'w Watch, protected: HashSet<SubmissionId>) -> Self {
        Self { watch, protected, people: BTreeMap::new() }
    }

    /// The next look, in the order of time.
    pub(crate) fn look(&mut self, look: Look) {
        let at_work = self.watch.is_at_work(look.at);
        let person = self.people.entry(look.by.clone()).or_default();
        person.after_hours += usize::from(!at_work);
        person.most_rows = person.most_rows.max(look.found.unwrap_or_default());
        let is_protected = look.case.as_ref().is_some_and(|case| self.protected.contains(case));
        person.protected += usize::from(is_protected);
        if let Some(name) = look.name_term().filter(|_| !look.is_next_page()) {
            *person.names.entry(name.to_owned()).or_default() += 1;
        }
        if opens_a_case(look.kind)
            && let Some(case) = look.case
        {
            // Looking is what who audits does.
            if look.role != Some(Role::Auditor) {
                person.seen.insert(case.clone());
            }
            person.opens(case, look.at);
        }
    }

    /// What stands out, where `done` says who did something with which case on that day.
    pub(crate) fn finish(
        self,
        done: &HashSet<(StaffId, SubmissionId)>,
    ) -> Vec<(StaffId, AnomalyKind, usize)> {
        let mut found = Vec::new();
        for (staff, person) in self.people {
            let only = |case: &&SubmissionId| !done.contains(&(staff.clone(), (*case).clone()));
            let looked_only = person.seen.iter().filter(only).count();
            let one_name = person.names.values().copied().max().unwrap_or_default();
            let rows = usize::try_from(person.most_rows).unwrap_or(usize::MAX);
            let most_rows = usize::try_from(self.watch.rows).unwrap_or(usize::MAX);
            for (kind, number, most) in [
                (AnomalyKind::ManyCases, person.most_at_hand, self.watch.cases),
                (AnomalyKind::LookedOnly, looked_only, self.watch.looked_only),
                (AnomalyKind::OneName, one_name, self.watch.one_name),
                (AnomalyKind::AfterHours, person.after_hours, 0),
                (AnomalyKind::ManyRows, rows, most_rows),
                (AnomalyKind::Protected, person.protected, 0),
            ] {
                if number > most {
                    found.push((staff.clone(), kind, number));
                }
            }
        }
        found
    }
}

impl Person {
    fn opens(&mut self, case: SubmissionId, at: Instant) {
        let is_old = |(then, _): &(Instant, SubmissionId)| at.since(*then) > MOMENT;
        while self.lately.front().is_some_and(is_old) {
            let Some((_, old)) = self.lately.pop_front() else { break };
            if let Some(times) = self.at_hand.get_mut(&old) {
                *times -= 1;
                if *times == 0 {
                    self.at_hand.remove(&old);
                }
            }
        }
        *self.at_hand.entry(case.clone()).or_default() += 1;
        self.lately.push_back((at, case));
        self.most_at_hand = self.most_at_hand.max(self.at_hand.len());
    }
}

/// Whether somebody has a case before them then. Papers are printed by the hundred, and who looked
/// at a case is no part of it.
const fn opens_a_case(kind: LookKind) -> bool {
    match kind {
        LookKind::Case
        | LookKind::History
        | LookKind::Value
        | LookKind::File
        | LookKind::Application => true,
        LookKind::Notice
        | LookKind::List
        | LookKind::Search
        | LookKind::Code
        | LookKind::Readers
        | LookKind::Looks => false,
    }
}

#[cfg(test)]
mod tests {
    use kernel::{LookId, SystemIds};

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse_rfc3339(&format!("2026-11-{text}+09:00")).unwrap()
    }

    fn look(kind: LookKind, case: Option<&SubmissionId>, at: Instant) -> Look {
        Look {
            id: LookId::new(&SystemIds, at),
            at,
            by: "01932b5e-0000-7000-8000-000000000001".parse().unwrap(),
            role: Some(Role::Clerk),
            department: None,
            kind,
            case: case.cloned(),
            case_department: None,
            part: String::new(),
            found: None,
        }
    }

    fn case() -> SubmissionId {
        SubmissionId::new(&SystemIds, at("25T09:00:00"))
    }

    fn found(watch: &Watch, looks: Vec<Look>) -> Vec<(AnomalyKind, usize)> {
        done_found(watch, looks, &HashSet::new())
    }

    fn done_found(
        watch: &Watch,
        looks: Vec<Look>,
        done: &HashSet<(StaffId, SubmissionId)>,
    ) -> Vec<(AnomalyKind, usize)> {
        let mut watched = Watched::new(watch, HashSet::new());
        for look in looks {
            watched.look(look);
        }
        watched.finish(done).into_iter().map(|(_, kind, number)| (kind, number)).collect()
    }

    fn lenient() -> Watch {
        Watch { looked_only: 1_000, ..Watch::default() }
    }

    #[test]
    fn many_cases_stand_out_within_ten_minutes_and_one_case_however_often_does_not() {
        let watch = Watch { cases: 3, ..lenient() };
        let cases: Vec<SubmissionId> = (0..5).map(|_| case()).collect();
        let every = |minutes: i64| -> Vec<Look> {
            let then = |n: i64| at("25T10:00:00").plus(Duration::minutes(minutes * n));
            let look = |(n, case)| look(LookKind::Case, Some(case), then(n));
            (0..).zip(&cases).map(look).collect()
        };
        assert_eq!(found(&watch, every(2)), [(AnomalyKind::ManyCases, 5)]);
        assert_eq!(found(&watch, every(3)), [(AnomalyKind::ManyCases, 4)]);
        assert_eq!(found(&watch, every(4)), []);
        let same = (0..9).map(|_| look(LookKind::File, Some(&cases[0]), at("25T10:00:00")));
        assert_eq!(found(&watch, same.collect()), []);
        let papers = cases.iter().map(|it| look(LookKind::Notice, Some(it), at("25T10:00:00")));
        assert_eq!(found(&watch, papers.collect()), []);
    }

    #[test]
    fn who_looks_and_does_nothing_stands_out_unless_looking_is_their_work() {
        let watch = Watch { looked_only: 1, ..Watch::default() };
        let cases = [case(), case()];
        let looks = |role| -> Vec<Look> {
            let of = |case| Look {
                role: Some(role),
                ..look(LookKind::Case, Some(case), at("25T10:00:00"))
            };
            cases.iter().map(of).collect()
        };
        assert_eq!(found(&watch, looks(Role::Clerk)), [(AnomalyKind::LookedOnly, 2)]);
        assert_eq!(found(&watch, looks(Role::Auditor)), []);
        let by = looks(Role::Clerk)[0].by.clone();
        let done = HashSet::from([(by, cases[0].clone())]);
        assert_eq!(done_found(&watch, looks(Role::Clerk), &done), []);
    }

    #[test]
    fn one_surname_again_and_again_stands_out_and_its_pages_do_not_count() {
        let watch = Watch { one_name: 2, ..Watch::default() };
        let search = |part: &str| Look {
            part: part.to_owned(),
            ..look(LookKind::Search, None, at("25T10:00:00"))
        };
        let of = |parts: &[&str]| found(&watch, parts.iter().map(|part| search(part)).collect());
        let thrice = ["term=1 name=ab", "term=2 name=ab", "view=mine term=3 name=ab"];
        assert_eq!(of(&thrice), [(AnomalyKind::OneName, 3)]);
        assert_eq!(of(&["term=1 name=ab", "term=2 name=ab", "term=3 name=cd"]), []);
        assert_eq!(of(&["term=1 name=ab", "term=1 name=ab page=9", "term=2 name=ab"]), []);
    }

    #[test]
    fn looks_while_the_office_is_shut_and_many_rows_stand_out() {
        // A Wednesday, a Sunday, and 勤労感謝の日.
        for (then, expected) in [
            ("25T07:00:00", 0),
            ("25T21:59:59", 0),
            ("25T06:59:59", 1),
            ("25T22:00:00", 1),
            ("22T10:00:00", 1),
            ("23T10:00:00", 1),
        ] {
            let found = found(&Watch::default(), vec![look(LookKind::List, None, at(then))]);
            assert_eq!(found.len(), expected, "{then}");
        }
        let rows =
            |rows| Look { found: Some(rows), ..look(LookKind::Looks, None, at("25T10:00:00")) };
        assert_eq!(found(&Watch::default(), vec![rows(10_001)]), [(AnomalyKind::ManyRows, 10_001)]);
        assert_eq!(found(&Watch::default(), vec![rows(10_000), rows(9)]), []);
    }

    #[test]
    fn every_look_at_a_protected_case_stands_out() {
        let (watch, case, other) = (Watch::default(), case(), case());
        let mut watched = Watched::new(&watch, HashSet::from([case.clone()]));
        for kind in [LookKind::Case, LookKind::Notice] {
            watched.look(look(kind, Some(&case), at("25T10:00:00")));
            watched.look(look(kind, Some(&other), at("25T10:00:00")));
        }
        let found = watched.finish(&HashSet::new()).into_iter().map(|it| (it.1, it.2));
        assert_eq!(found.collect::<Vec<_>>(), [(AnomalyKind::Protected, 2)]);
    }

    #[test]
    fn what_is_shown_can_be_set_again() {
        let mut watch = Watch::default();
        for rule in ["cases=5", " one-name = 3 ", "hours=08:30-18:00", "rows=7", "looked-only=2"] {
            watch.set(rule).unwrap();
        }
        assert_eq!(watch.to_string(), "cases=5,looked-only=2,one-name=3,rows=7,hours=08:30-18:00");
        assert_eq!(watch.set("case=5"), Err(WatchFault::Unknown("case".into())));
        for rule in ["cases", "cases=many", "hours=8", "hours=25:00-26:00", "hours=22:00-07:00"] {
            assert_eq!(watch.set(rule), Err(WatchFault::Unreadable(rule.into())));
        }
    }
}
