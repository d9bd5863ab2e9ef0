//! Which cases are asked for: the filter of the queue as people say it, and as the store reads it.

use std::str::FromStr;

use chrono::NaiveDate;
use japanese_values::calendar;
use kernel::{DepartmentId, LabelId, StaffId, WardId};
use review_workflow::{Returned, State};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};
use submission_store::cases::{self, Assigned, InWard, QueueSort};

use crate::{BackOffice, Error, Staff, sought::Typed};

/// A saved way to look at the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum QueueView {
    /// 担当中: taken by me and not decided.
    Mine,
    /// 未着手: received and taken by nobody.
    Unclaimed,
    /// 補正待ち
    #[strum(serialize = "correction")]
    AwaitingCorrection,
    /// 補正の返事: the resident has answered, and nobody has gone on with it yet.
    Answered,
    /// 決裁待ち
    #[strum(serialize = "approval")]
    AwaitingApproval,
    /// 期限超過: open, and promised for a day that has passed, whoever has it.
    Late,
    /// 期限3日以内: open, and due within three open days or overdue.
    DueSoon,
    /// 完了
    Closed,
    /// すべて
    All,
}

/// How near the day is that was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, IntoStaticStr, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum DueWithin {
    /// 5開庁日以上の超過: it has passed five open days ago, or earlier.
    Long,
    /// 期限超過: it has passed.
    Over,
    /// 今日まで: today, or passed.
    Today,
    /// 3開庁日以内: within three open days, or passed.
    Soon,
}

/// Which cases to list; everything combines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// A saved view.
    pub view: Option<QueueView>,
    /// One procedure.
    pub procedure: Option<String>,
    /// One state.
    pub state: Option<State>,
    /// Back in the hands of who works on it, for this reason.
    pub returned: Option<Returned>,
    /// One department.
    pub department: Option<DepartmentId>,
    /// Lying at one department, whoever answers for it.
    pub desk: Option<DepartmentId>,
    /// One ward, or [`WardId::unknown`].
    pub ward: Option<WardId>,
    /// One member of staff.
    pub assignee: Option<StaffId>,
    /// Arrived on this day or later.
    pub received_from: Option<NaiveDate>,
    /// Promised for a day that is so near; while the clock stands there is none.
    pub due: Option<DueWithin>,
    /// With something still to be looked at, or without.
    pub open_findings: Option<bool>,
    /// With a question that waits for its answer; also where the case is over.
    pub question: bool,
    /// 合議中: about which another department was asked that has not answered.
    pub consulting: bool,
    /// Bearing this label.
    pub label: Option<LabelId>,
    /// Cases of the person who asks, changed by somebody else since they read them.
    pub unread: bool,
    /// A number of a receipt or its beginning, a name, a reading, a telephone, a day of birth, a town,
    /// an address for mail, or what a definition lets search for: what is found comes with the newest
    /// arrival first.
    pub words: Option<String>,
    /// The order.
    pub sort: QueueSort,
}

impl QueueView {
    /// Every view, in the order of the menu.
    pub const ALL: [Self; 9] = [
        Self::Mine,
        Self::Unclaimed,
        Self::AwaitingCorrection,
        Self::Answered,
        Self::AwaitingApproval,
        Self::Late,
        Self::DueSoon,
        Self::Closed,
        Self::All,
    ];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        self.into()
    }
}

impl DueWithin {
    /// The word in addresses.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// The last of its days.
    fn until(self, today: NaiveDate) -> NaiveDate {
        match self {
            Self::Long => calendar::subtract_open_days(today, 5),
            Self::Over => today.pred_opt().unwrap_or(today),
            Self::Today => today,
            Self::Soon => calendar::add_open_days(today, 3),
        }
    }
}

/// A filter as a view keeps it. Words that are searched for are none of it: they name people.
#[derive(Serialize, Deserialize)]
struct Kept {
    view: Option<String>,
    procedure: Option<String>,
    state: Option<String>,
    department: Option<String>,
    #[serde(default)]
    desk: Option<String>,
    ward: Option<String>,
    assignee: Option<String>,
    received_from: Option<NaiveDate>,
    #[serde(default)]
    returned: Option<String>,
    #[serde(default)]
    due: Option<String>,
    open_findings: Option<bool>,
    #[serde(default)]
    question: bool,
    #[serde(default)]
    consulting: bool,
    #[serde(default)]
    label: Option<String>,
    unread: bool,
    sort: String,
}

impl QueueFilter {
    /// The filter without its words, as text.
    pub(crate) fn kept(&self) -> Result<String, Error> {
        let kept = Kept {
            view: self.view.map(|view| view.word().to_owned()),
            procedure: self.procedure.clone(),
            state: self.state.map(|state| state.word().to_owned()),
            department: self.department.as_ref().map(ToString::to_string),
            desk: self.desk.as_ref().map(ToString::to_string),
            ward: self.ward.as_ref().map(ToString::to_string),
            assignee: self.assignee.as_ref().map(ToString::to_string),
            received_from: self.received_from,
            returned: self.returned.map(|returned| returned.word().to_owned()),
            due: self.due.map(|due| due.word().to_owned()),
            open_findings: self.open_findings,
            question: self.question,
            consulting: self.consulting,
            label: self.label.as_ref().map(ToString::to_string),
            unread: self.unread,
            sort: self.sort.word().to_owned(),
        };
        serde_json::to_string(&kept).map_err(Error::internal)
    }

