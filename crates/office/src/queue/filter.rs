//! The filters of the queue: as they stand in the address, and as choices on the page.
//!
//! A filter that makes no sense is left out: an old link still shows the queue.

use std::{collections::BTreeSet, str::FromStr};

use actix_web::web::Query;
use back_office::{BackOffice, QueueFilter, QueueSort, QueueView, Staff};
use kernel::{Language, Role, StaffId, WardId};
use review_workflow::State;
use serde::Deserialize;

use crate::link;
use ::web::guard::state_name;

/// The query of the queue's address.
#[derive(Debug, Default, Clone, Deserialize)]
pub(crate) struct QueueQuery {
    view: Option<String>,
    procedure: Option<String>,
    state: Option<String>,
    department: Option<String>,
    ward: Option<String>,
    assignee: Option<String>,
    /// `open` or `none`: whether something is still to be looked at.
    finding: Option<String>,
    /// What is looked for, as it was typed. Read from a posted form alone.
    q: Option<String>,
    /// Where the words are kept that are looked for.
    search: Option<String>,
    sort: Option<String>,
    cursor: Option<String>,
}

/// What narrows the next case to take.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct TakeFilter {
    procedure: Option<String>,
    department: Option<String>,
    ward: Option<String>,
    finding: Option<String>,
    /// The list that it was pressed on.
    #[serde(default)]
    from: String,
}

/// What narrows the next case on a page that was come to from the list with the query `from`:
/// names and values of the fields of [`TakeFilter`].
pub(crate) fn take_fields(from: &str) -> Vec<(&'static str, String)> {
    let TakeFilter { procedure, department, ward, finding, from } = TakeFilter::of_list(from);
    let narrowing = [
        ("procedure", procedure),
        ("department", department),
        ("ward", ward),
        ("finding", finding),
        ("from", given(Some(&from))),
    ];
    narrowing.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// One option of a filter.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) chosen: bool,
}

impl TakeFilter {
    /// What narrows the list with the query `from`.
    pub(crate) fn of_list(from: &str) -> Self {
        let list = Query::<QueueQuery>::from_query(from).map(Query::into_inner).unwrap_or_default();
        Self {
            procedure: given(list.procedure.as_deref()),
            department: given(list.department.as_deref()),
            ward: given(list.ward.as_deref()),
            finding: given(list.finding.as_deref()),
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
            ward: id_of(self.ward.as_deref()),
            open_findings: open_findings(self.finding.as_deref()),
            ..QueueFilter::default()
        }
    }
}

impl QueueQuery {
    /// The query with the view that this person begins with when nothing is said: who only
    /// decides has no cases of their own.
    pub(super) fn settled(self, staff: &Staff) -> Self {
        let decides = staff.has(Role::Approver) && !staff.has(Role::Clerk);
        let own = if decides { QueueView::AwaitingApproval } else { QueueView::Mine };
        Self { view: self.view.or_else(|| Some(own.word().to_owned())), ..self }
    }

