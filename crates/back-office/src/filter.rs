//! Which cases are asked for: the filter of the queue as people say it, and as the store reads it.

use std::str::FromStr;

use chrono::NaiveDate;
use japanese_values::calendar;
use kernel::{DepartmentId, LabelId, StaffId, WardId};
use review_workflow::{ParseReturnedError, Returned, State};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};
use submission_store::{
    cases::{self, Assigned, InWard, QueueSort},
    submissions::Source,
};

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

/// Where a case stands, as lists tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InState {
    /// In this state.
    At(State),
    /// Back in the hands of who works on it, for this reason, in whatever state.
    Back(Returned),
}

/// Which cases to list. Everything combines; of what can be named several times one is enough, and
/// none named is every one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// A saved view.
    pub view: Option<QueueView>,
    /// These procedures.
    pub procedures: Vec<String>,
    /// These states, or what is finer.
    pub states: Vec<InState>,
    /// Whatever the states: back in the hands of who works on it, for one of these reasons.
    pub returned: Vec<Returned>,
    /// One department.
    pub department: Option<DepartmentId>,
    /// Lying at one department, whoever answers for it.
    pub desk: Option<DepartmentId>,
    /// These wards, or [`WardId::unknown`].
    pub wards: Vec<WardId>,
    /// Come by these doors.
    pub sources: Vec<Source>,
    /// One member of staff.
    pub assignee: Option<StaffId>,
    /// Arrived on this day or later.
    pub received_from: Option<NaiveDate>,
    /// Arrived on this day or earlier.
    pub received_until: Option<NaiveDate>,
    /// Ended on this day or later; like the next one, what is open is none of it.
    pub ended_from: Option<NaiveDate>,
    /// Ended on this day or earlier.
    pub ended_until: Option<NaiveDate>,
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

impl InState {
    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::At(state) => state.word(),
            Self::Back(returned) => returned.word(),
        }
    }

    const fn at(self) -> Option<State> {
        match self {
            Self::At(state) => Some(state),
            Self::Back(_) => None,
        }
    }

    const fn back(self) -> Option<Returned> {
        match self {
            Self::At(_) => None,
            Self::Back(returned) => Some(returned),
        }
    }
}

impl FromStr for InState {
    type Err = ParseReturnedError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        word.parse().map(Self::At).or_else(|_no_state| word.parse().map(Self::Back))
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

/// What may be named several times. Views of before know one.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Several {
    One(String),
    All(Vec<String>),
}

/// A filter as a view keeps it. Words that are searched for are none of it: they name people.
#[derive(Serialize, Deserialize)]
struct Kept {
    view: Option<String>,
    procedure: Option<Several>,
    state: Option<Several>,
    department: Option<String>,
    #[serde(default)]
    desk: Option<String>,
    ward: Option<Several>,
    #[serde(default)]
    channel: Option<Several>,
    assignee: Option<String>,
    received_from: Option<NaiveDate>,
    #[serde(default)]
    received_until: Option<NaiveDate>,
    #[serde(default)]
    ended_from: Option<NaiveDate>,
    #[serde(default)]
    ended_until: Option<NaiveDate>,
    #[serde(default)]
    returned: Option<Several>,
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
    /// The order of the list. A range of days is always one of the order's own axis, unless both are
    /// named: then the end is, and the arrival is tested on the rows.
    pub fn order(&self) -> QueueSort {
        let by_end = self.ended_from.is_some() || self.ended_until.is_some();
        let by_arrival = self.received_from.is_some() || self.received_until.is_some();
        match self.sort {
            _ if by_end => QueueSort::Ended,
            QueueSort::Due | QueueSort::Moved if by_arrival => QueueSort::Received,
            sort @ (QueueSort::Due
            | QueueSort::Received
            | QueueSort::Newest
            | QueueSort::Moved
            | QueueSort::Ended) => sort,
        }
    }

