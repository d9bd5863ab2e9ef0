//! What a list can be narrowed to and ordered by, as its page offers it.

use std::collections::BTreeSet;

use back_office::{BackOffice, DueWithin, InState, Label, QueueSort, QueueView, Source};
use chrono::NaiveDate;
use kernel::{DepartmentId, Language, StaffId, WardId};
use review_workflow::{Returned, State};

use super::{
    super::{
        choice::{Choice, Several, and_kept},
        quick::due_name,
        row::returned_name,
    },
    QueueQuery, ids_of,
};
use crate::{frame::view_name, labels::choices, routing::source_name};
use ::web::guard::state_name;

/// The choices of every filter.
pub(crate) struct Choices {
    pub(crate) procedures: Several,
    pub(crate) states: Several,
    pub(crate) departments: Vec<Choice>,
    /// Where cases lie; nothing to choose where all lie with whoever answers for them.
    pub(crate) desks: Vec<Choice>,
    pub(crate) wards: Several,
    /// By which doors cases came.
    pub(crate) channels: Several,
    /// Fields for days: name, what it is called, and the day that was given.
    pub(crate) days: [(&'static str, &'static str, String); 4],
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

impl Choices {
    /// What is chosen of which there can be several, with the name of its field.
    pub(crate) fn chosen(&self) -> Vec<(&'static str, &Choice)> {
        let fields = [
            ("procedure", &self.procedures),
            ("state", &self.states),
            ("ward", &self.wards),
            ("channel", &self.channels),
        ];
        let chosen =
            fields.into_iter().flat_map(|(name, all)| all.chosen().map(move |it| (name, it)));
        chosen.collect()
    }
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
            channels: self.channels(),
            days: self.days(),
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

    fn procedures(&self, back_office: &BackOffice) -> Several {
        let choice = |published: &std::sync::Arc<back_office::Published>| {
            let form = &published.form;
            Choice::new(form.id(), form.title(Language::Japanese), None)
        };
        let offered = back_office.catalogue().procedures();
        Several::new(offered.iter().map(choice), &self.procedure)
    }

    pub(super) fn states(&self) -> Several {
        let chosen: Vec<String> = ids_of::<InState>(&self.state)
            .into_iter()
            .map(|state| state.word().to_owned())
            .collect();
        let states = State::ALL.map(|state| (state.word(), state_name(state)));
        let finer = Returned::ALL.map(|it| (it.word(), returned_name(it)));
        let all = states.into_iter().chain(finer);
        Several::new(all.map(|(word, name)| Choice::new(word, name, None)), &chosen)
    }

    pub(super) fn channels(&self) -> Several {
        let chosen: Vec<String> = ids_of::<Source>(&self.channel)
            .into_iter()
            .map(|source| source.word().to_owned())
            .collect();
        let all = Source::ALL.iter();
        Several::new(all.map(|it| Choice::new(it.word(), source_name(*it), None)), &chosen)
    }

    pub(super) fn days(&self) -> [(&'static str, &'static str, String); 4] {
        let filter = self.filter();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            ("received_from", "到達：この日から", day(filter.received_from)),
            ("received_until", "到達：この日まで", day(filter.received_until)),
            ("ended_from", "終了：この日から", day(filter.ended_from)),
            ("ended_until", "終了：この日まで", day(filter.ended_until)),
        ]
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

    fn wards(&self, back_office: &BackOffice) -> Several {
        let catalogue = back_office.catalogue();
        let known: Vec<WardId> = catalogue.wards().into_iter().map(|ward| ward.id).collect();
        if known.is_empty() {
            return Several::new(Vec::new(), &[]);
        }
        let choice = |ward: &WardId| {
            let name = catalogue.ward_name(ward, Language::Japanese);
            Choice::new(ward.as_str(), &name, None)
        };
        let unknown = Choice::new(WardId::unknown().as_str(), "区がわからないもの", None);
        let outside = WardId::outside();
        let all = known.iter().chain([&outside]).map(choice).chain([unknown]);
        Several::new(all, &self.ward)
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
        let chosen = self.filter().order();
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
        QueueSort::Ended => "終わった日の新しい順",
    }
}