    /// The view; one's own work when nothing is said.
    pub(super) fn view(&self) -> QueueView {
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

    pub(super) fn filter(&self) -> QueueFilter {
        QueueFilter {
            view: Some(self.view()),
            procedure: given(self.procedure.as_deref()),
            state: self.state(),
            department: id_of(self.department.as_deref()),
            ward: id_of(self.ward.as_deref()),
            assignee: self.assignee(),
            received_from: None,
            open_findings: open_findings(self.finding.as_deref()),
            words: given(Some(self.words())),
            sort: self.sort(),
        }
    }

    /// Whether anything narrows the view.
    pub(super) fn is_filtered(&self) -> bool {
        let filter = self.filter();
        filter.procedure.is_some()
            || filter.state.is_some()
            || filter.department.is_some()
            || filter.ward.is_some()
            || filter.assignee.is_some()
            || filter.open_findings.is_some()
            || filter.words.is_some()
    }

    /// The same list from `cursor` on.
    pub(super) fn address_of(&self, cursor: &str) -> String {
        link::queue_again(&self.text(Some(cursor)))
    }

    /// The query as it stands in addresses, from `cursor` on.
    pub(super) fn text(&self, cursor: Option<&str>) -> String {
        let mut address = format!("view={}", self.view().word());
        let kept = [
            ("procedure", &self.procedure),
            ("state", &self.state),
            ("department", &self.department),
            ("ward", &self.ward),
            ("assignee", &self.assignee),
            ("finding", &self.finding),
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

    pub(super) fn procedures(&self, back_office: &BackOffice) -> Vec<Choice> {
        let chosen = self.procedure.as_deref();
        let choice = |published: &std::sync::Arc<back_office::Published>| {
            let form = &published.form;
            Choice::new(form.id(), form.title(Language::Japanese), chosen)
        };
        back_office.catalogue().procedures().iter().map(choice).collect()
    }

    pub(super) fn states(&self) -> Vec<Choice> {
        let chosen = self.state().map(State::word);
        State::ALL.map(|state| Choice::new(state.word(), state_name(state), chosen)).into()
    }

    pub(super) fn departments(&self, back_office: &BackOffice) -> Vec<Choice> {
        let procedures = back_office.catalogue().procedures();
        let offered: BTreeSet<&str> = procedures
            .iter()
            .map(|published| published.form.procedure().department.as_str())
            .collect();
        let chosen = self.department.as_deref();
        let name = |id: &str| back_office.catalogue().department_name(id, Language::Japanese);
        offered.into_iter().map(|id| Choice::new(id, &name(id), chosen)).collect()
    }

    pub(super) fn wards(&self, back_office: &BackOffice) -> Vec<Choice> {
        let catalogue = back_office.catalogue();
        let known: Vec<WardId> = catalogue.wards().into_iter().map(|ward| ward.id).collect();
        if known.is_empty() {
            return Vec::new();
        }
        let chosen = self.ward.as_deref();
        let choice = |ward: &WardId| {
            let name = catalogue.ward_name(ward, Language::Japanese);
            Choice::new(ward.as_str(), &name, chosen)
        };
        let unknown = Choice::new(WardId::unknown().as_str(), "区がわからないもの", chosen);
        known.iter().chain([&WardId::outside()]).map(choice).chain([unknown]).collect()
    }

    pub(super) fn assignees(&self, colleagues: &[(StaffId, String)]) -> Vec<Choice> {
        let chosen = self.assignee.as_deref();
        colleagues.iter().map(|(id, name)| Choice::new(id.as_str(), name, chosen)).collect()
    }

    pub(super) fn findings(&self) -> Vec<Choice> {
        let chosen = self.finding.as_deref();
        [("open", "確認あり"), ("none", "確認なし")]
            .map(|(value, name)| Choice::new(value, name, chosen))
            .into()
    }

    pub(super) fn orders(&self) -> Vec<Choice> {
        let chosen = match self.sort() {
            QueueSort::Due => "due",
            QueueSort::Received => "received",
            QueueSort::Newest => "newest",
        };
        [("due", "期限の近い順"), ("received", "受付の早い順"), ("newest", "受付の新しい順")]
            .map(|(value, name)| Choice::new(value, name, Some(chosen)))
            .into()
    }

    fn state(&self) -> Option<State> {
        self.state.as_deref().and_then(|word| word.parse().ok())
    }

    fn assignee(&self) -> Option<StaffId> {
        self.assignee.as_deref().and_then(|id| id.parse().ok())
    }

    fn sort(&self) -> QueueSort {
        match self.sort.as_deref() {
            Some("received") => QueueSort::Received,
            Some("newest") => QueueSort::Newest,
            Some(_) | None => QueueSort::Due,
        }
    }
}

impl Choice {
    fn new(value: &str, name: &str, chosen: Option<&str>) -> Self {
        let chosen = chosen == Some(value);
        Self { value: value.to_owned(), name: name.to_owned(), chosen }
    }
}

fn id_of<T: FromStr>(id: Option<&str>) -> Option<T> {
    id.and_then(|id| id.parse().ok())
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
