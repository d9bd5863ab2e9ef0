//! Which cases of the queue are wanted.

use std::borrow::Cow;

use chrono::NaiveDate;
use kernel::{DepartmentId, Instant, LabelId, ReceiptNumber, StaffId, WardId};
use review_workflow::{Returned, State};

use super::order::QueueSort;
use crate::{search::Sought, submissions::Source};

/// Which cases are wanted. The default is every open case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Of one of these procedures, where any is named.
    pub procedures: Vec<String>,
    /// In one of these states; none named: in every state that is not final, and of an order or days
    /// of the end in every one that is.
    pub states: Vec<State>,
    /// Or, in whatever other state, back for one of these reasons.
    pub or_returned: Vec<Returned>,
    /// Whose they are.
    pub assignee: Option<Assigned>,
    /// Of this department.
    pub department: Option<DepartmentId>,
    /// Lying there, whoever answers for it.
    pub desk: Option<DepartmentId>,
    /// Of one of these wards, where any is named.
    pub wards: Vec<InWard>,
    /// Come by one of these doors, where any is named.
    pub sources: Vec<Source>,
    /// Arrived on this day in Japan or later.
    pub received_from: Option<NaiveDate>,
    /// Arrived on this day in Japan or earlier.
    pub received_until: Option<NaiveDate>,
    /// Ended on this day in Japan or later.
    pub ended_from: Option<NaiveDate>,
    /// Ended on this day in Japan or earlier.
    pub ended_until: Option<NaiveDate>,
    /// Promised for this day or an earlier one.
    pub due_until: Option<NaiveDate>,
    /// With this number on the receipt.
    pub receipt_number: Option<ReceiptNumber>,
    /// With a number on the receipt that begins so, hyphens included.
    pub receipt_begins: Option<String>,
    /// With something still to be looked at, or without.
    pub open_findings: Option<bool>,
    /// Back in the hands of who works on it, for one of these reasons, where any is named.
    pub returned: Vec<Returned>,
    /// This person's, changed by somebody else since they read it.
    pub unread_by: Option<StaffId>,
    /// Not what this person has put back since then.
    pub rested_from: Option<(StaffId, Instant)>,
    /// With a question that waits for its answer.
    pub question: bool,
    /// 合議中: about which another department was asked that has not answered.
    pub consulting: bool,
    /// Bearing this label.
    pub label: Option<LabelId>,
    /// Found by this: the newest arrival first, in whatever order it is asked for.
    pub sought: Option<Sought>,
    /// In which order.
    pub sort: QueueSort,
}

/// Which ward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InWard {
    /// This one.
    Known(WardId),
    /// None that is known.
    Unknown,
}

/// How many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// So many were counted.
    pub number: u64,
    /// So many rows were looked at that there may be more.
    pub stopped: bool,
}

impl InWard {
    /// The ward, where one is known.
    pub(crate) const fn known(&self) -> Option<&WardId> {
        match self {
            Self::Known(ward) => Some(ward),
            Self::Unknown => None,
        }
    }
}

impl QueueFilter {
    /// Whether only what is over is asked for.
    pub const fn is_over(&self) -> bool {
        matches!(self.sort, QueueSort::Ended)
            || self.ended_from.is_some()
            || self.ended_until.is_some()
    }

    /// The filters that share no case and together name what this one does: what is in a state, and
    /// what is in another and back. Each of them lies together in an index.
    pub(super) fn parts(&self) -> Vec<Cow<'_, Self>> {
        if self.or_returned.is_empty() {
            return vec![Cow::Borrowed(self)];
        }
        let in_state = Self { or_returned: Vec::new(), ..self.clone() };
        let elsewhere = |state: &State| !state.is_final() && !self.states.contains(state);
        let wanted = |why: &Returned| self.returned.is_empty() || self.returned.contains(why);
        let back = Self {
            states: State::ALL.into_iter().filter(elsewhere).collect(),
            returned: self.or_returned.iter().copied().filter(wanted).collect(),
            ..in_state.clone()
        };
        let named = [
            (!in_state.states.is_empty()).then_some(in_state),
            (!back.states.is_empty() && !back.returned.is_empty()).then_some(back),
        ];
        named.into_iter().flatten().map(Cow::Owned).collect()
    }
}

/// Whose cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assigned {
    /// Nobody's yet.
    Nobody,
    /// This person's.
    To(StaffId),
}

/// The states that `filter` names. While the clock stands, and when a case is over, no day is near.
pub(super) fn wanted(filter: &QueueFilter) -> Vec<State> {
    let is_over = filter.is_over();
    let named = |state: &State| match &filter.states[..] {
        [] => state.is_final() == is_over,
        named => named.contains(state) && (state.is_final() || !is_over),
    };
    let runs = |state: &State| !state.is_decided() && !state.stops_the_clock();
    let all = State::ALL.into_iter().filter(named);
    let all = all.filter(|state| filter.due_until.is_none() || runs(state));
    // A decision ends what was asked: nothing of it is looked for among what is over.
    all.filter(|state| !filter.consulting || !state.is_final()).collect()
}