    /// What [`Self::kept`] gave. What cannot be read is an error and narrows nothing by accident.
    pub(crate) fn from_kept(text: &str) -> Result<Self, Error> {
        let kept: Kept = serde_json::from_str(text).map_err(Error::internal)?;
        Ok(Self {
            view: read(kept.view)?,
            procedure: kept.procedure,
            state: read(kept.state)?,
            department: read(kept.department)?,
            desk: read(kept.desk)?,
            ward: read(kept.ward)?,
            assignee: read(kept.assignee)?,
            received_from: kept.received_from,
            returned: read(kept.returned)?,
            due: read(kept.due)?,
            open_findings: kept.open_findings,
            question: kept.question,
            consulting: kept.consulting,
            label: read(kept.label)?,
            unread: kept.unread,
            words: None,
            sort: read(Some(kept.sort))?.unwrap_or_default(),
        })
    }
}

fn read<T: FromStr<Err: std::error::Error>>(word: Option<String>) -> Result<Option<T>, Error> {
    word.map(|word| word.parse().map_err(Error::internal)).transpose()
}

impl BackOffice {
    pub(crate) fn store_filter(
        staff: &Staff,
        filter: &QueueFilter,
        today: NaiveDate,
    ) -> cases::QueueFilter {
        let mut wanted = cases::QueueFilter {
            procedure: filter.procedure.clone(),
            states: filter.state.into_iter().collect(),
            assignee: filter.assignee.clone().map(Assigned::To),
            department: filter.department.clone(),
            desk: filter.desk.clone(),
            ward: filter.ward.clone().map(in_ward),
            received_from: filter.received_from,
            open_findings: filter.open_findings,
            question: filter.question,
            consulting: filter.consulting,
            returned: filter.returned,
            label: filter.label.clone(),
            unread_by: filter.unread.then(|| staff.id().clone()),
            // A range is always one of the order's own axis.
            sort: match (filter.received_from, filter.sort) {
                (Some(_), QueueSort::Due | QueueSort::Moved) => QueueSort::Received,
                (_, sort) => sort,
            },
            ..cases::QueueFilter::default()
        };
        if let Some(view) = filter.view {
            apply_view(view, staff, today, &mut wanted);
        }
        if let Some(due) = filter.due {
            due_within(due, today, &mut wanted);
        }
        // Most questions come when the case is over, and they are not to be overlooked.
        if wanted.question && wanted.states.is_empty() && wanted.due_until.is_none() {
            wanted.states = State::ALL.into();
        }
        let typed = Typed::read(filter.words.as_deref().unwrap_or_default());
        wanted.receipt_number = typed.number;
        wanted.receipt_begins = typed.beginning;
        // Whoever types a number means that case, also when it is over.
        let numbered = wanted.receipt_number.is_some() || wanted.receipt_begins.is_some();
        if numbered && filter.view.is_none() && wanted.states.is_empty() {
            wanted.states = State::ALL.into();
        }
        wanted.sought = typed.sought;
        if wanted.sought.is_some() {
            wanted.sort = QueueSort::Newest;
        }
        wanted
    }
}

pub(crate) fn in_ward(ward: WardId) -> InWard {
    if ward == WardId::unknown() { InWard::Unknown } else { InWard::Known(ward) }
}

fn apply_view(view: QueueView, staff: &Staff, today: NaiveDate, wanted: &mut cases::QueueFilter) {
    let unless_named = |states: &[State], named: &mut Vec<State>| {
        if named.is_empty() {
            named.extend_from_slice(states);
        }
    };
    match view {
        QueueView::Mine => wanted.assignee = Some(Assigned::To(staff.id().clone())),
        QueueView::Unclaimed => {
            wanted.assignee = Some(Assigned::Nobody);
            unless_named(&[State::Received], &mut wanted.states);
        }
        QueueView::AwaitingCorrection => {
            unless_named(&[State::CorrectionRequested], &mut wanted.states);
        }
        QueueView::Answered => {
            wanted.returned.get_or_insert(Returned::Answered);
        }
        QueueView::AwaitingApproval => {
            unless_named(&[State::AwaitingApproval], &mut wanted.states);
        }
        QueueView::Late => due_within(DueWithin::Over, today, wanted),
        QueueView::DueSoon => due_within(DueWithin::Soon, today, wanted),
        QueueView::Closed => {
            let closed: Vec<State> =
                State::ALL.into_iter().filter(|state| state.is_final()).collect();
            unless_named(&closed, &mut wanted.states);
        }
        QueueView::All => unless_named(&State::ALL, &mut wanted.states),
    }
}

fn due_within(due: DueWithin, today: NaiveDate, wanted: &mut cases::QueueFilter) {
    let until = due.until(today);
    wanted.due_until = Some(wanted.due_until.map_or(until, |named| named.min(until)));
}
