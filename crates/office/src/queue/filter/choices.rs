//! What a list can be narrowed to and ordered by, as its page offers it.

use std::collections::BTreeSet;

use back_office::{BackOffice, DueWithin, Label, QueueSort, QueueView};
use kernel::{DepartmentId, Language, StaffId, WardId};
use review_workflow::{Returned, State};

use super::{
    super::{
        choice::{Choice, and_kept},
        quick::due_name,
        row::returned_name,
    },
    QueueQuery,
};
use crate::{frame::view_name, labels::choices};
use ::web::guard::state_name;

/// The choices of every filter.
pub(crate) struct Choices {
    pub(crate) procedures: Vec<Choice>,
    pub(crate) states: Vec<Choice>,
    pub(crate) departments: Vec<Choice>,
    /// Where cases lie; nothing to choose where all lie with whoever answers for them.
    pub(crate) desks: Vec<Choice>,
    pub(crate) wards: Vec<Choice>,
    pub(crate) assignees: Vec<Choice>,
    pub(crate) dues: Vec<Choice>,
    pub(crate) findings: Vec<Choice>,
    /// Nothing to choose where no department of the person has any.
    pub(crate) labels: Vec<Choice>,
    /// Whether only what waits for an answer is wanted.
    pub(crate) question: bool,
    /// Whether only what another department was asked about is wanted.
    pub(crate) consulting: bool,
    /// Whether only what is new is wanted.
    pub(crate) unread: bool,
    pub(crate) orders: Vec<Choice>,
}

impl QueueQuery {
    /// What can be chosen.
    pub(crate) fn choices(
        &self,
        back_office: &BackOffice,
        colleagues: &[(StaffId, String)],
        desks: &[(DepartmentId, String)],
        labels: &[Label],
    ) -> Choices {
        Choices {
            procedures: self.procedures(back_office),
            states: self.states(),
            departments: self.departments(back_office),
            desks: self.desks(desks),
            wards: self.wards(back_office),
            assignees: self.assignees(colleagues),
            dues: self.dues(),
            findings: self.findings(),
            labels: and_kept(choices(labels, self.label.as_deref()), self.label.as_deref()),
            question: self.filter().question,
            consulting: self.filter().consulting,
            unread: self.filter().unread,
            orders: self.orders(),
        }
    }

    /// The lists that everybody has, of which this one is a part.
    pub(crate) fn views(&self) -> Vec<Choice> {
        let chosen = Some(self.view().word());
        QueueView::ALL.map(|view| Choice::new(view.word(), view_name(view), chosen)).into()
    }

    fn procedures(&self, back_office: &BackOffice) -> Vec<Choice> {
        let chosen = self.procedure.as_deref();
        let choice = |published: &std::sync::Arc<back_office::Published>| {
            let form = &published.form;
            Choice::new(form.id(), form.title(Language::Japanese), chosen)
        };
        let offered = back_office.catalogue().procedures();
        and_kept(offered.iter().map(choice).collect(), chosen)
    }

    pub(super) fn states(&self) -> Vec<Choice> {
        let chosen = self.state().map(State::word).or(self.returned().map(Returned::word));
        let states = State::ALL.map(|state| (state.word(), state_name(state)));
        let finer = Returned::ALL.map(|it| (it.word(), returned_name(it)));
        let all = states.into_iter().chain(finer);
        all.map(|(word, name)| Choice::new(word, name, chosen)).collect()
    }

    fn departments(&self, back_office: &BackOffice) -> Vec<Choice> {
        let procedures = back_office.catalogue().procedures();
        let offered: BTreeSet<&str> = procedures
            .iter()
            .map(|published| published.form.procedure().department.as_str())
            .collect();
        let chosen = self.department.as_deref();
        let name = |id: &str| back_office.catalogue().department_name(id, Language::Japanese);
        let choice = |id| Choice::new(id, &name(id), chosen);
        and_kept(offered.into_iter().map(choice).collect(), chosen)
    }

    fn wards(&self, back_office: &BackOffice) -> Vec<Choice> {
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

    fn assignees(&self, colleagues: &[(StaffId, String)]) -> Vec<Choice> {
        let chosen = self.assignee.as_deref();
        let choice = |(id, name): &(StaffId, String)| Choice::new(id.as_str(), name, chosen);
        and_kept(colleagues.iter().map(choice).collect(), chosen)
    }

    fn desks(&self, desks: &[(DepartmentId, String)]) -> Vec<Choice> {
        let chosen = self.desk.as_deref();
        let choice = |(id, name): &(DepartmentId, String)| Choice::new(id.as_str(), name, chosen);
        and_kept(desks.iter().map(choice).collect(), chosen)
    }

    pub(super) fn dues(&self) -> Vec<Choice> {
        let chosen = self.due().map(DueWithin::word);
        let choice = |due: DueWithin| Choice::new(due.word(), due_name(due), chosen);
        let all = [DueWithin::Long, DueWithin::Over, DueWithin::Today, DueWithin::Soon];
        all.map(choice).into()
    }

    pub(super) fn findings(&self) -> Vec<Choice> {
        let chosen = self.finding.as_deref();
        [("open", "確認あり"), ("none", "確認なし")]
            .map(|(value, name)| Choice::new(value, name, chosen))
            .into()
    }

    pub(super) fn orders(&self) -> Vec<Choice> {
        let chosen = self.sort();
        let choice =
            |sort: &QueueSort| Choice::new(sort.word(), order_name(*sort), Some(chosen.word()));
        QueueSort::ALL.iter().map(choice).collect()
    }
}

/// An order by what comes first in it.
const fn order_name(sort: QueueSort) -> &'static str {
    match sort {
        QueueSort::Due => "期限の近い順",
        QueueSort::Received => "到達の古い順",
        QueueSort::Newest => "到達の新しい順",
        QueueSort::Moved => "動きの新しい順",
    }
}
