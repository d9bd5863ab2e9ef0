//! The filters of the queue: as they stand in the address, and as choices on the page.
//!
//! A filter that makes no sense is left out: an old link still shows the queue.

mod choices;

use std::str::FromStr;

use actix_web::web::Query;
use back_office::{DueWithin, QueueFilter, QueueSort, QueueView, Staff, Take, View};
use kernel::{Role, StaffId, ViewId};
use review_workflow::{Returned, State};
use serde::Deserialize;

use super::quick::Part;
use crate::{link, typed::Typed};

pub(crate) use choices::Choices;

/// The query of the queue's address.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct QueueQuery {
    view: Option<String>,
    procedure: Option<String>,
    state: Option<String>,
    department: Option<String>,
    desk: Option<String>,
    ward: Option<String>,
    assignee: Option<String>,
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
    #[serde(skip)]
    kept: Option<ViewId>,
}

/// What narrows the next case to take.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TakeFilter {
    procedure: Option<String>,
    department: Option<String>,
    desk: Option<String>,
    ward: Option<String>,
    finding: Option<String>,
    question: Option<String>,
    label: Option<String>,
    /// The list that it was pressed on.
    #[serde(default)]
    from: String,
}

/// What narrows the next case on a page that was come to from the list with the query `from`:
/// names and values of the fields of [`TakeFilter`].
pub(crate) fn take_fields(from: &str) -> Vec<(&'static str, String)> {
    let TakeFilter { procedure, department, desk, ward, finding, question, label, from } =
        TakeFilter::of_list(from);
    let narrowing = [
        ("procedure", procedure),
        ("department", department),
        ("desk", desk),
        ("ward", ward),
        ("finding", finding),
        ("question", question),
        ("label", label),
        ("from", given(Some(&from))),
    ];
    narrowing.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

impl TakeFilter {
    /// What narrows the list with the query `from`.
    pub(crate) fn of_list(from: &str) -> Self {
        let list = Query::<QueueQuery>::from_query(from).map(Query::into_inner).unwrap_or_default();
        Self {
            procedure: given(list.procedure.as_deref()),
            department: given(list.department.as_deref()),
            desk: given(list.desk.as_deref()),
            ward: given(list.ward.as_deref()),
            finding: given(list.finding.as_deref()),
            question: given(list.question.as_deref()),
            label: given(list.label.as_deref()),
            from: from.to_owned(),
        }
    }

    /// The query of the list that it was pressed on.
    pub(crate) fn from(&self) -> &str {
        &self.from
    }

    pub(crate) fn filter(self) -> QueueFilter {
        QueueFilter {
            procedure: given(self.procedure.as_deref()),
            department: id_of(self.department.as_deref()),
            desk: id_of(self.desk.as_deref()),
            ward: id_of(self.ward.as_deref()),
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
            procedure: filter.procedure,
            state: filter
                .state
                .map(State::word)
                .or(filter.returned.map(Returned::word))
                .map(str::to_owned),
            department: filter.department.map(|id| id.to_string()),
            desk: filter.desk.map(|id| id.to_string()),
            ward: filter.ward.map(|id| id.to_string()),
            assignee: filter.assignee.map(|id| id.to_string()),
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
        let field = |name| given(typed.found(name));
        Self {
            view: field("view"),
            procedure: field("procedure"),
            state: field("state"),
            department: field("department"),
            desk: field("desk"),
            ward: field("ward"),
            assignee: field("assignee"),
            due: field("due"),
            finding: field("finding"),
            question: field("question"),
            consulting: field("consulting"),
            label: field("label"),
            unread: field("unread"),
            sort: field("sort"),
            ..Self::default()
        }
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
            procedure: given(self.procedure.as_deref()),
            state: self.state(),
            returned: self.returned(),
            department: id_of(self.department.as_deref()),
            desk: id_of(self.desk.as_deref()),
            ward: id_of(self.ward.as_deref()),
            assignee: self.assignee(),
            received_from: None,
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
        filter.procedure.is_some()
            || filter.state.is_some()
            || filter.returned.is_some()
            || filter.department.is_some()
            || filter.desk.is_some()
            || filter.ward.is_some()
            || filter.assignee.is_some()
            || filter.due.is_some()
            || filter.open_findings.is_some()
            || filter.question
            || filter.consulting
            || filter.label.is_some()
            || filter.unread
            || filter.words.is_some()
    }

    /// That part of the list.
    pub(super) fn part(&self, part: Part) -> Self {
        let state = self.state.clone().filter(|_| !self.is_quick());
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
            Part::In(state) => Self { state: Some(state.word().to_owned()), ..whole },
            Part::Back(returned) => Self { state: Some(returned.word().to_owned()), ..whole },
        }
    }

    /// Whether the quick row of one's own cases names the state.
    fn is_quick(&self) -> bool {
        let named = [State::CorrectionRequested, State::AwaitingApproval];
        let is_named = self.state().is_some_and(|state| named.contains(&state))
            || self.returned() == Some(Returned::Answered);
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
        let kept = [
            ("procedure", &self.procedure),
            ("state", &self.state),
            ("department", &self.department),
            ("desk", &self.desk),
            ("ward", &self.ward),
            ("assignee", &self.assignee),
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
        for (name, value) in kept.chain(place).filter(|(_, value)| !value.is_empty()) {
            address.extend(["&", name, "=", &link::percent_encoded(value)]);
        }
        address
    }

    fn state(&self) -> Option<State> {
        self.state.as_deref().and_then(|word| word.parse().ok())
    }

    /// What stands beside the states, being finer than they are.
    fn returned(&self) -> Option<Returned> {
        self.state.as_deref().and_then(|word| word.parse().ok())
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
            procedures: Vec::new(),
            states: self.states(),
            departments: Vec::new(),
            desks: Vec::new(),
            wards: Vec::new(),
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
            state: Some("received".into()),
            q: Some("青葉 花子".into()),
            search: Some("0193&cursor=x".into()),
            procedure: Some(String::new()),
            ..QueueQuery::default()
        };
        let address = query.address_of("2026-11-27/0193");
        assert_eq!(
            address,
            "/office/?view=all&state=received\
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
            state: Some("gone".into()),
            assignee: Some("nobody".into()),
            sort: Some("gone".into()),
            ..QueueQuery::default()
        };
        assert_eq!(query.view(), QueueView::Mine);
        assert!(!query.is_filtered());
    }
}