    /// The filter without its words, as text.
    pub(crate) fn kept(&self) -> Result<String, Error> {
        let kept = Kept {
            view: self.view.map(|view| view.word().to_owned()),
            procedure: several(&self.procedures, Clone::clone),
            state: several(&self.states, |state| state.word().to_owned()),
            department: self.department.as_ref().map(ToString::to_string),
            desk: self.desk.as_ref().map(ToString::to_string),
            ward: several(&self.wards, ToString::to_string),
            channel: several(&self.sources, |source| source.word().to_owned()),
            assignee: self.assignee.as_ref().map(ToString::to_string),
            received_from: self.received_from,
            received_until: self.received_until,
            ended_from: self.ended_from,
            ended_until: self.ended_until,
            returned: several(&self.returned, |returned| returned.word().to_owned()),
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
        let (mut states, mut returned) = (read_all(kept.state)?, read_all(kept.returned)?);
        if states.is_empty() {
            states = returned.drain(..).map(InState::Back).collect();
        }
        Ok(Self {
            view: read(kept.view)?,
            procedures: read_all(kept.procedure)?,
            states,
            returned,
            department: read(kept.department)?,
            desk: read(kept.desk)?,
            wards: read_all(kept.ward)?,
            sources: read_all(kept.channel)?,
            assignee: read(kept.assignee)?,
            received_from: kept.received_from,
            received_until: kept.received_until,
            ended_from: kept.ended_from,
            ended_until: kept.ended_until,
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

fn several<T>(values: &[T], word: impl Fn(&T) -> String) -> Option<Several> {
    match values {
        [] => None,
        [one] => Some(Several::One(word(one))),
        all => Some(Several::All(all.iter().map(word).collect())),
    }
}

fn read_all<T: FromStr<Err: std::error::Error>>(words: Option<Several>) -> Result<Vec<T>, Error> {
    let words = match words {
        None => Vec::new(),
        Some(Several::One(word)) => vec![word],
        Some(Several::All(words)) => words,
    };
    words.iter().map(|word| word.parse().map_err(Error::internal)).collect()
}

impl BackOffice {
    pub(crate) fn store_filter(
        staff: &Staff,
        filter: &QueueFilter,
        today: NaiveDate,
    ) -> cases::QueueFilter {
        let mut wanted = cases::QueueFilter {
            procedures: filter.procedures.clone(),
            states: filter.states.iter().filter_map(|it| it.at()).collect(),
            or_returned: filter.states.iter().filter_map(|it| it.back()).collect(),
            assignee: filter.assignee.clone().map(Assigned::To),
            department: filter.department.clone(),
            desk: filter.desk.clone(),
            wards: filter.wards.iter().cloned().map(in_ward).collect(),
            sources: filter.sources.clone(),
            received_from: filter.received_from,
            received_until: filter.received_until,
            ended_from: filter.ended_from,
            ended_until: filter.ended_until,
            open_findings: filter.open_findings,
            question: filter.question,
            consulting: filter.consulting,
            returned: filter.returned.clone(),
            label: filter.label.clone(),
            unread_by: filter.unread.then(|| staff.id().clone()),
            sort: filter.order(),
            ..cases::QueueFilter::default()
        };
        if let Some(view) = filter.view {
            apply_view(view, staff, today, &mut wanted);
        }
        if let Some(due) = filter.due {
            due_within(due, today, &mut wanted);
        }
        // Most questions come when the case is over, and they are not to be overlooked.
        if wanted.question && names_no_state(&wanted) && wanted.due_until.is_none() {
            wanted.states = State::ALL.into();
        }
        let typed = Typed::read(filter.words.as_deref().unwrap_or_default());
        wanted.receipt_number = typed.number;
        wanted.receipt_begins = typed.beginning;
        // Whoever types a number means that case, also when it is over.
        let numbered = wanted.receipt_number.is_some() || wanted.receipt_begins.is_some();
        if numbered && filter.view.is_none() && names_no_state(&wanted) {
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

fn names_no_state(wanted: &cases::QueueFilter) -> bool {
    wanted.states.is_empty() && wanted.or_returned.is_empty()
}

fn apply_view(view: QueueView, staff: &Staff, today: NaiveDate, wanted: &mut cases::QueueFilter) {
    let is_unnamed = names_no_state(wanted);
    let unless_named = |states: &[State], named: &mut Vec<State>| {
        if is_unnamed {
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
            if wanted.returned.is_empty() && wanted.or_returned.is_empty() {
                wanted.returned.push(Returned::Answered);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// As the program before several of one kind kept it.
    const OF_BEFORE: &str = r#"{"view":"all","procedure":"inu-toroku","state":null,
        "department":null,"ward":"aoba","assignee":null,"received_from":"2026-11-01",
        "returned":"answered","open_findings":null,"unread":false,"sort":"moved"}"#;

    #[test]
    fn a_view_of_before_is_read_as_it_was_meant() {
        let filter = QueueFilter::from_kept(OF_BEFORE).unwrap();
        let expected = QueueFilter {
            view: Some(QueueView::All),
            procedures: vec!["inu-toroku".to_owned()],
            states: vec![InState::Back(Returned::Answered)],
            wards: vec!["aoba".parse().unwrap()],
            received_from: NaiveDate::from_ymd_opt(2026, 11, 1),
            sort: QueueSort::Moved,
            ..QueueFilter::default()
        };
        assert_eq!(filter, expected);
        assert_eq!(filter.order(), QueueSort::Received);
        let later = OF_BEFORE.replace("\"aoba\"", "[\"aoba\",3]");
        assert!(QueueFilter::from_kept(&later).is_err(), "and never shows more than was meant");
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let filter = QueueFilter {
            procedures: vec!["inu-toroku".to_owned(), "suido-kaishi".to_owned()],
            states: vec![InState::At(State::Received), InState::Back(Returned::SentBack)],
            returned: vec![Returned::Answered],
            wards: vec!["aoba".parse().unwrap(), WardId::unknown()],
            sources: vec![Source::Web],
            received_until: NaiveDate::from_ymd_opt(2026, 11, 30),
            ended_from: NaiveDate::from_ymd_opt(2026, 11, 1),
            ended_until: NaiveDate::from_ymd_opt(2026, 11, 2),
            sort: QueueSort::Ended,
            ..QueueFilter::default()
        };
        let kept = filter.kept().unwrap();
        assert_eq!(QueueFilter::from_kept(&kept).unwrap(), filter);
        // One of a kind stands there as it did: the program before reads it.
        assert!(kept.contains(r#""channel":"web""#), "{kept}");
    }
}
