//! The filters of the queue: as they stand in the address, and as choices on the page.
//!
//! A filter that makes no sense is left out: an old link still shows the queue.

mod chips;
mod choices;

use std::str::FromStr;

use actix_web::web::Query;
use back_office::{
    Condition, DueWithin, InState, QueueFilter, QueueSort, QueueView, Staff, Take, View,
};
use chrono::NaiveDate;
use kernel::{Role, StaffId, ViewId};
use review_workflow::{Returned, State};
use serde::Deserialize;

#[cfg(test)]
use super::choice::Several;
use super::quick::Part;
use crate::{link, typed::Typed};

pub(crate) use chips::Chip;
pub(crate) use choices::Choices;

/// The query of the queue's address. What can be chosen several times stands there as often.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub(crate) struct QueueQuery {
    view: Option<String>,
    procedure: Vec<String>,
    /// Words of states, and of what is finer.
    state: Vec<String>,
    department: Option<String>,
    desk: Option<String>,
    ward: Vec<String>,
    /// By which doors cases came.
    channel: Vec<String>,
    assignee: Option<String>,
    /// Days, as fields for a day give them.
    received_from: Option<String>,
    received_until: Option<String>,
    ended_from: Option<String>,
    ended_until: Option<String>,
    /// `over`, `today` or `soon`: how near the promised day is.
    due: Option<String>,
    /// `open` or `none`: whether something is still to be looked at.
    finding: Option<String>,
    /// `yes` for what waits for an answer.
    question: Option<String>,
    /// `yes` for what another department was asked about.
    consulting: Option<String>,
    label: Option<String>,
    /// `yes` for what is new to oneself.
    unread: Option<String>,
    /// What is looked for, as it was typed. Read from a posted form alone.
    q: Option<String>,
    /// Where the words are kept that are looked for.
    search: Option<String>,
    sort: Option<String>,
    cursor: Option<String>,
    /// Whether a case was just handed over and went out of sight; no part of the list.
    gone: Option<String>,
    /// The kept view that this is.
    kept: Option<ViewId>,
}

/// What narrows the next case to take.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<(String, String)>")]
pub(crate) struct TakeFilter {
    procedure: Vec<String>,
    department: Option<String>,
    desk: Option<String>,
    ward: Vec<String>,
    channel: Vec<String>,
    finding: Option<String>,
    question: Option<String>,
    label: Option<String>,
    /// The list that it was pressed on.
    from: String,
}

impl From<Vec<(String, String)>> for QueueQuery {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let one = |name| first(&pairs, name);
        let all = |name| every(&pairs, name);
        Self {
            view: one("view"),
            procedure: all("procedure"),
            state: all("state"),
            department: one("department"),
            desk: one("desk"),
            ward: all("ward"),
            channel: all("channel"),
            assignee: one("assignee"),
            received_from: one("received_from"),
            received_until: one("received_until"),
            ended_from: one("ended_from"),
            ended_until: one("ended_until"),
            due: one("due"),
            finding: one("finding"),
            question: one("question"),
            consulting: one("consulting"),
            label: one("label"),
            unread: one("unread"),
            q: one("q"),
            search: one("search"),
            sort: one("sort"),
            cursor: one("cursor"),
            gone: one("gone"),
            kept: None,
        }
    }
}

impl From<Vec<(String, String)>> for TakeFilter {
    fn from(pairs: Vec<(String, String)>) -> Self {
        let one = |name| first(&pairs, name);
        let all = |name| every(&pairs, name);
        Self {
            procedure: all("procedure"),
            department: one("department"),
            desk: one("desk"),
            ward: all("ward"),
            channel: all("channel"),
            finding: one("finding"),
            question: one("question"),
            label: one("label"),
            from: one("from").unwrap_or_default(),
        }
    }
}

/// The first value of a field that was given.
fn first(pairs: &[(String, String)], name: &str) -> Option<String> {
    let mut named = pairs.iter().filter(|(found, _)| found == name);
    named.find_map(|(_, value)| given(Some(value)))
}

/// Every value of a field, each once.
fn every(pairs: &[(String, String)], name: &str) -> Vec<String> {
    let named = pairs.iter().filter(|(found, _)| found == name);
    let mut values: Vec<String> = Vec::new();
    for value in named.filter_map(|(_, value)| given(Some(value))) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// What narrows the next case on a page that was come to from the list with the query `from`:
/// names and values of the fields of [`TakeFilter`].
pub(crate) fn take_fields(from: &str) -> Vec<(&'static str, String)> {
    let list = TakeFilter::of_list(from);
    let several = [("procedure", list.procedure), ("ward", list.ward), ("channel", list.channel)];
    let one = [
        ("department", list.department),
        ("desk", list.desk),
        ("finding", list.finding),
        ("question", list.question),
        ("label", list.label),
        ("from", given(Some(&list.from))),
    ];
    let several =
        several.into_iter().flat_map(|(name, all)| all.into_iter().map(move |it| (name, it)));
    several.chain(one.into_iter().filter_map(|(name, value)| Some((name, value?)))).collect()
}

impl TakeFilter {
    /// What narrows the list with the query `from`.
    pub(crate) fn of_list(from: &str) -> Self {
        let list = Query::<Self>::from_query(from).map(Query::into_inner).unwrap_or_default();
        Self { from: from.to_owned(), ..list }
    }

    /// The query of the list that it was pressed on.
    pub(crate) fn from(&self) -> &str {
        &self.from
    }

    pub(crate) fn filter(self) -> QueueFilter {
        QueueFilter {
            procedures: self.procedure,
            department: id_of(self.department.as_deref()),
            desk: id_of(self.desk.as_deref()),
            wards: ids_of(&self.ward),
            sources: ids_of(&self.channel),
            open_findings: open_findings(self.finding.as_deref()),
            question: is_yes(self.question.as_deref()),
            label: id_of(self.label.as_deref()),
            ..QueueFilter::default()
        }
    }
}

impl QueueQuery {
    /// The list that `view` keeps, from `cursor` on.
    pub(crate) fn of_view(view: &View, cursor: Option<String>) -> Self {
        let filter = view.filter.clone();
        let finding = filter.open_findings.map(|open| if open { "open" } else { "none" });
        Self {
            view: filter.view.map(|view| view.word().to_owned()),
            procedure: filter.procedures,
            state: filter.states.into_iter().map(|state| state.word().to_owned()).collect(),
            department: filter.department.map(|id| id.to_string()),
            desk: filter.desk.map(|id| id.to_string()),
            ward: filter.wards.iter().map(ToString::to_string).collect(),
            channel: filter.sources.iter().map(|source| source.word().to_owned()).collect(),
            assignee: filter.assignee.map(|id| id.to_string()),
            received_from: filter.received_from.map(|day| day.to_string()),
            received_until: filter.received_until.map(|day| day.to_string()),
            ended_from: filter.ended_from.map(|day| day.to_string()),
            ended_until: filter.ended_until.map(|day| day.to_string()),
            due: filter.due.map(|due| due.word().to_owned()),
            finding: finding.map(str::to_owned),
            question: filter.question.then(|| "yes".to_owned()),
            consulting: filter.consulting.then(|| "yes".to_owned()),
            label: filter.label.map(|id| id.to_string()),
            unread: filter.unread.then(|| "yes".to_owned()),
            sort: Some(filter.sort.word().to_owned()),
            kept: Some(view.id.clone()),
            cursor,
            ..Self::default()
        }
    }

    /// The list with the query `from`, as it stands in addresses. Words are none of it: they are
    /// kept elsewhere.
    pub(super) fn of_list(from: &str) -> Self {
        let list = Query::<Self>::from_query(from).map(Query::into_inner).unwrap_or_default();
        Self { q: None, cursor: None, gone: None, ..list }
    }

    /// The list that the fields of a form name.
    pub(crate) fn of_fields(typed: &Typed) -> Self {
        let fields = typed.all().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let list = Self::from(fields.collect::<Vec<_>>());
        Self { q: None, search: None, cursor: None, gone: None, ..list }
    }

    /// Whether a case was just handed over and went out of sight.
    pub(super) const fn is_after_handing_over(&self) -> bool {
        self.gone.is_some()
    }

    /// Whether somebody looks for words in it.
    pub(crate) fn searches(&self) -> bool {
        self.search.is_some()
    }

    /// The address of a form that keeps this list, looking as the view that it is. Words are told
    /// of, and not given on.
    pub(super) fn keeping(&self) -> String {
        let from_here = Self { kept: None, ..self.clone() }.text(None);
        let like = self.kept.as_ref().map(|id| format!("&like={id}")).unwrap_or_default();
        format!("{}?{from_here}{like}", link::NEW_VIEW)
    }

    /// The query with the view that this person begins with when nothing is said: who only
    /// decides has no cases of their own.
    pub(super) fn settled(self, staff: &Staff) -> Self {
        let decides = staff.has(Role::Approver) && !staff.authority.allows_somewhere::<Take>();
        let own = if decides { QueueView::AwaitingApproval } else { QueueView::Mine };
        Self { view: self.view.or_else(|| Some(own.word().to_owned())), ..self }
    }

    /// The view; one's own work when nothing is said.
    pub(crate) fn view(&self) -> QueueView {
        let word = self.view.as_deref().unwrap_or_default();
        QueueView::ALL.into_iter().find(|view| view.word() == word).unwrap_or(QueueView::Mine)
    }

    /// Where the words are kept that are looked for.
    pub(super) fn search(&self) -> Option<&str> {
        self.search.as_deref()
    }

    /// The same list, looking for what was kept; what stands in an address is nothing.
    pub(super) fn looking_for(self, words: Option<String>) -> Self {
        Self { search: self.search.filter(|_| words.is_some()), q: words, ..self }
    }

    /// The list that looks for what is kept under this name.
    pub(super) fn kept_as(&self, search: Option<String>) -> String {
        let kept = Self { search, ..self.clone() };
        link::queue_again(&kept.text(None))
    }

    pub(super) fn words(&self) -> &str {
        self.q.as_deref().unwrap_or_default().trim()
    }

    pub(super) fn cursor(&self) -> Option<String> {
        given(self.cursor.as_deref())
    }

    pub(crate) fn filter(&self) -> QueueFilter {
        QueueFilter {
            view: Some(self.view()),
            procedures: self.procedure.clone(),
            states: ids_of(&self.state),
            returned: Vec::new(),
            department: id_of(self.department.as_deref()),
            desk: id_of(self.desk.as_deref()),
            wards: ids_of(&self.ward),
            sources: ids_of(&self.channel),
            assignee: self.assignee(),
            received_from: id_of::<NaiveDate>(self.received_from.as_deref()),
            received_until: id_of::<NaiveDate>(self.received_until.as_deref()),
            ended_from: id_of::<NaiveDate>(self.ended_from.as_deref()),
            ended_until: id_of::<NaiveDate>(self.ended_until.as_deref()),
            due: self.due(),
            open_findings: open_findings(self.finding.as_deref()),
            question: is_yes(self.question.as_deref()),
            consulting: is_yes(self.consulting.as_deref()),
            label: id_of(self.label.as_deref()),
            unread: is_yes(self.unread.as_deref()),
            words: given(Some(self.words())),
            sort: self.sort(),
        }
    }

    /// Whether anything narrows the view.
    pub(super) fn is_filtered(&self) -> bool {
        let filter = self.filter();
        let view = QueueFilter { view: filter.view, sort: filter.sort, ..QueueFilter::default() };
        filter != view
    }

    /// The same list without one of its conditions, from its beginning.
    pub(super) fn without(&self, condition: Condition) -> String {
        let mut wider = self.begun_again();
        match condition {
            Condition::Procedure => wider.procedure.clear(),
            Condition::State => wider.state.clear(),
            Condition::Ward => wider.ward.clear(),
            Condition::Department => wider.department = None,
            Condition::Desk => wider.desk = None,
        }
        wider.address()
    }

    /// That part of the list.
    pub(super) fn part(&self, part: Part) -> Self {
        let state = if self.is_quick() { Vec::new() } else { self.state.clone() };
        let yes = || Some("yes".to_owned());
        let whole = Self {
            unread: None,
            question: None,
            consulting: None,
            due: None,
            state,
            cursor: None,
            ..self.clone()
        };
        match part {
            Part::Whole => whole,
            Part::Question => Self { question: yes(), ..whole },
            Part::Consulting => Self { consulting: yes(), ..whole },
            Part::Unread => Self { unread: yes(), ..whole },
            Part::Due(due) => Self { due: Some(due.word().to_owned()), ..whole },
            Part::In(state) => Self { state: vec![state.word().to_owned()], ..whole },
            Part::Back(returned) => Self { state: vec![returned.word().to_owned()], ..whole },
        }
    }

    /// Whether the quick row of one's own cases names the state.
    fn is_quick(&self) -> bool {
        let named = [
            InState::At(State::CorrectionRequested),
            InState::At(State::AwaitingApproval),
            InState::Back(Returned::Answered),
        ];
        let states: Vec<InState> = ids_of(&self.state);
        let is_named = matches!(&states[..], [only] if named.contains(only));
        self.view() == QueueView::Mine && is_named
    }

    /// Where the same words are looked for in every case, unless that is this list.
    pub(super) fn everywhere(&self) -> Option<String> {
        let search = self.search.clone().filter(|_| !self.words().is_empty());
        let whole =
            Self { view: Some(QueueView::All.word().to_owned()), search, ..Self::default() };
        let is_other = self.view() != QueueView::All || whole.filter() != self.filter();
        (whole.search.is_some() && is_other).then(|| whole.address())
    }

    /// The list from its beginning.
    pub(crate) fn address(&self) -> String {
        link::queue_again(&self.text(None))
    }

    /// The same list from `cursor` on.
    pub(super) fn address_of(&self, cursor: &str) -> String {
        link::queue_again(&self.text(Some(cursor)))
    }

    /// The query as it stands in addresses, from `cursor` on.
    pub(super) fn text(&self, cursor: Option<&str>) -> String {
        let mut address = String::new();
        if let Some(id) = &self.kept {
            address = format!("{}{id}&", link::KEPT);
        }
        address.extend(["view=", self.view().word()]);
        let several = [
            ("procedure", &self.procedure),
            ("state", &self.state),
            ("ward", &self.ward),
            ("channel", &self.channel),
        ];
        let several =
            several.into_iter().flat_map(|(name, all)| all.iter().map(move |it| (name, it)));
        let kept = [
            ("department", &self.department),
            ("desk", &self.desk),
            ("assignee", &self.assignee),
            ("received_from", &self.received_from),
            ("received_until", &self.received_until),
            ("ended_from", &self.ended_from),
            ("ended_until", &self.ended_until),
            ("due", &self.due),
            ("finding", &self.finding),
            ("question", &self.question),
            ("consulting", &self.consulting),
            ("label", &self.label),
            ("unread", &self.unread),
            ("search", &self.search),
            ("sort", &self.sort),
        ];
        let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let place = cursor.map(|cursor| ("cursor", cursor));
        let several = several.map(|(name, value)| (name, value.as_str()));
        let all = several.chain(kept).chain(place);
        for (name, value) in all.filter(|(_, value)| !value.is_empty()) {
            address.extend(["&", name, "=", &link::percent_encoded(value)]);
        }
        address
    }

    fn due(&self) -> Option<DueWithin> {
        id_of(self.due.as_deref())
    }

    fn assignee(&self) -> Option<StaffId> {
        self.assignee.as_deref().and_then(|id| id.parse().ok())
    }

    /// What is searched for comes with the newest arrival first.
    fn sort(&self) -> QueueSort {
        if !self.words().is_empty() {
            return QueueSort::Newest;
        }
        id_of(self.sort.as_deref()).unwrap_or_default()
    }
}

fn id_of<T: FromStr>(id: Option<&str>) -> Option<T> {
    id.and_then(|id| id.parse().ok())
}

/// Those that make sense.
fn ids_of<T: FromStr>(ids: &[String]) -> Vec<T> {
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}

fn is_yes(word: Option<&str>) -> bool {
    word == Some("yes")
}

/// Whether something is to be left to look at, as `open` and `none` say it.
fn open_findings(word: Option<&str>) -> Option<bool> {
    match word {
        Some("open") => Some(true),
        Some("none") => Some(false),
        Some(_) | None => None,
    }
}

fn given(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
impl QueueQuery {
    /// What can be chosen without a catalogue.
    pub(crate) fn sample(&self) -> Choices {
        Choices {
            procedures: Several::new(Vec::new(), &[]),
            states: self.states(),
            departments: Vec::new(),
            desks: Vec::new(),
            wards: Several::new(Vec::new(), &[]),
            channels: self.channels(),
            days: self.days(),
            assignees: Vec::new(),
            dues: self.dues(),
            findings: self.findings(),
            labels: Vec::new(),
            question: false,
            consulting: false,
            unread: false,
            orders: self.orders(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_keeps_the_filters() {
        let query = QueueQuery {
            view: Some("all".into()),
            state: vec!["received".into(), "answered".into()],
            ward: vec!["aoba".into(), String::new(), "izumi".into()],
            q: Some("青葉 花子".into()),
            search: Some("0193&cursor=x".into()),
            procedure: vec![String::new()],
            ..QueueQuery::default()
        };
        let address = query.address_of("2026-11-27/0193");
        assert_eq!(
            address,
            "/office/?view=all&state=received&state=answered&ward=aoba&ward=izumi\
             &search=0193%26cursor%3Dx&cursor=2026-11-27/0193",
            "and not the words"
        );
    }

    #[test]
    fn words_in_an_address_are_nothing() {
        let query = QueueQuery {
            q: Some("青葉".into()),
            search: Some("gone".into()),
            ..QueueQuery::default()
        };
        let list = query.looking_for(None);
        assert_eq!((list.words(), list.search(), list.is_filtered()), ("", None, false));
    }

    #[test]
    fn an_old_link_still_shows_the_queue() {
        let query = QueueQuery {
            view: Some("gone".into()),
            state: vec!["gone".into()],
            assignee: Some("nobody".into()),
            sort: Some("gone".into()),
            ..QueueQuery::default()
        };
        assert_eq!(query.view(), QueueView::Mine);
        assert!(!query.is_filtered());
    }

    #[test]
    fn what_stands_in_an_address_several_times_is_several() {
        let text = "view=all&ward=aoba&ward=izumi&ward=aoba&ward=&state=received&state=sent-back\
                    &sort=due&sort=newest&ended_from=2026-11-01&ended_until=";
        let query = QueueQuery::of_list(text);
        let filter = query.filter();
        let words: Vec<&str> = filter.states.iter().map(|state| state.word()).collect();
        assert_eq!(
            filter.wards.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["aoba", "izumi"]
        );
        assert_eq!(words, ["received", "sent-back"]);
        assert_eq!((filter.sort, filter.order()), (QueueSort::Due, QueueSort::Ended));
        assert_eq!(QueueQuery::of_list(&query.text(None)).filter(), filter);
        let narrowing = take_fields("ward=aoba&ward=izumi&label=");
        let names: Vec<&str> = narrowing.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["ward", "ward", "from"]);
    }
}
